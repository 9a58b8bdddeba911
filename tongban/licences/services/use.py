"""Use a licence instead of a paper, and show one by a short-lived code. Both leave a fact the holder can read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.licences import policies, selectors
from tongban.licences.facts import LICENCE_PRESENTED, LICENCE_USED, holder_ref, licence_ref
from tongban.licences.selectors import LicenceView, licence_view
from tongban.licences.verification import make_present_token


@dataclass(frozen=True, slots=True)
class Presented:
    """A code to show at a window or to an inspector: the token, the address for its QR, and when it ends."""

    token: str
    url: str
    expires_at: dt.datetime


def use_licence(
    *, identifier: str, purpose: str, case_no: str = "", about: Sequence[ObjectRef] = (), actor: Actor
) -> LicenceView:
    """Take a licence as evidence and see its face; `purpose` (at most 200 characters) is told to the holder.

    The holder and whoever acts for it, officers with `licences.fetch`, and the platform may; an organisation's agent
    may hand in its legal representative's licence without seeing the face. `about` are further objects of the fact.
    Raises `PurposeMissing`, `PermissionDenied`, `NotFound`, `LicenceNotUsable`.
    """
    with transaction.atomic():
        row = selectors.find(identifier)
        if not policies.may_use(actor, row.holder_id):
            raise PermissionDenied(permission=policies.FETCH)
        cleaned = policies.check_purpose(purpose)
        policies.check_usable(row, clock.today())
        ledger.record(
            LICENCE_USED,
            actor=actor,
            objects=[licence_ref(row.uid), holder_ref(row.holder_id), *about],
            data={"purpose": cleaned, "case_no": case_no, "type_code": row.type.code},
            department_id=next(iter(actor.department_ids)) if len(actor.department_ids) == 1 else None,
        )
        return licence_view(row, with_face=policies.may_list(actor, row.holder_id))


def present_code(*, identifier: str, actor: Actor) -> Presented:
    """A code that proves for five minutes that the holder shows this licence now (亮证).

    Raises `NotFound` for anybody but the holder and whoever acts for it, `LicenceNotUsable`.
    """
    with transaction.atomic():
        row = selectors.find(identifier)
        if not policies.is_holder(actor, row.holder_id):
            raise NotFound()
        policies.check_usable(row, clock.today())
        expires_at = clock.now() + dt.timedelta(seconds=policies.PRESENT_SECONDS)
        token = make_present_token(row.uid, expires_at)
        ledger.record(LICENCE_PRESENTED, actor=actor, objects=[licence_ref(row.uid), holder_ref(row.holder_id)])
        return Presented(token, policies.verify_address(token), expires_at)
