"""My credit file: what is recorded, what it means, until when; objection and repair. And what everybody may look up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import actor_of, public, signed_in
from tongban.credit import selectors as credit
from tongban.credit import services as verbs
from tongban.credit.facts import record_ref
from tongban.credit.selectors import CreditRecordView, Evidence
from tongban.credit.states import Ground
from tongban.duties import selectors as duties
from tongban.files import services as files
from tongban.furniture.asking import asked, attempted, posted, tell
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit
from tongban.kernel.errors import NotFound
from tongban.portal.web.shared import download, my_name, page
from tongban.reference import selectors as reference

_TONES = {
    "in_force": "warn", "objected": "warn", "repair_asked": "info", "noticed": "bad", "defended": "info",
    "repaired": "good",
}  # fmt: skip
_STANDINGS = {"good": "good", "restricted": "warn"}


def tone(record: CreditRecordView) -> str:
    """The colour of a record's state; good deeds are never a warning."""
    return "good" if record.good and record.counts else _TONES.get(record.state, "")


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My file and those of whom I may speak for."""
    actor = actor_of(request)
    own = credit.mine(viewer=actor)
    groups = [
        {
            "name": file.name or my_name(request),
            "standing": file.standing,
            "tone": _STANDINGS.get(file.standing.level, ""),
            "rows": [(record, tone(record)) for record in file.records],
        }
        for file in own
    ]
    return page(request, "credit", {"groups": groups, "limits": _limits()})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, uid: str) -> HttpResponse:
    """One record, what was said about it, and what I can do about it."""
    actor = actor_of(request)
    if actor.is_officer:  # officers have their own page, which records the look
        raise NotFound()
    done, error = attempted(request, lambda: _respond(request, uid, actor))
    if done is not None:
        tell(request, done)
        return redirect("portal:credit_record", uid=uid)
    found = credit.record(uid, viewer=actor)
    context = {
        "record": found,
        "tone": tone(found),
        "may": {action.verb: action for action in found.actions},
        "duties": [duty for duty in duties.duties_of(record_ref(found.uid)) if duty.running],
        "story": credit.story(found, viewer=actor),
        "grounds": [(one.value, one.label) for one in Ground],
        "typed": request.POST,
        "open_verb": posted(request, "do"),
        "limits": _limits(),
    }
    return page(request, "credit_record", context, error=error)


def _limits() -> dict[str, Limit]:
    """What the law grants, as the rule pack has it."""
    names = ("objection.own", "objection.verified", "repair", "publication.most")
    return {name.replace(".", "_"): reference.parameter(f"credit.{name}").limit for name in names}


def _respond(request: HttpRequest, uid: str, actor: Actor) -> str:
    credit.record(uid, viewer=actor)  # whoever may not see it finds nothing, and locks nothing
    do, text = posted(request, "do"), posted(request, "text")
    with verbs.as_shown(record_uid=uid, revision=posted(request, "revision")):
        evidence = _evidence(request, actor)
        if do == "object":
            ground = posted(request, "ground")
            verbs.object_record(record_uid=uid, ground=ground, text=text, evidence=evidence, actor=actor)
            return _("异议已经提交。处理期间这条记录会标注“异议”，处理结果会发消息告诉您。")
        if do == "apply_for_repair":
            verbs.apply_for_repair(record_uid=uid, text=text, evidence=evidence, actor=actor)
            return _("修复申请已经提交，处理结果会发消息告诉您。")
        if do == "state_defence":
            verbs.state_defence(record_uid=uid, text=text, evidence=evidence, actor=actor)
            return _("陈述申辩已经提交，会由另一名工作人员复核。")
    raise NotFound()


def _evidence(request: HttpRequest, actor: Actor) -> list[Evidence]:
    handed = [files.Upload.of(one, _("证明材料")) for one in request.FILES.getlist("evidence")]
    return [Evidence(one.digest, one.name) for one in files.store_all(files=handed, actor=actor)]


@signed_in
@require_safe
def paper(request: HttpRequest, uid: str, paper_id: int) -> HttpResponse:
    """A paper of the record as its sealed PDF."""
    found = verbs.credit_paper(record_uid=uid, paper_id=paper_id, actor=actor_of(request))
    return download(found.content, found.name)


@signed_in
@require_safe
def evidence(request: HttpRequest, uid: str, digest: str) -> HttpResponse:
    """A proof I handed in; always a download."""
    name, content = credit.plea_file(uid, digest, viewer=actor_of(request))
    return download(content, name, media_type="application/octet-stream")


@public
@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """Published records of organisations, by name or code; nobody's person."""
    text, cursor = asked(request, "q"), asked(request, "cursor", 18)
    found = credit.published(text=text, cursor=cursor)
    params = request.GET.dict()
    context = {"found": found, "text": text, "params": params, "first_page": not cursor, "limits": _limits()}
    return page(request, "credit_published", context)
