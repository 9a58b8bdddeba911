"""The states of a case and the table of moves: who may, what the clock does, which instrument issues."""

from __future__ import annotations

import enum

from tongban.duties.states import DutyKind, register
from tongban.kernel.lifecycle import ClockEffect, Lifecycle, Move


class CaseState(enum.StrEnum):
    """Where a case stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SUPPLEMENT_NOTIFIED = "supplement_notified"
    ACCEPTED = "accepted"
    EXAMINED = "examined"
    DECIDED = "decided"
    RESULT_ISSUED = "result_issued"
    DELIVERED = "delivered"
    CLOSED = "closed"
    REFUSED_ACCEPTANCE = "refused_acceptance"
    WITHDRAWN = "withdrawn"


STATE_LABELS: dict[str, str] = {
    CaseState.DRAFT: "草稿",
    CaseState.SUBMITTED: "已提交，待受理",
    CaseState.SUPPLEMENT_NOTIFIED: "待补正",
    CaseState.ACCEPTED: "已受理，审查中",
    CaseState.EXAMINED: "已审查，待决定",
    CaseState.DECIDED: "已作出决定",
    CaseState.RESULT_ISSUED: "结果已制作，待送达",
    CaseState.DELIVERED: "已送达",
    CaseState.CLOSED: "已办结",
    CaseState.REFUSED_ACCEPTANCE: "不予受理",
    CaseState.WITHDRAWN: "已撤回",
}


class Instrument(enum.StrEnum):
    """Written legal documents of a case (文书)."""

    RECEIPT_NOTE = "receipt_note"
    SUPPLEMENT_NOTICE = "supplement_notice"
    ACCEPTANCE_NOTICE = "acceptance_notice"
    ACCEPTANCE_REFUSAL = "refusal_of_acceptance"
    DECISION_GRANTED = "decision_granted"
    DECISION_REFUSED = "decision_refused"


INSTRUMENT_LABELS: dict[str, str] = {
    Instrument.RECEIPT_NOTE: "收件回执",
    Instrument.SUPPLEMENT_NOTICE: "补正告知书",
    Instrument.ACCEPTANCE_NOTICE: "受理通知书",
    Instrument.ACCEPTANCE_REFUSAL: "不予受理决定书",
    Instrument.DECISION_GRANTED: "准予决定书",
    Instrument.DECISION_REFUSED: "不予决定书",
}

# The word inside a document number, e.g. 同卫健〔2026〕受字第12号.
INSTRUMENT_WORDS: dict[str, str] = {
    Instrument.RECEIPT_NOTE: "收",
    Instrument.SUPPLEMENT_NOTICE: "补",
    Instrument.ACCEPTANCE_NOTICE: "受",
    Instrument.ACCEPTANCE_REFUSAL: "不受",
    Instrument.DECISION_GRANTED: "准",
    Instrument.DECISION_REFUSED: "不准",
}


class Outcome(enum.StrEnum):
    """How a case ended (办结结果); mapped to each feed's finish code in `feeds` only."""

    GRANTED = "granted"
    REFUSED = "refused"
    NOT_ACCEPTED = "not_accepted"
    SUPPLEMENT_LAPSED = "supplement_lapsed"
    WITHDRAWN = "withdrawn"


OUTCOME_LABELS: dict[str, str] = {
    Outcome.GRANTED: "准予",
    Outcome.REFUSED: "不予批准",
    Outcome.NOT_ACCEPTED: "不予受理",
    Outcome.SUPPLEMENT_LAPSED: "逾期未补正，视为撤回",
    Outcome.WITHDRAWN: "申请人撤回",
}


NOTICE = DutyKind(
    "case.one_time_notice", "一次性告知", "《行政许可法》第三十二条；《安阳市政务服务条例》第三十六条、第四十二条"
)
SUPPLEMENT = DutyKind("case.supplement", "申请人补正", "《安阳市政务服务条例》第三十六条第二款", round_the_clock=True)
PROMISE = DutyKind("case.promise", "承诺时限", "《安阳市政务服务条例》第二十二条第二款")
STATUTORY = DutyKind("case.statutory", "法定时限", "事项设定依据规定的办结时限（行政许可见《行政许可法》第四十二条）")
DELIVERY = DutyKind("case.delivery", "送达", "《行政许可法》第四十四条")
register(NOTICE, SUPPLEMENT, PROMISE, STATUTORY, DELIVERY)


class DeliveryMethod(enum.StrEnum):
    """How the result reaches the applicant (送达方式)."""

    ELECTRONIC = "electronic"
    WINDOW = "window"
    POST = "post"


DELIVERY_LABELS: dict[str, str] = {
    DeliveryMethod.ELECTRONIC: "电子送达",
    DeliveryMethod.WINDOW: "窗口领取",
    DeliveryMethod.POST: "邮寄送达",
}


def _from(*states: CaseState) -> frozenset[str]:
    return frozenset(state.value for state in states)


_S = CaseState
CASE_LIFECYCLE = Lifecycle(
    "case",
    STATE_LABELS,
    _S.DRAFT.value,
    [
        Move("submit", "提交申请", _from(_S.DRAFT), _S.SUBMITTED, "applicant", instrument=Instrument.RECEIPT_NOTE),
        Move(
            "notify_supplement", "一次性告知补正", _from(_S.SUBMITTED), _S.SUPPLEMENT_NOTIFIED, "clerk",
            instrument=Instrument.SUPPLEMENT_NOTICE, basis="行政许可法第三十二条第一款第四项",
        ),
        Move("supplement", "提交补正材料", _from(_S.SUPPLEMENT_NOTIFIED), _S.SUBMITTED, "applicant"),
        Move(
            "lapse", "逾期未补正", _from(_S.SUPPLEMENT_NOTIFIED), _S.WITHDRAWN, "system",
            basis="安阳市政务服务条例第三十六条第二款",
        ),
        Move(
            "accept", "受理", _from(_S.SUBMITTED), _S.ACCEPTED, "clerk", ClockEffect.START,
            instrument=Instrument.ACCEPTANCE_NOTICE, basis="行政许可法第三十二条第一款第五项",
        ),
        Move(
            "deem_accepted", "视为受理", _from(_S.SUBMITTED), _S.ACCEPTED, "system", ClockEffect.START,
            instrument=Instrument.ACCEPTANCE_NOTICE, basis="行政许可法第三十二条第一款第四项",
        ),
        Move(
            "refuse_acceptance", "不予受理", _from(_S.SUBMITTED), _S.REFUSED_ACCEPTANCE, "clerk",
            instrument=Instrument.ACCEPTANCE_REFUSAL, basis="行政许可法第三十二条第二款",
        ),
        Move("examine", "审查", _from(_S.ACCEPTED), _S.EXAMINED, "approver", basis="行政许可法第三十四条"),
        Move(
            "decide", "作出决定", _from(_S.ACCEPTED, _S.EXAMINED), _S.DECIDED, "approver", ClockEffect.STOP,
            instrument=Instrument.DECISION_GRANTED, basis="行政许可法第三十七条、第三十八条",
        ),
        Move(
            "decide_on_the_spot", "当场决定", _from(_S.SUBMITTED), _S.DECIDED, "approver", ClockEffect.STOP,
            instrument=Instrument.DECISION_GRANTED, basis="安阳市政务服务条例第三十六条第一款、第三十八条第一款",
        ),
        Move("issue_result", "制作结果", _from(_S.DECIDED), _S.RESULT_ISSUED, "approver", basis="行政许可法第三十九条"),
        Move(
            "deliver", "送达", _from(_S.DECIDED, _S.RESULT_ISSUED), _S.DELIVERED, "clerk",
            basis="行政许可法第四十四条",
        ),
        Move("close", "办结", _from(_S.DELIVERED), _S.CLOSED, "clerk"),
        Move(
            "withdraw", "撤回申请", _from(_S.DRAFT, _S.SUBMITTED, _S.SUPPLEMENT_NOTIFIED, _S.ACCEPTED, _S.EXAMINED),
            _S.WITHDRAWN, "applicant", ClockEffect.STOP,
        ),
    ],
)  # fmt: skip
