"""Where a cross-regional case stands, where an original paper is, and what the intake place owes."""

from __future__ import annotations

import enum

from tongban.duties.states import DutyKind, register
from tongban.kernel.lifecycle import Lifecycle, Move


class Side(enum.StrEnum):
    """Which part this platform plays in a case."""

    INTAKE = "intake"
    COMPETENT = "competent"


SIDE_LABELS: dict[str, str] = {Side.INTAKE: "本地收件", Side.COMPETENT: "本地办理"}


class Mode(enum.StrEnum):
    """How several places work together (国办发〔2020〕35号)."""

    FULLY_ONLINE = "fully_online"
    COLLECT_ON_BEHALF = "collect_on_behalf"
    JOINT = "joint"


MODE_LABELS: dict[str, str] = {
    Mode.FULLY_ONLINE: "全程网办",
    Mode.COLLECT_ON_BEHALF: "异地代收代办",
    Mode.JOINT: "多地联办",
}


class CrossRegionState(enum.StrEnum):
    """What the competent place last said."""

    FORWARDED = "forwarded"
    RECEIVED = "received"
    SUPPLEMENT_NOTIFIED = "supplement_notified"
    ACCEPTED = "accepted"
    DECIDED = "decided"
    RESULT_ISSUED = "result_issued"
    DELIVERED = "delivered"
    CLOSED = "closed"
    NOT_RECEIVED = "not_received"
    REFUSED_ACCEPTANCE = "refused_acceptance"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


STATE_LABELS: dict[str, str] = {
    CrossRegionState.FORWARDED: "已转送，等办理地收件",
    CrossRegionState.RECEIVED: "办理地已收件",
    CrossRegionState.SUPPLEMENT_NOTIFIED: "待补正",
    CrossRegionState.ACCEPTED: "办理地已受理",
    CrossRegionState.DECIDED: "办理地已作出决定",
    CrossRegionState.RESULT_ISSUED: "结果已制作，待交付",
    CrossRegionState.DELIVERED: "结果已交付",
    CrossRegionState.CLOSED: "已办结",
    CrossRegionState.NOT_RECEIVED: "办理地未能收件",
    CrossRegionState.REFUSED_ACCEPTANCE: "不予受理",
    CrossRegionState.WITHDRAWN: "已撤回",
    CrossRegionState.REVOKED: "决定已撤销",
}

_S = CrossRegionState
_UNDER_WAY = frozenset({_S.RECEIVED.value, _S.SUPPLEMENT_NOTIFIED.value, _S.ACCEPTED.value})
_DECIDED = frozenset({_S.DECIDED.value, _S.RESULT_ISSUED.value})
_REOPENED = frozenset({_S.CLOSED.value, _S.REFUSED_ACCEPTANCE.value, _S.WITHDRAWN.value, _S.REVOKED.value})

ENDED = _REOPENED | {_S.NOT_RECEIVED.value}
"""The case has ended there; the competent place alone can take it up again (恢复办理)."""


def _told(label: str, sources: frozenset[str], target: _S) -> Move:
    return Move(target.value, label, sources, target, "competent")


CROSS_REGION_LIFECYCLE = Lifecycle(
    "cross_region_case",
    STATE_LABELS,
    _S.FORWARDED.value,
    [
        _told("收件", frozenset({_S.FORWARDED.value, _S.SUPPLEMENT_NOTIFIED.value}), _S.RECEIVED),
        _told("未能收件", frozenset({_S.FORWARDED.value}), _S.NOT_RECEIVED),
        _told("一次性告知补正", frozenset({_S.RECEIVED.value}), _S.SUPPLEMENT_NOTIFIED),
        _told("受理", _REOPENED | {_S.RECEIVED.value}, _S.ACCEPTED),
        _told("不予受理", frozenset({_S.RECEIVED.value, _S.SUPPLEMENT_NOTIFIED.value}), _S.REFUSED_ACCEPTANCE),
        _told("作出决定", _UNDER_WAY, _S.DECIDED),
        _told("制作结果", frozenset({_S.DECIDED.value}), _S.RESULT_ISSUED),
        _told("交付结果", _DECIDED, _S.DELIVERED),
        _told("办结", frozenset({_S.DELIVERED.value}), _S.CLOSED),
        _told("撤回", _UNDER_WAY, _S.WITHDRAWN),
        _told("撤销决定", _DECIDED | {_S.DELIVERED.value, _S.CLOSED.value}, _S.REVOKED),
    ],
)


STEP_WORDS: dict[str, str] = {
    "suspended": "启动特别程序，暂停计时",
    "resumed": "特别程序结束",
    "extended": "批准延长办理期限",
    "not_done": "办理地没有办成这一步",
}
"""Steps that the applicant hears of and that leave the case where it stands."""


class PaperState(enum.StrEnum):
    """Where an original paper is."""

    TAKEN_IN = "taken_in"
    SENT = "sent"
    RECEIVED = "received"
    SENT_BACK = "sent_back"
    BACK = "back"
    RETURNED = "returned"


PAPER_LABELS: dict[str, str] = {
    PaperState.TAKEN_IN: "收件地保管",
    PaperState.SENT: "寄往办理地",
    PaperState.RECEIVED: "办理地保管",
    PaperState.SENT_BACK: "寄回收件地",
    PaperState.BACK: "收件地收回",
    PaperState.RETURNED: "已交还申请人",
}

_P = PaperState
PAPER_LIFECYCLE = Lifecycle(
    "original_paper",
    PAPER_LABELS,
    _P.TAKEN_IN.value,
    [
        Move("send", "寄出原件", frozenset({_P.TAKEN_IN.value}), _P.SENT, Side.INTAKE),
        Move("receive", "签收原件", frozenset({_P.SENT.value}), _P.RECEIVED, Side.COMPETENT),
        Move("send_back", "寄回原件", frozenset({_P.RECEIVED.value}), _P.SENT_BACK, Side.COMPETENT),
        Move("take_back", "收回原件", frozenset({_P.SENT_BACK.value}), _P.BACK, Side.INTAKE),
        Move("give_back", "交还原件", frozenset({_P.TAKEN_IN.value, _P.BACK.value}), _P.RETURNED, Side.INTAKE),
    ],
)

_AGREED = "两地通办协议（国办发〔2020〕35号：收件地负责收件、转送和交付，办理地负责审查和决定）"
FORWARD = DutyKind("cross_region.forward", "转送办理地", _AGREED)
HAND_OVER = DutyKind("cross_region.hand_over", "交付办理结果", _AGREED)
register(FORWARD, HAND_OVER)

CONSENT = "我同意将本次申请的姓名、证件号码、联系电话、申请表和材料提供给办理地“{place}”，只用于办理“{item}”。"
"""What the applicant agrees to (个人信息保护法 23): who gets it, what for, which data."""
