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
    CREDIT_PRIOR_NOTICE = "credit_prior_notice"
    CREDIT_REPAIR_PROOF = "credit_repair_proof"
    HEARING_RIGHT_NOTICE = "hearing_right_notice"
    HEARING_NOTICE = "hearing_notice"
    TOLERANCE_NOTICE = "tolerance_notice"
    COMMITMENT = "commitment"
    MENDING_ORDER = "mending_order"
    REVOCATION_PRIOR_NOTICE = "revocation_prior_notice"
    REVOCATION = "revocation"
    REOPENING_NOTICE = "reopening_notice"
    VERSION_NOTICE = "version_notice"
    TIME_STATEMENT = "time_statement"
    PAYMENT_RECEIPT = "payment_receipt"
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
    DocumentKind.CREDIT_PRIOR_NOTICE: "拟列入失信联合惩戒对象名单告知书",
    DocumentKind.CREDIT_REPAIR_PROOF: "信用修复证明",
    DocumentKind.HEARING_RIGHT_NOTICE: "听证权利告知书",
    DocumentKind.HEARING_NOTICE: "听证通知书",
    DocumentKind.TOLERANCE_NOTICE: "容缺受理告知书",
    DocumentKind.COMMITMENT: "告知承诺书",
    DocumentKind.MENDING_ORDER: "责令限期整改通知书",
    DocumentKind.REVOCATION_PRIOR_NOTICE: "撤销决定前告知书",
    DocumentKind.REVOCATION: "撤销决定书",
    DocumentKind.REOPENING_NOTICE: "恢复办理告知书",
    DocumentKind.VERSION_NOTICE: "适用新版办事指南告知书",
    DocumentKind.TIME_STATEMENT: "办理用时说明",
    DocumentKind.PAYMENT_RECEIPT: "电子缴款凭证",
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
    DocumentKind.HEARING_RIGHT_NOTICE,
    DocumentKind.HEARING_NOTICE,
    DocumentKind.TOLERANCE_NOTICE,
    DocumentKind.COMMITMENT,
    DocumentKind.REOPENING_NOTICE,
    DocumentKind.VERSION_NOTICE,
    DocumentKind.TIME_STATEMENT,
)
SEAL_WORDS: dict[str, str] = {
    **dict.fromkeys(_WITH_WORDS, "政务服务专用章"),
    DocumentKind.PAYMENT_RECEIPT: "收费专用章",
}
