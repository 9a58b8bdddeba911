"""Files that are what they say and still do harm when a clerk opens them: bombs, polyglots, PDFs that act (pure)."""

from __future__ import annotations

import mmap
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import BinaryIO, TypeAlias

from tongban.files.errors import ForbiddenFileType

Bytes: TypeAlias = "bytes | mmap.mmap"

MOST_PIXELS = 200_000_000
"""An A2 sheet scanned at 600 dpi has 140 million; unpacked this is 0.8 GB, the most a desk computer takes."""
MOST_UNPACKED, MOST_RATIO, HARMLESS = 1 << 30, 100, 50 << 20
"""Bytes an archive may hold unpacked; how many times its own size, once that is more than the third."""
_PIECE, _MOST_STREAM, _MOST_STREAMS = 1 << 20, 4 << 20, 2000

# What a reader runs, starts, sends or loads. A signature or a link does none of these. Every script stands in a
# dictionary that names /JavaScript or /Rendition as well (ISO 32000-2, 12.6.4.17 and 12.6.4.14). Its short key /JS is
# not looked for: three given bytes turn up by chance in every sixteenth scan of a megabyte.
_ACTS = re.compile(
    rb"/(?:(?:JavaScript|Rendition|Launch|RichMedia|SubmitForm|ImportData)(?![A-Za-z0-9])"
    rb"|XFA\s*(?:\[|<<|\d+\s+\d+\s+R))"
)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ESCAPING_NAME = re.compile(rb"/(?=[^\s/<>\[\](){}%]{0,126}#)[^\s/<>\[\](){}%]{1,127}")
# Object streams hide names from a plain search; embedded files are looked into as files of an archive are.
_STREAM = re.compile(rb"/(ObjStm|EmbeddedFile)(?![A-Za-z])[^\x00]{0,2000}?\bstream\r?\n", re.DOTALL)
_END_OF_ARCHIVE = b"PK\x05\x06"
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def refuse_bomb(entries: Sequence[zipfile.ZipInfo], size: int) -> None:
    """Raise `ForbiddenFileType` where an archive unpacks to far more than it is, or its entries lie on one another."""
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED or (unpacked > HARMLESS and unpacked > MOST_RATIO * size):
        raise ForbiddenFileType(reason=f"解压后有 {unpacked / (1 << 20):.0f} MB，像是压缩炸弹")
    if sum(entry.compress_size for entry in entries) > size:
        raise ForbiddenFileType(reason="压缩包里的文件互相重叠，像是压缩炸弹")


def refuse_huge_picture(file: BinaryIO) -> None:
    """Raise `ForbiddenFileType` for a PNG or JPEG whose own header promises more pixels than a computer can show."""
    file.seek(0)
    head = file.read(24)
    if head.startswith(b"\x89PNG"):
        sizes = [struct.unpack(">II", head[16:24])] if len(head) == 24 else []
    else:
        sizes = list(_jpeg_sizes(file))
    for width, height in sizes:
        if width * height > MOST_PIXELS:
            raise ForbiddenFileType(reason=f"图片有{width}×{height}个像素，超过能正常打开的大小")


def _jpeg_sizes(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Width and height of every frame header before the first scan."""
    place = 2
    for _ in range(1000):
        file.seek(place)
        segment = file.read(9)
        if len(segment) < 9 or segment[0] != 0xFF or segment[1] == 0xDA:
            return
        if segment[1] in _JPEG_SIZES:
            height, width = struct.unpack(">HH", segment[5:9])
            yield width, height
        place += 2 + max(2, struct.unpack(">H", segment[2:4])[0])


def refuse_active_pdf(file: BinaryIO) -> None:
    """Raise `ForbiddenFileType` for a PDF that runs scripts, starts programs, sends data, is an archive as well, or
    carries a program. Names written with escapes (`/J#61vaScript`) and those in object streams are found too."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - (1 << 16) - 22))
    tail = file.read()
    if _END_OF_ARCHIVE in tail and zipfile.is_zipfile(file):
        raise ForbiddenFileType(reason="它同时是 PDF 和压缩包")
    file.seek(0)
    before = b""
    while piece := file.read(_PIECE):
        _refuse_acts(before + piece)
        before = piece[-256:]
    for kind, content in _streams(file, size):
        if kind == b"ObjStm":
            _refuse_acts(content)
        elif content.startswith((b"MZ", b"\x7fELF", b"#!")):
            raise ForbiddenFileType(reason="PDF 里夹带了程序")


def _refuse_acts(content: bytes) -> None:
    if b"#" in content:
        content = _ESCAPING_NAME.sub(
            lambda name: _ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), name[0]), content
        )
    if _ACTS.search(content):
        raise ForbiddenFileType(reason="PDF 里有脚本、启动程序或者提交数据的动作")


def _streams(file: BinaryIO, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Kind and first megabytes of the object streams and embedded files, unpacked where they are packed."""
    content: Bytes
    try:
        content = mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ)
    except (OSError, ValueError):
        file.seek(0)
        content = file.read()
    for found, _ in zip(_STREAM.finditer(content), range(_MOST_STREAMS), strict=False):
        raw = content[found.end() : found.end() + _MOST_STREAM]
        try:
            yield found[1], zlib.decompressobj().decompress(raw, _MOST_STREAM)
        except zlib.error:
            yield found[1], raw
