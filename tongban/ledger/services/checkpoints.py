"""The latest seal, kept elsewhere: the one thing that shows a ledger cut off together with its newest seals.

A checkpoint is one line of JSON: ``{"format": "tongban-checkpoint/1", "public_key": PEM, "seal": text of the signed
bytes, "signature": hexadecimal}``. Whoever publishes it (a newspaper, a notary, another department, a printout) can
later ask whether the ledger still holds that seal; all earlier seals hang on it by their digests.
"""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from tongban.kernel import keys
from tongban.ledger.errors import BadCheckpoint, NothingSealed
from tongban.ledger.models import Seal
from tongban.ledger.services.prove import latest_seal
from tongban.ledger.services.seal_terms import PURPOSE
from tongban.ledger.services.verify_seals import members_of
from tongban.ledger.services.verify_terms import Findings, Flaw

FORMAT = "tongban-checkpoint/1"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A seal as it was when it was written down."""

    number: int
    body: bytes
    signature: bytes
    public_key: str

    def encode(self) -> bytes:
        """One line, with its end."""
        members = {
            "format": FORMAT,
            "public_key": self.public_key,
            "seal": self.body.decode(),
            "signature": self.signature.hex(),
        }
        return orjson.dumps(members, option=orjson.OPT_SORT_KEYS) + b"\n"


def take_checkpoint() -> Checkpoint:
    """The newest seal, to be published. Raises `NothingSealed`."""
    seal = latest_seal()
    if seal is None:
        raise NothingSealed()
    return Checkpoint(seal.number, seal.body, seal.signature, seal.public_key)


def read_checkpoint(line: bytes) -> Checkpoint:
    """A line as `encode` wrote it. Raises `BadCheckpoint` where it is none, or not signed by this city."""
    try:
        said = orjson.loads(line)
        if said["format"] != FORMAT:
            raise ValueError
        body, signature = said["seal"].encode(), bytes.fromhex(said["signature"])
        members = members_of(body)
        number, key_number = members["number"], members["key_number"]
        if not isinstance(number, int) or not isinstance(key_number, int):
            raise ValueError
        _, key = keys.store().sm2(PURPOSE, key_number)
    except (ValueError, KeyError, TypeError, AttributeError, keys.KeyMissing):
        raise BadCheckpoint() from None
    if not key.public_key().verify(signature, body):
        raise BadCheckpoint()
    return Checkpoint(number, body, signature, key.public_key().to_pem())


def compare_checkpoint(checkpoint: Checkpoint, findings: Findings) -> None:
    """Whether the ledger still holds the seal, byte for byte."""
    kept = Seal.objects.filter(number=checkpoint.number).first()
    if kept is None or bytes(kept.body) != checkpoint.body:
        findings.add(Flaw.CHECKPOINT, seal=checkpoint.number)
