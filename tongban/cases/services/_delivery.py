"""Delivery: by hand, from the exit window, from a locker, by post or electronically, the end of it is the same."""

from __future__ import annotations

from tongban.cases import facts
from tongban.cases.services import _clocks
from tongban.cases.services._common import Loaded, record, tell_applicant
from tongban.cases.states import CASE_LIFECYCLE, DELIVERY, DeliveryMethod
from tongban.kernel import clock
from tongban.kernel.actor import Actor


def delivered(loaded: Loaded, actor: Actor, method: DeliveryMethod) -> None:
    """The result is in the applicant's hands; what waited at the exit waits no more."""
    now = clock.now()
    _clocks.stop(loaded, actor, DELIVERY, at=now)
    CASE_LIFECYCLE.advance(loaded.case, "deliver", delivered_at=now, delivery_method=DeliveryMethod(method))
    record(facts.RESULT_DELIVERED, loaded, actor, {"method": str(method)})
    tell_applicant(loaded, "case_delivered", actor)
