"""The test bank (测试银行): a payment channel that moves no money, so that a city can be tried without a bank.

It keeps books of its own and signs what it tells with HMAC-SM3 under a key of the key store, as a real bank would with
the key agreed. Its page stands on our own site and says in large letters what it is. In a production city
`check_config` refuses: real people must not be shown a bank that is none.
"""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from django.conf import settings
from django.db import transaction

from tongban.fees.channels import (
    TEST_BANK,
    ChannelNotice,
    NoticeKind,
    PaymentRequest,
    RefundRequest,
    StatementRow,
    register,
)
from tongban.fees.errors import BankPageClosed, ChannelUnavailable, NoticeNotGenuine
from tongban.fees.models import BankRefund, BankTrade
from tongban.fees.money import yuan_text
from tongban.fees.states import EntryKind, TradeState
from tongban.kernel import clock, keys
from tongban.kernel.errors import NotFound
from tongban.kernel.gm import hmac_sm3

KEY = "payment_test_bank"
_FIELDS = {"message_id": str, "kind": str, "number": str, "channel_no": str, "amount": int, "at": str}


@dataclass(frozen=True, slots=True)
class BankPage:
    """What the payment page of the test bank shows."""

    token: str
    number: str
    subject: str
    amount_text: str
    state: str
    return_address: str


class TestBank:
    """The embedded payment channel."""

    __test__ = False  # no test of ours, whatever its name begins with

    def check_config(self) -> list[str]:
        """Never in a production city."""
        if settings.TONGBAN_CITY_KIND == "production":
            return ["还没有接入支付渠道，测试银行不能用于正式城市。"]
        return []

    def start(self, request: PaymentRequest) -> str:
        """A page of our own site under a token nobody can guess."""
        values = {
            "token": secrets.token_urlsafe(16),
            "bank_no": f"TB{secrets.randbelow(10**14):014d}",
            "amount": request.amount,
            "subject": request.subject[:300],
            "return_address": request.return_address,
            "opened_at": clock.now(),
        }
        trade, _ = BankTrade.objects.get_or_create(number=request.number, defaults=values)
        return f"/test-bank/{trade.token}"

    def close(self, number: str) -> None:
        """Close an open trade."""
        BankTrade.objects.filter(number=number, state=TradeState.OPEN).update(state=TradeState.CLOSED)

    def read(self, body: bytes, signature: str) -> ChannelNotice:
        """Check the signature over the very bytes, then their shape."""
        if not hmac.compare_digest(_signature(body), signature.strip().lower()):
            raise NoticeNotGenuine()
        try:
            said = orjson.loads(body)
            at = dt.datetime.fromisoformat(said["at"])
            fits = all(type(said[name]) is kind for name, kind in _FIELDS.items()) and at.tzinfo is not None
        except (ValueError, TypeError, KeyError):
            raise NoticeNotGenuine() from None
        if not fits or said["kind"] not in ("paid", "closed"):
            raise NoticeNotGenuine()
        return ChannelNotice(
            message_id=said["message_id"][:100],
            kind=said["kind"],
            number=said["number"][:32],
            channel_no=said["channel_no"][:40],
            amount=said["amount"],
            at=at,
        )

    def query(self, number: str) -> ChannelNotice | None:
        """What the books of the bank say."""
        trade = BankTrade.objects.filter(number=number).exclude(state=TradeState.OPEN).first()
        return _notice(trade) if trade is not None else None

    def refund(self, request: RefundRequest) -> str:
        """Give back at most what was collected; the same number again is the same refund."""
        with transaction.atomic():
            trade = BankTrade.objects.select_for_update(no_key=True).filter(number=request.trade_number).first()
            if trade is None or trade.state != TradeState.PAID:
                raise ChannelUnavailable()
            given = {one.number: one for one in trade.refunds.all()}
            if request.number in given:
                return given[request.number].bank_no
            if sum(one.amount for one in given.values()) + request.amount > trade.amount:
                raise ChannelUnavailable()
            made = trade.refunds.create(
                number=request.number,
                bank_no=f"TR{secrets.randbelow(10**14):014d}",
                amount=request.amount,
                done_at=clock.now(),
            )
            return made.bank_no

    def statement(self, day: dt.date) -> Sequence[StatementRow]:
        """Payments and refunds of the day, in the order they happened."""
        start, end = clock.at(day), clock.at(day + dt.timedelta(days=1))
        rows = [
            StatementRow(one.number, one.bank_no, EntryKind.PAYMENT, one.amount, one.paid_at)
            for one in BankTrade.objects.filter(paid_at__gte=start, paid_at__lt=end)
            if one.paid_at is not None
        ]
        rows += [
            StatementRow(one.number, one.bank_no, EntryKind.REFUND, one.amount, one.done_at)
            for one in BankRefund.objects.filter(done_at__gte=start, done_at__lt=end)
        ]
        return sorted(rows, key=lambda row: (row.at, row.channel_no))


register(TEST_BANK, TestBank)


# --- the bank's own counter: what its payment page does --------------------------------------------
def bank_page(token: str) -> BankPage:
    """The page of one payment. Raises `NotFound`, also in a production city, which has no test bank."""
    trade = BankTrade.objects.filter(token=token).first() if not TestBank().check_config() else None
    if trade is None:
        raise NotFound()
    return BankPage(
        token=trade.token,
        number=trade.number,
        subject=trade.subject,
        amount_text=yuan_text(trade.amount),
        state=trade.state,
        return_address=trade.return_address,
    )


def bank_pay(token: str) -> tuple[bytes, str]:
    """The payer pays; returns the notification as the bank sends it, with its signature. Raises `BankPageClosed`."""
    bank_page(token)
    paid = BankTrade.objects.filter(token=token, state=TradeState.OPEN).update(
        state=TradeState.PAID, paid_at=clock.now()
    )
    if not paid:
        raise BankPageClosed()
    return notification(token)


def notification(token: str) -> tuple[bytes, str]:
    """What the bank tells of a trade that is paid or closed, signed. Raises `NotFound` while it is open."""
    trade = BankTrade.objects.filter(token=token).exclude(state=TradeState.OPEN).first()
    if trade is None:
        raise NotFound()
    notice = _notice(trade)
    said = {name: getattr(notice, name) for name in _FIELDS} | {"at": notice.at.isoformat()}
    body = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
    return body, _signature(body)


def _notice(trade: BankTrade) -> ChannelNotice:
    kind: NoticeKind = "paid" if trade.state == TradeState.PAID else "closed"
    return ChannelNotice(
        message_id=f"{trade.bank_no}:{kind}",
        kind=kind,
        number=trade.number,
        channel_no=trade.bank_no,
        amount=trade.amount,
        at=trade.paid_at or trade.opened_at,
    )


def _signature(body: bytes) -> str:
    _, key = keys.store().symmetric(KEY)
    return hmac_sm3(key, body).hex()
