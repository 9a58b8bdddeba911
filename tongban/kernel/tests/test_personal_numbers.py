"""Numbers of persons in free text are found as people type them, and struck out so that none is left."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.kernel.standards import make_citizen_no, make_uscc
from tongban.kernel.standards.personal import holds_number, personal_number, without_numbers

CITIZEN_NO = make_citizen_no("410502", dt.date(1990, 1, 1), 1)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"核验{CITIZEN_NO}的证照", "citizen"),
        ("４１０５０２１９９００１０１００１ｘ", "citizen"),
        ("电话13800138000", "mobile"),
        ("１３８００１３８０００", "mobile"),
        ("+8613800138000", "mobile"),
        ("8613800138000", "mobile"),
        ("86-13800138000", "mobile"),
        (make_uscc("91", "410502", 1), ""),
        ("办件1141050000555012344000131001000202603020001", ""),
        ("订单 20261121000001", ""),
    ],
)
def test_what_is_a_number_of_a_person(text: str, kind: str) -> None:
    assert personal_number(text) == kind
    assert not kind or holds_number(text)


def test_old_and_undated_numbers_are_struck_out_to_be_safe() -> None:
    for text in ("旧号410502900101001", "号码410502199013990019"):
        assert personal_number(text) == ""
        assert without_numbers(text).endswith("（号码已隐去）")
    assert without_numbers("核验（１３８００１３８０００），Ａ") == "核验（（号码已隐去）），Ａ"
    assert without_numbers("办件A-1，没有号码，全角１２３") == "办件A-1，没有号码，全角１２３"


_typed = [
    CITIZEN_NO,
    "13800138000",
    "86",
    "+",
    "-",
    " ",
    "，",
    "１３８００１３８０００",
    "X",
    "9",
    "a",
    "0",
    "㉑",
    "13８0013８0",
]


@given(st.lists(st.sampled_from(_typed), max_size=8).map("".join))
def test_nothing_is_left_after_striking(text: str) -> None:
    assert not holds_number(without_numbers(text))
    assert personal_number(without_numbers(text)) == ""
