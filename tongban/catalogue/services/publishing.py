"""Publish, supersede, suspend, resume, abolish (审核发布、取代、暂停、恢复、取消)."""

from __future__ import annotations

from django.db import transaction

from tongban.catalogue import facts
from tongban.catalogue.content import VersionContent
from tongban.catalogue.errors import ItemClosed
from tongban.catalogue.indexing import index_items
from tongban.catalogue.models import ItemVersion, ServiceItem
from tongban.catalogue.policies import PUBLISH, check_publishable, check_scope, issuer_of
from tongban.catalogue.rows import content_values
from tongban.catalogue.selectors.items import ItemView, item
from tongban.catalogue.selectors.versions import ItemVersionView, version
from tongban.catalogue.services.compiling import _lock_item, _lock_version, _record
from tongban.catalogue.states import ITEM_LIFECYCLE, VERSION_LIFECYCLE, ItemState, VersionState
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput
from tongban.ledger.facts import FactKind


@transaction.atomic
def publish_version(*, version_id: int, actor: Actor) -> ItemVersionView:
    """Publish a reviewed version; the one before it is superseded in the same moment. Cases keep theirs.

    Raises `PublishBlocked` with every finding at once, `MoveNotAllowed` (not in review), `StaleState`,
    `PermissionDenied`, `ItemClosed`, `NotFound`.
    """
    row, new = _lock_version(version_id)
    check_scope(actor, PUBLISH, row.department_id)
    if row.state == ItemState.ABOLISHED:
        raise ItemClosed(name=row.name)
    VERSION_LIFECYCLE.check("publish_version", new.state)
    department = row.department
    check_publishable(VersionContent(**content_values(new)), row, issuer_of(department))
    now = clock.now()
    before = ItemVersion.objects.filter(item=row, state=VersionState.PUBLISHED).first()
    if before is not None:
        VERSION_LIFECYCLE.advance(before, "supersede", superseded_at=now)
    VERSION_LIFECYCLE.advance(new, "publish_version", published_at=now)
    ServiceItem.objects.filter(pk=row.pk).update(name=new.name)
    index_items([row.pk])
    data: dict[str, str | int] = {"number": new.number, "supersedes": before.number if before else 0}
    _record(facts.VERSION_PUBLISHED, row, actor, data, new.pk)
    return version(new.pk)


@transaction.atomic
def suspend_item(*, item_id: int, reason: str, actor: Actor) -> ItemView:
    """Take an item out of service for a time: no new applications, running cases go on."""
    return _move_item(item_id, "suspend_item", reason, facts.ITEM_SUSPENDED, actor)


@transaction.atomic
def resume_item(*, item_id: int, reason: str = "恢复办理", actor: Actor) -> ItemView:
    """Put a suspended item back into service."""
    return _move_item(item_id, "resume_item", reason, facts.ITEM_RESUMED, actor)


@transaction.atomic
def abolish_item(*, item_id: int, reason: str, actor: Actor) -> ItemView:
    """Abolish an item for good; its versions stay for the cases bound to them."""
    return _move_item(item_id, "abolish_item", reason, facts.ITEM_ABOLISHED, actor)


def _move_item(item_id: int, verb: str, reason: str, kind: FactKind, actor: Actor) -> ItemView:
    """Raises `NotFound`, `PermissionDenied`, `InvalidInput` (no reason), `MoveNotAllowed`, `StaleState`."""
    row = _lock_item(item_id)
    check_scope(actor, PUBLISH, row.department_id)
    if not reason.strip():
        raise InvalidInput(errors={"reason": "请写明原因或者文件依据。"})
    ITEM_LIFECYCLE.advance(row, verb)
    index_items([row.pk])
    _record(kind, row, actor, {"reason": reason.strip()[:500]})
    return item(row.pk)
