"""The sealed PDF of a written instrument, made from what the verb has fixed."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tongban.cases.facts import CASE
from tongban.cases.models import CaseInstrument
from tongban.cases.permissions import reachable_by
from tongban.cases.policies.kinds import instrument_title
from tongban.cases.services._texts import instrument_body
from tongban.catalogue import selectors as catalogue
from tongban.documents import selectors as issued_documents
from tongban.documents import services as documents
from tongban.files import services as files
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.ledger.facts import ObjectRef
from tongban.orgs import selectors as orgs


@transaction.atomic
def make_instrument(*, instrument_id: int, actor: Actor) -> int:
    """Make the PDF if it is not there yet; returns the id of the issued document. Safe to call twice."""
    # Of the instrument alone: a paper that is slow to draw must not hold up the next step of its case.
    rows = CaseInstrument.objects.select_for_update(no_key=True, of=("self",)).select_related("case")
    row = rows.get(pk=instrument_id)
    if row.document_id is not None:
        return row.document_id
    department = orgs.department(row.case.department_id)
    issued = documents.issue_document(
        kind=row.kind,
        number=row.number,
        title=instrument_title(row.kind, catalogue.version(row.case.version_id)),
        body=instrument_body(row, department),
        authority_name=department.name,
        seal_department_code=department.code,
        issued_on=clock.local(row.issued_at).date(),
        subject=[ObjectRef(CASE, str(row.case.uid))],
        actor=Actor.system(trace_id=actor.trace_id),
    )
    row.document_id = issued.id
    row.save(update_fields=["document"])
    return issued.id


def instrument_pdf(*, case_uid: UUID | str, instrument_id: int, actor: Actor) -> tuple[str, bytes]:
    """File name and bytes of one instrument, for somebody who may see the case."""
    case = reachable_by(actor).filter(uid=case_uid).first()
    row = case.instruments.filter(pk=instrument_id).first() if case is not None else None
    if row is None or (row.content.get("interested") and not (actor.is_officer or actor.is_system)):
        raise NotFound()
    return paper_bytes(row, trace_id=actor.trace_id)


def paper_bytes(row: CaseInstrument, *, trace_id: str) -> tuple[str, bytes]:
    """File name and bytes of a paper, made where it is not made yet; the caller has looked who asks."""
    document_id = row.document_id or make_instrument(instrument_id=row.pk, actor=Actor.system(trace_id=trace_id))
    issued = issued_documents.document(document_id)
    return f"{issued.title}-{row.number}.pdf", files.open_bytes(issued.digest)
