"""The random draw (双随机): a pure function of two published lists, a number and a seed. Format `tongban-draw/1`.

Everybody can compute it again; `docs/tools/check_draw.py` does, from the published file alone. So nothing below may
ever change without a new format name.

Lists
-----
Objects and inspectors are each one text: the line ``tongban-objects/1`` or ``tongban-inspectors/1`` with LF, then
canonical JSON (members sorted, no white space, UTF-8 as it is): an array sorted by `code`. An object has category,
code, risk, weight (a whole number from 1); an inspector has code, recused (codes of objects, sorted), specialities
(categories, sorted; none: all). The digest of a list is SM3 over its bytes.

Seed
----
SM3 over the line ``tongban-seed/1`` with LF, the 32 bytes of the secret, the 32 bytes of the root. The digest of the
secret is published with the digests of the lists (the commitment); the root is that of the ledger's seal over this very
commitment, which did not exist yet when it was made.

Numbers
-------
Block i (from 0) is SM3 over ``tongban-draw/1`` with LF, the seed, and i in 8 bytes; it gives four numbers of 64 bits,
all big-endian. A number below n is the next number x with x < 2^64 - 2^64 mod n (others are thrown away), taken mod n.

Objects
-------
So many times: a number r below the sum of the weights of the objects left, in order of their codes; drawn is the first
object at which the running sum exceeds r.

Inspectors
----------
After all objects, for each in the order drawn, so many times: of the inspectors whose specialities cover its category,
who are not recused from it and not yet chosen for it, those with the fewest objects so far, in order of their codes;
the number below how many they are says which.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate, count
from typing import Any

import orjson

from tongban.kernel.gm import sm3

FORMAT = "tongban-draw/1"
_OBJECTS = b"tongban-objects/1\n"
_INSPECTORS = b"tongban-inspectors/1\n"
_SPAN = 2**64


@dataclass(frozen=True, slots=True)
class Candidate:
    """One object of the frozen list; `weight` from 1."""

    code: str
    category: str
    risk: str
    weight: int


@dataclass(frozen=True, slots=True)
class Sworn:
    """One inspector of the frozen list; no specialities means every category."""

    code: str
    specialities: tuple[str, ...] = ()
    recused: tuple[str, ...] = ()

    def may_inspect(self, found: Candidate) -> bool:
        """Whether the category is covered and nobody's recusal stands in the way."""
        return found.code not in self.recused and (not self.specialities or found.category in self.specialities)


@dataclass(frozen=True, slots=True)
class Assignment:
    """A drawn object and who inspects it."""

    object: str
    inspectors: tuple[str, ...]


class ListBroken(ValueError):
    """A frozen list that is not in its canonical form."""


def objects_text(rows: Iterable[Candidate]) -> bytes:
    """The list of objects as it is digested and published."""
    return _OBJECTS + orjson.dumps(
        [asdict(row) for row in sorted(rows, key=lambda row: row.code)], option=orjson.OPT_SORT_KEYS
    )


def inspectors_text(rows: Iterable[Sworn]) -> bytes:
    """The list of inspectors as it is digested and published."""
    plain = [
        {"code": row.code, "recused": sorted(row.recused), "specialities": sorted(row.specialities)}
        for row in sorted(rows, key=lambda row: row.code)
    ]
    return _INSPECTORS + orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)


def read_objects(text: bytes) -> list[Candidate]:
    """The rows of a list of objects. Raises `ListBroken`."""
    rows = [Candidate(**row) for row in _read(text, _OBJECTS)]
    if objects_text(rows) != text or any(row.weight < 1 for row in rows) or len({row.code for row in rows}) < len(rows):
        raise ListBroken("objects")
    return rows


def read_inspectors(text: bytes) -> list[Sworn]:
    """The rows of a list of inspectors. Raises `ListBroken`."""
    rows = [Sworn(row["code"], tuple(row["specialities"]), tuple(row["recused"])) for row in _read(text, _INSPECTORS)]
    if inspectors_text(rows) != text or len({row.code for row in rows}) < len(rows):
        raise ListBroken("inspectors")
    return rows


def _read(text: bytes, start: bytes) -> list[dict[str, Any]]:
    if not text.startswith(start):
        raise ListBroken("format")
    try:
        found = orjson.loads(text[len(start) :])
    except orjson.JSONDecodeError:
        raise ListBroken("JSON") from None
    if not isinstance(found, list):
        raise ListBroken("JSON")
    return found


def seed_of(secret: bytes, root: bytes) -> bytes:
    """The seed, 32 bytes: nobody who knew only one half could choose it. Raises `ValueError` for other lengths."""
    if len(secret) != 32 or len(root) != 32:
        raise ValueError("secret and root have 32 bytes each")
    return sm3(b"tongban-seed/1\n" + secret + root)


def numbers(seed: bytes) -> Iterator[int]:
    """The endless stream of 64-bit numbers that a seed gives."""
    for block in count():
        digest = sm3(FORMAT.encode() + b"\n" + seed + block.to_bytes(8, "big"))
        for start in range(0, 32, 8):
            yield int.from_bytes(digest[start : start + 8], "big")


def below(stream: Iterator[int], most: int) -> int:
    """The next number from 0 to `most` - 1, each as likely as every other (rejection, no remainder bias)."""
    limit = _SPAN - _SPAN % most
    return next(number for number in stream if number < limit) % most


def draw(
    objects: Iterable[Candidate], inspectors: Iterable[Sworn], *, number: int, each: int, seed: bytes
) -> tuple[Assignment, ...]:
    """`number` objects in the order drawn, each with `each` inspectors. The order of the input does not matter.

    Raises `ValueError` where there are fewer objects than asked for, or an object with too few inspectors.
    """
    left = sorted(objects, key=lambda row: row.code)
    staff = sorted(inspectors, key=lambda row: row.code)
    if number > len(left):
        raise ValueError("fewer objects than are to be drawn")
    stream, load = numbers(seed), dict.fromkeys((one.code for one in staff), 0)
    drawn = [_one(left, stream) for _ in range(number)]
    return tuple(Assignment(found.code, _staff(found, staff, each, load, stream)) for found in drawn)


def _one(left: list[Candidate], stream: Iterator[int]) -> Candidate:
    sums = list(accumulate(row.weight for row in left))
    return left.pop(bisect_right(sums, below(stream, sums[-1])))


def _staff(
    found: Candidate, staff: Sequence[Sworn], each: int, load: dict[str, int], stream: Iterator[int]
) -> tuple[str, ...]:
    able = [one.code for one in staff if one.may_inspect(found)]
    if len(able) < each:
        raise ValueError(f"too few inspectors for {found.code}")
    chosen: list[str] = []
    for _ in range(each):
        fewest = min(load[code] for code in able if code not in chosen)
        pool = [code for code in able if code not in chosen and load[code] == fewest]
        chosen.append(pool[below(stream, len(pool))])
        load[chosen[-1]] += 1
    return tuple(chosen)
