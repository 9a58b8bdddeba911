"""What an applicant promises and owes: secondary materials, the commitment, words before a revocation, "settled"."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.access.services import actor_of, signed_in
from tongban.cases import selectors as cases
from tongban.cases import services as verbs
from tongban.cases.selectors import CaseView
from tongban.cases.services import MaterialInput
from tongban.cases.states import CaseState
from tongban.files import services as files
from tongban.kernel.errors import DomainError
from tongban.portal.web.shared import page, told

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@PAGE
def commitment(request: HttpRequest, uid: str) -> HttpResponse:
    """Read what is told, then confirm on a second page; take it back; report that it has been mended."""
    actor = actor_of(request)
    case = cases.case_view(uid, viewer=actor)
    refused, step = dict[str, str](), "read"
    if request.method == "POST":
        do = request.POST.get("do", "")
        try:
            if do == "read":
                step = "confirm"
            elif (sentence := _commit(request, case, do)) is not None:
                messages.success(request, sentence)
                return redirect("portal:tasks" if case.state == CaseState.DRAFT else "portal:case", uid=uid)
        except DomainError as refusal:
            refused = told(refusal)
        case = cases.case_view(uid, viewer=actor)
    open_now = case.state in (CaseState.DRAFT, CaseState.SUBMITTED)
    context = {
        "case": case,
        "offer": cases.commitment_offer(uid, viewer=actor) if open_now else None,
        "ticket": request.POST.get("ticket", ""),
        "step": step,
        "refused": refused,
    }
    return page(request, "commitment", context, status=422 if refused else 200)


def _commit(request: HttpRequest, case: CaseView, do: str) -> str | None:
    """One press of the page; the sentence of success, None where nothing was asked."""
    actor = actor_of(request)
    if do == "confirm":
        verbs.commit(case_uid=case.uid, ticket=request.POST.get("ticket", ""), actor=actor)
        return _("承诺已确认。提交以后，符合条件的当场作出决定；决定作出前可以撤回承诺。")
    if do == "withdraw":
        verbs.withdraw_commitment(case_uid=case.uid, actor=actor)
        return _("承诺已撤回，这件申请按一般程序办理。")
    if do == "mended":
        verbs.report_mended(case_uid=case.uid, text=request.POST.get("text", ""), actor=actor)
        return _("整改情况已报告，等待核查。")
    return None


@signed_in
@PAGE
def owed(request: HttpRequest, uid: str) -> HttpResponse:
    """Promise the secondary materials that are missing, or hand in what is still owed."""
    actor = actor_of(request)
    case = cases.case_view(uid, viewer=actor)
    errors, refused = dict[str, str](), dict[str, str]()
    if request.method == "POST":
        try:
            if request.POST.get("do") == "promise":
                verbs.promise_materials(case_uid=case.uid, actor=actor)
                messages.success(request, _("承诺已记录。"))
                return redirect("portal:check" if case.state == CaseState.DRAFT else "portal:case", uid=uid)
            errors = _hand_in(request, uid)
            if not errors:
                return redirect("portal:case", uid=uid)
        except DomainError as refusal:
            refused = told(refusal)
        case = cases.case_view(uid, viewer=actor)
    before = case.state in (CaseState.DRAFT, CaseState.SUBMITTED, CaseState.SUPPLEMENT_NOTIFIED)
    context = {
        "case": case,
        "offer": cases.promise_offer(uid, viewer=actor) if before else None,
        "owed": {} if before else cases.owed_materials(uid, viewer=actor),
        "errors": errors,
        "refused": refused,
    }
    return page(request, "owed", context, status=422 if errors or refused else 200)


def _hand_in(request: HttpRequest, uid: str) -> dict[str, str]:
    """Every file of the form, one verb each; what is wrong by field."""
    actor, errors = actor_of(request), dict[str, str]()
    for order, name in cases.owed_materials(uid, viewer=actor).items():
        uploaded = request.FILES.get(f"m{order}")
        if uploaded is None or isinstance(uploaded, list):
            continue
        try:
            stored = files.store(
                content=uploaded, name=uploaded.name or name, declared_type=uploaded.content_type or "", actor=actor
            )
            given = MaterialInput(order=order, digest=stored.digest, file_name=stored.name)
            verbs.hand_in_promised(case_uid=uid, material=given, actor=actor)
            messages.success(request, _("已收到“%(name)s”。") % {"name": name})
        except DomainError as refusal:
            errors[f"m{order}"] = refusal.sentence + refusal.advice
    return errors


@signed_in
@PAGE
def defence(request: HttpRequest, uid: str) -> HttpResponse:
    """What is to be revoked and why, and the party's own words about it."""
    actor = actor_of(request)
    case = cases.case_view(uid, viewer=actor)
    refused = dict[str, str]()
    if request.method == "POST":
        try:
            verbs.state_defence(case_uid=case.uid, text=request.POST.get("text", ""), actor=actor)
        except DomainError as refusal:
            refused = told(refusal)
        else:
            messages.success(request, _("您的陈述、申辩已收到，会在决定前听取。"))
            return redirect("portal:case", uid=uid)
    found = cases.announced_revocation(uid, viewer=actor)
    context = {"case": case, "revocation": found, "refused": refused, "typed": request.POST.get("text", "")}
    return page(request, "defence", context, status=422 if refused else 200)


@signed_in
@require_POST
def settled(request: HttpRequest, uid: str) -> HttpResponse:
    """Whether what I came for is settled: another question than whether the procedure is over."""
    solved = request.POST.get("solved") == "yes"
    try:
        verbs.mark_solved(case_uid=uid, solved=solved, actor=actor_of(request))
    except DomainError as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("谢谢，已记为“已解决”。") if solved else _("已记为“没有解决”。"))
    return redirect("portal:case", uid=uid)
