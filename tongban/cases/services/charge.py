"""What a case costs: an order for the fee items of the version it is bound to, and its end with the case."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from tongban.cases import policies
from tongban.cases.facts import CASE
from tongban.cases.services._common import load, verb
from tongban.fees import services as fees
from tongban.fees.services import Charge
from tongban.kernel.actor import Actor
from tongban.ledger.facts import ObjectRef


@verb
def charge_case(*, case_uid: UUID | str, lines: Sequence[Charge], actor: Actor) -> str:
    """Open a payment order for the applicant; returns its uid. Its fact stands on the case's timeline.

    Only what the case's own version publishes may be charged (行政许可法 58, 59). Raises `NotFound`,
    `PermissionDenied`, `MoveNotAllowed`, and what `fees.open_payment_order` refuses.
    """
    loaded = load(case_uid)
    policies.check_action("charge", actor, loaded.case, loaded.version)
    case = loaded.case
    return fees.open_payment_order(
        about=loaded.ref,
        payer_id=case.applicant_id,
        agent_id=case.agent_id,
        department_id=case.department_id,
        region_code=case.region_code,
        version_id=case.version_id,
        lines=lines,
        actor=actor,
    )


def drop_fees(*, case_uid: UUID | str, reason: str, actor: Actor) -> int:
    """The case ended without its service: what is not paid is not owed any more; returns how many orders ended.

    What was paid is given back by a refund, which two officers decide. Safe to call twice.
    """
    return fees.cancel_orders(about=ObjectRef(CASE, str(case_uid)), reason=reason, actor=actor)
