"""Duties taken over with their ends are as those that were opened and discharged here."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tongban.duties import selectors, services
from tongban.duties.models import Duty
from tongban.duties.services import KeptDuty, taking_over
from tongban.duties.states import DutyKind, Lamp
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import selectors as ledger
from tongban.ledger.facts import ObjectRef
from tongban.ledger.services import verify

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
KIND = DutyKind("probe.kept", "测试")
CASE = ObjectRef("probe", "0001")
NOW = clock.at(dt.date(2026, 3, 20), dt.time(10))


def at(day: int, hour: int = 10) -> dt.datetime:
    return clock.at(dt.date(2026, 3, day), dt.time(hour))


def kept(due: dt.datetime, ended: dt.datetime | None, key: str = "k1", subject: ObjectRef = CASE) -> KeptDuty:
    return KeptDuty(kind=KIND, subject=subject, starts_at=at(2), due_at=due, ended_at=ended, dedupe_key=key)


def take(*duties: KeptDuty) -> int:
    return services.take_over_duties(kept=duties, department_id=7, region_code="410500", actor=SYSTEM)


def test_one_that_ended_is_as_if_it_had_ended_here() -> None:
    with clock.frozen(NOW):
        assert take(kept(at(9), at(11))) == 1
        other = ObjectRef("probe", "0002")
        services.open_duty(
            kind=KIND, subject=other, department_id=7, region_code="410500", starts_at=at(2), limit=None,
            fixed_due_at=at(9), actor=SYSTEM, dedupe_key="k2",
        )  # fmt: skip
        services.discharge_duty(subject=other, kind=KIND, at=at(11), actor=SYSTEM)
    taken, ordinary = Duty.objects.order_by("id").values()
    same = {"id", "subject_id", "dedupe_key"}
    assert {k: v for k, v in taken.items() if k not in same} == {k: v for k, v in ordinary.items() if k not in same}
    (one,), (two,) = selectors.duties_of(CASE), selectors.duties_of(other)
    assert dataclasses.replace(one, id=two.id, subject=other) == two
    assert (one.lamp, one.words) == (Lamp.RED, "超期完成")


def test_it_is_recorded_once_for_all_that_came_together() -> None:
    other = ObjectRef("probe", "0002")
    with clock.frozen(NOW):
        take(kept(at(9), at(11)), kept(at(9), None, "k2"), kept(at(9), at(8), "k3", other))
        (fact,) = ledger.timeline(CASE)
        assert (fact.kind, fact.data) == ("duty.taken_over", {"duties": 3, "ended": 2})
        ids = [ObjectRef("duty", str(pk)) for pk in Duty.objects.order_by("id").values_list("id", flat=True)]
        assert fact.objects == (*ids, CASE, other)
        assert all(ledger.timeline(each) == [fact] for each in (*ids, other))
        # What happens to one of them from now on is a fact like any other's.
        services.discharge_duty(subject=CASE, kind=KIND, at=NOW, actor=SYSTEM)
        assert [each.kind for each in ledger.timeline(ids[1])] == ["duty.taken_over", "duty.discharged"]
        assert verify().ok


def test_more_than_one_fact_can_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_over, "_AT_ONCE", 2)
    with clock.frozen(NOW):
        assert take(*(kept(at(9), at(8), f"k{n}", ObjectRef("probe", str(n))) for n in range(5))) == 5
    subjects = [ObjectRef("probe", str(n)) for n in range(5)]
    assert selectors.outcomes(subjects, kinds=[KIND]).ended == 5
    assert len({fact.id for each in subjects for fact in ledger.timeline(each)}) == 3


def test_a_running_one_is_looked_at_and_overdue_once() -> None:
    with clock.frozen(NOW):
        take(kept(at(9), None, "late"), kept(at(30), None, "green"))
        assert services.look_again(NOW, actor=SYSTEM) == services.LookReport(warned=0, overdue=1)
        assert services.look_again(NOW, actor=SYSTEM) == services.LookReport(warned=0, overdue=0)
        assert [duty.lamp for duty in selectors.duties_of(CASE)] == [Lamp.RED, Lamp.GREEN]


def test_a_known_key_changes_nothing() -> None:
    with clock.frozen(NOW):
        assert take(kept(at(9), at(8))) == 1
        assert take(kept(at(9), at(11)), kept(at(9), at(11), "k2")) == 1
        assert take() == 0
    assert [duty.late for duty in selectors.duties_of(CASE)] == [False, True]


def test_none_begins_after_its_end() -> None:
    with clock.frozen(NOW):
        take(kept(at(1), at(11)))
    (duty,) = selectors.duties_of(CASE)
    assert (duty.starts_at, duty.late) == (at(1), True)


def test_outcomes_count_what_the_lamps_say() -> None:
    """Ends before, at and after the due instant, running ones before and after it; counted as the views show them."""
    other = ObjectRef("probe", "0002")
    moment = dt.timedelta(microseconds=1)
    ends = [at(9) - moment, at(9), at(9) + moment, at(11), None]
    with clock.frozen(NOW):
        take(*(kept(at(9), end, f"a{n}", (CASE, other)[n % 2]) for n, end in enumerate(ends)))
        take(kept(at(30), None, "b"), kept(NOW, None, "c", other))
        services.cancel_duties(subject=other, actor=SYSTEM)
        counted = selectors.outcomes([CASE, other], kinds=[KIND])
        views = [duty for duties in selectors.duties_of_each([CASE, other]).values() for duty in duties]
    assert counted == selectors.Outcomes(ended=4, late=2, running=2, overdue=1)
    ended = [duty for duty in views if duty.state == "discharged"]
    running = [duty for duty in views if duty.running]
    assert (len(ended), sum(duty.late for duty in ended)) == (4, 2)
    assert (len(running), sum(duty.late for duty in running)) == (2, 1)
    assert selectors.outcomes([CASE, other], kinds=["probe.other"]) == selectors.outcomes([], kinds=[KIND])
    assert selectors.duties_of_each([ObjectRef("probe", "0009")]) == selectors.duties_of_each([]) == {}
