"""The few lines of DER that SM2 keys, signatures and ciphertexts need."""

from __future__ import annotations

INTEGER, OCTETS, SEQUENCE = 0x02, 0x04, 0x30


def element(tag: int, content: bytes) -> bytes:
    """Tag, definite length, content."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def integer(value: int) -> bytes:
    """A non-negative INTEGER."""
    return element(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def sequence(*parts: bytes) -> bytes:
    """SEQUENCE of finished elements."""
    return element(SEQUENCE, b"".join(parts))


def read(data: bytes, tag: int) -> tuple[bytes, bytes]:
    """The content of the first element and the rest; `ValueError` where the tag or a length does not fit."""
    if len(data) < 2 or data[0] != tag:
        raise ValueError(f"DER: tag {tag:#x} expected")
    size, start = data[1], 2
    if size & 0x80:
        width = size & 0x7F
        if not 1 <= width <= 4 or len(data) < 2 + width:
            raise ValueError("DER: length")
        size, start = int.from_bytes(data[2 : 2 + width], "big"), 2 + width
    if len(data) < start + size:
        raise ValueError("DER: content is cut off")
    return data[start : start + size], data[start + size :]


def read_sequence(data: bytes) -> bytes:
    """The content of a SEQUENCE that fills `data` entirely."""
    content, rest = read(data, SEQUENCE)
    if rest:
        raise ValueError("DER: bytes after the end")
    return content


def read_integer(data: bytes) -> tuple[int, bytes]:
    """A non-negative INTEGER and the rest."""
    content, rest = read(data, INTEGER)
    if not content or content[0] & 0x80:
        raise ValueError("DER: negative number")
    return int.from_bytes(content, "big"), rest
