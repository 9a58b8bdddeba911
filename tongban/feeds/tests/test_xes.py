"""Event logs: the two shapes of dates, zones, what is left out, and files as bad as files can be."""

from __future__ import annotations

import datetime as dt
import gzip
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.feeds.errors import FeedUnreadable
from tongban.feeds.tests.xes_logs import HEAD, event, log, trace
from tongban.feeds.xes import MOST_EVENTS, Deadline, Trace, fingerprint, read_traces


def utc(day: int, hour: int = 0, minute: int = 0) -> dt.datetime:
    return dt.datetime(2011, 10, day, hour, minute, tzinfo=dt.UTC)


def read(path: Path, content: bytes) -> list[Trace]:
    path.write_bytes(content)
    assert len(fingerprint(path)) == 64
    return list(read_traces(path))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "permits"


def test_dates_on_the_trace(file: Path) -> None:
    (case,) = read(
        file,
        log(
            trace(
                event("收件", **{"org:resource": "Resource21"}),
                startdate="2011-10-11T13:42:22.688+02:00",
                enddate="2011-10-18T13:56:55.943+02:00",
                deadline="2011-10-20T01:00:00.000+02:00",
            )
        ),
    )
    assert (case.place, case.external_id, case.item_name, case.unread) == (1, "case-1", "某市办件日志", 0)
    assert case.started_at == dt.datetime(2011, 10, 11, 11, 42, 22, 688_000, tzinfo=dt.UTC)
    assert case.deadline == Deadline(utc(19, 23), case.ended_at)
    (step,) = case.events
    assert (step.activity, step.resource, step.at, step.deadline) == ("收件", "Resource21", utc(12, 7), None)


def test_dates_on_the_event(file: Path) -> None:
    steps = [
        event(dueDate="2011-10-17T01:30:00+02:00", dateFinished="2011-10-17 00:00:00"),  # due 16, 23:30 UTC: late
        event(dueDate="2011-10-17T09:30:00+02:00", dateFinished="2011-10-17 00:00:00"),  # the same day: in time
        event(dateFinished="2011-10-17 00:00:00"),
        event(dueDate="2011-10-17T09:30:00Z"),
        event(dueDate="2011-10-17T09:30:00Z", dateFinished="UNKNOWN"),
    ]
    (case,) = read(file, log(trace(*steps, case_type="557669", parts="Bouw,Reclame", endDate="2011-10-20")))
    assert [step.deadline for step in case.events] == [
        Deadline(utc(16, 23, 30), utc(17)),
        Deadline(utc(17, 7, 30), utc(17)),
        None,
        Deadline(utc(17, 9, 30), None),
        Deadline(utc(17, 9, 30), None),
    ]
    # `endDate` is when the case ended; only `deadline` with `enddate` says until when it was owed.
    assert (case.item_name, case.started_at, case.ended_at, case.deadline) == (
        "Bouw,Reclame", utc(12, 7), utc(20), None,
    )  # fmt: skip


def test_a_log_may_use_both_shapes(file: Path) -> None:
    dates = {"deadline": "2011-10-17", "enddate": "2011-10-18"}
    (case,) = read(file, log(trace(event(dueDate="2011-10-15", dateFinished="2011-10-14"), **dates)))
    assert case.deadline == Deadline(utc(17), utc(18))
    assert case.events[0].deadline == Deadline(utc(15), utc(14))


def test_defaults_and_attributes_of_attributes_are_no_dates(file: Path) -> None:
    inner = '<string key="deadline" value="2011-10-17"/><date key="dueDate" value="2011-10-17"/>'
    nested = f'<trace><string key="x" value="1">{inner}</string><event><string key="y">{inner}</string></event></trace>'
    (case,) = read(file, log(nested))
    assert case.deadline is None
    assert case.events[0].deadline is None


@pytest.mark.parametrize("text", ["17-10-2011", "2011-13-40", "0001-01-01T00:00:00+14:00", "9999-12-31", "soon"])
def test_what_is_no_date_is_counted(file: Path, text: str) -> None:
    (case,) = read(file, log(trace(event(at=text), deadline="2011-10-17", enddate=text)))
    assert case.deadline == Deadline(utc(17), None)
    assert case.unread == 2


@pytest.mark.parametrize("text", ["", "UNKNOWN", "EMPTY", "无"])
def test_what_is_said_to_be_unknown_is_no_mistake(file: Path, text: str) -> None:
    (case,) = read(file, log(trace(event(at=text), deadline=text, enddate=text, startdate=text)))
    assert (case.deadline, case.started_at, case.unread) == (None, None, 0)


def test_people_stay_outside(file: Path) -> None:
    (case,) = read(
        file,
        log(
            trace(
                event("打电话给13800001234", **{"org:resource": "赵小满"}),
                event(**{"org:resource": "560464"}),
                event(**{"org:resource": "13800001234"}),
                name="11010519491231002X",
                applicant="赵小满",
            )
        ),
    )
    assert [step.resource for step in case.events] == ["", "560464", ""]
    assert "赵" not in repr(case)
    assert "1380000" not in repr(case)
    assert "11010519491231002" not in repr(case)


def test_gzipped_or_plain_it_is_the_same_log(tmp_path: Path) -> None:
    content = log(trace(event()), trace(name="case-2"))
    plain, packed = tmp_path / "one.gz", tmp_path / "two.xes"  # the first bytes count, not the name
    plain.write_bytes(b"\xef\xbb\xbf" + content)
    packed.write_bytes(gzip.compress(b"\xef\xbb\xbf" + content))
    assert fingerprint(plain) == fingerprint(packed)
    assert list(read_traces(plain)) == list(read_traces(packed))
    assert [one.place for one in read_traces(packed)] == [1, 2]


def test_prefixed_tags_and_other_encodings(file: Path) -> None:
    text = (
        '<?xml version="1.0" encoding="utf-16"?><xes:log xmlns:xes="urn:x"><xes:trace>'
        '<xes:string key="concept:name" value="一"/><xes:event/></xes:trace></xes:log>'
    )
    (case,) = read(file, text.encode("utf-16"))
    assert (case.external_id, len(case.events)) == ("一", 1)


WHOLE = log(trace(event()))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "断了"),
        (WHOLE[:-8], "断了"),
        (WHOLE[:-20], "断了"),
        (WHOLE.replace(b"</event>", b"</evnt>"), "不是合规的 XML"),
        (WHOLE.replace("检查".encode(), "检查".encode("gb18030")), "编码"),
        (WHOLE.replace(b"UTF-8", b"GB18030"), "编码"),
        (WHOLE.replace(b"UTF-8", b"utf-16"), "编码"),
        (gzip.compress(WHOLE)[:-6], "压缩文件不完整"),
        (gzip.compress(WHOLE)[:-8] + bytes(8), "压缩文件不完整"),
        (b"<html></html>", "最外层"),
        (b"PK\x03\x04 a spreadsheet", "不是合规的 XML"),
        (b'<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><log><trace>&b;</trace></log>', "DOCTYPE"),
        (b'<!DOCTYPE log SYSTEM "http://example.org/log.dtd"><log/>', "DOCTYPE"),
        (b"<log a='" + b"x" * (17 << 20) + b"'/>", "16 MB"),
    ],
)
def test_bad_files_are_refused_as_a_whole(file: Path, content: bytes, says: str) -> None:
    file.write_bytes(content)
    with pytest.raises(FeedUnreadable, match=says):
        fingerprint(file)


def test_endless_traces_are_refused(file: Path) -> None:
    file.write_bytes(log(trace("<event/>" * (MOST_EVENTS + 1))))
    with pytest.raises(FeedUnreadable, match="环节超过"):
        list(read_traces(file))


def test_no_file(tmp_path: Path) -> None:
    for path, says in ((tmp_path / "none", "没有这个文件"), (tmp_path, "文件夹")):
        with pytest.raises(FeedUnreadable, match=says):
            fingerprint(path)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, len(WHOLE)), put=st.binary(max_size=8), cut=st.integers(0, 8))
def test_any_bytes_in_any_place(file: Path, place: int, put: bytes, cut: int) -> None:
    """A damaged file is refused in words or read; it never breaks its reader."""
    file.write_bytes(WHOLE[:place] + put + WHOLE[place + cut :])
    try:
        fingerprint(file)
    except FeedUnreadable:
        return
    for case in read_traces(file):
        repr(case).encode()


def _peak(path: Path, traces: int) -> int:
    one = trace(*[event(dueDate="2011-10-17", dateFinished="2011-10-18")] * 5)
    path.write_text(HEAD + one * traces + "</log>", encoding="utf-8")
    tracemalloc.start()
    assert sum(1 for _ in read_traces(path)) == traces
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_memory_stays_flat(file: Path) -> None:
    assert _peak(file, 2_000) < 1.5 * _peak(file, 500)
