"""The duties of one object, and of many objects the one that presses most: parts of every page about cases, so read
without the ORM."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from django.db.models import Min

from tongban.duties.models import Duty, DutyPause
from tongban.duties.selectors.views import DutyView, Present, Running
from tongban.duties.states import RUNNING
from tongban.kernel import statements
from tongban.ledger.facts import ObjectRef

# A duty that never moved has no pause, and nobody looks for one. Every name in the statement is our own.
_PAUSES = f"""CASE WHEN revision > 0 THEN ARRAY(
    SELECT jsonb_build_object('reason', p.reason, 'document_no', p.document_no, 'since', p.since, 'until', p.until)
    FROM {DutyPause._meta.db_table} p WHERE p.duty_id = d.id ORDER BY p.since, p.id) ELSE '{{}}' END"""  # noqa: S608
_COLUMNS = f"{', '.join(Running._fields[:-1])}, {_PAUSES} FROM {Duty._meta.db_table} d"
_OF = f"SELECT {_COLUMNS} WHERE subject_type = %s AND subject_id = %s ORDER BY starts_at, d.id"
_OF_EACH = f"SELECT {_COLUMNS} WHERE subject_type = %s AND subject_id = ANY(%s::text[]) ORDER BY starts_at, d.id"
_URGENT = f"""SELECT first.* FROM unnest(%s::text[]) AS subject (id) CROSS JOIN LATERAL (
    SELECT {_COLUMNS}
    WHERE subject_type = %s AND subject_id = subject.id AND state IN ({", ".join(map(repr, RUNNING))})
    ORDER BY due_at ASC NULLS LAST, starts_at, d.id LIMIT 1) first"""  # noqa: S608


def _running(row: statements.Row) -> Running:
    *columns, pauses = row
    return Running._make([*columns, [json.loads(pause) for pause in pauses]])


def most_urgent(subjects: Sequence[ObjectRef]) -> dict[str, DutyView]:
    """Of each object (all of one type) the running duty that ends first, by the object's id; for lists of objects.

    Suspended duties come after those whose end is known. Objects without a running duty are left out.
    """
    if not subjects:
        return {}
    rows = statements.ask(_URGENT, [[subject.id for subject in subjects], subjects[0].type])
    return {duty.subject.id: duty for duty in Present.views(map(_running, rows))}


def duties_of(subject: ObjectRef) -> tuple[DutyView, ...]:
    """Every duty of one object, oldest first, for the room that owns it and decides who may see it."""
    return Present.views(map(_running, statements.ask(_OF, [subject.type, subject.id])))


def duties_of_each(subjects: Sequence[ObjectRef]) -> dict[str, tuple[DutyView, ...]]:
    """Of each object (all of one type) every duty, oldest first, by the object's id; objects without one are left
    out."""
    if not subjects:
        return {}
    rows = statements.ask(_OF_EACH, [subjects[0].type, [subject.id for subject in subjects]])
    found: dict[str, list[DutyView]] = {}
    for duty in Present.views(map(_running, rows)):
        found.setdefault(duty.subject.id, []).append(duty)
    return {subject: tuple(theirs) for subject, theirs in found.items()}


def next_turn() -> dt.datetime | None:
    """When the next running duty turns yellow or red, in the whole city; None where none will. For replays of days."""
    found: dt.datetime | None = Duty.objects.filter(look_at__isnull=False).aggregate(first=Min("look_at"))["first"]
    return found
