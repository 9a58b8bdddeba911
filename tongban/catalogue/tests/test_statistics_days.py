"""Figures of any day, the items behind them, what was kept, and how a share is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pytest
from django.db import DatabaseError, transaction

from tongban.catalogue import selectors, services
from tongban.catalogue.models import Standing, StatisticsSnapshot
from tongban.catalogue.selectors import TERMS, EntryView, Rounding
from tongban.catalogue.tests.conftest import SYSTEM, guide, publish, working_days
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.errors import InvalidInput, NotFound, PermissionDenied
from tongban.ledger.models import Fact
from tongban.orgs.selectors import DepartmentView
from tongban.reference import services as reference

FIRST = dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC)
DAYS = [FIRST.date() + dt.timedelta(days=number) for number in (-1, 0, 9, 10, 11, 20, 30, 40)]

STEPS = (services.StepView("决定", "approver", verb="decide"),)


@dataclass
class City:
    """Two items over forty days: published, changed, suspended, resumed."""

    first: int
    second: int


@pytest.fixture
def city(department: DepartmentView, entry: EntryView) -> City:
    reference.load_reference_data(actor=SYSTEM)

    def made(serial: int) -> int:
        code = f"{department.code}3{entry.catalog_code}{serial:02d}"
        return services.create_item(code=code, department_id=department.id, name="许可", actor=SYSTEM).id

    with clock.frozen(FIRST):
        found = City(made(1), made(2))
        publish(found.first, guide())
    with clock.frozen(FIRST + dt.timedelta(days=10)):
        month = Limit(1, LimitUnit.MONTH)
        publish(
            found.second,
            guide(
                statutory=month, promised=Limit(14, LimitUnit.NATURAL_DAY), visits=2, visit_reason="核对", steps=STEPS
            ),
        )
    with clock.frozen(FIRST + dt.timedelta(days=20)):
        publish(found.first, guide(promised=working_days(1), materials=guide().materials[:2], steps=STEPS))
        services.suspend_item(item_id=found.second, reason="x", actor=SYSTEM)
    with clock.frozen(FIRST + dt.timedelta(days=30)):
        services.resume_item(item_id=found.second, actor=SYSTEM)
    return found


def on(number: int) -> dt.date:
    return FIRST.date() + dt.timedelta(days=number)


def test_each_day_has_its_own_figures(city: City) -> None:
    units = {day: selectors.statistics(as_of=day).units for day in DAYS}
    assert list(units.values()) == [0, 1, 1, 2, 2, 1, 2, 2]
    assert selectors.statistics(as_of=on(19)).rates["compression"] == selectors.Rate(15, 20, 0.75)
    assert selectors.statistics(as_of=on(20)).rates["compression"] == selectors.Rate(19, 20, 0.95)
    assert selectors.statistics() == selectors.statistics(as_of=on(40))
    with pytest.raises(InvalidInput):
        selectors.statistics(as_of=clock.today() + dt.timedelta(days=1))


def test_a_trend_is_the_figures_of_its_days(city: City) -> None:
    found = dict(selectors.trend(DAYS, item_kind="licensing"))
    assert found == {day: selectors.statistics(as_of=day, item_kind="licensing") for day in DAYS}


def test_limits_of_other_units_are_converted_as_the_rules_say(city: City) -> None:
    found = selectors.statistics(as_of=on(10)).rates
    # 20 and 22 working days by law; 5 and 14 × 5/7 = 10 promised.
    converted = found["compression_converted"]
    assert converted.numerator * 42 == converted.denominator * 27
    assert found["compression_mean"].value == round((0.75 + 12 / 22) / 2, 4)
    assert selectors.statistics(as_of=on(20)).rates["one_day_rate"] == selectors.Rate(1, 1, 1.0)


def test_fewer_materials_than_on_the_base_day(city: City) -> None:
    cut = selectors.materials_cut(on(10))
    assert (cut["materials_cut"].numerator, cut["materials_cut"].denominator) == (1, 6)
    assert (cut["materials_due_cut"].numerator, cut["materials_due_cut"].denominator) == (1, 4)


@pytest.mark.parametrize("day", [10, 20, 40])
def test_lists_hold_what_was_counted(city: City, day: int) -> None:
    services.measure_elements()
    found = selectors.statistics(as_of=on(day))
    for name in TERMS:
        over = selectors.counted_items(name, "over", as_of=on(day)).rows
        rest = selectors.counted_items(name, "rest", as_of=on(day)).rows
        under = selectors.counted_items(name, "under", as_of=on(day)).rows
        assert sum(row.over for row in over) == found.rates[name].numerator, name
        assert sum(row.under for row in under) == found.rates[name].denominator, name
        assert {row.code for row in over} | {row.code for row in rest} == {row.code for row in under}
        assert not {row.code for row in over} & {row.code for row in rest}


def test_lists_come_in_pages(city: City) -> None:
    first = selectors.counted_items("instant_rate", "under", limit=1)
    second = selectors.counted_items("instant_rate", "under", limit=1, cursor=first.next_cursor)
    assert first.next_cursor
    assert [first.rows[0].item_id, second.rows[0].item_id] == [city.first, city.second]
    assert not second.next_cursor
    with pytest.raises(NotFound):
        selectors.counted_items("no_such_rate")
    assert not selectors.counted_items("instant_rate", "under", department_id=1).rows


def test_groups_add_up(city: City) -> None:
    for by in ("kind", "department", "level", "region", "origin"):
        whole, groups = selectors.breakdown(by)
        assert sum(group.units for group in groups.values()) == whole.units == 2
        assert whole == selectors.statistics()
    assert selectors.statistics(within="410500").units == 2
    assert selectors.statistics(within="410600").units == 0
    assert selectors.statistics(level="6").units == 0


def test_kept_figures_can_be_proven_and_not_changed(city: City) -> None:
    kept = services.keep_statistics(title="通报", filters={"as_of": on(20)}, actor=SYSTEM)
    assert kept.figures["units"] == 1
    assert kept.counted == 1
    assert selectors.prove(kept.id).ok
    assert selectors.snapshots()[0] == kept
    fact = Fact.objects.get(kind="catalogue.statistics_kept")
    assert fact.data["digest"] == kept.digest
    for change in (StatisticsSnapshot.objects.all().delete, lambda: StatisticsSnapshot.objects.update(title="改")):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            change()
    Standing.objects.filter(item_id=city.first).update(promised_number=19)
    assert selectors.prove(kept.id).differs


def test_keeping_asks_for_the_right_and_a_title(city: City) -> None:
    with pytest.raises(PermissionDenied):
        services.keep_statistics(title="通报", actor=Actor())
    with pytest.raises(InvalidInput):
        services.keep_statistics(title=" ", actor=SYSTEM)


def test_completeness_is_measured_once(city: City) -> None:
    assert selectors.statistics().rates["completeness"].value is None
    assert services.measure_elements() == 2
    assert services.measure_elements() == 0
    rate = selectors.statistics().rates["completeness"]
    assert 0 < rate.numerator <= rate.denominator


def test_a_city_without_rules_still_counts(department: DepartmentView, item: selectors.EntryView) -> None:
    publish(item.id, guide())
    from tongban.reference.models import Parameter

    Parameter.objects.filter(key__startswith="statistics.").delete()
    found = selectors.statistics()
    assert found.units == 1
    assert found.rates["compression"].value == 0.75
    assert found.rates["compression_converted"].value is None


@pytest.mark.parametrize(
    ("mode", "digits", "over", "under", "shown"),
    [
        ("truncate", 1, 2053, 2185, "93.9%"),
        ("half_up", 1, 2053, 2185, "94.0%"),
        ("half_up", 2, 2053, 2185, "93.96%"),
        ("truncate", 1, 1672, 2185, "76.5%"),
        ("half_up", 0, 1, 8, "13%"),
        ("half_up", 2, 1, 800, "0.13%"),
        ("truncate", 2, -1, 3, "-33.33%"),
        ("truncate", 0, -1, 300, "0%"),
        ("truncate", 1, 5, 5, "100.0%"),
        ("truncate", 1, 0, 0, ""),
    ],
)
def test_shares_are_written_as_the_rule_says(mode: str, digits: int, over: int, under: int, shown: str) -> None:
    assert Rounding(mode, digits).share(over, under) == shown


def test_the_city_truncates_and_the_nation_rounds(city: City) -> None:
    rule = selectors.rules()
    assert (rule.rounding, rule.scale) == (Rounding("truncate", 1), 56)
    assert selectors.rules(dt.date(2021, 1, 1)).rounding == Rounding("half_up", 2)
    rates = selectors.statistics(as_of=on(10))
    assert selectors.printed(rates, rule.rounding)["average_visits"] == "1.00"
    doubled = replace(rates, rates={"instant_rate": selectors.Rate(2053, 2185, 0.9396)})
    assert selectors.printed(doubled, rule.rounding) == {"instant_rate": "93.9%"}
