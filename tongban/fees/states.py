"""The life of a payment order, of a refund, of a difference; what is owed by when (pure)."""

from __future__ import annotations

from django.db import models

from tongban.duties.states import DutyKind, register
from tongban.kernel.lifecycle import ClockEffect, Lifecycle, Move


class OrderState(models.TextChoices):
    """Where a payment order stands."""

    UNPAID = "unpaid", "待缴费"
    PAID = "paid", "已缴费"
    PART_REFUNDED = "part_refunded", "已部分退费"
    REFUNDED = "refunded", "已全部退费"
    WAIVED = "waived", "已全额减免"
    EXPIRED = "expired", "已过缴费期限"
    CANCELLED = "cancelled", "已取消"


OWED = (OrderState.UNPAID.value, OrderState.EXPIRED.value)
"""States in which the fee is still owed: an order that ran out of time is not forgiven."""

_U, _E = OrderState.UNPAID.value, OrderState.EXPIRED.value
_P, _R = OrderState.PAID.value, OrderState.PART_REFUNDED.value
_PUBLISHED = "行政许可法第五十九条"

ORDER_LIFECYCLE = Lifecycle(
    "payment_order",
    {str(value): str(label) for value, label in OrderState.choices},
    _U,
    [
        Move(
            "pay", "缴费", frozenset({_U, _E}), _P, "payer or cashier", ClockEffect.STOP, "电子缴款凭证",
            basis=_PUBLISHED,
        ),
        Move("waive", "全额减免", frozenset({_U}), OrderState.WAIVED.value, "clerk"),
        Move("expire", "超过缴费期限", frozenset({_U}), _E, "system"),
        Move("reopen", "重新开放缴费", frozenset({_E}), _U, "payer or clerk", ClockEffect.START),
        Move("cancel", "取消缴款单", frozenset({_U, _E}), OrderState.CANCELLED.value, "clerk", ClockEffect.STOP),
        Move("refund_part", "部分退费", frozenset({_P, _R}), _R, "system"),
        Move("refund_all", "全部退费", frozenset({_P, _R}), OrderState.REFUNDED.value, "system"),
    ],
)  # fmt: skip


class PaymentMethod(models.TextChoices):
    """How the money came."""

    CASH = "cash", "窗口现金"
    ONLINE = "online", "网上支付"


class TradeState(models.TextChoices):
    """Where one attempt to pay through a channel stands."""

    OPEN = "open", "支付中"
    PAID = "paid", "已支付"
    CLOSED = "closed", "已关闭"


# A bank may tell that a trade is closed before it tells that it was paid: the money decides.
TRADE_LIFECYCLE = Lifecycle(
    "online_trade",
    {str(value): str(label) for value, label in TradeState.choices},
    TradeState.OPEN.value,
    [
        Move(
            "pay", "支付成功", frozenset({TradeState.OPEN.value, TradeState.CLOSED.value}), TradeState.PAID.value,
            "channel",
        ),
        Move("close", "关闭支付", frozenset({TradeState.OPEN.value}), TradeState.CLOSED.value, "system"),
    ],
)  # fmt: skip


class RefundState(models.TextChoices):
    """Where a refund stands."""

    REQUESTED = "requested", "待审批"
    APPROVED = "approved", "待退款"
    DONE = "done", "已退款"
    REFUSED = "refused", "不予退费"


_ASKED = frozenset({RefundState.REQUESTED.value})
REFUND_LIFECYCLE = Lifecycle(
    "refund",
    {str(value): str(label) for value, label in RefundState.choices},
    RefundState.REQUESTED.value,
    [
        Move("grant", "同意退费", _ASKED, RefundState.APPROVED.value, "approver", basis="行政许可法第七十五条"),
        Move("refuse", "不予退费", _ASKED, RefundState.REFUSED.value, "approver", ClockEffect.STOP),
        Move(
            "pay_back", "退款", frozenset({RefundState.APPROVED.value}), RefundState.DONE.value, "cashier or channel",
            ClockEffect.STOP,
        ),
    ],
)  # fmt: skip


class DifferenceKind(models.TextChoices):
    """How the bank's statement and our books differ."""

    BANK_ONLY = "bank_only", "银行有、平台没有"
    OURS_ONLY = "ours_only", "平台有、银行没有"
    AMOUNT_DIFFERS = "amount_differs", "金额不一致"


class EntryKind(models.TextChoices):
    """What a line of a statement tells of."""

    PAYMENT = "payment", "收款"
    REFUND = "refund", "退款"


class DifferenceState(models.TextChoices):
    """Whether a difference has been explained."""

    OPEN = "open", "待清理"
    CLEARED = "cleared", "已清理"


DIFFERENCE_LIFECYCLE = Lifecycle(
    "fee_difference",
    {str(value): str(label) for value, label in DifferenceState.choices},
    DifferenceState.OPEN.value,
    [
        Move(
            "clear", "清理差异", frozenset({DifferenceState.OPEN.value}), DifferenceState.CLEARED.value, "bureau",
            ClockEffect.STOP,
        ),
    ],
)  # fmt: skip

FEE_PAYMENT = DutyKind("fee.payment", "申请人缴费", "行政许可法第五十九条", round_the_clock=True)
FEE_REFUND = DutyKind("fee.refund", "退费", "行政许可法第五十八条、第五十九条、第七十五条")
FEE_DIFFERENCE = DutyKind("fee.difference", "清理对账差异", "行政许可法第五十九条")
register(FEE_PAYMENT, FEE_REFUND, FEE_DIFFERENCE)
