"""A bad rating obliges: contact within one working day, rectify, call back. Who rated stays hidden from the rated."""

from __future__ import annotations

import datetime as dt

import pytest

from tongban.duties.selectors import DutyView, duties_of
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.errors import InvalidInput, MoveNotAllowed, NotFound, PermissionDenied
from tongban.ledger.facts import ObjectRef
from tongban.ledger.selectors import timeline
from tongban.notices import selectors as notices
from tongban.ratings import selectors, services
from tongban.ratings.errors import NoteMissing, RatedOfficerHandles, RectifyDateWrong
from tongban.ratings.models import RatingInvitation
from tongban.ratings.tests.conftest import CLERK_ID, MONDAY, SYSTEM, City, Invite


def bad(city: City, invite: Invite, **changes: object) -> RatingInvitation:
    row = invite()
    given: dict[str, object] = {"level": 1, "text": "跑了三趟", "actor": city.resident(), **changes}
    services.rate(token=row.token, **given)  # type: ignore[arg-type]  # a test passes what it likes
    return row


def duties(row: RatingInvitation) -> tuple[DutyView, ...]:
    return duties_of(ObjectRef("rating", str(row.uid)))


@pytest.mark.parametrize("level", [1, 2])
def test_a_bad_rating_with_a_name_opens_a_duty_of_one_working_day(city: City, invite: Invite, level: int) -> None:
    row = bad(city, invite, level=level)
    (duty,) = duties(row)
    assert (duty.kind, duty.department_id, duty.state) == ("rating.contact", city.department_id, "open")
    assert duty.limit == Limit(1, LimitUnit.WORKING_DAY)
    assert duty.due.due_on == dt.date(2026, 11, 24)


def test_friday_is_followed_by_monday(city: City, invite: Invite) -> None:
    row = invite()
    with clock.frozen(clock.at(dt.date(2026, 11, 27), dt.time(16))):
        services.rate(token=row.token, level=1, actor=city.resident())
    assert duties(row)[0].due.due_on == dt.date(2026, 11, 30)


@pytest.mark.parametrize("level", [3, 4, 5])
def test_other_ratings_oblige_to_nothing(city: City, invite: Invite, level: int) -> None:
    row = bad(city, invite, level=level)
    assert duties(row) == ()
    assert selectors.bad_ratings(city.handler()).rows == ()


def test_an_anonymous_one_is_in_the_queue_without_duty_and_without_trace_to_the_rater(
    city: City, invite: Invite
) -> None:
    row = bad(city, invite, anonymous=True)
    assert duties(row) == ()
    view = selectors.bad_ratings(city.handler()).rows[0]
    assert (view.rater, view.case_no, view.party_id) == ("匿名", "", None)
    assert selectors.rating_for(row.case_uid, viewer=city.handler()) is None


def test_the_queue_shows_the_departments_own(city: City, invite: Invite) -> None:
    row = bad(city, invite)
    view = selectors.bad_ratings(city.handler()).rows[0]
    assert (view.uid, view.case_no, view.party_id) == (str(row.uid), "N1", city.applicant_id)
    assert view.rater == "测**"
    elsewhere = city.handler(department_id=city.other_department_id)
    assert selectors.bad_ratings(elsewhere).rows == ()
    with pytest.raises(NotFound):
        selectors.bad_rating(view.uid, viewer=elsewhere)
    with pytest.raises(PermissionDenied):
        selectors.bad_ratings(city.resident())
    assert len(selectors.bad_ratings(Actor(permissions=frozenset({"ratings.handle"}), everywhere=True)).rows) == 1


def test_who_was_rated_learns_no_name_and_handles_nothing(city: City, invite: Invite) -> None:
    row = bad(city, invite)
    rated = city.handler(officer_id=CLERK_ID)
    view = selectors.bad_rating(str(row.uid), viewer=rated)
    assert (view.rater, view.case_no, view.party_id, view.may_handle) == ("办事人", "", None, False)
    assert selectors.rating_for(row.case_uid, viewer=rated) is None
    with pytest.raises(RatedOfficerHandles):
        services.record_contact(uid=str(row.uid), finding="mistaken", note="误点", actor=rated)


def test_from_contact_to_call_back(city: City, invite: Invite) -> None:
    row, handler = bad(city, invite), city.handler()
    uid = str(row.uid)
    with clock.frozen(MONDAY + dt.timedelta(hours=3)):
        view = services.record_contact(uid=uid, finding="valid", note="电话核实，确属一次未说清", actor=handler)
        assert (view.state, view.finding_label) == ("to_rectify", "情况属实")
        assert view.rectify_by == dt.date(2026, 12, 14)
    states = {duty.kind: (duty.state, duty.due.due_on) for duty in duties(row)}
    assert states == {
        "rating.contact": ("discharged", dt.date(2026, 11, 24)),
        "rating.rectify": ("open", dt.date(2026, 12, 14)),
    }
    with clock.frozen(MONDAY + dt.timedelta(days=2)):
        view = services.record_rectification(uid=uid, measure="更新指南并培训", reply="已更新办事指南", actor=handler)
        assert view.state == "rectified"
        assert {duty.state for duty in duties(row)} == {"discharged"}
        told = notices.inbox(city.resident()).rows[0]
        assert told.body == "您对“公共场所卫生许可”的评价已处理。答复：已更新办事指南"
    with clock.frozen(MONDAY + dt.timedelta(days=3)):
        view = services.record_call_back(uid=uid, note="满意", satisfied=True, actor=handler)
    assert view.state == "closed"
    given = selectors.rating_for(row.case_uid, viewer=city.resident())
    assert given is not None
    assert given.reply == "已更新办事指南"
    public = selectors.published()[0]
    assert public.reply == "已更新办事指南"
    assert not hasattr(public, "text")
    kinds = [fact.kind for fact in timeline(ObjectRef("rating", uid)) if fact.kind.startswith("rating.")]
    assert kinds[-3:] == ["rating.contacted", "rating.rectified", "rating.called_back"]


def test_a_mistaken_rating_is_dismissed_and_leaves_the_bad_rate(city: City, invite: Invite) -> None:
    row = bad(city, invite)
    bad(city, invite)
    view = services.record_contact(uid=str(row.uid), finding="mistaken", note="误点", actor=city.handler())
    assert view.state == "dismissed"
    assert [(duty.kind, duty.state) for duty in duties(row)] == [("rating.contact", "discharged")]
    numbers = selectors.satisfaction()
    assert (numbers.bad_rate.numerator, numbers.bad_rate.denominator) == (1, 1)


def test_the_order_of_steps_and_what_they_need(city: City, invite: Invite) -> None:
    row, handler = bad(city, invite), city.handler()
    uid = str(row.uid)
    with pytest.raises(MoveNotAllowed, match="待核实"):
        services.record_rectification(uid=uid, measure="甲", reply="乙", actor=handler)
    with pytest.raises(NoteMissing):
        services.record_contact(uid=uid, finding="valid", note="<p> </p>", actor=handler)
    with pytest.raises(InvalidInput):
        services.record_contact(uid=uid, finding="whatever", note="甲", actor=handler)
    for day in (dt.date(2026, 12, 15), dt.date(2026, 11, 22)):
        with pytest.raises(RectifyDateWrong, match="2026-12-14"):
            services.record_contact(uid=uid, finding="valid", note="甲", rectify_by=day, actor=handler)
    with pytest.raises(NotFound):
        services.record_contact(uid="no-uuid", finding="valid", note="甲", actor=handler)
    with pytest.raises(PermissionDenied):
        services.record_contact(uid=uid, finding="valid", note="甲", actor=city.resident())
    with pytest.raises(NotFound):
        services.record_contact(
            uid=uid, finding="valid", note="甲", actor=city.handler(department_id=city.other_department_id)
        )
    assert [duty.state for duty in duties(row)] == ["open"]
    services.record_contact(uid=uid, finding="valid", note="甲", rectify_by=dt.date(2026, 11, 23), actor=handler)
    with pytest.raises(MoveNotAllowed):
        services.record_contact(uid=uid, finding="valid", note="甲", actor=handler)


def test_satisfaction_shows_numerators_and_denominators(city: City, invite: Invite) -> None:
    for level in (5, 5, 4, 3, 1):
        services.rate(token=invite().token, level=level, actor=city.resident())
    for _ in range(3):
        invite(department_id=city.other_department_id)
    services.default_unrated(now=MONDAY + dt.timedelta(days=20), actor=SYSTEM)
    for _ in range(2):
        invite()
    found = selectors.satisfaction()
    assert (found.invited, found.given, found.defaults) == (10, 5, 3)
    assert found.by_level == {5: 2, 4: 1, 3: 1, 2: 0, 1: 1}
    assert (found.active_rate.numerator, found.active_rate.denominator, str(found.active_rate.value)) == (5, 8, "62.50")
    assert (found.participation.numerator, found.participation.denominator) == (5, 10)
    assert (found.good_rate.numerator, found.good_rate.denominator) == (4, 5)
    assert (found.good_rate_all.numerator, found.good_rate_all.denominator) == (7, 8)
    assert (found.bad_rate.numerator, found.bad_rate.denominator) == (1, 5)
    assert (found.contact_rate.numerator, found.contact_rate.denominator) == (0, 1)
    assert str(found.score) == "6.80"
    mine = selectors.satisfaction(department_ids=[city.department_id])
    assert (mine.invited, mine.defaults) == (7, 0)
    lines = {line.department_id: line for line in selectors.by_department()}
    assert (lines[city.department_id].given, lines[city.other_department_id].given) == (5, 0)


def test_nothing_of_nothing_is_no_rate(city: City) -> None:
    found = selectors.satisfaction(since=MONDAY, until=MONDAY)
    assert (found.invited, found.active_rate.value, found.good_rate.value, found.score) == (0, None, None, None)


def test_the_period_is_that_of_the_invitation(city: City, invite: Invite) -> None:
    invite()
    assert selectors.satisfaction(since=MONDAY).invited == 1
    assert selectors.satisfaction(until=MONDAY).invited == 0
    assert selectors.satisfaction(stage="acceptance").invited == 0
    assert selectors.satisfaction(region_codes=["999999"]).invited == 0
