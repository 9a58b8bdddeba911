"""What a seal says, in bytes. They are signed and chained, so these formats can never change.

Format 2
--------
The signed bytes are the line ``tongban-seal/2`` with LF and canonical JSON as in `ledger.body`, with the members count,
first_id, ids_digest, key_number, last_id, marks_digest, number, prev, root, rows_digest, sealed_at. Digests are
lower-case hexadecimal SM3; `prev` is the digest of the previous seal's signed bytes, 64 zeros for the first;
`ids_digest` is over the ids as 8-byte big-endian integers, `marks_digest` over the first four bytes of every fact
digest. `rows_digest` is described in `ledger.rows`; it is empty where the rows were not sound when they were sealed.
The signature is SM2 with SM3, DER, identity 1234567812345678, by the key `ledger_seal` of that number.

Format 1 begins with ``tongban-seal/1`` and has no rows_digest.
"""

from __future__ import annotations

import array
import sys
import zlib
from dataclasses import dataclass

import orjson

FORMAT = b"tongban-seal/2\n"
FORMAT_1 = b"tongban-seal/1\n"
PURPOSE = "ledger_seal"
MARK = 4


@dataclass(frozen=True, slots=True)
class SealBody:
    """What a seal says; field names are the member names of format 2."""

    count: int
    first_id: int
    ids_digest: str
    key_number: int
    last_id: int
    marks_digest: str
    number: int
    prev: str
    root: str
    rows_digest: str
    sealed_at: str

    def encode(self) -> bytes:
        """The bytes that are signed."""
        members = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return FORMAT + orjson.dumps(members, option=orjson.OPT_SORT_KEYS)


def pack_ids(ids: list[int]) -> bytes:
    """Ids as 8-byte big-endian integers, one after the other."""
    numbers = array.array("q", ids)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers.tobytes()


def unpack_ids(packed: bytes) -> list[int]:
    """The other way. Raises `ValueError` for a broken length."""
    numbers = array.array("q")
    numbers.frombytes(packed)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers.tolist()


def compress_ids(packed: bytes) -> bytes:
    """How the packed ids are stored: byte planes first, then deflate; runs of ids shrink to a fortieth."""
    return zlib.compress(b"".join(packed[plane::8] for plane in range(8)), 6)


def expand_ids(stored: bytes) -> bytes:
    """The packed ids of a seal row. Raises `ValueError` where they were damaged."""
    try:
        planes = zlib.decompress(stored)
    except zlib.error as error:
        raise ValueError("damaged") from error
    count, rest = divmod(len(planes), 8)
    if rest:
        raise ValueError("damaged")
    packed = bytearray(len(planes))
    for plane in range(8):
        packed[plane::8] = planes[plane * count : (plane + 1) * count]
    return bytes(packed)
