"""Verbs of the documents room, with the wording and shapes callers need."""

from tongban.documents.body import DocumentBody, DocumentSection, LicenceSheet, chinese_date
from tongban.documents.report_layout import Report, ReportPicture, ReportSection, ReportTable, render_report
from tongban.documents.selectors import IssuedDocument
from tongban.documents.services.issue import issue_document, issue_licence_sheet, render_licence_pdf, render_pdf
from tongban.documents.signing import PdfVerdict, Verdict, sign_pdf, verify_pdf
from tongban.documents.wording import (
    acceptance_notice,
    addressed,
    case_receipt,
    decision_granted,
    decision_refused,
    receipt_note,
    refusal_of_acceptance,
    supplement_notice,
    withdrawal_note,
)

__all__ = [
    "DocumentBody",
    "DocumentSection",
    "IssuedDocument",
    "LicenceSheet",
    "PdfVerdict",
    "Report",
    "ReportPicture",
    "ReportSection",
    "ReportTable",
    "Verdict",
    "acceptance_notice",
    "addressed",
    "case_receipt",
    "chinese_date",
    "decision_granted",
    "decision_refused",
    "issue_document",
    "issue_licence_sheet",
    "receipt_note",
    "refusal_of_acceptance",
    "render_licence_pdf",
    "render_pdf",
    "render_report",
    "sign_pdf",
    "supplement_notice",
    "verify_pdf",
    "withdrawal_note",
]
