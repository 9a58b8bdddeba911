"""What the national tables hold as one text and the house as rows: legal bases, steps, ways to ask; there and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from tongban.feeds.rows import Json
from tongban.kernel.deadline import BadLimit, Limit, LimitUnit

#: A title may hold another title (《关于印发《某办法》的通知》), a number what it was changed by (令1号（修订）).
_BASIS = re.compile(
    r"《((?:[^《》]|《[^《》]*》)+)》(?:（((?:[^（）]|（[^（）]*）)+)）)?(第[^：:\s]+(?: 第[^：:\s]+)*)?[：:]?(.*)",
    re.DOTALL,
)
_LONGEST = (200, 100, 100)
_ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇0-9]+条(?:第[一二三四五六七八九十0-9（()）]+[款项])*")
_STEP = re.compile(r"([^（()）]{1,60})(?:[（(]([^（()）]{1,20})[)）])?")
_LIMIT = re.compile(r"([0-9]{1,6})(个工作日|工作日|个自然日|自然日|日|天|小时|个月|月|年)")
_PHONE = re.compile(r"[+0-9][0-9\-转]{2,29}")
_UNITS = {
    "个工作日": LimitUnit.WORKING_DAY, "工作日": LimitUnit.WORKING_DAY, "个自然日": LimitUnit.NATURAL_DAY,
    "自然日": LimitUnit.NATURAL_DAY, "日": LimitUnit.NATURAL_DAY, "天": LimitUnit.NATURAL_DAY,
    "小时": LimitUnit.HOUR, "个月": LimitUnit.MONTH, "月": LimitUnit.MONTH, "年": LimitUnit.YEAR,
}  # fmt: skip
#: What a step is called, and what it is: verb and seat.
_ACTS = (
    (re.compile("勘验|踏勘|现场核查|检验|检测"), "inspect", "approver"),
    (re.compile("受理|收件|申请"), "accept", "clerk"),
    (re.compile("送达|办结|发证|颁证|制证|领取"), "deliver", "clerk"),
    (re.compile("决定|审批|批准"), "decide", "approver"),
    (re.compile("审查|审核|审理|评审"), "examine", "approver"),
)


def limit_from(text: str) -> Limit | None:
    """`20个工作日` and the like, 当场 → zero working days; None for anything else."""
    value = re.sub(r"\s", "", text)
    if value in ("当场", "当场办结", "即办"):
        return Limit(0, LimitUnit.WORKING_DAY)
    match = _LIMIT.fullmatch(value)
    try:
        return Limit(int(match[1]), _UNITS[match[2]]) if match else None
    except BadLimit:
        return None


def bases_text(bases: Iterable[Mapping[str, Any]]) -> str:
    """One law a line: 《law》（number）article：excerpt."""
    lines = []
    for one in bases:
        number = f"（{one['document_no']}）" if one.get("document_no") else ""
        excerpt = f"：{one['excerpt']}" if one.get("excerpt") else ""
        lines.append(f"《{one['law']}》{number}{one.get('article', '')}{excerpt}")
    return "\n".join(lines)


def bases_from(text: str) -> list[dict[str, Json]]:
    """The laws of a text; a line that begins with no 《 belongs to the excerpt before. Empty where no law is named."""
    found: list[dict[str, Json]] = []
    for piece in re.split(r"\n(?=\s*(?:[0-9]{1,2}[.、．]\s*)?《)", text.strip()):
        match = _BASIS.fullmatch(re.sub(r"^\s*(?:[0-9]{1,2}[.、．]\s*)?", "", piece))
        if match is None:
            return []
        law, number, article, excerpt = (part or "" for part in match.groups())
        if len(article) > _LONGEST[2] and (short := _ARTICLE.match(article)):
            # No sign stands between the article and its words.
            article, excerpt = short[0], article[short.end() :] + excerpt
        if any(len(text) > most for text, most in zip((law, number, article), _LONGEST, strict=True)):
            return []
        found.append({"law": law, "document_no": number, "article": article, "excerpt": excerpt})
    return found


def flow_text(steps: Iterable[tuple[str, Limit | None]]) -> str:
    """Names joined by arrows, each with its limit."""
    return "→".join(f"{name}（{limit}）" if limit else name for name, limit in steps)


def flow_from(text: str) -> list[dict[str, Json]]:
    """The steps of a text joined by arrows; empty where no acceptance or no decision can be made out."""
    steps: list[dict[str, Json]] = []
    for piece in re.split(r"→|->|—>|－>", text.strip()):
        match = _STEP.fullmatch(piece.strip())
        if match is None:
            return []
        limit = limit_from(match[2]) if match[2] else None
        if match[2] and limit is None:
            return []
        name = match[1].strip()
        verb, seat = next(((verb, seat) for act, verb, seat in _ACTS if act.search(name)), ("", "approver"))
        kept: Json = [limit.number, limit.unit.value] if limit else None
        steps.append({"name": name, "seat": seat, "limit": kept, "verb": verb})
    verbs = {step["verb"] for step in steps}
    return steps if {"accept", "decide"} <= verbs else []


def contacts_text(phones: Iterable[str], other: str) -> str:
    """Telephones, then whatever else there is to say."""
    return "；".join(filter(None, ("、".join(phones), other)))


def contacts_from(text: str) -> tuple[tuple[str, ...], str]:
    """Telephones at the beginning and the rest."""
    first, _, rest = text.strip().partition("；")
    phones = tuple(part.strip() for part in re.split(r"[、,，/]", first) if part.strip())
    if phones and all(_PHONE.fullmatch(phone) for phone in phones):
        return phones, rest
    return (), text.strip()
