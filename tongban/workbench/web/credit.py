"""Credit records: what waits to be checked, weighed, answered or repaired; one record; a party's file, by purpose."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import requires
from tongban.credit import selectors as credit
from tongban.credit import services
from tongban.credit.facts import record_ref
from tongban.credit.selectors import CreditRecordView
from tongban.credit.services import CreditFile
from tongban.credit.states import CreditKind
from tongban.duties import selectors as duties
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, InvalidInput, NotFound
from tongban.kernel.standards.text import row_number
from tongban.ledger.facts import ObjectRef
from tongban.orgs import selectors as orgs
from tongban.parties import services as party_verbs
from tongban.workbench.web.pages import attempted, officer_of, page, posted, tell, yes_or_no

VIEW, RECORD, FIND = "credit.view", "credit.record", "parties.find"
NAV = "workbench:credit"
_HOUR = 3600
_SALT = "tongban.workbench.credit"
_TONES = {
    "proposed": "info", "noticed": "info", "defended": "warn", "returned": "warn", "in_force": "", "objected": "warn",
    "repair_asked": "warn", "repaired": "good",
}  # fmt: skip
_TABS = (
    ("check", gettext_lazy("待核查")),
    ("hear", gettext_lazy("待复核申辩")),
    ("objection", gettext_lazy("异议")),
    ("repair", gettext_lazy("修复申请")),
    ("returned", gettext_lazy("核查退回")),
    ("noticed", gettext_lazy("等陈述申辩")),
    ("in_force", gettext_lazy("已记入")),
    ("ended", gettext_lazy("已结束")),
)
Act = Callable[[HttpRequest, UUID, Actor], str]


@requires(VIEW)
@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """The records of the officer's departments by what they wait for."""
    actor = officer_of(request)
    tab = request.GET.get("tab", "")
    tab = tab if tab in credit.TABS else ""
    cursor = request.GET.get("cursor", "")[:18]
    found = credit.records(viewer=actor, tab=tab, cursor=cursor)
    counts = credit.open_counts(viewer=actor)
    views = [{"label": _("全部"), "href": "?", "current": not tab}]
    views += [
        {"label": str(label), "href": f"?tab={key}", "current": key == tab, "count": counts.get(key)}
        for key, label in _TABS
    ]
    context = {
        "nav_current": NAV,
        "found": found,
        "views": views,
        "due": duties.most_urgent([record_ref(row.uid) for row in found.rows]),
        "tones": _TONES,
        "params": request.GET.dict(),
        "first_page": not cursor,
        "may_find": actor.may(FIND),
    }
    return page(request, "credit.html", context)


@requires(VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One record and the steps that are open. Opening it is recorded, and the party sees that it was."""
    actor = officer_of(request)
    if request.method != "POST":
        return _record_page(request, services.open_record(record_uid=uid, actor=actor))
    done, error = attempted(request, lambda: _act(request, uid, actor))
    if done is None:
        return _record_page(request, credit.record(uid, viewer=actor), error=error)
    tell(request, done)
    return HttpResponseRedirect(request.path)


def _act(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    credit.record(uid, viewer=actor)  # whoever may not see it finds nothing, and locks nothing
    act = _ACTS.get(posted(request, "do"))
    if act is None:
        raise NotFound()
    with services.as_shown(record_uid=uid, revision=posted(request, "revision")):
        return act(request, uid, actor)


def _record_page(request: HttpRequest, found: CreditRecordView, error: DomainError | None = None) -> HttpResponse:
    context = {
        "nav_current": NAV,
        "record": found,
        "can": {action.verb for action in found.actions if action.allowed},
        "off": [action for action in found.actions if not action.allowed],
        "duties": [duty for duty in duties.duties_of(record_ref(found.uid)) if duty.running],
        "tones": _TONES,
        "open_do": posted(request, "do"),
    }
    return page(request, "credit_record.html", context, error=error)


def _confirm(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    found = services.confirm_record(record_uid=uid, note=posted(request, "note"), actor=actor)
    until = found.public_until
    return _("核查通过，已经记入。") if until is None else _("核查通过，已经记入，到%(day)s为止。") % {"day": until}


def _refuse(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.refuse_record(record_uid=uid, reason=posted(request, "reason"), actor=actor)
    return _("已退回提供单位。")


def _resubmit(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.resubmit_record(record_uid=uid, text=posted(request, "text"), actor=actor)
    return _("已更正重报，等另一名工作人员核查。")


def _drop(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.drop_record(record_uid=uid, reason=posted(request, "reason"), actor=actor)
    return _("不再记入。")


def _weigh(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    heeded = yes_or_no(request, "heeded", _("请选择是否采纳。"))
    services.weigh_defence(record_uid=uid, heeded=heeded, reason=posted(request, "answer"), actor=actor)
    return _("已采纳，不再记入。") if heeded else _("复核意见已告知当事人，记录送核查。")


def _answer(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.answer_objection(
        record_uid=uid,
        outcome=posted(request, "outcome"),
        answer=posted(request, "answer"),
        corrected_text=posted(request, "corrected_text"),
        actor=actor,
    )
    return _("异议已答复，结果已告知当事人。")


def _repair(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    granted = yes_or_no(request, "granted", _("请选择是否准予修复。"))
    services.decide_repair(record_uid=uid, granted=granted, answer=posted(request, "answer"), actor=actor)
    return _("已准予修复，停止公示，正在制作信用修复证明。") if granted else _("已答复不予修复。")


def _revoke(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.revoke_record(
        record_uid=uid, reason=posted(request, "reason"), document_no=posted(request, "document_no"), actor=actor
    )
    return _("记录已撤销，已告知当事人。")


_ACTS: dict[str, Act] = {
    "confirm": _confirm,
    "refuse": _refuse,
    "resubmit": _resubmit,
    "drop": _drop,
    "weigh_defence": _weigh,
    "answer_objection": _answer,
    "decide_repair": _repair,
    "revoke": _revoke,
}


@requires(VIEW)
@require_safe
def paper(request: HttpRequest, uid: UUID, paper_id: int) -> HttpResponse:
    """A paper of the record as its sealed PDF."""
    found = services.credit_paper(record_uid=uid, paper_id=paper_id, actor=officer_of(request))
    return _download(found.name, found.content, "application/pdf")


@requires(VIEW)
@require_safe
def evidence(request: HttpRequest, uid: UUID, digest: str) -> HttpResponse:
    """A proof the party handed in; always a download."""
    name, content = credit.plea_file(uid, digest, viewer=officer_of(request))
    return _download(name, content, "application/octet-stream")


def _download(name: str, content: bytes, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


# --- a party's file -------------------------------------------------------------------------------
@requires(FIND)
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """Find a party by number, for a purpose. The number is never in an address."""
    actor = officer_of(request)
    actor.require(VIEW)
    errors = dict[str, str]()
    if request.method == "POST":
        try:
            if (found := _found(request, actor)) is not None:
                return HttpResponseRedirect(reverse("workbench:credit_file", args=[found]))
            errors = {"number": _("平台里没有这个号码。请核对证件上的号码。")}
        except DomainError as refusal:
            known = refusal.errors if isinstance(refusal, InvalidInput) else {}
            errors = {"purpose" if name == "purpose" else "number": text for name, text in known.items()} or {
                "purpose" if refusal.code == "purpose_missing" else "number": refusal.sentence + refusal.advice
            }
    context = {"nav_current": NAV, "errors": errors, "typed": request.POST}
    return page(request, "credit_lookup.html", context, status=422 if errors else 200)


def _found(request: HttpRequest, actor: Actor) -> str | None:
    """A signed note of whom this officer looks at and why; it ends after an hour."""
    if not posted(request, "number"):
        raise InvalidInput(errors={"number": _("请输入公民身份号码或统一社会信用代码。")})
    purpose = posted(request, "purpose")
    party = party_verbs.find_by_number(posted(request, "number"), actor=actor, purpose=purpose)
    return note_of(party.id, purpose, actor) if party is not None else None


def note_of(party_id: int, purpose: str, actor: Actor) -> str:
    """The note in the address of a file: it opens for this officer only."""
    return signing.dumps([party_id, purpose, actor.officer_id], salt=_SALT, compress=True)


@requires(VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, note: str) -> HttpResponse:
    """A party's file: what counts now, whoever told it, and what the own departments have told; a record by hand."""
    actor = officer_of(request)
    try:
        party_id, purpose, officer_id = signing.loads(note, salt=_SALT, max_age=_HOUR)
    except (signing.BadSignature, ValueError):
        raise NotFound() from None
    if officer_id != actor.officer_id:
        raise NotFound()
    made, error = attempted(request, lambda: _record(request, party_id, actor))
    if made is not None:
        tell(request, _("已报送，编号%(number)s。") % {"number": made.number})
        return HttpResponseRedirect(reverse("workbench:credit_record", args=[made.uid]))
    found: CreditFile = services.open_file(party_id=party_id, purpose=purpose, actor=actor)
    own = orgs.department_names(sorted(actor.department_ids))
    context = {
        "nav_current": NAV,
        "file": found,
        "purpose": purpose,
        "own": {row.uid for row in found.records if actor.covers_department(row.department_id)},
        "kinds": [(one.value, one.label) for one in CreditKind],
        "departments": list(own.items()),
        "may_record": actor.may(RECORD) and bool(own),
        "tones": _TONES,
    }
    return page(request, "credit_file.html", context, error=error)


def _record(request: HttpRequest, party_id: int, actor: Actor) -> CreditRecordView:
    department_id = row_number(posted(request, "department")) or 0
    paper = posted(request, "paper")
    if department_id not in actor.department_ids:
        raise InvalidInput(errors={"department": _("请选择报送单位。")})
    if not paper:
        raise InvalidInput(errors={"paper": _("请填写所依据的文书文号。")})
    return services.record_credit(
        party_id=party_id,
        kind=posted(request, "kind"),
        about=ObjectRef("paper", paper[:120]),
        department_id=department_id,
        text=posted(request, "text"),
        serious=posted(request, "serious") == "yes",
        actor=actor,
    )
