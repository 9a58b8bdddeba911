"""Time on the applicant's case page: what ran, what stood still and why; the right to a hearing; the statement."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.access.services import actor_of, signed_in
from tongban.cases import selectors as cases
from tongban.cases import services as verbs
from tongban.cases.selectors import CaseView, ClockView
from tongban.cases.states import HEARING_REQUEST, StepState
from tongban.kernel import clock
from tongban.kernel.errors import DomainError
from tongban.ledger.facts import FactView
from tongban.portal.web.shared import download, told


def context(case: CaseView, clocks: Sequence[ClockView], facts: Sequence[FactView]) -> dict[str, object]:
    """The clock part of the page, in plain words."""
    right = next((one.duty for one in clocks if one.kind == HEARING_REQUEST.code and one.duty.running), None)
    open_right = right is not None and right.due_at is not None and clock.now() <= right.due_at
    return {
        "told": cases.told_clocks([one.duty for one in clocks], facts, case.extensions, cited=None),
        "standing": [step for step in case.steps if step.state == StepState.RUNNING and step.document_no],
        "hearing_until": right.due.due_on if open_right and right is not None else None,
        "minutes": [step for step in case.steps if step.record_name],
    }


@signed_in
@require_POST
def ask_hearing(request: HttpRequest, uid: str) -> HttpResponse:
    """Ask for the hearing; a refusal is told on the case page."""
    actor = actor_of(request)
    found = cases.case_view(uid, viewer=actor)
    try:
        verbs.ask_hearing(case_uid=found.uid, actor=actor)
    except DomainError as refusal:
        said = told(refusal)
        messages.error(request, f"{said['title']}{said['text']}")
    else:
        messages.success(request, _("已收到您的听证申请。时间和地点会提前书面通知您。"))
    return redirect("portal:case", uid=uid)


@signed_in
@require_POST
def statement(request: HttpRequest, uid: str) -> HttpResponse:
    """Issue the statement of time and open it. A button, not a link: a sealed paper comes of it."""
    actor = actor_of(request)
    found = cases.case_view(uid, viewer=actor)
    try:
        made = verbs.state_time(case_uid=found.uid, actor=actor)
    except DomainError as refusal:
        messages.error(request, told(refusal)["title"])
        return redirect("portal:case", uid=uid)
    return redirect("portal:instrument", uid=uid, instrument_id=made)


@signed_in
@require_safe
def record(request: HttpRequest, uid: str, step_id: int) -> HttpResponse:
    """The minutes of a hearing; always a download."""
    name, content = cases.step_record(uid, step_id, viewer=actor_of(request))
    return download(content, name, media_type="application/octet-stream")
