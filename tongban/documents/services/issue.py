"""Issue a document: render, sign, store, record."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from django.conf import settings
from django.db import IntegrityError, transaction

from tongban.documents import models, selectors
from tongban.documents.body import DocumentBody, Letter, LicenceSheet
from tongban.documents.errors import DocumentNumberTaken, UnknownDocumentKind
from tongban.documents.facts import DOCUMENT_ISSUED
from tongban.documents.layout import render_letter
from tongban.documents.licence_layout import render_licence
from tongban.documents.selectors import IssuedDocument
from tongban.documents.signing import sign_pdf
from tongban.documents.states import KIND_LABELS, SEAL_WORDS, DocumentKind
from tongban.files import services as files
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef

# No letters or digits that are mistaken for another; 80 bits, so that codes cannot be guessed.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_LENGTH = 16
_DEMONSTRATION = "演示数据，不具法律效力"


def issue_document(
    *,
    kind: str,
    number: str,
    title: str,
    body: DocumentBody,
    authority_name: str,
    seal_department_code: str,
    issued_on: dt.date,
    actor: Actor,
    subject: Sequence[ObjectRef] = (),
    verify_url: str = "",
) -> IssuedDocument:
    """Make, sign and keep one document; its number comes from the caller and is used once per authority.

    The calling verb has checked that `actor` may issue it. `subject` names what the document is about (the
    case) so that the fact shows on its timeline. Without `verify_url` the code on the paper leads to
    `<public address>/verify/document/<code>`. Raises `UnknownDocumentKind`, `DocumentNumberTaken`.
    """
    if kind not in KIND_LABELS:
        raise UnknownDocumentKind(kind=kind)
    code = _new_code()
    unsigned = render_pdf(
        kind=kind,
        number=number,
        title=title,
        body=body,
        authority_name=authority_name,
        issued_on=issued_on,
        verify_url=verify_url or _public_url(code),
        verification_code=code,
    )
    return _keep(
        unsigned,
        kind=kind,
        number=number,
        title=title,
        authority_name=authority_name,
        seal_department_code=seal_department_code,
        issued_on=issued_on,
        code=code,
        subject=subject,
        actor=actor,
    )


def issue_licence_sheet(
    *,
    title: str,
    licence_no: str,
    identifier: str,
    fields: Sequence[tuple[str, str]],
    authority_name: str,
    seal_department_code: str,
    issued_on: dt.date,
    actor: Actor,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    duplicate: str = "正本",
    notes: Sequence[str] = (),
    subject: Sequence[ObjectRef] = (),
    verify_url: str = "",
) -> IssuedDocument:
    """Make, sign and keep the sheet of an e-licence; its document number is the licence identifier.

    Raises `DocumentNumberTaken` where the identifier's sheet exists (a new version has a new identifier).
    """
    code = _new_code()
    sheet = LicenceSheet(
        title=title,
        licence_no=licence_no,
        identifier=identifier,
        fields=tuple(fields),
        authority_name=authority_name,
        issued_on=issued_on,
        verify_url=verify_url or _public_url(code),
        verification_code=_grouped(code),
        valid_from=valid_from,
        valid_to=valid_to,
        duplicate=duplicate,
        watermark=_watermark(),
        notes=tuple(notes),
    )
    return _keep(
        render_licence(sheet),
        kind=DocumentKind.LICENCE,
        number=identifier,
        title=title,
        authority_name=authority_name,
        seal_department_code=seal_department_code,
        issued_on=issued_on,
        code=code,
        subject=subject,
        actor=actor,
    )


def render_pdf(
    *,
    kind: str,
    number: str,
    title: str,
    body: DocumentBody,
    authority_name: str,
    issued_on: dt.date,
    verify_url: str = "",
    verification_code: str = "",
) -> bytes:
    """The unsigned PDF: for previews, which carry no code that verifies."""
    return render_letter(
        Letter(
            title=title,
            number=number,
            body=body,
            authority_name=authority_name,
            issued_on=issued_on,
            verify_url=verify_url or _public_url("preview"),
            verification_code=_grouped(verification_code) or "预览稿，未签章",
            seal_words=SEAL_WORDS.get(kind, ""),
            watermark=_watermark(),
        )
    )


def render_licence_pdf(sheet: LicenceSheet) -> bytes:
    """The unsigned sheet: for previews of licence types."""
    return render_licence(sheet)


def _keep(
    unsigned: bytes,
    *,
    kind: str,
    number: str,
    title: str,
    authority_name: str,
    seal_department_code: str,
    issued_on: dt.date,
    code: str,
    subject: Sequence[ObjectRef],
    actor: Actor,
) -> IssuedDocument:
    """Sign the file and write row and fact in one transaction."""
    signed = sign_pdf(
        unsigned, department_code=seal_department_code, department_name=authority_name, reason=f"{title} {number}"
    )
    with transaction.atomic():
        stored = files.store(content=signed, name=f"{title}.pdf", actor=actor)
        try:
            with transaction.atomic():
                row = models.IssuedDocument.objects.create(
                    kind=kind,
                    number=number,
                    title=title,
                    authority_name=authority_name,
                    seal_department_code=seal_department_code,
                    issued_on=issued_on,
                    issued_at=clock.now(),
                    verification_code=code,
                    file_id=stored.digest,
                )
        except IntegrityError as error:
            if "documents_number_once" in str(error):
                raise DocumentNumberTaken(number=number) from error
            raise
        ledger.record(
            DOCUMENT_ISSUED,
            actor=actor,
            objects=[ObjectRef("document", code), *subject, ObjectRef("file", stored.digest)],
            data={"kind": kind, "number": number, "title": title, "seal_department_code": seal_department_code},
        )
        return selectors.view(row)


def _new_code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))


def _grouped(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _public_url(code: str) -> str:
    base: str = settings.TONGBAN_PUBLIC_URL
    return f"{base.rstrip('/')}/verify/document/{code}"


def _watermark() -> str:
    """Papers of demonstration and test cities say what they are."""
    return "" if settings.TONGBAN_CITY_KIND == "production" else _DEMONSTRATION
