"""Suspend, restore, revoke, cancel. Each needs a reason and a legal basis, which the holder reads."""

from __future__ import annotations

from django.db import transaction

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import PermissionDenied
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind
from tongban.licences import policies, selectors
from tongban.licences.facts import (
    LICENCE_CANCELLED,
    LICENCE_RESTORED,
    LICENCE_REVOKED,
    LICENCE_SUSPENDED,
    holder_ref,
    licence_ref,
)
from tongban.licences.models import Licence
from tongban.licences.selectors import LicenceView, licence_view
from tongban.licences.states import LICENCE_LIFECYCLE


def suspend_licence(*, identifier: str, reason: str, basis: str, actor: Actor) -> LicenceView:
    """Take the use away for a time (暂扣). Raises `PermissionDenied`, `NotFound`, `ReasonMissing`, `MoveNotAllowed`."""
    return _move("suspend", LICENCE_SUSPENDED, identifier, reason, basis, actor)


def restore_licence(*, identifier: str, reason: str, basis: str, actor: Actor) -> LicenceView:
    """Give the use back. Raises as `suspend_licence`."""
    return _move("restore", LICENCE_RESTORED, identifier, reason, basis, actor)


def revoke_licence(*, identifier: str, reason: str, basis: str, actor: Actor) -> LicenceView:
    """Undo a licence that should not have been given (撤销, 行政许可法 art. 69). Raises as `suspend_licence`."""
    return _move("revoke", LICENCE_REVOKED, identifier, reason, basis, actor)


def cancel_licence(*, identifier: str, reason: str, basis: str, actor: Actor) -> LicenceView:
    """End a licence whose holder or object is gone or gives it up (注销, art. 70). Raises as `suspend_licence`."""
    return _move("cancel", LICENCE_CANCELLED, identifier, reason, basis, actor)


def _move(verb: str, kind: FactKind, identifier: str, reason: str, basis: str, actor: Actor) -> LicenceView:
    with transaction.atomic():
        found = selectors.find(identifier)
        rows = Licence.objects.select_for_update(no_key=True, of=("self",)).select_related("type")
        row = rows.get(pk=found.pk)
        actor.require(policies.REVOKE)
        if not policies.covers(actor, row):
            raise PermissionDenied(permission=policies.REVOKE)
        why, article = policies.check_reason(reason, basis)
        LICENCE_LIFECYCLE.advance(row, verb, state_reason=why, state_basis=article, state_since=clock.now())
        ledger.record(
            kind,
            actor=actor,
            objects=[licence_ref(row.uid), holder_ref(row.holder_id)],
            data={"identifier": row.identifier, "type_code": row.type.code, "basis": article},
            department_id=row.issuer_id,
            region_code=row.region_code,
        )
        return licence_view(row, with_face=policies.sees_face(actor, row.holder_id))
