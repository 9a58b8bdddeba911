"""The worked deadlines, the sixteen of the data folder, and agreement with the published list of holidays."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from chinese_calendar.constants import holidays, workdays

from tongban.kernel import clock
from tongban.kernel.deadline import Due, HolidayTable, Limit, LimitUnit, Pause, due
from tongban.kernel.tests.deadline_examples import CLOSE, EXAMPLES, Example

CALENDAR = HolidayTable(
    {**dict.fromkeys(holidays, False), **dict.fromkeys(workdays, True)}, frozenset(range(2004, 2027))
)
CLOSING = CALENDAR.with_hours((dt.time(9), dt.time(17)))


def moment(text: str) -> dt.date | dt.datetime:
    if "T" in text:
        return dt.datetime.fromisoformat(text).replace(tzinfo=clock.CHINA)
    return dt.date.fromisoformat(text)


def pauses(text: str, year: int | None = None) -> list[Pause]:
    found = []
    for part in filter(None, text.split(";")):
        ends = [f"{year}-{end}" if year and end else end for end in part.split(":")]
        found.append(Pause(dt.date.fromisoformat(ends[0]), dt.date.fromisoformat(ends[1]) if ends[1] else None))
    return found


def solve(example: Example) -> Due:
    number, unit = example.limit.split()
    return due(
        moment(example.start),
        Limit(int(number), LimitUnit(unit)),
        CLOSING if example.topic == CLOSE else CALENDAR,
        pauses(example.pauses, int(example.start[:4])),
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.topic}: {e.start} {e.limit} {e.pauses}")
def test_example(example: Example) -> None:
    answer = solve(example)
    if not example.due:
        assert answer.suspended
        assert answer.due_on is None
    elif "T" in example.due:
        assert answer.due_at == moment(example.due), example.why
    else:
        assert answer.due_on == moment(example.due), example.why
        assert answer.due_at == clock.at(dt.date.fromisoformat(example.due) + dt.timedelta(days=1))


def test_each_topic_has_four_examples_with_an_article() -> None:
    assert all(count >= 4 for count in Counter(example.topic for example in EXAMPLES).values())
    assert all(example.article for example in EXAMPLES)


def test_basis_names_the_articles() -> None:
    basis = "".join(due(dt.date(2024, 12, 15), Limit(3, LimitUnit.MONTH), CALENDAR).basis)
    assert "第二百零二条" in basis
    assert "第二百零三条第一款" in basis
    assert "第八十二条" not in basis


@pytest.mark.real_data
def test_the_sixteen(real_data: Path) -> None:
    with (real_data / "deadlines.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 16
    for row in rows:
        limit = Limit(int(row["limit"]), LimitUnit(row["unit"]))
        answer = due(dt.date.fromisoformat(row["start"]), limit, CALENDAR, pauses(row["pauses"]))
        assert answer.due_on == dt.date.fromisoformat(row["due"]), row


@pytest.mark.real_data
def test_examples_against_the_published_list(real_data: Path) -> None:
    """A second, plain computation over another list of the same holidays gives the same working-day answers."""
    published = json.loads((real_data / "holidays" / "chinese-days.json").read_text(encoding="utf-8"))
    free, worked = set(published["holidays"]), set(published["workdays"])

    def works(day: dt.date) -> bool:
        return day.isoformat() in worked or (day.weekday() < 5 and day.isoformat() not in free)

    def plainly(start: dt.date, number: int, still: Iterable[Pause]) -> dt.date:
        day = start
        while number:
            day += dt.timedelta(days=1)
            standing = any(p.start <= day and (p.end is None or day <= p.end) for p in still)
            number -= works(day) and not standing
        return day

    checked = 0
    for example in EXAMPLES:
        number, unit = example.limit.split()
        if unit != "working_day" or "T" in example.start + example.due or not example.due or number == "0":
            continue
        still = pauses(example.pauses, int(example.start[:4]))
        assert plainly(dt.date.fromisoformat(example.start), int(number), still).isoformat() == example.due, example
        checked += 1
    assert checked > 15
    day = dt.date(2004, 1, 1)
    while day.year < 2027:
        assert CALENDAR.is_working_day(day) == works(day), day
        day += dt.timedelta(days=1)
