"""For overseeing officers: what was granted and handed over, inspections to carry out, proposals to decide."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import requires
from tongban.duties import selectors as duties
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.ledger.facts import ObjectRef
from tongban.orgs import selectors as orgs
from tongban.regulation import selectors, services
from tongban.regulation.selectors import InspectionView
from tongban.regulation.states import Finding, HandoverState, InspectionState, LineAnswer, ProposalKind, Risk
from tongban.workbench.web.pages import attempted, chosen, day_in, officer_of, page, posted, tabs, tell, yes_or_no

VIEW = "regulation.view"
TONES = {
    "pushed": "warn", "acknowledged": "info", "under_regulation": "good", "returned": "bad", "closed": "",
    "assigned": "warn", "recorded": "info", "signed": "info", "published": "good",
    "ok": "good", "minor": "warn", "commitment_broken": "bad", "false_materials": "bad", "serious": "bad",
    "ordered": "warn", "kept": "good", "not_kept": "bad",
    "proposed": "warn", "carried_out": "good", "rejected": "",
}  # fmt: skip


@requires(VIEW)
@require_safe
def handovers(request: HttpRequest) -> HttpResponse:
    """The queue of handovers, who has waited longest first."""
    actor = officer_of(request)
    state = request.GET.get("state", HandoverState.PUSHED)
    state = state if state in HandoverState.values else ""
    cursor = request.GET.get("cursor", "")[:15]
    found = selectors.handovers(viewer=actor, state=state, cursor=cursor)
    context = {
        "found": found,
        "due": duties.most_urgent([ObjectRef("handover", row.uid) for row in found.rows]),
        "views": tabs("state", [*HandoverState.choices, ("all", _("全部"))], state or "all"),
        "tones": TONES,
        "params": request.GET.dict(),
        "first_page": not cursor,
    }
    return page(request, "regulation/handovers.html", context)


@requires(VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One handover and what may be done with it."""
    actor = officer_of(request)
    done, error = attempted(request, lambda: _handle(request, str(uid), actor))
    if done is not None:
        tell(request, done)
        return HttpResponseRedirect(request.path)
    found = selectors.handover(str(uid), viewer=actor)
    context = {
        "nav_current": "workbench:regulation",
        "handover": found,
        "duty": duties.most_urgent([ObjectRef("handover", found.uid)]).get(found.uid),
        "risks": list(Risk.choices),
        "departments": [(str(one.id), one.name) for one in orgs.departments()] if "route" in found.actions else [],
        "tones": TONES,
    }
    return page(request, "regulation/handover.html", context, error=error)


def _handle(request: HttpRequest, uid: str, actor: Actor) -> str:
    selectors.handover(uid, viewer=actor)  # whoever may not see it finds nothing
    do = posted(request, "do")
    if do == "acknowledge":
        services.acknowledge_handover(uid=uid, actor=actor)
        return _("已签收。")
    if do == "take":
        services.take_under_regulation(
            uid=uid, category=posted(request, "category"), risk=posted(request, "risk"), actor=actor
        )
        return _("已纳入监管，列入检查对象名录。")
    if do == "return":
        services.return_handover(uid=uid, reason=posted(request, "reason"), actor=actor)
        return _("已退回，由政务服务管理部门改派。")
    if do == "route":
        target = chosen(request, "department", _("请选择部门。"))
        services.route_handover(uid=uid, department_id=target, basis=posted(request, "basis"), actor=actor)
        return _("已改派。")
    raise NotFound()


@requires(VIEW)
@require_safe
def inspections(request: HttpRequest) -> HttpResponse:
    """Inspections, the viewer's own first asked for, and proposals that wait for a decision."""
    actor = officer_of(request)
    state = request.GET.get("state", "mine")
    cursor = request.GET.get("cursor", "")[:15]
    known = state if state in InspectionState.values else ""
    found = selectors.inspections(viewer=actor, state=known, mine=state == "mine", cursor=cursor)
    context = {
        "found": found,
        "due": duties.most_urgent([ObjectRef("inspection", row.uid) for row in found.rows]),
        "proposals": selectors.proposals(viewer=actor),
        "views": tabs("state", [("mine", _("派给我的")), *InspectionState.choices], state),
        "tones": TONES,
        "params": request.GET.dict(),
        "first_page": not cursor,
    }
    return page(request, "regulation/inspections.html", context)


@requires(VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def inspection(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One inspection: check list, signatures, publication, order to mend, proposals."""
    actor = officer_of(request)
    done, error = attempted(request, lambda: _inspect(request, selectors.inspection(str(uid), viewer=actor), actor))
    if done is not None:
        tell(request, done)
        return HttpResponseRedirect(request.path)
    found = selectors.inspection(str(uid), viewer=actor)
    people = {*found.inspector_ids, *(one.proposed_by for one in found.proposals)}
    people |= {one.decided_by for one in found.proposals if one.decided_by is not None}
    context = {
        "nav_current": "workbench:inspections",
        "inspection": found,
        "duty": duties.most_urgent([ObjectRef("inspection", found.uid)]).get(found.uid),
        "people": orgs.officer_names(people),
        "answers": list(LineAnswer.choices),
        "findings": list(Finding.choices),
        "proposable": [(kind, ProposalKind(kind).label) for kind in found.proposable],
        "tones": TONES,
    }
    return page(request, "regulation/inspection.html", context, error=error)


def _inspect(request: HttpRequest, found: InspectionView, actor: Actor) -> str:
    do, uid = posted(request, "do"), found.uid
    if do == "record":
        services.record_inspection(
            uid=uid,
            answers=[posted(request, f"line{place}") for place in range(len(found.lines))],
            finding=posted(request, "finding"),
            note=posted(request, "note"),
            mend_until=day_in(posted(request, "mend_until"), "mend_until"),
            actor=actor,
        )
        return _("已记录，请另一名检查人员核对后签字。")
    if do == "sign":
        services.sign_inspection(uid=uid, actor=actor)
        return _("已签字，检查结论已告知当事人。")
    if do == "return":
        services.return_record(uid=uid, reason=posted(request, "reason"), actor=actor)
        return _("已退回重新记录。")
    if do == "publish":
        services.publish_result(uid=uid, actor=actor)
        return _("结果已公示。")
    if do == "recheck":
        services.order_recheck(uid=uid, actor=actor)
        return _("已安排复查，还是原来的两名检查人员。")
    return _propose(request, uid, actor)


def _propose(request: HttpRequest, uid: str, actor: Actor) -> str:
    do = posted(request, "do")
    if do == "propose":
        services.propose(
            uid=uid, kind=posted(request, "kind"), text=posted(request, "text"), basis=posted(request, "basis"),
            actor=actor,
        )  # fmt: skip
        return _("建议已提出，由另一名工作人员决定。")
    if do == "decide":
        accepted = yes_or_no(request, "accepted", _("请选择是否采纳。"))
        services.decide_proposal(
            uid=posted(request, "proposal"), accepted=accepted, note=posted(request, "decision"), actor=actor
        )
        return _("决定已作出。")
    raise NotFound()
