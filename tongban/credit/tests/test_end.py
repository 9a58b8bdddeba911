"""How a record ends: what it rests on is undone, or its time is over."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tongban.credit import selectors, services
from tongban.credit.errors import CreditDocumentMissing, CreditTextMissing
from tongban.credit.facts import record_ref
from tongban.credit.reactions import lapse
from tongban.credit.tests.conftest import OTHER, SYSTEM, City, later
from tongban.duties.selectors import duties_of
from tongban.kernel import clock
from tongban.kernel.errors import MoveNotAllowed, NotFound, PermissionDenied
from tongban.notices import selectors as notices

PAPER = "同政复决〔2026〕7号"


def in_force(city: City) -> str:
    return city.in_force().uid


def objected(city: City) -> str:
    return city.objected(city.in_force(), "undone").uid


def repair_asked(city: City) -> str:
    return city.repair_asked(city.in_force()).uid


def repaired(city: City) -> str:
    uid = repair_asked(city)
    return services.decide_repair(record_uid=uid, granted=True, answer="验收合格。", actor=city.checker).uid


@pytest.mark.parametrize("road", [in_force, objected, repair_asked, repaired])
def test_what_rests_on_an_act_undone_goes_at_once(city: City, road: Callable[[City], str]) -> None:
    uid = road(city)
    found = services.revoke_record(
        record_uid=uid, reason="复议决定撤销原决定。", document_no=PAPER, actor=city.recorder
    )
    assert (found.state, found.counts, found.end_document_no) == ("revoked", False, PAPER)
    assert not [one for one in duties_of(record_ref(uid)) if one.running]
    assert not [plea for plea in selectors.record(uid, viewer=city.resident()).pleas if not plea.outcome]
    assert selectors.commitment_bar(city.person_id) is None
    assert "已经撤销" in notices.inbox(city.resident()).rows[0].body


def test_an_objection_that_led_to_it_is_done_in_time(city: City) -> None:
    uid = objected(city)
    with clock.frozen(later(days=1)):
        services.revoke_record(record_uid=uid, reason="已撤销。", document_no=PAPER, actor=city.recorder)
    states = {one.kind: one.state for one in duties_of(record_ref(uid))}
    assert states["credit.removal"] == "discharged"


def test_revoking_needs_reason_paper_and_scope(city: City) -> None:
    uid = in_force(city)
    with pytest.raises(CreditDocumentMissing):
        services.revoke_record(record_uid=uid, reason="已撤销。", document_no=" ", actor=city.recorder)
    with pytest.raises(CreditTextMissing):
        services.revoke_record(record_uid=uid, reason="", document_no=PAPER, actor=city.recorder)
    for actor, error in (
        (city.outsider, NotFound),
        (city.bureau, PermissionDenied),
        (city.resident(), PermissionDenied),
    ):
        with pytest.raises(error):
            services.revoke_record(record_uid=uid, reason="已撤销。", document_no=PAPER, actor=actor)
    proposed = city.record(kind="other_breach", about=OTHER).uid
    with pytest.raises(MoveNotAllowed):
        services.revoke_record(record_uid=proposed, reason="已撤销。", document_no=PAPER, actor=city.recorder)


def test_a_period_ends_with_its_day(city: City) -> None:
    view = city.in_force()
    with clock.frozen(later(days=365)):  # 2027-11-24, the last day
        lapse()
        assert selectors.record(view.uid, viewer=city.resident()).state == "in_force"
        assert selectors.commitment_bar(city.person_id) is not None
    with clock.frozen(later(days=366)):
        # Over by the day, before the sweep has come.
        found = selectors.record(view.uid, viewer=city.resident())
        assert (found.state, found.state_label, found.counts) == ("in_force", "已转为档案", False)
        assert selectors.commitment_bar(city.person_id) is None
        lapse()
        assert services.lapse_records(actor=SYSTEM) == 0
        assert selectors.record(view.uid, viewer=city.resident()).state == "expired"
        assert "公示期满" in notices.inbox(city.resident()).rows[0].body
        found = services.revoke_record(record_uid=view.uid, reason="已撤销。", document_no=PAPER, actor=city.recorder)
        assert found.state == "revoked"


def test_what_is_being_answered_is_answered_first(city: City) -> None:
    view = city.objected(city.in_force())
    with clock.frozen(later(days=400)):
        assert services.lapse_records(actor=SYSTEM) == 0
        assert not selectors.record(view.uid, viewer=city.resident()).counts
        services.answer_objection(record_uid=view.uid, outcome="upheld", answer="属实。", actor=city.checker)
        assert services.lapse_records(actor=SYSTEM) == 1


def test_good_deeds_stay(city: City) -> None:
    city.in_force(kind="good_deed")
    with clock.frozen(later(days=4000)):
        assert services.lapse_records(actor=SYSTEM) == 0


def test_people_do_not_end_periods(city: City) -> None:
    with pytest.raises(PermissionDenied):
        services.lapse_records(actor=city.bureau)
