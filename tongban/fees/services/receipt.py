"""The electronic receipt of a paid order (电子缴款凭证): a sealed PDF, made once."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tongban.documents import selectors as issued_documents
from tongban.documents import services as documents
from tongban.documents.services import DocumentBody, DocumentSection, chinese_date
from tongban.documents.states import DocumentKind
from tongban.fees.errors import NotPaidYet
from tongban.fees.facts import order_ref
from tongban.fees.models import OrderLine, Payment, PaymentOrder
from tongban.fees.money import yuan_text
from tongban.fees.permissions import visible_to
from tongban.fees.services._common import about, lock_order
from tongban.fees.states import PaymentMethod
from tongban.files import services as files
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.ids import uid_of
from tongban.orgs import selectors as orgs
from tongban.parties import selectors as parties

NOTE = "本凭证证明款项已经收到；财政电子票据由财政票据系统另行开具。"


@transaction.atomic
def make_receipt(*, order_uid: UUID | str, actor: Actor) -> int:
    """Make the receipt if it is not there yet; returns the id of the issued document. Safe to call twice.

    Raises `NotFound`, `NotPaidYet`.
    """
    order = lock_order(order_uid, actor)
    if order.receipt_id is not None:
        return order.receipt_id
    payment = order.payments.filter(counted=True).first()
    if payment is None:
        raise NotPaidYet()
    department = orgs.department(order.department_id)
    issued = documents.issue_document(
        kind=DocumentKind.PAYMENT_RECEIPT,
        number=order.number,
        title="电子缴款凭证",
        body=_body(order, payment),
        authority_name=department.name,
        seal_department_code=department.code,
        issued_on=clock.local(payment.received_at).date(),
        subject=[order_ref(order.uid), about(order)],
        actor=Actor.system(trace_id=actor.trace_id),
    )
    order.receipt_id = issued.id
    order.save(update_fields=["receipt"])
    return issued.id


def receipt_pdf(*, order_uid: UUID | str, actor: Actor) -> tuple[str, bytes]:
    """File name and bytes of the receipt, for somebody who may see the order. Raises as `make_receipt`."""
    order = visible_to(actor).filter(uid=uid_of(order_uid)).first()
    if order is None:
        raise NotFound()
    document_id = order.receipt_id or make_receipt(order_uid=order.uid, actor=actor)
    issued = issued_documents.document(document_id)
    return f"{issued.title}-{order.number}.pdf", files.open_bytes(issued.digest)


def _body(order: PaymentOrder, payment: Payment) -> DocumentBody:
    payer = parties.party(order.payer_id, viewer=Actor.system())
    at = clock.local(payment.received_at)
    cash = payment.method == PaymentMethod.CASH
    table = (
        ("缴款人", payer.name),
        ("事项", order.item_name),
        ("缴款单号", order.number),
        ("实缴金额", yuan_text(payment.amount)),
        ("缴款方式", str(PaymentMethod(payment.method).label)),
        ("票据号" if cash else "支付流水号", payment.receipt_no if cash else payment.channel_no),
        ("缴款时间", f"{chinese_date(at.date())} {at:%H:%M}"),
    )
    return DocumentBody(
        addressee=payer.name,
        paragraphs=("下列费用已经收到：",),
        table=table,
        sections=(DocumentSection(heading="缴款项目", numbered=tuple(_line(one) for one in order.lines.all())),),
        notes=(NOTE,),
    )


def _line(line: OrderLine) -> str:
    """Name, standard and basis as published, and how the amount came about."""
    whole = f"{line.name}：{yuan_text(line.unit_amount)}×{line.quantity}"
    if line.reduction:
        whole += f"，减免{yuan_text(line.reduction)}（{line.reduction_basis}）"
    published = "；".join(part for part in (line.standard, line.basis) if part)
    return f"{whole}，合计{yuan_text(line.amount)}" + (f"（{published}）" if published else "")
