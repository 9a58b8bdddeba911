"""Publish now or on a planned day, and supersede (审核发布、定期发布、取代)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from tongban.catalogue import facts
from tongban.catalogue.content import VersionContent
from tongban.catalogue.errors import ItemClosed
from tongban.catalogue.indexing import index_items
from tongban.catalogue.models import ItemVersion, ServiceItem
from tongban.catalogue.policies import PUBLISH, check_publishable, check_scope, issuer_of
from tongban.catalogue.promises import check_promise, reapproval_of
from tongban.catalogue.rows import content_values
from tongban.catalogue.selectors.versions import ItemVersionView, version
from tongban.catalogue.services._acts import settle_changes, settle_successions
from tongban.catalogue.services.compiling import _lock_version, _record
from tongban.catalogue.states import VERSION_LIFECYCLE, ItemState, VersionState
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, InvalidInput


@transaction.atomic
def publish_version(*, version_id: int, actor: Actor) -> ItemVersionView:
    """Publish a reviewed version; the one before it is superseded in the same moment. Cases keep theirs.

    Raises `PublishBlocked` with every finding at once, `PromiseTakenBack`, `MoveNotAllowed` (not in review),
    `StaleState`, `PermissionDenied`, `ItemClosed`, `NotFound`.
    """
    row, new = _lock_version(version_id)
    check_scope(actor, PUBLISH, row.department_id)
    VERSION_LIFECYCLE.check("publish_version", new.state)
    _check_fit(row, new)
    _put_in_force(row, new, "publish_version", actor)
    return version(new.pk)


@transaction.atomic
def schedule_version(*, version_id: int, effective_on: dt.date | None = None, actor: Actor) -> ItemVersionView:
    """Let a reviewed version be published at 00:00 of a day to come (China time), working day or not.

    Without a day, the one that the split, merger, devolution or transfer it belongs to takes effect on. What keeps it
    from publication is said now. Raises `InvalidInput` (no day, or not after today) and all of `publish_version`.
    """
    row, new = _lock_version(version_id)
    check_scope(actor, PUBLISH, row.department_id)
    VERSION_LIFECYCLE.check("schedule_version", new.state)
    day = effective_on or new.effective_on
    if day is None or day <= clock.today():
        raise InvalidInput(errors={"effective_on": "请填写今天以后的发布日期；今天就发布的，请直接发布。"})
    _check_fit(row, new)
    VERSION_LIFECYCLE.advance(new, "schedule_version", effective_on=day)
    data: dict[str, str | int] = {"number": new.number, "effective_on": day.isoformat()}
    _record(facts.VERSION_SCHEDULED, row, actor, data, new.pk)
    return version(new.pk)


@transaction.atomic
def withdraw_schedule(*, version_id: int, reason: str, actor: Actor) -> ItemVersionView:
    """Take a planned publication back before its day; the version waits for the bureau again."""
    row, new = _lock_version(version_id)
    check_scope(actor, PUBLISH, row.department_id)
    if not reason.strip():
        raise InvalidInput(errors={"reason": "请写明撤回的原因。"})
    VERSION_LIFECYCLE.advance(new, "withdraw_schedule", effective_on=None)
    data: dict[str, str | int] = {"number": new.number, "reason": reason.strip()[:500]}
    _record(facts.VERSION_SCHEDULE_WITHDRAWN, row, actor, data, new.pk)
    return version(new.pk)


@dataclass(frozen=True, slots=True)
class DayReport:
    """What a day brought: versions published, versions held back, acts on items that took effect."""

    published: int
    held: int
    changed: int


def take_effect(*, actor: Actor) -> DayReport:
    """Publish what is planned until today and let decided acts on items take effect, each in a change of its own.

    A version that may no longer be published (its item was abolished, a rule changed) goes back to the bureau with
    the reason as a fact. Several workers may run this at once.
    """
    due = ItemVersion.objects.filter(state=VersionState.SCHEDULED, effective_on__lte=clock.today())
    published = held = 0
    for version_id in list(due.order_by("effective_on", "pk").values_list("pk", flat=True)):
        done = _take_effect(version_id, actor)
        published += done is True
        held += done is False
    return DayReport(published, held, settle_changes(actor=actor))


@transaction.atomic
def _take_effect(version_id: int, actor: Actor) -> bool | None:
    """True: published; False: held back; None: another was faster."""
    row, new = _lock_version(version_id)
    if new.state != VersionState.SCHEDULED or new.effective_on is None or new.effective_on > clock.today():
        return None
    try:
        with transaction.atomic():
            _check_fit(row, new)
            _put_in_force(row, new, "take_effect", actor)
    except DomainError as error:
        new.refresh_from_db(fields=["state", "revision"])
        VERSION_LIFECYCLE.advance(new, "hold_version")
        data: dict[str, str | int] = {"number": new.number, "reason": error.sentence[:500]}
        _record(facts.VERSION_HELD, row, actor, data, new.pk)
        return False
    return True


def _check_fit(row: ServiceItem, new: ItemVersion) -> None:
    if row.state == ItemState.ABOLISHED:
        raise ItemClosed(name=row.name)
    check_publishable(VersionContent(**content_values(new)), row, issuer_of(row.department))
    check_promise(new, row, reapproval_of(new.reapproval))


def _put_in_force(row: ServiceItem, new: ItemVersion, verb: str, actor: Actor) -> None:
    """The version of the item (locked) becomes the published one; items it succeeds may retire now."""
    now = clock.now()
    before = ItemVersion.objects.filter(item=row, state=VersionState.PUBLISHED).first()
    if before is not None:
        VERSION_LIFECYCLE.advance(before, "supersede", superseded_at=now)
    VERSION_LIFECYCLE.advance(new, verb, published_at=now)
    ServiceItem.objects.filter(pk=row.pk).update(name=new.name)
    index_items([row.pk])
    data: dict[str, str | int] = {"number": new.number, "supersedes": before.number if before else 0}
    _record(facts.VERSION_PUBLISHED, row, actor, data, new.pk)
    settle_successions(row, actor)
