"""The Guangdong feed row by row: its own dictionaries, and every mishap of a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.feeds import guangdong_tables as tables
from tongban.feeds.errors import FeedUnknown, FeedUnreadable
from tongban.feeds.guangdong import FEED
from tongban.feeds.jsonlines import LINE_LIMIT, Line, storable
from tongban.feeds.registry import FEEDS, feed_named
from tongban.feeds.rows import FeedRow
from tongban.feeds.tests.guangdong_rows import CODE, USCC, record
from tongban.feeds.wording import vague
from tongban.kernel.deadline import Limit, LimitUnit


def parse(**changes: Any) -> FeedRow:
    return FEED.parse(Line(1, record(**changes)))


def kinds(row: FeedRow) -> list[str]:
    return [note.kind for note in row.notes]


def test_a_good_row_is_taken_without_a_word() -> None:
    row = parse()
    assert row.notes == ()
    assert row.item is not None
    item = row.item
    assert (item.code, item.issuer_code, item.issuer_valid, item.exercise_level) == (CODE, USCC, True, "2")
    assert (item.item_kind, item.item_state, item.catalog_code) == ("licensing", "in_use", "440112035001")
    assert (item.statutory, item.promised) == (Limit(20, LimitUnit.WORKING_DAY), Limit(5, LimitUnit.WORKING_DAY))
    assert item.applicant_kinds == ("person", "enterprise")
    assert (item.visits, item.online, item.window, item.courier) == (1, True, True, True)
    assert item.places == ("省政务大厅1号窗口",)
    assert item.phones == ("020-00000001", "020-00000002")
    assert (item.aliases, item.materials) == (("某证",), ("申请表",))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("01", "licensing"),
        ("05", "benefit_payment"),
        ("07", "confirmation"),
        ("08", "reward"),
        ("09", "adjudication"),
        ("20", "other_power"),
        ("21", "public_service"),
    ],
)
def test_item_kinds_of_this_source(code: str, kind: str) -> None:
    row = parse(TASK_TYPE=code, TASK_TYPE_TEXT=tables.KIND_WORDS[code], matter_type=tables.KIND_WORDS[code])
    assert row.item is not None
    assert row.item.item_kind == kind
    assert row.notes == ()


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("自然人", "person"),
        ("企业法人", "enterprise"),
        ("事业法人", "public_institution"),
        ("社会组织法人", "social_organisation"),
        ("非法人企业", "unincorporated_enterprise"),
        ("行政机关", "government_body"),
        ("其他组织", "other_organisation"),
    ],
)
def test_party_kinds_of_this_source(word: str, kind: str) -> None:
    row = parse(service_object_name=[word])
    assert row.item is not None
    assert row.item.applicant_kinds == (kind,)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("30(工作日)", Limit(30, LimitUnit.WORKING_DAY)),
        ("11(自然日)", Limit(11, LimitUnit.NATURAL_DAY)),
        (" 5（工作日） ", Limit(5, LimitUnit.WORKING_DAY)),
        ("0(工作日)", Limit(0, LimitUnit.WORKING_DAY)),
        ("即办", Limit(0, LimitUnit.WORKING_DAY)),
        ("无", None),
        ("", None),
    ],
)
def test_limits(text: str, limit: Limit | None) -> None:
    assert tables.parse_limit(text) == limit


@pytest.mark.parametrize(
    "text", ["30", "30(天)", "三十(工作日)", "-1(工作日)", "1.5(工作日)", "999999(自然日)", "30(2)"]
)
def test_limits_nobody_can_read_are_unknown(text: str) -> None:
    with pytest.raises(ValueError):
        tables.parse_limit(text)
    row = parse(handle_time=text)
    assert row.item is not None
    assert row.item.statutory is None
    assert kinds(row) == ["unknown_limit", "no_statutory_limit"]


@pytest.mark.parametrize(
    ("promise", "instant"), [("1(工作日)", False), ("0(工作日)", True), ("当场办结", True), ("无", False)]
)
def test_only_the_source_makes_an_item_instant(promise: str, instant: bool) -> None:
    row = parse(handle_time_limit=promise)
    assert row.item is not None
    assert row.item.on_the_spot is instant


@pytest.mark.parametrize(
    ("text", "value"), [("是", True), ("否", False), ("不支持", False), ("1", True), ("0", False), ("无", None)]
)
def test_yes_and_no(text: str, value: bool | None) -> None:
    row = parse(courier_service=text)
    assert row.item is not None
    assert row.item.courier is value


@pytest.mark.parametrize(
    ("state", "expected"), [(None, "in_use"), ("1", "in_use"), ("2", "suspended"), ("3", "abolished")]
)
def test_states(state: str | None, expected: str) -> None:
    row = parse(TASK_STATE=state)
    assert row.item is not None
    assert row.item.item_state == expected


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"handle_time": "无", "handle_time_limit": "无"}, "no_limit"),
        ({"handle_time": "无"}, "no_statutory_limit"),
        ({"handle_time_limit": "无"}, "no_promise"),
        ({"handle_time_limit": "21(工作日)"}, "promise_longer"),
        ({"material_intro": "无"}, "no_materials"),
        ({"material_intro": ["其他有关材料"]}, "vague_material"),
        ({"material_intro": [{"name": "x"}, "申请表"]}, "wrong_type"),
        ({"material_intro": ["申请表", "申请表"]}, "repeated"),
        ({"visit_number": "2"}, "visits_differ"),
        ({"visit_number": "两次"}, "unknown_number"),
        ({"handle_location": "无线下办理窗口"}, "visit_without_window"),
        ({"consult_phone": "无"}, "no_phone"),
        ({"service_object_name": ["火星人"]}, "unknown_code"),
        ({"service_object_name": []}, "no_applicant_kind"),
        ({"courier_service": "也许"}, "unknown_code"),
        ({"TASK_STATE": "9"}, "unknown_code"),
        ({"TASK_TYPE_TEXT": "公共服务"}, "kind_differs"),
        ({"matter_level": "市级"}, "level_differs"),
        ({"CATAID": "440112035002"}, "catalog_code_differs"),
        ({"AREACODE": "广东"}, "region_unknown"),
        ({"DEPT_NAME": " 某省某厅 "}, "blanks"),
        ({"TASK_NAME": "某\x00某\u200b许可"}, "blanks"),
        ({"TASK_NAME": "长" * 400}, "too_long"),
        ({"surprise": "x"}, "unknown_column"),
        ({"TASK_CODE": f" {CODE.lower()}"}, "code_written_otherwise"),
        ({"TASK_CODE": "TE440000GD030003VV2440112035001"}, "issuer_code_invalid"),
        ({"TASK_CODE": f"{USCC}9440112035001"}, "level_unknown"),
        ({"consult_phone": 12345}, "wrong_type"),
    ],
)
def test_doubts_are_findings_and_the_row_is_taken(changes: dict[str, Any], finding: str) -> None:
    row = parse(**changes)
    assert row.item is not None
    assert finding in kinds(row)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"TASK_CODE": None}, "bad_code"),
        ({"TASK_CODE": CODE[:-1]}, "bad_code"),
        ({"TASK_CODE": CODE + "0101"}, "bad_code"),
        ({"TASK_CODE": CODE[:-1] + "广"}, "bad_code"),
        ({"TASK_CODE": ["x"]}, "bad_code"),
        ({"TASK_TYPE": "99"}, "unknown_item_kind"),
        ({"TASK_TYPE": None}, "unknown_item_kind"),
        ({"TASK_NAME": "无", "matter_name": ""}, "no_name"),
        ({"DEPT_NAME": None}, "no_department"),
    ],
)
def test_what_cannot_be_placed_is_refused_with_its_reason(changes: dict[str, Any], reason: str) -> None:
    row = parse(**changes)
    assert row.item is None
    assert kinds(row)[-1] == reason


def test_handling_items_keep_their_parents_code() -> None:
    row = parse(TASK_CODE=CODE + "02")
    assert row.item is not None
    assert (row.item.code, row.item.task_code) == (CODE + "02", CODE)


def test_a_missing_column_is_said() -> None:
    row = FEED.parse(Line(1, {key: value for key, value in record().items() if key != "visit_number"}))
    assert row.item is not None
    assert kinds(row) == ["missing_column"]
    assert row.item.visits == 1


def write(path: Path, *lines: bytes) -> Path:
    file = path / "items.jsonl"
    file.write_bytes(b"\n".join(lines))
    return file


def line(**changes: Any) -> bytes:
    return json.dumps(record(**changes), ensure_ascii=False).encode()


def test_one_bad_line_never_stops_the_rest(tmp_path: Path) -> None:
    other = CODE[:-1] + "2"
    file = write(
        tmp_path,
        b"\xef\xbb\xbf" + line(),
        b"",
        b'{"TASK_CODE": "114',
        b"[1, 2]",
        b"\xff\xfe\xff",
        line()[: 2 * 10**5] + b" " * (LINE_LIMIT + 10),
        line(),
        b'{"a": NaN}',
        b"[" * 100_000,
        json.dumps(record(TASK_CODE=other, CATAID="440112035002"), ensure_ascii=False).encode("gb18030"),
        b'{"a": 1, "a": 2}',
        line(TASK_CODE=CODE + "01"),
    )
    rows = list(FEED.read(file))
    assert [row.line for row in rows] == [1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    assert [row.item is not None for row in rows] == [True, *[False] * 7, True, False, True]
    reasons = [kinds(row)[-1] for row in rows if row.item is None]
    assert reasons == [
        "broken_json",
        "not_an_object",
        "wrong_encoding",
        "line_too_long",
        "duplicate_code",
        "broken_json",
        "broken_json",
        "bad_code",
    ]
    assert "第1行" in rows[5].notes[-1].text
    assert kinds(rows[8]) == ["wrong_encoding"]
    assert rows[8].mended
    assert "repeated_column" in kinds(rows[9])


def test_a_file_that_cannot_be_read_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(FeedUnreadable):
        list(FEED.read(tmp_path / "nothing.jsonl"))
    with pytest.raises(FeedUnreadable):
        list(FEED.read(tmp_path))
    assert list(FEED.read(write(tmp_path))) == []


def test_feeds_are_named() -> None:
    assert feed_named("guangdong") is FEEDS["guangdong"] is FEED
    with pytest.raises(FeedUnknown):
        feed_named("mars")


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*tables.COLUMNS, "surprise"]), _json, max_size=8))
def test_no_row_breaks_the_reader(changes: dict[str, Any]) -> None:
    row = parse(**changes)
    assert (row.item is None) == any(note.weight == "refused" for note in row.notes)
    for note in row.notes:
        note.text.encode()  # no lone surrogates on the way to a report


def test_what_a_database_cannot_keep_is_taken_out() -> None:
    assert storable({"a\x00": ["\ud800", {"b": "c\x00"}]}) == {"a": ["\ufffd", {"b": "c"}]}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("其他材料", "其他材料"),
        ("法律法规规定的其他有关材料", "其他有关材料"),
        ("相关的证明", "相关的证明"),
        ("其他股东身份证", ""),
        ("材料真实性承诺", ""),
    ],
)
def test_catch_alls(text: str, found: str) -> None:
    assert vague(text) == found
