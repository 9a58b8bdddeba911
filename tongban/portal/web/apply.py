"""From the guide to the confirmation: for whom, task list, form, materials, check, submit."""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import actor_of, signed_in
from tongban.cases import selectors as cases
from tongban.cases import services as verbs
from tongban.cases.selectors import CaseView
from tongban.cases.states import CaseState
from tongban.catalogue import selectors as catalogue
from tongban.furniture import schema
from tongban.kernel.errors import DomainError, InvalidInput, NotFound
from tongban.parties import services as party_verbs
from tongban.portal import known, rows, story
from tongban.portal.web import applicants, handing_in
from tongban.portal.web.shared import page, told

EDITABLE = (CaseState.DRAFT, CaseState.SUPPLEMENT_NOTIFIED)
FORM = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@FORM
def start(request: HttpRequest, version_id: int) -> HttpResponse:
    """For whom is it? Begins the draft and takes the licences the government holds already."""
    actor, version = actor_of(request), catalogue.version(version_id)
    if not version.in_force:
        return redirect("portal:guide", item_id=version.item_id)
    choices = applicants.choices(actor, version)
    error: dict[str, str] = {}
    if request.method == "POST":
        try:
            return redirect("portal:tasks", uid=applicants.begin(request.POST, version, choices, actor))
        except InvalidInput as refusal:
            error = refusal.errors
        except DomainError as refusal:
            error = {"applicant": refusal.sentence + refusal.advice}
    context = {
        "version": version,
        "choices": [choice for choice in choices if choice.open],
        "barred": [choice for choice in choices if choice.suits and choice.bar],
        "unsuited": [choice for choice in choices if not choice.suits],
        "applicants": rows.applicants(version),
        "why_not": rows.why_not_online(version),
        "chosen": request.POST.get("applicant", str(actor.principal_id or "")),
        "errors": error,
        "nonce": request.POST.get("nonce") or secrets.token_urlsafe(12),
        "open_drafts": applicants.open_drafts(actor, version),
    }
    return page(request, "start", context, status=422 if error else 200)


@signed_in
@require_safe
def tasks(request: HttpRequest, uid: str) -> HttpResponse:
    """What is left to do."""
    case = _editable(request, uid)
    if case is None:
        return redirect("portal:case", uid=uid)
    errors = catalogue.form_errors(_rule(case), case.form_data)
    context = {"case": case, "links": rows.case_links(case), "sections": handing_in.sections(case, errors)}
    return page(request, "tasks", context)


@signed_in
@FORM
def form(request: HttpRequest, uid: str) -> HttpResponse:
    """The form; what is wrong is said at the field, what was typed stays."""
    case = _editable(request, uid)
    if case is None:
        return redirect("portal:case", uid=uid)
    rule, values, errors = _rule(case), case.form_data, dict[str, str]()
    if request.method == "POST":
        values = schema.read(rule, request.POST)
        errors = verbs.save_form(case_uid=case.uid, form_data=values, actor=actor_of(request))
        if not errors or "later" in request.POST:
            return redirect("portal:tasks" if errors or "later" in request.POST else "portal:materials", uid=uid)
    actor = actor_of(request)
    register = party_verbs.reveal(case.applicant.id, actor=actor, purpose=f"填写“{case.item_name}”申请表"[:200])
    context = {
        "case": case,
        "links": rows.case_links(case),
        "schema": rule,
        "values": values,
        "errors": errors,
        "sources": known.sources(rule, values, register),
    }
    return page(request, "form", context, status=422 if errors else 200)


@signed_in
@FORM
def materials(request: HttpRequest, uid: str) -> HttpResponse:
    """Upload materials; licences held are taken by themselves."""
    case = _editable(request, uid)
    if case is None:
        return redirect("portal:case", uid=uid)
    errors: dict[str, str] = {}
    refused: dict[str, str] = {}
    if request.method == "POST":
        errors = handing_in.receive(request, case)
        if not errors:
            answer, refused = _after_materials(request, case)
            if answer is not None:
                return answer
        case = cases.case_view(case.uid, viewer=actor_of(request))
    context = {
        "case": case,
        "links": rows.case_links(case),
        "materials": handing_in.material_rows(case, errors),
        "errors": errors,
        "refused": refused,
        "supplement": case.state == CaseState.SUPPLEMENT_NOTIFIED,
        "wanted": [m for m in case.materials if m.notice_reason and case.state == CaseState.SUPPLEMENT_NOTIFIED],
        "notice": next((i for i in reversed(case.instruments) if i.kind == "supplement_notice"), None),
        "next_step": story.next_step(case, cases.clocks(case, viewer=actor_of(request))),
    }
    return page(request, "materials", context, status=422 if errors or refused else 200)


def _after_materials(request: HttpRequest, case: CaseView) -> tuple[HttpResponse | None, dict[str, str]]:
    """Where the button leads: stay, go on, or hand the supplement in."""
    if "supplement" in request.POST:
        try:
            verbs.supplement_case(case_uid=case.uid, actor=actor_of(request))
        except DomainError as refusal:
            return None, told(refusal)
        return redirect("portal:case", uid=case.uid), {}
    if "next" in request.POST:
        return redirect("portal:check", uid=case.uid), {}
    return HttpResponseRedirect(reverse("portal:materials", args=[case.uid])), {}


@signed_in
@FORM
def check(request: HttpRequest, uid: str) -> HttpResponse:
    """Check the answers, then hand in; also although materials are missing, as the law allows."""
    actor = actor_of(request)
    case = cases.case_view(uid, viewer=actor)
    if case.state != CaseState.DRAFT:
        return redirect("portal:submitted" if request.method == "POST" and case.case_no else "portal:case", uid=uid)
    errors, refused = dict[str, str](), dict[str, str]()
    if request.method == "POST":
        errors, refused = _hand_in(request, case)
        if not errors and not refused:
            return redirect("portal:submitted", uid=uid)
    rule, links = _rule(case), rows.case_links(case)
    context = {
        "case": case,
        "links": links,
        "answers": rows.answers(rule, case.form_data, links["form"]),
        "wrong": catalogue.form_errors(rule, case.form_data),
        "materials": [rows.material_line(case, m) for m in case.materials],
        "unlike": cases.unlike_register(case),
        "errors": errors,
        "refused": refused,
        "promised": bool(request.POST.get("promise")),
    }
    return page(request, "check", context, status=422 if errors or refused else 200)


def _hand_in(request: HttpRequest, case: CaseView) -> tuple[dict[str, str], dict[str, str]]:
    if request.POST.get("promise") != "yes":
        return {"promise": "请确认填写的内容和提交的材料真实，再提交。"}, {}
    try:
        verbs.submit_case(case_uid=case.uid, actor=actor_of(request), incomplete="incomplete" in request.POST)
    except DomainError as refusal:
        # Pressed twice: the first press has handed it in, which is what was wanted.
        if cases.case_view(case.uid, viewer=actor_of(request)).state == CaseState.DRAFT:
            return {}, told(refusal)
    return {}, {}


@signed_in
@require_safe
def submitted(request: HttpRequest, uid: str) -> HttpResponse:
    """The number, and what happens next."""
    actor = actor_of(request)
    case = cases.case_view(uid, viewer=actor)
    if not case.case_no:
        raise NotFound()
    clocks = cases.clocks(case, viewer=actor)
    receipt = next((one for one in case.instruments if one.kind == "receipt_note"), None)
    context = {"case": case, "next_step": story.next_step(case, clocks), "receipt": receipt}
    return page(request, "submitted", context)


def _editable(request: HttpRequest, uid: str) -> CaseView | None:
    """The case while it may still be changed; None where the time for that is over."""
    case = cases.case_view(uid, viewer=actor_of(request))
    return case if case.state in EDITABLE else None


def _rule(case: CaseView) -> dict[str, object]:
    return catalogue.for_applicant(case.version.form_schema, case.applicant.kind)
