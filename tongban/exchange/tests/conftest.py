"""A platform elsewhere, played by the test: it has its own key and makes its own bytes."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest

from tongban.exchange import gates, selectors, services, transport
from tongban.exchange.envelope import ContentRequest, Envelope, Receipt, seal, unseal
from tongban.exchange.errors import PeerAway
from tongban.exchange.gates import Letter
from tongban.exchange.models import Peer
from tongban.exchange.transport import Answer
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError
from tongban.kernel.gm import Sm2PrivateKey, Sm2PublicKey
from tongban.kernel.standards.uscc import make_uscc
from tongban.orgs import services as orgs

SYSTEM = Actor.system()
MORNING = dt.datetime(2026, 11, 24, 1, 30, tzinfo=dt.UTC)
KIND = "test.said"
HEARD: list[Letter] = []


@gates.on_letter(KIND)
def hear(letter: Letter) -> None:
    """Remember what was said."""
    HEARD.append(letter)


@dataclass
class Remote:
    """The other platform: what it knows of us, what it received, and whether it is there."""

    ours: Sm2PublicKey
    key: Sm2PrivateKey = field(default_factory=Sm2PrivateKey.generate)
    code: str = "north"
    away: bool = False
    refusal: bytes = b""
    received: list[Envelope] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)

    def envelope(self, number: int = 1, conversation: str = "", **changes: Any) -> Envelope:
        """A letter of theirs to us."""
        uid = str(uuid4())
        body = json.dumps(changes.pop("body", {"word": f"第{number}封"})).encode()
        made = Envelope(
            sender=self.code,
            recipient="south",
            id=uid,
            conversation=conversation or str(uuid4()),
            number=number,
            kind=KIND,
            files=(),
            sealed=base64.b64encode(seal(body, self.ours, uid)).decode(),
            sent_at="2026-11-24T09:30:00+08:00",
        )
        return dataclasses.replace(made, **changes)

    def signed(self, envelope: Envelope) -> bytes:
        return envelope.signed(self.key)

    def post(self, url: str, content: bytes, *, most: int) -> Answer:
        """What we send arrives here; the answer is a receipt with their time, a day behind ours."""
        if self.away:
            raise PeerAway()
        if self.refusal:
            return Answer(403, self.refusal)
        if url.endswith("/contents"):
            asked, signature = ContentRequest.read(content)
            assert self.ours.verify(signature, asked.signed_bytes())
            found = self.contents.get(asked.content)
            return Answer(200, seal(found, self.ours, asked.content)) if found is not None else Answer(404, b"{}")
        envelope, signature = Envelope.read(content)
        assert self.ours.verify(signature, envelope.signed_bytes())
        self.received.append(envelope)
        yesterday = (clock.now() - dt.timedelta(days=1)).isoformat()
        return Answer(200, self.receipt(envelope, received_at=yesterday).signed(self.key))

    def receipt(self, of: Envelope, **changes: str) -> Receipt:
        made = Receipt(
            sender=self.code, recipient="south", envelope=of.id, digest=of.fingerprint(),
            received_at="2026-11-23T09:30:00+08:00",
        )  # fmt: skip
        return dataclasses.replace(made, **changes)

    def opened(self, envelope: Envelope) -> dict[str, Any]:
        """What a letter of ours says."""
        found: dict[str, Any] = json.loads(unseal(base64.b64decode(envelope.sealed), self.key, envelope.id))
        return found


def agreement(**changes: Any) -> services.Agreement:
    base = services.Agreement("安邯通办〔2026〕1号", dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    return dataclasses.replace(base, **changes)


@pytest.fixture
def remote(db: None) -> Iterator[Remote]:
    """Another platform, registered here, and the way to it."""
    HEARD.clear()
    with clock.frozen(MORNING):
        department = orgs.register_department(
            code=make_uscc("11", "410500", 1), name="同安市政务服务局", short_name="同政", region_code="410500",
            actor=SYSTEM,
        )  # fmt: skip
        made = Remote(Sm2PublicKey.from_pem(selectors.own_key().pem))
        services.register_peer(
            code=made.code,
            name="邯郸市政务服务平台",
            region_code="130400",
            address="http://127.0.0.1:9/",
            public_key_pem=made.key.public_key().to_pem(),
            our_code="south",
            department_id=department.id,
            agreement=agreement(),
            actor=SYSTEM,
        )
        before = transport.use(made)
        yield made
        transport.use(before)


def receive(raw: bytes) -> bytes:
    """The letter arrives; the receipt."""
    return services.receive_envelope(raw=raw, actor=SYSTEM)


def refused(raw: bytes) -> str:
    """The code of the refusal."""
    with pytest.raises(DomainError) as caught:
        receive(raw)
    return caught.value.code


def peer_id() -> int:
    return Peer.objects.get().pk
