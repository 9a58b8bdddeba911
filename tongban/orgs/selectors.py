"""Questions of the room `orgs`. Departments, halls and windows are public; frozen dataclasses only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet

from tongban.kernel import clock
from tongban.kernel.caching import ground_mark, of_the_ground
from tongban.kernel.errors import NotFound
from tongban.kernel.standards.regions import clean_region
from tongban.orgs.models import Department, Hall, Holding, Officer, Post, Window


@dataclass(frozen=True, slots=True)
class DepartmentView:
    """A department; `code_valid` is false for foreign codes whose check digit is wrong."""

    id: int
    code: str
    code_valid: bool
    name: str
    short_name: str
    region_code: str
    parent_id: int | None
    kind: str
    kind_label: str
    phone: str
    address: str
    active: bool


@dataclass(frozen=True, slots=True)
class PostView:
    """A post and the seat it gives."""

    id: int
    department_id: int
    name: str
    seat: str
    seat_label: str


@dataclass(frozen=True, slots=True)
class OfficerView:
    """An officer with the posts held on the day asked about."""

    id: int
    department_id: int
    department_name: str
    name: str
    staff_no: str
    active: bool
    posts: tuple[PostView, ...]


@dataclass(frozen=True, slots=True)
class HallView:
    """A hall or service point."""

    id: int
    name: str
    region_code: str
    address: str
    hours: str
    phone: str
    active: bool


@dataclass(frozen=True, slots=True)
class WindowView:
    """A window and the departments served at it; a comprehensive window without a list serves all."""

    id: int
    hall_id: int
    no: str
    name: str
    kind: str
    kind_label: str
    department_ids: tuple[int, ...]
    active: bool

    def serves(self, department_id: int) -> bool:
        """Whether items of this department are handled here."""
        return department_id in self.department_ids or (self.kind == "comprehensive" and not self.department_ids)


def department_view(row: Department) -> DepartmentView:
    """The row as other rooms see it."""
    return DepartmentView(
        id=row.pk,
        code=row.code,
        code_valid=row.code_valid,
        name=row.name,
        short_name=row.short_name,
        region_code=row.region_code,
        parent_id=row.parent_id,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        phone=row.phone,
        address=row.address,
        active=row.active,
    )


def post_view(row: Post) -> PostView:
    """The row as other rooms see it."""
    return PostView(row.pk, row.department_id, row.name, row.seat, row.get_seat_display())


def hall_view(row: Hall) -> HallView:
    """The row as other rooms see it."""
    return HallView(row.pk, row.name, row.region_code, row.address, row.hours, row.phone, row.active)


def window_view(row: Window) -> WindowView:
    """The row as other rooms see it."""
    return WindowView(
        id=row.pk,
        hall_id=row.hall_id,
        no=row.no,
        name=row.name,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        department_ids=tuple(sorted(d.pk for d in row.departments.all())),
        active=row.active,
    )


def _read_directory() -> dict[int, DepartmentView]:
    return {row.pk: department_view(row) for row in Department.objects.all()}


# A city has a few thousand departments and officers at most: the whole list is kept, and read anew when it changes.
_directory = of_the_ground(_read_directory, size=2)


def department(department_id: int) -> DepartmentView:
    """One department; raises `NotFound`."""
    if ground_mark():
        known = _directory().get(department_id)
        if known is None:
            raise NotFound()
        return known
    row = Department.objects.filter(pk=department_id).first()
    if row is None:
        raise NotFound()
    return department_view(row)


def department_names(ids: Iterable[int | None]) -> dict[int, str]:
    """Names of departments, those no longer active included, by id; unknown ones are left out."""
    wanted = {pk for pk in ids if pk is not None}
    if not wanted:
        return {}
    if ground_mark():
        known = _directory()
        return {pk: known[pk].name for pk in wanted if pk in known}
    return dict(Department.objects.filter(pk__in=wanted).values_list("id", "name"))


def department_by_code(code: str) -> DepartmentView | None:
    """The department with this unified social credit identifier, if any."""
    row = Department.objects.filter(code=code.replace("\x00", "").strip().upper()).first()
    return department_view(row) if row else None


def departments(
    *,
    ids: Iterable[int] | None = None,
    region_code: str = "",
    kind: str = "",
    parent_id: int | None = None,
    text: str = "",
    active_only: bool = True,
) -> list[DepartmentView]:
    """Departments by name; all filters are optional and narrow together."""
    rows: QuerySet[Department] = Department.objects.order_by("region_code", "name", "id")
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    if region_code:
        rows = rows.filter(region_code=clean_region(region_code))
    if kind:
        rows = rows.filter(kind=kind)
    if parent_id is not None:
        rows = rows.filter(parent_id=parent_id)
    if text := text.replace("\x00", "").strip():
        rows = rows.filter(Q(name__contains=text) | Q(short_name__contains=text) | Q(code=text.upper()))
    if active_only:
        rows = rows.filter(active=True)
    return [department_view(row) for row in rows]


def with_descendants(department_ids: Iterable[int]) -> frozenset[int]:
    """These departments and all below them, in one query."""
    wanted = list(department_ids)
    if not wanted:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE below(id) AS (SELECT id FROM orgs_department WHERE id = ANY(%s)"
            " UNION SELECT d.id FROM orgs_department d JOIN below b ON d.parent_id = b.id) SELECT id FROM below",
            [wanted],
        )
        return frozenset(int(row[0]) for row in cursor.fetchall())


def departments_in_regions(region_codes: Iterable[str]) -> frozenset[int]:
    """Departments of exactly these regions."""
    rows = Department.objects.filter(region_code__in=list(region_codes))
    return frozenset(rows.values_list("id", flat=True))


def region_codes_in_use() -> frozenset[str]:
    """Every region that has a department."""
    return frozenset(Department.objects.exclude(region_code="").values_list("region_code", flat=True).distinct())


def post(post_id: int) -> PostView:
    """One post; raises `NotFound`."""
    row = Post.objects.filter(pk=post_id).first()
    if row is None:
        raise NotFound()
    return post_view(row)


def posts(department_id: int) -> list[PostView]:
    """The posts of a department."""
    return [post_view(row) for row in Post.objects.filter(department_id=department_id).order_by("name")]


def _holdings_on(day: dt.date) -> QuerySet[Holding]:
    held = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    return Holding.objects.filter(held).select_related("post").order_by("post__name")


def _officer_views(rows: QuerySet[Officer], day: dt.date) -> list[OfficerView]:
    officers_ = list(rows.select_related("department"))
    held: dict[int, list[PostView]] = {}
    for holding in _holdings_on(day).filter(officer__in=officers_):
        held.setdefault(holding.officer_id, []).append(post_view(holding.post))
    return [
        OfficerView(
            id=row.pk,
            department_id=row.department_id,
            department_name=row.department.name,
            name=row.name,
            staff_no=row.staff_no,
            active=row.active,
            posts=tuple(held.get(row.pk, ())),
        )
        for row in officers_
    ]


def officer(officer_id: int, *, on: dt.date | None = None) -> OfficerView:
    """One officer with the posts held on `on` (today by default); raises `NotFound`."""
    found = _officer_views(Officer.objects.filter(pk=officer_id), on or clock.today())
    if not found:
        raise NotFound()
    return found[0]


def officers(
    *, department_id: int | None = None, ids: Iterable[int] | None = None, active_only: bool = True
) -> list[OfficerView]:
    """Officers of a department, or with these ids, in the order of their staff numbers."""
    rows = Officer.objects.order_by("department_id", "staff_no")
    if department_id is not None:
        rows = rows.filter(department_id=department_id)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    if active_only:
        rows = rows.filter(active=True)
    return _officer_views(rows, clock.today())


def _named_officers(rows: QuerySet[Officer]) -> dict[int, str]:
    return {pk: f"{of} {name}" for pk, of, name in rows.values_list("id", "department__name", "name")}


def _read_officer_names() -> dict[int, str]:
    return _named_officers(Officer.objects.all())


_officer_names = of_the_ground(_read_officer_names, size=2)


def officer_names(ids: Iterable[int | None]) -> dict[int, str]:
    """Department and name of officers, also of those who have left, by id: for histories shown to colleagues."""
    wanted = {pk for pk in ids if pk is not None}
    if not wanted:
        return {}
    if ground_mark():
        known = _officer_names()
        return {pk: known[pk] for pk in wanted if pk in known}
    return _named_officers(Officer.objects.filter(pk__in=wanted))


def hall(hall_id: int) -> HallView:
    """One hall; raises `NotFound`."""
    row = Hall.objects.filter(pk=hall_id).first()
    if row is None:
        raise NotFound()
    return hall_view(row)


def halls(*, region_code: str = "", active_only: bool = True) -> list[HallView]:
    """Halls by region and name."""
    rows = Hall.objects.order_by("region_code", "name")
    if region_code:
        rows = rows.filter(region_code=clean_region(region_code))
    if active_only:
        rows = rows.filter(active=True)
    return [hall_view(row) for row in rows]


def window(window_id: int) -> WindowView:
    """One window; raises `NotFound`."""
    row = Window.objects.prefetch_related("departments").filter(pk=window_id).first()
    if row is None:
        raise NotFound()
    return window_view(row)


def windows_of_region(region_code: str) -> list[tuple[str, WindowView]]:
    """Windows in use of the halls of a region, each with the name of its hall."""
    rows = Window.objects.filter(hall__region_code=clean_region(region_code), hall__active=True, active=True)
    found = rows.select_related("hall").prefetch_related("departments").order_by("hall__name", "no")
    return [(row.hall.name, window_view(row)) for row in found]


def windows(hall_id: int, *, department_id: int | None = None) -> list[WindowView]:
    """The windows of a hall in use, or only those where this department's items are handled."""
    rows = Window.objects.filter(hall_id=hall_id, active=True).prefetch_related("departments").order_by("no")
    found = [window_view(row) for row in rows]
    return found if department_id is None else [view for view in found if view.serves(department_id)]
