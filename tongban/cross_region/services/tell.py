"""The competent place: every step of the case is told to the intake place, and the papers it issued follow."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from tongban.cases import selectors as case_questions
from tongban.cases import services as cases
from tongban.cases.selectors import CaseView
from tongban.cases.states import PROMISE, SUPPLEMENT
from tongban.cross_region.facts import PAPERS_SENT, STEP_TOLD
from tongban.cross_region.models import CrossRegionCase, CrossRegionStep
from tongban.cross_region.services._common import record, write
from tongban.cross_region.services.take import PAPERS, STEP
from tongban.cross_region.states import CROSS_REGION_LIFECYCLE, ENDED, CrossRegionState, Side
from tongban.files import services as files
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger.facts import FactView
from tongban.licences import services as licences

_S = CrossRegionState
STATE_AFTER: dict[str, CrossRegionState] = {
    "case.submitted": _S.RECEIVED,
    "case.supplement_notified": _S.SUPPLEMENT_NOTIFIED,
    "case.supplemented": _S.RECEIVED,
    "case.accepted": _S.ACCEPTED,
    "case.deemed_accepted": _S.ACCEPTED,
    "case.refused_acceptance": _S.REFUSED_ACCEPTANCE,
    "case.decided": _S.DECIDED,
    "case.result_issued": _S.RESULT_ISSUED,
    "case.delivered": _S.DELIVERED,
    "case.closed": _S.CLOSED,
    "case.withdrawn": _S.WITHDRAWN,
    "case.revoked": _S.REVOKED,
    "case.reopened": _S.ACCEPTED,
}
"""What a step of the ordinary case means for the cross-regional one."""

WORD_ONLY = {"case.suspended": "suspended", "case.resumed": "resumed", "case.extension_granted": "extended"}
"""Steps that change the clock there and nothing else."""

_CLOCKS = {
    _S.SUPPLEMENT_NOTIFIED.value: SUPPLEMENT.code,
    **dict.fromkeys((_S.ACCEPTED.value, "resumed", "extended"), PROMISE.code),
}


@transaction.atomic
def tell_step(*, fact: FactView, actor: Actor) -> None:
    """Tell the intake place what this fact means; a second call finds it told. Other cases are nobody's business."""
    rows = CrossRegionCase.objects.select_for_update(no_key=True, of=("self",)).select_related("peer")
    case = rows.filter(side=Side.COMPETENT, case_uid=fact.primary.id).first()
    if case is None or case.steps.filter(source=fact.uid).exists():
        return
    state = STATE_AFTER.get(fact.kind, "")
    step = str(state) or WORD_ONLY[fact.kind]
    view = case_questions.case_view(fact.primary.id, viewer=actor)
    due_on = _due_on(step, view, actor)
    ready = _result_ready(state, view)
    if state:
        ended = clock.now() if state in ENDED else None
        changes: dict[str, object] = {"outcome": view.outcome, "to_hand_over": ready, "ended_at": ended}
        CROSS_REGION_LIFECYCLE.advance(case, str(state), **changes)
    CrossRegionStep.objects.create(
        case=case, source=fact.uid, step=step, text=_text(state, view), due_on=due_on, at=clock.now()
    )
    body = {
        "at": clock.local(fact.occurred_at).isoformat(),
        "source": fact.uid,
        "step": step,
        "state": str(state),
        "case_no": view.case_no,
        "text": _text(state, view),
        "wanted": _wanted(state, view),
        "due_on": due_on.isoformat() if due_on else "",
        "outcome": view.outcome,
        "hand_over": ready,
    }
    write(case, STEP, body, actor)
    record(STEP_TOLD, case, actor, step=step)


@transaction.atomic
def send_papers(*, fact: FactView, actor: Actor) -> None:
    """The papers that this step issued follow it; news does not wait for them. A second call finds them sent."""
    tell_step(fact=fact, actor=actor)  # where the papers were faster than the news
    rows = CrossRegionStep.objects.select_for_update(no_key=True, of=("self",)).select_related("case__peer")
    row = rows.filter(source=fact.uid, case__side=Side.COMPETENT).first()
    if row is None or row.documents:
        return
    view = case_questions.case_view(fact.primary.id, viewer=actor)
    documents = _documents(fact, view, actor)
    if not documents:
        return
    row.documents = documents
    row.save(update_fields=["documents"])
    body = {"source": fact.uid, "documents": documents}
    write(row.case, PAPERS, body, actor, [one["digest"] for one in documents])
    record(PAPERS_SENT, row.case, actor, step=row.step, documents=len(documents))


def _documents(fact: FactView, view: CaseView, actor: Actor) -> list[dict[str, str]]:
    """The papers that this step issued, as sealed PDF; made now where they are not made yet."""
    number = fact.data.get("instrument")
    wanted = [one for one in view.instruments if one.number == number]
    if fact.kind == "case.submitted":
        wanted = [one for one in view.instruments if one.kind == "receipt_note"]
    found = []
    for one in wanted:
        name, content = cases.instrument_pdf(case_uid=view.uid, instrument_id=one.id, actor=actor)
        found.append({"digest": files.store(content=content, name=name, actor=actor).digest, "name": name})
    if fact.kind == "case.result_issued" and view.licence_identifier:
        sheet = licences.fetch_licence_file(
            identifier=view.licence_identifier, purpose=f"跨域通办，交付“{view.item_name}”的办理结果"[:200], actor=actor
        )
        found.append({"digest": sheet.digest, "name": sheet.name})
    return found


def _due_on(step: str, view: CaseView, actor: Actor) -> dt.date | None:
    """Until when, by our clock: the applicant has to complete, or we have promised to decide."""
    wanted = _CLOCKS.get(step)
    running = [one.duty for one in case_questions.clocks(view, viewer=actor) if one.kind == wanted and one.duty.running]
    return running[-1].due.due_on if running else None


def _result_ready(state: str, view: CaseView) -> bool:
    """Whether what the applicant gets exists now: the result, or the decision where there is nothing besides it."""
    made = view.version.result is not None and view.version.result.kind != "none" and view.outcome == "granted"
    return state == (_S.RESULT_ISSUED if made else _S.DECIDED)


def _wanted(state: str, view: CaseView) -> list[dict[str, object]]:
    if state != _S.SUPPLEMENT_NOTIFIED:
        return []
    return [
        {"order": one.order, "name": one.name, "text": one.notice_reason} for one in view.materials if one.notice_reason
    ]


def _text(state: str, view: CaseView) -> str:
    """What the applicant reads beside the step."""
    if state == _S.SUPPLEMENT_NOTIFIED:
        return "；".join(f"{one['name']}：{one['text']}" for one in _wanted(state, view))[:1000]
    if state in (_S.DECIDED, _S.REFUSED_ACCEPTANCE, _S.WITHDRAWN):
        return "：".join(part for part in (view.outcome_label, view.reason) if part)[:1000]
    return "材料齐全，自收到之日起视为受理" if state == _S.ACCEPTED and view.deemed else ""
