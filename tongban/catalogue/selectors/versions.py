"""Versions as other rooms see them. The content of a frozen version is read once per process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tongban.catalogue.content import VersionContent
from tongban.catalogue.models import CatalogueEntry, ItemVersion, ServiceItem
from tongban.catalogue.policies import EDIT, Finding, check_scope, effective_promise, issuer_of, publish_findings
from tongban.catalogue.promises import Reapproval, reapproval_of
from tongban.catalogue.rows import content_values
from tongban.catalogue.states import OPEN_STATES, ItemState, VersionState
from tongban.kernel import statements
from tongban.kernel.actor import Actor
from tongban.kernel.caching import of_the_ground, remembered
from tongban.kernel.deadline import Limit
from tongban.kernel.errors import NotFound, PermissionDenied
from tongban.kernel.standards.text import normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemVersionView(VersionContent):
    """A version with its item. Content fields as in `VersionContent`; never change what `form_schema` holds.

    `effective_promise` always gives a limit; `limit_source` says whether it is the promise, the statutory limit or
    the city's default (then `limit_basis` cites the rule). `statutory` and `promised` stay None where not published.
    `effective_on` is the planned day of publication, `reapproval` the document by which the promise became longer.
    """

    id: int
    item_id: int
    number: int
    state: str
    task_code: str
    handling_code: str
    catalog_code: str
    entry_name: str
    department_id: int
    region_code: str
    item_kind: str
    exercise_level: str
    item_state: str
    origin: str
    as_published: bool
    effective_promise: Limit
    limit_source: str
    limit_basis: str
    findings: tuple[dict[str, str], ...]
    published_at: dt.datetime | None
    digest: str
    effective_on: dt.date | None = None
    reapproval: Reapproval | None = None

    @property
    def code(self) -> str:
        """The handling code where there is one, else the task code."""
        return self.handling_code or self.task_code

    @property
    def in_force(self) -> bool:
        """Whether this is the version that holds today."""
        return self.state == VersionState.PUBLISHED

    @property
    def item_in_use(self) -> bool:
        """Whether the item is neither suspended nor abolished."""
        return self.item_state == ItemState.IN_USE

    @property
    def fully_online(self) -> bool:
        """全程网办: depth IV and no visit (standards §13.2)."""
        return self.online_depth == 4 and self.visits == 0


def _read_frozen(version_id: int) -> dict[str, Any]:
    return _read_content(version_id)


def _read_content(version_id: int) -> dict[str, Any]:
    row = ItemVersion.objects.prefetch_related("materials", "legal_bases").get(pk=version_id)
    return {
        **content_values(row),
        "as_published": row.as_published,
        "findings": tuple(row.findings),
        "digest": row.digest,
        "effective_on": row.effective_on,
        "reapproval": reapproval_of(row.reapproval),
    }


# The trigger keeps a published version as it is, so nothing can make this stale.
_frozen = remembered(_read_frozen, size=2048)


def version(version_id: int) -> ItemVersionView:
    """One version, whatever its state: cases stay bound to superseded ones. Raises `NotFound`."""
    return _asked("v.id = %s", version_id)


def version_of_code(code: str) -> ItemVersionView:
    """The published version of the item with this code, as typed. Raises `NotFound` where none is in force."""
    return _asked("i.code = %s AND v.state = 'published'", normalise(code))


def versions_of_codes(codes: Iterable[str]) -> dict[str, ItemVersionView]:
    """The published versions of the items with these codes, by code as typed, asked for at once; those without one
    are missing."""
    typed = {code: normalise(code) for code in codes}
    asked = _all_asked("i.code = ANY(%s::text[]) AND v.state = 'published'", list(typed.values()))
    found = {view.code: view for view in asked}
    return {code: found[meant] for code, meant in typed.items() if meant in found}


def versions_by_id(version_ids: Iterable[int]) -> dict[int, ItemVersionView]:
    """These versions, whatever their state, asked for at once; unknown ones are missing."""
    return {view.id: view for view in _all_asked("v.id = ANY(%s::bigint[])", list(version_ids))}


_HEAD = """SELECT v.id, v.number, v.state, v.published_at, v.item_id, i.task_code, i.handling_code, i.region_code,
    i.item_kind, i.exercise_level, i.state, i.origin, i.department_id, e.catalog_code, e.name
FROM catalogue_itemversion v
JOIN catalogue_serviceitem i ON i.id = v.item_id
JOIN catalogue_catalogueentry e ON e.id = i.entry_id
WHERE """


def _asked(where: str, value: object) -> ItemVersionView:
    """Every step of a case asks for its version: one prepared statement, the rest from the process's memory."""
    found = _all_asked(where, value)
    if not found:
        raise NotFound()
    return found[0]


def _all_asked(where: str, value: object) -> list[ItemVersionView]:
    heads = statements.ask(_HEAD + where, [value])
    return [_of_head(head) if head[2] in OPEN_STATES else _of_frozen_head(head) for head in heads]


def _of_head(head: statements.Row) -> ItemVersionView:
    """The view of a version whose columns are `_HEAD`'s."""
    pk, number, state, published_at, item_id, task, handling, region, kind, level, in_use, origin, *others = head
    owner, catalog, name = others
    item = ServiceItem(
        id=item_id,
        task_code=task,
        handling_code=handling,
        region_code=region,
        item_kind=kind,
        exercise_level=level,
        state=in_use,
        origin=origin,
        department_id=owner,
        entry=CatalogueEntry(catalog_code=catalog, name=name),
    )
    return _view(ItemVersion(id=pk, number=number, state=state, published_at=published_at, item=item))


# What the head says is asked every time; what follows from it hangs on the content, which is frozen, and on the ground.
_of_frozen_head = of_the_ground(_of_head, size=2048)


_ITEM_FIELDS = tuple(
    f"item__{name}"
    for name in (
        "task_code",
        "handling_code",
        "region_code",
        "item_kind",
        "exercise_level",
        "state",
        "origin",
        "department_id",
        "entry__catalog_code",
        "entry__name",
    )
)


def joined(column: str) -> tuple[str, ...]:
    """What a room joins to show the version that a column of its own row names."""
    return (f"{column}__item__entry",)


def left_out(column: str) -> tuple[str, ...]:
    """Fields of a joined version that `seen` takes from the process's memory instead of the database."""
    heavy = {field.name for field in ItemVersion._meta.concrete_fields} - {
        "id", "number", "state", "published_at", "item",
    }  # fmt: skip
    return tuple(f"{column}__{name}" for name in sorted(heavy))


def seen(row: ItemVersion) -> ItemVersionView:
    """A version joined to a row of another room (`joined`, `left_out`)."""
    return _view(row)


def _view(row: ItemVersion) -> ItemVersionView:
    item = row.item
    content = _read_content(row.pk) if row.state in OPEN_STATES else _frozen(row.pk)
    promise = effective_promise(
        content["statutory"], content["promised"], item_kind=item.item_kind, region_code=item.region_code
    )
    return ItemVersionView(
        **content,
        id=row.pk,
        item_id=item.pk,
        number=row.number,
        state=row.state,
        task_code=item.task_code,
        handling_code=item.handling_code,
        catalog_code=item.entry.catalog_code,
        entry_name=item.entry.name,
        department_id=item.department_id,
        region_code=item.region_code,
        item_kind=item.item_kind,
        exercise_level=item.exercise_level,
        item_state=item.state,
        origin=item.origin,
        effective_promise=promise.limit,
        limit_source=promise.source,
        limit_basis=promise.basis,
        published_at=row.published_at,
    )


def current_version(item_id: int) -> ItemVersionView:
    """The published version of an item. Raises `NotFound` where none is in force."""
    found = (
        ItemVersion.objects.filter(item_id=item_id, state=VersionState.PUBLISHED)
        .select_related("item__entry")
        .only("id", "number", "state", "published_at", "item__id", *_ITEM_FIELDS)
        .first()
    )
    if found is None:
        raise NotFound()
    return _view(found)


def versions_of(item_id: int, *, viewer: Actor) -> list[ItemVersionView]:
    """All versions, newest first: drafts only for those who compile, published and superseded ones for everybody."""
    rows = ItemVersion.objects.filter(item_id=item_id).select_related("item__entry").order_by("-number")
    try:
        department_id = ServiceItem.objects.values_list("department_id", flat=True).get(pk=item_id)
        check_scope(viewer, EDIT, department_id)
    except ServiceItem.DoesNotExist:
        raise NotFound() from None
    except PermissionDenied:
        rows = rows.filter(state__in=[VersionState.PUBLISHED, VersionState.SUPERSEDED])
    return [_view(row) for row in rows]


def publication_findings(version_id: int, *, viewer: Actor) -> tuple[Finding, ...]:
    """What would keep a draft from publication today: the editor shows it while compiling. Raises `NotFound`."""
    row = ItemVersion.objects.filter(pk=version_id).select_related("item__entry", "item__department").first()
    if row is None:
        raise NotFound()
    check_scope(viewer, EDIT, row.item.department_id)
    department = row.item.department
    content = VersionContent(**content_values(row))
    return publish_findings(content, row.item, issuer_of(department))
