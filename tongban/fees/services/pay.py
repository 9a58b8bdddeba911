"""Cash at the counter."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.fees import policies
from tongban.fees.errors import ReceiptTaken
from tongban.fees.models import Payment
from tongban.fees.permissions import CASH, check_order_officer
from tongban.fees.services._common import lock_order
from tongban.fees.services._received import settled
from tongban.fees.states import ORDER_LIFECYCLE, PaymentMethod
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger


@ledger.act
def take_cash(*, order_uid: UUID | str, received: int, receipt_no: str, actor: Actor) -> None:
    """A clerk takes the whole amount in cash against a numbered receipt; `received` in fen.

    Raises `NotFound`, `PermissionDenied`, `MoveNotAllowed` (another cashier or the bank was faster), `AmountDiffers`,
    `ReceiptTaken`.
    """
    order = lock_order(order_uid, actor)
    check_order_officer(actor, CASH, order)
    ORDER_LIFECYCLE.check("pay", order.state)
    policies.check_cash(order, received)
    number = policies.check_receipt_no(receipt_no)
    payment = Payment(
        order=order,
        department_id=order.department_id,
        method=PaymentMethod.CASH,
        amount=received,
        counted=True,
        received_at=clock.now(),
        cashier_id=actor.officer_id,
        receipt_no=number,
    )
    try:
        with transaction.atomic():
            payment.save(force_insert=True)
    except IntegrityError as error:
        if "fees_payment_receipt_once" in str(error):
            raise ReceiptTaken(receipt_no=number) from error
        raise
    settled(order, payment, actor)
