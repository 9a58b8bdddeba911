"""The city is built by the public verbs, once; a second build finds everything there; the story `benchmark` is told
twice in it, each time from another city's list to the measured gain."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tongban.benchmarking import selectors as benchmarking
from tongban.catalogue import selectors as catalogue
from tongban.demo.loader import load_city
from tongban.demo.services import build_city
from tongban.demo.stories import run
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.tests.standing import standing
from tongban.ledger.models import Fact
from tongban.licences import selectors as licences
from tongban.orgs import selectors as orgs

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


@dataclass(frozen=True)
class Built:
    """What the building of the city said, and its last sentence."""

    told: tuple[str, ...]
    summary: str


def build() -> Built:
    told: list[str] = []
    summary = build_city(told.append)
    return Built(tuple(told), summary)


@pytest.fixture(scope="module")
def built(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Built]]:
    """The city, once for the file."""
    yield from standing(request, django_db_blocker, build, at=clock.now())


@pytest.fixture
def days_may_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock of this test's own, so that the days that pass here pass nowhere else."""
    for name, value in (("path", tmp_path / "clock-offset"), ("movable", True), ("held", None), ("_stamp", None)):
        monkeypatch.setattr(clock._City, name, value)
    monkeypatch.setattr(clock._City, "_offset", dt.timedelta())


def test_the_city_is_built_once(built: Callable[[], Built]) -> None:
    city, first = load_city(), built()
    assert str(len(city.items)) in first.summary
    for item in city.items:
        assert catalogue.item_by_code(item.task_code).name == item.name
    for department in city.departments:
        assert orgs.department_by_code(department.code) is not None
    assert len(licences.licence_types()) == len(city.licence_types)
    found = catalogue.search("理发店卫生证")
    assert city.story.item_name in [card.name for card in found.items]

    again = build()
    assert again.summary == first.summary
    assert len(again.told) < len(first.told)


def test_the_loop_is_told_and_told_again(built: Callable[[], Built], days_may_pass: None) -> None:
    built()
    began = clock.today()
    first, again = (run("benchmark", address="", progress=lambda text: None) for _ in range(2))
    assert (clock.today() - began).days >= 28
    for report in (first, again):
        document = report.document()
        assert (document["story"], document["ended"]) == ("benchmark", True)
        assert set(document["steps"][0]) == {"at", "who", "what", "outcome"}
        told = {step.what: step.outcome for step in report.steps}
        assert "中位数6个工作日，改后3件中位数2个工作日，实际压缩67%" in told["评估成效"]
        assert "第一档，达标1项，逾期0项" in told["分档评价"]
        assert "合计少等12个工作日" in told["向市政府报告"]
        assert told["认出指南已达标，任务按期完成"] == "指南压缩57%"
        assert "办结时限我方7个工作日、对方3个工作日" in told["找出短板（差距×办件量）"]
    assert "恢复上一次演示以前的承诺时限" in [step.what for step in again.steps]
    assert "恢复上一次演示以前的承诺时限" not in [step.what for step in first.steps]

    done = benchmarking.improvements(viewer=SYSTEM)
    assert [
        (improvement.state, improvement.late, improvement.median_before, improvement.median_after)
        for improvement in done
    ] == [
        ("closed", False, 6, 2),
        ("closed", False, 6, 2),
    ]
    # The second measure counts all cases on the slow guide before it, and only its own on the fast one.
    assert [(one.cases_before, one.cases_after) for one in done] == [(3, 3), (6, 3)]
    assert [one.kind for one in benchmarking.appraisals(viewer=SYSTEM)] == ["commendation", "commendation"]
    facts = Counter(Fact.objects.filter(kind__startswith="benchmarking.").values_list("kind", flat=True))
    assert facts["benchmarking.target_reached"] == facts["benchmarking.measured"] == 2
