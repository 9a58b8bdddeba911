"""Refusals of the documents room."""

from __future__ import annotations

from tongban.kernel.errors import DomainError, NotFound


class DocumentNumberTaken(DomainError):
    """The authority has issued another document under this number. Data: `number`."""

    code = "document_number_taken"
    status = 409
    text = "文号“{number}”已经用过，文书没有出具。"
    hint = "请重新取号后再出具。"


class UnknownDocumentKind(DomainError):
    """No such kind of document. Data: `kind`."""

    code = "unknown_document_kind"
    status = 422
    text = "没有“{kind}”这种文书。"


class DocumentNotFound(NotFound):
    """No document with this code or number."""

    code = "document_not_found"
    text = "没有查到这份文书。"
    hint = "请核对文书上的核验码；如果仍查不到，请向出具文书的单位核实，谨防伪造。"
