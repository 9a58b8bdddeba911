"""Figures count what is published and put nothing unknown into a denominator."""

from __future__ import annotations

import pytest

from tongban.catalogue import selectors, services
from tongban.catalogue.selectors import EntryView, Rate
from tongban.catalogue.tests.conftest import SYSTEM, guide, publish, working_days
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.orgs.selectors import DepartmentView

pytestmark = pytest.mark.django_db


def test_an_empty_city_has_no_rates() -> None:
    found = selectors.statistics()
    assert found.units == 0
    assert all(rate == Rate(0, 0, None) for rate in found.rates.values())
    assert selectors.statistics_by("item_kind") == {}


def test_rates_have_their_numerators_and_denominators(department: DepartmentView, entry: EntryView) -> None:
    natural = Limit(30, LimitUnit.NATURAL_DAY)
    contents = [
        guide(),
        guide(statutory=working_days(10), promised=working_days(0), case_kind="instant", one_seat=True, steps=_steps()),
        guide(statutory=natural, promised=working_days(1), visits=1, visit_reason="核对原件", steps=_steps()),
        guide(statutory=natural, promised=natural, online_depth=None, steps=_steps()),
    ]
    made = []
    for serial, content in enumerate(contents, 1):
        code = f"{department.code}3{entry.catalog_code}{serial:02d}"
        item = services.create_item(code=code, department_id=department.id, name=content.name, actor=SYSTEM)
        publish(item.id, content)
        made.append(item.id)
    services.draft_version(item_id=made[0], content=guide(promised=working_days(1)), actor=SYSTEM)
    found = selectors.statistics()
    assert found.units == 4  # drafts do not count
    assert found.counts["both_limits_in_working_days"] == 2
    assert found.rates["compression"] == Rate(25, 30, 0.8333)
    assert found.rates["instant_rate"] == Rate(1, 4, 0.25)
    assert found.rates["within_one_day_rate"] == Rate(2, 3, 0.6667)
    assert found.rates["fully_online_rate"] == Rate(2, 3, 0.6667)
    assert found.rates["at_most_one_visit_rate"] == Rate(4, 4, 1.0)
    assert found.rates["average_visits"] == Rate(1, 4, 0.25)
    assert found.rates["comprehensive_window_rate"] == Rate(4, 4, 1.0)
    assert found.rates["licence_free_rate"] == Rate(4, 12, 0.3333)
    services.suspend_item(item_id=made[3], reason="x", actor=SYSTEM)
    assert selectors.statistics().units == 3
    assert selectors.statistics(region_code="999999").units == 0
    assert selectors.statistics_by("department")[str(department.id)] == selectors.statistics()


def _steps() -> tuple[services.StepView, ...]:
    return (services.StepView("决定", "approver", verb="decide"),)
