"""The licence as a PDF: made once, kept, handed out to the holder."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from tongban.documents import services as documents
from tongban.files import services as files
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, NotFound
from tongban.ledger import services as ledger
from tongban.licences import face, policies, sealing, selectors
from tongban.licences.errors import LicenceFileLost
from tongban.licences.facts import LICENCE_FETCHED, holder_ref, licence_ref
from tongban.licences.models import Licence


@dataclass(frozen=True, slots=True)
class LicenceFile:
    """A licence PDF ready for download."""

    name: str
    content: bytes
    digest: str


def ensure_document(*, identifier: str, actor: Actor) -> str:
    """The SM3 digest of the licence's PDF, which is made, signed and stored where it is not there yet.

    The document room records the fact. Raises `NotFound`.
    """
    with transaction.atomic():
        found = selectors.find(identifier)
        rows = Licence.objects.select_for_update(no_key=True, of=("self",)).select_related("type")
        row = rows.get(pk=found.pk)
        if row.document_digest:
            return row.document_digest
        shown = face.shown(row.type.fields, sealing.whole_face(row), row.type.field_order)
        issued = documents.issue_licence_sheet(
            title=row.type.name,
            licence_no=row.licence_no,
            identifier=row.identifier,
            fields=(("持证人", row.holder_name), *((entry.label, entry.value) for entry in shown)),
            authority_name=row.issuer_name,
            seal_department_code=row.issuer_code,
            issued_on=row.issued_on,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            verify_url=policies.verify_address(row.verify_code),
            subject=[licence_ref(row.uid)],
            actor=actor,
        )
        row.document_id, row.document_digest = issued.id, issued.digest
        row.save(update_fields=["document_id", "document_digest"])
        return issued.digest


def fetch_licence_file(*, identifier: str, purpose: str = "", actor: Actor) -> LicenceFile:
    """The PDF for its holder, or for an officer with `licences.fetch` who states a purpose (at most 200 characters).

    Raises `NotFound` for everybody else, `PurposeMissing`, `LicenceFileLost`.
    """
    with transaction.atomic():
        row = selectors.find(identifier)
        if not policies.may_list(actor, row.holder_id):
            raise NotFound()
        reason = "本人下载" if policies.sees_face(actor, row.holder_id) else policies.check_purpose(purpose)
        digest = ensure_document(identifier=row.identifier, actor=actor)
        ledger.record(
            LICENCE_FETCHED,
            actor=actor,
            objects=[licence_ref(row.uid), holder_ref(row.holder_id)],
            data={"purpose": reason},
            department_id=next(iter(actor.department_ids)) if len(actor.department_ids) == 1 else None,
        )
        try:
            content = files.open_bytes(digest)
        except DomainError as error:
            raise LicenceFileLost() from error
        return LicenceFile(f"{row.type.name}_{clock.today():%Y%m%d}.pdf", content, digest)


def licence_pdf(*, identifier: str, purpose: str = "", actor: Actor) -> bytes:
    """The bytes of `fetch_licence_file` alone. Raises as it does."""
    return fetch_licence_file(identifier=identifier, purpose=purpose, actor=actor).content
