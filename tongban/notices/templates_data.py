"""The wording that comes with the platform: `data/templates.json`, plus what rooms register at start.

A template is title, body and (where it should also leave by phone) a short text. Placeholders are plain words in
braces; nothing is evaluated, so that a wording edited by staff can reach no attribute of any object.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tongban.kernel import clock
from tongban.notices.errors import TemplateContextMissing, TemplateNotAllowed, UnknownTemplate

_WORD = re.compile(r"\{(\w+)\}")
_registered: dict[str, Template] = {}


@dataclass(frozen=True, slots=True)
class Template:
    """One template: `words` are the placeholders it offers, `sms` is empty where no short message is sent."""

    code: str
    title: str
    body: str
    sms: str = ""
    words: frozenset[str] = frozenset()
    version: int = 0


@cache
def _shipped() -> dict[str, Template]:
    raw = json.loads((Path(__file__).parent / "data" / "templates.json").read_text(encoding="utf-8"))
    return {
        code: Template(code, entry["title"], entry["body"], entry["sms"], frozenset(entry["words"]))
        for code, entry in raw.items()
    }


def register_template(code: str, *, title: str, body: str, sms: str = "", words: frozenset[str]) -> Template:
    """Add a template of a higher room at start. Raises `TemplateNotAllowed` if a wording uses a word not in `words`."""
    template = Template(code, title, body, sms, words)
    check_words(template)
    _registered[code] = template
    return template


def default_template(code: str) -> Template:
    """The platform's own wording. Raises `UnknownTemplate`."""
    template = _registered.get(code) or _shipped().get(code)
    if template is None:
        raise UnknownTemplate(template=code)
    return template


def template_codes() -> list[str]:
    """Every known template code, sorted."""
    return sorted({*_shipped(), *_registered})


def check_words(template: Template) -> None:
    """Raise `TemplateNotAllowed` where a wording uses a placeholder the template does not offer."""
    used = {word for text in (template.title, template.body, template.sms) for word in _WORD.findall(text)}
    if unknown := used - template.words:
        raise TemplateNotAllowed(words="、".join(sorted(unknown)), allowed="、".join(sorted(template.words)))


def fill(template: Template, text: str, context: Mapping[str, object]) -> str:
    """`text` with its placeholders replaced by `context`; days and instants as people read them.

    Raises `TemplateContextMissing`.
    """
    if missing := [word for word in _WORD.findall(text) if word not in context]:
        raise TemplateContextMissing(template=template.code, missing="、".join(missing))
    return _WORD.sub(lambda match: _shown(context[match.group(1)]), text)


def _shown(value: object) -> str:
    if isinstance(value, dt.datetime):
        at = clock.local(value)
        return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"
    if isinstance(value, dt.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)
