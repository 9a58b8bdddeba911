"""Masks for screens and papers others can see. A mask keeps what the owner needs to recognise it, no more."""

from __future__ import annotations

_SURNAMES = (
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 "
    "仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 令狐 百里 呼延 东郭 西门 第五 纳兰 完颜 拓跋"
)
_COMPOUND_SURNAMES = frozenset(_SURNAMES.split())


def mask_citizen_no(number: str) -> str:
    """First three and last two characters; region detail, birth date and sequence are hidden."""
    if len(number) < 8:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 5) + number[-2:]


def mask_name(name: str) -> str:
    """The surname and stars: 张三 → 张*, 欧阳文山 → 欧阳**, 阿依·买买提 → 阿*·***."""
    if not name:
        return ""
    if "·" in name or "•" in name:
        return name[0] + "".join(symbol if symbol in "·•" else "*" for symbol in name[1:])
    keep = 2 if len(name) > 2 and name[:2] in _COMPOUND_SURNAMES else 1
    return name[:keep] + "*" * max(len(name) - keep, 1)


def mask_mobile(number: str) -> str:
    """First three and last four digits: 138****0000; shorter numbers keep the last two."""
    if len(number) >= 11:
        return number[:3] + "*" * (len(number) - 7) + number[-4:]
    return "*" * max(len(number) - 2, 0) + number[-2:]


def mask_uscc(code: str) -> str:
    """A sole trader's code stands for a person: first four and last four characters."""
    return code[:4] + "*" * max(len(code) - 8, 0) + code[-4:] if len(code) > 8 else "*" * len(code)
