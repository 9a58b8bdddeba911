"""Departments in bands, weighted by cases; the report that is read above them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tongban.benchmarking import selectors, services
from tongban.benchmarking.aims import AIMS, Value
from tongban.benchmarking.models import Improvement
from tongban.benchmarking.selectors import Band, Scoreboard
from tongban.benchmarking.tests.test_improvements import BUREAU, DAY, DUE, TUESDAY, aimed, assigned, published, worker
from tongban.cases.tests.conftest import MORNING, City
from tongban.cases.tests.test_handling import decide_after
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, PermissionDenied


def board(viewer: Actor = BUREAU, days: int = 60) -> Scoreboard:
    return selectors.scoreboard(since=TUESDAY, until=TUESDAY + days * DAY, viewer=viewer)


@pytest.mark.django_db
def test_a_department_is_judged_by_what_is_due_or_reached(city: City) -> None:
    assigned(city)
    aimed(city, 0, "visit_count")  # not handed to anybody yet
    (score,) = board().departments
    assert (score.improvements, score.running, score.attained, score.band) == (1, 1, None, Band.NONE)
    with clock.frozen(MORNING + 31 * DAY):
        (score,) = board().departments
        assert (score.late, score.attained, score.band) == (1, 0.0, Band.THIRD)
        published(city, 2)
        (score,) = board().departments
        assert (score.attained, score.band) == (0.75, Band.SECOND)
        published(city, 1)
        (score,) = board().departments
        # Reached in full, yet too late for the first band.
        assert (score.attained, score.reached, score.late, score.band) == (1.0, 1, 1, Band.SECOND)


@pytest.mark.django_db
def test_reached_in_time_is_the_first_band(city: City) -> None:
    assigned(city)
    published(city, 1)
    assert [(one.band, one.band_label) for one in board().departments] == [(Band.FIRST, "第一档")]


@pytest.mark.django_db
def test_many_cases_weigh_more_than_few(city: City) -> None:
    first = assigned(city)
    published(city, 1)
    second = services.assign_improvement(uid=aimed(city, 0, "visit_count").uid, due_on=DUE, actor=BUREAU)
    Improvement.objects.filter(uid=first.uid).update(case_volume=900)
    Improvement.objects.filter(uid=second.uid).update(case_volume=100)
    with clock.frozen(MORNING + 31 * DAY):
        (score,) = board().departments
    assert (score.attained, score.case_volume, score.late) == (0.9, 1000, 1)


@pytest.mark.django_db
def test_what_was_returned_or_dropped_is_nobodys(city: City) -> None:
    view = assigned(city)
    services.return_improvement(uid=view.uid, reason="法律规定必须现场勘验。", actor=worker(city))
    assert board().departments == ()
    services.close_improvement(uid=view.uid, conclusion="撤销任务。", actor=BUREAU)
    assert board().improvements == ()
    assert selectors.summary(board()) == "这一时期没有交办对标优化任务。"


@pytest.mark.django_db
def test_a_board_is_of_a_period_and_of_the_viewers_departments(city: City) -> None:
    assigned(city)
    assert board(worker(city)).improvements
    assert not selectors.scoreboard(since=TUESDAY + DAY, until=TUESDAY + 9 * DAY, viewer=BUREAU).improvements
    always = selectors.scoreboard(since=dt.date.min, until=dt.date.max, viewer=BUREAU)
    assert [one.uid for one in always.improvements] == [one.uid for one in board().improvements]
    assert not board(Actor(officer_id=9, permissions=frozenset({"insight.view"}))).improvements
    with pytest.raises(PermissionDenied):
        board(city.resident)
    with pytest.raises(InvalidInput):
        board(days=-1)


@pytest.mark.django_db
def test_the_report_says_what_real_cases_show(city: City) -> None:
    decide_after(city, (6, 7, 8))
    with clock.frozen(MORNING + 9 * DAY):
        view = services.assign_improvement(uid=aimed(city).uid, due_on=DUE, actor=BUREAU)
        decide_after(city, (0, 0, 1), published(city, 1))
    with clock.frozen(MORNING + 20 * DAY):
        services.measure_improvement(uid=view.uid, actor=BUREAU)
        common: dict[str, Any] = {"department_id": city.department_id, "document_no": "8号", "actor": BUREAU}
        services.commend(**common, reason="成效明显。")
        found = board()
    # Medians 5 and 0 working days, three cases afterwards.
    assert (found.days_spared, found.reached, found.late) == (15, 1, 0)
    assert "合计少等15个工作日" in selectors.summary(found)
    assert "中位数由5个工作日变为0个工作日" in selectors.summary(found)
    assert found.departments[0].said == {"commendation": 1, "criticism": 0, "rectification": 0}
    paper = selectors.report_pdf(found, city="同安市")
    assert paper.startswith(b"%PDF-")
    assert len(paper) > len(selectors.report_pdf(selectors.scoreboard(
        since=TUESDAY - 9 * DAY, until=TUESDAY - 8 * DAY, viewer=BUREAU), city="同安市"))  # fmt: skip


@pytest.mark.parametrize(
    ("element", "before", "now", "target", "share"),
    [
        ("promised_limit", (10, "working_day"), (10, "working_day"), (2, "working_day"), 0.0),
        ("promised_limit", (10, "working_day"), (6, "working_day"), (2, "working_day"), 0.5),
        ("promised_limit", (10, "working_day"), (12, "working_day"), (2, "working_day"), 0.0),
        ("promised_limit", (10, "working_day"), (1, "working_day"), (2, "working_day"), 1.0),
        ("promised_limit", (2, "month"), (20, "working_day"), (10, "working_day"), 0.0),
        ("promised_limit", (2, "month"), (10, "working_day"), (10, "working_day"), 1.0),
        ("materials", (6, "份"), (3, "份"), (2, "份"), 0.75),
        ("online_depth", (2, "级"), (3, "级"), (4, "级"), 0.5),
        ("online_depth", (2, "级"), (4, "级"), (4, "级"), 1.0),
    ],
)
def test_how_much_of_the_way_is_done(
    element: str, before: tuple[int, str], now: tuple[int, str], target: tuple[int, str], share: float
) -> None:
    aim = AIMS[element]
    assert aim.attained(Value(*before), Value(*now), Value(*target)) == share
    assert aim.reached(Value(*now), Value(*target)) is (share == 1.0)
    assert aim.attained(Value(*before), None, Value(*target)) == 0.0
