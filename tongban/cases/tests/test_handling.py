"""Cases counted by item and version, and the working days they really took."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.cases import selectors, services
from tongban.cases.selectors import Handling
from tongban.cases.tests.conftest import MORNING, SYSTEM, City
from tongban.cases.tests.test_item_changes import publish_next
from tongban.catalogue import selectors as items
from tongban.kernel import clock
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.errors import PermissionDenied

DAY = dt.timedelta(days=1)
TUESDAY = clock.local(MORNING).date()


def decide_after(city: City, natural_days: Sequence[int], version_id: int = 0) -> None:
    """Cases handed in and accepted on the Tuesday, each decided so many days later."""
    version = items.version(version_id) if version_id else city.promised
    begun = [(days, city.accepted(version)) for days in sorted(natural_days)]
    for days, uid in begun:
        with clock.frozen(clock.now() + days * DAY):
            services.examine_case(case_uid=uid, opinion="材料真实，条件符合。", actor=city.examiner)
            services.decide_case(case_uid=uid, granted=True, actor=city.approver)


@pytest.mark.django_db
def test_days_are_working_days_from_acceptance_to_decision(city: City) -> None:
    decide_after(city, (0, 1, 6))  # the same Tuesday, Wednesday, Monday over a weekend: 0, 1, 4 working days
    (found,) = selectors.handling(since=TUESDAY, until=TUESDAY + 6 * DAY, viewer=SYSTEM).values()
    assert (found.received, dict(found.days), found.median, found.longest) == (3, {0: 1, 1: 1, 4: 1}, 1, 4)
    # Each count is of its own day: received in the period, decided in the period.
    (found,) = selectors.handling(since=TUESDAY + DAY, until=TUESDAY + DAY, viewer=SYSTEM).values()
    assert (found.received, dict(found.days)) == (0, {1: 1})
    assert selectors.handling(since=TUESDAY + 9 * DAY, until=TUESDAY + 10 * DAY, viewer=SYSTEM) == {}


@pytest.mark.django_db
def test_versions_are_told_apart_and_drafts_not_counted(city: City) -> None:
    decide_after(city, (2,))
    new = publish_next(city, city.promised.item_id, promised=Limit(1, LimitUnit.WORKING_DAY))
    decide_after(city, (1, 1), new)
    city.draft(items.version(new))
    key = city.promised.item_id
    found = selectors.handling_of_versions(since=TUESDAY, until=TUESDAY + 3 * DAY, item_ids=[key], viewer=SYSTEM)
    assert {pair: (one.received, dict(one.days)) for pair, one in found.items()} == {
        (key, city.promised.id): (1, {2: 1}),
        (key, new): (2, {1: 2}),
    }
    assert selectors.handling_of_versions(since=TUESDAY, until=TUESDAY + 3 * DAY, item_ids=[], viewer=SYSTEM) == {}
    assert selectors.case_volumes(since=TUESDAY, until=TUESDAY, viewer=SYSTEM) == {key: 3}
    assert selectors.case_volumes(since=TUESDAY + DAY, until=TUESDAY + 3 * DAY, viewer=SYSTEM) == {}


@pytest.mark.django_db
def test_counts_keep_to_the_scope_of_the_viewer(city: City) -> None:
    decide_after(city, (1,))
    period: dict[str, Any] = {"since": TUESDAY, "until": TUESDAY + 3 * DAY}
    assert selectors.handling(**period, viewer=city.clerk)[city.promised.item_id].decided == 1
    assert selectors.handling(**period, viewer=city.outsider) == {}
    assert selectors.case_volumes(**period, viewer=city.outsider) == {}
    with pytest.raises(PermissionDenied):
        selectors.handling(**period, viewer=city.resident)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=30), st.integers(0, 30))
def test_a_median_is_that_of_the_cases_one_by_one(days: list[int], cut: int) -> None:
    def counted(part: list[int]) -> Handling:
        return Handling(len(part), {day: part.count(day) for day in set(part)})

    whole = selectors.together([counted(days[:cut]), counted(days[cut:])])
    ordered = sorted(days)
    half = len(ordered) // 2
    assert whole.median == (ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2)
    assert (whole.received, whole.decided, whole.longest) == (len(days), len(days), max(days))


def test_nothing_decided_has_no_median() -> None:
    assert (selectors.together([]).median, Handling(3).longest) == (None, None)
