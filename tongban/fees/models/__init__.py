"""Tables of the room: orders, payments and trades, refunds, reconciliations; the test bank's own books."""

from tongban.fees.models.bank import BankRefund, BankTrade
from tongban.fees.models.order import OrderLine, PaymentOrder
from tongban.fees.models.payment import ChannelMessage, OnlineTrade, Payment
from tongban.fees.models.reconciliation import Difference, Reconciliation
from tongban.fees.models.refund import Refund

__all__ = [
    "BankRefund",
    "BankTrade",
    "ChannelMessage",
    "Difference",
    "OnlineTrade",
    "OrderLine",
    "Payment",
    "PaymentOrder",
    "Reconciliation",
    "Refund",
]
