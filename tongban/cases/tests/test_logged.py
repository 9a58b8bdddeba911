"""Logs of other systems taken over: cases, facts and duties; once, in batches, by several at once."""

from __future__ import annotations

import datetime as dt
import gzip
import io
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from tongban.cases import selectors, services
from tongban.cases.models import CaseLog, LoggedCase
from tongban.cases.selectors import LogCounts, LoggedCaseRow
from tongban.cases.services import LogReport, logged
from tongban.cases.tests.conftest import MORNING, SYSTEM, City
from tongban.duties import selectors as duties
from tongban.duties import services as duty_verbs
from tongban.duties.models import Duty
from tongban.duties.selectors import Outcomes
from tongban.duties.states import Lamp
from tongban.feeds.errors import FeedUnreadable
from tongban.feeds.tests.xes_logs import event, log, trace
from tongban.kernel import clock
from tongban.kernel.errors import NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.ledger.models import Fact, FactObject
from tongban.ledger.services import Selection

DUE = {"dueDate": "2011-10-17T01:30:00+02:00"}  # 23:30 UTC on the 16th
SMALL = log(
    trace(
        event("收件"), event("审查"), name="in-time",
        deadline="2011-10-20", enddate="2011-10-19", startdate="2011-10-01",
    ),
    trace(event("收件"), name="late", deadline="2011-10-20T00:00:00+02:00", enddate="2011-10-20 00:00:00"),
    trace(event("收件"), name="running", deadline="2011-10-20"),
    trace(
        event("核实", **DUE, dateFinished="2011-10-16 00:00:00", **{"org:resource": "560464"}),
        event("发文", **DUE, dateFinished="2011-10-17 00:00:00"),
        event("归档", dateFinished="2011-10-17 00:00:00"),
        name="steps", startdate="2011-10-02",
    ),
    trace(name="nothing"),
)  # fmt: skip
COUNTS = LogCounts(
    cases=5,
    events=7,
    of_cases=Outcomes(ended=2, late=1, running=1, overdue=1),
    of_steps=Outcomes(ended=2, late=1),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "permits.xes"
    path.write_bytes(SMALL)
    return path


@pytest.fixture
def morning(db: None) -> Iterator[None]:
    with clock.frozen(MORNING):
        yield


def take(path: Path, **more: object) -> LogReport:
    return services.import_log(path=path, actor=SYSTEM, **more)  # type: ignore[arg-type]  # test data by name


def held() -> tuple[int, ...]:
    """How many rows there are of everything."""
    return tuple(model._default_manager.count() for model in (CaseLog, LoggedCase, Duty, Fact, FactObject))


def uid_of(name: str) -> UUID:
    return LoggedCase.objects.get(external_id=name).uid


def test_cases_dates_and_lamps_of_both_shapes(morning: None, file: Path) -> None:
    report = take(file)
    assert report.counts == COUNTS
    assert (report.taken, report.taken_events, report.unchanged, report.unread, report.ahead) == (5, 7, 0, 0, 0)
    assert (COUNTS.with_both_dates, COUNTS.late) == (4, 2)
    page = selectors.logged_cases(viewer=SYSTEM, log_id=report.log_id)
    assert [(row.external_id, row.lamp, row.events) for row in page.rows] == [
        ("in-time", Lamp.GREEN, 2), ("late", Lamp.RED, 1), ("running", Lamp.RED, 1), ("steps", Lamp.RED, 3),
        ("nothing", Lamp.GREY, 0),
    ]  # fmt: skip
    in_time, late, running, steps, _ = page.rows
    assert [duty.words for row in (in_time, late) for duty in row.duties] == ["按期完成", "超期完成"]
    assert [duty.kind_label for duty in steps.duties] == ["办件日志：环节时限"] * 2
    assert [duty.late for duty in steps.duties] == [False, True]
    assert {duty.starts_at for duty in steps.duties} == {dt.datetime(2011, 10, 2, tzinfo=dt.UTC)}
    # No start on the trace: since its first event.
    assert late.started_at == running.started_at == dt.datetime(2011, 10, 12, 7, tzinfo=dt.UTC)
    assert running.ended_at is None


def test_the_second_import_changes_nothing(morning: None, file: Path, tmp_path: Path) -> None:
    take(file)
    before = held()
    packed = tmp_path / "under-another-name.gz"
    packed.write_bytes(gzip.compress(SMALL))
    for path in (file, packed):
        again = take(path)
        assert (again.taken, again.taken_events, again.unchanged, again.counts) == (0, 0, 5, COUNTS)
    assert held() == before
    other = tmp_path / "other.xes"
    other.write_bytes(SMALL.replace(b"in-time", b"another"))
    assert take(other).taken == 5


def test_what_happened_is_in_the_ledger_and_verifies(morning: None, file: Path) -> None:
    report = take(file)
    told = selectors.logged_timeline(uid_of("steps"), viewer=SYSTEM)
    assert [fact.kind for fact in told] == [
        "case.logged", *["case.step_logged"] * 3, "duty.taken_over",
    ]  # fmt: skip
    assert [fact.occurred_at for fact in told[:2]] == [
        dt.datetime(2011, 10, 2, tzinfo=dt.UTC), dt.datetime(2011, 10, 12, 7, tzinfo=dt.UTC),
    ]  # fmt: skip
    assert told[0].data == {
        "log": report.log_id, "place": 4, "external_id": "steps", "item_name": "某市办件日志",
        "started_at": "2011-10-02T00:00:00+00:00",
    }  # fmt: skip
    assert told[1].data == {
        "activity": "核实", "resource": "560464",
        "due_at": "2011-10-16T23:30:00+00:00", "done_at": "2011-10-16T00:00:00+00:00",
    }  # fmt: skip
    ledger.seal()
    assert ledger.verify().ok
    out = io.BytesIO()
    exported = ledger.export_xes(out, actor=SYSTEM, selection=Selection(object_type="logged_case"))
    assert exported.objects == 5
    assert b"2011-10-12T07:00:00.000000Z" in out.getvalue()
    assert Fact.objects.filter(kind="case.log_imported", primary_id=str(report.log_id)).count() == 1


def test_a_running_duty_is_marked_by_the_ordinary_sweep(morning: None, file: Path) -> None:
    take(file)
    assert duty_verbs.look_again(clock.now(), actor=SYSTEM).overdue == 1
    (fact,) = [one for one in selectors.logged_timeline(uid_of("running"), viewer=SYSTEM) if one.kind == "duty.overdue"]
    assert fact.data["kind"] == "case.logged_limit"
    assert duties.lamp_counts(viewer=SYSTEM)["red"] == 1


def test_what_ends_tomorrow_is_still_owed(morning: None, file: Path) -> None:
    ahead = event(dueDate="2026-11-24", dateFinished="2026-11-25", at="2026-11-26")
    file.write_bytes(log(trace(ahead, deadline="2026-11-26", enddate="2026-11-25", startdate="2026-11-25")))
    report = take(file)
    assert (report.ahead, report.unread) == (2, 0)
    assert report.counts.outcomes == Outcomes(running=2, overdue=1)
    case, step, *_ = selectors.logged_timeline(LoggedCase.objects.get().uid, viewer=SYSTEM)
    assert case.occurred_at == step.occurred_at == MORNING
    assert step.data["planned_at"] == "2026-11-26T00:00:00+00:00"


def test_repeated_and_missing_names_are_cases_of_their_own(morning: None, file: Path) -> None:
    file.write_bytes(log(trace(name="same"), trace(name="same"), "<trace/>", trace(name="赵小满 13800001234")))
    report = take(file)
    assert (report.counts.cases, take(file).unchanged) == (4, 4)
    names = list(LoggedCase.objects.order_by("place").values_list("external_id", flat=True))
    assert names == ["same", "same", "", "赵小满 （号码已隐去）"]


@pytest.mark.parametrize("spoil", [lambda good: good[:-9], lambda good: good.replace(b"</event>", b"</evnt>", 1)])
def test_a_broken_file_leaves_nothing(morning: None, file: Path, spoil: Callable[[bytes], bytes]) -> None:
    before = held()
    file.write_bytes(spoil(SMALL))
    with pytest.raises(FeedUnreadable):
        take(file)
    assert held() == before


class TestStopped:
    """An import that was killed goes on where it stopped, and ends as if nothing had happened."""

    @pytest.fixture(autouse=True)
    def _small_batches(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(logged, "_EVENTS_AT_ONCE", 3)  # in-time | late, running | steps | nothing

    @pytest.fixture
    def whole(self, morning: None, tmp_path: Path) -> tuple[int, ...]:
        """How many rows an import without a stop adds."""
        before = held()
        path = tmp_path / "whole.xes"
        path.write_bytes(SMALL.replace(b"in-time", b"uncut"))
        take(path)
        return tuple(after - then for after, then in zip(held(), before, strict=True))

    def test_between_two_batches(self, whole: tuple[int, ...], file: Path) -> None:
        def stop(cases: int, _: int) -> None:
            if cases == 3:
                raise KeyboardInterrupt

        before = held()
        with pytest.raises(KeyboardInterrupt):
            take(file, progress=stop)
        (found,) = [one for one in selectors.case_logs(viewer=SYSTEM) if one.finished_at is None]
        assert (found.cases, selectors.log_counts(found.id, viewer=SYSTEM).cases) == (3, 3)
        report = take(file)
        assert (report.unchanged, report.taken, report.counts) == (3, 2, COUNTS)
        assert held() == tuple(then + more for then, more in zip(before, whole, strict=True))

    def test_in_the_middle_of_a_batch(
        self, whole: tuple[int, ...], file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before, ordinary = held(), duty_verbs.take_over_duties
        of_second_batch = LoggedCase.objects.filter(external_id="running").count

        def stop(**given: object) -> int:
            ordinary(**given)  # type: ignore[arg-type]  # handed through
            if of_second_batch() > 1:  # one is the whole import's
                raise KeyboardInterrupt
            return 0

        with monkeypatch.context() as patch:
            patch.setattr(duty_verbs, "take_over_duties", stop)
            with pytest.raises(KeyboardInterrupt):
                take(file)
        assert of_second_batch() == 1
        report = take(file)
        assert (report.unchanged, report.taken, report.counts) == (1, 4, COUNTS)
        assert held() == tuple(then + more for then, more in zip(before, whole, strict=True))


class TestScope:
    """Whose cases they are says who imports them; who sees them is the scope of every list."""

    def test_a_department_sees_its_own(self, city: City, file: Path) -> None:
        report = take(file, department_id=city.department_id)
        (seen,) = selectors.case_logs(viewer=city.clerk)
        assert (seen.name, seen.region_code, seen.cases) == ("permits.xes", "410500", 5)
        assert selectors.log_counts(report.log_id, viewer=city.clerk) == COUNTS
        page = selectors.logged_cases(viewer=city.clerk, log_id=report.log_id, size=2)
        assert [row.external_id for row in page.rows] == ["in-time", "late"]
        rest = selectors.logged_cases(viewer=city.clerk, log_id=report.log_id, cursor=page.cursor)
        assert ([row.place for row in rest.rows], rest.cursor) == ([3, 4, 5], "")
        owed = duties.duties(viewer=city.clerk, subject=ObjectRef("logged_case", str(uid_of("running"))))
        assert [duty.lamp for duty in owed.rows] == [Lamp.RED]

    def test_others_do_not(self, city: City, file: Path) -> None:
        report = take(file, department_id=city.department_id)
        uid = uid_of("late")
        assert selectors.case_logs(viewer=city.outsider) == ()
        for ask in (
            lambda: selectors.log_counts(report.log_id, viewer=city.outsider),
            lambda: selectors.logged_cases(log_id=report.log_id, viewer=city.outsider),
            lambda: selectors.logged_timeline(uid, viewer=city.outsider),
        ):
            with pytest.raises(NotFound):
                ask()
        with pytest.raises(PermissionDenied):
            selectors.case_logs(viewer=city.resident)

    def test_importing_is_a_right_of_its_own(self, city: City, file: Path) -> None:
        with pytest.raises(PermissionDenied):
            services.import_log(path=file, actor=city.approver, department_id=city.department_id)
        with pytest.raises(NotFound):
            take(file, department_id=10**9)
        assert not CaseLog.objects.exists()


REAL = {
    "receipt_wabo_coselog": (1434, 8577, 1329, 377),
    "BPIC15_1": (1199, 52217, 3340, 623),
    "BPIC15_2": (832, 44354, 398, 97),
}


@pytest.mark.real_data
@pytest.mark.parametrize("name", REAL)
def test_real_permit_logs(morning: None, real_data: Path, name: str) -> None:
    """Duties and lamps say of three municipal logs what their dates say."""
    report = take(real_data / f"eventlogs/{name}.xes.gz")
    counts = report.counts
    assert (counts.cases, counts.events, counts.with_both_dates, counts.late) == REAL[name]
    assert (report.unread, report.ahead) == (0, 0)
    shown, cursor = list[LoggedCaseRow](), "0"
    while cursor:
        page = selectors.logged_cases(viewer=SYSTEM, log_id=report.log_id, cursor=cursor, size=200)
        shown, cursor = [*shown, *page.rows], page.cursor
    words = Counter(duty.words for row in shown for duty in row.duties)
    assert (len(shown), words["超期完成"], words["超期完成"] + words["按期完成"]) == (
        counts.cases, counts.late, counts.with_both_dates,
    )  # fmt: skip
    assert {row.lamp for row in shown if any(duty.late for duty in row.duties)} == {Lamp.RED}
