"""Questions of the room. Everything takes a viewer and answers with frozen dataclasses; amounts are fen."""

from tongban.fees.selectors.books import DifferenceView, ReconciliationView, reconciliation, reconciliations
from tongban.fees.selectors.orders import (
    OrderPage,
    OrderView,
    PaymentView,
    RefundLine,
    RefundPage,
    RefundView,
    order,
    orders_of,
    refunds_waiting,
    unpaid,
)

__all__ = [
    "DifferenceView",
    "OrderPage",
    "OrderView",
    "PaymentView",
    "ReconciliationView",
    "RefundLine",
    "RefundPage",
    "RefundView",
    "order",
    "orders_of",
    "reconciliation",
    "reconciliations",
    "refunds_waiting",
    "unpaid",
]
