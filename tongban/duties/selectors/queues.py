"""The queues of a viewer's scope and how many duties show each lamp, at the same cost however many lie beneath.

Each part of the scope is one range of an index in which the duties stand in order, so a page is merged from the heads
of these ranges and counting stops at `MOST_COUNTED`. Written by hand because the ORM knows no LATERAL.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F
from django.db.models.expressions import RawSQL

from tongban.duties.models import Duty
from tongban.duties.selectors.views import DutyView, Present, with_pauses
from tongban.duties.states import Lamp
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput
from tongban.ledger.facts import ObjectRef
from tongban.reference import selectors as reference

MOST_COUNTED = 1000
VIEW = "duties.view"
_ORDER = {"open": "due_at", "paused": "starts_at", "discharged": "ended_at", "cancelled": "ended_at"}

Condition = tuple[str, list[Any]]
"""A piece of SQL and its values. Every piece stands in this file; what people typed comes as values only."""


@dataclass(frozen=True, slots=True)
class DutyPage:
    """One page of a queue; `next_cursor` is empty on the last."""

    rows: tuple[DutyView, ...]
    next_cursor: str


def duties(
    *,
    viewer: Actor,
    department_ids: Collection[int] | None = None,
    state: str = "open",
    subject: ObjectRef | None = None,
    kinds: Collection[str] | None = None,
    lamp: str = "",
    cursor: str = "",
    size: int = 50,
) -> DutyPage:
    """A queue, most urgent first: open duties by their end, paused ones by their start, ended ones newest first.

    The scope: duties of the viewer's departments, and of their regions what no department owes. `lamp` narrows open
    duties to red, yellow or green ones. `size` is at most 200. Raises `PermissionDenied` without `duties.view` and
    `InvalidInput` for an unknown state or lamp or a cursor of another queue.
    """
    order = _ORDER.get(state)
    if order is None:
        raise InvalidInput(errors={"state": f"没有“{state}”这种状态。"})
    newest_first = order == "ended_at"
    narrowed: list[Condition] = []
    if subject is not None:
        narrowed.append(("subject_type = %s AND subject_id = %s", [subject.type, subject.id]))
    if kinds is not None:
        narrowed.append(("kind = ANY(%s)", [list(kinds)]))
    if cursor:
        narrowed.append((f"({order}, id) {'<' if newest_first else '>'} (%s, %s)", list(_read_cursor(cursor))))
    ranges = _lamp_ranges(lamp, clock.now()) if lamp else [("state = %s", [state])]
    size = max(1, min(size, 200))
    first_ids = heads(scopes(viewer, department_ids), ranges, narrowed, order, size + 1)
    if first_ids is None:
        return DutyPage((), "")
    rows = Duty.objects.filter(pk__in=RawSQL(*first_ids))  # noqa: S611  # see `Condition`
    first = F(order).desc() if newest_first else F(order).asc()
    found = list(with_pauses(rows).order_by(first, "-id" if newest_first else "id")[: size + 1])
    more = len(found) > size
    next_cursor = _cursor(getattr(found[size - 1], order), found[size - 1].pk) if more else ""
    return DutyPage(Present.views(found[:size]), next_cursor)


def lamp_counts(*, viewer: Actor, department_ids: Collection[int] | None = None) -> dict[str, int]:
    """How many running duties show each lamp, counted up to `MOST_COUNTED` (one query)."""
    now, reach = clock.now(), scopes(viewer, department_ids)
    lamps = {str(lamp): _lamp_ranges(lamp, now) for lamp in (Lamp.RED, Lamp.YELLOW, Lamp.GREEN)}
    wanted = {name: (ranges, "due_at") for name, ranges in lamps.items()}
    wanted["grey"] = ([("state = 'paused'", [])], "starts_at")
    parts, values = [], list[Any]()
    for ranges, order in wanted.values():
        counted = heads(reach, ranges, [], order, MOST_COUNTED)
        if counted is None:
            return dict.fromkeys(wanted, 0)
        parts.append(f"(SELECT count(*) FROM ({counted[0]}) counted)")  # noqa: S608  # see `Condition`
        values += counted[1]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return dict(zip(wanted, cursor.fetchone(), strict=True))


# --- scope, lamps, heads ------------------------------------------------------------------------
def scopes(viewer: Actor, department_ids: Collection[int] | None) -> list[tuple[str, Condition]]:
    """What the ranges are joined to and how they are narrowed. Raises `PermissionDenied` without `duties.view`."""
    viewer.require(VIEW)
    whole = viewer.is_system or viewer.everywhere
    if whole and department_ids is None:
        return [("", ("true", []))]
    wanted = set(department_ids) if department_ids is not None else set(viewer.department_ids)
    departments = sorted(wanted if whole else wanted & viewer.department_ids)
    found: list[tuple[str, Condition]] = []
    if departments:
        listed = ", ".join(f"({int(each)})" for each in departments)
        found.append((f"(VALUES {listed}) AS scope (at) CROSS JOIN LATERAL", ("department_id = scope.at", [])))
    if viewer.region_codes and not whole and department_ids is None:
        regions = sorted(reference.covered_codes(viewer.region_codes))
        found.append(("", ("department_id IS NULL AND region_code = ANY(%s)", [regions])))
    return found


def _lamp_ranges(lamp: str, now: dt.datetime) -> list[Condition]:
    """Open duties of a lamp, by their derived columns. Raises `InvalidInput` for another word.

    Yellow ones would have to be looked for among all that are not due yet: they may be none of a million. So they are
    taken from those that the sweep has marked and, exactly, from those it has yet to look at.
    """
    if lamp == Lamp.RED:
        return [("state = 'open' AND due_at < %s", [now])]
    if lamp == Lamp.YELLOW:
        yellow = "state = 'open' AND due_at >= %s AND warn_at <= %s"
        return [
            (f"{yellow} AND (warned_at IS NOT NULL OR overdue_at IS NOT NULL)", [now, now]),
            (f"{yellow} AND warned_at IS NULL AND overdue_at IS NULL AND look_at <= %s", [now, now, now]),
        ]
    if lamp == Lamp.GREEN:
        return [("state = 'open' AND due_at >= %s AND warn_at > %s", [now, now])]
    raise InvalidInput(errors={"lamp": "灯色只能是 red、yellow 或 green。"})


def heads(
    reaches: list[tuple[str, Condition]], ranges: list[Condition], narrowed: list[Condition], column: str, most: int
) -> tuple[str, list[Any]] | None:
    """The ids of the first `most` of all ranges in the order of a column; None where the scope is empty."""
    order = "ended_at DESC, id DESC" if column == "ended_at" else f"{column}, id"
    parts, values = [], list[Any]()
    for scope, reach in reaches:
        for piece in ranges:
            pieces = [reach, piece, *narrowed]
            where = " AND ".join(sql for sql, _ in pieces)
            head = f"SELECT id, {column} FROM duties_duty WHERE {where} ORDER BY {order} LIMIT %s"  # noqa: S608
            parts.append(f"SELECT h.id, h.{column} FROM {scope} ({head}) h")  # noqa: S608  # see `Condition`
            values += [*(value for _, given in pieces for value in given), most]
    if not parts:
        return None
    union = " UNION ALL ".join(parts)
    return f"SELECT id FROM ({union}) heads ORDER BY {order} LIMIT %s", [*values, most]  # noqa: S608  # as above


# --- cursors ------------------------------------------------------------------------------------
def _cursor(moment: dt.datetime, last_id: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([moment.isoformat(), last_id]).encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[dt.datetime, int]:
    try:
        moment, last_id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        parsed = dt.datetime.fromisoformat(moment)
        if parsed.tzinfo is None:
            raise ValueError
        return parsed, int(last_id)
    except (ValueError, TypeError) as error:
        raise InvalidInput(errors={"cursor": "翻页标记不对，请从第一页重新看。"}) from error
