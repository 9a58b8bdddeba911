"""Lines of the implementation list, one or many: items with their departments and one version each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Q, QuerySet

from tongban.catalogue.content import VersionContent
from tongban.catalogue.listing import Listing
from tongban.catalogue.models import ItemVersion
from tongban.catalogue.policies import issuer_of, listing_of
from tongban.catalogue.rows import content_values
from tongban.catalogue.selectors.versions import ItemVersionView
from tongban.catalogue.states import ItemState, VersionState
from tongban.orgs.selectors import DepartmentView

_CHUNK = 500


def line(version: ItemVersionView, department: DepartmentView) -> Listing:
    """The line that a version already read makes with its department."""
    return Listing(
        code=version.code,
        task_code=version.task_code,
        handling_code=version.handling_code,
        catalog_code=version.catalog_code,
        entry_name=version.entry_name,
        item_kind=version.item_kind,
        exercise_level=version.exercise_level,
        item_state=version.item_state,
        region_code=version.region_code,
        department_id=department.id,
        department_name=department.name,
        department_code=department.code,
        department_code_valid=department.code_valid,
        nature=department.kind,
        origin=version.origin,
        as_published=version.as_published,
        item_id=version.item_id,
        version_id=version.id,
        number=version.number,
        content=version,
    )


def listings(
    *,
    region_code: str = "",
    department_id: int | None = None,
    item_kind: str = "",
    origin: str = "",
    catalog_codes: Sequence[str] | None = None,
    in_use: bool = True,
) -> Iterator[Listing]:
    """Published lines in the order of their codes, read in pieces of 500; the filters narrow together.

    What is published is public, so nobody is asked for; `in_use` false takes suspended and abolished items too.
    """
    wanted = Q(state=VersionState.PUBLISHED)
    for column, value in (
        ("item__region_code", region_code),
        ("item__department_id", department_id),
        ("item__item_kind", item_kind),
        ("item__origin", origin),
    ):
        if value not in ("", None):
            wanted &= Q(**{column: value})
    if catalog_codes is not None:
        wanted &= Q(item__entry__catalog_code__in=list(catalog_codes))
    if in_use:
        wanted &= Q(item__state=ItemState.IN_USE)
    yield from _lines(ItemVersion.objects.filter(wanted))


def listings_of_versions(version_ids: Sequence[int]) -> list[Listing]:
    """The lines of these versions, whatever their state: for rooms and verbs that have checked the reader."""
    return list(_lines(ItemVersion.objects.filter(pk__in=list(version_ids))))


def _lines(rows: QuerySet[ItemVersion]) -> Iterator[Listing]:
    rows = rows.select_related("item__entry", "item__department").order_by("item__code", "number")
    for row in rows.prefetch_related("materials", "legal_bases").iterator(chunk_size=_CHUNK):
        yield row_line(row)


def row_line(row: ItemVersion) -> Listing:
    """The line of one row (item, entry and department joined)."""
    content = VersionContent(**content_values(row))
    found = listing_of(row.item, content, issuer_of(row.item.department))
    return found.kept(version_id=row.pk, number=row.number, as_published=row.as_published)
