"""What an improvement brought: recognised on the guide when it is published, measured on real cases."""

from __future__ import annotations

from django.db import transaction

from tongban.benchmarking import policies
from tongban.benchmarking.aims import AIMS, Value
from tongban.benchmarking.facts import GUIDE_CHANGED, MEASURED, TARGET_REACHED, improvement_ref
from tongban.benchmarking.models import Improvement
from tongban.benchmarking.selectors.improvements import ImprovementView, improvement_view
from tongban.benchmarking.selectors.volumes import YEAR
from tongban.benchmarking.services._rows import _record, locked
from tongban.benchmarking.states import IMPROVEMENT_DUTY, IMPROVEMENT_LIFECYCLE, RECTIFY_DUTY, RUNNING
from tongban.cases import selectors as cases
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import ItemVersionView, Listing
from tongban.duties import services as duties
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound


@transaction.atomic
def link_version(*, version_id: int, actor: Actor) -> tuple[ImprovementView, ...]:
    """Hold a published version against the running improvements of its item; those it concerns come back.

    Where the target is reached the owner's duty is discharged at the moment of publication; else the improvement goes
    on and shows how far the guide has come. A version linked before, or older than the last one, changes nothing.
    Raises `NotFound` (also for versions never published), `PermissionDenied`.
    """
    version = catalogue.version(version_id)
    if version.published_at is None:
        raise NotFound()
    (line,) = catalogue.listings_of_versions([version_id])
    rows = Improvement.objects.select_for_update(no_key=True).filter(item_id=line.item_id, state__in=RUNNING)
    # One version is compiled at a time, so a later version of an item has the higher id.
    newer = [row for row in rows.order_by("id") if version_id > (row.version_after_id or row.version_before_id)]
    return tuple(_link(row, line, version, actor) for row in newer)


def _link(row: Improvement, line: Listing, version: ItemVersionView, actor: Actor) -> ImprovementView:
    policies.check_may_work(actor, row)
    aim = AIMS[row.element]
    value = aim.value(line)
    reached = aim.reached(value, Value(row.target_number, row.target_unit))
    changes = {
        "version_after_id": version.id,
        "guide_number": value.number if value else None,
        "guide_unit": value.unit if value else "",
    }
    if reached:
        IMPROVEMENT_LIFECYCLE.advance(row, "link_version", guide_changed_at=version.published_at, **changes)
        at = version.published_at or clock.now()
        duties.discharge_duties(
            subject=improvement_ref(row.uid), kinds=[IMPROVEMENT_DUTY, RECTIFY_DUTY], at=at, actor=actor
        )
    else:
        IMPROVEMENT_LIFECYCLE.advance(row, "note_version", **changes)
    said = str(value) if value else "未写明"
    _record(TARGET_REACHED if reached else GUIDE_CHANGED, row, actor, number=version.number, value=said)
    return improvement_view(row)


@transaction.atomic
def measure_improvement(*, uid: str, actor: Actor) -> ImprovementView:
    """Compare the cases decided on the guide as it was with those decided on the guide that reached the target.

    Counted from a year before the target was set until today. A case belongs to the version it was begun with, so one
    that ran across the change counts as before; versions that said something else in between count on neither side.
    May be repeated as cases come in. Raises `PermissionDenied`, `NotFound`, `MoveNotAllowed`.
    """
    row = locked(uid)
    policies.check_may_manage(actor, row.department_id)
    found = cases.handling_of_versions(
        since=clock.local(row.set_at).date() - YEAR,
        until=clock.today(),
        item_ids=[row.item_id],
        viewer=Actor.system(),
    )
    aim, target = AIMS[row.element], Value(row.target_number, row.target_unit)
    said = {line.version_id: aim.value(line) for line in catalogue.listings_of_versions([key for _, key in found])}
    as_it_was = Value(row.before_number, row.before_unit)
    changed = row.version_after_id or 0
    before = cases.together(
        one for (_, key), one in found.items() if key <= row.version_before_id and said[key] == as_it_was
    )
    after = cases.together(one for (_, key), one in found.items() if key >= changed and aim.reached(said[key], target))
    IMPROVEMENT_LIFECYCLE.advance(
        row,
        "measure_improvement",
        measured_at=clock.now(),
        cases_before=before.decided,
        cases_after=after.decided,
        median_before=before.median,
        median_after=after.median,
    )
    # Facts hold no fractions: medians are halves at most, written as decimal text.
    medians = {"median_before": _decimal(before.median), "median_after": _decimal(after.median)}
    _record(MEASURED, row, actor, cases_before=before.decided, cases_after=after.decided, **medians)
    return improvement_view(row)


def _decimal(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
