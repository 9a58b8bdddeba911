"""An officer's data scope as a condition on rows that carry `department_id` and `region_code`."""

from __future__ import annotations

from django.db.models import Q

from tongban.kernel.actor import Actor

#: Not `Q()`: joined to another condition by "or", an empty one is dropped, and nothing would be left of everything.
_EVERYTHING = ~Q(pk__in=[])


def within(viewer: Actor) -> Q:
    """What `Actor.covers` says of one row, for a whole table: the own departments, every one of a window's region."""
    if viewer.is_system or viewer.everywhere:
        return _EVERYTHING
    reach = Q(department_id__in=viewer.department_ids)
    if regions := viewer.region_codes - {""}:
        reach |= Q(region_code__in=regions)
    return reach
