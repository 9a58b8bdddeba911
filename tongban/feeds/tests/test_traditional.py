"""The table of traditional forms holds what it says."""

from __future__ import annotations

from tongban.feeds.traditional import SIMPLIFIED, TRADITIONAL


def in_gb2312(character: str) -> bool:
    """GB 2312 holds the simplified characters only, but for a few that were kept for names."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def test_traditional_forms_are_never_simplified_ones() -> None:
    assert len(SIMPLIFIED) > 600
    assert not set(map(chr, SIMPLIFIED)) & set(SIMPLIFIED.values())
    assert all(map(in_gb2312, SIMPLIFIED.values()))
    assert {chr(code) for code in SIMPLIFIED if in_gb2312(chr(code))} == set("於後徵")


def test_a_text_is_simplified() -> None:
    assert "醫療機構執業許可證變更、註銷".translate(SIMPLIFIED) == "医疗机构执业许可证变更、注销"
    assert not TRADITIONAL.search("医疗机构执业许可证变更、注销")
