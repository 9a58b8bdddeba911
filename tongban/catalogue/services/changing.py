"""Dynamic management of items as they are (暂停、恢复、取消), now or on a planned day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from tongban.catalogue.errors import ChangePending
from tongban.catalogue.models import ItemChange, Lineage, ServiceItem
from tongban.catalogue.policies import PUBLISH, check_scope
from tongban.catalogue.selectors.items import ItemView, item
from tongban.catalogue.services._acts import MOVES, check_grounds, do, note_change, record_planned, refuse_pending
from tongban.catalogue.services.compiling import _lock_item
from tongban.catalogue.states import (
    ITEM_LIFECYCLE,
    ChangeState,
    ChangeVerb,
    ItemState,
)
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound


@transaction.atomic
def suspend_item(
    *, item_id: int, reason: str, document_no: str = "", effective_on: dt.date | None = None, actor: Actor
) -> ItemView:
    """Take an item out of service for a time, now or from a day on: no new applications, running cases go on."""
    return _change_item(item_id, ChangeVerb.SUSPEND, reason, document_no, effective_on, actor)


@transaction.atomic
def resume_item(
    *,
    item_id: int,
    reason: str = "恢复办理",
    document_no: str = "",
    effective_on: dt.date | None = None,
    actor: Actor,
) -> ItemView:
    """Put a suspended item back into service, now or from a day on."""
    return _change_item(item_id, ChangeVerb.RESUME, reason, document_no, effective_on, actor)


@transaction.atomic
def abolish_item(
    *,
    item_id: int,
    reason: str,
    document_no: str = "",
    effective_on: dt.date | None = None,
    successor_ids: Sequence[int] = (),
    actor: Actor,
) -> ItemView:
    """Abolish an item for good, now or from a day on; its versions stay for the cases bound to them.

    `successor_ids`: items that exist already and take its place; its guide leads there.
    """
    return _change_item(item_id, ChangeVerb.ABOLISH, reason, document_no, effective_on, actor, successor_ids)


def _change_item(
    item_id: int,
    verb: ChangeVerb,
    reason: str,
    document_no: str,
    effective_on: dt.date | None,
    actor: Actor,
    successor_ids: Sequence[int] = (),
) -> ItemView:
    """Raises `NotFound`, `PermissionDenied`, `InvalidInput` (no reason, a day gone by), `MoveNotAllowed`, and
    `ChangePending` where the same is planned for that day."""
    row = _lock_item(item_id)
    check_scope(actor, PUBLISH, row.department_id)
    check_grounds(reason, effective_on)
    if verb == ChangeVerb.ABOLISH:
        refuse_pending(row)
    day = effective_on or clock.today()
    if ItemChange.objects.filter(item=row, verb=verb, state=ChangeState.PENDING, effective_on=day).exists():
        raise ChangePending(name=row.name, verb=str(verb.label))
    if day <= clock.today():
        ITEM_LIFECYCLE.check(MOVES[verb][0], row.state)
    elif row.state == ItemState.ABOLISHED:
        ITEM_LIFECYCLE.check("abolish_item", row.state)
    after = ServiceItem.objects.filter(pk__in=successor_ids).exclude(pk=row.pk).exclude(state=ItemState.ABOLISHED)
    if len(set(successor_ids)) != after.count():
        raise NotFound()
    change = note_change(row, verb, reason=reason, document_no=document_no, day=day)
    Lineage.objects.bulk_create([Lineage(change=change, before=row, after=one) for one in after.order_by("pk")])
    if day <= clock.today():
        do(change, row, actor)
    else:
        record_planned(change, row, actor)
    return item(row.pk)
