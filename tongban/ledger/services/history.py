"""One object's complete history as one file that can be checked without us: `docs/tools/check_history.py` does it.

The file is JSON (`tongban-history/1`): every fact of the object's chain, in order and without gaps, with its bytes, its
path to the root of a signed seal, the seals, the public keys, and the facts of other chains that touched the object.
Of facts not meant for the people concerned only the digest is given: it keeps the chain whole, so that nothing can be
left out unseen, and tells nothing. Facts not sealed yet are said to be so. A statement signed when the file was made
names object, title, Chinese names and the number of facts (how many sealed, how many closed), and a digest over all of
them, so that the end cannot be cut off either. The timeline for people is rebuilt by the checker from the bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import connection, transaction

from tongban.kernel import clock, keys
from tongban.kernel.actor import CHANNEL_LABELS, Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.gm import Sm2PublicKey, sm3
from tongban.ledger import merkle
from tongban.ledger.body import FORMAT, digest_of, instant_text
from tongban.ledger.facts import HISTORY_GIVEN, ObjectRef, kind_text, registered
from tongban.ledger.models import Fact
from tongban.ledger.services.prove import seal_of
from tongban.ledger.services.record import record
from tongban.ledger.services.seal_terms import PURPOSE
from tongban.ledger.services.streams import one_snapshot

FORMAT_NAME = "tongban-history/1"
_ZONE = dt.timezone(dt.timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class HistoryFile:
    """The file and what is in it. `hidden` facts are there as digests only, `unsealed` ones await their seal.

    `fingerprint` is the SM3 of the public key that signed the statement, to be compared with the published one.
    """

    subject: ObjectRef
    content: bytes
    facts: int
    related: int
    hidden: int
    unsealed: int
    made_at: dt.datetime
    fingerprint: str
    timeline: tuple[str, ...]


@dataclass(slots=True)
class _Evidence:
    """Seals and keys the file needs, each read once."""

    seals: dict[str, dict[str, object]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    _leaves: dict[int, tuple[list[int], list[bytes]]] = field(default_factory=dict)

    def of(self, fact_id: int) -> dict[str, object]:
        """Seal and path of a fact; both null while it is not sealed."""
        seal = seal_of(fact_id)
        if seal is None:
            return {"path": None, "seal": None}
        if seal.number not in self._leaves:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT id, digest FROM ledger_fact WHERE id BETWEEN %s AND %s ORDER BY id",
                    [seal.first_id, seal.last_id],
                )
                rows = cursor.fetchall()
            self._leaves[seal.number] = [row[0] for row in rows], [bytes(row[1]) for row in rows]
            self.seals[str(seal.number)] = {
                "body": bytes(seal.body).decode(),
                "key_number": seal.key_number,
                "signature": bytes(seal.signature).hex(),
            }
            self.key(seal.key_number)
        ids, leaves = self._leaves[seal.number]
        path = merkle.path(leaves, ids.index(fact_id))
        return {"path": [[place, [one.hex() for one in siblings]] for place, siblings in path], "seal": seal.number}

    def key(self, number: int) -> Sm2PublicKey:
        """Note a public key."""
        _, private = keys.store().sm2(PURPOSE, number)
        public = private.public_key()
        self.keys[str(number)] = public.to_pem()
        return public


def case_history_file(
    *, ref: ObjectRef, title: str, actor: Actor, public_only: bool = True, related: bool = True
) -> HistoryFile:
    """The history of an object (a case) as a file; giving it away is itself a fact on the object's timeline.

    The room that owns the object has decided that `actor` may have it: the applicant with `public_only`, courts and
    auditors without. `title` names it for people ("办件 4105…"), without personal data. Raises `NotFound` where the
    object has no facts.
    """
    with one_snapshot():
        made = _make(ref, title, public_only, related)
    with transaction.atomic():
        record(
            HISTORY_GIVEN,
            actor=actor,
            objects=[ObjectRef("history", made.fingerprint[:16] + f"-{made.made_at:%Y%m%d%H%M%S%f}"), ref],
            data={"facts": made.facts, "public_only": public_only, "digest": digest_of(made.content).hex()},
        )
    return made


def _make(ref: ObjectRef, title: str, public_only: bool, with_related: bool) -> HistoryFile:
    chain = list(Fact.objects.filter(primary_type=ref.type, primary_id=ref.id).order_by("seq"))
    if not chain:
        raise NotFound()
    touching = Fact.objects.filter(touched__object_type=ref.type, touched__object_id=ref.id).exclude(
        primary_type=ref.type, primary_id=ref.id
    )
    others = list(touching.distinct().order_by("id")) if with_related else []
    if public_only:
        others = [fact for fact in others if _public(fact.kind)]
    evidence = _Evidence()
    facts = [_entry(fact, evidence, hidden=public_only and not _public(fact.kind)) for fact in chain]
    more = [_entry(fact, evidence, hidden=False) for fact in others]
    labels = _labels(fact for fact in (*chain, *others) if not public_only or _public(fact.kind))
    made_at = clock.now()
    number, key = keys.store().sm2(PURPOSE)
    statement = {
        "count": len(facts),
        "digest": digest_of(b"".join(bytes.fromhex(str(entry["digest"])) for entry in (*facts, *more))).hex(),
        "hidden": sum(entry["body"] is None for entry in facts),
        "key_number": number,
        "labels": labels,
        "made_at": instant_text(made_at),
        "object": [ref.type, ref.id],
        "related": len(more),
        "scope": "public" if public_only else "all",
        "sealed": sum(entry["seal"] is not None for entry in (*facts, *more)),
        "title": title,
    }
    body = f"{FORMAT_NAME}\n".encode() + orjson.dumps(statement, option=orjson.OPT_SORT_KEYS)
    public = evidence.key(number)
    timeline = timeline_of([*facts, *more], labels)
    document = {
        "facts": facts,
        "format": FORMAT_NAME,
        "keys": evidence.keys,
        "related": more,
        "seals": evidence.seals,
        "signature": key.sign(body).hex(),
        "statement": body.decode(),
        "timeline": timeline,
    }
    return HistoryFile(
        subject=ref,
        content=orjson.dumps(document, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2) + b"\n",
        facts=len(facts),
        related=len(more),
        hidden=sum(entry["body"] is None for entry in facts),
        unsealed=sum(entry["seal"] is None for entry in (*facts, *more)),
        made_at=made_at,
        fingerprint=fingerprint_of(public),
        timeline=tuple(timeline),
    )


def _entry(fact: Fact, evidence: _Evidence, *, hidden: bool) -> dict[str, object]:
    return {
        "body": None if hidden else bytes(fact.body).decode(),
        "digest": bytes(fact.digest).hex(),
        "seq": fact.seq,
        **evidence.of(fact.pk),
    }


def _public(kind: str) -> bool:
    """A kind no room publishes any more stays closed: nobody can say whom it was meant for."""
    known = registered(kind)
    return known is not None and known.public


def _labels(facts: Iterable[Fact]) -> dict[str, str]:
    """Chinese names of the kinds and channels that occur."""
    channels: dict[str, str] = {str(channel): text for channel, text in CHANNEL_LABELS.items()}
    found: dict[str, str] = {}
    for fact in facts:
        found[fact.kind] = kind_text(fact.kind)
        found[f"channel:{fact.channel}"] = channels.get(fact.channel, fact.channel)
    return found


def timeline_of(entries: Iterable[dict[str, Any]], labels: dict[str, str]) -> list[str]:
    """The lines people read, in order of time; the checker builds the same from the same bytes."""
    lines = []
    for entry in entries:
        if entry["body"] is None:
            continue
        said = orjson.loads(entry["body"].encode().removeprefix(FORMAT))
        at = dt.datetime.fromisoformat(said["occurred_at"].replace("Z", "+00:00")).astimezone(_ZONE)
        sealed = f"第 {entry['seal']} 号封存" if entry["seal"] is not None else "尚未封存"
        label, channel = labels[said["kind"]], labels["channel:" + said["channel"]]
        lines.append((said["id"], f"{at:%Y-%m-%d %H:%M:%S}　{label}（{channel}，第 {said['id']} 号记录，{sealed}）"))
    return [line for _, line in sorted(lines)]


def fingerprint_of(key: Sm2PublicKey) -> str:
    """SM3 of the public key in DER, 64 hexadecimal digits: what a city publishes."""
    return sm3(key.to_der()).hex()


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """One key that seals, or sealed: its number in files and seals, PEM, fingerprint, and whether it seals now."""

    number: int
    pem: str
    fingerprint: str
    current: bool


def published_keys() -> list[PublishedKey]:
    """Every sealing key of the city, the newest first; old seals stay signed by old keys."""
    current, _ = keys.store().sm2(PURPOSE)
    found = []
    for number in sorted(keys.store().numbers(PURPOSE), reverse=True):
        public = keys.store().sm2(PURPOSE, number)[1].public_key()
        found.append(PublishedKey(number, public.to_pem(), fingerprint_of(public), number == current))
    return found


def published_key() -> tuple[str, str]:
    """The PEM and the fingerprint of the key that seals now."""
    _, private = keys.store().sm2(PURPOSE)
    public = private.public_key()
    return public.to_pem(), fingerprint_of(public)
