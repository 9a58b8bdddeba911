"""Objection: three, three and seven working days, one where the act was undone; the record bears its mark meanwhile."""

from __future__ import annotations

import datetime as dt

import pytest

from tongban.credit import selectors, services
from tongban.credit.errors import (
    CreditAnswerUnknown,
    CreditGroundUnknown,
    CreditTextMissing,
    CreditTextTooLong,
    NotToBeCollected,
    TwoSeatsOnCredit,
)
from tongban.credit.facts import record_ref
from tongban.credit.reactions import when_overdue
from tongban.credit.tests.conftest import City, later, proof, sweep
from tongban.duties.selectors import duties_of
from tongban.kernel import clock
from tongban.kernel.errors import MoveNotAllowed, NotFound, PermissionDenied
from tongban.ledger.selectors import timeline
from tongban.notices import selectors as notices


@pytest.mark.parametrize(
    ("ground", "owed"),
    [
        (
            "content",
            {("credit.verification", True, dt.date(2026, 11, 27)), ("credit.objection", False, dt.date(2026, 12, 3))},
        ),
        ("display", {("credit.objection", False, dt.date(2026, 11, 27))}),
        ("undone", {("credit.removal", True, dt.date(2026, 11, 25))}),
    ],
)
def test_each_ground_has_its_clocks(city: City, ground: str, owed: set[tuple[str, bool, dt.date]]) -> None:
    view = city.objected(city.in_force(), ground)
    assert (view.state, view.contested, view.counts) == ("objected", True, True)
    running = {
        (one.kind, one.department_id == city.department_id, one.due.due_on)
        for one in duties_of(record_ref(view.uid))
        if one.running
    }
    assert running == owed


def test_while_it_runs_the_record_counts_and_says_that_it_is_contested(city: City) -> None:
    view = city.objected(city.in_force())
    bar = selectors.commitment_bar(city.person_id)
    assert bar is not None
    assert "正在处理异议" in bar.reason
    mine = selectors.record(view.uid, viewer=city.resident())
    off = {one.verb: one.reason for one in mine.actions if not one.allowed}
    assert set(off) == {"object", "apply_for_repair"}
    assert "异议处理中" in off["apply_for_repair"]


@pytest.mark.parametrize(
    ("outcome", "state", "title"),
    [
        ("upheld", "in_force", "异议有了结果：不成立，记录维持"),
        ("corrected", "in_force", "异议有了结果：成立，已更正"),
        ("revoked", "revoked", "异议有了结果：已撤销记录"),
    ],
)
def test_the_answer_ends_the_clocks_and_is_told(city: City, outcome: str, state: str, title: str) -> None:
    view = city.objected(city.in_force())
    with clock.frozen(later(days=1)):
        found = services.answer_objection(
            record_uid=view.uid,
            outcome=outcome,
            answer="已经核实。",
            corrected_text="更正后的内容。",
            actor=city.checker,
        )
    assert (found.state, found.contested) == (state, False)
    assert (found.text == "更正后的内容。") == (outcome == "corrected")
    assert not [one for one in duties_of(record_ref(view.uid)) if one.running or one.late]
    assert notices.inbox(city.resident()).rows[0].title == title
    assert (selectors.commitment_bar(city.person_id) is None) == (outcome == "revoked")


def test_an_objection_may_come_again_after_its_answer(city: City) -> None:
    view = city.objected(city.in_force())
    with pytest.raises(MoveNotAllowed):
        city.objected(view)
    services.answer_objection(record_uid=view.uid, outcome="upheld", answer="属实。", actor=city.checker)
    assert city.objected(view, "display").state == "objected"


def test_good_records_may_be_objected_to_as_well(city: City) -> None:
    assert city.objected(city.in_force(kind="good_deed")).state == "objected"


def test_who_may_object(city: City) -> None:
    view = city.in_force()
    for stranger in (city.resident(city.other_person_id), city.recorder, city.bureau):
        with pytest.raises(NotFound):
            services.object_record(record_uid=view.uid, ground="content", text="不对。", actor=stranger)
    of_enterprise = city.in_force(party_id=city.enterprise_id)
    found = services.object_record(
        record_uid=of_enterprise.uid, ground="content", text="不对。", actor=city.resident()
    )  # its legal representative
    assert found.state == "objected"


def test_what_is_refused(city: City) -> None:
    view, me = city.in_force(), city.resident()
    with pytest.raises(CreditGroundUnknown):
        services.object_record(record_uid=view.uid, ground="", text="不对。", actor=me)
    with pytest.raises(CreditTextMissing):
        services.object_record(record_uid=view.uid, ground="content", text=" ", actor=me)
    with pytest.raises(CreditTextTooLong):
        services.object_record(record_uid=view.uid, ground="content", text="不对。", evidence=[proof(me)] * 6, actor=me)
    city.objected(view)
    with pytest.raises(CreditAnswerUnknown):
        services.answer_objection(record_uid=view.uid, outcome="", answer="好。", actor=city.checker)
    with pytest.raises(CreditTextMissing):
        services.answer_objection(record_uid=view.uid, outcome="corrected", answer="好。", actor=city.checker)
    with pytest.raises(NotToBeCollected):
        services.answer_objection(
            record_uid=view.uid, outcome="corrected", answer="好。", corrected_text="血型不符", actor=city.checker
        )
    assert selectors.record(view.uid, viewer=me).state == "objected"


def test_who_may_answer(city: City) -> None:
    view = city.objected(city.in_force())
    for actor, error in (
        (city.outsider, NotFound),
        (city.recorder, PermissionDenied),
        (city.resident(), PermissionDenied),
    ):
        with pytest.raises(error):
            services.answer_objection(record_uid=view.uid, outcome="upheld", answer="好。", actor=actor)
    own = city.officer(1, "department_admin")  # the recorder, meanwhile the administrator
    with pytest.raises(TwoSeatsOnCredit):
        services.answer_objection(record_uid=view.uid, outcome="upheld", answer="好。", actor=own)
    found = services.answer_objection(record_uid=view.uid, outcome="upheld", answer="好。", actor=city.bureau)
    assert found.state == "in_force"


def test_a_late_answer_is_told_to_the_party_once(city: City) -> None:
    view = city.objected(city.in_force(), "display")
    before = len(notices.inbox(city.resident()).rows)
    with clock.frozen(later(days=5)):
        sweep()
        told = notices.inbox(city.resident()).rows
        assert [one.title for one in told][: len(told) - before] == ["答复已超期：信用异议办结"]
        (overdue,) = [one for one in timeline(record_ref(view.uid)) if one.kind == "duty.overdue"]
        when_overdue(overdue)
        assert len(notices.inbox(city.resident()).rows) == len(told)
        services.answer_objection(record_uid=view.uid, outcome="upheld", answer="属实。", actor=city.checker)
    assert [one.late for one in duties_of(record_ref(view.uid)) if one.kind == "credit.objection"] == [True]
