"""The seals' side of verification: fed with facts in id order, it compares each seal when its range has passed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from tongban.kernel import keys
from tongban.ledger import merkle
from tongban.ledger.body import START, digest_of
from tongban.ledger.models import Seal
from tongban.ledger.services.seal_terms import (
    FORMAT,
    FORMAT_1,
    MARK,
    PURPOSE,
    SealBody,
    expand_ids,
    pack_ids,
    unpack_ids,
)
from tongban.ledger.services.verify_terms import Findings, Flaw

_MEMBERS = tuple(SealBody.__dataclass_fields__)
Place = tuple[int, bytes, int]
"""A seal's number, digest and last fact."""

NOWHERE: Place = (0, START, 0)


class SealCheck:
    """Takes the seals in order of number and the facts in order of id."""

    _QUERY = """
    SELECT number, body, digest, signature, key_number, ids, marks, first_id, last_id, count,
        encode(root, 'hex'), encode(prev, 'hex'), to_char(sealed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    FROM ledger_seal WHERE last_id > @low AND last_id <= @high ORDER BY last_id, number
    """

    @classmethod
    def between(cls, low: int, high: int) -> str:
        """The query for the seals that end in (low, high]."""
        return cls._QUERY.replace("@low", str(int(low))).replace("@high", str(int(high)))

    @staticmethod
    def place_of(seal: tuple[Any, ...]) -> Place:
        """What the next seal must follow."""
        return seal[0], digest_of(seal[1]), seal[8]

    @staticmethod
    def place_before(low: int) -> Place:
        """What the first seal after fact `low` must follow."""
        last = Seal.objects.filter(last_id__lte=low).order_by("-last_id", "-number").first()
        return (last.number, digest_of(bytes(last.body)), last.last_id) if last else NOWHERE

    def __init__(self, seals: Iterator[tuple[Any, ...]], findings: Findings, before: Place | None = None) -> None:
        self.seals = seals
        self.findings = findings
        self.sealed = 0
        self.ids: list[int] = []
        self.digests: list[bytes] = []
        self.subjects: list[tuple[str, str]] = []
        self.before: Place = before or NOWHERE
        self.current: tuple[Any, ...] | None = None
        self.last_id = -1
        self._advance()

    def see(self, fact_id: int, digest: bytes, object_type: str, object_id: str) -> None:
        """The next fact, with the digest computed from its bytes."""
        while self.current is not None and fact_id > self.last_id:
            self._close()
        if self.current is not None:
            self.ids.append(fact_id)
            self.digests.append(digest)
            self.subjects.append((object_type, object_id))

    def finish(self) -> None:
        """No more facts: close what is open."""
        while self.current is not None:
            self._close()

    def _advance(self) -> None:
        self.ids.clear()
        self.digests.clear()
        self.subjects.clear()
        self.current = next(self.seals, None)
        self.last_id = self.current[8] if self.current is not None else -1

    def _close(self) -> None:
        """All facts up to the seal's last id have passed."""
        assert self.current is not None
        number = self.current[0]
        sound = self.check_itself(self.current)
        if (
            sound
            and self.digests
            and self._root() == self.current[10]
            and pack_ids(self.ids) == expand_ids(self.current[5])
        ):
            self.sealed += len(self.ids)
        else:
            before = self.findings.count
            self._locate(self.current)
            if sound and self.findings.count == before:
                self.findings.add(Flaw.SEAL_ROOT, seal=number)
        self._advance()

    def _root(self) -> str:
        return merkle.root(self.digests).hex() if self.digests else ""

    def check_itself(self, seal: tuple[Any, ...]) -> bool:
        """The seal's own bytes, signature and place behind the previous seal."""
        number, body, digest, signature, key_number, ids, marks, first_id, last_id, *_ = seal
        before = self.findings.count
        said = members_of(body)
        try:
            listed = expand_ids(ids)
        except ValueError:
            listed = b""
        claims = {
            "count": seal[9],
            "first_id": first_id,
            "ids_digest": digest_of(listed).hex(),
            "key_number": key_number,
            "last_id": last_id,
            "marks_digest": digest_of(marks).hex(),
            "number": number,
            "prev": seal[11],
            "root": seal[10],
            "sealed_at": seal[12],
        }
        if body.startswith(FORMAT):
            claims["rows_digest"] = said.get("rows_digest")  # no column repeats it
        true_digest = digest_of(body)
        if said != claims or true_digest != digest or len(listed) != 8 * seal[9]:
            differing = [name for name in _MEMBERS if said.get(name) != claims.get(name)]
            self.findings.add(Flaw.SEAL_BODY, seal=number, detail=", ".join(differing))
        if not _signed(body, signature, key_number):
            self.findings.add(Flaw.SEAL_SIGNATURE, seal=number)
        last_number, last_digest, last_covered = self.before
        if number != last_number + 1 or said.get("prev") != last_digest.hex() or first_id <= last_covered:
            self.findings.add(Flaw.SEAL_LINK, seal=number)
        self.before = (number, true_digest, last_id)
        return self.findings.count == before

    def _locate(self, seal: tuple[Any, ...]) -> None:
        """Which facts of the range are not what was sealed."""
        number, marks = seal[0], seal[6]
        try:
            listed = unpack_ids(expand_ids(seal[5]))
        except ValueError:
            return
        marked = {fact_id: marks[place * MARK : place * MARK + MARK] for place, fact_id in enumerate(listed)}
        for fact_id, digest, subject in zip(self.ids, self.digests, self.subjects, strict=True):
            mark = marked.pop(fact_id, None)
            if mark is None:
                self.findings.add(Flaw.INSERTED, fact_id=fact_id, seal=number, subject=":".join(subject))
            elif mark != digest[:MARK]:
                self.findings.add(Flaw.REWRITTEN, fact_id=fact_id, seal=number, subject=":".join(subject))
        for fact_id in marked:
            self.findings.add(Flaw.REMOVED, fact_id=fact_id, seal=number)


def members_of(body: bytes) -> dict[str, object]:
    """What a seal of either format says; nothing where the bytes are no seal."""
    start = FORMAT if body.startswith(FORMAT) else FORMAT_1
    try:
        members = orjson.loads(body.removeprefix(start)) if body.startswith(start) else {}
    except ValueError:
        return {}
    return members if isinstance(members, dict) else {}


def rows_digest_of(body: bytes) -> str:
    """The digest over rows a seal signed; "" where it has none."""
    found = members_of(body).get("rows_digest")
    return found if isinstance(found, str) else ""


def root_of(body: bytes) -> str:
    """The root a seal signed, in hexadecimal; "" where the bytes are no seal."""
    found = members_of(body).get("root")
    return found if isinstance(found, str) else ""


def _signed(body: bytes, signature: bytes, key_number: int) -> bool:
    try:
        _, key = keys.store().sm2(PURPOSE, key_number)
    except keys.KeyMissing:
        return False
    return key.public_key().verify(signature, body)
