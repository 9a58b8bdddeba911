"""The shape of a bundle as a form: what a lead department decides, a row for each decision and some empty ones."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tongban.bundles.policies import Composition
from tongban.bundles.services import Choice, Edge, Member, Same, Shape
from tongban.bundles.states import Act, Occasion
from tongban.furniture.asking import chosen, posted
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.errors import InvalidInput
from tongban.kernel.standards.text import row_number

EMPTY_EDGES, EMPTY_CHOICES = 2, 1
_MOST_ROWS = 200
UNITS = [(unit.value, unit.label) for unit in (LimitUnit.WORKING_DAY, LimitUnit.NATURAL_DAY, LimitUnit.MONTH)]


def shown(composed: Composition) -> dict[str, object]:
    """What the form needs beside the shape itself."""
    shape = composed.shape
    members = [(key, composed.name(key)) for key in shape.keys]
    groups = [(choice.key, _("可选：%(prompt)s") % {"prompt": choice.prompt}) for choice in shape.choices]
    return {
        "edges": [*shape.edges, *[Edge("", "")] * EMPTY_EDGES],
        "choices": [*shape.choices, *[Choice("", "", ())] * EMPTY_CHOICES],
        "sames": list(enumerate(same_lines(composed))),
        "declared": [str(number) for number in range(len(shape.sames))],
        "nodes": [*members, *groups],
        "member_names": members,
        "act_choices": Act.choices,
        "occasions": Occasion.choices,
        "units": UNITS,
    }


def same_lines(composed: Composition) -> list[tuple[tuple[str, str], ...]]:
    """Lines that are declared to be one paper, then those that only look like it."""
    alike = [one.lines for one in composed.alike if one.why != "title"]
    return [*(same.lines for same in composed.shape.sames), *alike]


def sent(request: HttpRequest, composed: Composition) -> Shape:
    """The shape that was sent. What names a member that has gone, goes with it.

    Raises `InvalidInput`, `kernel.deadline.BadLimit` for numbers that are none.
    """
    members = tuple(_members(request, composed.shape))
    if not members:
        raise InvalidInput(errors={"keep": _("至少要留一个事项。")})
    kept = {member.key for member in members}
    choices = tuple(_choices(request, kept))
    nodes = kept | {choice.key for choice in choices}
    lines = same_lines(composed)
    numbers = [row_number(text) for text in request.POST.getlist("same")]
    declared = [lines[number] for number in numbers if number is not None and number < len(lines)]
    left = [tuple(line for line in same if line[0] in kept) for same in declared]
    return dataclasses.replace(
        composed.shape,
        members=members,
        edges=tuple(edge for edge in _edges(request) if {edge.node, edge.after} <= nodes),
        choices=choices,
        sames=tuple(Same(same) for same in left if len(same) > 1),
        promised=_limit(request, "promised"),
        conditions=posted(request, "conditions"),
        places=tuple(_lines(request, "places")),
        hours=posted(request, "hours"),
        phones=tuple(_lines(request, "phones")),
    )


def _members(request: HttpRequest, shape: Shape) -> Iterator[Member]:
    kept = set(request.POST.getlist("keep"))
    for member in shape.members:
        if member.key in kept:
            yield dataclasses.replace(member, act=posted(request, f"act-{member.key}") or member.act)
    used, number = set(shape.keys), 0
    for code in dict.fromkeys(posted(request, "add").split()):
        while f"item_{number}" in used or not number:
            number += 1
        used.add(f"item_{number}")
        yield Member(f"item_{number}", code)


def _edges(request: HttpRequest) -> Iterator[Edge]:
    for row in _rows(request, "edge", "node"):
        after = posted(request, f"{row}-after")
        if after:
            upon = posted(request, f"{row}-upon") or Occasion.GRANTED.value
            yield Edge(
                posted(request, f"{row}-node"),
                after,
                upon,
                _limit(request, f"{row}-delay"),
                posted(request, f"{row}-basis"),
            )


def _choices(request: HttpRequest, kept: set[str]) -> Iterator[Choice]:
    used: set[str] = set()
    for place, row in enumerate(_rows(request, "choice", "prompt"), 1):
        members = tuple(key for key in dict.fromkeys(request.POST.getlist(f"{row}-members")) if key in kept)
        key = posted(request, f"{row}-key") or f"choice_{place}"
        while key in used | kept:
            key += "_"
        used.add(key)
        if members:
            least, most = _count(request, f"{row}-least", 0), _count(request, f"{row}-most", len(members))
            yield Choice(key, posted(request, f"{row}-prompt"), members, least, most)


def _rows(request: HttpRequest, name: str, needed: str) -> list[str]:
    """The rows of a kind in which what is needed was filled in."""
    return [row for row in (f"{name}-{number}" for number in range(_MOST_ROWS)) if posted(request, f"{row}-{needed}")]


def _count(request: HttpRequest, name: str, otherwise: int) -> int:
    return chosen(request, name, _("请填写整数。")) if posted(request, name) else otherwise


def _limit(request: HttpRequest, name: str) -> Limit | None:
    if not posted(request, name):
        return None
    unit = posted(request, f"{name}-unit") or LimitUnit.WORKING_DAY.value
    if unit not in dict(UNITS):
        raise InvalidInput(errors={name: _("请选择时限的单位。")})
    return Limit(_count(request, name, 0), LimitUnit(unit))


def _lines(request: HttpRequest, name: str) -> list[str]:
    return [line for line in map(str.strip, posted(request, name).splitlines()) if line]
