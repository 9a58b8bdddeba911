"""A peer's letter is taken in once, in order, and only from who signed it."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import json
from uuid import uuid4

import pytest
from django.test import Client

from tongban.exchange import services
from tongban.exchange.envelope import MESSAGE_LIMIT, MOST_FILES, Envelope, Receipt
from tongban.exchange.models import IncomingEnvelope, OutgoingEnvelope
from tongban.exchange.tests.conftest import (
    HEARD,
    KIND,
    MORNING,
    SYSTEM,
    Remote,
    agreement,
    peer_id,
    receive,
    refused,
)
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.kernel.gm import DataTampered, Sm2PrivateKey, sm3
from tongban.ledger import services as ledger


def said() -> list[str]:
    ledger.drain(raising=True)
    return [letter.body["word"] for letter in HEARD]


def test_a_letter_is_received_and_handled_once(remote: Remote) -> None:
    envelope = remote.envelope()
    receipt, signature = Receipt.read(receive(remote.signed(envelope)))
    assert remote.ours.verify(signature, receipt.signed_bytes())
    assert (receipt.envelope, receipt.digest) == (envelope.id, envelope.fingerprint())
    assert receipt.received_at == clock.now().isoformat()
    assert said() == ["第1封"]
    assert HEARD[0].peer_sent_at == "2026-11-24T09:30:00+08:00"
    assert HEARD[0].received_at == clock.now()


def test_a_replay_gets_the_same_receipt_and_does_nothing(remote: Remote) -> None:
    raw = remote.signed(remote.envelope())
    first = receive(raw)
    assert said() == ["第1封"]
    with clock.frozen(MORNING + dt.timedelta(days=3)):
        assert [receive(raw) for _ in range(3)] == [first] * 3
        assert said() == ["第1封"]
    # The same letter signed anew (SM2 signatures are never twice the same) is the same letter.
    envelope, _ = Envelope.read(raw)
    assert receive(remote.signed(envelope)) == first


def test_letters_of_a_conversation_are_handled_in_order(remote: Remote) -> None:
    conversation = str(uuid4())
    for number in (3, 2):
        receive(remote.signed(remote.envelope(number, conversation)))
        assert said() == []
    receive(remote.signed(remote.envelope(5, conversation)))
    receive(remote.signed(remote.envelope(1, conversation)))
    assert said() == ["第1封", "第2封", "第3封"]
    receive(remote.signed(remote.envelope(4, conversation)))
    assert said() == ["第1封", "第2封", "第3封", "第4封", "第5封"]


def test_one_place_in_a_conversation_is_taken_once(remote: Remote) -> None:
    first = remote.envelope()
    receive(remote.signed(first))
    assert refused(remote.signed(remote.envelope(1, first.conversation))) == "exchange_conflict"
    other = dataclasses.replace(first, sent_at="2026-11-24T09:31:00+08:00")
    assert refused(remote.signed(other)) == "exchange_conflict"
    assert IncomingEnvelope.objects.count() == 1


def test_a_changed_letter_is_refused(remote: Remote) -> None:
    envelope = remote.envelope()
    raw = json.loads(remote.signed(envelope))
    for name, value in (
        ("sealed", base64.b64encode(b"0" * 60).decode()),
        ("number", 2),
        ("kind", "test.other"),
        ("conversation", str(uuid4())),
        ("id", str(uuid4())),
        ("files", ["0" * 64]),
        ("sent_at", "2026-11-25T09:30:00+08:00"),
    ):
        assert refused(json.dumps({**raw, name: value}).encode()) == "exchange_signature_wrong", name
    assert not IncomingEnvelope.objects.exists()


def test_a_body_sealed_for_somebody_else_is_not_opened(remote: Remote) -> None:
    one, other = remote.envelope(), remote.envelope()
    # Signed by the peer, so it is stored; but what was sealed as another letter does not open as this one.
    receive(remote.signed(dataclasses.replace(one, sealed=other.sealed)))
    with pytest.raises(DataTampered):
        ledger.drain(raising=True)
    assert HEARD == []


def test_strangers_are_refused(remote: Remote) -> None:
    envelope = remote.envelope()
    assert refused(envelope.signed(Sm2PrivateKey.generate())) == "exchange_signature_wrong"
    assert refused(remote.signed(dataclasses.replace(envelope, sender="west"))) == "exchange_peer_unknown"
    assert refused(remote.signed(dataclasses.replace(envelope, recipient="west"))) == "exchange_peer_unknown"


def test_our_own_letter_does_not_come_back(remote: Remote) -> None:
    """A message for the peer is none from the peer, though both sides know both codes."""
    services.post_envelope(peer_id=peer_id(), kind=KIND, body={"word": "回声"}, actor=SYSTEM)
    assert refused(bytes(OutgoingEnvelope.objects.get().message)) == "exchange_peer_unknown"


def test_a_receipt_is_no_envelope(remote: Remote) -> None:
    receipt = receive(remote.signed(remote.envelope()))
    assert refused(receipt) == "exchange_unreadable"


def test_suspended_and_revoked_peers(remote: Remote) -> None:
    known = remote.signed(remote.envelope())
    receive(known)
    services.suspend_peer(code="north", actor=SYSTEM)
    assert refused(remote.signed(remote.envelope())) == "exchange_peer_not_active"
    services.resume_peer(code="north", actor=SYSTEM)
    receive(remote.signed(remote.envelope()))
    services.revoke_peer(code="north", actor=SYSTEM)
    assert refused(remote.signed(remote.envelope())) == "exchange_peer_not_active"
    assert refused(known) == "exchange_peer_not_active"


def test_an_expired_agreement_begins_nothing_and_ends_what_is_under_way(remote: Remote) -> None:
    begun = remote.envelope()
    receive(remote.signed(begun))
    with clock.frozen(MORNING + dt.timedelta(days=60)):
        assert refused(remote.signed(remote.envelope())) == "exchange_agreement_not_in_force"
        receive(remote.signed(remote.envelope(2, begun.conversation)))
        assert said() == ["第1封", "第2封"]
        services.change_peer(code="north", agreement=agreement(valid_to=dt.date(2027, 12, 31)), actor=SYSTEM)
        receive(remote.signed(remote.envelope()))


@pytest.mark.parametrize("days", [-1, 1, 3650])
def test_their_clock_decides_nothing(remote: Remote, days: int) -> None:
    """A day behind, a day ahead, ten years ahead: only what is shown as theirs differs."""
    theirs = (MORNING + dt.timedelta(days=days)).isoformat()
    receive(remote.signed(remote.envelope(sent_at=theirs)))
    row = IncomingEnvelope.objects.get()
    assert said() == ["第1封"]
    assert (row.received_at, HEARD[0].peer_sent_at) == (MORNING, theirs)


def test_oversize_and_unreadable(remote: Remote) -> None:
    large = remote.envelope(body={"word": "长" * MESSAGE_LIMIT})
    assert refused(remote.signed(large)) == "exchange_too_large"
    many = dataclasses.replace(remote.envelope(), files=tuple(f"{n:064x}" for n in range(MOST_FILES + 1)))
    assert refused(remote.signed(many)) == "exchange_too_large"
    good = json.loads(remote.signed(remote.envelope()))
    for wrong in (
        b"", b"{", b"[]", b"null", json.dumps({**good, "more": 1}).encode(),
        json.dumps({name: value for name, value in good.items() if name != "kind"}).encode(),
        json.dumps({**good, "version": 2}).encode(), json.dumps({**good, "number": 0}).encode(),
        json.dumps({**good, "number": True}).encode(), json.dumps({**good, "files": ["../../etc"]}).encode(),
        json.dumps({**good, "signature": "?"}).encode(), json.dumps({**good, "id": "1"}).encode(),
        json.dumps({**good, "sender": "a\x00b"}).encode(), json.dumps({**good, "sent_at": "gestern"}).encode(),
    ):  # fmt: skip
        assert refused(wrong) == "exchange_unreadable", wrong[:80]


def test_a_kind_nobody_handles_is_not_taken(remote: Remote) -> None:
    assert refused(remote.signed(remote.envelope(kind="test.unheard"))) == "exchange_kind_unknown"
    assert not IncomingEnvelope.objects.exists()


def test_a_letter_waits_for_its_papers_and_those_behind_it_wait_too(remote: Remote) -> None:
    digest = sm3(PDF).hex()
    first = remote.envelope(files=(digest,))
    receive(remote.signed(first))
    receive(remote.signed(remote.envelope(2, first.conversation)))
    assert said() == []
    assert services.fetch_contents(actor=SYSTEM) == 0  # they do not have it (yet)
    remote.contents[digest] = b"something else"
    with clock.frozen(MORNING + dt.timedelta(hours=1)):
        assert services.fetch_contents(actor=SYSTEM) == 0
        assert IncomingEnvelope.objects.get(number=1).error == "digest"
    remote.contents[digest] = PDF
    with clock.frozen(MORNING + dt.timedelta(hours=2)):
        assert services.fetch_contents(actor=SYSTEM) == 1
        assert services.fetch_contents(actor=SYSTEM) == 0
        assert said() == ["第1封", "第2封"]


def test_over_http_the_signature_is_the_only_key(remote: Remote) -> None:
    client = Client(enforce_csrf_checks=True)

    def send(raw: bytes, kind: str = "application/json") -> tuple[int, str]:
        answer = client.post("/api/exchange/envelopes", raw, content_type=kind)
        return answer.status_code, answer.json().get("code", "") if answer.content else ""

    good = remote.signed(remote.envelope())
    assert send(good) == (200, "")
    assert send(remote.envelope().signed(Sm2PrivateKey.generate())) == (403, "exchange_signature_wrong")
    assert send(b"{}") == (400, "exchange_unreadable")
    assert send(b" " * (MESSAGE_LIMIT + 1)) == (413, "exchange_too_large")
    assert send(good, "text/plain")[0] == 415
    assert client.get("/api/exchange/envelopes").status_code == 405
    assert IncomingEnvelope.objects.count() == 1


def test_a_flood_from_one_address_is_stopped(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongban.exchange.web.MOST_A_MINUTE", 2)
    answers = [
        Client().post("/api/exchange/envelopes", b"{}", content_type="application/json").status_code for _ in range(3)
    ]
    assert answers == [400, 400, 429]
