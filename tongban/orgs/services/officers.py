"""Posts, officers, and who holds what."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Q

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.ledger import services as ledger
from tongban.orgs import facts
from tongban.orgs.errors import (
    DepartmentClosed,
    PostAlreadyHeld,
    PostExists,
    PostNotHeld,
    PostOfOtherDepartment,
    StaffNoTaken,
)
from tongban.orgs.models import Department, Holding, Officer, Post
from tongban.orgs.policies import check_manages_staff, clean
from tongban.orgs.selectors import OfficerView, PostView, officer, post_view
from tongban.orgs.states import Seat


def _open_department(department_id: int) -> Department:
    row = Department.objects.filter(pk=department_id).first()
    if row is None:
        raise NotFound()
    if not row.active:
        raise DepartmentClosed(name=row.name)
    return row


def create_post(*, department_id: int, name: str, seat: str, actor: Actor) -> PostView:
    """Set up a post. Raises `PermissionDenied`, `PostExists`, `DepartmentClosed`, `InvalidInput`."""
    with transaction.atomic():
        check_manages_staff(actor, department_id)
        department = _open_department(department_id)
        if seat not in Seat.values:
            raise InvalidInput(errors={"seat": "没有这种席位。"})
        row = Post(department=department, name=clean("name", name, most=100), seat=seat)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise PostExists(name=row.name) from error
        ledger.record(
            facts.POST_CREATED,
            actor=actor,
            objects=[facts.department_ref(department_id)],
            data={"post_id": row.pk, "seat": seat},
            department_id=department_id,
            region_code=department.region_code,
        )
        return post_view(row)


def register_officer(*, department_id: int, name: str, staff_no: str, actor: Actor) -> OfficerView:
    """Register a member of staff. Raises `PermissionDenied`, `StaffNoTaken`, `DepartmentClosed`, `InvalidInput`."""
    with transaction.atomic():
        check_manages_staff(actor, department_id)
        department = _open_department(department_id)
        row = Officer(
            department=department,
            name=clean("name", name, most=100),
            staff_no=clean("staff_no", staff_no, most=40),
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise StaffNoTaken(staff_no=row.staff_no) from error
        ledger.record(
            facts.OFFICER_REGISTERED,
            actor=actor,
            objects=[facts.officer_ref(row.pk), facts.department_ref(department_id)],
            department_id=department_id,
            region_code=department.region_code,
        )
        return officer(row.pk)


def retire_officer(*, officer_id: int, on: dt.date | None = None, actor: Actor) -> OfficerView:
    """The officer leaves: no longer active, every post ends on `on` (today by default), also one that was to end later.
    The roles of the officer's account hold no longer (`access`). Twice changes nothing."""
    with transaction.atomic():
        row = _locked_officer(officer_id)
        check_manages_staff(actor, row.department_id)
        last = on or clock.today()
        if row.active:
            row.active = False
            row.save(update_fields=["active"])
            later = Q(valid_to__isnull=True) | Q(valid_to__gt=last)
            for holding in Holding.objects.select_for_update(no_key=True).filter(later, officer=row):
                holding.valid_to = max(last, holding.valid_from)
                holding.save(update_fields=["valid_to"])
            ledger.record(
                facts.OFFICER_LEFT,
                actor=actor,
                objects=[facts.officer_ref(row.pk), facts.department_ref(row.department_id)],
                data={"last_day": last.isoformat()},
                department_id=row.department_id,
                region_code=row.department.region_code,
            )
        return officer(row.pk)


def assign_post(*, officer_id: int, post_id: int, valid_from: dt.date | None = None, actor: Actor) -> OfficerView:
    """The officer takes the post from `valid_from` (today by default).

    Raises `PermissionDenied`, `PostOfOtherDepartment`, `PostAlreadyHeld`, `NotFound`.
    """
    with transaction.atomic():
        row = _locked_officer(officer_id)
        check_manages_staff(actor, row.department_id)
        post = Post.objects.filter(pk=post_id).first()
        if post is None or not row.active:
            raise NotFound()
        if post.department_id != row.department_id:
            raise PostOfOtherDepartment()
        first = valid_from or clock.today()
        try:
            with transaction.atomic():
                Holding.objects.create(officer=row, post=post, valid_from=first)
        except IntegrityError as error:
            raise PostAlreadyHeld() from error
        ledger.record(
            facts.POST_ASSIGNED,
            actor=actor,
            objects=[facts.officer_ref(row.pk), facts.department_ref(row.department_id)],
            data={"post_id": post.pk, "seat": post.seat, "first_day": first.isoformat()},
            department_id=row.department_id,
            region_code=row.department.region_code,
        )
        return officer(row.pk)


def end_post(*, officer_id: int, post_id: int, valid_to: dt.date | None = None, actor: Actor) -> OfficerView:
    """The officer gives the post up; `valid_to` (today by default) is the last day. Raises `PostNotHeld`."""
    with transaction.atomic():
        row = _locked_officer(officer_id)
        check_manages_staff(actor, row.department_id)
        holding = Holding.objects.filter(officer=row, post_id=post_id, valid_to__isnull=True).first()
        last = valid_to or clock.today()
        if holding is None:
            raise PostNotHeld()
        if last < holding.valid_from:
            raise InvalidInput(errors={"valid_to": "离任日期不能早于任职日期。"})
        holding.valid_to = last
        holding.save(update_fields=["valid_to"])
        ledger.record(
            facts.POST_ENDED,
            actor=actor,
            objects=[facts.officer_ref(row.pk), facts.department_ref(row.department_id)],
            data={"post_id": post_id, "last_day": last.isoformat()},
            department_id=row.department_id,
            region_code=row.department.region_code,
        )
        return officer(row.pk)


def _locked_officer(officer_id: int) -> Officer:
    row = (
        Officer.objects.select_for_update(no_key=True, of=("self",))
        .select_related("department")
        .filter(pk=officer_id)
        .first()
    )
    if row is None:
        raise NotFound()
    return row
