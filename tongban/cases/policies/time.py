"""The law of time: when it stands still, who may lengthen a limit and how far, what is owed around a hearing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.cases.errors import TwoSeats
from tongban.cases.errors import time as errors
from tongban.cases.models import Case, CaseStep, signers_of, steps_of
from tongban.cases.permissions import EXAMINE, EXTEND
from tongban.cases.policies.kinds import check_hearing_right, check_third_parties, manifest
from tongban.cases.policies.owed import owed_on
from tongban.cases.policies.steady import Steady
from tongban.cases.states import HEARING, HEARING_REQUEST, STEP_KIND_LABELS, CaseState, Instrument, StepKind, StepState
from tongban.catalogue.selectors import ItemVersionView
from tongban.duties.selectors import DutyView
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import LimitUnit, WorkCalendar, due
from tongban.kernel.errors import DomainError
from tongban.reference import selectors as reference
from tongban.reference.errors import UnknownParameter

#: Columns of a step, and of an extension, as pages and this law read them.
STEP_COLUMNS = tuple(field.attname for field in CaseStep._meta.concrete_fields if field.name != "case")
EXTENSION_COLUMNS = (
    "id", "days", "reason", "asked_by_id", "asked_at", "granted", "answered_by_id", "answered_at", "answer",
    "document_no",
)  # fmt: skip
_INSTRUMENT_COLUMNS = ("id", "kind", "number", "issued_at", "content")
_UNDER_WAY = frozenset(str(state) for state in (CaseState.ACCEPTED, CaseState.EXAMINED, CaseState.SUSPENDED))

#: Verbs about time that move no state by themselves.
STEADY: dict[str, Steady] = {
    "ask_extension": Steady("提请延长期限", _UNDER_WAY, EXAMINE, "行政许可法第四十二条"),
    "answer_extension": Steady("批准延长期限", _UNDER_WAY, EXTEND, "行政许可法第四十二条"),
    "shorten_promise": Steady("紧急办理，缩短期限", _UNDER_WAY, EXAMINE, "安阳市政务服务条例第二十二条第二款"),
    "tell_hearing_right": Steady("告知听证权利", _UNDER_WAY, EXAMINE, "行政许可法第四十七条"),
    "name_interested": Steady("告知利害关系人", _UNDER_WAY, EXAMINE, "行政许可法第三十六条、第四十七条第一款"),
    "ask_hearing": Steady("申请听证", _UNDER_WAY, "", "行政许可法第四十七条", offered=False),
    "arrange_hearing": Steady("组织听证", _UNDER_WAY, EXAMINE, "行政许可法第四十六条、第四十八条"),
    "record_hearing": Steady("记录听证", _UNDER_WAY, EXAMINE, "行政许可法第四十八条"),
}
#: Where there is nothing to do, the button is not there, rather than off with a reason.
QUIET: dict[str, tuple[type[DomainError], ...]] = {
    "resume": (errors.NothingStandsStill,),
    "ask_extension": (errors.ExtensionUnderWay, errors.ExtensionNotForInstant),
    "answer_extension": (errors.ExtensionNotAsked,),
    "tell_hearing_right": (errors.HearingRightTold, errors.NoHearingRight),
    "name_interested": (errors.ProcedureRunning, errors.NoThirdParties),
    "arrange_hearing": (errors.ProcedureRunning,),
    "record_hearing": (errors.HearingNotArranged,),
}


# --- rows: those that came with the case, else asked for -----------------------------------------
def extension_rows(case: Case) -> Sequence[Mapping[str, Any]]:
    """Every extension asked for, in order."""
    found: Sequence[Mapping[str, Any]] | None = getattr(case, "extension_rows", None)
    return list(case.extensions.order_by("id").values(*EXTENSION_COLUMNS)) if found is None else found


def _instruments(case: Case, kind: Instrument) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] | None = getattr(case, "instrument_rows", None)
    if found is None:
        return list(case.instruments.filter(kind=kind).order_by("id").values(*_INSTRUMENT_COLUMNS))
    return [row for row in found if row["kind"] == kind]


# --- time that stands still -----------------------------------------------------------------------
def excluded_kinds() -> tuple[StepKind, ...]:
    """The kinds of steps whose time the rule pack excludes (行政许可法 45, 安阳 37), in its order."""
    value = reference.parameter("excluded_time").value
    return tuple(StepKind(str(code)) for code in value) if isinstance(value, list) else ()


def standing_steps(case: Case) -> list[CaseStep]:
    """Steps that make time stand still now: they run, and a document says so."""
    return [step for step in steps_of(case) if step.state == StepState.RUNNING and step.document_no]


def check_may_stand_still(case: Case, kind: StepKind, expected_on: dt.date) -> None:
    """The kind is excluded, not under way already, and its end lies ahead, within the longest a text allows."""
    label = STEP_KIND_LABELS[kind]
    if kind not in excluded_kinds():
        raise errors.TimeNotExcluded(kind=label, basis=reference.parameter("excluded_time").citation)
    if any(step.kind == kind for step in standing_steps(case)):
        raise errors.ProcedureRunning(kind=label)
    if expected_on <= clock.today():
        raise errors.ExpectedEndWrong(reason="预计结束日要在今天以后")
    longest = _longest(kind)
    if longest is not None and expected_on > longest:
        raise errors.ExpectedEndWrong(reason=f"{label}最迟到{longest:%Y年%m月%d日}")


def _longest(kind: StepKind) -> dt.date | None:
    """The last day a text allows for this kind, counted from today; None where no text says anything."""
    try:
        limit = reference.parameter(f"suspension_longest.{kind}").limit
    except UnknownParameter:
        return None
    return due(clock.today(), limit, reference.work_calendar()).due_on


def check_resumable(case: Case) -> None:
    """Something other than a hearing makes time stand still; a hearing ends with its record."""
    if not [step for step in standing_steps(case) if step.kind != StepKind.HEARING]:
        raise errors.NothingStandsStill()


# --- extension ------------------------------------------------------------------------------------
def is_joint(version: ItemVersionView) -> bool:
    """统一办理、联合办理、集中办理 (行政许可法 26, 42 ¶2): 45 working days, and 15 more."""
    return bool(version.extra.get("joint"))


def most_days(version: ItemVersionView) -> int:
    """By how many working days the limit may be lengthened."""
    return reference.parameter("joint_decision_extension" if is_joint(version) else manifest(version).extension).number


def check_may_ask_extension(case: Case) -> None:
    """Once, and not for what is decided on the spot."""
    if case.instant:
        raise errors.ExtensionNotForInstant()
    for row in extension_rows(case):
        if row["granted"] is None:
            raise errors.ExtensionUnderWay(state="正在等单位负责人批准")
        if row["granted"]:
            raise errors.ExtensionUnderWay(state=f"已经延长过一次（{row['document_no']}）")


def check_may_answer_extension(actor: Actor, case: Case, version: ItemVersionView) -> None:
    """The head of the authority, of the people's government for joint handling; never whoever asked."""
    asked = next((row for row in extension_rows(case) if row["granted"] is None), None)
    if asked is None:
        raise errors.ExtensionNotAsked()
    if actor.is_system:
        return
    governs = actor.everywhere or (bool(case.region_code) and case.region_code in actor.region_codes)
    if is_joint(version) and not governs:
        raise errors.WrongHead(head="本级人民政府负责人")
    if asked["asked_by_id"] is not None and asked["asked_by_id"] == actor.officer_id:
        raise TwoSeats()


def check_before_the_end(running: Sequence[DutyView]) -> None:
    """Asked for and answered before the limit is over, never after it."""
    for duty in running:
        if duty.due_at is not None and clock.now() > duty.due_at:
            raise errors.ExtensionTooLate(clock=duty.kind_label, due=f"{clock.local(duty.due_at):%Y年%m月%d日}")


def lengthened(running: Sequence[DutyView]) -> list[DutyView]:
    """Of the two clocks those an extension lengthens: it is given in working days (行政许可法 42, 82)."""
    return [duty for duty in running if duty.limit is not None and duty.limit.unit is LimitUnit.WORKING_DAY]


# --- hearing --------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class HearingDuties:
    """The rights to ask, that of the applicant first and then one for each third party told, and the one duty to
    organise the hearing."""

    rights: tuple[DutyView, ...] = ()
    owed: DutyView | None = None


def hearing_duties(case: Case) -> HearingDuties:
    """What is owed around a hearing; nothing where nobody was told of a right."""
    if not _instruments(case, Instrument.HEARING_RIGHT_NOTICE):
        return HearingDuties()
    found = owed_on(case)
    return HearingDuties(
        tuple(duty for duty in found if duty.kind == HEARING_REQUEST.code),
        next((duty for duty in reversed(found) if duty.kind == HEARING.code), None),
    )


def right_notice(case: Case) -> Mapping[str, Any] | None:
    """The paper by which the applicant was told; those to third parties say for whom they are."""
    told = _instruments(case, Instrument.HEARING_RIGHT_NOTICE)
    return next((row for row in told if not row["content"].get("interested")), None)


def check_may_tell_right(case: Case, version: ItemVersionView) -> None:
    """There is such a right, and it is told once."""
    check_hearing_right(version)
    if (told := right_notice(case)) is not None:
        raise errors.HearingRightTold(number=told["number"])


def check_may_ask_hearing(case: Case) -> None:
    """Within five working days of being told (行政许可法 47); an unasked right expires."""
    found = hearing_duties(case)
    if not found.rights:
        raise errors.HearingRightNotTold()
    check_not_asked(found)
    right = found.rights[0]
    if not right.running or (right.due_at is not None and clock.now() > right.due_at):
        raise errors.HearingRightExpired(due=f"{right.due.due_on:%Y年%m月%d日}" if right.due.due_on else "")


def check_not_asked(found: HearingDuties) -> None:
    """One hearing is for everybody: who asks second has it already."""
    if found.owed is not None:
        raise errors.HearingAsked()


def check_may_name_interested(case: Case, version: ItemVersionView) -> None:
    """The outcome may harm others; while a hearing is under way, whom it concerns is known."""
    check_third_parties(version)
    check_no_hearing_runs(case)


def check_no_hearing_runs(case: Case) -> None:
    """One hearing at a time."""
    if any(step.kind == StepKind.HEARING for step in standing_steps(case)):
        raise errors.ProcedureRunning(kind=STEP_KIND_LABELS[StepKind.HEARING])


def check_hearing_arranged(case: Case) -> None:
    """There is a hearing whose record can be made."""
    if not any(step.kind == StepKind.HEARING for step in standing_steps(case)):
        raise errors.HearingNotArranged()


def check_hearing_over(case: Case) -> None:
    """Nothing is decided while the right to a hearing may still be used or one that was asked for is owed."""
    found = hearing_duties(case)
    if found.owed is not None and found.owed.running:
        raise errors.HearingOwed()
    for right in reversed(found.rights):
        if right.running and right.due_at is not None and clock.now() <= right.due_at:
            raise errors.HearingRightOpen(due=f"{right.due.due_on:%Y年%m月%d日}" if right.due.due_on else "")


def check_notice_ahead(held_at: dt.datetime, calendar: WorkCalendar) -> None:
    """行政许可法 48: time and place are told seven days before; the seven lie whole between notice and hearing."""
    if held_at > clock.now() + dt.timedelta(days=366):
        raise errors.ExpectedEndWrong(reason="听证要安排在一年以内")
    ahead = reference.parameter("hearing_notice_ahead").limit
    last = due(clock.today(), ahead, calendar).counted[-1]
    if clock.local(held_at).date() <= last:
        raise errors.HearingTooSoon(days=ahead, earliest=f"{last:%Y年%m月%d日}")


def check_chair(case: Case, chair_id: int) -> None:
    """行政许可法 48: whoever examined the application does not chair its hearing."""
    holders = {step.holder_id for step in steps_of(case) if step.kind != StepKind.HEARING}
    if chair_id in {case.prepared_by_id, *holders, *signers_of(case)}:
        raise errors.ChairExamined()


def hearings_held(case: Case) -> list[CaseStep]:
    """Hearings with their record: a decision after one says that it rests on it (行政许可法 48 ¶2)."""
    return [step for step in steps_of(case) if step.kind == StepKind.HEARING and step.state == StepState.DONE]


#: What `check_action` asks of each verb of this family besides person and state.
LAW: dict[str, Callable[[Actor, Case, ItemVersionView], None]] = {
    "resume": lambda actor, case, version: check_resumable(case),
    "ask_extension": lambda actor, case, version: check_may_ask_extension(case),
    "answer_extension": check_may_answer_extension,
    "tell_hearing_right": lambda actor, case, version: check_may_tell_right(case, version),
    "ask_hearing": lambda actor, case, version: check_may_ask_hearing(case),
    "name_interested": lambda actor, case, version: check_may_name_interested(case, version),
    "arrange_hearing": lambda actor, case, version: check_no_hearing_runs(case),
    "record_hearing": lambda actor, case, version: check_hearing_arranged(case),
}
