"""Special procedures (特别程序): time stands still from a written notice on, and runs again when the last has ended."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from tongban.cases import errors, policies
from tongban.cases.errors import time as refusals
from tongban.cases.models import steps_of
from tongban.cases.policies import time as law
from tongban.cases.services._common import load, tell_applicant, verb
from tongban.cases.services._hands import own_step
from tongban.cases.services._records import keep_record
from tongban.cases.services._standing import order_step, stand_still
from tongban.cases.services.steps import finish_step
from tongban.cases.states import STEP_KIND_LABELS, CaseState, Instrument, StepKind
from tongban.kernel import clock
from tongban.kernel.actor import Actor


@verb
def suspend_case(*, case_uid: UUID | str, kind: StepKind, reason: str, expected_on: dt.date, actor: Actor) -> str:
    """Begin a special procedure whose time the law excludes; returns the number of the 特别程序告知书.

    The notice names reason and expected end; from it on both clocks stand still (行政许可法 45, 安阳 37). Several may
    run at once. A hearing is arranged, with time and place, by `arrange_hearing`. Raises `TimeNotExcluded`,
    `ProcedureRunning`, `ExpectedEndWrong`, `ReasonMissing`.
    """
    loaded = load(case_uid)
    policies.check_action("suspend", actor, loaded.case, loaded.version)
    if not reason.strip():
        raise errors.ReasonMissing(verb="启动特别程序")
    if kind == StepKind.HEARING:
        raise refusals.HearingNeedsTimeAndPlace()
    law.check_may_stand_still(loaded.case, kind, expected_on)
    step = order_step(loaded, kind, actor)
    step.reason, step.expected_on = reason.strip(), expected_on
    number = stand_still(loaded, step, Instrument.SPECIAL_PROCEDURE_NOTICE, {}, actor)
    label = STEP_KIND_LABELS[kind]
    why = step.reason.rstrip("。")
    tell_applicant(loaded, "case_suspended", actor, procedure=label, expected_on=expected_on, reason=why)
    return number


@verb
def resume_case(
    *,
    case_uid: UUID | str,
    step_id: int,
    result: str,
    actor: Actor,
    passed: bool = True,
    digest: str = "",
    file_name: str = "",
) -> bool:
    """End a special procedure with its result and, where there is one, its report; returns whether time runs again.

    It does when this was the last one, and not before every hand that the step needs has signed. Raises
    `NothingStandsStill`, `ReasonMissing`, `UploadMissing`, `NotFound`.
    """
    loaded = load(case_uid)
    policies.check_action("resume", actor, loaded.case, loaded.version)
    step = own_step(loaded, step_id, actor)
    if step.kind == StepKind.HEARING or not step.document_no:
        raise refusals.NothingStandsStill()
    if digest:
        keep_record(step, digest, file_name)
    if not finish_step(case_uid=case_uid, step_id=step_id, opinion=result, passed=passed, actor=actor):
        return False
    loaded, label = load(case_uid), STEP_KIND_LABELS[step.kind]
    if loaded.case.state == CaseState.SUSPENDED:
        left = "、".join(STEP_KIND_LABELS[one.kind] for one in law.standing_steps(loaded.case))
        tell_applicant(loaded, "case_procedure_ended", actor, procedure=label, left=left)
        return False
    tell_applicant(loaded, "case_resumed", actor, procedure=label)
    return True


@verb
def tell_overrun(*, case_uid: UUID | str, actor: Actor) -> None:
    """The expected end is over and the procedure goes on: the applicant hears of it, once for each notice.

    The worker calls it when the duty of the procedure is overdue, perhaps twice.
    """
    loaded = load(case_uid)
    for step in steps_of(loaded.case):
        if step in law.standing_steps(loaded.case) and step.expected_on and step.expected_on <= clock.today():
            tell_applicant(
                loaded,
                "case_procedure_late",
                actor,
                once=f"case_procedure_late:{step.pk}",
                procedure=STEP_KIND_LABELS[step.kind],
                expected_on=step.expected_on,
            )
