"""Whose rows a person may see: those of the departments covered."""

from __future__ import annotations

from django.db.models import Q

from tongban.kernel.actor import Actor


def within(viewer: Actor, prefix: str = "") -> Q:
    """Rows of the departments the viewer covers; `prefix` leads to them."""
    if viewer.is_system or viewer.everywhere:
        return Q()
    return Q(**{f"{prefix}department_id__in": viewer.department_ids})
