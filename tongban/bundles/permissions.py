"""Who composes and who publishes: the lead department its own bundles, the bureau every one, never by the same hand."""

from __future__ import annotations

from django.db.models import Q

from tongban.bundles.states import OPEN_STATES, BundleVersionState
from tongban.kernel.actor import Actor
from tongban.kernel.errors import PermissionDenied
from tongban.kernel.scope import of_departments

COMPOSE = "bundles.compose"
PUBLISH = "bundles.publish"
#: What everybody may know: it was in force once.
PUBLIC_STATES = (
    BundleVersionState.PUBLISHED.value,
    BundleVersionState.SUPERSEDED.value,
    BundleVersionState.RETIRED.value,
)


def check_scope(actor: Actor, permission: str, department_id: int) -> None:
    """An officer with the permission, whose scope holds the lead department. Raises `PermissionDenied`."""
    actor.require_seat(permission)
    if not actor.covers_department(department_id):
        raise PermissionDenied(permission=permission)


def visible_to(viewer: Actor) -> Q:
    """Versions a viewer may see: what was published, and what is in hand in the own departments."""
    seen = Q(state__in=PUBLIC_STATES)
    if viewer.may(COMPOSE) or viewer.may(PUBLISH):
        seen |= Q(state__in=sorted({*OPEN_STATES, BundleVersionState.DISCARDED.value})) & of_departments(
            viewer, "bundle__department_id"
        )
    return seen
