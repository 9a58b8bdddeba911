"""An officer's data scope as a condition on rows: of a department and a region, or of a department alone."""

from __future__ import annotations

from django.db.models import Q

from tongban.kernel.actor import Actor

#: Not `Q()`: joined to another condition by "or", an empty one is dropped, and nothing would be left of everything.
_EVERYTHING = ~Q(pk__in=[])


def of_departments(viewer: Actor, field: str = "department_id") -> Q:
    """What `Actor.covers_department` says of one row, for a whole table: the own departments, nothing for a region's
    sake. `field` names the column of the department, also that of a row that is joined (`item__department_id`).
    """
    if viewer.is_system or viewer.everywhere:
        return _EVERYTHING
    return Q(**{f"{field}__in": viewer.department_ids})


def within(viewer: Actor, field: str = "department_id") -> Q:
    """What `Actor.covers` says of one row, for a whole table with `region_code`: the own departments, and every one of
    a window's region. `field` as for `of_departments`.
    """
    reach = of_departments(viewer, field)
    if regions := viewer.region_codes - {""}:
        reach |= Q(region_code__in=regions)
    return reach
