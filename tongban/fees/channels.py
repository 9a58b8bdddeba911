"""Ways to pay through a bank: the contract of a payment channel, and which one the city has chosen.

`TONGBAN_PAYMENT_CHANNEL` names it: `test_bank`, or `name=package.module:Class` for a vendor's adapter, where the name
is what rows and addresses call it by. The embedded one is the test bank, whose payment page stands on our own site and
moves no money; a production city cannot use it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from tongban.fees.errors import ChannelNotReady
from tongban.fees.states import EntryKind
from tongban.kernel.errors import NotFound

NoticeKind = Literal["paid", "closed"]


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """What a channel is asked to collect: our number of the trade, fen, a subject without names, where to go back."""

    number: str
    amount: int
    subject: str
    return_address: str


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """What a channel is asked to give back of a trade it collected."""

    number: str
    trade_number: str
    channel_no: str
    amount: int
    reason: str


@dataclass(frozen=True, slots=True)
class ChannelNotice:
    """What a channel says of a trade. `message_id` tells a repetition from a second event; `at` is the bank's clock."""

    message_id: str
    kind: NoticeKind
    number: str
    channel_no: str
    amount: int
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One line of a channel's daily statement; amounts in fen, always positive."""

    number: str
    channel_no: str
    entry: EntryKind
    amount: int
    at: dt.datetime


class PaymentChannel(Protocol):
    """A bank or payment house. Numbers are ours; each call may come again and is then the same call."""

    def check_config(self) -> list[str]:
        """Chinese sentences on what is missing; empty when ready."""

    def start(self, request: PaymentRequest) -> str:
        """The address of the page where the payer pays. Raises `ChannelUnavailable`."""

    def close(self, number: str) -> None:
        """Take no more money for this trade; nothing where it is closed or paid. Raises `ChannelUnavailable`."""

    def read(self, body: bytes, signature: str) -> ChannelNotice:
        """A notification whose signature holds. Raises `NoticeNotGenuine`."""

    def query(self, number: str) -> ChannelNotice | None:
        """What became of a trade; None while it is open. Raises `ChannelUnavailable`."""

    def refund(self, request: RefundRequest) -> str:
        """Give back once per refund number; the channel's number of it. Raises `ChannelUnavailable`."""

    def statement(self, day: dt.date) -> Sequence[StatementRow]:
        """Everything the channel collected and gave back on a day in China. Raises `ChannelUnavailable`."""


_factories: dict[str, Callable[[], PaymentChannel]] = {}
TEST_BANK = "test_bank"


def register(name: str, factory: Callable[[], PaymentChannel]) -> None:
    """Offer a channel under a name."""
    _factories[name] = factory


def chosen_name() -> str:
    """The name of the city's channel."""
    return _setting()[0]


def named(name: str) -> PaymentChannel:
    """A channel by its name, for what it tells us and what it still owes an answer to. Raises `NotFound`."""
    factory = _factory(name)
    if factory is None:
        raise NotFound()
    return factory()


def _setting() -> tuple[str, str]:
    """Name and path of the adapter, the path empty for a registered one."""
    name, _, path = str(settings.TONGBAN_PAYMENT_CHANNEL or TEST_BANK).partition("=")
    return name.strip(), path.strip()


def _factory(name: str) -> Callable[[], PaymentChannel] | None:
    known = _factories.get(name)
    if known is not None:
        return known
    chosen, path = _setting()
    if name != chosen or not path:
        return None
    try:
        found: Callable[[], PaymentChannel] = import_string(path.replace(":", "."))
    except ImportError as error:
        raise ChannelNotReady(problems=f"找不到支付渠道的程序“{path}”。") from error
    return found


def chosen() -> tuple[str, PaymentChannel]:
    """The city's channel with its name, checked. Raises `ChannelNotReady`."""
    name = chosen_name()
    factory = _factory(name)
    if factory is None:
        raise ChannelNotReady(problems=f"没有名为“{name}”的支付渠道。")
    channel = factory()
    if problems := channel.check_config():
        raise ChannelNotReady(problems="".join(problems))
    return name, channel


def check_config() -> list[str]:
    """What is wrong with the city's channel, as Chinese sentences; empty when people can pay online."""
    try:
        chosen()
    except ChannelNotReady as error:
        return [error.sentence]
    return []
