"""The Jinja environment of all pages: undefined names raise, everything is escaped, texts go through gettext."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlencode

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, StrictUndefined, Template
from jinja2.runtime import Macro
from markupsafe import Markup

from tongban.furniture import formatting, icons, markup, schema, writing
from tongban.furniture.frame import Frame
from tongban.kernel import clock

FILTERS = {
    name: getattr(formatting, name)
    for name in (
        "cn_date", "cn_time", "cn_datetime", "iso", "moment", "before", "limit", "mask", "money", "percent",
        "thousands", "file_size", "lamp_word", "span", "counted",
    )
}  # fmt: skip


def url(name: str, *args: object, **kwargs: object) -> str:
    """Address of a page by name; a wrong name is an error of the page's author and raises."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def query(params: Mapping[str, object], **changes: object) -> str:
    """Query string with some keys changed; `None` and the empty string drop a key."""
    merged = {**params, **changes}
    kept = {key: value for key, value in merged.items() if value not in (None, "")}
    return "?" + urlencode(kept, doseq=True)


def get(row: object, name: str, default: object = "") -> Any:
    """An optional attribute of a row, which may be a mapping or a dataclass; `None` counts as absent."""
    value = row.get(name, default) if isinstance(row, Mapping) else getattr(row, name, default)
    return default if value is None else value


_language: ContextVar[str | None] = ContextVar("language", default=None)
"""The language of the page being drawn: Django's own answer costs more than a word, and a page asks for hundreds."""


class Page(Template):
    """A template that looks for the reader's language once."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """The page, in the language active now."""
        token = _language.set(get_language())
        try:
            return super().render(*args, **kwargs)
        finally:
            _language.reset(token)


_MOST_KEPT = 4096
_kept: dict[tuple[object, ...], Markup] = {}


def kept(macro: Macro, *args: str | bool) -> Markup:
    """What a macro draws of plain values only, drawn once: a list of a hundred rows shows a handful of tags and lamps.

    Macros used this way have names of their own in the house, and draw nothing but their arguments. In a long list it
    is called as a filter of the macro, which costs the page less than a function does.
    """
    key = (_language.get() or get_language(), macro.name, *args)
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        found = _kept[key] = Markup(macro(*args))  # noqa: S704  # a macro escapes its arguments itself
    return found


_said: dict[tuple[str | None, str], Markup] = {}


def say(message: str, **variables: object) -> Markup:
    """`_()` of templates: a text in the reader's language, with `%(name)s` filled in and escaped.

    As Jinja's own, but looks a text up once: a page has a hundred of them, and most take no variables.
    """
    key = (_language.get() or get_language(), message)
    text = _said.get(key)
    if text is None:
        if len(_said) >= _MOST_KEPT:
            _said.clear()
        text = _said[key] = Markup(gettext(message))  # noqa: S704  # texts of our own templates
    return text % variables if "%" in text else text


def unread_messages(request: HttpRequest | None) -> list[Mapping[str, str]]:
    """Django's messages as banners; error becomes danger, debug becomes info."""
    if request is None or not hasattr(request, "_messages"):
        return []
    kinds = {"error": "danger", "debug": "info"}
    return [
        {"text": str(message), "kind": kinds.get(message.level_tag, message.level_tag) or "info"}
        for message in get_messages(request)
    ]


def pairs(rows: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, Any]]:
    """A mapping or a sequence of pairs, as pairs."""
    return list(rows.items()) if isinstance(rows, Mapping) else [(row[0], row[1]) for row in rows]


def environment(**options: Any) -> Environment:
    """Factory named in the settings' template backend."""
    options["undefined"] = StrictUndefined
    options["autoescape"] = True
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    options["extensions"] = [*options.get("extensions", ()), "jinja2.ext.i18n"]
    env = Environment(**options)  # noqa: S701 - autoescape is set to True three lines above
    env.template_class = Page
    env.code_generator_class, env.shown = writing.Writer, writing.shown  # type: ignore[attr-defined]  # for what it writes
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # added by the i18n extension
    env.filters.update(FILTERS)
    env.filters["kept"] = kept
    env.globals["_"] = say
    env.globals.update(
        url=url, static=static, query=query, get=get, kept=kept, pairs=pairs, bare_frame=Frame,
        unread_messages=unread_messages,
        now=clock.now, today=clock.today, schema_rows=schema.rows, icon=icons.icon, breadcrumbs=markup.breadcrumbs,
    )  # fmt: skip
    return env
