"""Remote assistance: agree on a time, begin, and write down what came of it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from django.db import transaction

from tongban.cross_region import permissions
from tongban.cross_region.adapters import video
from tongban.cross_region.errors import AssistanceNotPossible
from tongban.cross_region.facts import ASSISTANCE_BEGUN, ASSISTANCE_BOOKED, ASSISTANCE_ENDED
from tongban.cross_region.models import Assistance, CrossRegionCase
from tongban.cross_region.services._common import load, record
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound


@transaction.atomic
def book_assistance(*, uid: UUID | str, at: dt.datetime, actor: Actor) -> str:
    """Book a room for a conversation at this time; returns its number. Raises `NotFound`, `PermissionDenied`,
    `AssistanceNotPossible` for a time that is over."""
    case = load(uid)
    permissions.check_officer(actor, case, permissions.INTAKE)
    if at < clock.now() - dt.timedelta(minutes=1):
        raise AssistanceNotPossible(step="约定", reason="约定的时间已经过去")
    new = uuid4()
    room = video().book(reference=str(new), at=at)
    Assistance.objects.create(case=case, uid=new, booked_for=at, room=room.number[:60], link=room.link[:300])
    record(ASSISTANCE_BOOKED, case, actor, assistance=str(new), at=at.isoformat())
    return room.number


@transaction.atomic
def begin_assistance(*, uid: UUID | str, assistance_uid: UUID | str, actor: Actor) -> None:
    """The conversation begins. Raises `NotFound`, `PermissionDenied`, `AssistanceNotPossible`."""
    case, row = _loaded(uid, assistance_uid, actor)
    if row.begun_at is not None:
        raise AssistanceNotPossible(step="开始", reason="已经开始了")
    row.begun_at = clock.now()
    row.save(update_fields=["begun_at"])
    record(ASSISTANCE_BEGUN, case, actor, assistance=str(row.uid))


@transaction.atomic
def end_assistance(*, uid: UUID | str, assistance_uid: UUID | str, outcome: str, actor: Actor) -> None:
    """The conversation ends with an outcome in words. Raises `NotFound`, `PermissionDenied`, `InvalidInput`,
    `AssistanceNotPossible`."""
    case, row = _loaded(uid, assistance_uid, actor)
    if not outcome.strip():
        raise InvalidInput(errors={"outcome": "请写明这次远程帮办的结果。"})
    if row.begun_at is None or row.ended_at is not None:
        raise AssistanceNotPossible(step="结束", reason="还没有开始，或者已经结束")
    row.ended_at, row.outcome = clock.now(), outcome.strip()[:1000]
    row.save(update_fields=["ended_at", "outcome"])
    record(ASSISTANCE_ENDED, case, actor, assistance=str(row.uid))


def _loaded(uid: UUID | str, assistance_uid: UUID | str, actor: Actor) -> tuple[CrossRegionCase, Assistance]:
    case = load(uid)
    permissions.check_officer(actor, case, permissions.INTAKE)
    row = case.assistance.filter(uid=assistance_uid).first()
    if row is None:
        raise NotFound()
    return case, row
