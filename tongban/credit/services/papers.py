"""The papers of a record as sealed PDF: made from what the verb has fixed, handed out to the party."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from tongban.credit.errors import CreditPaperLost
from tongban.credit.facts import CREDIT_PAPER_GIVEN, record_ref
from tongban.credit.models import CreditPaper
from tongban.credit.permissions import sees
from tongban.credit.services._common import load, write
from tongban.credit.states import PaperKind
from tongban.credit.wording import prior_notice, repair_proof
from tongban.documents import selectors as issued_documents
from tongban.documents import services as documents
from tongban.files import services as files
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, NotFound
from tongban.orgs import selectors as orgs
from tongban.parties.states import PartyKind

_BODIES = {PaperKind.PRIOR_NOTICE: prior_notice, PaperKind.REPAIR_PROOF: repair_proof}


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A paper ready for download."""

    name: str
    content: bytes


@transaction.atomic
def make_paper(*, paper_id: int, actor: Actor) -> int:
    """Draw and seal the paper if it is not there yet; returns the id of the issued document. Safe to call twice."""
    rows = CreditPaper.objects.select_for_update(no_key=True, of=("self",)).select_related("record__party")
    row = rows.get(pk=paper_id)
    if row.document_id is not None:
        return row.document_id
    record, kind = row.record, PaperKind(row.kind)
    department = orgs.department(record.department_id)
    issued = documents.issue_document(
        kind=kind,
        number=row.number,
        title=str(kind.label),
        body=documents.addressed(
            _BODIES[kind](record, row.content, department), person=record.party.kind == PartyKind.PERSON
        ),
        authority_name=department.name,
        seal_department_code=department.code,
        issued_on=clock.local(row.issued_at).date(),
        subject=[record_ref(record.uid)],
        actor=Actor.system(trace_id=actor.trace_id),
    )
    row.document_id = issued.id
    row.save(update_fields=["document"])
    return issued.id


@transaction.atomic
def credit_paper(*, record_uid: UUID | str, paper_id: int, actor: Actor) -> PaperFile:
    """One paper of a record for somebody who may see the record. Raises `NotFound`, `CreditPaperLost`."""
    record = load(record_uid)
    if not sees(actor, record):
        raise NotFound()
    row = record.papers.filter(pk=paper_id).first()
    if row is None:
        raise NotFound()
    document = issued_documents.document(row.document_id or make_paper(paper_id=row.pk, actor=actor))
    write(CREDIT_PAPER_GIVEN, record, actor, {"paper": row.kind})
    try:
        return PaperFile(f"{document.title}-{row.number}.pdf", files.open_bytes(document.digest))
    except DomainError as error:
        raise CreditPaperLost() from error
