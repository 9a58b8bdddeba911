"""A case with fees and parcels, so that their pages have something to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tongban.cases import services as cases
from tongban.cases.tests.charging import CARD, HOME, charged_case, charged_item
from tongban.cases.tests.conftest import SYSTEM, City
from tongban.fees import services as fees
from tongban.fees.channels import StatementRow
from tongban.fees.states import EntryKind
from tongban.kernel import clock
from tongban.ledger import services as ledger


@dataclass(frozen=True)
class Money:
    """An order under way at the test bank, a paid one with refunds, a parcel, a day compared."""

    charged: str
    unpaid_order: str
    paid_order: str
    bank_token: str
    parcel: str
    reconciliation: str


def money(city: City) -> Money:
    """What somebody pays and what travels."""
    case, unpaid = charged_case(city, charged_item(city))
    paid = cases.charge_case(case_uid=case, lines=[CARD], actor=city.clerk)
    fees.take_cash(order_uid=paid, received=1000, receipt_no="A001", actor=city.clerk)
    refunds = [
        fees.request_refund(order_uid=paid, amount=amount, reason="多收", actor=city.clerk) for amount in (300, 200)
    ]
    fees.grant_refund(refund_uid=refunds[0], actor=city.approver)
    fees.pay_out_refund(refund_uid=refunds[0], receipt_no="T001", actor=city.clerk)
    token = fees.begin_payment(order_uid=unpaid, actor=city.resident).rsplit("/", 1)[-1]
    parcel = cases.send_papers(case_uid=case, sender=HOME, orders=[1, 2], actor=city.resident)
    ledger.drain()
    row = StatementRow("nobody", "TB-lost", EntryKind.PAYMENT, 77, clock.now())
    day = fees.reconcile(day=clock.today(), rows=[row], actor=SYSTEM)
    return Money(case, unpaid, paid, token, parcel, day)


def money_places(others: Mapping[str, str]) -> dict[str, str]:
    """Addresses of what is owed and sent, by their endings."""
    return {
        "fees/<uuid:uid>": others["unpaid_order"],
        "post/<uuid:uid>": others["parcel"],
        "test-bank/<str:token>": others["bank_token"],
        "fees/notify/<slug:channel>": "test_bank",
        "post/notify/<slug:courier>": "test_courier",
        "reconciliation/<uuid:uid>": others["reconciliation"],
    }
