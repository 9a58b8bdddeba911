"""Texts kept ready: who edits them, and which words in braces are filled in from a case."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tongban.cases.errors.opinion import OpinionIncomplete, PlaceholderUnknown
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound

OPINIONS = "cases.opinions"
LONGEST_TITLE, LONGEST_TEXT = 60, 2000
#: What a template may name; each is filled in from the case it is used on.
WORDS = ("申请人", "事项名称", "办件编号", "承办单位", "收件日期", "受理日期", "没有交的材料", "今天")
_WORD = re.compile(r"\{([^{}]*)\}")
_BRACE = re.compile(r"[{}｛｝]")


def check_editor(actor: Actor, department_id: int) -> None:
    """The administrator of this very department. Raises `PermissionDenied`, `NotFound`."""
    actor.require_seat(OPINIONS)
    if not actor.covers_department(department_id):
        raise NotFound()


def check_words(title: str, text: str) -> tuple[str, str]:
    """Name and text as they are kept. Raises `OpinionIncomplete`, `PlaceholderUnknown`."""
    name, said = (one.replace("\x00", "").replace("\r\n", "\n").strip() for one in (title, text))
    if not (0 < len(name) <= LONGEST_TITLE and 0 < len(said) <= LONGEST_TEXT):
        raise OpinionIncomplete(title=LONGEST_TITLE, text_length=LONGEST_TEXT)
    unknown = [found for found in _WORD.findall(said) if found not in WORDS]
    stray = _BRACE.findall(_WORD.sub("", said))
    if unknown or stray:
        named = "、".join(dict.fromkeys([*(f"{{{word}}}" for word in unknown), *stray]))
        raise PlaceholderUnknown(words=named, allowed="、".join(WORDS))
    return name, said


def fill(text: str, values: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The text with what is known filled in, and the words that have no value yet: they stay in their braces."""
    lacking = dict.fromkeys(word for word in _WORD.findall(text) if not values.get(word))
    return _WORD.sub(lambda found: values.get(found[1]) or found[0], text), tuple(lacking)
