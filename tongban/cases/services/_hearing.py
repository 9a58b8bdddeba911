"""What a hearing begins with, for the applicant and for third parties alike: the right told, the hearing asked for."""

from __future__ import annotations

from tongban.cases import facts
from tongban.cases.policies.kinds import manifest
from tongban.cases.services import _clocks
from tongban.cases.services._common import Loaded, new_instrument, record, tell_applicant
from tongban.cases.states import HEARING, HEARING_REQUEST, Instrument
from tongban.duties import services as duties
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.reference import selectors as reference


def tell_right(loaded: Loaded, reason: str, actor: Actor) -> str:
    """The applicant's paper, clock and message."""
    right = owe_hearing(loaded, actor, HEARING_REQUEST.code, manifest(loaded.version).hearing)
    until = right.due.due_on.isoformat() if right.due.due_on else ""
    content: dict[str, object] = {"reason": reason, "until": until}
    number = new_instrument(loaded, Instrument.HEARING_RIGHT_NOTICE, content).number
    record(facts.HEARING_RIGHT_TOLD, loaded, actor, {"instrument": number})
    tell_applicant(loaded, "case_hearing_right", actor, until=right.due.due_on or "")
    return number


def hearing_asked(loaded: Loaded, actor: Actor, *, by: str) -> None:
    """Somebody asked: nobody else has to, and the authority organises it."""
    _clocks.stop(loaded, actor, HEARING_REQUEST, at=clock.now())
    owe_hearing(loaded, actor, HEARING.code, "hearing_limit")
    record(facts.HEARING_ASKED, loaded, actor, {"by": by})


def owe_hearing(loaded: Loaded, actor: Actor, kind: str, parameter: str, *, of: str = "") -> duties.DutyView:
    """A right to ask, or the duty to organise; `of`: the third party whose right it is."""
    case, now = loaded.case, clock.now()
    return duties.open_duty(
        kind=kind,
        subject=loaded.ref,
        department_id=case.department_id,
        region_code=case.region_code,
        starts_at=now,
        limit=reference.parameter(parameter).limit,
        dedupe_key=f"{kind}:{of or case.uid}:{now.isoformat()}",
        actor=actor,
    )
