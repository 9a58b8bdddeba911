"""Money as fen, published standards, and amounts that always balance."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.catalogue.selectors import ItemVersionView
from tongban.catalogue.services import FeeItemView, FeeView
from tongban.fees.errors import (
    AmountUnreadable,
    FeeItemUnknown,
    FeeNotPublished,
    FeeOffStandard,
    NothingCharged,
    QuantityWrong,
    ReductionUnfounded,
)
from tongban.fees.lines import Charge, priced
from tongban.fees.money import MOST, fen_of, named_amounts, yuan, yuan_text
from tongban.fees.tests.conftest import FEES

BASIS = "《行政许可法》第五十八条"


@dataclasses.dataclass(frozen=True)
class Published:
    """What pricing asks of a version."""

    fee: FeeView
    item_kind: str = "licensing"


def version(*items: FeeItemView, charged: bool | None = True) -> ItemVersionView:
    return cast(ItemVersionView, Published(FeeView(charged, items or FEES)))


@given(st.integers(0, MOST))
def test_fen_and_yuan_are_each_others_way_back(fen: int) -> None:
    assert fen_of(yuan(fen)) == fen_of(yuan_text(fen)) == fen
    assert Decimal(yuan(fen).replace(",", "")) * 100 == fen


@pytest.mark.parametrize(
    ("typed", "fen"), [("80", 8000), ("80.5", 8050), ("¥1,200.00", 120000), (" 0.01元 ", 1), ("0", 0)]
)
def test_what_people_type(typed: str, fen: int) -> None:
    assert fen_of(typed) == fen


@pytest.mark.parametrize("typed", ["", "八十", "80.005", "-1", "1e3", "80元整", "100000000.01", "0x10", "٣", "nan"])
def test_what_is_no_amount(typed: str) -> None:
    with pytest.raises(AmountUnreadable):
        fen_of(typed)


@pytest.mark.parametrize(
    ("standard", "amounts"),
    [
        ("80元/证", {8000}),
        ("首次10元，补领20元", {1000, 2000}),
        ("每件1,000元", {100000}),
        ("2万元", {2_000_000}),
        ("12.5元/份", {1250}),
        ("不超过500元", set()),
        ("按工程造价的0.5‰", set()),
        ("50—100元", set()),
        ("免费", set()),
        ("", set()),
    ],
)
def test_what_a_standard_fixes(standard: str, amounts: set[int]) -> None:
    assert named_amounts(standard) == amounts


def test_only_what_is_published_is_charged() -> None:
    line = Charge("证照工本费", 1, 1000)
    for charged in (False, None):
        with pytest.raises(FeeNotPublished) as refused:
            priced(version(charged=charged), [line], basis=BASIS)
        assert refused.value.article == BASIS
    with pytest.raises(NothingCharged):
        priced(version(), [], basis=BASIS)
    with pytest.raises(FeeItemUnknown):
        priced(version(), [dataclasses.replace(line, name="加急费")], basis=BASIS)
    with pytest.raises(FeeItemUnknown):
        priced(version(), [line, line], basis=BASIS)


def test_the_published_standard_binds_the_unit_amount() -> None:
    with pytest.raises(FeeOffStandard) as refused:
        priced(version(), [Charge("证照工本费", 1, 1200)], basis=BASIS)
    assert "12.00元" in refused.value.sentence
    assert "10元/证" in refused.value.sentence
    # A standard that gives a range leaves the number to the clerk.
    (line,) = priced(version(), [Charge("检测费", 3, 33333)], basis=BASIS)
    assert line.amount == 99999


@pytest.mark.parametrize(("quantity", "unit_amount"), [(0, 100), (10001, 100), (1, -1), (1, MOST + 1)])
def test_odd_quantities(quantity: int, unit_amount: int) -> None:
    with pytest.raises(QuantityWrong):
        priced(version(), [Charge("检测费", quantity, unit_amount)], basis=BASIS)


@pytest.mark.parametrize(
    "charge",
    [
        Charge("检测费", 1, 100, reduction=101, reduction_reason="低保", reduction_basis="某文"),
        Charge("检测费", 1, 100, reduction=-1, reduction_reason="低保", reduction_basis="某文"),
        Charge("检测费", 1, 100, reduction=50, reduction_reason=" ", reduction_basis="某文"),
        Charge("检测费", 1, 100, reduction=50, reduction_reason="低保"),
    ],
)
def test_reductions_have_a_reason_and_a_measure(charge: Charge) -> None:
    with pytest.raises(ReductionUnfounded):
        priced(version(), [charge], basis=BASIS)


def test_a_number_of_a_person_in_a_reason_is_struck_out() -> None:
    charge = Charge("检测费", 1, 100, 50, "低保户 410502199003070115", "豫财税〔2016〕10号")
    (line,) = priced(version(), [charge], basis=BASIS)
    assert "410502199003070115" not in line.reduction_reason


@given(st.lists(st.tuples(st.integers(1, 10_000), st.integers(0, 1_000_000), st.floats(0, 1)), min_size=1, max_size=6))
def test_lines_and_reductions_balance(drawn: list[tuple[int, int, float]]) -> None:
    items = tuple(FeeItemView(f"收费{place}", "按项目计收", "某文") for place in range(len(drawn)))
    charges = [
        Charge(f"收费{place}", quantity, unit, int(quantity * unit * share), "减免", "某文")
        for place, (quantity, unit, share) in enumerate(drawn)
    ]
    lines = priced(version(*items), charges, basis=BASIS)
    gross = sum(quantity * unit for quantity, unit, _ in drawn)
    assert sum(line.amount for line in lines) + sum(line.reduction for line in lines) == gross
    assert all(line.amount >= 0 for line in lines)
