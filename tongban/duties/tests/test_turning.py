"""What turns yellow or red next: within the viewer's scope, in the order of time, whatever the sweep has done."""

from __future__ import annotations

import datetime as dt

import pytest

from tongban.duties import selectors, services
from tongban.duties.states import DutyKind, Lamp, register
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.errors import PermissionDenied
from tongban.ledger.facts import ObjectRef

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
KIND = DutyKind("test.turning", "测试时限")
register(KIND)
TUESDAY = dt.datetime(2026, 11, 24, 1, 30, tzinfo=dt.UTC)


def owed(name: str, days: int, department_id: int = 1) -> None:
    services.open_duty(
        kind=KIND,
        subject=ObjectRef("test", name),
        department_id=department_id,
        starts_at=clock.now(),
        limit=Limit(days, LimitUnit.WORKING_DAY),
        actor=SYSTEM,
    )


def viewer(*departments: int) -> Actor:
    return Actor(
        officer_id=1, seats=frozenset({"clerk"}), department_ids=frozenset(departments),
        permissions=frozenset({"duties.view"}),
    )  # fmt: skip


def told(found: selectors.Turning) -> list[tuple[str, Lamp]]:
    return [(turn.duty.subject.id, turn.lamp) for turn in found.rows]


def test_the_next_turns_come_in_order_and_only_of_the_scope() -> None:
    with clock.frozen(TUESDAY):
        for name, days in (("ten", 10), ("five", 5), ("two", 2)):
            owed(name, days)
        owed("others", 2, department_id=2)
        week = TUESDAY + dt.timedelta(days=7)
        found = selectors.turning(viewer=viewer(1), until=week)
        # The last fifth of two days is the second, of five the fifth: both mornings lie within the week.
        assert told(found) == [("two", Lamp.YELLOW), ("five", Lamp.YELLOW)]
        assert (found.yellow, found.red) == (2, 0)
        assert [turn.at for turn in found.rows] == sorted(turn.at for turn in found.rows)
        assert told(selectors.turning(viewer=viewer(2), until=week)) == [("others", Lamp.YELLOW)]
        assert told(selectors.turning(viewer=viewer(1, 2), until=week, department_ids=[2])) == [("others", Lamp.YELLOW)]
        assert len(selectors.turning(viewer=SYSTEM, until=week).rows) == 3
        assert selectors.now_turning(viewer=viewer(1)).rows == ()
        assert selectors.turning(viewer=viewer(), until=week) == selectors.Turning(week, (), 0, 0)


def test_after_the_warning_the_next_turn_is_red_and_after_that_there_is_none() -> None:
    with clock.frozen(TUESDAY):
        owed("two", 2)
    thursday = TUESDAY + dt.timedelta(days=2)
    with clock.frozen(thursday):
        # Not swept yet: the warning still counts as about to be marked.
        assert told(selectors.turning(viewer=SYSTEM, until=thursday)) == [("two", Lamp.YELLOW)]
        services.look_again(thursday, actor=SYSTEM)
        assert told(selectors.now_turning(viewer=SYSTEM, within=dt.timedelta(hours=15))) == [("two", Lamp.RED)]
        assert selectors.next_turn() == selectors.duties_of(ObjectRef("test", "two"))[0].due_at
    with clock.frozen(thursday + dt.timedelta(days=1)):
        services.look_again(clock.now(), actor=SYSTEM)
        assert selectors.now_turning(viewer=SYSTEM).rows == ()
        assert selectors.next_turn() is None


def test_what_stands_still_does_not_turn() -> None:
    with clock.frozen(TUESDAY):
        owed("two", 2)
        services.pause_duties(
            subject=ObjectRef("test", "two"), reason="现场勘验", document_no="同卫健〔2026〕特字第1号", since=TUESDAY,
            actor=SYSTEM,
        )  # fmt: skip
        assert selectors.now_turning(viewer=SYSTEM, within=dt.timedelta(days=400)).rows == ()


def test_whoever_may_not_see_clocks_is_refused() -> None:
    with pytest.raises(PermissionDenied):
        selectors.now_turning(viewer=Actor(officer_id=1, department_ids=frozenset({1})))
