"""Fields of a guide as they are typed: shown from a content, read back with a sentence for whatever is wrong.

Everything is kept as typed (`Form.values`), so that an error loses nothing; a limit is two inputs of one name.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tongban.catalogue.services import FeeView, ResultView, VersionContent
from tongban.kernel.deadline import BadLimit, Limit, LimitUnit

Text = str | Promise
MOST_ROWS = 60
"""Rows of one form: more would not pass the limit of fields that a request may have; longer lists go by spreadsheet."""
_MOST_LINES, _LONGEST_LINE = 200, 500


@dataclass(frozen=True, slots=True)
class Field:
    """One input. `name`: the attribute of the content or row, dotted inside a part; `most`: letters, or the number.

    `kind`: text area lines number limit choice rank (a choice of numbers) many yes_no flag hidden. `more`: in a row,
    shown on demand.
    """

    name: str
    label: Text
    kind: str = "text"
    hint: Text = ""
    choices: tuple[tuple[str, Text], ...] = ()
    most: int = 500
    width: str = "long"
    more: bool = False
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """A list inside the content, one row of inputs each; `make` builds a part from the fields."""

    name: str
    label: Text
    make: Callable[..., Any]
    fields: tuple[Field, ...]
    fresh: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the guide that is written and saved together."""

    code: str
    label: Text
    fields: tuple[Field, ...] = ()
    rows: Rows | None = None
    hint: Text = ""


class Unreadable(ValueError):
    """What was typed fits no value; the text is the sentence for the person."""


def _text(typed: Sequence[str], one: Field) -> str:
    text = (typed[0] if typed else "").replace("\x00", "").replace("\r\n", "\n").strip()
    if one.kind != "area":
        text = " ".join(line.strip() for line in text.splitlines())
    if len(text) > one.most:
        raise Unreadable(_("%(label)s最多%(most)s个字，现在有%(now)s个。") % _words(one, now=len(text)))
    return text


def _words(one: Field, **more: object) -> dict[str, object]:
    return {"label": one.label, "most": one.most, **more}


def _lines(typed: Sequence[str], one: Field) -> tuple[str, ...]:
    lines = (typed[0] if typed else "").replace("\x00", "").splitlines()
    found = tuple(line.strip() for line in lines if line.strip())
    if len(found) > _MOST_LINES or any(len(line) > _LONGEST_LINE for line in found):
        raise Unreadable(_("%(label)s每行最多500个字，最多200行。") % _words(one))
    return found


def _digits(text: str, one: Field) -> int | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    if not (plain.isascii() and plain.isdecimal() and len(plain) < 10 and int(plain) <= one.most):
        raise Unreadable(_("%(label)s应是0到%(most)s的整数。") % _words(one))
    return int(plain)


def _number(typed: Sequence[str], one: Field) -> int | None:
    return _digits(typed[0] if typed else "", one)


def _limit(typed: Sequence[str], one: Field) -> Limit | None:
    number = _digits(typed[0] if typed else "", one)
    unit = typed[1] if len(typed) > 1 else ""
    if number is None and not unit:
        return None
    if number is None or unit not in set(LimitUnit):
        raise Unreadable(_("%(label)s要同时写数字和单位；没有的都不填，当场办结的数字写0。") % _words(one))
    try:
        return Limit(number, LimitUnit(unit))
    except BadLimit as error:
        raise Unreadable(error.sentence + error.advice) from error


def _choice(typed: Sequence[str], one: Field) -> str:
    value = typed[0] if typed else ""
    if value and value not in dict(one.choices):
        raise Unreadable(_("%(label)s请从给出的选项里选。") % _words(one))
    return value


def _rank(typed: Sequence[str], one: Field) -> int | None:
    value = _choice(typed, one)
    return int(value) if value else None


def _many(typed: Sequence[str], one: Field) -> tuple[str, ...]:
    if set(typed) - set(dict(one.choices)):
        raise Unreadable(_("%(label)s请从给出的选项里选。") % _words(one))
    return tuple(code for code, _label in one.choices if code in typed)


def _yes_no(typed: Sequence[str], one: Field) -> bool | None:
    return {"": None, "yes": True, "no": False}.get(_choice(typed, one))


#: How each kind is shown and read, and what it is where nothing could be read.
_SHOW: dict[str, Callable[[Any], list[str]]] = {
    "lines": lambda value: ["\n".join(value)],
    "number": lambda value: ["" if value is None else str(value)],
    "limit": lambda value: ["", ""] if value is None else [str(value.number), value.unit.value],
    "rank": lambda value: ["" if value is None else str(value)],
    "many": list,
    "yes_no": lambda value: [{None: "", True: "yes", False: "no"}[value]],
    "flag": lambda value: ["yes"] if value else [],
}
_READ: dict[str, Callable[[Sequence[str], Field], Any]] = {
    "lines": _lines,
    "number": _number,
    "limit": _limit,
    "choice": _choice,
    "rank": _rank,
    "many": _many,
    "yes_no": _yes_no,
    "flag": lambda typed, _one: bool(typed),
}
_NOTHING: dict[str, Any] = {
    "lines": (),
    "many": (),
    "number": None,
    "rank": None,
    "limit": None,
    "yes_no": None,
    "flag": False,
}


def _show(one: Field, value: Any) -> list[str]:
    return _SHOW[one.kind](value) if one.kind in _SHOW else [str(value)]


def value_of(holder: object, name: str) -> Any:
    """The value under a dotted name; None where the part that would hold it is not there."""
    for step in name.split("."):
        if isinstance(holder, Mapping):
            holder = holder.get(step)
        else:
            holder = getattr(holder, step) if holder is not None else None
    return holder


def _shown(one: Field, holder: object) -> list[str]:
    value = value_of(holder, one.name)
    return _show(one, _NOTHING.get(one.kind, "") if value is None else value)


@dataclass(slots=True)
class Form:
    """A section as typed: `values` by name of the input, `count` rows, `errors` by name of the input.

    `kept`: of each row that was not left empty, its place among the rows as typed.
    """

    section: Section
    values: dict[str, list[str]]
    count: int = 0
    errors: dict[str, str] = field(default_factory=dict)
    kept: list[int] = field(default_factory=list)

    @classmethod
    def of_content(cls, section: Section, content: VersionContent) -> Form:
        """As the content stands."""
        values = {one.name: _shown(one, content) for one in section.fields}
        if section.rows is None:
            return cls(section, values)
        parts = value_of(content, section.rows.name)
        for number, part in enumerate(parts):
            for one in section.rows.fields:
                values[_input(section.rows, number, one)] = _shown(one, part)
        return cls(section, values, len(parts), kept=list(range(len(parts))))

    @classmethod
    def of_post(cls, section: Section, post: QueryDict) -> Form:
        """As it was sent."""
        values = {one.name: post.getlist(one.name) for one in section.fields}
        if section.rows is None:
            return cls(section, values)
        said = post.get(f"{section.rows.name}-count", "0")
        count = min(int(said), MOST_ROWS) if said.isascii() and said.isdecimal() and len(said) < 6 else 0
        for number in range(count):
            for one in section.rows.fields:
                name = _input(section.rows, number, one)
                values[name] = post.getlist(name)
        return cls(section, values, count)

    @property
    def too_long(self) -> bool:
        """Whether there are more rows than one request may carry."""
        return self.count > MOST_ROWS

    @property
    def full(self) -> bool:
        """Whether no row can be added."""
        return self.count >= MOST_ROWS

    def add_row(self) -> None:
        """One more row at the end, empty but for what is usual."""
        rows = self.section.rows
        if rows is None or self.full:
            return
        for one in rows.fields:
            self.values[_input(rows, self.count, one)] = [rows.fresh[one.name]] if one.name in rows.fresh else []
        self.count += 1

    def arrange(self, order: Sequence[int]) -> None:
        """Only these rows, in this order."""
        rows = self.section.rows
        if rows is None:
            return
        taken = [
            {one.name: self.values.pop(_input(rows, n, one), []) for one in rows.fields} for n in range(self.count)
        ]
        chosen = [taken[number] for number in order if number < len(taken)]
        for number, cells in enumerate(chosen):
            for one in rows.fields:
                self.values[_input(rows, number, one)] = cells[one.name]
        self.count = len(chosen)

    def read(self, content: VersionContent) -> VersionContent:
        """The content with this section as typed; what cannot be read is in `errors` and left empty."""
        self.errors.clear()
        values = {one.name: self._read(one, one.name) for one in self.section.fields}
        for one in self.section.fields:
            # The order in which a browser sends ticks says nothing: the same ticks are no change.
            if one.kind == "many" and set(values[one.name]) == set(value_of(content, one.name) or ()):
                values[one.name] = value_of(content, one.name) or ()
        rows = self.section.rows
        if rows is not None:
            self.kept = [number for number in range(self.count) if not self._blank(rows, number)]
            values[rows.name] = tuple(
                rows.make(order=place, **{one.name: self._read(one, _input(rows, number, one)) for one in rows.fields})
                for place, number in enumerate(self.kept, 1)
            )
        return self._with(content, values)

    def _read(self, one: Field, name: str) -> Any:
        try:
            value = _READ.get(one.kind, _text)(self.values.get(name, []), one)
        except Unreadable as error:
            self.errors[name] = str(error)
            value = _NOTHING.get(one.kind, "")
        if one.needed and value in ("", None):
            self.errors.setdefault(name, _("请填写%(label)s。") % _words(one))
            # What is checked while it is typed has to have some code here; it is never saved.
            return one.choices[0][0] if one.choices else value
        return value

    def _blank(self, rows: Rows, number: int) -> bool:
        """Nothing was written into the row: what is only chosen from a list does not count."""
        written = [one for one in rows.fields if one.kind in ("text", "area", "lines", "number", "limit")]
        return not any(text.strip() for one in written for text in self.values.get(_input(rows, number, one), []))

    def _with(self, content: VersionContent, values: dict[str, Any]) -> VersionContent:
        """The values in their places; the result, the fee and what is said besides are parts of their own."""
        result = {name.removeprefix("result."): values.pop(name) for name in list(values) if name.startswith("result.")}
        if result:
            values["result"] = ResultView(**result) if result["kind"] else None
            if not result["kind"] and any(value not in ("", None) for value in result.values()):
                self.errors.setdefault("result.kind", _("填写了结果的名称、证照或有效期，请选择结果类型。"))
        if "fee.charged" in values:
            values["fee"] = FeeView(charged=values.pop("fee.charged"), items=values.pop("fee.items"))
        more = {name.removeprefix("extra."): values.pop(name) for name in list(values) if name.startswith("extra.")}
        if more:
            # What is not stated is left out, so that a section saved as it stood changes nothing.
            stated = {name: list(one) if isinstance(one, tuple) else one for name, one in more.items() if one}
            values["extra"] = {**{name: one for name, one in content.extra.items() if name not in more}, **stated}
        return dataclasses.replace(content, **values)

    def cells(self, number: int, *, more: bool = False) -> Iterator[tuple[Field, str]]:
        """The inputs of a row: (field, name); those shown at once, or those shown on demand."""
        rows = self.section.rows
        for one in rows.fields if rows else ():
            if one.more == more and one.kind != "hidden":
                yield one, _input(rows, number, one)  # type: ignore[arg-type]  # fields come from rows

    def hidden(self, number: int) -> Iterator[tuple[str, str]]:
        """What a row carries unseen: (name, value)."""
        rows = self.section.rows
        for one in rows.fields if rows else ():
            if one.kind == "hidden":
                name = _input(rows, number, one)  # type: ignore[arg-type]  # as above
                yield name, (self.values.get(name) or [""])[0]

    def typed(self, name: str, place: int = 0) -> str:
        """What stands in an input; the second one of a limit is its unit."""
        found = self.values.get(name, [])
        return found[place] if place < len(found) else ""

    def pairs(self) -> list[tuple[str, str]]:
        """Everything typed, to be sent once more."""
        found = [(name, text) for name, texts in self.values.items() for text in texts]
        return found + ([(f"{self.section.rows.name}-count", str(self.count))] if self.section.rows else [])


def _input(rows: Rows, number: int, one: Field) -> str:
    return f"{rows.name}-{number}-{one.name}"
