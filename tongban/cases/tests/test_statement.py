"""The account of time: every day has one reason, the sums are those of `duties`; the sealed statement; the watch."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.access.tests.actors import officer
from tongban.cases import selectors, services
from tongban.cases.errors import time as refusals
from tongban.cases.models import CaseInstrument, CaseStep
from tongban.cases.selectors.time import Change, Ran, account
from tongban.cases.selectors.time_words import told
from tongban.cases.services._texts import instrument_body
from tongban.cases.states import StepKind
from tongban.cases.tests.conftest import MORNING, City
from tongban.duties.selectors import DutyView, PauseView
from tongban.duties.states import Lamp
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import HolidayTable, Limit, LimitUnit, Pause, due, spent
from tongban.kernel.errors import NotFound, PermissionDenied
from tongban.ledger.facts import ObjectRef
from tongban.orgs import selectors as orgs

DAY = dt.timedelta(days=1)
START = dt.datetime(2026, 9, 1, 2, 0, tzinfo=dt.UTC)
#: National Day and Mid-Autumn of 2026 as the notice arranges them, in the tests' own table.
OFF = {dt.date(2026, 9, 25): False, dt.date(2026, 9, 20): True, dt.date(2026, 10, 10): True} | {
    dt.date(2026, 10, day): False for day in range(1, 8)
}
CALENDAR = HolidayTable(OFF, frozenset({2026}), (dt.time(9), dt.time(17)))


def duty_view(
    limit: Limit, pauses: list[tuple[int, int | None]], extension: int, at: dt.datetime, start: dt.datetime
) -> DutyView:
    """A view derived as `duties` derives it, from days after the start."""
    rows = [
        PauseView("检测", f"特字第{n}号", start + a * DAY, start + b * DAY if b is not None else None)
        for n, (a, b) in enumerate(pauses)
    ]
    still = [Pause(row.since, row.until) for row in rows]
    whole = Limit(limit.number + extension, limit.unit)
    end, gone = due(start, whole, CALENDAR, still), spent(start, whole, CALENDAR, still, at)
    return DutyView(
        id=1, kind="case.promise", kind_label="承诺时限", basis="", subject=ObjectRef("case", "1"), department_id=1,
        region_code="", starts_at=start, limit=whole, promised=True, due=end, warn_at=None, lamp=Lamp.GREEN,
        used=gone.used, remaining=gone.remaining, overdue=gone.overdue, state="open", pauses=tuple(rows),
        extension_document_no="延字第1号" if extension else "", ended_at=None, extension=extension,
    )  # fmt: skip


pauses_of_days = st.lists(
    st.tuples(st.integers(0, 70), st.integers(0, 25), st.booleans()), max_size=4
).map(lambda found: [(begin, None if still_open and n == len(found) - 1 else begin + length)
                     for n, (begin, length, still_open) in enumerate(found)])  # fmt: skip
units = st.sampled_from([LimitUnit.WORKING_DAY, LimitUnit.NATURAL_DAY, LimitUnit.MONTH])


@settings(max_examples=400, deadline=None)
@given(
    number=st.integers(0, 30),
    unit=units,
    pauses=pauses_of_days,
    extension=st.integers(0, 15),
    after=st.integers(0, 120),
    hour=st.integers(0, 23),
)
def test_the_account_adds_up_to_what_duties_say(
    number: int, unit: LimitUnit, pauses: list[tuple[int, int | None]], extension: int, after: int, hour: int
) -> None:
    start = START.replace(hour=hour % 16)  # from eight in the morning to midnight in China
    at = start + after * DAY
    limit = Limit(min(number, 3) if unit is LimitUnit.MONTH else number, unit)
    view = duty_view(limit, pauses, extension if unit is LimitUnit.WORKING_DAY else 0, at, start)
    found = account(view, CALENDAR, now=at)
    assert found.ran == view.used
    assert found.late == view.overdue
    assert found.ran + found.left == found.total
    assert found.ran + found.late + found.still + found.off == found.days
    if unit is LimitUnit.WORKING_DAY:
        assert found.total == limit.number + view.extension
    # The spans follow each other without a gap from the day after the start to the day it is told of.
    days = [found.started_on, *(day for span in found.spans for day in (span.first, span.last)), found.until + DAY]
    assert all(later - earlier == DAY for earlier, later in zip(days[::2], days[1::2], strict=True))
    assert all(span.counted + span.off == span.days for span in found.spans if span.what is not Ran.STILL)
    for row in view.pauses:
        if clock.local(row.since).date() < found.until and clock.local(row.since).date() > found.started_on:
            assert any(row.document_no in span.document_no for span in found.spans if span.what is Ran.STILL)


def test_in_words_for_the_applicant_and_with_articles_for_the_officer() -> None:
    at = START + 40 * DAY
    view = duty_view(Limit(10, LimitUnit.WORKING_DAY), [(3, 9)], 5, at, START)
    changes = [Change("5个工作日", 5, "延字第1号", "需要核实。")]
    found = account(view, CALENDAR, now=at, changes=changes)
    plain = told(found, cited=None)
    official = told(found, cited={"still": "《行政许可法》第四十五条", "extension": "《行政许可法》第四十二条"})
    assert [line.text for line in plain.lines] == [line.text for line in official.lines]
    assert not [line for line in plain.lines if line.basis or "《" in line.whole]
    assert "2026年9月4日至2026年9月10日：停止计时7天，因为检测（文书：特字第0号）。（《行政许可法》第四十五条）" in [
        line.whole for line in official.lines
    ]
    assert any("经批准延长5个工作日（文书：延字第1号）。理由：需要核实。" in line.text for line in plain.lines)
    sums = dict(plain.totals)
    assert sums["期限"] == "10个工作日，延长5个工作日，合计15个工作日"
    assert sums["停止计时"] == "7天"
    assert sums["日历天数"].startswith("40天")


def test_a_start_after_hours_is_told(city: City) -> None:
    with clock.frozen(clock.at(dt.date(2026, 11, 24), dt.time(20))):
        uid = city.accepted(city.promised)
        view = selectors.case_view(uid, viewer=city.resident)
        clocks = selectors.clocks(view, viewer=city.resident)
        (promise, _) = selectors.told_clocks([c.duty for c in clocks], [], view.extensions, cited=None)
        assert "二十四时" in promise.lines[0].text


# --- the sealed statement --------------------------------------------------------------------------
def suspended(city: City) -> str:
    """Suspended on the second day for a week, extended, shortened before."""
    uid = city.accepted(city.promised)
    services.shorten_promise(case_uid=uid, number=4, reason="参加开标。", actor=city.examiner)
    with clock.frozen(MORNING + DAY):
        services.suspend_case(
            case_uid=uid,
            kind=StepKind.TESTING,
            reason="需要检测。",
            expected_on=dt.date(2026, 12, 4),
            actor=city.examiner,
        )
    with clock.frozen(MORNING + 7 * DAY):
        step = CaseStep.objects.get(case__uid=uid, planned=False)
        services.resume_case(case_uid=uid, step_id=step.pk, result="合格。", actor=city.examiner)
        services.ask_extension(case_uid=uid, days=3, reason="外地核实。", actor=city.examiner)
        services.answer_extension(case_uid=uid, granted=True, actor=officer(city.department_id, "H001", "head"))
    return uid


def body_of(city: City, instrument_id: int) -> str:
    row = CaseInstrument.objects.get(pk=instrument_id)
    body = instrument_body(row, orgs.department(city.department_id))
    return "\n".join([*body.paragraphs, *(text for s in body.sections for text in (*s.numbered, *s.paragraphs))])


def test_a_sealed_statement_for_the_applicant_and_one_for_the_officer(city: City) -> None:
    uid = suspended(city)
    with clock.frozen(MORNING + 9 * DAY):
        mine = services.state_time(case_uid=uid, actor=city.resident)
        theirs = services.state_time(case_uid=uid, actor=city.examiner)
        assert mine == services.state_time(case_uid=uid, actor=city.resident)
        assert mine != theirs
        plain, official = body_of(city, mine), body_of(city, theirs)
        for text in (plain, official):
            assert "停止计时7天" in text
            assert "特字第1号" in text
            assert "经批准延长3个工作日" in text
            assert "由5个工作日缩短为4个工作日" in text
            assert "合计7个工作日" in text
        assert "行政许可法" not in plain
        assert "《行政许可法》第四十五条、《安阳市政务服务条例》第三十七条" in official
        _, pdf = services.instrument_pdf(case_uid=uid, instrument_id=mine, actor=city.resident)
        assert pdf.startswith(b"%PDF")
    with clock.frozen(MORNING + 10 * DAY):
        assert services.state_time(case_uid=uid, actor=city.resident) != mine


def test_who_gets_a_statement_and_when(city: City) -> None:
    uid = city.submitted(city.promised)
    with pytest.raises(refusals.NothingToTell):
        services.state_time(case_uid=uid, actor=city.resident)
    services.accept_case(case_uid=uid, actor=city.clerk)
    for who in (city.stranger, city.outsider):
        with pytest.raises(NotFound):
            services.state_time(case_uid=uid, actor=who)
    services.state_time(case_uid=uid, actor=city.clerk)


# --- the watch -------------------------------------------------------------------------------------
PERIOD = {"since": dt.date(2026, 11, 1), "until": dt.date(2027, 1, 31)}


def supervisor() -> Actor:
    return dataclasses.replace(
        Actor(officer_id=1, permissions=frozenset({"cases.view_department", "insight.view"})), everywhere=True
    )


def stop(city: City, uid: str, kind: StepKind, until: dt.date) -> None:
    services.suspend_case(case_uid=uid, kind=kind, reason="需要。", expected_on=until, actor=city.examiner)


def go_on(city: City, uid: str) -> None:
    step = CaseStep.objects.get(case__uid=uid, planned=False, state="running")
    services.resume_case(case_uid=uid, step_id=step.pk, result="好。", actor=city.examiner)


def test_the_watch_notes_too_many_too_long_and_too_late(city: City) -> None:
    fair, late, many, long = (city.accepted(city.promised) for _ in range(4))
    with clock.frozen(MORNING + dt.timedelta(hours=1)):
        stop(city, fair, StepKind.TESTING, dt.date(2026, 12, 4))
        stop(city, long, StepKind.EXPERT_REVIEW, dt.date(2027, 1, 30))
        for kind in (StepKind.TESTING, StepKind.INSPECTION, StepKind.APPRAISAL):
            stop(city, many, kind, dt.date(2026, 12, 4))
    with clock.frozen(MORNING + 6 * DAY):
        go_on(city, fair)
    with clock.frozen(MORNING + 7 * DAY):
        stop(city, late, StepKind.TESTING, dt.date(2026, 12, 4))  # the last of five days
    with clock.frozen(MORNING + 10 * DAY):
        found = selectors.suspension_watch(**PERIOD, viewer=supervisor())  # type: ignore[arg-type]  # two days
        noted = {str(one.case_uid): set(one.flags) for one in found.found}
        assert noted == {many: {"too_many"}, late: {"late_start", "last_day"}}
        assert found.total == 6
        assert found.noted == 4
        assert [(line.suspensions, line.noted) for line in found.departments] == [(6, 4)]
        assert found.items[0].name == city.promised.name
        assert "工作人员" in found.officers[0].name
    with clock.frozen(MORNING + 65 * DAY):
        found = selectors.suspension_watch(**PERIOD, viewer=supervisor(), flag="too_long")
        assert {str(one.case_uid) for one in found.found} == {long, many}
        assert "overrun" not in next(one for one in found.found if str(one.case_uid) == long).flags
        lines = dict(zip(selectors.FLAGS, found.departments[0].by_flag, strict=True))
        assert lines == {"too_many": 3, "too_long": 4, "overrun": 4, "late_start": 1, "last_day": 1}


def test_the_watch_keeps_to_the_scope_of_whoever_looks(city: City) -> None:
    uid = city.accepted(city.promised)
    for kind in (StepKind.TESTING, StepKind.INSPECTION, StepKind.APPRAISAL):
        stop(city, uid, kind, dt.date(2026, 12, 4))
    own = officer(city.department_id, "D001", "department_admin")
    elsewhere = officer(next(iter(city.outsider.department_ids)), "D002", "department_admin")
    assert len(selectors.suspension_watch(**PERIOD, viewer=own).found) == 3  # type: ignore[arg-type]  # two days
    nothing = selectors.suspension_watch(**PERIOD, viewer=elsewhere)  # type: ignore[arg-type]  # as above
    assert (nothing.total, nothing.found, nothing.departments) == (0, (), ())
    with pytest.raises(PermissionDenied):
        selectors.suspension_watch(**PERIOD, viewer=city.resident)  # type: ignore[arg-type]  # as above
