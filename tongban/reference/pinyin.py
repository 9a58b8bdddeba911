"""Pinyin for Chinese order and for search by sound, because the embedded database carries no ICU collation. Pure."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin


def spell(name: str) -> tuple[str, str]:
    """Full pinyin without tones and the initials: 安阳市 → ("anyangshi", "ays")."""
    syllables = [part.lower() for part in lazy_pinyin(name, style=Style.NORMAL)]
    return "".join(syllables)[:160], "".join(part[0] for part in syllables if part)[:40]
