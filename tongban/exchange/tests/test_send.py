"""What we say is written with its cause, sent until it is received, and never given up."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import transaction

from tongban.exchange import policies, selectors, services
from tongban.exchange.envelope import ContentRequest, unseal
from tongban.exchange.errors import AgreementNotInForce, MessageTooLarge, PeerNotActive, PeerUnknown
from tongban.exchange.models import OutgoingEnvelope, Peer
from tongban.exchange.tests.conftest import HEARD, KIND, MORNING, SYSTEM, Remote, agreement, peer_id, receive
from tongban.files import services as files
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, InvalidInput, MoveNotAllowed, NotFound, PermissionDenied
from tongban.kernel.gm import Sm2PrivateKey
from tongban.ledger.selectors import facts


def post(word: str = "你好", conversation: str | None = None, **more: object) -> services.PostedEnvelope:
    return services.post_envelope(
        peer_id=peer_id(), kind=KIND, body={"word": word}, actor=SYSTEM, conversation=conversation, **more  # type: ignore[arg-type]  # by name
    )  # fmt: skip


def send() -> tuple[int, int]:
    report = services.deliver_due(actor=SYSTEM)
    return report.delivered, report.failed


def told(kind: str) -> int:
    return sum(fact.kind == kind for fact in facts(viewer=SYSTEM, limit=200).facts)


def test_a_letter_is_sent_once_and_numbered_in_its_conversation(remote: Remote) -> None:
    first = post("一")
    post("二", first.conversation)
    other = post("另一件")
    assert send() == (3, 0)
    assert send() == (0, 0)
    assert [(one.conversation, one.number) for one in remote.received] == [
        (first.conversation, 1), (first.conversation, 2), (other.conversation, 1),
    ]  # fmt: skip
    assert [remote.opened(one)["word"] for one in remote.received] == ["一", "二", "另一件"]
    row = OutgoingEnvelope.objects.get(uid=first.id)
    # The receipt says a day earlier; when it was delivered is our own time.
    assert row.delivered_at == clock.now()
    assert row.receipt


def test_nothing_is_said_where_its_cause_fails(remote: Remote) -> None:
    def failing() -> None:
        post()
        raise RuntimeError

    with pytest.raises(RuntimeError), transaction.atomic():
        failing()
    assert not OutgoingEnvelope.objects.exists()
    assert send() == (0, 0)


def test_what_it_says_is_in_no_column(remote: Remote) -> None:
    post("410502199003070115")
    row = OutgoingEnvelope.objects.get()
    assert b"410502199003070115" not in bytes(row.message)


def test_a_peer_that_is_away_is_asked_again_and_again(remote: Remote) -> None:
    post("一")
    post("二")
    remote.away = True
    now = MORNING
    for attempt in range(1, 15):
        with clock.frozen(now):
            # One attempt for the place, not one for each letter.
            assert send() == (0, 1), attempt
            assert send() == (0, 0)
        now += policies.pause_after(attempt) + dt.timedelta(seconds=1)
    row = OutgoingEnvelope.objects.earliest("pk")
    assert row.attempts >= policies.PARK_AFTER
    (seen,) = selectors.peers(viewer=SYSTEM)
    assert (seen.waiting, seen.parked) == (2, 1)
    assert told("exchange.parked") == 1
    state = selectors.conversation_states([str(row.conversation.uid)])[str(row.conversation.uid)]
    assert (state.waiting, state.parked, state.error) == (1, 1, "exchange_peer_away")
    remote.away = False
    with clock.frozen(now):
        assert send()[0] >= 1
        send()
    assert sorted(remote.opened(one)["word"] for one in remote.received) == ["一", "二"]
    assert not OutgoingEnvelope.objects.filter(delivered_at=None).exists()


def test_pauses_grow_to_ten_minutes() -> None:
    assert [policies.pause_after(n).total_seconds() for n in (1, 2, 3, 9, 10, 40)] == [2, 4, 8, 512, 600, 600]


def test_a_sign_of_life_ends_the_waiting(remote: Remote) -> None:
    post()
    remote.away = True
    for _ in range(3):
        OutgoingEnvelope.objects.update(next_at=clock.now())
        send()
    remote.away = False
    assert send() == (0, 0)
    receive(remote.signed(remote.envelope()))
    assert send() == (1, 0)


def test_a_refusal_is_no_receipt(remote: Remote) -> None:
    post()
    remote.refusal = b'{"code": "exchange_peer_not_active", "title": "..."}'
    assert send() == (0, 1)
    assert OutgoingEnvelope.objects.get().error == "exchange_peer_not_active"
    for answer, reason in ((b"<html>", "http_403"), (b'{"code": "<b>"}', "http_403"), (b"[1]", "http_403")):
        remote.refusal = answer
        OutgoingEnvelope.objects.update(next_at=clock.now())
        assert send() == (0, 1)
        assert OutgoingEnvelope.objects.get().error == reason


@pytest.mark.parametrize("changes", [{"digest": "0" * 64}, {"envelope": str(uuid4())}, {"recipient": "west"}])
def test_a_receipt_for_something_else_is_none(
    remote: Remote, changes: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Remote.receipt
    monkeypatch.setattr(Remote, "receipt", lambda self, of, **more: whole(self, of, **{**more, **changes}))
    post()
    assert send() == (0, 1)
    assert OutgoingEnvelope.objects.get().error == "other_receipt"


def test_a_receipt_signed_by_another_key_is_none(remote: Remote) -> None:
    post()
    remote_key, remote.key = remote.key, Sm2PrivateKey.generate()
    assert send() == (0, 1)
    assert OutgoingEnvelope.objects.get().error == "signature"
    remote.key = remote_key
    OutgoingEnvelope.objects.update(next_at=clock.now())
    assert send() == (1, 0)


def test_a_suspension_keeps_letters_back(remote: Remote) -> None:
    begun = post()
    services.suspend_peer(code="north", actor=SYSTEM)
    assert send() == (0, 0)
    post("等一等", begun.conversation)
    with pytest.raises(PeerNotActive):
        post("新的一件")
    services.resume_peer(code="north", actor=SYSTEM)
    assert send() == (2, 0)
    services.revoke_peer(code="north", actor=SYSTEM)
    with pytest.raises(PeerNotActive):
        post("完了", begun.conversation)
    with pytest.raises(MoveNotAllowed):
        services.resume_peer(code="north", actor=SYSTEM)


def test_an_expired_agreement(remote: Remote) -> None:
    begun = post()
    with clock.frozen(MORNING + dt.timedelta(days=60)):
        with pytest.raises(AgreementNotInForce):
            post()
        post("还没办完", begun.conversation)
        assert send() == (2, 0)


def test_too_much_and_to_nobody(remote: Remote) -> None:
    with pytest.raises(MessageTooLarge):
        post("长" * 600_000)
    with pytest.raises(MessageTooLarge):
        post(files=[f"{n:064x}" for n in range(51)])
    with pytest.raises(PeerUnknown):
        services.post_envelope(peer_id=peer_id() + 1, kind=KIND, body={}, actor=SYSTEM)


def test_contents_are_given_to_whom_they_were_named(remote: Remote) -> None:
    digest = files.store(content=PDF, name="一.pdf", actor=SYSTEM).digest
    other = files.store(content=PDF + b"2", name="二.pdf", actor=SYSTEM).digest
    post(files=[digest])

    def ask(content: str, key: Sm2PrivateKey | None = None) -> bytes:
        request = ContentRequest(sender="north", recipient="south", content=content, id=str(uuid4()))
        return services.give_content(raw=request.signed(key or remote.key), actor=SYSTEM)

    assert unseal(ask(digest), remote.key, digest) == PDF
    with pytest.raises(NotFound):
        ask(other)
    with pytest.raises(DomainError) as caught:
        ask(digest, Sm2PrivateKey.generate())
    assert caught.value.code == "exchange_signature_wrong"


def test_acquaintance(remote: Remote, settings: pytest.FixtureRequest) -> None:
    with pytest.raises(PermissionDenied):
        services.suspend_peer(code="north", actor=Actor())
    row = Peer.objects.get()

    def register(**changes: object) -> None:
        values: dict[str, object] = {
            "code": "east", "name": "东", "region_code": "130400", "address": "https://east.example.cn",
            "public_key_pem": remote.key.public_key().to_pem(), "our_code": "south",
            "department_id": row.department_id, "agreement": agreement(),
        }  # fmt: skip
        services.register_peer(**{**values, **changes}, actor=SYSTEM)  # type: ignore[arg-type]  # by name

    for changes in (
        {"code": "south"}, {"code": "x y"}, {"name": " "}, {"public_key_pem": "no key"},
        {"agreement": agreement(document_no=" ")}, {"agreement": agreement(valid_to=dt.date(2025, 1, 1))},
    ):  # fmt: skip
        with pytest.raises(InvalidInput):
            register(**changes)
    for address in ("ftp://a", "https://", "https://a/?x=1", "https://u@a", "http://[", "https://a:x"):
        with pytest.raises(DomainError) as caught:
            register(address=address)
        assert caught.value.code == "exchange_address_not_allowed", address
    settings.TONGBAN_CITY_KIND = "production"  # type: ignore[attr-defined]  # pytest-django's settings
    with pytest.raises(DomainError) as caught:
        register(address="http://east.example.cn")
    assert caught.value.code == "exchange_address_not_allowed"
    register()
    with pytest.raises(DomainError) as caught:
        register()
    assert caught.value.code == "exchange_peer_exists"
    assert [one.code for one in selectors.peers(viewer=SYSTEM)] == ["east", "north"]
    assert HEARD == []
