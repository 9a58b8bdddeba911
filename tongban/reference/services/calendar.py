"""The city's calendar: yearly holiday notices that the package does not carry yet, and the city's own days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.reference.errors import BadCalendar
from tongban.reference.facts import CALENDAR_CHANGED
from tongban.reference.models import CalendarDay, CalendarEdition


def announce_year(
    *, year: int, document_no: str, holidays: Mapping[dt.date, str], working: Iterable[dt.date], actor: Actor
) -> int:
    """Take a year's holiday notice (放假安排): its days off by name, the weekends that work.

    From now on no day of that year is provisional but the last ones of December, which the next year's notice may name,
    and open duties are computed anew. Returns the number of the new
    calendar edition. Needs `reference.manage`. Raises `BadCalendar` without a document number, for days of other
    years than this and its neighbours, or a day that is both.
    """
    extra = dict.fromkeys(working, (True, "调休上班"))
    if both := extra.keys() & holidays.keys():
        raise BadCalendar(reason=f"{min(both)} 既放假又上班。")
    days = {**{day: (False, name) for day, name in holidays.items()}, **extra}
    if not holidays or any(abs(day.year - year) > 1 for day in days):
        raise BadCalendar(reason=f"日期不在 {year} 年前后，或者没有放假日期。")
    return _change(days, document_no, year, actor)


def set_calendar_days(*, days: Mapping[dt.date, tuple[bool, str]], document_no: str, actor: Actor) -> int:
    """Set single days of the city, each with whether it works and why (e.g. offices closed for a flood).

    Returns the number of the new calendar edition. Needs `reference.manage`. Raises `BadCalendar` without a document
    number, a day or a reason.
    """
    if not days or not all(name for _, name in days.values()):
        raise BadCalendar(reason="没有日期，或者没有写明事由。")
    return _change(days, document_no, None, actor)


def _change(days: Mapping[dt.date, tuple[bool, str]], document_no: str, year: int | None, actor: Actor) -> int:
    actor.require("reference.manage")
    if not document_no.strip():
        raise BadCalendar(reason="没有文号。")
    with transaction.atomic():
        edition = CalendarEdition.objects.create(document_no=document_no.strip(), recorded_at=clock.now(), year=year)
        CalendarDay.objects.bulk_create(
            [CalendarDay(day=day, works=works, name=name, edition=edition) for day, (works, name) in days.items()],
            update_conflicts=True,
            unique_fields=["day"],
            update_fields=["works", "name", "edition"],
        )
        ledger.record(
            CALENDAR_CHANGED,
            actor=actor,
            objects=[ObjectRef("calendar", str(year or "city"))],
            data={
                "edition": edition.pk,
                "document_no": edition.document_no,
                "from": min(days).isoformat(),
                "until": max(days).isoformat(),
                "year": year,
            },
        )
    return edition.pk
