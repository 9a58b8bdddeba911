"""Hearings (听证, 行政许可法 46–48): the right is told, asked for in time, held in public after seven days' notice by a
chair who did not examine, and leaves minutes on which the decision rests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from tongban.cases import errors, facts, policies
from tongban.cases.errors import time as refusals
from tongban.cases.models import CaseStep, InterestedParty
from tongban.cases.policies import time as law
from tongban.cases.services import _clocks
from tongban.cases.services._common import Loaded, load, record, tell_applicant, verb
from tongban.cases.services._hearing import hearing_asked, tell_right
from tongban.cases.services._interested import invite
from tongban.cases.services._records import keep_record
from tongban.cases.services._standing import end_ordered, order_step, stand_still
from tongban.cases.states import HEARING, HEARING_REQUEST, Instrument, StepKind
from tongban.duties import services as duties
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput
from tongban.orgs import selectors as orgs
from tongban.reference import selectors as reference


@verb
def tell_hearing_right(*, case_uid: UUID | str, reason: str, actor: Actor) -> str:
    """Tell the applicant in writing of the right to a hearing, once; returns the number of the 听证权利告知书.

    The applicant may ask within five working days (行政许可法 47); the clocks go on. Raises `HearingRightTold`,
    `ReasonMissing`.
    """
    loaded = load(case_uid)
    policies.check_action("tell_hearing_right", actor, loaded.case, loaded.version)
    if not reason.strip():
        raise errors.ReasonMissing(verb="告知听证权利")
    return tell_right(loaded, reason.strip(), actor)


@verb
def ask_hearing(*, case_uid: UUID | str, actor: Actor) -> None:
    """The applicant asks for the hearing; the authority organises it within twenty working days.

    Raises `HearingRightNotTold`, `HearingAsked`, `HearingRightExpired`.
    """
    loaded = load(case_uid)
    policies.check_action("ask_hearing", actor, loaded.case, loaded.version)
    hearing_asked(loaded, actor, by="applicant")


@verb
def expire_hearing_right(*, case_uid: UUID | str, actor: Actor) -> bool:
    """Nobody asked in time: the right is over and the decision may be made. Does nothing where somebody asked.

    Third parties may have been told later than the applicant: the last one's right ends it. The worker calls it when a
    duty is overdue, perhaps twice.
    """
    loaded = load(case_uid)
    running = [right for right in law.hearing_duties(loaded.case).rights if right.running]
    if not running or not all(right.late for right in running):
        return False
    duties.cancel_duties(subject=loaded.ref, kinds=[HEARING_REQUEST], actor=actor)
    record(facts.HEARING_RIGHT_EXPIRED, loaded, actor)
    return True


@verb
def arrange_hearing(
    *, case_uid: UUID | str, held_at: dt.datetime, place: str, chair_id: int, reason: str, actor: Actor
) -> str:
    """Order the hearing: time, place and chair are told seven days before; returns the number of the 听证通知书.

    From this notice on the clocks stand still (行政许可法 45). Asked for by the applicant, or held because the
    authority finds it necessary (46). Raises `HearingTooSoon`, `ChairExamined`, `ProcedureRunning`, `ReasonMissing`.
    """
    loaded = load(case_uid)
    case = loaded.case
    policies.check_action("arrange_hearing", actor, case, loaded.version)
    if not reason.strip():
        raise errors.ReasonMissing(verb="组织听证")
    if not place.strip():
        raise InvalidInput(errors={"place": "请写明听证地点。"})
    law.check_notice_ahead(held_at, reference.work_calendar())
    law.check_chair(case, chair_id)
    chair = orgs.officer(chair_id)
    _clocks.stop(loaded, actor, HEARING_REQUEST, at=clock.now())
    step = order_step(loaded, StepKind.HEARING, actor)
    step.reason, step.expected_on, step.holder_id = reason.strip(), clock.local(held_at).date(), chair.id
    content: dict[str, object] = {"held_at": held_at.isoformat(), "place": place.strip(), "chair": chair.name}
    number = stand_still(loaded, step, Instrument.HEARING_NOTICE, content, actor)
    tell_applicant(loaded, "case_hearing", actor, held_at=held_at, place=place.strip())
    invite(loaded, {**content, "reason": step.reason}, actor)
    return number


@verb
def record_hearing(
    *, case_uid: UUID | str, summary: str, digest: str, file_name: str, actor: Actor, heard: Collection[UUID] = ()
) -> None:
    """The hearing was held: its minutes are kept, the clocks run again, and the decision will rest on them.

    `heard`: the third parties who came and were heard.
    Raises `HearingNotArranged`, `HearingNotHeldYet`, `RecordMissing`, `UploadMissing`, `ReasonMissing`.
    """
    loaded = load(case_uid)
    policies.check_action("record_hearing", actor, loaded.case, loaded.version)
    if not summary.strip():
        raise errors.ReasonMissing(verb="听证记录")
    if not digest:
        raise refusals.RecordMissing()
    step = next(one for one in law.standing_steps(loaded.case) if one.kind == StepKind.HEARING)
    held_at = _held_at(loaded, step)
    if clock.now() < held_at:
        raise refusals.HearingNotHeldYet(at=f"{clock.local(held_at):%Y年%m月%d日 %H:%M}")
    keep_record(step, digest, file_name)
    end_ordered(loaded, step, actor, opinion=summary.strip())
    _clocks.stop(loaded, actor, HEARING, at=clock.now())
    concerned = InterestedParty.objects.filter(case_id=loaded.case.pk, uid__in=heard)
    came = concerned.update(heard_at=clock.now()) if heard else 0
    record(facts.HEARING_HELD, loaded, actor, {"interested": came})
    tell_applicant(loaded, "case_hearing_held", actor)


def _held_at(loaded: Loaded, step: CaseStep) -> dt.datetime:
    content = loaded.case.instruments.get(number=step.document_no).content
    return dt.datetime.fromisoformat(str(content["held_at"]))
