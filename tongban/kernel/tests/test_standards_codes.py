"""Item codes, case numbers and licence identifiers against real ones."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.kernel.standards import (
    BadCaseNo,
    BadCode,
    BadLicenceIdentifier,
    CatalogCode,
    HandlingCode,
    LegacyCatalogCode,
    TaskCode,
    check_char,
    make_case_no,
    make_licence_identifier,
    parse_case_no,
    parse_item_code,
    parse_licence_identifier,
)
from tongban.kernel.standards.case_no import MAX_SERIAL
from tongban.kernel.standards.errors import SerialExhausted

TASK = "11440232MB2D06811W4000117051000"
DAY = dt.date(2020, 10, 20)


@pytest.mark.parametrize(
    ("text", "prefix", "kind", "main", "department", "sub"),
    [
        ("000117051000", "00", "01", "17051", "17", "000"),
        ("000744001000", "00", "07", "44001", "44", "000"),
        ("000115018000", "00", "01", "15018", "15", "000"),
        ("002014007013", "00", "20", "14007", "14", "013"),
        ("370117002011", "37", "01", "17002", "17", "011"),
        ("442199806003", "44", "21", "99806", "99", "003"),
        ("431017004W00", "43", "10", "17004", "17", "W00"),
        ("432014001W01", "43", "20", "14001", "14", "W01"),
        ("432099009W00", "43", "20", "99009", "99", "W00"),
    ],
)
def test_catalog_codes_keep_zeros_and_letters(
    text: str, prefix: str, kind: str, main: str, department: str, sub: str
) -> None:
    code = CatalogCode.parse(text)
    parts = (code.prefix, code.type_code, code.main_entry, code.guiding_department, code.sub_entry)
    assert parts == (prefix, kind, main, department, sub)
    assert str(code) == text
    assert code.is_national == (prefix == "00")
    assert code.is_main == (sub == "000")


@pytest.mark.parametrize(
    ("text", "uscc", "level", "catalog"),
    [
        (TASK, "11440232MB2D06811W", "4", "000117051000"),
        ("12441500196720244T3442199806003", "12441500196720244T", "3", "442199806003"),
        ("11370800MB285591843370117002011", "11370800MB28559184", "3", "370117002011"),
    ],
)
def test_task_codes_split(text: str, uscc: str, level: str, catalog: str) -> None:
    code = TaskCode.parse(text)
    assert (code.uscc, code.exercise_level, str(code.catalog_code)) == (uscc, level, catalog)
    assert code.issuer_finding == ""
    assert parse_item_code(text) == code


def test_handling_code_belongs_to_its_task_code() -> None:
    code = parse_item_code(TASK + "01")
    assert isinstance(code, HandlingCode)
    assert (str(code.task_code), code.serial) == (TASK, "01")
    assert TaskCode.parse(TASK).handling(1) == code
    with pytest.raises(BadCode, match="1到99"):
        TaskCode.parse(TASK).handling(100)
    with pytest.raises(BadCode, match="01到99"):
        HandlingCode.parse(TASK + "00")


def test_typed_codes_are_mended() -> None:
    assert str(TaskCode.parse(" １１４４0232mb2d06811w-4-000117051000 ")) == TASK


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "没有填写"),
        ("0117051000", "应为31位，现在是10位（旧版10位基本编码已停用）"),
        (TASK[:24], "旧版24位实施编码已停用"),
        (TASK[:-1], "现在是30位"),
        (TASK + "1", "现在是32位"),
        (TASK.replace("W4", "X4"), "统一社会信用代码"),
        (TASK[:18] + "9" + TASK[19:], "行使层级"),
        (TASK[:-1] + "？", "含有编码里不会出现的字符"),
        (TASK[:19] + "A" + TASK[20:], "前4位"),
    ],
)
def test_bad_codes_say_why(text: str, reason: str) -> None:
    with pytest.raises(BadCode) as caught:
        parse_item_code(text)
    assert reason in caught.value.sentence
    assert caught.value.status == 422


def test_feeds_are_taken_as_published() -> None:
    """A wrong issuer is a finding on import and an error for our own items."""
    broken = TASK.replace("W4", "X4")
    code = TaskCode.parse(broken, strict=False)
    assert "校验码" in code.issuer_finding
    with pytest.raises(BadCode):
        TaskCode.parse(broken)


def test_legacy_code_gains_its_prefix() -> None:
    assert LegacyCatalogCode.parse("0117051000").with_prefix("00") == CatalogCode.parse("000117051000")


@given(st.text(max_size=60))
def test_parsing_noise_is_refused_in_chinese(text: str) -> None:
    for parse in (parse_item_code, parse_case_no, parse_licence_identifier):
        with pytest.raises((BadCode, BadCaseNo, BadLicenceIdentifier)) as caught:
            parse(text)
        assert caught.value.sentence.endswith("。")


# --- case numbers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "day", "serial", "expected"),
    [
        (TASK, DAY, 8, TASK + "202010200008"),
        ("12441500196720244T3442199806003", dt.date(2022, 6, 23), 68, "12441500196720244T3442199806003202206230068"),
        (TASK + "01", DAY, 1, TASK + "01202010200001"),
        (TASK, DAY, 9999, TASK + "202010209999"),
        (TASK, DAY, 10_000, TASK + "20201020A000"),
        (TASK, DAY, 10_036, TASK + "20201020A010"),
        (TASK, DAY, MAX_SERIAL, TASK + "20201020ZZZZ"),
    ],
)
def test_case_numbers(item: str, day: dt.date, serial: int, expected: str) -> None:
    made = make_case_no(item, day, serial)
    assert made == expected
    assert len(made) == len(item) + 12
    parsed = parse_case_no(made.lower())
    assert (str(parsed.item_code), parsed.day, parsed.serial) == (item, day, serial)


@given(st.integers(1, MAX_SERIAL), st.integers(1, MAX_SERIAL))
def test_case_numbers_sort_like_their_serials(one: int, other: int) -> None:
    first, second = make_case_no(TASK, DAY, one), make_case_no(TASK, DAY, other)
    assert (first < second) == (one < other)
    assert parse_case_no(first).serial == one


@pytest.mark.parametrize("serial", [0, -1, MAX_SERIAL + 1])
def test_case_serials_end(serial: int) -> None:
    with pytest.raises(SerialExhausted):
        make_case_no(TASK, DAY, serial)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (TASK + "20201020", "应为43位或45位"),
        (TASK + "202013200008", "不是日期"),
        (TASK + "202010200000", "不是流水号"),
        (TASK + "2020102000A1", "不是流水号"),
    ],
)
def test_bad_case_numbers(text: str, reason: str) -> None:
    with pytest.raises(BadCaseNo, match=reason):
        parse_case_no(text)


# --- licence identifiers ----------------------------------------------------------------------------

REAL_IDENTIFIERS = [
    ("11100000000013338W011.11430000006122244L.20230000403.001", "U"),
    ("11100000000013338W009.11330105002500287C.2025052201.002", "0"),
    ("11100000MB03271699022.340100.000000016.001", "9"),
]


@pytest.mark.parametrize(("text", "check"), REAL_IDENTIFIERS)
def test_licence_identifiers(text: str, check: str) -> None:
    assert check_char(text) == check
    parsed = parse_licence_identifier(f"{text}.{check}")
    assert str(parsed) == f"1.2.156.3005.2.{text}.{check}"
    assert parse_licence_identifier(str(parsed)) == parsed
    assert make_licence_identifier(parsed.type_code, parsed.issuer_code, parsed.serial, parsed.version) == str(parsed)
    assert make_licence_identifier(parsed.type_code, parsed.issuer_code, parsed.serial, int(parsed.version)) == str(
        parsed
    )


@given(st.sampled_from(REAL_IDENTIFIERS), st.data())
def test_one_wrong_character_is_found(real: tuple[str, str], data: st.DataObject) -> None:
    """MOD 37,36 finds every single substitution."""
    text = f"{real[0]}.{real[1]}"
    place = data.draw(st.sampled_from([i for i, symbol in enumerate(text) if symbol != "."]))
    other = data.draw(st.sampled_from(sorted(set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") - {text[place]})))
    with pytest.raises(BadLicenceIdentifier):
        parse_licence_identifier(text[:place] + other + text[place + 1 :])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1.2.3", "应有5段"),
        ("11100000000013338W01.340100.1.001.A", "证照类型代码"),
        ("11100000000013338W011.34010.1.001.A", "证照颁发机构代码"),
        ("11100000000013338W011.340100.1.01.A", "版本号"),
    ],
)
def test_bad_identifiers(text: str, reason: str) -> None:
    with pytest.raises(BadLicenceIdentifier, match=reason):
        parse_licence_identifier(text)


@pytest.mark.real_data
@pytest.mark.parametrize(("name", "rows"), [("guangdong_province", 2024), ("guangzhou_city", 238)])
def test_every_published_code_is_read(real_data: Path, name: str, rows: int) -> None:
    lines = (real_data / "items" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    codes = [(parse_item_code(row["TASK_CODE"], strict=False), row["CATAID"]) for row in map(json.loads, lines)]
    assert len(codes) == rows
    assert all(str(code.catalog_code) == catalog for code, catalog in codes)


@pytest.mark.real_data
def test_six_published_rows_carry_invalid_issuers(real_data: Path) -> None:
    bad = []
    for path in sorted((real_data / "items").glob("guang*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            code = parse_item_code(json.loads(line)["TASK_CODE"], strict=False)
            if code.issuer_finding:
                bad.append(code.uscc)
    assert (len(bad), len(set(bad))) == (6, 2)
