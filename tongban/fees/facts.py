"""The facts of the room `fees`: its contract upwards. `data` holds numbers and amounts in fen, nothing of a person.

Their primary object is the payment order, what it is about (a case) comes with it and so has them on its timeline.
"""

from __future__ import annotations

from tongban.ledger.facts import FactKind, ObjectRef

PAYMENT_ORDER, RECONCILIATION = "payment_order", "reconciliation"

FEE_CHARGED = FactKind("fee.charged", text="开出缴款单", primary=PAYMENT_ORDER)
FEE_WAIVED = FactKind("fee.waived", text="全额减免费用", primary=PAYMENT_ORDER)
FEE_PAYING = FactKind("fee.paying", text="转到网上支付", primary=PAYMENT_ORDER, public=False)
FEE_PAID = FactKind("fee.paid", text="缴清费用", primary=PAYMENT_ORDER)
FEE_EXPIRED = FactKind("fee.expired", text="超过缴费期限", primary=PAYMENT_ORDER)
FEE_REOPENED = FactKind("fee.reopened", text="重新开放缴费", primary=PAYMENT_ORDER)
FEE_CANCELLED = FactKind("fee.cancelled", text="取消缴款单", primary=PAYMENT_ORDER)
FEE_STRAY = FactKind("fee.stray", text="收到不应缴的款项，将退回", primary=PAYMENT_ORDER)
REFUND_REQUESTED = FactKind("fee.refund_requested", text="申请退费", primary=PAYMENT_ORDER)
REFUND_APPROVED = FactKind("fee.refund_approved", text="同意退费", primary=PAYMENT_ORDER)
REFUND_REFUSED = FactKind("fee.refund_refused", text="不予退费", primary=PAYMENT_ORDER)
FEE_REFUNDED = FactKind("fee.refunded", text="退还费用", primary=PAYMENT_ORDER)
RECONCILED = FactKind("fee.reconciled", text="与支付渠道对账", primary=RECONCILIATION, public=False)
DIFFERENCE_CLEARED = FactKind("fee.difference_cleared", text="清理对账差异", primary=RECONCILIATION, public=False)


def order_ref(uid: object) -> ObjectRef:
    """A payment order as an object of facts."""
    return ObjectRef(PAYMENT_ORDER, str(uid))


def refund_ref(uid: object) -> ObjectRef:
    """A refund."""
    return ObjectRef("refund", str(uid))


def difference_ref(uid: object) -> ObjectRef:
    """One difference of a reconciliation."""
    return ObjectRef("fee_difference", str(uid))


def payer_ref(party_id: int) -> ObjectRef:
    """Who pays."""
    return ObjectRef("party", str(party_id), "payer")
