"""The payment page of the test bank: what its buttons do. It tells us by the same signed words as any bank."""

from __future__ import annotations

from tongban.fees.channels import TEST_BANK
from tongban.fees.embedded_bank import BankPage, TestBank, bank_page, bank_pay
from tongban.fees.services.online import receive_notice


def page_of_test_bank(token: str) -> BankPage:
    """What the page shows. Raises `NotFound`."""
    return bank_page(token)


def pay_at_test_bank(token: str, *, tells: bool = True) -> BankPage:
    """Pay; `tells` false loses the notification, and the platform finds out by asking. Raises `BankPageClosed`."""
    body, signature = bank_pay(token)
    if tells:
        receive_notice(channel=TEST_BANK, body=body, signature=signature)
    return bank_page(token)


def cancel_at_test_bank(token: str) -> BankPage:
    """The payer turns back: nothing is paid, and the order may be paid another way. Raises `NotFound`."""
    page = bank_page(token)
    TestBank().close(page.number)
    return bank_page(token)
