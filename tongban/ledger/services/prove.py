"""A proof of one fact that needs nothing of ours to check: bytes, path to the root, signed seal, public key."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from tongban.kernel import keys
from tongban.kernel.errors import NotFound
from tongban.kernel.gm import Sm2PublicKey
from tongban.ledger import merkle
from tongban.ledger.body import digest_of
from tongban.ledger.models import Fact, Seal
from tongban.ledger.services.seal_terms import PURPOSE
from tongban.ledger.services.verify_seals import root_of


@dataclass(frozen=True, slots=True)
class FactProof:
    """That a fact stood in the ledger when `seal_body` was signed (its `sealed_at`)."""

    fact_body: bytes
    path: merkle.Path
    seal_body: bytes
    signature: bytes
    public_key: str


@dataclass(frozen=True, slots=True)
class SealView:
    """A seal to keep elsewhere: whoever holds it notices if the ledger later lacks it."""

    number: int
    last_id: int
    body: bytes
    signature: bytes
    public_key: str


def prove_fact(uid: str) -> FactProof:
    """The proof of a sealed fact. Raises `NotFound` for an unknown fact or one not sealed yet."""
    fact = Fact.objects.filter(uid=uid).only("id", "body").first()
    seal = seal_of(fact.pk) if fact else None
    if fact is None or seal is None:
        raise NotFound()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, digest FROM ledger_fact WHERE id BETWEEN %s AND %s ORDER BY id", [seal.first_id, seal.last_id]
        )
        rows = cursor.fetchall()
    place = [row[0] for row in rows].index(fact.pk)
    path = merkle.path([bytes(row[1]) for row in rows], place)
    return FactProof(bytes(fact.body), path, bytes(seal.body), bytes(seal.signature), _public_key(seal.key_number))


def seal_of(fact_id: int) -> Seal | None:
    """The seal over a fact, without its long lists; None while it is not sealed (one look into an index)."""
    seal = Seal.objects.filter(last_id__gte=fact_id).order_by("last_id").defer("ids", "marks").first()
    return seal if seal is not None and seal.first_id <= fact_id else None


def check_proof(proof: FactProof) -> bool:
    """Whether fact, path, seal and signature belong together. Whose key it is, the reader must know from elsewhere."""
    root = root_of(proof.seal_body)
    if not root or merkle.root_of_path(digest_of(proof.fact_body), proof.path).hex() != root:
        return False
    return Sm2PublicKey.from_pem(proof.public_key).verify(proof.signature, proof.seal_body)


def latest_seal() -> SealView | None:
    """The newest seal, to be published or kept by another body; None while there is none."""
    seal = Seal.objects.order_by("-number").defer("ids", "marks").first()
    if seal is None:
        return None
    return SealView(seal.number, seal.last_id, bytes(seal.body), bytes(seal.signature), _public_key(seal.key_number))


def _public_key(number: int) -> str:
    _, key = keys.store().sm2(PURPOSE, number)
    return key.public_key().to_pem()
