"""Which running cases could go to another version of their guide, what that would change, and what was moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Max, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from tongban.cases.errors.promises import NotMovable
from tongban.cases.models import Case, CaseMaterial, VersionMove
from tongban.cases.permissions import MOVE, visible_to
from tongban.cases.policies import versions as law
from tongban.cases.states import STATE_LABELS
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import ItemVersionView
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.parties import selectors as parties


@dataclass(frozen=True, slots=True)
class CaseChange:
    """One case of a dry run: what changes in sentences, or why it stays (`stays`)."""

    uid: UUID
    case_no: str
    state_label: str
    sentences: tuple[str, ...]
    stays: str


@dataclass(frozen=True, slots=True)
class MovePlan:
    """A dry run: nothing is written. `total` cases run under the first version, `cases` shows the first of them."""

    before: ItemVersionView
    after: ItemVersionView
    total: int
    cases: tuple[CaseChange, ...]

    @property
    def movable(self) -> int:
        """Of the shown ones, how many would go."""
        return sum(not case.stays for case in self.cases)


def version_move_plan(
    from_version_id: int, to_version_id: int, *, viewer: Actor, most: int = 200, may_lengthen: bool = False
) -> MovePlan:
    """What a move would do to every running case of the viewer's scope. Raises `PermissionDenied`, `NotFound`."""
    viewer.require(MOVE)
    before, after = catalogue.version(from_version_id), catalogue.version(to_version_id)
    return _plan(before, after, viewer, most=most, may_lengthen=may_lengthen)


def _plan(before: ItemVersionView, after: ItemVersionView, viewer: Actor, *, most: int, may_lengthen: bool) -> MovePlan:
    rows = movable_rows(before.id, viewer).annotate(material_rows=_given())
    shown = list(rows.order_by("id")[:most])
    kinds = {party.id: party.kind for party in parties.parties({c.applicant_id for c in shown}, viewer=viewer).values()}
    found = tuple(_case_change(case, before, after, kinds[case.applicant_id], may_lengthen) for case in shown)
    total = len(found) if len(found) < most else movable_rows(before.id, viewer).count()
    return MovePlan(before, after, total, found)


def movable_rows(version_id: int, viewer: Actor) -> QuerySet[Case]:
    """Running cases of a version within the viewer's scope (inside the room)."""
    return visible_to(viewer).filter(version_id=version_id, state__in=law.MOVABLE)


def _given() -> ArraySubquery:
    rows = CaseMaterial.objects.filter(case=OuterRef("pk")).order_by("order")
    return ArraySubquery(rows.values(row=JSONObject(order="order")))


def _case_change(
    case: Case, before: ItemVersionView, after: ItemVersionView, kind: str, may_lengthen: bool
) -> CaseChange:
    given = {row["order"] for row in case.material_rows}  # type: ignore[attr-defined]  # annotated above
    stays = ""
    try:
        law.check_movable(case, before, after, kind)
    except NotMovable as refusal:
        stays = str(refusal.data["reason"])
    found = law.change(before, after, given=given, form_data=case.form_data, may_lengthen=may_lengthen)
    return CaseChange(case.uid, case.case_no, STATE_LABELS[case.state], tuple(found.sentences()), stays)


@dataclass(frozen=True, slots=True)
class Movable:
    """A version of an item with the number of cases that run under it."""

    version_id: int
    number: int
    name: str
    in_force: bool
    running: int


@dataclass(frozen=True, slots=True)
class MoveBatch:
    """Cases that were moved together."""

    batch: UUID
    from_number: int
    to_number: int
    cases: int
    undone: int
    moved_at: dt.datetime
    basis: str


@dataclass(frozen=True, slots=True)
class ItemMoves:
    """Published versions of an item, newest first, what was moved between them, and the dry run that was asked for."""

    name: str
    versions: tuple[Movable, ...]
    batches: tuple[MoveBatch, ...]
    plan: MovePlan | None


def moves_of_item(
    item_id: int, *, viewer: Actor, dry_run: int | None = None, most: int = 50, may_lengthen: bool = False
) -> ItemMoves:
    """For the page of moves; `dry_run`: the version whose cases would go to the one in force.

    Raises `PermissionDenied`, `NotFound` (item, or nothing published).
    """
    viewer.require(MOVE)
    versions = [one for one in catalogue.versions_of(item_id, viewer=viewer) if one.published_at is not None]
    if not versions:
        raise NotFound()
    counted = (
        visible_to(viewer)
        .filter(version__item_id=item_id, state__in=law.MOVABLE)
        .order_by()
        .values_list("version_id")
        .annotate(Count("id"))
    )
    running = dict(counted)
    now = next((one for one in versions if one.in_force), None)
    chosen = next((one for one in versions if one.id == dry_run and not one.in_force), None)
    plan = None
    if chosen is not None and now is not None:
        plan = _plan(chosen, now, viewer, most=most, may_lengthen=may_lengthen)
    return ItemMoves(
        versions[0].name,
        tuple(Movable(v.id, v.number, v.name, v.in_force, running.get(v.id, 0)) for v in versions),
        tuple(_batches(item_id, viewer)),
        plan,
    )


def _batches(item_id: int, viewer: Actor) -> Sequence[MoveBatch]:
    rows = (
        VersionMove.objects.filter(from_version__item_id=item_id, case__in=visible_to(viewer))
        .order_by()
        .values("batch", "from_version__number", "to_version__number")
        .annotate(
            cases=Count("id"),
            undone=Count("id", filter=Q(undone_at__isnull=False)),
            at=Max("moved_at"),
            why=Max("basis"),
        )
        .order_by("-at")[:20]
    )
    return [
        MoveBatch(
            row["batch"],
            row["from_version__number"],
            row["to_version__number"],
            row["cases"],
            row["undone"],
            row["at"],
            row["why"],
        )
        for row in rows
    ]
