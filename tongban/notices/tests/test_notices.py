"""The inbox, the outbox, the templates."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.ledger.selectors import timeline
from tongban.notices import adapters, policies, selectors, services
from tongban.notices.errors import (
    AdapterRefused,
    AdapterUnavailable,
    RecipientMissing,
    TemplateContextMissing,
    TemplateNotAllowed,
    UnknownTemplate,
    UnsafeLink,
)
from tongban.notices.models import InboxMessage, OutboxMessage
from tongban.notices.states import OUTBOX, OutboxChannel, OutboxState
from tongban.notices.templates_data import Template, check_words, default_template, fill, template_codes

MOBILE = "13800000001"
SYSTEM = Actor.system()
CONTEXT = {"item": "公共场所卫生许可", "case_no": "N1"}


def resident(party_id: int, principal_id: int | None = None) -> Actor:
    return Actor(account_id=1, party_id=party_id, principal_id=principal_id or party_id)


def send(party_id: int = 7, template: str = "case_accepted", dedupe_key: str = "", to_mobile: str = MOBILE) -> str:
    return services.send_notice(
        party_id=party_id,
        template=template,
        context=CONTEXT,
        link="/cases/1/",
        to_mobile=to_mobile,
        dedupe_key=dedupe_key,
        actor=SYSTEM,
    )


@pytest.mark.django_db
def test_a_notice_reaches_the_inbox_of_its_party_only() -> None:
    send()
    page = selectors.inbox(resident(7))
    assert [row.title for row in page.rows] == ["已受理：公共场所卫生许可"]
    assert page.unread == 1
    assert selectors.inbox(resident(8)).rows == ()
    assert selectors.inbox(Actor()).rows == ()
    assert selectors.unread_count(Actor()) == 0


@pytest.mark.django_db
def test_whoever_acts_for_an_enterprise_reads_the_enterprises_inbox() -> None:
    send(party_id=90)
    assert selectors.unread_count(resident(7, principal_id=90)) == 1
    assert selectors.unread_count(resident(7)) == 0


@pytest.mark.django_db
def test_an_officer_has_an_inbox_of_its_own() -> None:
    services.send_notice(
        officer_id=3, template="duty_warned", context={"what": "办件", "due_on": dt.date(2026, 12, 1)}, actor=SYSTEM
    )
    officer = Actor(account_id=2, officer_id=3, party_id=7)
    assert selectors.inbox(officer).rows[0].body == "“办件”应在2026年12月1日前办完，请抓紧办理。"
    assert selectors.unread_count(resident(7)) == 0


@pytest.mark.django_db
def test_one_event_is_told_once_per_recipient() -> None:
    first = send(dedupe_key="event:1")
    assert send(dedupe_key="event:1") == first
    assert send(party_id=8, dedupe_key="event:1") != first
    assert send(dedupe_key="event:2") != first
    assert InboxMessage.objects.filter(party_id=7).count() == 2
    assert OutboxMessage.objects.filter(message__party_id=7).count() == 2


@pytest.mark.django_db
def test_the_database_itself_refuses_a_second_message_for_one_event() -> None:
    send(dedupe_key="event:1")
    row = InboxMessage.objects.get()
    row.pk, row.uid = None, uuid.uuid4()
    with pytest.raises(IntegrityError, match="notices_inbox_once_per_party"), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.django_db
def test_the_number_is_sealed_masked_and_in_no_fact() -> None:
    notice = send()
    row = OutboxMessage.objects.get()
    assert MOBILE.encode() not in bytes(row.to_cipher)
    assert row.to_masked == "138****0001"
    assert MOBILE not in str([fact.data for fact in timeline(ObjectRef("notice", notice))])


@pytest.mark.django_db
def test_the_worker_lets_the_message_leave_once() -> None:
    send()
    assert OutboxMessage.objects.get().state == OutboxState.QUEUED
    ledger.drain(raising=True)
    row = OutboxMessage.objects.get()
    assert (row.state, row.adapter, row.attempts) == (OutboxState.SENT, "embedded", 1)
    assert not services.deliver(notice_uid=str(row.message.uid), channel=OutboxChannel.SMS, actor=SYSTEM)
    assert OutboxMessage.objects.get().attempts == 1


@pytest.mark.django_db
def test_a_template_without_short_text_sends_none() -> None:
    send(template="case_submitted")
    send(to_mobile="")
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
def test_mail_carries_title_and_body() -> None:
    services.send_notice(
        party_id=7, template="case_accepted", context=CONTEXT, to_mail="someone@example.cn", actor=SYSTEM
    )
    row = OutboxMessage.objects.get()
    assert (row.channel, row.subject, row.to_masked) == ("mail", "已受理：公共场所卫生许可", "s***@example.cn")


class _Vendor:
    """A provider whose mood the test sets."""

    mood: Exception | None = None
    sent: list[tuple[str, str, str]] = []

    def check_config(self) -> list[str]:
        return []

    def send(self, *, to: str, text: str, reference: str) -> str:
        if self.mood is not None:
            raise self.mood
        self.sent.append((to, text, reference))
        return "R-1"


@pytest.fixture
def vendor(settings: Settings) -> Iterator[type[_Vendor]]:
    adapters.sms_adapters.register("vendor", _Vendor)
    settings.TONGBAN_SMS_ADAPTER = "vendor"
    _Vendor.mood, _Vendor.sent = None, []
    yield _Vendor
    adapters.sms_adapters.register("vendor", _Vendor)


@pytest.mark.django_db
def test_a_vendor_gets_the_full_number_and_our_reference(vendor: type[_Vendor]) -> None:
    send()
    ledger.drain(raising=True)
    row = OutboxMessage.objects.get()
    assert vendor.sent == [(MOBILE, row.body, str(row.uid))]
    assert (row.provider_ref, row.adapter) == ("R-1", "vendor")


@pytest.mark.django_db
def test_an_absent_vendor_is_tried_again_and_nothing_is_lost(vendor: type[_Vendor]) -> None:
    vendor.mood = AdapterUnavailable()
    with clock.frozen(dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)):
        send()
        assert ledger.drain() == 0
        assert OutboxMessage.objects.get().state == OutboxState.QUEUED
    vendor.mood = None
    with clock.frozen(dt.datetime(2026, 11, 23, 3, tzinfo=dt.UTC)):
        assert ledger.drain() == 1
    assert OutboxMessage.objects.get().state == OutboxState.SENT


@pytest.mark.django_db
def test_what_is_handed_over_twice_after_a_crash_has_the_same_reference(
    vendor: type[_Vendor], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The provider takes the message, then the transaction is lost: only the reference tells that it is the same."""
    send()

    def lost(*_: object, **__: object) -> None:
        raise OSError("the machine went away")

    with clock.frozen(dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)):
        monkeypatch.setattr(OUTBOX, "advance", lost)
        assert ledger.drain(at_once=8) == 0
        monkeypatch.undo()
    with clock.frozen(dt.datetime(2026, 11, 23, 3, tzinfo=dt.UTC)):
        assert ledger.drain(at_once=8) == 1
    assert [reference for _, _, reference in vendor.sent] == [str(OutboxMessage.objects.get().uid)] * 2


@pytest.mark.django_db
def test_a_refused_number_is_marked_and_not_tried_for_ever(vendor: type[_Vendor]) -> None:
    vendor.mood = AdapterRefused()
    send()
    assert ledger.drain() == 1
    assert OutboxMessage.objects.get().state == OutboxState.FAILED
    assert selectors.unread_count(resident(7)) == 1


@pytest.mark.parametrize(("code", "kind"), [(550, AdapterRefused), (450, AdapterUnavailable)])
def test_a_mail_address_nobody_has_is_refused_for_good(
    monkeypatch: pytest.MonkeyPatch, code: int, kind: type[Exception]
) -> None:
    def send(_: EmailMessage) -> int:
        raise SMTPRecipientsRefused({"nobody@example.cn": (code, b"no such mailbox here")})

    monkeypatch.setattr(EmailMessage, "send", send)
    with pytest.raises(kind):
        adapters.SmtpMail().send(to="nobody@example.cn", subject="x", text="y", reference="r")


def test_a_missing_adapter_is_said_at_start(settings: Settings) -> None:
    assert adapters.check_config() == []
    settings.TONGBAN_SMS_ADAPTER = "nowhere"
    settings.TONGBAN_MAIL_ADAPTER = "smtp"
    settings.EMAIL_HOST = ""
    problems = adapters.check_config()
    assert len(problems) == 2
    assert "nowhere" in problems[0]
    assert "没有设置邮件服务器" in problems[1]


@pytest.mark.django_db
def test_the_outbox_is_for_staff_with_the_permission() -> None:
    send()
    with pytest.raises(PermissionDenied):
        selectors.outbox(resident(7))
    page = selectors.outbox(Actor(officer_id=1, permissions=frozenset({"notices.outbox"})))
    assert [row.to for row in page.rows] == ["138****0001"]
    assert "公共场所卫生许可" in page.rows[0].body
    assert MOBILE not in str(page)


@pytest.mark.django_db
def test_pages_follow_each_other_without_gap() -> None:
    for _ in range(5):
        send(to_mobile="")
    first = selectors.inbox(resident(7), limit=2)
    second = selectors.inbox(resident(7), limit=2, cursor=first.cursor)
    third = selectors.inbox(resident(7), limit=2, cursor=second.cursor)
    seen = [row.uid for page in (first, second, third) for row in page.rows]
    assert len(seen) == len(set(seen)) == 5
    assert third.cursor == ""
    assert len(selectors.inbox(resident(7), cursor="²").rows) == 5


@pytest.mark.django_db
def test_reading_counts_once_and_only_by_the_recipient() -> None:
    uid = send()
    with pytest.raises(NotFound):
        services.mark_read(uid=uid, actor=resident(8))
    with pytest.raises(NotFound):
        services.mark_read(uid="no-uuid", actor=resident(7))
    services.mark_read(uid=uid, actor=resident(7))
    services.mark_read(uid=uid, actor=resident(7))
    assert selectors.unread_count(resident(7)) == 0
    assert [f.kind for f in timeline(ObjectRef("notice", uid))].count("notice.read") == 1


@pytest.mark.django_db
def test_all_may_be_read_at_once() -> None:
    send()
    send()
    send(party_id=8)
    assert services.mark_all_read(actor=Actor()) == 0
    assert services.mark_all_read(actor=resident(7)) == 2
    assert selectors.unread_count(resident(8)) == 1


@pytest.mark.django_db
def test_a_notice_has_one_recipient() -> None:
    with pytest.raises(RecipientMissing):
        services.send_notice(template="case_accepted", context=CONTEXT, actor=SYSTEM)
    with pytest.raises(RecipientMissing):
        services.send_notice(party_id=1, officer_id=1, template="case_accepted", context=CONTEXT, actor=SYSTEM)


@pytest.mark.parametrize("link", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil", "x"])
def test_a_link_stays_in_the_house(link: str) -> None:
    with pytest.raises(UnsafeLink):
        policies.check_link(link)


@pytest.mark.django_db
def test_nothing_is_written_for_a_template_with_missing_words() -> None:
    with pytest.raises(TemplateContextMissing, match="case_no"):
        services.send_notice(party_id=7, template="case_accepted", context={"item": "甲"}, actor=SYSTEM)
    with pytest.raises(UnknownTemplate):
        services.send_notice(party_id=7, template="no_such", context={}, actor=SYSTEM)
    assert not InboxMessage.objects.exists()


@pytest.mark.django_db
def test_a_city_may_word_it_differently_and_old_messages_keep_theirs() -> None:
    bureau = Actor(officer_id=1, permissions=frozenset({"reference.manage"}))
    old = send()
    wording = {"code": "case_accepted", "title": "受理了：{item}", "body": "编号{case_no}", "sms": ""}
    assert services.revise_template(**wording, actor=bureau) == 1
    assert services.revise_template(**wording, actor=bureau) == 2
    with pytest.raises(PermissionDenied):
        services.revise_template(**wording, actor=resident(7))
    send()
    rows = {row.uid: row.title for row in selectors.inbox(resident(7)).rows}
    assert rows.pop(old) == "已受理：公共场所卫生许可"
    assert list(rows.values()) == ["受理了：公共场所卫生许可"]


def test_every_shipped_template_uses_only_the_words_it_offers() -> None:
    for code in template_codes():
        template = default_template(code)
        check_words(template)
        context = dict.fromkeys(template.words, "字")
        for text in (template.title, template.body, template.sms):
            assert "{" not in fill(template, text, context)


def test_a_wording_reaches_no_attribute() -> None:
    template = Template("t", "{item.__class__}", "{0}", "", frozenset({"item"}))
    assert fill(template, template.title, {"item": "甲"}) == "{item.__class__}"
    with pytest.raises(TemplateNotAllowed):
        check_words(Template("t", "{secret}", "", "", frozenset({"item"})))


@given(st.text())
def test_values_are_never_templates_themselves(value: str) -> None:
    template = Template("t", "{a}{b}", "", "", frozenset({"a", "b"}))
    assert fill(template, "{a}|{b}", {"a": value, "b": "x"}) == f"{value}|x"


@given(st.from_regex(r"1[3-9]\d{9}", fullmatch=True))
def test_a_masked_number_keeps_seven_digits(number: str) -> None:
    masked = policies.mask_address(number)
    assert masked == f"{number[:3]}****{number[-4:]}"
