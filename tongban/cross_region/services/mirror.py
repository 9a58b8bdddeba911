"""The intake place: keep what the competent place told, owe what is ours, tell the applicant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tongban.cross_region.facts import PAPERS_KEPT, STEP_NOTED
from tongban.cross_region.models import CrossRegionCase, CrossRegionStep
from tongban.cross_region.services._common import of_letter, record, ref
from tongban.cross_region.states import (
    CROSS_REGION_LIFECYCLE,
    ENDED,
    FORWARD,
    HAND_OVER,
    STATE_LABELS,
    STEP_WORDS,
    CrossRegionState,
    Side,
)
from tongban.duties import services as duties
from tongban.exchange.gates import Letter
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.notices import services as notices
from tongban.parties import selectors as parties
from tongban.reference import selectors as reference


@transaction.atomic
def note_step(*, letter: Letter, actor: Actor) -> None:
    """Take over what the competent place says: state, papers, what it wants, what is to be handed over here.

    Its times are kept as it wrote them; our own duties count from when we learnt of it. A second call changes nothing.
    Raises `MoveNotAllowed` for a step that cannot follow the last one (it is parked, and somebody looks).
    """
    case, source = of_letter(letter), _source(letter)
    if case is None or case.side != Side.INTAKE or case.steps.filter(source=source).exists():
        return
    body, now = letter.body, clock.now()
    step, state = str(body["step"])[:40], str(body.get("state", ""))
    if state:
        CROSS_REGION_LIFECYCLE.advance(case, state, **_changes(case, body, state, now))
    CrossRegionStep.objects.create(
        case=case,
        source=source,
        step=step,
        text=str(body.get("text", ""))[:1000],
        due_on=_day(body.get("due_on")),
        peer_at=str(body.get("at", ""))[:40],
        at=now,
    )
    # Whatever it says, the other place has the application: that is what forwarding owed.
    duties.discharge_duty(subject=ref(case), kind=FORWARD, at=now, actor=actor)
    if body.get("hand_over") is True and case.exit_region == case.intake_region and case.handed_over_at is None:
        _owe_hand_over(case, letter, now, actor)
    elif state == CrossRegionState.DELIVERED and case.handed_over_at is None:
        _owe_nothing(case, actor)
    _tell_applicant(case, letter, step, actor)
    record(STEP_NOTED, case, actor, step=step)


@transaction.atomic
def keep_papers(*, letter: Letter, actor: Actor) -> None:
    """The papers of a step that was told before. A second call changes nothing."""
    case = of_letter(letter)
    step = case.steps.filter(source=_source(letter)).first() if case else None
    if case is None or case.side != Side.INTAKE or step is None or step.documents:
        return
    step.documents = _documents(letter.body, letter)
    step.save(update_fields=["documents"])
    record(PAPERS_KEPT, case, actor, step=step.step, documents=len(step.documents))


def _source(letter: Letter) -> str:
    """What tells a step from the others of its case: the competent place's mark, else the letter itself."""
    return str(letter.body.get("source") or letter.envelope)[:40]


def _changes(case: CrossRegionCase, body: Mapping[str, Any], state: str, now: dt.datetime) -> dict[str, object]:
    changes: dict[str, object] = {
        "case_no": str(body.get("case_no", ""))[:50] or case.case_no,
        "outcome": str(body.get("outcome", ""))[:20],
        "wanted": _wanted(body),
    }
    if state in ENDED:
        changes["ended_at"] = now
    elif case.state in ENDED:  # taken up again: what was handed over belongs to the first decision
        changes |= {"ended_at": None, "handed_over_at": None, "to_hand_over": False}
    return changes


def _wanted(body: Mapping[str, Any]) -> list[dict[str, object]]:
    told = body.get("wanted")
    lines = told if isinstance(told, list) else []
    return [
        {"order": int(one["order"]), "name": str(one["name"])[:500], "text": str(one["text"])[:1000]} for one in lines
    ]


def _documents(body: Mapping[str, Any], letter: Letter) -> list[dict[str, str]]:
    """Those of the papers that came with this letter."""
    told = body.get("documents")
    lines = told if isinstance(told, list) else []
    return [
        {"digest": str(one["digest"]), "name": str(one["name"])[:200]} for one in lines if one["digest"] in letter.files
    ]


def _day(text: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def _owe_hand_over(case: CrossRegionCase, letter: Letter, now: dt.datetime, actor: Actor) -> None:
    case.to_hand_over = True
    case.save(update_fields=["to_hand_over"])
    duties.open_duty(
        kind=HAND_OVER,
        subject=ref(case),
        department_id=case.department_id,
        region_code=case.region_code,
        starts_at=now,
        limit=reference.parameter("cross_region.hand_over").limit,
        actor=actor,
        dedupe_key=f"{HAND_OVER}:{letter.envelope}",
    )


def _owe_nothing(case: CrossRegionCase, actor: Actor) -> None:
    """The competent place has delivered the result itself."""
    duties.cancel_duties(subject=ref(case), kinds=[HAND_OVER], actor=actor)
    case.to_hand_over = False
    case.save(update_fields=["to_hand_over"])


def _tell_applicant(case: CrossRegionCase, letter: Letter, step: str, actor: Actor) -> None:
    words = {
        "place": case.peer.name,
        "item": case.item_name,
        "step": STATE_LABELS.get(step, STEP_WORDS.get(step, "办理地回复")),
        "text": str(letter.body.get("text", ""))[:300],
    }
    notices.send_notice(
        party_id=case.applicant_id,
        template="cross_region_step",
        context=words,
        link=f"/cross-region/{case.uid}/",
        to_mobile=parties.notice_mobile(case.applicant_id),
        dedupe_key=f"cross_region:{letter.envelope}",
        actor=actor,
    )
