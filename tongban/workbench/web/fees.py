"""Fees at the workbench: charge a case, take cash, give back in two seats, and what waits to be given back."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import requires
from tongban.cases import selectors as cases
from tongban.cases import services as case_verbs
from tongban.cases.selectors import CaseView
from tongban.fees import selectors, services
from tongban.fees.policies import fen_of
from tongban.fees.services import Charge
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound, StaleState
from tongban.ledger.facts import ObjectRef
from tongban.orgs import selectors as orgs
from tongban.post import selectors as post
from tongban.workbench.web.case import chargeable
from tongban.workbench.web.pages import attempted, officer_of, page, posted, tell

VIEW, CHARGE = "fees.view", "fees.charge"


@requires(VIEW)
@require_safe
def money(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is to be paid for a case, and what travels for it."""
    actor = officer_of(request)
    case, ref = cases.case_view(uid, viewer=actor), ObjectRef("case", str(uid))
    context = {
        "nav_current": "workbench:queue",
        "case": case,
        "orders": selectors.orders_of(ref, viewer=actor),
        "parcels": post.couriers_of(ref, viewer=actor) if actor.may("post.view") else (),
        "may_charge": chargeable(case, actor),
    }
    return page(request, "money.html", context)


@requires(CHARGE)
@require_http_methods(["GET", "HEAD", "POST"])
def charge(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Open a payment order from the fee items of the case's published version."""
    actor = officer_of(request)
    case = cases.case_view(uid, viewer=actor)
    order, error = attempted(request, lambda: _charge(request, case, actor))
    if order is not None:
        tell(request, _("缴款单已经开出，已通知申请人。"))
        return HttpResponseRedirect(reverse("workbench:fee", args=[order]))
    context = {
        "nav_current": "workbench:queue",
        "case": case,
        "items": list(enumerate(case.version.fee.items)) if case.version.fee.charged else [],
    }
    return page(request, "charge.html", context, error=error)


def _charge(request: HttpRequest, case: CaseView, actor: Actor) -> str:
    if posted(request, "revision") != str(case.revision):
        raise StaleState()
    return case_verbs.charge_case(case_uid=case.uid, lines=_lines(request, case), actor=actor)


def _lines(request: HttpRequest, case: CaseView) -> list[Charge]:
    """The items ticked, with what was typed for each. Raises `InvalidInput`, `AmountUnreadable`."""
    lines = []
    for place, item in enumerate(case.version.fee.items):
        if posted(request, f"take-{place}") != "yes":
            continue
        quantity = posted(request, f"quantity-{place}")
        if not quantity.isdecimal() or len(quantity) > 5:
            raise InvalidInput(errors={f"quantity-{place}": _("数量写成整数，例如 1。")})
        lines.append(
            Charge(
                name=item.name,
                quantity=int(quantity),
                unit_amount=fen_of(posted(request, f"unit-{place}")),
                reduction=fen_of(posted(request, f"reduction-{place}") or "0"),
                reduction_reason=posted(request, f"reason-{place}"),
                reduction_basis=posted(request, f"basis-{place}"),
            )
        )
    return lines


@requires(VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One payment order with the steps that are open."""
    actor = officer_of(request)
    done, error = attempted(request, lambda: _act(request, uid, actor))
    if done is not None:
        tell(request, done)
        return HttpResponseRedirect(request.path)
    found = selectors.order(uid, viewer=actor)
    context = {
        "nav_current": "workbench:queue",
        "order": found,
        "department": orgs.department(found.department_id).name,
        "case_address": reverse("workbench:case", args=[found.about.id]) if found.about.type == "case" else "",
    }
    return page(request, "fee.html", context, error=error)


def _act(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    """One press, on an order that the page shows as it still is. Raises `NotFound`, `StaleState`."""
    act = _ACTS.get(posted(request, "do"))
    if act is None:
        raise NotFound()
    if posted(request, "revision") != str(selectors.order(uid, viewer=actor).revision):
        raise StaleState()
    return act(request, uid, actor)


def _cash(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.take_cash(
        order_uid=uid,
        received=fen_of(posted(request, "received")),
        receipt_no=posted(request, "receipt_no"),
        actor=actor,
    )
    return _("已收款，缴款单已缴清。")


def _cancel(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.cancel_order(order_uid=uid, reason=posted(request, "reason"), actor=actor)
    return _("缴款单已取消。")


def _reopen(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.reopen_order(order_uid=uid, actor=actor)
    return _("已重新开放缴费。")


def _ask(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    paid = services.ask_channel(order_uid=uid, actor=actor) in ("paid", "stray")
    return _("支付渠道说已经付款，已经记下。") if paid else _("支付渠道还没有收到付款。")


def _refund(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.request_refund(
        order_uid=uid, amount=fen_of(posted(request, "amount")), reason=posted(request, "reason"), actor=actor
    )
    return _("退费已经申请，等另一位工作人员审批。")


def _grant(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.grant_refund(refund_uid=posted(request, "refund"), note=posted(request, "note"), actor=actor)
    return _("已同意退费。网上缴的原路退回，现金由窗口退付。")


def _refuse(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.refuse_refund(refund_uid=posted(request, "refund"), reason=posted(request, "note"), actor=actor)
    return _("已决定不予退费。")


def _pay_out(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.pay_out_refund(refund_uid=posted(request, "refund"), receipt_no=posted(request, "receipt_no"), actor=actor)
    return _("已退付现金。")


_ACTS: dict[str, Callable[[HttpRequest, UUID, Actor], str]] = {
    "cash": _cash,
    "cancel": _cancel,
    "reopen": _reopen,
    "ask": _ask,
    "refund": _refund,
    "grant": _grant,
    "refuse": _refuse,
    "pay_out": _pay_out,
}


@requires(VIEW)
@require_safe
def receipt(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The electronic receipt as its sealed PDF."""
    _name, content = services.receipt_pdf(order_uid=uid, actor=officer_of(request))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="receipt-{uid}.pdf"'
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


@requires(VIEW)
@require_safe
def refunds(request: HttpRequest) -> HttpResponse:
    """Refunds that wait, who has waited longest first."""
    actor = officer_of(request)
    cursor = request.GET.get("cursor", "")[:18]
    found = selectors.refunds_waiting(viewer=actor, cursor=cursor)
    context = {
        "found": found,
        "departments": orgs.department_names(row.department_id for row in found.rows),
        "params": request.GET.dict(),
        "first_page": not cursor,
    }
    return page(request, "refunds.html", context)
