"""A limit of one subject made shorter; one of several duties discharged; a warning that moved ahead is given again."""

from __future__ import annotations

import datetime as dt

import pytest

from tongban.duties import selectors, services
from tongban.duties.errors import NotShorter
from tongban.duties.selectors import DutyView
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.ledger.facts import ObjectRef
from tongban.ledger.selectors import timeline

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
ONE = ObjectRef("test", "one")
#: A Tuesday.
START = dt.datetime(2026, 11, 24, 1, 30, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def days(number: int) -> Limit:
    return Limit(number, LimitUnit.WORKING_DAY)


def owed(number: int = 10, key: str = "") -> DutyView:
    return services.open_duty(
        kind="test.owed",
        subject=ONE,
        department_id=1,
        starts_at=START,
        limit=days(number),
        actor=SYSTEM,
        dedupe_key=key,
    )


def now() -> DutyView:
    (found,) = selectors.duties_of(ONE)
    return found


def test_shorter_never_longer() -> None:
    with clock.frozen(START):
        owed(5)
        for wrong in (days(5), days(6), Limit(2, LimitUnit.NATURAL_DAY)):
            with pytest.raises(NotShorter):
                services.shorten_duty(subject=ONE, kind="test.owed", to=wrong, reason="急", actor=SYSTEM)
        (changed,) = services.shorten_duty(subject=ONE, kind="test.owed", to=days(2), reason="急", actor=SYSTEM)
        assert changed.due.due_on == dt.date(2026, 11, 26)
        assert now().limit == days(2)
        assert [fact.data["to"] for fact in timeline(ONE) if fact.kind == "duty.shortened"] == ["2个工作日"]


def test_an_extension_stays_on_top_of_a_shorter_limit() -> None:
    with clock.frozen(START):
        owed(5)
        services.extend_duty(
            subject=ONE, kind="test.owed", by=days(3), document_no="延字第1号", reason="核实", actor=SYSTEM
        )
        services.shorten_duty(subject=ONE, kind="test.owed", to=days(2), reason="急", actor=SYSTEM)
        assert now().limit == days(5)
        assert now().extension == 3


def test_not_into_the_past() -> None:
    with clock.frozen(START):
        owed(10)
    with clock.frozen(START + 7 * DAY):
        with pytest.raises(NotShorter):
            services.shorten_duty(subject=ONE, kind="test.owed", to=days(2), reason="急", actor=SYSTEM)
        assert now().limit == days(10)
        assert now().due.due_on == dt.date(2026, 12, 8)


def test_one_of_several_of_a_kind_is_discharged() -> None:
    with clock.frozen(START):
        owed(5, "first")
        owed(9, "second")
        services.discharge_duty(subject=ONE, kind="test.owed", at=START, actor=SYSTEM, dedupe_key="first")
        assert {duty.limit: duty.state for duty in selectors.duties_of(ONE)} == {
            days(5): "discharged",
            days(9): "open",
        }


def test_a_warning_that_moves_ahead_of_now_is_given_again() -> None:
    def warnings() -> int:
        return sum(fact.kind == "duty.warned" for fact in timeline(ONE))

    with clock.frozen(START):
        owed(5)
    with clock.frozen(START + 7 * DAY):  # the last day
        services.look_again(clock.now(), actor=SYSTEM)
        assert warnings() == 1
        services.extend_duty(
            subject=ONE, kind="test.owed", by=days(10), document_no="延字第1号", reason="核实", actor=SYSTEM
        )
        services.look_again(clock.now(), actor=SYSTEM)
        assert warnings() == 1
    with clock.frozen(START + 20 * DAY):  # within the last three of fifteen days
        services.look_again(clock.now(), actor=SYSTEM)
        services.look_again(clock.now(), actor=SYSTEM)
        assert warnings() == 2
