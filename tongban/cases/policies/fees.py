"""What law and state allow about fees and parcels of a case."""

from __future__ import annotations

from tongban.cases.errors.fees import FeesUnpaid
from tongban.cases.facts import CASE
from tongban.cases.models import Case
from tongban.cases.policies.steady import Steady
from tongban.cases.states import CaseState
from tongban.fees import selectors as fees
from tongban.fees.policies import yuan_text
from tongban.ledger.facts import ObjectRef
from tongban.reference import selectors as reference

CHARGE = "fees.charge"
_BEING_HANDLED = (CaseState.ACCEPTED, CaseState.EXAMINED, CaseState.DECIDED)
_OPEN = (CaseState.SUBMITTED, CaseState.SUPPLEMENT_NOTIFIED, CaseState.ACCEPTED, CaseState.EXAMINED)

#: Verbs that act on a case and leave its state as it is; both have pages of their own.
STEADY: dict[str, Steady] = {
    "charge": Steady(
        "开缴款单",
        frozenset(state.value for state in _BEING_HANDLED),
        permission=CHARGE,
        basis="行政许可法第五十八条、第五十九条",
        offered=False,
    ),
    "send_papers": Steady("寄送原件", frozenset(state.value for state in _OPEN), offered=False),
}


def check_paid(case: Case) -> None:
    """Nothing is owed any more, where the city makes results wait for it (`fee.before_result`). Raises `FeesUnpaid`."""
    rule = reference.parameter("fee.before_result", region_code=case.region_code)
    if rule.text != "required":
        return
    if owed := fees.unpaid(ObjectRef(CASE, str(case.uid))):
        basis = reference.parameter("fee.standards", region_code=case.region_code)
        raise FeesUnpaid(amount=yuan_text(owed), basis=f"{basis.citation}：{basis.quote}；{rule.citation}")
