"""Fees: orders charged, paid, cancelled; money given back in two seats; the books compared (行政许可法 58, 59)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.responses import Status

from tongban.cases import selectors as cases
from tongban.cases import services as case_verbs
from tongban.fees import selectors, services
from tongban.fees.services import Charge
from tongban.ledger.facts import ObjectRef
from tongban.openapi.answers import PDF, file_answer
from tongban.openapi.auth import actor_of
from tongban.openapi.schemas import fees as s
from tongban.openapi.schemas.cases import PageQuery, ReasonIn
from tongban.openapi.schemas.plain import Made

of_case = Router(tags=["缴费"])
router = Router(tags=["缴费"])


@of_case.get("/{uid}/fees", response=list[s.OrderRowOut], operation_id="case_fees", summary="办件的缴款单")
def case_fees(request: HttpRequest, uid: UUID) -> list[selectors.OrderView]:
    """What is to be paid for a case, oldest first."""
    actor = actor_of(request)
    case = cases.case_view(uid, viewer=actor)
    return list(selectors.orders_of(ObjectRef("case", str(case.uid)), viewer=actor))


@of_case.post("/{uid}/fees", response={201: Made}, operation_id="charge_case", summary="开出缴款单")
def charge_case(request: HttpRequest, uid: UUID, payload: s.ChargesIn) -> Status[dict[str, str]]:
    """Open a payment order from the fee items that the case's own version publishes."""
    lines = [Charge(**line.dict()) for line in payload.lines]
    return Status(201, {"uid": case_verbs.charge_case(case_uid=uid, lines=lines, actor=actor_of(request))})


@router.get("/fees/{uid}", response=s.OrderOut, operation_id="payment_order", summary="一张缴款单")
def payment_order(request: HttpRequest, uid: UUID) -> selectors.OrderPage:
    """One order with its lines, payments and refunds."""
    return selectors.order(uid, viewer=actor_of(request))


@router.post("/fees/{uid}/pay", response=s.PayAddressOut, operation_id="begin_payment", summary="网上缴费")
def begin_payment(request: HttpRequest, uid: UUID) -> dict[str, str]:
    """The payer is sent to the channel's page; a second call leads to the same page."""
    return {"address": services.begin_payment(order_uid=uid, actor=actor_of(request))}


@router.post("/fees/{uid}/ask", response=s.ChannelAnswerOut, operation_id="ask_channel", summary="查询是否已经付款")
def ask_channel(request: HttpRequest, uid: UUID) -> dict[str, str]:
    """Ask the channel what became of a payment whose word has not come."""
    return {"answer": services.ask_channel(order_uid=uid, actor=actor_of(request))}


@router.post("/fees/{uid}/cash", response={204: None}, operation_id="take_cash", summary="窗口收取现金")
def take_cash(request: HttpRequest, uid: UUID, payload: s.CashIn) -> Status[None]:
    """The whole amount in cash against a numbered receipt."""
    services.take_cash(order_uid=uid, received=payload.received, receipt_no=payload.receipt_no, actor=actor_of(request))
    return Status(204, None)


@router.post("/fees/{uid}/cancel", response={204: None}, operation_id="cancel_order", summary="取消缴款单")
def cancel_order(request: HttpRequest, uid: UUID, payload: ReasonIn) -> Status[None]:
    """Take back an order that nobody has paid."""
    services.cancel_order(order_uid=uid, reason=payload.reason, actor=actor_of(request))
    return Status(204, None)


@router.post("/fees/{uid}/reopen", response={204: None}, operation_id="reopen_order", summary="重新开放缴费")
def reopen_order(request: HttpRequest, uid: UUID) -> Status[None]:
    """Give new time to pay where the payer's time is over."""
    services.reopen_order(order_uid=uid, actor=actor_of(request))
    return Status(204, None)


@router.get("/fees/{uid}/receipt", response={200: bytes}, operation_id="fee_receipt", summary="电子缴款凭证（PDF）")
def fee_receipt(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The electronic receipt of a paid order as its sealed PDF."""
    name, content = services.receipt_pdf(order_uid=uid, actor=actor_of(request))
    return file_answer(name, content, PDF)


@router.post("/fees/{uid}/refunds", response={201: Made}, operation_id="request_refund", summary="申请退费")
def request_refund(request: HttpRequest, uid: UUID, payload: s.RefundIn) -> Status[dict[str, str]]:
    """Ask for part or all of what was paid to go back; another seat decides."""
    made = services.request_refund(order_uid=uid, amount=payload.amount, reason=payload.reason, actor=actor_of(request))
    return Status(201, {"uid": made})


@router.get("/refunds", response=s.RefundPageOut, operation_id="refunds_waiting", summary="等待审批和退付的退费")
def refunds_waiting(request: HttpRequest, query: Query[PageQuery]) -> selectors.RefundPage:
    """Refunds within the caller's reach that wait, who has waited longest first."""
    return selectors.refunds_waiting(viewer=actor_of(request), cursor=query.cursor, size=query.size)


@router.post("/refunds/{uid}/grant", response={204: None}, operation_id="grant_refund", summary="同意退费")
def grant_refund(request: HttpRequest, uid: UUID, payload: s.NotedIn) -> Status[None]:
    """Another seat agrees; what came through a channel goes back by itself, cash at the counter."""
    services.grant_refund(refund_uid=uid, note=payload.note, actor=actor_of(request))
    return Status(204, None)


@router.post("/refunds/{uid}/refuse", response={204: None}, operation_id="refuse_refund", summary="不予退费")
def refuse_refund(request: HttpRequest, uid: UUID, payload: ReasonIn) -> Status[None]:
    """Another seat refuses, with reasons."""
    services.refuse_refund(refund_uid=uid, reason=payload.reason, actor=actor_of(request))
    return Status(204, None)


@router.post("/refunds/{uid}/pay-out", response={204: None}, operation_id="pay_out_refund", summary="退付现金")
def pay_out_refund(request: HttpRequest, uid: UUID, payload: s.PaidOutIn) -> Status[None]:
    """A cashier pays an approved refund out against a signed receipt."""
    services.pay_out_refund(refund_uid=uid, receipt_no=payload.receipt_no, actor=actor_of(request))
    return Status(204, None)


@router.get("/reconciliations", response=list[s.ReconciliationRowOut], operation_id="reconciliations", summary="对账")
def reconciliations(request: HttpRequest) -> list[selectors.ReconciliationView]:
    """The last sixty days compared, newest first."""
    return list(selectors.reconciliations(viewer=actor_of(request)))


@router.post("/reconciliations", response={201: Made}, operation_id="reconcile", summary="与支付渠道对账")
def reconcile(request: HttpRequest, payload: s.ReconcileIn) -> Status[dict[str, str]]:
    """Compare a day with the channel's statement, or with the one given; comparing again refreshes it."""
    rows = services.statement_rows(payload.statement.encode()) if payload.statement is not None else None
    made = services.reconcile(day=payload.day, channel=payload.channel, rows=rows, actor=actor_of(request))
    return Status(201, {"uid": made})


@router.get("/reconciliations/{uid}", response=s.ReconciliationOut, operation_id="reconciliation", summary="一天的对账")
def reconciliation(request: HttpRequest, uid: UUID) -> selectors.ReconciliationView:
    """One day with its differences."""
    return selectors.reconciliation(uid, viewer=actor_of(request))


@router.post("/differences/{uid}/clear", response={204: None}, operation_id="clear_difference", summary="清理差异")
def clear_difference(request: HttpRequest, uid: UUID, payload: s.NotedIn) -> Status[None]:
    """Say how a difference was cleared."""
    services.clear_difference(difference_uid=uid, note=payload.note, actor=actor_of(request))
    return Status(204, None)
