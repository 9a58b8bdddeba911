"""Halls and windows."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.kernel.standards.regions import clean_region
from tongban.ledger import services as ledger
from tongban.orgs import facts
from tongban.orgs.errors import HallExists, WindowNoTaken
from tongban.orgs.models import Department, Hall, Window
from tongban.orgs.policies import check_manages, clean
from tongban.orgs.selectors import HallView, WindowView, hall_view, window, window_view
from tongban.orgs.states import WindowKind


def open_hall(
    *, name: str, region_code: str, address: str = "", hours: str = "", phone: str = "", actor: Actor
) -> HallView:
    """Open a hall or service point. Raises `PermissionDenied`, `HallExists`, `InvalidInput`."""
    with transaction.atomic():
        check_manages(actor)
        if not region_code:
            raise InvalidInput(errors={"region_code": "请填写大厅所在的行政区划。"})
        row = Hall(
            name=clean("name", name, most=200),
            region_code=clean_region(region_code),
            address=clean("address", address, most=300, required=False),
            hours=clean("hours", hours, most=200, required=False),
            phone=clean("phone", phone, most=60, required=False),
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise HallExists(name=row.name) from error
        ledger.record(facts.HALL_OPENED, actor=actor, objects=[facts.hall_ref(row.pk)], region_code=row.region_code)
        return hall_view(row)


def open_window(
    *,
    hall_id: int,
    no: str,
    name: str = "",
    kind: str = WindowKind.COMPREHENSIVE,
    department_ids: Sequence[int] = (),
    actor: Actor,
) -> WindowView:
    """Open a window; a comprehensive window without departments serves them all.

    Raises `PermissionDenied`, `NotFound` (hall, department), `WindowNoTaken`, `InvalidInput`.
    """
    with transaction.atomic():
        hall = Hall.objects.filter(pk=hall_id).first()
        if hall is None:
            raise NotFound()
        check_manages(actor)
        if kind not in WindowKind.values:
            raise InvalidInput(errors={"kind": "没有这种窗口。"})
        departments = _departments(department_ids)
        row = Window(
            hall=hall,
            no=clean("no", no, most=20),
            name=clean("name", name, most=100, required=False),
            kind=kind,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise WindowNoTaken(no=row.no) from error
        row.departments.set(departments)
        ledger.record(
            facts.WINDOW_OPENED,
            actor=actor,
            objects=[facts.hall_ref(hall.pk)],
            data={"window_id": row.pk, "no": row.no, "kind": kind, "departments": tuple(sorted(department_ids))},
            region_code=hall.region_code,
        )
        return window(row.pk)


def change_window(
    *,
    window_id: int,
    name: str | None = None,
    department_ids: Sequence[int] | None = None,
    active: bool | None = None,
    actor: Actor,
) -> WindowView:
    """Change the name, the departments served or whether it is in use; what is not given stays."""
    with transaction.atomic():
        row = (
            Window.objects.select_for_update(no_key=True, of=("self",))
            .select_related("hall")
            .filter(pk=window_id)
            .first()
        )
        if row is None:
            raise NotFound()
        check_manages(actor)
        if name is not None:
            row.name = clean("name", name, most=100, required=False)
        if active is not None:
            row.active = active
        row.save(update_fields=["name", "active"])
        if department_ids is not None:
            row.departments.set(_departments(department_ids))
        ledger.record(
            facts.WINDOW_CHANGED,
            actor=actor,
            objects=[facts.hall_ref(row.hall_id)],
            data={"window_id": row.pk, "active": row.active},
            region_code=row.hall.region_code,
        )
        return window_view(row)


def _departments(ids: Sequence[int]) -> list[Department]:
    rows = list(Department.objects.filter(pk__in=ids, active=True))
    if len(rows) != len(set(ids)):
        raise NotFound()
    return rows
