"""Files of other people, as bad as files can be: the reader reports and reads on, and what it hands on can be kept."""

from __future__ import annotations

import codecs
import json
import resource
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.feeds.jsonlines import LINE_LIMIT, read_lines
from tongban.feeds.registry import feed_named
from tongban.feeds.rows import FeedRow, Weight
from tongban.feeds.tests.guangdong_rows import CODE, record

FEED = feed_named("guangdong")
OTHER = {"TASK_CODE": CODE[:-1] + "2"}
_text = st.text(max_size=12) | st.sampled_from(
    ["\x00", "\ud800", "𬱖𠮷", "‮abc", "１２", "5(工作日)", "null", "", "省级"]
)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner, max_size=3),
    max_leaves=5,
)
_columns = st.sampled_from([*record(), "unknown"])


def read(path: Path, content: bytes) -> list[FeedRow]:
    """The rows of a file with this content; each one is fit to be kept."""
    path.write_bytes(content)
    rows = list(FEED.read(path))
    for row in rows:
        assert row.item is not None or any(note.weight == Weight.REFUSED for note in row.notes), row
        for note in row.notes:
            assert note.text
            assert "\x00" not in note.text
            note.text.encode()
        if row.item is not None:
            text = orjson.dumps(row.item, default=str).decode()
            assert "\\u0000" not in text
    return rows


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(_columns, _json, max_size=6), min_size=1, max_size=4))
def test_mutated_rows(tmp_path: Path, changes: list[dict[str, Any]]) -> None:
    lines = [json.dumps({**record(), **one}, ensure_ascii=True) for one in changes]
    assert len(read(tmp_path / "rows", "\n".join(lines).encode())) == len(lines)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_broken_bytes(tmp_path: Path, data: st.DataObject) -> None:
    """Any bytes in any place: the rows around the damage are read."""
    good = json.dumps(record(), ensure_ascii=False).encode()
    place = data.draw(st.integers(0, len(good)))
    damage = data.draw(st.binary(max_size=6).filter(lambda found: b"\n" not in found))
    until = data.draw(st.integers(place, min(len(good), place + 40)))
    bad = good[:place] + damage + good[until:]
    rows = read(tmp_path / "rows", b"\n".join([good, bad, orjson.dumps(record(**OTHER))]))
    assert [row.line for row in rows if row.item is not None][:1] == [1]
    assert rows[-1].line == 3
    assert rows[-1].item is not None


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_no_file_of_ours_at_all(tmp_path: Path, content: bytes) -> None:
    assert all(row.item is None for row in read(tmp_path / "rows", content))


@pytest.mark.real_data
def test_real_rows_with_one_thing_changed(real_data: Path, tmp_path: Path) -> None:
    """A hundred published rows, each with one column at a time replaced by what does not belong there."""
    with (real_data / "items/guangdong_province.jsonl").open(encoding="utf-8") as opened:
        rows = [json.loads(next(opened)) for _ in range(100)]
    wrong: list[object] = [
        None,
        5,
        -1.5,
        [],
        {},
        [[]],
        ["", None],
        "\x00",
        "\ud800",
        "９９９",
        "x" * 5000,
        True,
        {"a": {"b": []}},
    ]
    lines = []
    for number, row in enumerate(rows):
        for place, column in enumerate(row):
            lines.append(json.dumps({**row, column: wrong[(number + place) % len(wrong)]}))
    assert len(read(tmp_path / "rows", "\n".join(lines).encode())) == len(lines)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "big5", "shift_jis"])
def test_other_encodings_are_read_or_refused_with_a_word(tmp_path: Path, encoding: str) -> None:
    text = "\n".join(json.dumps({**record(TASK_NAME="某某"), **more}, ensure_ascii=False) for more in ({}, OTHER))
    rows = read(tmp_path / "rows", text.encode(encoding, "replace"))
    if encoding == "utf-8-sig":
        assert rows[0].notes == ()
        assert all(row.item is not None for row in rows)
        return
    # Some bytes of other encodings are also GB 18030; then the row says how it was read.
    assert all(row.notes for row in rows)
    assert {note.kind for row in rows for note in row.notes} & {"wrong_encoding", "broken_json"}
    if encoding == "gb18030":
        assert [row.item.name if row.item else None for row in rows] == ["某某", "某某"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (b'{"TASK_CODE": "1", "a', "broken_json"),
        (b"[" * 100_000, "broken_json"),
        (b'{"a":' * 100_000, "broken_json"),
        (b'{"a": NaN}', "broken_json"),
        (b'{"a": -Infinity}', "broken_json"),
        (b'{"a": ' + b"9" * 50_000 + b"}", "broken_json"),
        (b'"text"', "not_an_object"),
        (b"\xff\xfe{\x00}\x00", "wrong_encoding"),
        (b"\x00" * 50, "broken_json"),
    ],
)
def test_lines_that_are_no_rows(tmp_path: Path, line: bytes, kind: str) -> None:
    good = orjson.dumps(record())
    rows = read(tmp_path / "rows", b"\n".join([good, line, orjson.dumps(record(**OTHER))]))
    assert [row.item is not None for row in rows] == [True, False, True]
    assert rows[1].notes[0].kind == kind


def test_numbers_beyond_every_limit_are_no_numbers(tmp_path: Path) -> None:
    """1e999 is grammatical JSON and becomes infinite on the way in."""
    line = orjson.dumps(record()).replace(b'"visit_number":"1"', b'"visit_number":1e999')
    assert b"1e999" in line
    (row,) = read(tmp_path / "rows", line)
    assert b"Infinity" not in orjson.dumps(row.item, default=str)


def test_a_repeated_column_is_told(tmp_path: Path) -> None:
    line = orjson.dumps(record()).replace(b"{", '{"TASK_NAME":"第一个",'.encode(), 1)
    (row,) = read(tmp_path / "rows", line)
    assert row.item is not None
    assert row.item.name == "第一个"
    assert any(note.kind == "repeated_column" for note in row.notes)


def test_a_line_of_a_hundred_megabytes_is_not_held_in_memory(tmp_path: Path) -> None:
    path, good = tmp_path / "rows", orjson.dumps(record())
    with path.open("wb") as file:
        file.write(good + b"\n")
        file.write(b'{"TASK_NAME":"')
        for _ in range(100):
            file.write(b"x" * (1 << 20))
        file.write(b'"}\n' + good)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    lines = list(read_lines(path))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert [line.record is not None for line in lines] == [True, False, True]
    assert lines[1].notes[0].kind == "line_too_long"
    assert grown * 1024 < 8 * LINE_LIMIT


def test_a_truncated_file_keeps_what_came_before(tmp_path: Path) -> None:
    good = orjson.dumps(record())
    rows = read(tmp_path / "rows", codecs.BOM_UTF8 + good + b"\r\n" + good[: len(good) // 2])
    assert [row.item is not None for row in rows] == [True, False]
