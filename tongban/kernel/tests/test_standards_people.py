"""Citizen numbers, credit codes, masks. Every number here is synthetic or from a standard's own example."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.kernel import clock
from tongban.kernel.standards import (
    BadCitizenNo,
    BadUscc,
    Sex,
    check_citizen_no,
    check_uscc,
    make_citizen_no,
    make_uscc,
    mask_citizen_no,
    mask_mobile,
    mask_name,
    mask_uscc,
    normalise,
    organisation_check,
    uscc_findings,
)


@pytest.mark.parametrize(
    ("body", "digit"), [("11010519491231002", "X"), ("44052418800101001", "4"), ("11010119900307001", "1")]
)
def test_check_digits_of_the_standard(body: str, digit: str) -> None:
    number = check_citizen_no(body + digit)
    assert number.number == body + digit
    assert number.birth_date == dt.date(int(body[6:10]), int(body[10:12]), int(body[12:14]))
    assert number.region_code == body[:6]
    for wrong in set("0123456789X") - {digit}:
        with pytest.raises(BadCitizenNo, match="校验码"):
            check_citizen_no(body + wrong)


def test_sex_is_the_seventeenth_digit() -> None:
    assert check_citizen_no("11010519491231002X").sex is Sex.FEMALE
    assert check_citizen_no("440524188001010014").sex is Sex.MALE


@pytest.mark.parametrize(
    "typed", ["１１０１０５１９４９１２３１００２ｘ", " 110105 19491231 002x ", "110105-19491231-002X"]
)
def test_what_people_type_is_mended(typed: str) -> None:
    assert check_citizen_no(typed).number == "11010519491231002X"


def test_old_numbers_gain_century_and_digit() -> None:
    number = check_citizen_no("110105491231002")
    assert number.number == "11010519491231002X"


def test_residents_of_hong_kong_and_foreigners() -> None:
    for region in ("810000", "820000", "830000", "911124"):
        number = make_citizen_no(region, dt.date(1985, 5, 6), 12)
        assert check_citizen_no(number).region_code == region


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "现在是0位"),
        ("1101051949123100", "现在是16位"),
        ("11010519491331002X", "出生日期"),
        ("110105194912310O2X", "前17位应为数字"),
        ("00010519491231002X", "开头两位"),
        ("11010518491231002X", "太早"),
    ],
)
def test_bad_numbers_say_why_without_repeating_them(text: str, reason: str) -> None:
    with pytest.raises(BadCitizenNo) as caught:
        check_citizen_no(text)
    assert reason in caught.value.sentence
    assert not text or text not in str(caught.value.problem())


def test_nobody_is_born_tomorrow() -> None:
    number = make_citizen_no("410502", dt.date(2026, 11, 22), 1)
    with clock.frozen(dt.datetime(2026, 11, 21, 4, tzinfo=dt.UTC)), pytest.raises(BadCitizenNo, match="今天之后"):
        check_citizen_no(number)
    with clock.frozen(dt.datetime(2026, 11, 21, 16, tzinfo=dt.UTC)):  # midnight has passed in China
        assert check_citizen_no(number).birth_date == dt.date(2026, 11, 22)


def test_numbers_stay_out_of_repr_and_str() -> None:
    number = check_citizen_no("11010519491231002X")
    assert "19491231" not in str(number)
    assert "11010519491231002X" not in repr(number)


def test_full_years_count_from_the_day_after_the_birthday() -> None:
    number = check_citizen_no(make_citizen_no("410502", dt.date(2008, 11, 21), 1))
    assert number.age_on(dt.date(2026, 11, 21)) == 17
    assert number.age_on(dt.date(2026, 11, 22)) == 18


@given(
    st.sampled_from(["110101", "410502", "440106", "654325"]),
    st.dates(dt.date(1900, 1, 1), dt.date(2020, 12, 31)),
    st.integers(0, 999),
)
def test_made_numbers_are_read(region: str, born: dt.date, seq: int) -> None:
    number = check_citizen_no(make_citizen_no(region, born, seq))
    assert (number.region_code, number.birth_date) == (region, born)
    assert number.sex is (Sex.MALE if seq % 2 else Sex.FEMALE)


# --- unified social credit codes --------------------------------------------------------------------


@pytest.mark.parametrize(
    "code", ["11440232MB2D06811W", "12441500196720244T", "11430000006122244L", "91110000802100433B"]
)
def test_real_credit_codes(code: str) -> None:
    assert check_uscc(code.lower()) == code
    assert uscc_findings(code) == []
    for wrong in set("0123456789ABCDEFGHJKLMNPQRTUWXY") - {code[-1]}:
        with pytest.raises(BadUscc, match="校验码"):
            check_uscc(code[:-1] + wrong)


@pytest.mark.parametrize(
    ("eight", "check"), [("MB2D0681", "1"), ("19672024", "4"), ("00612224", "4"), ("80210043", "3")]
)
def test_organisation_codes(eight: str, check: str) -> None:
    assert organisation_check(eight) == check


@pytest.mark.parametrize("prefix", ["11", "12", "51", "54", "91", "92", "93", "A1", "N1", "Y1"])
def test_made_codes_pass_both_checks(prefix: str) -> None:
    for serial in (0, 1, 42, 9_999_999):
        code = make_uscc(prefix, "410500", serial)
        assert check_uscc(code) == code
        assert uscc_findings(code) == []


def test_self_built_codes_are_only_doubted() -> None:
    code = make_uscc("91", "410500", 7)
    body = code[:16] + ("1" if code[16] != "1" else "2")
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = [pow(3, place, 31) for place in range(17)]
    total = sum(alphabet.index(symbol) * weight for symbol, weight in zip(body, weights, strict=True))
    doubtful = body + alphabet[-total % 31]
    assert check_uscc(doubtful) == doubtful
    assert len(uscc_findings(doubtful)) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("9141050", "应为18位，现在是7位"),
        ("91110000802100433O", "没有字母“O”，是不是数字“0”"),
        ("9111000080210O433B", "没有字母“O”"),
        ("91110000802100V33B", "不会出现的字符“V”"),
        ("91AB0000802100433B", "行政区划"),
    ],
)
def test_bad_credit_codes(text: str, reason: str) -> None:
    with pytest.raises(BadUscc) as caught:
        check_uscc(text)
    assert reason in caught.value.sentence


@pytest.mark.real_data
def test_dirty_registers_never_crash_the_check(real_data: Path) -> None:
    """Open registers carry shifted columns and letters for digits: every cell is answered or refused."""
    good = bad = 0
    for path in sorted((real_data / "registers").rglob("*.csv")):
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    try:
                        check_uscc(cell)
                        good += 1
                    except BadUscc:
                        bad += 1
    assert good > 1000
    assert bad > good


# --- masks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("欧阳文山", "欧阳**"),
        ("张文山", "张**"),
        ("欧阳", "欧*"),
        ("阿依古丽·买买提", "阿***·***"),
        ("山", "山*"),
        ("", ""),
    ],
)
def test_names_are_masked(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_numbers_are_masked() -> None:
    assert mask_citizen_no("11010519491231002X") == "110*************2X"
    assert mask_mobile("13800000000") == "138****0000"
    assert mask_mobile("5912345") == "*****45"
    assert mask_uscc("91110000802100433B") == "9111**********433B"
    assert mask_citizen_no("1234") == "****"


def test_normalise() -> None:
    assert normalise("ａｂ－１２ \u202e３") == "AB123"
