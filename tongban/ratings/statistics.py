"""Satisfaction as numbers: every rate with numerator and denominator, defaults kept apart. Public by law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Q, QuerySet

from tongban.ratings.models import Rating, RatingInvitation, Rectification
from tongban.ratings.states import BAD, GOOD, SCORES, Finding, Level, RectificationState
from tongban.reference import selectors as reference


@dataclass(frozen=True, slots=True)
class Rate:
    """A share as it is published. `value` is a percentage rounded as the rule pack says; None where nothing is below
    the line, because 0 of 0 is neither 0 nor 100 per cent."""

    numerator: int
    denominator: int
    places: int = 2

    @property
    def value(self) -> Decimal | None:
        """The percentage."""
        if not self.denominator:
            return None
        exact = Decimal(100 * self.numerator) / Decimal(self.denominator)
        return exact.quantize(Decimal(1).scaleb(-self.places), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Ratings of invitations sent in a period.

    `active_rate` = given by people / all ratings with defaults; `participation` = given by people / all invited (the
    honest denominator); `good_rate` = levels 5, 4, 3 among ratings given; `good_rate_all` the same with defaults;
    `bad_rate` = levels 2, 1 among ratings given, mistaken and malicious ones left out on both sides;
    `rectified_rate` = rectified / bad ones found true; `contact_rate` = contacted / bad ones with a name.
    `score` is the mean of ratings given on the ten-point scale.
    """

    invited: int
    given: int
    defaults: int
    by_level: dict[int, int] = field(hash=False)
    active_rate: Rate
    participation: Rate
    good_rate: Rate
    good_rate_all: Rate
    bad_rate: Rate
    contact_rate: Rate
    rectified_rate: Rate
    score: Decimal | None


def satisfaction(
    *,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    department_ids: Iterable[int] | None = None,
    region_codes: Iterable[str] | None = None,
    stage: str = "",
) -> Satisfaction:
    """Satisfaction of invitations sent from `since` (included) to `until` (not included); without bounds of all.

    Four queries whatever the number of rows.
    """
    asked = Q()
    if since is not None:
        asked &= Q(invited_at__gte=since)
    if until is not None:
        asked &= Q(invited_at__lt=until)
    if department_ids is not None:
        asked &= Q(department_id__in=list(department_ids))
    if region_codes is not None:
        asked &= Q(region_code__in=list(region_codes))
    if stage:
        asked &= Q(stage=stage)
    chosen = RatingInvitation.objects.filter(asked)
    rows = Rating.objects.filter(invitation__in=chosen)
    counted = rows.order_by().values("level", "is_default").annotate(number=Count("id"))
    by_level, defaults, default_good = dict.fromkeys((5, 4, 3, 2, 1), 0), 0, 0
    for entry in counted:
        if entry["is_default"]:
            defaults += entry["number"]
            default_good += entry["number"] if entry["level"] in GOOD else 0
        else:
            by_level[entry["level"]] += entry["number"]
    bad = _bad(chosen)
    given = sum(by_level.values())
    good = sum(by_level[level] for level in GOOD)
    standing_bad = sum(by_level[level] for level in BAD) - bad["dismissed"]
    invited = chosen.count()
    places = reference.parameter("rate_rounding").number
    points = sum(SCORES[level] * number for level, number in by_level.items())
    return Satisfaction(
        invited=invited,
        given=given,
        defaults=defaults,
        by_level=by_level,
        active_rate=Rate(given, given + defaults, places),
        participation=Rate(given, invited, places),
        good_rate=Rate(good, given, places),
        good_rate_all=Rate(good + default_good, given + defaults, places),
        bad_rate=Rate(standing_bad, given - bad["dismissed"], places),
        contact_rate=Rate(bad["named_contacted"], bad["named"], places),
        rectified_rate=Rate(bad["rectified"], bad["confirmed"], places),
        score=(Decimal(points) / given).quantize(Decimal("0.01"), ROUND_HALF_UP) if given else None,
    )


def _bad(chosen: QuerySet[RatingInvitation]) -> dict[str, int]:
    named = Q(rating__anonymous=False)
    contacted = ~Q(state=RectificationState.TO_CONTACT)
    done = Q(state__in=[RectificationState.RECTIFIED, RectificationState.CLOSED])
    found = Rectification.objects.filter(rating__invitation__in=chosen).aggregate(
        dismissed=Count("id", filter=Q(state=RectificationState.DISMISSED)),
        confirmed=Count("id", filter=Q(finding=Finding.VALID)),
        rectified=Count("id", filter=done),
        named=Count("id", filter=named),
        named_contacted=Count("id", filter=named & contacted),
    )
    return {name: int(number) for name, number in found.items()}


@dataclass(frozen=True, slots=True)
class DepartmentSatisfaction:
    """One line of the comparison between departments."""

    department_id: int
    invited: int
    given: int
    participation: Rate
    good_rate: Rate


def by_department(
    *, since: dt.datetime | None = None, until: dt.datetime | None = None
) -> list[DepartmentSatisfaction]:
    """Every department with invitations in the period, one query; the order is by id: no ranking is published."""
    rows = RatingInvitation.objects.all()
    if since is not None:
        rows = rows.filter(invited_at__gte=since)
    if until is not None:
        rows = rows.filter(invited_at__lt=until)
    real = Q(rating__is_default=False)
    counted = (
        rows.order_by("department_id")
        .values("department_id")
        .annotate(
            invited=Count("id"),
            given=Count("rating", filter=real),
            good=Count("rating", filter=real & Q(rating__level__gte=Level.FAIRLY_SATISFIED)),
        )
    )
    places = reference.parameter("rate_rounding").number
    return [
        DepartmentSatisfaction(
            department_id=entry["department_id"],
            invited=entry["invited"],
            given=entry["given"],
            participation=Rate(entry["given"], entry["invited"], places),
            good_rate=Rate(entry["good"], entry["given"], places),
        )
        for entry in counted
    ]
