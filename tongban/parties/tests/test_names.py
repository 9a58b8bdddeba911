"""Names keep their characters; only what the keyboard adds is removed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.kernel.errors import InvalidInput
from tongban.parties.names import clean_mobile, clean_organisation_name, clean_person_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 欧阳  文山 ", "欧阳文山"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽 ．买买提", "阿依古丽·买买提"),
        ("阿依古丽·买买提江·吐尔逊", "阿依古丽·买买提江·吐尔逊"),
        ("王𬱖", "王𬱖"),
        ("\U00020000\U00020001", "\U00020000\U00020001"),
        ("羽田", "羽田"),
        ("John  O'Neil", "John O'Neil"),
    ],
)
def test_names_of_persons(typed: str, kept: str) -> None:
    assert clean_person_name(typed) == kept


def test_compatibility_ideographs_are_not_folded() -> None:
    # U+FA0E is another character than its look-alike; NFKC would change U+F9D2.
    assert clean_person_name("\uf9d2\ufa0e") == "\uf9d2\ufa0e"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "张3",
        "张\u202e三",
        "张\u2066三\u2069",
        "张\u200b三",
        "张\n三",
        "张\u0000三",
        "张\ue000",
        "·",
        "张<b>",
        "长" * 61,
    ],
)
def test_names_that_are_refused(typed: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        clean_person_name(typed)
    assert refusal.value.status == 422


@given(st.text(max_size=80))
def test_any_text_is_cleaned_for_good_or_refused(text: str) -> None:
    try:
        cleaned = clean_person_name(text)
    except InvalidInput:
        return
    assert clean_person_name(cleaned) == cleaned
    assert "\u202e" not in cleaned
    assert cleaned.strip() == cleaned


def test_names_of_organisations() -> None:
    long_name = "内蒙古自治区呼伦贝尔市鄂伦春自治旗大杨树镇兴安岭生态农业科技开发有限责任公司（分公司）"
    assert len(long_name) > 30
    assert clean_organisation_name(long_name) == long_name
    assert clean_organisation_name("安阳 (集团)有限公司") == "安阳（集团）有限公司"
    assert clean_organisation_name("Ｔｏｎｇ３６０科技有限公司") == "Tong360科技有限公司"
    with pytest.raises(InvalidInput):
        clean_organisation_name("某公司\u202e")


@pytest.mark.parametrize("typed", ["１３８００００００００", "+86 138-0000-0000", "138 0000 0000", "13800000000"])
def test_mobiles(typed: str) -> None:
    assert clean_mobile(typed) == "13800000000"


@pytest.mark.parametrize("typed", ["12800000000", "1380000000", "138000000000", "手机"])
def test_mobiles_that_are_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        clean_mobile(typed)
    assert clean_mobile("") == ""
