"""Delegate an item to a hall or service point, and take it back (下放、收回)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from tongban.catalogue import facts
from tongban.catalogue.errors import ItemAlreadyOffered, ItemClosed, ItemNotOffered
from tongban.catalogue.models import Offering, ServiceItem
from tongban.catalogue.policies import PUBLISH, check_scope
from tongban.catalogue.selectors.points import OfferingView
from tongban.catalogue.states import ItemState
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind
from tongban.orgs import facts as halls
from tongban.orgs import selectors as orgs


@transaction.atomic
def offer_item(*, item_id: int, hall_id: int, basis: str, since: dt.date | None = None, actor: Actor) -> OfferingView:
    """Let an item be handled at a point from a day on (today). `basis`: the document that delegates it.

    Raises `NotFound` (item, hall), `PermissionDenied`, `InvalidInput` (no basis, closed hall), `ItemClosed`,
    `ItemAlreadyOffered`.
    """
    row = _lock(item_id, actor)
    hall = orgs.hall(hall_id)
    if row.state == ItemState.ABOLISHED:
        raise ItemClosed(name=row.name)
    errors = {} if basis.strip() else {"basis": "请写明下放的文件依据。"}
    if not hall.active:
        errors["hall_id"] = f"“{hall.name}”没有开放，不能下放事项。"
    if errors:
        raise InvalidInput(errors=errors)
    if Offering.objects.filter(item=row, hall_id=hall_id, until=None).exists():
        raise ItemAlreadyOffered(name=row.name, hall=hall.name)
    made = Offering.objects.create(item=row, hall_id=hall_id, since=since or clock.today(), basis=basis.strip()[:300])
    _record(facts.ITEM_OFFERED, row, hall_id, actor, {"since": made.since.isoformat(), "basis": made.basis})
    return OfferingView(row.pk, hall_id, made.since, None, made.basis)


@transaction.atomic
def withdraw_offering(
    *, item_id: int, hall_id: int, reason: str, until: dt.date | None = None, actor: Actor
) -> OfferingView:
    """End the handling of an item at a point: from this day (today) on it is no longer handled there.

    Raises `NotFound`, `PermissionDenied`, `InvalidInput` (no reason, an end before the beginning), `ItemNotOffered`.
    """
    row = _lock(item_id, actor)
    hall = orgs.hall(hall_id)
    found = Offering.objects.filter(item=row, hall_id=hall_id, until=None).first()
    if found is None:
        raise ItemNotOffered(name=row.name, hall=hall.name)
    end = until or clock.today()
    errors = {} if reason.strip() else {"reason": "请写明收回的原因或者文件依据。"}
    if end < found.since:
        errors["until"] = "收回的日期不能早于下放的日期。"
    if errors:
        raise InvalidInput(errors=errors)
    Offering.objects.filter(pk=found.pk).update(until=end)
    _record(facts.OFFERING_WITHDRAWN, row, hall_id, actor, {"until": end.isoformat(), "reason": reason.strip()[:500]})
    return OfferingView(row.pk, hall_id, found.since, end, found.basis)


def _lock(item_id: int, actor: Actor) -> ServiceItem:
    row = ServiceItem.objects.select_for_update(no_key=True).filter(pk=item_id).first()
    if row is None:
        raise NotFound()
    check_scope(actor, PUBLISH, row.department_id)
    return row


def _record(kind: FactKind, row: ServiceItem, hall_id: int, actor: Actor, data: dict[str, str]) -> None:
    ledger.record(
        kind,
        actor=actor,
        objects=[facts.item_ref(row.code), halls.hall_ref(hall_id)],
        data=data,
        department_id=row.department_id,
        region_code=row.region_code,
    )
