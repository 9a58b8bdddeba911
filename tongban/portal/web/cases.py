"""My cases and one case: state, next step, clocks, timeline, papers; withdrawal."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.access.services import actor_of, signed_in
from tongban.cases import selectors as cases
from tongban.cases import services as verbs
from tongban.cases.selectors import CaseRow, CaseView
from tongban.cases.states import STATE_LABELS, CaseState
from tongban.catalogue import selectors as catalogue
from tongban.fees import selectors as fees
from tongban.furniture.asking import attempted, posted, tell
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError
from tongban.ledger.facts import FactView, ObjectRef
from tongban.licences import selectors as licences
from tongban.portal import rows, story
from tongban.portal.rows import Row
from tongban.portal.web import time
from tongban.portal.web.shared import download, page, told
from tongban.post import selectors as post
from tongban.ratings import selectors as ratings


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My cases, newest first."""
    state = request.GET.get("state", "")
    state = state if state in STATE_LABELS else ""
    found = cases.my_cases(viewer=actor_of(request), cursor=request.GET.get("cursor", ""), state=state)
    context = {
        "rows": [card(row) for row in found.rows],
        "cursor": found.cursor,
        "state": state,
        "states": [(code, STATE_LABELS[code]) for code in CaseState],
    }
    return page(request, "cases", context)


def card(row: CaseRow) -> Row:
    """A case in a list."""
    duty = row.duty
    return {
        "uid": row.uid,
        "name": row.item_name,
        "case_no": row.case_no or _("还没有编号"),
        "state_text": row.state_label + (f"：{row.outcome_label}" if row.outcome_label else ""),
        "lamp": duty.lamp.value if duty else "",
        "days": (-rows.whole(duty.overdue) if duty.overdue else rows.whole(duty.remaining)) if duty else None,
        "unit": str(duty.limit.unit) if duty and duty.limit else "working_day",
        "next_step": _("替%(name)s办理") % {"name": row.applicant_name},
        "at": row.received_at,
        "draft": row.state == CaseState.DRAFT,
    }


@signed_in
@require_safe
def case(request: HttpRequest, uid: str) -> HttpResponse:
    """One case."""
    return _case_page(request, uid)


def _case_page(request: HttpRequest, uid: str) -> HttpResponse:
    actor = actor_of(request)
    found = cases.case_view(uid, viewer=actor)
    clocks, facts = cases.clocks(found, viewer=actor), cases.timeline(found, viewer=actor)
    schema = catalogue.for_applicant(found.version.form_schema, found.applicant.kind)
    context = {
        "case": found,
        "links": rows.case_links(found),
        "tone": story.tone(found.state, found.outcome),
        "next_step": story.next_step(found, clocks),
        "clocks": rows.clock_pair(clocks),
        **time.context(found, clocks, facts),
        "events": story.events(found, facts),
        "looks": story.looks(facts),
        "answers": rows.answers(schema, found.form_data),
        "materials": [rows.material_line(found, m) for m in found.materials],
        "counsels": cases.counsels_of_case(found.uid, viewer=actor),
        "files": [m for m in found.materials if m.provision == "upload"],
        "may": {action.verb: action for action in found.actions},
        "licences": licences.issued_in_case(found.case_no, viewer=actor) if found.licence_identifier else [],
        **_rating(found, actor),
        **_money_and_post(found, facts, actor),
    }
    return page(request, "case", context)


def _money_and_post(case: CaseView, facts: Sequence[FactView], actor: Actor) -> dict[str, object]:
    """What is to be paid and what is on its way; asked only where the timeline tells of any."""
    ref, told = ObjectRef("case", str(case.uid)), {fact.kind for fact in facts}
    return {
        "orders": fees.orders_of(ref, viewer=actor) if "fee.charged" in told else (),
        "parcels": post.couriers_of(ref, viewer=actor) if "post.ordered" in told else (),
        "may_send": case.state in ("submitted", "supplement_notified", "accepted", "examined"),
    }


def _rating(case: CaseView, actor: Actor) -> dict[str, object]:
    """Invitation and rating; nobody is asked to rate what has not ended."""
    if case.ended_at is None:
        return {"invitation": None, "rating": None}
    invitation, given = ratings.rating_of_case(case.uid, viewer=actor)
    return {"invitation": invitation, "rating": given}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, uid: str) -> HttpResponse:
    """Ask once more, then withdraw."""
    actor = actor_of(request)
    found = cases.case_view(uid, viewer=actor)
    done, error = attempted(request, lambda: _withdraw(request, found, actor))
    if done is not None:
        tell(request, done)
        return redirect("portal:case", uid=uid)
    action = next((one for one in found.actions if one.verb == "withdraw"), None)
    return page(request, "withdraw", {"case": found, "links": rows.case_links(found), "action": action}, error=error)


def _withdraw(request: HttpRequest, case: CaseView, actor: Actor) -> str:
    verbs.withdraw_case(case_uid=case.uid, actor=actor, reason=request.POST.get("reason", ""))
    return _("申请已经撤回。")


@signed_in
@require_POST
def history(request: HttpRequest, uid: str) -> HttpResponse:
    """Everything recorded on the case as one file. A button, not a link: that it was given is recorded."""
    name, made = verbs.give_history(case_uid=uid, actor=actor_of(request))
    return download(made.content, name, media_type="application/json")


@signed_in
@require_safe
def instrument(request: HttpRequest, uid: str, instrument_id: int) -> HttpResponse:
    """One legal document of the case as its sealed PDF."""
    name, content = verbs.instrument_pdf(case_uid=uid, instrument_id=instrument_id, actor=actor_of(request))
    return download(content, name, inline=True)


@signed_in
@require_safe
def material(request: HttpRequest, uid: str, order: int) -> HttpResponse:
    """An uploaded material; always a download."""
    name, content = cases.material_file(uid, order, viewer=actor_of(request))
    return download(content, name, media_type="application/octet-stream")


@signed_in
@require_POST
def fetch(request: HttpRequest, uid: str) -> HttpResponse:
    """The result was taken out of its locker; a wrong code is told on the case page."""
    actor = actor_of(request)
    found = cases.case_view(uid, viewer=actor)
    try:
        verbs.fetch_result(case_uid=found.uid, code=posted(request, "code"), actor=actor)
    except DomainError as refusal:
        said = told(refusal)
        messages.error(request, f"{said['title']}{said['text']}")
    else:
        tell(request, _("已登记取件，办件已送达。"))
    return redirect("portal:case", uid=uid)
