"""Payment orders, refunds and reconciliation as programs see them. Amounts are whole fen."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tongban.openapi.schemas.cases import Strict
from tongban.openapi.schemas.plain import Day, Name, ObjectOut, Text

MOST = 10**12
"""Fen: beyond this no order and no statement goes."""


class ChargeIn(Strict):
    """One published fee item; a reduction with its reason and its basis."""

    name: Name
    quantity: int = Field(default=1, ge=1, le=10_000)
    unit_amount: int = Field(ge=0, le=MOST)
    reduction: int = Field(default=0, ge=0, le=MOST)
    reduction_reason: Name = ""
    reduction_basis: Name = ""


class ChargesIn(Strict):
    """What is charged."""

    lines: list[ChargeIn] = Field(min_length=1, max_length=50)


class CashIn(Strict):
    """The whole amount in cash, against a numbered receipt."""

    received: int = Field(ge=0, le=MOST)
    receipt_no: str = Field(max_length=40)


class RefundIn(Strict):
    """How much goes back, and why."""

    amount: int = Field(ge=1, le=MOST)
    reason: Text = ""


class NotedIn(Strict):
    """What is to be noted."""

    note: str = Field(default="", max_length=500)


class PaidOutIn(Strict):
    """The number of the signed receipt."""

    receipt_no: str = Field(max_length=40)


class ReconcileIn(Strict):
    """Which day of which channel; without `statement` the channel itself is asked.

    `statement` is CSV, a line each: our number, the channel's, payment or refund, yuan, time.
    """

    day: Day
    channel: str = Field(default="", max_length=40)
    statement: str | None = Field(default=None, max_length=1_000_000)


class PayAddressOut(Schema):
    """The page of the channel on which to pay."""

    address: str


class ChannelAnswerOut(Schema):
    """What the channel says: paid, stray, repeated, closed, unknown, open."""

    answer: str


class ChargedLineOut(Schema):
    """One fee item of an order."""

    name: str
    standard: str
    basis: str
    quantity: int
    unit_amount: int
    reduction: int
    reduction_reason: str
    reduction_basis: str
    amount: int


def _sorted(row: Any) -> list[str]:
    return sorted(row.allowed)


class RefundOut(Schema):
    """One refund; `allowed` are the caller's verbs on it."""

    uid: UUID
    number: str
    amount: int
    reason: str
    state: str
    state_label: str
    automatic: bool
    decision_note: str
    requested_at: dt.datetime
    done_at: dt.datetime | None
    allowed: list[str]

    resolve_allowed = staticmethod(_sorted)


class PaymentOut(Schema):
    """Money received; `counted` says whether it settled the order or is owed back."""

    method_label: str
    amount: int
    refunded: int
    counted: bool
    received_at: dt.datetime
    reference: str
    refunds: list[RefundOut]


class OrderRowOut(Schema):
    """An order in the list of what it is about; `allowed` are the caller's verbs."""

    uid: UUID
    number: str
    about: ObjectOut
    item_name: str
    department_id: int
    amount: int
    state: str
    state_label: str
    opened_at: dt.datetime
    expires_at: dt.datetime | None
    paid_at: dt.datetime | None
    end_reason: str
    has_receipt: bool
    allowed: list[str]

    resolve_allowed = staticmethod(_sorted)


class OrderOut(OrderRowOut):
    """One order with everything on it. `online_off` says why nobody can pay on-line now."""

    lines: list[ChargedLineOut]
    payments: list[PaymentOut]
    paying: bool
    refundable: int
    online_off: str


class RefundLineOut(Schema):
    """A refund that waits for approval or payment."""

    refund: RefundOut
    order_uid: UUID
    order_number: str
    item_name: str
    department_id: int


class RefundPageOut(Schema):
    """One page, who has waited longest first; ask for the next one with `cursor`, "" at the end."""

    rows: list[RefundLineOut]
    cursor: str


class DifferenceOut(Schema):
    """One line in which the books differ; amounts in words with their unit, "" where a side has none."""

    uid: UUID
    entry_label: str
    kind: str
    kind_label: str
    number: str
    channel_no: str
    bank_text: str
    our_text: str
    state: str
    state_label: str
    found_at: dt.datetime
    note: str
    cleared_at: dt.datetime | None


class ReconciliationRowOut(Schema):
    """One day of one channel."""

    uid: UUID
    channel: str
    day: dt.date
    bank_count: int
    bank_text: str
    our_count: int
    our_text: str
    run_at: dt.datetime
    open_count: int
    all_count: int


class ReconciliationOut(ReconciliationRowOut):
    """With its differences."""

    differences: list[DifferenceOut]
