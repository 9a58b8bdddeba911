"""One written form for each kind of value."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.furniture import formatting
from tongban.kernel import clock

NOON = dt.datetime(2026, 11, 21, 4, 0, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Limit:
    number: int
    unit: str


def test_an_instant_is_shown_on_chinas_clock() -> None:
    late = dt.datetime(2026, 11, 20, 16, 30, tzinfo=dt.UTC)
    assert formatting.cn_datetime(late) == "2026年11月21日 00:30"
    assert formatting.cn_date(late) == "2026年11月21日"
    assert formatting.iso(late) == "2026-11-21T00:30+08:00"


def test_days_have_no_time_and_nothing_shows_nothing() -> None:
    assert formatting.cn_datetime(dt.date(2026, 1, 5)) == "2026年1月5日"
    assert formatting.cn_time(dt.date(2026, 1, 5)) == ""
    assert [f(None) for f in (formatting.cn_date, formatting.cn_datetime, formatting.iso, formatting.before)] == [
        ""
    ] * 4


def test_iso_text_from_facts_is_read() -> None:
    assert formatting.cn_datetime("2026-11-21T07:30:00+00:00") == "2026年11月21日 15:30"
    assert formatting.cn_date("2026-11-21") == "2026年11月21日"


def test_before_names_the_year_only_when_it_is_another() -> None:
    with clock.frozen(NOON):
        assert formatting.before(dt.date(2026, 12, 1)) == "12月1日前"
        assert formatting.before(dt.date(2027, 1, 5)) == "2027年1月5日前"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Limit(3, "working_day"), "3个工作日"),
        (Limit(0, "working_day"), "当场办结"),
        ((15, "natural_day"), "15个自然日"),
        ((2, "hour"), "2小时"),
        ((1, "month"), "1个月"),
        (None, "未写明"),
        ("即时", "即时"),
    ],
)
def test_limits(value: Limit | tuple[int, str] | str | None, shown: str) -> None:
    assert formatting.limit(value) == shown


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        ("欧阳青云", "", "欧阳**"),
        ("李明", "", "李*"),
        ("买买提江·吐尔逊", "", "买买提江·***"),
        ("13800138000", "", "138****8000"),
        ("410502199001011237", "", "410***********1237"),
        ("91410500MA3X1A2B3C", "", "9141**********2B3C"),
        ("", "", ""),
    ],
)
def test_mask_by_shape(value: str, kind: str, shown: str) -> None:
    assert formatting.mask(value, kind) == shown


@given(st.text(min_size=1, max_size=40).filter(str.strip))
def test_mask_never_shows_the_whole(text: str) -> None:
    assert formatting.mask(text) != text.strip() or set(text.strip()[1:]) <= {"*", "·"} or text.strip().endswith("·")


def test_money_percent_and_sizes() -> None:
    assert [formatting.money(v) for v in (0, 120, Decimal("1234.5"), None)] == ["不收费", "120元", "1,234.50元", ""]
    assert formatting.percent(0.6575, 2) == "65.75%"
    assert formatting.percent(None) == ""
    assert [formatting.file_size(v) for v in (1, 839_680, 2_411_725)] == ["1 KB", "820 KB", "2.3 MB"]
    assert formatting.thousands(10482) == "10,482"
    assert [formatting.lamp_word(lamp) for lamp in ("green", "red", "?")] == ["正常", "超期", "未计时"]
