"""Fees: the order with its pay button, the receipt, the page of the test bank, and the signed word of a channel."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.access.services import actor_of, public, signed_in
from tongban.fees import selectors as fees
from tongban.fees import services as verbs
from tongban.furniture.asking import attempted
from tongban.kernel.errors import NotFound
from tongban.portal.web.machines import signed_message
from tongban.portal.web.shared import download, page

_ANSWERS = {
    "paid": gettext_lazy("已经收到您缴的费用。"),
    "stray": gettext_lazy("收到一笔不应缴的款项，会原路退回。"),
    "repeated": gettext_lazy("已经收到您缴的费用。"),
    "closed": gettext_lazy("这次支付没有完成，可以重新缴费。"),
}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One payment order; its buttons pay, ask the bank, and open it again."""
    actor = actor_of(request)
    address, error = attempted(request, lambda: _act(request, uid))
    if address and address.startswith("/"):
        return HttpResponseRedirect(address)
    found = fees.order(uid, viewer=actor)
    context = {"order": found, "address": address, "about": _about(found)}
    return page(request, "fee", context, error=error)


def _act(request: HttpRequest, uid: UUID) -> str:
    """Where to go next; an address of a bank is shown as a link, because a form may lead to our own pages only."""
    actor, do = actor_of(request), request.POST.get("do", "")
    here = reverse("portal:fee", args=[uid])
    if do == "pay":
        return verbs.begin_payment(order_uid=uid, actor=actor)
    if do == "ask":
        answer = verbs.ask_channel(order_uid=uid, actor=actor)
        messages.info(request, _ANSWERS.get(answer, _("银行还没有收到付款。已经付了的，请过一会儿再查。")))
        return here
    if do == "reopen":
        verbs.reopen_order(order_uid=uid, actor=actor)
        messages.success(request, _("已重新开放缴费。"))
        return here
    raise NotFound()


def _about(found: fees.OrderPage) -> str:
    return reverse("portal:case", args=[found.about.id]) if found.about.type == "case" else ""


@signed_in
@require_safe
def receipt(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The electronic receipt as its sealed PDF."""
    name, content = verbs.receipt_pdf(order_uid=uid, actor=actor_of(request))
    return download(content, name, inline=True)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def bank(request: HttpRequest, token: str) -> HttpResponse:
    """The payment page of the test bank. A bank knows no accounts of ours: whoever holds the address may pay."""
    do = request.POST.get("do", "")
    done, error = attempted(
        request,
        lambda: (
            verbs.cancel_at_test_bank(token) if do == "cancel" else verbs.pay_at_test_bank(token, tells=do != "silent")
        ),
    )
    if done is not None:
        return HttpResponseRedirect(_own(done.return_address))
    found = verbs.page_of_test_bank(token)
    return page(request, "test_bank", {"bank": found, "back": _own(found.return_address)}, error=error)


def _own(address: str) -> str:
    """The path of one of our own pages, whatever name the site is called by."""
    return "/" + address.split("/", 3)[3] if "://" in address else address


@csrf_exempt
@public
@require_POST
def notify(request: HttpRequest, channel: str) -> HttpResponse:
    """A payment channel tells us something; its signature, in the header X-Signature, says that it is the one."""
    return signed_message(
        request, lambda body, signature: verbs.receive_notice(channel=channel, body=body, signature=signature)
    )
