"""Parcels: one with its road, sending papers in by courier, and the signed word of a courier."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from tongban.access.services import actor_of, public, signed_in
from tongban.cases import selectors as cases
from tongban.cases import services as case_verbs
from tongban.furniture.asking import attempted, tell
from tongban.kernel.errors import NotFound
from tongban.portal.web.machines import signed_message
from tongban.portal.web.shared import page
from tongban.post import selectors as post
from tongban.post import services as verbs

ENDS = ("name", "phone", "address")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def parcel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One parcel; its receiver confirms the originals, its sender may call it off."""
    actor = actor_of(request)
    done, error = attempted(request, lambda: _act(request, uid))
    if done is not None:
        tell(request, done)
        return HttpResponseRedirect(request.path)
    found = post.parcel(uid, viewer=actor)
    about = reverse("portal:case", args=[found.about.id]) if found.about.type == "case" else ""
    return page(request, "parcel", {"parcel": found, "about": about, "typed": request.POST}, error=error)


def _act(request: HttpRequest, uid: UUID) -> str:
    actor, do = actor_of(request), request.POST.get("do", "")
    if do == "confirm":
        complete = request.POST.get("complete") == "yes"
        verbs.confirm_contents(order_uid=uid, complete=complete, note=request.POST.get("note", ""), actor=actor)
        return _("已记录，谢谢。") if complete else _("已记录，承办单位会联系您。")
    if do == "cancel":
        verbs.cancel_courier(order_uid=uid, actor=actor)
        return _("寄递已经取消。")
    raise NotFound()


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Send papers of a case to the department by courier."""
    actor = actor_of(request)
    case = cases.case_view(uid, viewer=actor)
    sent, error = attempted(
        request,
        lambda: case_verbs.send_papers(
            case_uid=case.uid,
            sender=verbs.Address(*(request.POST.get(name, "") for name in ENDS)),
            orders=[int(one) for one in request.POST.getlist("papers") if one.isdecimal() and len(one) < 5],
            actor=actor,
        ),
    )
    if sent is not None:
        tell(request, _("已经叫快递上门取件。"))
        return redirect("portal:parcel", uid=sent)
    context = {
        "case": case,
        "off": post.why_off(),
        "choices": [(str(one.order), one.name) for one in case.materials],
        "typed": request.POST,
        "ticked": request.POST.getlist("papers"),
    }
    return page(request, "parcel_send", context, error=error)


@csrf_exempt
@public
@require_POST
def notify(request: HttpRequest, courier: str) -> HttpResponse:
    """A courier tells where a parcel is; its signature, in the header X-Signature, says that it is the one."""
    return signed_message(
        request, lambda body, signature: verbs.receive_notice(courier=courier, body=body, signature=signature)
    )
