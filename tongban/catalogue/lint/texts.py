"""Every text of a guide with its path, and what is wrong with signs rather than sense."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

from tongban.catalogue.content import VersionContent

_PLAIN = (
    "name", "accept_conditions", "review_points", "visit_reason", "quantity_limit", "commitment", "hours",
    "consulting", "complaining", "remedies", "statutory_note", "promised_note", "intermediary", "handle_area",
)  # fmt: skip


def texts(content: VersionContent) -> Iterator[tuple[str, str]]:
    """Path and text of everything a reader reads."""
    for name in _PLAIN:
        if value := getattr(content, name):
            yield name, value
    for name in ("places", "phones", "complaint_phones"):
        for index, value in enumerate(getattr(content, name)):
            yield f"{name}[{index}]", value
    for name, rows, parts in (
        ("materials", content.materials, ("name", "accept_standard", "filling_note", "basis", "source_note")),
        ("steps", content.steps, ("name", "standard")),
        # The words of the law itself are not the guide's to mend.
        ("legal_bases", content.legal_bases, ("law", "article")),
        ("fees", content.fee.items, ("name", "standard", "basis")),
        ("situations", content.situations, ("label", "hint")),
        ("faqs", content.faqs, ("question", "answer")),
    ):
        for index, row in enumerate(rows):
            for part in parts:
                if value := getattr(row, part):
                    yield f"{name}[{index}].{part}", value
    if content.result and content.result.name:
        yield "result.name", content.result.name


FULL_WIDTH = re.compile(r"[０-９Ａ-Ｚａ-ｚ]")


def half_width(text: str) -> str:
    """Digits and Latin letters in half width; Chinese punctuation stays."""
    return FULL_WIDTH.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


#: Every run is possessive or cannot cross a `<`, so that no text takes longer than its length.
_DEBRIS = re.compile(
    r"<\s*+/?\s*+(?:br|p|div|span|font|table|tr|td|strong|b|o:p)\b[^<>]*+>|&(?:nbsp|amp|lt|gt|quot|#\d{1,7}|#x[0-9a-f]{1,6});",
    re.IGNORECASE,
)
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def debris(text: str) -> str:
    """Markup, entities or invisible signs in a text; empty where there are none."""
    found = _DEBRIS.search(text)
    if found:
        return found[0]
    return "不可见字符" if _INVISIBLE.search(text) else ""


def swept(text: str) -> str:
    """The text without markup and invisible signs, entities as what they stand for; again, as they can hide markup."""
    for _ in range(5):
        before = text
        text = _INVISIBLE.sub("", _DEBRIS.sub(_said, text))
        if text == before:
            break
    return text.strip()


def _said(found: re.Match[str]) -> str:
    return html.unescape(found[0]).replace("\xa0", " ") if found[0].startswith("&") else " "
