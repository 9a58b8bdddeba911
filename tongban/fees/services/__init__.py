"""The verbs of the room, one family a file. Amounts are whole fen."""

from tongban.fees.embedded_bank import BankPage
from tongban.fees.lines import Charge
from tongban.fees.services.bank import cancel_at_test_bank, page_of_test_bank, pay_at_test_bank
from tongban.fees.services.online import ask_channel, ask_channels, begin_payment, close_trades, receive_notice
from tongban.fees.services.open import cancel_order, cancel_orders, expire_order, open_payment_order, reopen_order
from tongban.fees.services.pay import take_cash
from tongban.fees.services.receipt import make_receipt, receipt_pdf
from tongban.fees.services.reconcile import clear_difference, reconcile, statement_rows
from tongban.fees.services.refund import (
    grant_refund,
    pay_out_refund,
    refuse_refund,
    request_refund,
    send_refund,
)

__all__ = [
    "BankPage",
    "Charge",
    "ask_channel",
    "ask_channels",
    "begin_payment",
    "cancel_at_test_bank",
    "cancel_order",
    "cancel_orders",
    "clear_difference",
    "close_trades",
    "expire_order",
    "grant_refund",
    "make_receipt",
    "open_payment_order",
    "page_of_test_bank",
    "pay_at_test_bank",
    "pay_out_refund",
    "receipt_pdf",
    "receive_notice",
    "reconcile",
    "refuse_refund",
    "reopen_order",
    "request_refund",
    "send_refund",
    "statement_rows",
    "take_cash",
]
