"""Delegate items to halls or service points, one or many, and take them back (下放、收回)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from itertools import groupby
from operator import itemgetter

from django.db import connection, transaction
from django.db.models import Q

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

#: Well below the thousand objects that a fact may name.
_POINTS_IN_A_FACT = 500
_OFFER = """
INSERT INTO catalogue_offering (item_id, hall_id, since, basis)
SELECT item_id, hall_id, %s, %s FROM unnest(%s::bigint[]) i(item_id) CROSS JOIN unnest(%s::bigint[]) h(hall_id)
WHERE NOT EXISTS (
    SELECT FROM catalogue_offering o WHERE o.item_id = i.item_id AND o.hall_id = h.hall_id AND o.until > %s
)
ON CONFLICT (item_id, hall_id) WHERE until IS NULL DO NOTHING RETURNING item_id, hall_id
"""


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
    day = since or clock.today()
    # Periods of an item at a point do not overlap: one that ends later than this begins still holds.
    if Offering.objects.filter(Q(until=None) | Q(until__gt=day), item=row, hall_id=hall_id).exists():
        raise ItemAlreadyOffered(name=row.name, hall=hall.name)
    made = Offering.objects.create(item=row, hall_id=hall_id, since=day, basis=basis.strip()[:300])
    _record(facts.ITEM_OFFERED, row, [hall_id], actor, {"since": made.since.isoformat(), "basis": made.basis})
    return OfferingView(row.pk, hall_id, made.since, None, made.basis)


@transaction.atomic
def offer_items(
    *,
    item_ids: Collection[int],
    hall_ids: Collection[int],
    basis: str,
    since: dt.date | None = None,
    actor: Actor,
) -> int:
    """Let each of these items be handled at each of these points: a whole list delegated by one document.

    What is handled there already stays as it is. Returns how many offerings are new; one fact for each item that has
    any. Raises as `offer_item`, but never `ItemAlreadyOffered`.
    """
    locked = ServiceItem.objects.select_for_update(no_key=True).filter(pk__in=item_ids).order_by("pk")
    rows = {row.pk: row for row in locked}
    open_halls = {hall.id for hall in orgs.halls()}
    if len(rows) < len(set(item_ids)):
        raise NotFound()
    for row in rows.values():
        check_scope(actor, PUBLISH, row.department_id)
        if row.state == ItemState.ABOLISHED:
            raise ItemClosed(name=row.name)
    errors = {} if basis.strip() else {"basis": "请写明下放的文件依据。"}
    if not open_halls.issuperset(hall_ids):
        errors["hall_ids"] = "有的办理点不存在或者没有开放，不能下放事项。"
    if errors:
        raise InvalidInput(errors=errors)
    day, said = since or clock.today(), basis.strip()[:300]
    with connection.cursor() as cursor:
        cursor.execute(_OFFER, [day, said, sorted(rows), sorted(hall_ids), day])
        new = cursor.fetchall()
    data = {"since": day.isoformat(), "basis": said}
    for item_id, points in groupby(sorted(new), key=itemgetter(0)):
        found = [hall_id for _, hall_id in points]
        for start in range(0, len(found), _POINTS_IN_A_FACT):
            _record(facts.ITEM_OFFERED, rows[item_id], found[start : start + _POINTS_IN_A_FACT], actor, data)
    return len(new)


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
    _record(facts.OFFERING_WITHDRAWN, row, [hall_id], actor, {"until": end.isoformat(), "reason": reason.strip()[:500]})
    return OfferingView(row.pk, hall_id, found.since, end, found.basis)


def _lock(item_id: int, actor: Actor) -> ServiceItem:
    row = ServiceItem.objects.select_for_update(no_key=True).filter(pk=item_id).first()
    if row is None:
        raise NotFound()
    check_scope(actor, PUBLISH, row.department_id)
    return row


def _record(kind: FactKind, row: ServiceItem, hall_ids: Sequence[int], actor: Actor, data: dict[str, str]) -> None:
    ledger.record(
        kind,
        actor=actor,
        objects=[facts.item_ref(row.code), *map(halls.hall_ref, hall_ids)],
        data=data,
        department_id=row.department_id,
        region_code=row.region_code,
    )
