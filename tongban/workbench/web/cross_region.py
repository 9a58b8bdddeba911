"""跨域通办专窗: what is handled elsewhere for people here, and what other places pass on to us."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import requires
from tongban.cases.services import GivenMaterial, Upload
from tongban.cross_region import selectors, services
from tongban.duties import selectors as duties
from tongban.exchange import selectors as exchange
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput
from tongban.kernel.ids import uid_of
from tongban.ledger.facts import ObjectRef
from tongban.workbench.web.intake import INTAKE, token_of
from tongban.workbench.web.pages import CASEWORK, attempted, chosen, officer_of, page, posted, tabs, tell

NAV = {"nav_current": "workbench:cross_region"}


@requires(*CASEWORK)
@require_http_methods(["GET", "HEAD", "POST"])
def cross_region(request: HttpRequest) -> HttpResponse:
    """The list; a press asks a place for its guides."""
    actor = officer_of(request)
    if request.method == "POST":
        return _ask_guides(request, actor)
    tab = request.GET.get("tab", "")
    cursor = request.GET.get("cursor", "")[:15]
    side = tab if tab in ("intake", "competent") else ""
    found = selectors.cross_region_cases(viewer=actor, side=side, waiting=tab == "waiting", cursor=cursor)
    choices = [("", _("全部")), ("waiting", _("待交付结果")), ("intake", _("本地收件")), ("competent", _("本地办理"))]
    context = {
        **NAV,
        "found": found,
        "due": duties.most_urgent([ObjectRef("cross_region_case", row.uid) for row in found.rows]),
        "views": tabs("tab", choices, tab),
        "places": [one for one in exchange.peers(viewer=actor) if one.their_items],
        "may_ask": actor.may(INTAKE),
        "params": request.GET.dict(),
        "first_page": not cursor,
    }
    return page(request, "cross_region.html", context)


def _ask_guides(request: HttpRequest, actor: Actor) -> HttpResponse:
    actor.require(INTAKE)
    services.ask_guides(peer_id=chosen(request, "peer", _("请选择向哪里索取。")), actor=actor)
    tell(request, _("已向对方索取办事指南，对方应答后就能收件。"))
    return HttpResponseRedirect(request.path)


@requires(*CASEWORK)
@require_http_methods(["GET", "HEAD", "POST"])
def cross_region_case(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One case: where it stands, what came, what is to be done here."""
    actor = officer_of(request)
    done, error = attempted(request, lambda: _act(request, uid, actor))
    if done is not None:
        tell(request, done)
        return HttpResponseRedirect(request.path)
    found = selectors.cross_region_case(uid, viewer=actor)
    context = {
        **NAV,
        "case": found,
        "row": found.row,
        "duties": [one for one in found.duties if one.running],
        "may_intake": actor.may(INTAKE),
        "token": token_of(found.applicant_id, actor) if actor.may(INTAKE) and found.row.side == "intake" else "",
        "may_issue": actor.may("cases.issue"),
    }
    return page(request, "cross_region_case.html", context, error=error)


def _act(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    """Do what the pressed button says; the sentence of success."""
    do = posted(request, "do")
    if do == "supplement":
        found = selectors.cross_region_case(uid, viewer=actor)
        orders = [int(one["order"]) for one in found.wanted]
        services.send_supplement(uid=uid, materials=materials_of(request, orders), actor=actor)
        return _("补正材料已转送。")
    if do == "withdraw":
        services.ask_withdrawal(uid=uid, reason=posted(request, "reason"), actor=actor)
        return _("撤回申请已转送，办理地会答复。")
    if do == "hand_over":
        number = services.hand_over_result(
            uid=uid, receiver=posted(request, "receiver"), note=posted(request, "note"), actor=actor
        )
        return _("已交付，交接单 %(number)s。") % {"number": number}
    if do == "paper":
        number = services.move_paper(
            uid=uid, paper_uid=uid_of(posted(request, "paper")), verb=posted(request, "verb"),
            courier_no=posted(request, "courier_no"), actor=actor,
        )  # fmt: skip
        return _("已登记，交接单 %(number)s。") % {"number": number}
    return _assist(request, uid, do, actor)


def _assist(request: HttpRequest, uid: UUID, do: str, actor: Actor) -> str:
    if do == "book":
        room = services.book_assistance(uid=uid, at=_moment(request), actor=actor)
        return _("已约定，房间号 %(room)s。") % {"room": room}
    one = uid_of(posted(request, "assistance")) if do in ("begin", "end") else None
    if do == "begin" and one:
        services.begin_assistance(uid=uid, assistance_uid=one, actor=actor)
        return _("远程帮办已开始。")
    if do == "end" and one:
        services.end_assistance(uid=uid, assistance_uid=one, outcome=posted(request, "outcome"), actor=actor)
        return _("远程帮办的结果已记录。")
    raise InvalidInput(errors={"do": _("请按页面上的按钮办理。")})


def _moment(request: HttpRequest) -> dt.datetime:
    try:
        day = dt.date.fromisoformat(posted(request, "day"))
        return clock.at(day, dt.time.fromisoformat(posted(request, "time")))
    except ValueError:
        raise InvalidInput(errors={"day": _("日期写成 2026-11-30，时间写成 15:30。")}) from None


def materials_of(request: HttpRequest, orders: list[int]) -> list[GivenMaterial]:
    """What was handed in for these orders: a file, or an original seen at the window."""
    ticked = set(request.POST.getlist("received"))
    found = []
    for order in orders:
        name = f"material-{order}"
        upload = request.FILES.get(name)
        if upload is not None:
            found.append(GivenMaterial(order, upload=Upload.of(upload)))
        elif name in ticked:
            found.append(GivenMaterial(order, paper=True))
    return found


@requires(*CASEWORK)
@require_safe
def document(request: HttpRequest, uid: UUID, digest: str) -> HttpResponse:
    """A paper that the other place issued."""
    name, content = selectors.document(uid, digest, viewer=officer_of(request))
    return pdf(name, content)


def pdf(name: str, content: bytes) -> HttpResponse:
    """A sealed paper, shown by the browser."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def done_address(uid: UUID | str) -> str:
    """The page of a case."""
    return reverse("workbench:cross_region_case", args=[uid])
