"""Whose rows a person may see: those of the departments covered."""

from __future__ import annotations

import uuid

from django.db.models import Q

from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound


def within(viewer: Actor, prefix: str = "") -> Q:
    """Rows of the departments the viewer covers; `prefix` leads to them."""
    if viewer.is_system or viewer.everywhere:
        return Q()
    return Q(**{f"{prefix}department_id__in": viewer.department_ids})


def wanted_uid(text: str) -> uuid.UUID:
    """The identifier in an address. Raises `NotFound`."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise NotFound() from None
