"""Readable differences between two versions, or between one of our guides and any other line."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.catalogue.differences import (
    Detail,
    ElementChange,
    MaterialChange,
    Segment,
    differences,
    material_changes,
    segments,
)
from tongban.catalogue.listing import Listing
from tongban.catalogue.models import ItemVersion
from tongban.catalogue.policies import EDIT, ENDORSE, PUBLISH, check_scope
from tongban.catalogue.selectors.listings import listings_of_versions
from tongban.catalogue.states import VersionState
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound, PermissionDenied

__all__ = [
    "Detail",
    "ElementChange",
    "MaterialChange",
    "Segment",
    "VersionChanges",
    "changes_between",
    "changes_of",
    "differences",
    "material_changes",
    "segments",
]

_PUBLIC = (VersionState.PUBLISHED, VersionState.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class VersionChanges:
    """Two lines and what differs; `before` None: there was no version before, so there is nothing to compare with."""

    before: Listing | None
    after: Listing
    elements: tuple[ElementChange, ...]


def changes_between(before_id: int, after_id: int, *, viewer: Actor) -> VersionChanges:
    """What differs between two versions, also of different items. Drafts are for those who compile or review.

    Raises `NotFound`, `PermissionDenied`.
    """
    found = {line.version_id: line for line in listings_of_versions([before_id, after_id])}
    states = dict(ItemVersion.objects.filter(pk__in=found).values_list("pk", "state"))
    if before_id not in found or after_id not in found:
        raise NotFound()
    for version_id, line in found.items():
        if states[version_id] not in _PUBLIC:
            _check_reader(viewer, line.department_id)
    before, after = found[before_id], found[after_id]
    return VersionChanges(before, after, differences(before, after))


def changes_of(version_id: int, *, viewer: Actor) -> VersionChanges:
    """What a version changes in the one that was in force before it. Raises `NotFound`, `PermissionDenied`."""
    row = ItemVersion.objects.filter(pk=version_id).values("item_id", "number").first()
    if row is None:
        raise NotFound()
    earlier = ItemVersion.objects.filter(item=row["item_id"], number__lt=row["number"], state__in=_PUBLIC)
    before_id = earlier.order_by("-number").values_list("pk", flat=True).first()
    if before_id is not None:
        return changes_between(before_id, version_id, viewer=viewer)
    alone = changes_between(version_id, version_id, viewer=viewer)
    return VersionChanges(None, alone.after, ())


def _check_reader(viewer: Actor, department_id: int) -> None:
    for permission in (EDIT, ENDORSE, PUBLISH):
        if viewer.may(permission):
            check_scope(viewer, permission, department_id)
            return
    raise PermissionDenied(permission=EDIT)
