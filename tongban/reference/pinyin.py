"""Pinyin for Chinese order and for search by sound, because the embedded database carries no ICU collation. Pure."""

from __future__ import annotations


def spell(name: str) -> tuple[str, str]:
    """Full pinyin without tones and the initials: 安阳市 → ("anyangshi", "ays")."""
    from pypinyin import Style, lazy_pinyin  # its tables are read at import: not for a command that never spells

    syllables = [part.lower() for part in lazy_pinyin(name, style=Style.NORMAL)]
    return "".join(syllables)[:160], "".join(part[0] for part in syllables if part)[:40]
