"""Kinds of legal documents (pure)."""

from __future__ import annotations

import enum


class DocumentKind(enum.StrEnum):
    """What a document is; the label is its usual title."""

    RECEIPT_NOTE = "receipt_note"
    ACCEPTANCE_NOTICE = "acceptance_notice"
    SUPPLEMENT_NOTICE = "supplement_notice"
    REFUSAL_OF_ACCEPTANCE = "refusal_of_acceptance"
    NOT_REQUIRED_NOTICE = "not_required_notice"
    SPECIAL_PROCEDURE_NOTICE = "special_procedure_notice"
    EXTENSION_NOTICE = "extension_notice"
    DECISION_GRANTED = "decision_granted"
    DECISION_REFUSED = "decision_refused"
    DECISION = "decision"
    WITHDRAWAL_NOTE = "withdrawal_note"
    CASE_RECEIPT = "case_receipt"
    REVOCATION_DECISION = "revocation_decision"
    LICENCE = "licence"


KIND_LABELS: dict[str, str] = {
    DocumentKind.RECEIPT_NOTE: "收件回执",
    DocumentKind.ACCEPTANCE_NOTICE: "受理通知书",
    DocumentKind.SUPPLEMENT_NOTICE: "补正告知书",
    DocumentKind.REFUSAL_OF_ACCEPTANCE: "不予受理决定书",
    DocumentKind.NOT_REQUIRED_NOTICE: "无需办理告知书",
    DocumentKind.SPECIAL_PROCEDURE_NOTICE: "特别程序告知书",
    DocumentKind.EXTENSION_NOTICE: "延长办理期限告知书",
    DocumentKind.DECISION_GRANTED: "准予行政许可决定书",
    DocumentKind.DECISION_REFUSED: "不予行政许可决定书",
    DocumentKind.DECISION: "决定书",
    DocumentKind.WITHDRAWAL_NOTE: "撤回申请确认书",
    DocumentKind.CASE_RECEIPT: "办件回执",
    DocumentKind.REVOCATION_DECISION: "撤销决定书",
    DocumentKind.LICENCE: "证照",
}

# 行政许可法 32: notices of acceptance carry the authority's special seal for the purpose; decisions and
# licences (38, 39) carry the seal of the authority itself, which has no words under the star.
_WITH_WORDS = (
    DocumentKind.RECEIPT_NOTE,
    DocumentKind.ACCEPTANCE_NOTICE,
    DocumentKind.SUPPLEMENT_NOTICE,
    DocumentKind.NOT_REQUIRED_NOTICE,
    DocumentKind.SPECIAL_PROCEDURE_NOTICE,
    DocumentKind.EXTENSION_NOTICE,
    DocumentKind.WITHDRAWAL_NOTE,
    DocumentKind.CASE_RECEIPT,
)
SEAL_WORDS: dict[str, str] = dict.fromkeys(_WITH_WORDS, "政务服务专用章")
