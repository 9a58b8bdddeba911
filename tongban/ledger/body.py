"""The bytes of a fact. They are digested, chained and sealed, so this format can never change.

Format 1
--------
A fact's body is the ASCII line ``tongban-fact/1`` ended by one LF (0x0A), followed by one JSON object in the
canonical form of RFC 8785 (JCS), in UTF-8, without a byte order mark and with nothing after it: members sorted by name,
no white space, shortest escapes. The object has exactly these eighteen members:

==============  ======================================================================================
account_id      integer or null: the account that acted
channel         string: how the act reached the city (``tongban.kernel.actor.Channel``)
data            object: what the room recorded; strings, integers, true, false, null, arrays, objects
department_id   integer or null: the department it happened at
id              integer: the fact's place in the ledger
kind            string: what happened, ``room.happened``
objects         array of [type, id, role]: the objects touched; the first is the primary one
occurred_at     string: when it happened, UTC, ``YYYY-MM-DDTHH:MM:SS.ffffffZ``, always six decimals
officer_id      integer or null: the officer who acted
party_id        integer or null: the party behind the account
prev            string: 64 lower-case hexadecimal digits, the digest of the previous fact of the
                primary object; 64 zeros for its first
principal_id    integer or null: the party on whose behalf they acted
recorded_at     string: when it was written down, as ``occurred_at``
region_code     string: where, or empty
seats           string: the seats the actor held, sorted, joined by commas
seq             integer: the place in the primary object's chain, from 1, without gaps
trace_id        string: what binds everything one request did
uid             string: the fact's public id, a UUID in lower case with hyphens
==============  ======================================================================================

The digest of a fact is SM3 (GB/T 32905-2016) over the body. Integers lie within ±(2^53 - 1) and there are no
fractions, so that every JSON reader of the world reads the same numbers; names inside ``data`` consist of ASCII
letters, digits and ``_ . -``, so that sorting by code point, by UTF-8 byte and by UTF-16 unit agree; strings
contain no NUL and no lone surrogates. A later format would begin with another first line; verifiers keep all of them.

Test vector (the body is one line after the first; it is shown broken)::

    tongban-fact/1
    {"account_id":7,"channel":"window","data":{"case_no":"A1","fee":1200,"notes":["受理",null,true]},"department_id":3,"id":1,
    "kind":"case.accepted","objects":[["case","c-1",""],["party","9","applicant"]],
    "occurred_at":"2026-03-02T01:02:03.000004Z","officer_id":5,"party_id":null,
    "prev":"0000000000000000000000000000000000000000000000000000000000000000","principal_id":null,
    "recorded_at":"2026-03-02T01:02:03.000005Z","region_code":"410502","seats":"approver,clerk","seq":1,"trace_id":"t",
    "uid":"00000000-0000-4000-8000-000000000001"}

    SM3 = 8f820803389a538edb1119eeea59ad5e5669cbc41f7f8894407d0b2b54d15e26
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import orjson

from tongban.kernel.gm import sm3
from tongban.kernel.standards.personal import personal_number
from tongban.ledger.errors import FactRefused, PersonalNumber
from tongban.ledger.facts import JsonValue, ObjectRef

FORMAT = b"tongban-fact/1\n"
START = bytes(32)
"""What the first fact of a chain names as its predecessor."""

MEMBERS = (
    "account_id", "channel", "data", "department_id", "id", "kind", "objects", "occurred_at", "officer_id",
    "party_id", "prev", "principal_id", "recorded_at", "region_code", "seats", "seq", "trace_id", "uid",
)  # fmt: skip

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,80}")
_BIGGEST = 2**53 - 1
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class FactBody:
    """Everything the bytes say. Field names are the member names of format 1."""

    account_id: int | None
    channel: str
    data: Mapping[str, JsonValue]
    department_id: int | None
    id: int
    kind: str
    objects: Sequence[ObjectRef]
    occurred_at: dt.datetime
    officer_id: int | None
    party_id: int | None
    prev: bytes
    principal_id: int | None
    recorded_at: dt.datetime
    region_code: str
    seats: str
    seq: int
    trace_id: str
    uid: str

    def encode(self) -> bytes:
        """The canonical bytes (format 1). `data` must have passed `checked`."""
        recorded = instant_text(self.recorded_at)
        members = {
            "account_id": self.account_id,
            "channel": self.channel,
            "data": self.data,
            "department_id": self.department_id,
            "id": self.id,
            "kind": self.kind,
            "objects": [[ref.type, ref.id, ref.role] for ref in self.objects],
            "occurred_at": recorded if self.occurred_at is self.recorded_at else instant_text(self.occurred_at),
            "officer_id": self.officer_id,
            "party_id": self.party_id,
            "prev": self.prev.hex(),
            "principal_id": self.principal_id,
            "recorded_at": recorded,
            "region_code": self.region_code,
            "seats": self.seats,
            "seq": self.seq,
            "trace_id": self.trace_id,
            "uid": self.uid,
        }
        return FORMAT + orjson.dumps(members, option=orjson.OPT_SORT_KEYS)


def _fastest_sm3() -> Callable[[bytes], bytes]:
    """The interpreter's OpenSSL digests a fact in half the time; not every one offers SM3."""
    try:
        fresh = hashlib.new("sm3")
    except ValueError:
        return sm3

    def digest(content: bytes) -> bytes:
        state = fresh.copy()
        state.update(content)
        return state.digest()

    return digest


digest_of = _fastest_sm3()
"""SM3 over the body (or any bytes), 32 bytes."""


def instant_text(instant: dt.datetime) -> str:
    """An aware instant as the format writes it. Raises `ValueError` for a naive one."""
    if instant.tzinfo is None:
        raise ValueError("naive datetime")
    return instant.astimezone(dt.UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def checked(data: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """A deep copy of `data` that the format can hold.

    Raises `FactRefused` for names, types or numbers outside the format, and `PersonalNumber` for text with a citizen
    number or a mobile: facts are kept for ever and read by many, personal data is neither.
    """
    return {_name(name): _value(value, name, 0) for name, value in data.items()}


def _name(name: object) -> str:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise FactRefused(f"data name {name!r}: expected 1 to 80 of A-Z a-z 0-9 _ . -")
    return name


def _value(value: object, path: str, depth: int) -> JsonValue:
    if depth > _DEEPEST:
        raise FactRefused(f"data {path}: nested deeper than {_DEEPEST}")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return plain_text(str(value), path)
    if isinstance(value, int):
        if abs(value) > _BIGGEST:
            raise FactRefused(f"data {path}: integer beyond 2^53 - 1, record it as text")
        return int(value)
    if isinstance(value, Mapping):
        return {_name(name): _value(item, f"{path}.{name}", depth + 1) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_value(item, f"{path}[{place}]", depth + 1) for place, item in enumerate(value)]
    raise FactRefused(
        f"data {path}: a {type(value).__name__} has no place in a fact; use text, integers, booleans, None, lists or "
        "mappings (fractions and instants as text)"
    )


def plain_text(text: str, path: str) -> str:
    """The text itself. Raises `FactRefused` where it cannot be stored, `PersonalNumber` where it holds what looks like
    a number of a person (not repeated)."""
    if "\x00" in text:
        raise FactRefused(f"{path}: text with a NUL character")
    try:
        _ = text.isascii() or text.encode()
    except UnicodeEncodeError:
        raise FactRefused(f"{path}: text with a lone surrogate") from None
    if personal_number(text):
        raise PersonalNumber(place=path)
    return text
