"""Figures of any day, the items behind them, what was kept, and how a share is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pytest
from django.db import DatabaseError, transaction

from tongban.catalogue import reactions, selectors, services
from tongban.catalogue.models import Standing, StatisticsSnapshot
from tongban.catalogue.selectors import TERMS, EntryView, Rounding
from tongban.catalogue.selectors.statistics import Scope, count_standings, rate_of, standing_ids
from tongban.catalogue.selectors.statistics_lists import digest_of
from tongban.catalogue.tests.conftest import SYSTEM, guide, publish, working_days
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.errors import InvalidInput, NotFound, PermissionDenied
from tongban.ledger.models import Fact
from tongban.orgs.selectors import DepartmentView
from tongban.reference import services as reference
from tongban.reference.models import Parameter

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


def test_what_is_measured_later_changes_no_kept_figure(city: City) -> None:
    kept = services.keep_statistics(title="通报", filters={"as_of": on(10)}, actor=SYSTEM)
    services.measure_elements()
    assert selectors.prove(kept.id).ok


def test_a_proof_holds_to_the_rules_of_its_time(city: City) -> None:
    kept = services.keep_statistics(title="通报", filters={"as_of": on(10)}, actor=SYSTEM)
    rule = Parameter.objects.get(key="statistics.day_conversion")
    Parameter.objects.filter(pk=rule.pk).update(value={**rule.value, "month": "30"})
    Parameter.objects.filter(key="statistics.rounding").update(value={"mode": "half_up", "digits": 0})
    assert selectors.prove(kept.id).ok


def test_a_proof_compares_sums_too(city: City) -> None:
    kept = StatisticsSnapshot.objects.get(pk=services.keep_statistics(title="通报", actor=SYSTEM).id)
    figures = {**kept.figures, "sums": {**kept.figures["sums"], "due_materials": 0}}
    wrong = StatisticsSnapshot.objects.create(
        day=kept.day,
        title="错",
        scope={},
        rules=kept.rules,
        figures=figures,
        members=kept.members,
        digest=digest_of(figures, kept.rules, kept.members),
        taken_at=kept.taken_at,
    )
    proof = selectors.prove(wrong.pk)
    assert (proof.untouched, proof.differs) == (True, ("due_materials",))


def test_a_version_published_while_suspended_stands_from_the_day_of_resumption(city: City) -> None:
    with clock.frozen(FIRST + dt.timedelta(days=40)):
        services.suspend_item(item_id=city.first, reason="x", actor=SYSTEM)
    with clock.frozen(FIRST + dt.timedelta(days=45)):
        publish(city.first, guide(promised=working_days(1), steps=STEPS))
    with clock.frozen(FIRST + dt.timedelta(days=50)):
        services.resume_item(item_id=city.first, actor=SYSTEM)
    units = [selectors.statistics(as_of=on(day)).units for day in (39, 40, 45, 49, 50)]
    assert units == [2, 1, 1, 1, 2]


def test_visits_are_weighted_by_cases(city: City) -> None:
    assert selectors.statistics().rates["average_visits"] == selectors.Rate(2, 2, 1.0)
    volumes = {city.first: 90, city.second: 10, 10**9: 5}
    assert selectors.weighted_visits(volumes) == selectors.Rate(20, 100, 0.2)
    assert selectors.weighted_visits(volumes, as_of=on(20)) == selectors.Rate(0, 90, 0.0)
    assert selectors.weighted_visits({}) == selectors.Rate(0, 0, None)
    rate = selectors.weighted_visits(volumes)
    assert selectors.written("weighted_visits", rate, selectors.rules().rounding) == "0.20"


def test_a_source_that_is_silent_on_materials_is_not_counted_as_free_of_them(city: City) -> None:
    publish(city.second, guide(materials=(), steps=STEPS))
    silent = Standing.objects.filter(item_id=city.second, until=None)
    assert selectors.statistics().rates["paperless_rate"] == selectors.Rate(1, 2, 0.5)
    silent.update(materials_stated=False)
    assert selectors.statistics().rates["paperless_rate"] == selectors.Rate(0, 1, 0.0)


def test_rows_of_one_profile_are_alike_to_every_condition(city: City) -> None:
    """What decides a condition but is not in the profile would be counted for the wrong rows."""
    row = Standing.objects.filter(item_id=city.first, until=None).get()
    for column in STANDING_COLUMNS:
        Standing.objects.filter(pk=row.pk).update(**{column: _other(getattr(row, column))})
        assert selectors.statistics() == _one_by_one(), column
        Standing.objects.filter(pk=row.pk).update(**{column: getattr(row, column)})


STANDING_COLUMNS = [
    "handling", "instant", "statutory_number", "promised_number", "visits", "online", "online_depth", "in_hall",
    "comprehensive_window", "materials_stated", "material_count", "free_material_count", "as_published",
    "with_findings", "elements_stated", "elements_needed",
]  # fmt: skip


def _other(value: bool | int | None) -> bool | int:
    return not value if isinstance(value, bool) else (value or 0) + 1


def _one_by_one() -> selectors.CatalogueStatistics:
    """Every row as a selection of its own, added up: nothing is taken for alike."""
    rule = selectors.rules()
    ids = standing_ids(Scope())
    counted = [count_standings([one], rule) for one in ids]
    rates = {
        name: rate_of(
            sum(one.rates[name].numerator for one in counted), sum(one.rates[name].denominator for one in counted)
        )
        for name in TERMS
    }
    counts = {name for one in counted for name in one.counts}
    return selectors.CatalogueStatistics(
        len(ids),
        {name: sum(one.counts.get(name, 0) for one in counted) for name in counts},
        rates,
        {name: sum(one.sums[name] for one in counted) for name in counted[0].sums},
    )


def test_keeping_asks_for_the_right_and_a_title(city: City) -> None:
    with pytest.raises(PermissionDenied):
        services.keep_statistics(title="通报", actor=Actor())
    with pytest.raises(InvalidInput):
        services.keep_statistics(title=" ", actor=SYSTEM)


def test_the_worker_measures_new_guides(city: City) -> None:
    reactions.measure_elements()
    assert selectors.statistics().rates["completeness"].denominator


def test_completeness_is_measured_once(city: City) -> None:
    assert selectors.statistics().rates["completeness"].value is None
    assert services.measure_elements() == 3  # those that stood before, too
    assert services.measure_elements() == 0
    rate = selectors.statistics().rates["completeness"]
    assert 0 < rate.numerator <= rate.denominator


def test_a_city_without_rules_still_counts(department: DepartmentView, item: selectors.EntryView) -> None:
    publish(item.id, guide())
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


def test_a_rate_may_be_written_otherwise_than_the_rest() -> None:
    rates = {"compression": {"digits": 2}, "online_rate": {"mode": "half_up"}, "no_such_rate": {"digits": 9}}
    found = selectors.rounding_of({"mode": "truncate", "digits": 1, "rates": rates})
    assert found == Rounding(
        "truncate", 1, {"compression": Rounding("truncate", 2), "online_rate": Rounding("half_up", 1)}
    )
    assert [found.of(name).share(19999, 20000) for name in ("instant_rate", "compression", "online_rate")] == [
        "99.9%", "99.99%", "100.0%",
    ]  # fmt: skip
    assert (
        found.words
        == "保留1位小数，多余的舍去；时限压缩率（工作日）保留2位小数，多余的舍去；网上可办率保留1位小数，四舍五入"
    )
    assert selectors.rounding_of(found.kept()) == found
    assert selectors.rounding_of(None) == Rounding("half_up", 2)


def test_the_city_truncates_and_the_nation_rounds(city: City) -> None:
    rule = selectors.rules()
    assert (rule.rounding.mode, rule.rounding.digits, rule.scale) == ("truncate", 1, 56)
    # What the city has published: 76.5 %, 93.9 % and 95.05 %.
    published = {"instant_rate": (1672, 2185), "one_day_rate": (2053, 2185), "compression": (26614, 28000)}
    printed = {name: rule.rounding.of(name).share(*fraction) for name, fraction in published.items()}
    assert printed == {"instant_rate": "76.5%", "one_day_rate": "93.9%", "compression": "95.05%"}
    assert rule.rounding.words.startswith("保留1位小数，多余的舍去；时限压缩率（工作日）、")
    assert selectors.rules(dt.date(2021, 1, 1)).rounding == Rounding("half_up", 2)
    rates = selectors.statistics(as_of=on(10))
    assert selectors.printed(rates, rule.rounding)["average_visits"] == "1.00"
    doubled = replace(rates, rates={"instant_rate": selectors.Rate(2053, 2185, 0.9396)})
    assert selectors.printed(doubled, rule.rounding) == {"instant_rate": "93.9%"}
