"""The shape of a bundle: everything a lead department decides, and nothing that its items say already. Pure.

Three things make every pattern. A *member* is an item under a short key of the bundle's own. An *edge* says that a
member (or all of a choice group) waits for an occasion of another, and for some days more; no edge is parallel. A
*choice* says of how many of its members, at least and at most, the applicant makes use: 0–1 is optional, 1–1 one of N,
1–N any part. A gate behind something that was not chosen is open. Materials that are the same paper although nothing
in the guides proves it are declared in `sames`, by the name each guide gives them.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from tongban.bundles.states import Act, Occasion
from tongban.kernel.deadline import BadLimit, Limit, LimitUnit

_Part = TypeVar("_Part")
SCHEMA = 1
"""Number of the form in which a shape is kept; older ones are read for ever."""
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_MEMBERS = 60


@dataclass(frozen=True, slots=True)
class Member:
    """One item of the bundle. The version is the one in force when somebody applies (docs/decisions/0027)."""

    key: str
    item_code: str
    act: str = Act.HANDLE.value


@dataclass(frozen=True, slots=True)
class Edge:
    """`node` begins once `after` has come to the occasion `upon` and `delay` has passed. Both name members or choices.

    `basis`: why, in words for the applicant (the article, or what the certificate is needed for).
    """

    node: str
    after: str
    upon: str = Occasion.GRANTED.value
    delay: Limit | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Of these members between `least` and `most` are made use of; `prompt` is the question the applicant answers."""

    key: str
    prompt: str
    members: tuple[str, ...]
    least: int = 0
    most: int = 1


@dataclass(frozen=True, slots=True)
class Same:
    """Lines that the lead department declares to be one paper: (member, name of the material in its guide)."""

    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """What is frozen with a published version. `promised` is the lead's own promise for the whole, from acceptance."""

    members: tuple[Member, ...]
    edges: tuple[Edge, ...] = ()
    choices: tuple[Choice, ...] = ()
    sames: tuple[Same, ...] = ()
    promised: Limit | None = None
    conditions: str = ""
    places: tuple[str, ...] = ()
    hours: str = ""
    phones: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the members, in order."""
        return tuple(member.key for member in self.members)

    def nodes(self, name: str) -> tuple[str, ...]:
        """The members that a name stands for: itself, or all of a choice; none where nothing has that name."""
        if name in self.keys:
            return (name,)
        members = next((choice.members for choice in self.choices if choice.key == name), ())
        return tuple(key for key in members if key in self.keys)

    def choice_of(self, key: str) -> Choice | None:
        """The choice a member belongs to; None: always part of the bundle."""
        return next((choice for choice in self.choices if key in choice.members), None)

    def only(self, chosen: Iterable[str]) -> Shape:
        """The shape that is left when just these members are made use of: what is not asked for is not waited for."""
        kept = frozenset(chosen)
        choices = [_decided(choice, kept) for choice in self.choices]
        left = dataclasses.replace(
            self,
            members=tuple(member for member in self.members if member.key in kept),
            choices=tuple(choice for choice in choices if choice.members),
            sames=tuple(
                Same(tuple(line for line in same.lines if line[0] in kept))
                for same in self.sames
                if sum(line[0] in kept for line in same.lines) > 1
            ),
        )
        edges = tuple(edge for edge in self.edges if left.nodes(edge.node) and left.nodes(edge.after))
        return dataclasses.replace(left, edges=edges)


def _decided(choice: Choice, kept: frozenset[str]) -> Choice:
    members = tuple(key for key in choice.members if key in kept)
    return dataclasses.replace(choice, members=members, least=len(members), most=len(members))


def loose(item_codes: Sequence[str]) -> Shape:
    """Items side by side, as somebody throws them together to see what they share."""
    return Shape(tuple(Member(f"item_{number}", code) for number, code in enumerate(item_codes, 1)))


def as_json(shape: Shape) -> dict[str, Any]:
    """The shape as it is kept."""
    return {"schema": SCHEMA, **_plain(shape)}


def _plain(value: Any) -> Any:
    if isinstance(value, Limit):
        return [value.number, value.unit.value]
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return str(value) if isinstance(value, str) else value


def from_json(kept: Mapping[str, Any]) -> Shape:
    """The shape of what was kept, or typed. Raises `ValueError` for what is no shape, `BadLimit`."""
    try:
        if kept.get("schema", SCHEMA) != SCHEMA:
            raise ValueError(f"schema {kept['schema']}")
        return _made(
            Shape,
            members=tuple(_made(Member, **one) for one in kept["members"]),
            edges=tuple(_made(Edge, **{**one, "delay": _limit(one.get("delay"))}) for one in kept.get("edges", ())),
            choices=tuple(
                _made(Choice, **{**one, "members": _texts(one["members"])}) for one in kept.get("choices", ())
            ),
            sames=tuple(Same(tuple(_line(line) for line in one["lines"])) for one in kept.get("sames", ())),
            promised=_limit(kept.get("promised")),
            conditions=kept.get("conditions", ""),
            places=_texts(kept.get("places", [])),
            hours=kept.get("hours", ""),
            phones=_texts(kept.get("phones", [])),
        )
    except BadLimit:
        raise
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(str(error)) from error


def _made(kind: type[_Part], **values: Any) -> _Part:
    """A part whose texts are texts and whose numbers are whole; JSON promises neither."""
    found = kind(**values)
    for field in dataclasses.fields(kind):  # type: ignore[arg-type]  # each of them is a dataclass
        value = getattr(found, field.name)
        if field.type == "str":
            _text(value)
        elif field.type == "int" and type(value) is not int:
            raise ValueError(f"{field.name}: {value!r}")
    return found


def _text(value: Any) -> str:
    """A text that a database can keep."""
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError(f"not a text: {value!r}")
    value.encode()
    return value


def _texts(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list | tuple):
        raise ValueError(f"not a list: {values!r}")
    return tuple(map(_text, values))


def _line(kept: Any) -> tuple[str, str]:
    member, name = _texts(kept)
    return member, name


def _limit(kept: Any) -> Limit | None:
    if kept is None:
        return None
    number, unit = kept
    if type(number) is not int:
        raise ValueError(f"not a whole number: {number!r}")
    return Limit(number, LimitUnit(unit))


def digest(shape: Shape) -> str:
    """SHA-256 (hex) of a shape, the same on every machine."""
    text = json.dumps(as_json(shape), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
