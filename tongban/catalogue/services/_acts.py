"""How decided acts on items are kept and take effect; inside the services only.

Every act is a row with its document, reason and day (`models.lineage`). An act for a later day, or one that waits for
its successors' guides, is pending. Locks: successors before the items they succeed, among these by id.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from tongban.catalogue import facts
from tongban.catalogue.errors import ChangePending
from tongban.catalogue.indexing import index_items
from tongban.catalogue.models import ItemChange, ItemVersion, ServiceItem
from tongban.catalogue.services.compiling import _lock_item, _record
from tongban.catalogue.states import (
    CHANGE_LIFECYCLE,
    ITEM_LIFECYCLE,
    OPEN_STATES,
    VERSION_LIFECYCLE,
    ChangeState,
    ChangeVerb,
    ItemState,
    VersionState,
)
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, InvalidInput

#: What becomes of the item's state, and the fact that says so.
MOVES = {
    ChangeVerb.SUSPEND: ("suspend_item", facts.ITEM_SUSPENDED),
    ChangeVerb.RESUME: ("resume_item", facts.ITEM_RESUMED),
    ChangeVerb.ABOLISH: ("abolish_item", facts.ITEM_ABOLISHED),
}


def check_grounds(reason: str, effective_on: dt.date | None) -> None:
    """Every act has its reason, and none begins before it is decided. Raises `InvalidInput`."""
    errors = {} if reason.strip() else {"reason": "请写明原因或者文件依据。"}
    if effective_on is not None and effective_on < clock.today():
        errors["effective_on"] = "生效日期不能早于今天。"
    if errors:
        raise InvalidInput(errors=errors)


def refuse_pending(row: ServiceItem) -> None:
    """Raises `ChangePending` where an act is under way that will retire the item (locked) or waits for its guide:
    without it, such an act would never be complete."""
    waiting = Q(retires=True, lines__before=row) | Q(lines__after=row) & ~Q(verb__in=MOVES)
    pending = ItemChange.objects.filter(waiting, state=ChangeState.PENDING).first()
    if pending is not None:
        raise ChangePending(name=row.name, verb=str(ChangeVerb(pending.verb).label))


def note_change(
    row: ServiceItem, verb: ChangeVerb, *, reason: str, document_no: str, day: dt.date, retires: bool = False
) -> ItemChange:
    """The row of an act that has been decided and has not taken effect yet."""
    return ItemChange.objects.create(
        item=row,
        verb=verb,
        reason=reason.strip()[:500],
        document_no=document_no.strip()[:200],
        effective_on=day,
        decided_at=clock.now(),
        retires=retires,
    )


def record_planned(change: ItemChange, row: ServiceItem, actor: Actor) -> None:
    data: dict[str, str | int] = {
        "verb": change.verb,
        "reason": change.reason,
        "document_no": change.document_no,
        "effective_on": change.effective_on.isoformat(),
    }
    _record(facts.CHANGE_PLANNED, row, actor, data)


def do(change: ItemChange, row: ServiceItem, actor: Actor) -> None:
    """Let an act on one locked item take effect."""
    verb, kind = MOVES[ChangeVerb(change.verb)]
    ITEM_LIFECYCLE.advance(row, verb)
    CHANGE_LIFECYCLE.advance(change, "take_effect", done_at=clock.now())
    after = list(change.lines.order_by("after__code").values_list("after__code", flat=True))
    data: dict[str, str | int] = {
        "reason": change.reason,
        "document_no": change.document_no,
        "successors": "、".join(after),
    }
    if row.state == ItemState.ABOLISHED:
        discard_open(row, actor)
    index_items([row.pk])
    _record(kind, row, actor, data)


def discard_open(row: ServiceItem, actor: Actor) -> None:
    """An abolished item keeps no draft."""
    for found in ItemVersion.objects.select_for_update(no_key=True).filter(item=row, state__in=OPEN_STATES):
        VERSION_LIFECYCLE.advance(found, "discard_version")
        _record(facts.VERSION_DISCARDED, row, actor, {"number": found.number}, found.pk)


def settle_successions(row: ServiceItem, actor: Actor) -> None:
    """An item (locked) was published: the acts it is a successor of may be complete now."""
    pending = ItemChange.objects.filter(state=ChangeState.PENDING, lines__after=row).exclude(verb__in=MOVES)
    for change_id in sorted(set(pending.values_list("pk", flat=True))):
        _settle(change_id, actor)


def settle_changes(*, actor: Actor) -> int:
    """Let pending acts take effect whose day has come; how many did. One transaction each."""
    due = ItemChange.objects.filter(state=ChangeState.PENDING, effective_on__lte=clock.today())
    done = 0
    for change_id in list(due.order_by("effective_on", "pk").values_list("pk", flat=True)):
        with transaction.atomic():
            done += _settle(change_id, actor)
    return done


def _settle(change_id: int, actor: Actor) -> bool:
    """Lock the items the act is about, in the order of their ids, then see whether all is there."""
    found = ItemChange.objects.get(pk=change_id)
    structural = found.verb not in MOVES
    ids = list(found.lines.values_list("before", flat=True)) if structural else [found.item_id]
    rows = [_lock_item(item_id) for item_id in sorted(set(ids))]
    change = ItemChange.objects.select_for_update(no_key=True).get(pk=change_id)
    if change.state != ChangeState.PENDING or change.effective_on > clock.today():
        return False
    if not structural:
        return _try(change, rows[0], actor)
    after = set(change.lines.values_list("after", flat=True))
    if not _all_published(after):
        return False
    for row in rows if change.retires else ():
        if row.state != ItemState.ABOLISHED:
            _retire(change, row, actor)
    CHANGE_LIFECYCLE.advance(change, "take_effect", done_at=clock.now())
    return True


def _all_published(item_ids: Collection[int]) -> bool:
    standing = ItemVersion.objects.filter(item__in=item_ids, state=VersionState.PUBLISHED)
    return standing.values("item").distinct().count() == len(item_ids)


def _retire(change: ItemChange, row: ServiceItem, actor: Actor) -> None:
    """An item makes room in the moment its last successor stands."""
    ITEM_LIFECYCLE.advance(row, "abolish_item")
    discard_open(row, actor)
    index_items([row.pk])
    after = change.lines.filter(before=row).order_by("after__code").values_list("after__code", flat=True)
    data: dict[str, str | int] = {
        "reason": change.reason,
        "document_no": change.document_no,
        "successors": "、".join(after),
    }
    _record(facts.ITEM_ABOLISHED, row, actor, data)


def _try(change: ItemChange, row: ServiceItem, actor: Actor) -> bool:
    """A planned act that the item's state no longer allows is called off, with the reason."""
    try:
        with transaction.atomic():
            do(change, row, actor)
    except DomainError as error:
        change.refresh_from_db(fields=["state", "revision"])
        call_off(change, row, error.sentence, actor)
        return False
    return True


def call_off(change: ItemChange, row: ServiceItem, reason: str, actor: Actor) -> None:
    """End a pending act without effect."""
    CHANGE_LIFECYCLE.advance(change, "cancel_change", done_at=clock.now())
    _record(facts.CHANGE_CANCELLED, row, actor, {"verb": change.verb, "reason": reason.strip()[:500]})
