"""The conversation: who may write, how often, who is told, what has been read; nothing of it is in the ledger."""

from __future__ import annotations

import dataclasses
import datetime as dt
from uuid import UUID

import pytest

from tongban.access.permissions import ROLE_PERMISSIONS
from tongban.cases import selectors, services
from tongban.cases.errors.steps import OnlyOwnStep
from tongban.cases.errors.talk import MessageEmpty, TalkClosed, TalkMovedOn, TooManyUnanswered
from tongban.cases.models import CaseMessage
from tongban.cases.policies import talk as law
from tongban.cases.tests import stepping
from tongban.cases.tests.conftest import SYSTEM, City
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound, PermissionDenied
from tongban.ledger.models import Fact
from tongban.notices.models import InboxMessage, OutboxMessage
from tongban.parties import services as parties
from tongban.parties.errors import MandateOutOfScope

ASKED = "平面图上的备用间做什么用？"


def say(uid: str, actor: Actor, text: str = ASKED, after: int | None = None) -> int:
    """Write."""
    return services.write_message(case_uid=uid, text=text, actor=actor, after=after)


def texts(uid: str, viewer: Actor) -> list[str]:
    """What this person can read."""
    return [row.text for row in selectors.messages_of(selectors.case_view(uid, viewer=SYSTEM).uid, viewer=viewer).rows]


def told(**whom: int | None) -> list[str]:
    """Templates of the messages in an inbox about the conversation."""
    rows = InboxMessage.objects.filter(template__startswith="case_message", **whom).order_by("pk")
    return [f"{row.template} {row.link}" for row in rows]


def test_question_and_answer_are_facts_without_words_and_each_side_is_told(city: City) -> None:
    uid = city.submitted(city.promised)
    first = say(uid, city.clerk)
    assert told(party_id=city.resident.party_id) == [f"case_message_to_applicant /cases/{uid}/talk"]
    state = selectors.case_view(uid, viewer=city.resident).talk
    assert (state.total, state.unread, state.may_write) == (1, 1, True)
    assert services.read_messages(case_uid=uid, actor=city.resident) == 1
    assert services.read_messages(case_uid=uid, actor=city.resident) == 0
    say(uid, city.resident, "做消毒间。", first)
    assert told(officer_id=city.clerk.officer_id) == [f"case_message_to_officer /workbench/cases/{uid}/talk"]
    assert selectors.case_view(uid, viewer=city.approver).talk.unread == 1
    assert texts(uid, city.approver) == texts(uid, city.resident) == [ASKED, "做消毒间。"]
    (row,) = [one for one in selectors.messages_of(_uid(uid), viewer=city.resident).rows if one.from_office]
    assert row.officer_id is None
    assert row.read_at is not None
    kinds = list(Fact.objects.filter(kind__startswith="case.message").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["case.message_written", "case.messages_read", "case.message_written"]
    assert not Fact.objects.filter(data__icontains="消毒间").exists()
    assert not InboxMessage.objects.filter(body__contains="消毒间").exists()


def _uid(uid: str) -> UUID:
    return selectors.case_view(uid, viewer=SYSTEM).uid


def test_a_message_moves_nothing(city: City) -> None:
    uid = city.submitted(city.promised)
    before, clocks = selectors.case_view(uid, viewer=SYSTEM), selectors.clocks(uid, viewer=SYSTEM)
    say(uid, city.clerk, "还缺场所平面图，请补交。")
    after = selectors.case_view(uid, viewer=SYSTEM)
    assert (after.state, after.revision, after.instruments) == (before.state, before.revision, before.instruments)
    assert selectors.clocks(uid, viewer=SYSTEM) == clocks


def test_who_holds_the_step_is_told_and_one_short_message_brings_the_applicant(city: City) -> None:
    uid = city.accepted(city.promised)
    services.take_step(case_uid=uid, step_id=stepping.running(uid)["审查"], actor=city.approver)
    say(uid, city.resident)
    assert len(told(officer_id=city.approver.officer_id)) == 1
    assert not told(officer_id=city.examiner.officer_id)
    quiet = OutboxMessage.objects.count()
    say(uid, city.examiner, "请说明用途。")
    say(uid, city.examiner, "一并写明面积。")
    assert len(told(party_id=city.resident.party_id)) == 2
    assert OutboxMessage.objects.count() == quiet + 1


def test_five_without_an_answer_are_enough(city: City) -> None:
    uid = city.submitted(city.promised)
    for number in range(law.UNANSWERED):
        say(uid, city.resident, f"第{number}条")
    with pytest.raises(TooManyUnanswered, match="连续发了5条"):
        say(uid, city.resident, "还有")
    say(uid, city.clerk)
    say(uid, city.resident, "谢谢")


@pytest.mark.parametrize("text", ["", " \n", "\x00", "长" * (law.LONGEST + 1)])
def test_a_message_says_something_briefly(city: City, text: str) -> None:
    uid = city.submitted(city.promised)
    with pytest.raises(MessageEmpty):
        say(uid, city.clerk, text)


def test_a_double_click_is_one_message_and_nobody_writes_past_the_other(city: City) -> None:
    uid = city.submitted(city.promised)
    first = say(uid, city.clerk, after=0)
    assert say(uid, city.clerk, after=0) == first
    with pytest.raises(TalkMovedOn):
        say(uid, city.approver, after=0)
    with pytest.raises(TalkMovedOn):
        say(uid, city.resident, "我想问", after=0)
    assert say(uid, city.resident, "我想问", after=first) > first
    assert CaseMessage.objects.count() == 2


def test_others_neither_write_nor_read(city: City) -> None:
    uid = city.submitted(city.promised)
    say(uid, city.clerk)
    for actor in (city.stranger, city.outsider):
        with pytest.raises(NotFound):
            say(uid, actor)
        with pytest.raises(NotFound):
            services.read_messages(case_uid=uid, actor=actor)
        assert texts(uid, actor) == []
    watcher = dataclasses.replace(city.examiner, permissions=ROLE_PERMISSIONS["supervisor"])
    with pytest.raises(PermissionDenied):
        say(uid, watcher)
    with pytest.raises(PermissionDenied):
        say(uid, SYSTEM)
    assert texts(uid, watcher) == [ASKED]
    assert not selectors.case_view(uid, viewer=watcher).talk.takes_part
    assert texts(uid, Actor()) == []


def test_a_department_that_only_helps_reads_along(city: City) -> None:
    other = stepping.neighbour()
    uid = city.accepted(city.promised)
    say(uid, city.examiner)
    services.ask_assistance(case_uid=uid, department_id=other.department_id, reason="请核对", actor=city.examiner)
    assert texts(uid, other.first) == [ASKED]
    with pytest.raises(OnlyOwnStep):
        say(uid, other.first)


def test_an_agent_writes_as_far_as_the_mandate_goes(city: City) -> None:
    agent = dataclasses.replace(city.stranger, principal_id=city.resident.party_id)
    until = dt.date(2027, 11, 24)
    given = {"principal_id": city.resident.party_id, "agent_id": agent.party_id, "valid_to": until, "actor": SYSTEM}
    uid = city.submitted(city.promised)
    parties.grant_mandate(**given, scope=["somewhere.else"])  # type: ignore[arg-type]  # by field name
    with pytest.raises(MandateOutOfScope):
        say(uid, agent)
    parties.grant_mandate(**given, scope=["cases.apply"])  # type: ignore[arg-type]  # by field name
    say(uid, agent, "我替她答复。")
    assert texts(uid, city.clerk) == ["我替她答复。"]


def test_before_and_after_the_case_nobody_writes(city: City) -> None:
    draft = city.draft(city.promised)
    with pytest.raises(TalkClosed, match="草稿"):
        say(draft, city.resident)
    uid = city.submitted(city.promised)
    say(uid, city.clerk)
    services.withdraw_case(case_uid=uid, actor=city.resident)
    for actor in (city.clerk, city.resident):
        with pytest.raises(TalkClosed, match="已撤回"):
            say(uid, actor)
        assert texts(uid, actor) == [ASKED]
    assert services.read_messages(case_uid=uid, actor=city.resident) == 1


def test_what_nobody_has_read_waits_for_the_department(city: City) -> None:
    first, second = city.submitted(city.promised), city.submitted(city.instant)
    say(second, city.resident)
    say(first, city.resident)
    say(second, city.resident, "再补充一句")
    found = selectors.unread_talks(viewer=city.examiner)
    assert [(str(row.case_uid), row.unread) for row in found] == [(second, 2), (first, 1)]
    services.read_messages(case_uid=second, actor=city.clerk)
    assert [str(row.case_uid) for row in selectors.unread_talks(viewer=city.clerk)] == [first]
    assert selectors.unread_talks(viewer=city.outsider) == ()
    assert selectors.unread_talks(viewer=city.resident) == ()


def test_a_long_conversation_comes_in_pages(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors.talk, "MOST_MESSAGES", 2)
    uid = city.submitted(city.promised)
    for number in range(3):
        say(uid, city.clerk, str(number))
    newest = selectors.messages_of(_uid(uid), viewer=city.resident)
    assert [row.text for row in newest.rows] == ["1", "2"]
    earlier = selectors.messages_of(_uid(uid), viewer=city.resident, before=int(newest.earlier))
    assert [row.text for row in earlier.rows] == ["0"]
    assert earlier.earlier == ""
