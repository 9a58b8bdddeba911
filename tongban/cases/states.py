"""The states of a case and the table of moves: who may, what the clock does, which instrument issues."""

from __future__ import annotations

import enum

from tongban.cases.states_desk import BatchAct as BatchAct
from tongban.cases.states_desk import LineState as LineState
from tongban.cases.states_desk import OpinionUse as OpinionUse
from tongban.cases.states_promise import COMMITMENT_LABELS as COMMITMENT_LABELS
from tongban.cases.states_promise import COMMITMENT_LIFECYCLE as COMMITMENT_LIFECYCLE
from tongban.cases.states_promise import FINDING_LABELS as FINDING_LABELS
from tongban.cases.states_promise import GROUND_LABELS as GROUND_LABELS
from tongban.cases.states_promise import MENDING as MENDING
from tongban.cases.states_promise import OWED_MATERIALS as OWED_MATERIALS
from tongban.cases.states_promise import PROMISE_LABELS as PROMISE_LABELS
from tongban.cases.states_promise import PROMISE_LIFECYCLE as PROMISE_LIFECYCLE
from tongban.cases.states_promise import STATEMENT_LABELS as STATEMENT_LABELS
from tongban.cases.states_promise import TOLERANCE as TOLERANCE
from tongban.cases.states_promise import VERIFICATION as VERIFICATION
from tongban.cases.states_promise import CommitmentState as CommitmentState
from tongban.cases.states_promise import Finding as Finding
from tongban.cases.states_promise import PromiseState as PromiseState
from tongban.cases.states_promise import RevocationGround as RevocationGround
from tongban.duties.states import DutyKind, register
from tongban.kernel.lifecycle import ClockEffect, Lifecycle, Move


class CaseState(enum.StrEnum):
    """Where a case stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SUPPLEMENT_NOTIFIED = "supplement_notified"
    ACCEPTED = "accepted"
    SUSPENDED = "suspended"
    EXAMINED = "examined"
    DECIDED = "decided"
    RESULT_ISSUED = "result_issued"
    DELIVERED = "delivered"
    CLOSED = "closed"
    REFUSED_ACCEPTANCE = "refused_acceptance"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


STATE_LABELS: dict[str, str] = {
    CaseState.DRAFT: "草稿",
    CaseState.SUBMITTED: "已提交，待受理",
    CaseState.SUPPLEMENT_NOTIFIED: "待补正",
    CaseState.ACCEPTED: "已受理，审查中",
    CaseState.SUSPENDED: "特别程序中，暂停计时",
    CaseState.EXAMINED: "已审查，待决定",
    CaseState.DECIDED: "已作出决定",
    CaseState.RESULT_ISSUED: "结果已制作，待送达",
    CaseState.DELIVERED: "已送达",
    CaseState.CLOSED: "已办结",
    CaseState.REFUSED_ACCEPTANCE: "不予受理",
    CaseState.WITHDRAWN: "已撤回",
    CaseState.REVOKED: "决定已撤销",
}


class Instrument(enum.StrEnum):
    """Written legal documents of a case (文书)."""

    RECEIPT_NOTE = "receipt_note"
    SUPPLEMENT_NOTICE = "supplement_notice"
    ACCEPTANCE_NOTICE = "acceptance_notice"
    ACCEPTANCE_REFUSAL = "refusal_of_acceptance"
    DECISION_GRANTED = "decision_granted"
    DECISION_REFUSED = "decision_refused"
    SPECIAL_PROCEDURE_NOTICE = "special_procedure_notice"
    HEARING_RIGHT_NOTICE = "hearing_right_notice"
    HEARING_NOTICE = "hearing_notice"
    EXTENSION_NOTICE = "extension_notice"
    TOLERANCE_NOTICE = "tolerance_notice"
    COMMITMENT = "commitment"
    MENDING_ORDER = "mending_order"
    REVOCATION_PRIOR_NOTICE = "revocation_prior_notice"
    REVOCATION = "revocation"
    REOPENING_NOTICE = "reopening_notice"
    VERSION_NOTICE = "version_notice"
    TIME_STATEMENT = "time_statement"


INSTRUMENT_LABELS: dict[str, str] = {
    Instrument.RECEIPT_NOTE: "收件回执",
    Instrument.SUPPLEMENT_NOTICE: "补正告知书",
    Instrument.ACCEPTANCE_NOTICE: "受理通知书",
    Instrument.ACCEPTANCE_REFUSAL: "不予受理决定书",
    Instrument.DECISION_GRANTED: "准予决定书",
    Instrument.DECISION_REFUSED: "不予决定书",
    Instrument.SPECIAL_PROCEDURE_NOTICE: "特别程序告知书",
    Instrument.HEARING_RIGHT_NOTICE: "听证权利告知书",
    Instrument.HEARING_NOTICE: "听证通知书",
    Instrument.EXTENSION_NOTICE: "延长办理期限告知书",
    Instrument.TOLERANCE_NOTICE: "容缺受理告知书",
    Instrument.COMMITMENT: "告知承诺书",
    Instrument.MENDING_ORDER: "责令限期整改通知书",
    Instrument.REVOCATION_PRIOR_NOTICE: "撤销决定前告知书",
    Instrument.REVOCATION: "撤销决定书",
    Instrument.REOPENING_NOTICE: "恢复办理告知书",
    Instrument.VERSION_NOTICE: "适用新版办事指南告知书",
    Instrument.TIME_STATEMENT: "办理用时说明",
}

# The word inside a document number, e.g. 同卫健〔2026〕受字第12号.
INSTRUMENT_WORDS: dict[str, str] = {
    Instrument.RECEIPT_NOTE: "收",
    Instrument.SUPPLEMENT_NOTICE: "补",
    Instrument.ACCEPTANCE_NOTICE: "受",
    Instrument.ACCEPTANCE_REFUSAL: "不受",
    Instrument.DECISION_GRANTED: "准",
    Instrument.DECISION_REFUSED: "不准",
    Instrument.SPECIAL_PROCEDURE_NOTICE: "特",
    Instrument.HEARING_RIGHT_NOTICE: "听告",
    Instrument.HEARING_NOTICE: "听通",
    Instrument.EXTENSION_NOTICE: "延",
    Instrument.TOLERANCE_NOTICE: "容",
    Instrument.COMMITMENT: "诺",
    Instrument.MENDING_ORDER: "责改",
    Instrument.REVOCATION_PRIOR_NOTICE: "撤告",
    Instrument.REVOCATION: "撤",
    Instrument.REOPENING_NOTICE: "恢",
    Instrument.VERSION_NOTICE: "版",
    Instrument.TIME_STATEMENT: "时",
}


class Outcome(enum.StrEnum):
    """How a case ended (办结结果); mapped to each feed's finish code in `feeds` only."""

    GRANTED = "granted"
    REFUSED = "refused"
    NOT_ACCEPTED = "not_accepted"
    SUPPLEMENT_LAPSED = "supplement_lapsed"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


OUTCOME_LABELS: dict[str, str] = {
    Outcome.GRANTED: "准予",
    Outcome.REFUSED: "不予批准",
    Outcome.NOT_ACCEPTED: "不予受理",
    Outcome.SUPPLEMENT_LAPSED: "逾期未补正，视为撤回",
    Outcome.WITHDRAWN: "申请人撤回",
    Outcome.REVOKED: "决定被撤销",
}


class StepKind(enum.StrEnum):
    """What a step between acceptance and decision is. The names of excluded time are the rule pack's
    (`excluded_time`)."""

    EXAMINE = "examine"
    COUNTERSIGN = "countersign"
    JOINT_REVIEW = "joint_review"
    ASSIST = "assist"
    PUBLICITY = "publicity"
    SITE_INSPECTION = "site_inspection"
    EXPERT_REVIEW = "expert_review"
    TECHNICAL_REVIEW = "technical_review"
    HEARING = "hearing"
    TENDER = "tender"
    AUCTION = "auction"
    INSPECTION = "inspection"
    TESTING = "testing"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"


STEP_KIND_LABELS: dict[str, str] = {
    StepKind.EXAMINE: "审查",
    StepKind.COUNTERSIGN: "会签",
    StepKind.JOINT_REVIEW: "会审",
    StepKind.ASSIST: "协办",
    StepKind.PUBLICITY: "公示",
    StepKind.SITE_INSPECTION: "现场勘验",
    StepKind.EXPERT_REVIEW: "专家评审",
    StepKind.TECHNICAL_REVIEW: "技术审查",
    StepKind.HEARING: "听证",
    StepKind.TENDER: "招标",
    StepKind.AUCTION: "拍卖",
    StepKind.INSPECTION: "检验",
    StepKind.TESTING: "检测",
    StepKind.QUARANTINE: "检疫",
    StepKind.APPRAISAL: "鉴定",
}


class StepState(enum.StrEnum):
    """Where a step stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    RETURNED = "returned"
    CANCELLED = "cancelled"


STEP_STATE_LABELS: dict[str, str] = {
    StepState.WAITING: "等前面的环节",
    StepState.RUNNING: "正在办理",
    StepState.DONE: "已完成",
    StepState.RETURNED: "已退回",
    StepState.CANCELLED: "已取消",
}


def _steps(*states: StepState) -> frozenset[str]:
    return frozenset(state.value for state in states)


_T = StepState
STEP_LIFECYCLE = Lifecycle(
    "case_step",
    STEP_STATE_LABELS,
    _T.WAITING.value,
    [
        Move("begin", "开始环节", _steps(_T.WAITING), _T.RUNNING, "system"),
        Move("take", "认领", _steps(_T.RUNNING), _T.RUNNING, "approver"),
        Move("give_back", "放回待办", _steps(_T.RUNNING), _T.RUNNING, "approver"),
        Move("sign", "签署意见", _steps(_T.RUNNING), _T.RUNNING, "approver", basis="行政许可法第三十四条第三款"),
        Move("finish", "完成环节", _steps(_T.RUNNING), _T.DONE, "approver"),
        Move("return", "退回上一环节", _steps(_T.RUNNING), _T.RETURNED, "approver"),
        Move("cancel", "取消环节", _steps(_T.WAITING, _T.RUNNING), _T.CANCELLED, "system"),
    ],
)


NOTICE = DutyKind(
    "case.one_time_notice", "一次性告知", "《行政许可法》第三十二条；《安阳市政务服务条例》第三十六条、第四十二条"
)
SUPPLEMENT = DutyKind("case.supplement", "申请人补正", "《安阳市政务服务条例》第三十六条第二款", round_the_clock=True)
PROMISE = DutyKind("case.promise", "承诺时限", "《安阳市政务服务条例》第二十二条第二款")
STATUTORY = DutyKind("case.statutory", "法定时限", "事项设定依据规定的办结时限（行政许可见《行政许可法》第四十二条）")
DELIVERY = DutyKind("case.delivery", "送达", "《行政许可法》第四十四条")
SPECIAL_PROCEDURE = DutyKind(
    "case.special_procedure", "特别程序", "《行政许可法》第四十五条；《安阳市政务服务条例》第三十七条"
)
HEARING_REQUEST = DutyKind("case.hearing_request", "申请听证", "《行政许可法》第四十七条", round_the_clock=True)
HEARING = DutyKind("case.hearing", "组织听证", "《行政许可法》第四十七条")
register(SPECIAL_PROCEDURE, HEARING_REQUEST, HEARING)
#: One step's own limit, owed by the department that does the step; several may run side by side.
STEP = DutyKind("case.step", "环节时限", "办事指南公布的环节办理时限")
register(NOTICE, SUPPLEMENT, PROMISE, STATUTORY, DELIVERY, STEP)

# Of cases that another system handled: until when they were owed its log says, not a law.
LOGGED_LIMIT = DutyKind("case.logged_limit", "办件日志：办结时限", "原系统记录的到期时间")
LOGGED_STEP = DutyKind("case.logged_step", "办件日志：环节时限", "原系统记录的到期时间")
register(LOGGED_LIMIT, LOGGED_STEP)


class DeliveryMethod(enum.StrEnum):
    """How the result reaches the applicant (送达方式)."""

    ELECTRONIC = "electronic"
    WINDOW = "window"
    POST = "post"
    LOCKER = "locker"


DELIVERY_LABELS: dict[str, str] = {
    DeliveryMethod.ELECTRONIC: "电子送达",
    DeliveryMethod.WINDOW: "窗口领取",
    DeliveryMethod.POST: "邮寄送达",
    DeliveryMethod.LOCKER: "自助取件柜",
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
            "lapse_refused", "逾期未补正，不予受理", _from(_S.SUPPLEMENT_NOTIFIED), _S.REFUSED_ACCEPTANCE, "system",
            instrument=Instrument.ACCEPTANCE_REFUSAL, basis="行政许可法第三十二条第二款",
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
        Move(
            "decide_on_commitment", "按承诺当场决定", _from(_S.SUBMITTED, _S.ACCEPTED), _S.DECIDED, "approver",
            ClockEffect.STOP, instrument=Instrument.DECISION_GRANTED, basis="安阳市政务服务条例第二十六条第二款",
        ),
        Move(
            "suspend", "启动特别程序", _from(_S.ACCEPTED, _S.EXAMINED, _S.SUSPENDED), _S.SUSPENDED, "approver",
            ClockEffect.PAUSE, instrument=Instrument.SPECIAL_PROCEDURE_NOTICE,
            basis="行政许可法第四十五条；安阳市政务服务条例第三十七条",
        ),
        Move("resume", "结束特别程序", _from(_S.SUSPENDED), _S.ACCEPTED, "approver", ClockEffect.RESUME),
        Move(
            "resume_to_decision", "结束特别程序，待决定", _from(_S.SUSPENDED), _S.EXAMINED, "approver",
            ClockEffect.RESUME,
        ),
        Move("return_to_examination", "退回补充审查", _from(_S.EXAMINED), _S.ACCEPTED, "approver"),
        Move(
            "lapse_tolerance", "容缺材料逾期未补齐", _from(_S.ACCEPTED, _S.EXAMINED, _S.SUSPENDED), _S.WITHDRAWN,
            "system", ClockEffect.STOP, basis="安阳市政务服务条例第二十四条第一款",
        ),
        Move("issue_result", "制作结果", _from(_S.DECIDED), _S.RESULT_ISSUED, "approver", basis="行政许可法第三十九条"),
        Move(
            "deliver", "送达", _from(_S.DECIDED, _S.RESULT_ISSUED), _S.DELIVERED, "clerk",
            basis="行政许可法第四十四条",
        ),
        Move("close", "办结", _from(_S.DELIVERED), _S.CLOSED, "clerk"),
        Move(
            "revoke", "撤销决定", _from(_S.DECIDED, _S.RESULT_ISSUED, _S.DELIVERED, _S.CLOSED), _S.REVOKED, "approver",
            ClockEffect.STOP, instrument=Instrument.REVOCATION,
            basis="行政许可法第六十九条；安阳市政务服务条例第二十七条",
        ),
        Move(
            "reopen", "恢复办理", _from(_S.CLOSED, _S.REFUSED_ACCEPTANCE, _S.WITHDRAWN, _S.REVOKED), _S.ACCEPTED,
            "approver", ClockEffect.START, instrument=Instrument.REOPENING_NOTICE,
        ),
        Move(
            "withdraw", "撤回申请", _from(_S.DRAFT, _S.SUBMITTED, _S.SUPPLEMENT_NOTIFIED, _S.ACCEPTED,
                  _S.SUSPENDED, _S.EXAMINED),
            _S.WITHDRAWN, "applicant", ClockEffect.STOP,
        ),
    ],
)  # fmt: skip
