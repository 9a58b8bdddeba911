"""What officers see who compile, review and publish guides: items with what is under way, and what may be done next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from tongban.catalogue.differences import ElementChange, differences
from tongban.catalogue.errors import DraftExists, ForeignItem, ItemClosed, OwnWork, PromiseTakenBack
from tongban.catalogue.facts import item_ref
from tongban.catalogue.lint import blocking
from tongban.catalogue.listing import Listing
from tongban.catalogue.models import CatalogueEntry, ItemVersion, ServiceItem
from tongban.catalogue.policies import EDIT, ENDORSE, PUBLISH, Finding, bare_context, check_scope
from tongban.catalogue.promises import Reapproval, check_promise, reapproval_of
from tongban.catalogue.selectors.items import EntryView, _entry
from tongban.catalogue.selectors.listings import row_line
from tongban.catalogue.states import OPEN_STATES, OWN, ItemKind, ItemState, VersionState
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound, PermissionDenied
from tongban.kernel.scope import of_departments
from tongban.kernel.standards import normalise
from tongban.ledger import selectors as ledger
from tongban.ledger.facts import FactView

_PUBLIC = (VersionState.PUBLISHED, VersionState.SUPERSEDED)
_ROLES = (EDIT, ENDORSE, PUBLISH)


@dataclass(frozen=True, slots=True)
class CompiledItem:
    """An own item with its published version and the one under way; numbers are None where there is none.

    `findings`: how many rules keep the newer of the two from publication today; None where there is no version.
    """

    item_id: int
    code: str
    name: str
    item_kind_label: str
    state: str
    state_label: str
    department_id: int
    department_name: str
    published_number: int | None
    open_version_id: int | None
    open_number: int | None
    open_state: str
    open_state_label: str
    effective_on: dt.date | None
    findings: int | None


@dataclass(frozen=True, slots=True)
class CompiledPage:
    """Items in the order of their codes; `cursor` is empty on the last page."""

    rows: tuple[CompiledItem, ...]
    cursor: str


def compiled_items(
    *,
    viewer: Actor,
    text: str = "",
    department_id: int | None = None,
    state: str = "",
    step: str = "",
    cursor: str = "",
    limit: int = 20,
) -> CompiledPage:
    """The own items of the departments the viewer compiles, reviews or publishes for.

    `text`: part of the name, or the beginning of the code. `step`: a state under way, `none` (nothing under way) or
    `new` (never published); words that are none of these narrow nothing. `cursor`: the code to begin after.
    """
    rows = _own(viewer)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(code__startswith=normalise(text)))
    if department_id is not None:
        rows = rows.filter(department_id=department_id)
    if state in ItemState.values:
        rows = rows.filter(state=state)
    of_item = ItemVersion.objects.filter(item=OuterRef("pk"))
    if step in OPEN_STATES:
        rows = rows.filter(Exists(of_item.filter(state=step)))
    elif step == "none":
        rows = rows.filter(~Exists(of_item.filter(state__in=sorted(OPEN_STATES))))
    elif step == "new":
        rows = rows.filter(~Exists(of_item.filter(state__in=_PUBLIC)))
    if cursor:
        rows = rows.filter(code__gt=normalise(cursor))
    found = list(rows.select_related("department").order_by("code")[: limit + 1])
    shown = found[:limit]
    return CompiledPage(tuple(_compiled(shown)), shown[-1].code if len(found) > limit else "")


def _own(viewer: Actor) -> QuerySet[ServiceItem]:
    """The items the viewer has to do with; none for who neither compiles nor reviews nor publishes."""
    if not any(viewer.may(permission) for permission in _ROLES):
        return ServiceItem.objects.none()
    return ServiceItem.objects.filter(of_departments(viewer), origin=OWN)


def _compiled(items: list[ServiceItem]) -> Iterator[CompiledItem]:
    wanted = ItemVersion.objects.filter(item__in=items, state__in=[*sorted(OPEN_STATES), VersionState.PUBLISHED])
    versions: dict[int, dict[bool, ItemVersion]] = {}
    for row in _whole(wanted):
        versions.setdefault(row.item_id, {})[row.state in OPEN_STATES] = row
    for item in items:
        pair = versions.get(item.pk, {})
        under_way, published = pair.get(True), pair.get(False)
        newer = under_way or published
        yield CompiledItem(
            item_id=item.pk,
            code=item.code,
            name=item.name,
            item_kind_label=str(ItemKind(item.item_kind).label),
            state=item.state,
            state_label=str(ItemState(item.state).label),
            department_id=item.department_id,
            department_name=item.department.name,
            published_number=published.number if published else None,
            open_version_id=under_way.pk if under_way else None,
            open_number=under_way.number if under_way else None,
            open_state=under_way.state if under_way else "",
            open_state_label=str(VersionState(under_way.state).label) if under_way else "",
            effective_on=under_way.effective_on if under_way else None,
            findings=len(blocking(row_line(newer), bare_context())) if newer else None,
        )


def _whole(rows: QuerySet[ItemVersion]) -> QuerySet[ItemVersion]:
    return rows.select_related("item__entry", "item__department").prefetch_related("materials", "legal_bases")


@dataclass(frozen=True, slots=True)
class Act:
    """Something this viewer may do next. `verb` is the service's; `why_off`: why it cannot be done yet."""

    verb: str
    why_off: str = ""


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the history of an item."""

    version_id: int
    number: int
    state: str
    state_label: str
    drafted_at: dt.datetime
    published_at: dt.datetime | None
    superseded_at: dt.datetime | None
    effective_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """An item with its versions (newest first), the facts about it (newest first) and what the viewer may do."""

    item_id: int
    code: str
    name: str
    item_kind_label: str
    state: str
    state_label: str
    origin: str
    catalog_code: str
    entry_name: str
    department_id: int
    department_name: str
    versions: tuple[VersionLine, ...]
    facts: tuple[FactView, ...]
    acts: tuple[Act, ...]

    @property
    def under_way(self) -> VersionLine | None:
        """The version nobody has seen in force."""
        return next((one for one in self.versions if one.state in OPEN_STATES), None)

    @property
    def in_force(self) -> VersionLine | None:
        """The version that holds today."""
        return next((one for one in self.versions if one.state == VersionState.PUBLISHED), None)


def dossier(item_id: int, *, viewer: Actor, facts: int = 50) -> Dossier:
    """An item for those who compile, review or publish it, with its last facts. `NotFound`, `PermissionDenied`."""
    row = ServiceItem.objects.filter(pk=item_id).select_related("entry", "department").first()
    if row is None:
        raise NotFound()
    _check_reader(viewer, row.department_id)
    lines = tuple(
        VersionLine(
            version_id=one.pk,
            number=one.number,
            state=one.state,
            state_label=str(VersionState(one.state).label),
            drafted_at=one.drafted_at,
            published_at=one.published_at,
            superseded_at=one.superseded_at,
            effective_on=one.effective_on,
        )
        for one in ItemVersion.objects.filter(item=row).order_by("-number").defer("guide", "form_schema", "findings")
    )
    return Dossier(
        item_id=row.pk,
        code=row.code,
        name=row.name,
        item_kind_label=str(ItemKind(row.item_kind).label),
        state=row.state,
        state_label=str(ItemState(row.state).label),
        origin=row.origin,
        catalog_code=row.entry.catalog_code,
        entry_name=row.entry.name,
        department_id=row.department_id,
        department_name=row.department.name,
        versions=lines,
        facts=tuple(ledger.timeline(item_ref(row.code), limit=facts, objects=False)[::-1]) if facts else (),
        acts=_item_acts(row, lines, viewer),
    )


def _item_acts(row: ServiceItem, lines: tuple[VersionLine, ...], viewer: Actor) -> tuple[Act, ...]:
    """The next version; acts on the item as a whole are in `management`."""
    if not viewer.may(EDIT):
        return ()
    open_number = next((one.number for one in lines if one.state in OPEN_STATES), None)
    why = ""
    if row.origin != OWN:
        why = ForeignItem(name=row.name, source=row.origin).sentence
    elif row.state == ItemState.ABOLISHED:
        why = ItemClosed(name=row.name).sentence
    elif open_number is not None:
        why = DraftExists(name=row.name, number=open_number).sentence
    return (Act("draft_version", why),)


@dataclass(frozen=True, slots=True)
class VersionStanding:
    """A version with what it changes in the one that was in force before it, and what may be done with it.

    `before` None: there was none. `findings`: what keeps it from publication today. `taken_back`: the sentence that
    asks for a re-approval, empty where none is needed or it is there. `revision` goes back to `change_draft`.
    """

    line: Listing
    revision: int
    state: str
    state_label: str
    published_at: dt.datetime | None
    effective_on: dt.date | None
    reapproval: Reapproval | None
    before: Listing | None
    changes: tuple[ElementChange, ...]
    findings: tuple[Finding, ...]
    taken_back: str
    acts: tuple[Act, ...]

    @property
    def open(self) -> bool:
        """Whether nobody has seen it in force."""
        return self.state in OPEN_STATES


def version_standing(version_id: int, *, viewer: Actor) -> VersionStanding:
    """A version for those who compile, review or publish it. Raises `NotFound`, `PermissionDenied`."""
    itself = ItemVersion.objects.filter(pk=version_id)
    wanted = ItemVersion.objects.filter(item=Subquery(itself.values("item"))).filter(
        Q(pk=version_id) | Q(state__in=_PUBLIC, number__lt=Subquery(itself.values("number")))
    )
    rows = list(_whole(wanted).order_by("-number")[:2])
    if not rows:
        raise NotFound()
    row = rows[0]
    _check_reader(viewer, row.item.department_id)
    line = row_line(row)
    before = row_line(rows[1]) if len(rows) > 1 else None
    found = blocking(line, bare_context()) if row.state in OPEN_STATES else ()
    findings = tuple(Finding(one.element, one.kind, one.message) for one in found)
    return VersionStanding(
        line=line,
        revision=row.revision,
        state=row.state,
        state_label=str(VersionState(row.state).label),
        published_at=row.published_at,
        effective_on=row.effective_on,
        reapproval=reapproval_of(row.reapproval),
        before=before,
        changes=differences(before, line) if before else (),
        findings=findings,
        taken_back=_taken_back(row) if row.state in OPEN_STATES else "",
        acts=_version_acts(row, findings, viewer),
    )


def _taken_back(row: ItemVersion) -> str:
    try:
        check_promise(row, row.item, reapproval_of(row.reapproval))
    except PromiseTakenBack as refusal:
        return refusal.sentence
    return ""


def _version_acts(row: ItemVersion, findings: tuple[Finding, ...], viewer: Actor) -> tuple[Act, ...]:
    """The verbs this state has for this viewer, whose scope was checked; the verbs check again under the lock."""
    own_work = viewer.account_id is not None and viewer.account_id in row.compilers
    unfit = f"还有{len(findings)}处要改，改好后才能发布。" if findings else ""
    known: dict[VersionState, tuple[tuple[str, str, str], ...]] = {
        VersionState.DRAFT: (
            (EDIT, "change_draft", ""),
            (EDIT, "submit_for_review", ""),
            (EDIT, "discard_version", ""),
        ),
        VersionState.IN_DEPARTMENT_REVIEW: (
            (ENDORSE, "endorse_version", OwnWork(name=row.name, number=row.number).sentence if own_work else ""),
            (ENDORSE, "return_version", ""),
            (EDIT, "discard_version", ""),
        ),
        VersionState.IN_REVIEW: (
            (PUBLISH, "publish_version", unfit),
            (PUBLISH, "schedule_version", unfit),
            (PUBLISH, "return_version", ""),
            (EDIT, "discard_version", ""),
        ),
        VersionState.SCHEDULED: ((PUBLISH, "withdraw_schedule", ""), (PUBLISH, "discard_version", "")),
    }
    return tuple(Act(verb, why) for seat, verb, why in known.get(VersionState(row.state), ()) if viewer.may(seat))


def _check_reader(viewer: Actor, department_id: int) -> None:
    """Compilers, reviewers and publishers of the department; raises `PermissionDenied`."""
    seat = next((permission for permission in _ROLES if viewer.may(permission)), None)
    if seat is None:
        raise PermissionDenied(permission=EDIT)
    check_scope(viewer, seat, department_id)


def unclaimed_entries(
    department_id: int, *, viewer: Actor, text: str = "", cursor: str = "", limit: int = 20
) -> tuple[list[EntryView], str]:
    """Entries that the department has no item of (待认领), by code, and the code to go on after. `PermissionDenied`."""
    check_scope(viewer, EDIT, department_id)
    claimed = ServiceItem.objects.filter(entry=OuterRef("pk"), department_id=department_id)
    rows = CatalogueEntry.objects.filter(~Exists(claimed))
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(catalog_code__startswith=normalise(text)))
    if cursor:
        rows = rows.filter(catalog_code__gt=normalise(cursor))
    found = list(rows.order_by("catalog_code")[: limit + 1])
    shown = found[:limit]
    return [_entry(row) for row in shown], shown[-1].catalog_code if len(found) > limit else ""
