"""Questions about documents issued. By code they are public: whoever holds the paper may prove it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from tongban.documents import models
from tongban.documents.errors import DocumentNotFound
from tongban.documents.states import KIND_LABELS


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """A document as other rooms see it. `digest` opens its file; `verification_code` proves it."""

    id: int
    kind: str
    number: str
    title: str
    digest: str
    authority_name: str
    seal_department_code: str
    issued_on: dt.date
    verification_code: str

    @property
    def kind_label(self) -> str:
        """The kind in Chinese."""
        return KIND_LABELS.get(self.kind, self.kind)

    @property
    def file_name(self) -> str:
        """What a download is called."""
        return f"{self.title}.pdf"


def document(document_id: int) -> IssuedDocument:
    """The document with this id; raises `DocumentNotFound`. The owner of the paper has checked the viewer."""
    return _one(id=document_id)


def documents(document_ids: Iterable[int]) -> list[IssuedDocument]:
    """Those of the ids that exist, oldest first, in one query."""
    rows = models.IssuedDocument.objects.filter(id__in=list(document_ids)).order_by("id")
    return [view(row) for row in rows]


def document_by_code(code: str) -> IssuedDocument:
    """Public: the document a verification code belongs to (hyphens and case forgiven); raises `DocumentNotFound`."""
    return _one(verification_code=plain_code(code))


def document_by_digest(digest: str) -> IssuedDocument:
    """Public: the document whose file has this SM3; raises `DocumentNotFound`."""
    return _one(file_id=digest)


def plain_code(code: str) -> str:
    """A verification code as it is kept."""
    return "".join(symbol for symbol in code.upper() if symbol.isalnum())[:24]


def view(row: models.IssuedDocument) -> IssuedDocument:
    """The row as a frozen view."""
    return IssuedDocument(
        id=row.pk,
        kind=row.kind,
        number=row.number,
        title=row.title,
        digest=row.file_id,
        authority_name=row.authority_name,
        seal_department_code=row.seal_department_code,
        issued_on=row.issued_on,
        verification_code=row.verification_code,
    )


def _one(**where: object) -> IssuedDocument:
    row = models.IssuedDocument.objects.filter(**where).first()
    if row is None:
        raise DocumentNotFound()
    return view(row)
