"""How many cases an item had in a period, and how many working days they really took from acceptance to decision.

A case is bound to one version of its guide, so counting by version tells cases before a change from cases after it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from tongban.cases.models import Case
from tongban.cases.permissions import VIEW, visible_to
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import LimitUnit, used
from tongban.reference import selectors as reference


@dataclass(frozen=True, slots=True)
class Handling:
    """Cases received in a period; those decided in it by the whole working days they took (0: on the same day)."""

    received: int = 0
    days: Mapping[int, int] = field(default_factory=dict)

    @property
    def decided(self) -> int:
        """How many were decided."""
        return sum(self.days.values())

    @property
    def median(self) -> float | None:
        """The median of the working days; None where nothing was decided."""
        if not self.decided:
            return None
        middle = ((self.decided - 1) // 2, self.decided // 2)
        return sum(self._at(place) for place in middle) / 2

    @property
    def longest(self) -> int | None:
        """The slowest case in working days; None where nothing was decided."""
        return max(self.days, default=None)

    def _at(self, place: int) -> int:
        """The days of the case at this place (from 0) when all stand in order."""
        passed = 0
        for days in sorted(self.days):
            passed += self.days[days]
            if place < passed:
                return days
        raise IndexError(place)


def together(parts: Iterable[Handling]) -> Handling:
    """Several counts as one: of the versions of an item, of the items of a department."""
    received, days = 0, Counter[int]()
    for part in parts:
        received += part.received
        days.update(part.days)
    return Handling(received, dict(days))


def handling_of_versions(
    *, since: dt.date, until: dt.date, item_ids: Collection[int] | None = None, viewer: Actor
) -> dict[tuple[int, int], Handling]:
    """By item and version: cases received, and days of those decided, from `since` to `until` (days in China, both
    inclusive), within the viewer's scope. Deemed acceptance counts as acceptance. Raises `PermissionDenied`.
    """
    viewer.require(VIEW)
    received = _between("received_at", visible_to(viewer), since, until, item_ids)
    counts = {
        (item, version): number
        for item, version, number in received.values_list("version__item_id", "version_id").annotate(Count("id"))
    }
    days = _days(_between("decided_at", visible_to(viewer), since, until, item_ids).filter(accepted_at__isnull=False))
    return {key: Handling(counts.get(key, 0), dict(days.get(key, {}))) for key in sorted({*counts, *days})}


def case_volumes(
    *, since: dt.date, until: dt.date, item_ids: Collection[int] | None = None, viewer: Actor
) -> dict[int, int]:
    """Cases received by item, as `handling` counts them, in one question. Raises `PermissionDenied`."""
    viewer.require(VIEW)
    rows = _between("received_at", visible_to(viewer), since, until, item_ids)
    return dict(rows.values_list("version__item_id").annotate(Count("id")))


def handling(
    *, since: dt.date, until: dt.date, item_ids: Collection[int] | None = None, viewer: Actor
) -> dict[int, Handling]:
    """As `handling_of_versions`, the versions of an item taken together. Raises `PermissionDenied`."""
    parts: dict[int, list[Handling]] = defaultdict(list)
    found = handling_of_versions(since=since, until=until, item_ids=item_ids, viewer=viewer)
    for (item, _), one in found.items():
        parts[item].append(one)
    return {item: together(each) for item, each in parts.items()}


def _between(
    column: str, rows: QuerySet[Case], since: dt.date, until: dt.date, item_ids: Collection[int] | None
) -> QuerySet[Case]:
    if item_ids is not None:
        rows = rows.filter(version__item_id__in=list(item_ids))
    end = clock.at(until + dt.timedelta(days=1))
    return rows.filter(**{f"{column}__gte": clock.at(since), f"{column}__lt": end}).order_by()


def _days(rows: QuerySet[Case]) -> dict[tuple[int, int], Counter[int]]:
    """The database counts by pairs of days, of which there are few; the calendar is asked once for each pair."""
    pairs = (
        rows.annotate(
            accepted_on=TruncDate("accepted_at", tzinfo=clock.CHINA),
            decided_on=TruncDate("decided_at", tzinfo=clock.CHINA),
        )
        .values_list("version__item_id", "version_id", "accepted_on", "decided_on")
        .annotate(Count("id"))
    )
    calendar = reference.work_calendar()
    known: dict[tuple[dt.date, dt.date], int] = {}
    found: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    for item, version, accepted, decided, number in pairs:
        if (accepted, decided) not in known:
            known[accepted, decided] = int(used(accepted, decided, LimitUnit.WORKING_DAY, calendar))
        found[item, version][known[accepted, decided]] += number
    return found
