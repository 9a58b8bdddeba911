"""What applicants promise, where that stands, and on what ground a decision is revoked (part of `states`)."""

from __future__ import annotations

import enum

from tongban.duties.states import DutyKind, register
from tongban.kernel.lifecycle import ClockEffect, Lifecycle, Move

_ANYANG = "《安阳市政务服务条例》"
_LICENSING = "《行政许可法》"


class PromiseState(enum.StrEnum):
    """Where a promise to hand in secondary materials stands (容缺)."""

    OWED = "owed"
    KEPT = "kept"
    MISSED = "missed"
    ENDED = "ended"


PROMISE_LABELS: dict[str, str] = {
    PromiseState.OWED: "待补齐",
    PromiseState.KEPT: "已补齐",
    PromiseState.MISSED: "逾期未补齐",
    PromiseState.ENDED: "办件已结束",
}


class CommitmentState(enum.StrEnum):
    """Where a commitment stands (告知承诺)."""

    MADE = "made"
    WITHDRAWN = "withdrawn"
    IN_FORCE = "in_force"
    MENDING = "mending"
    KEPT = "kept"
    BROKEN = "broken"


COMMITMENT_LABELS: dict[str, str] = {
    CommitmentState.MADE: "已承诺，待决定",
    CommitmentState.WITHDRAWN: "已撤回承诺",
    CommitmentState.IN_FORCE: "已准予，待核查",
    CommitmentState.MENDING: "责令限期整改",
    CommitmentState.KEPT: "已履行",
    CommitmentState.BROKEN: "未履行，决定已撤销",
}


def _from(*states: str) -> frozenset[str]:
    return frozenset(str(state) for state in states)


_P, _C = PromiseState, CommitmentState
PROMISE_LIFECYCLE = Lifecycle(
    "material_promise",
    PROMISE_LABELS,
    _P.OWED.value,
    [
        Move("keep_promise", "补齐", _from(_P.OWED), _P.KEPT.value, "applicant", ClockEffect.STOP),
        Move("miss_promise", "逾期", _from(_P.OWED), _P.MISSED.value, "system", basis=f"{_ANYANG}第二十四条第一款"),
        Move("end_promise", "不再需要", _from(_P.OWED), _P.ENDED.value, "system", ClockEffect.STOP),
        Move("promise_again", "重新承诺", _from(_P.OWED, _P.KEPT, _P.MISSED, _P.ENDED), _P.OWED.value, "applicant"),
    ],
)
COMMITMENT_LIFECYCLE = Lifecycle(
    "commitment",
    COMMITMENT_LABELS,
    _C.MADE.value,
    [
        Move("withdraw_commitment", "撤回承诺", _from(_C.MADE), _C.WITHDRAWN.value, "applicant",
             basis=f"{_ANYANG}第二十六条第三款"),
        Move("commit_again", "重新承诺", _from(_C.MADE, _C.WITHDRAWN), _C.MADE.value, "applicant",
             basis=f"{_ANYANG}第二十六条第二款"),
        Move("grant_on_commitment", "按承诺准予", _from(_C.MADE), _C.IN_FORCE.value, "approver", ClockEffect.START,
             "commitment", f"{_ANYANG}第二十六条第二款"),
        Move("order_mending", "责令限期整改", _from(_C.IN_FORCE), _C.MENDING.value, "approver",
             instrument="mending_order", basis=f"{_ANYANG}第二十七条"),
        Move("find_kept", "核查通过", _from(_C.IN_FORCE, _C.MENDING), _C.KEPT.value, "approver", ClockEffect.STOP,
             basis=f"{_ANYANG}第二十七条"),
        Move("find_broken", "撤销后记为未履行", _from(_C.IN_FORCE, _C.MENDING), _C.BROKEN.value, "approver",
             ClockEffect.STOP, basis=f"{_ANYANG}第二十七条"),
    ],
)  # fmt: skip


class Finding(enum.StrEnum):
    """What the verification of a commitment found."""

    KEPT = "kept"
    DEVIATES = "deviates"
    BROKEN = "broken"


FINDING_LABELS: dict[str, str] = {
    Finding.KEPT: "已经履行，符合条件",
    Finding.DEVIATES: "实际情况与承诺不符，责令限期整改",
    Finding.BROKEN: "没有履行，不符合条件，拟撤销决定",
}


class RevocationGround(enum.StrEnum):
    """Why a granted decision is undone."""

    ABUSE = "abuse"
    BEYOND_POWERS = "beyond_powers"
    PROCEDURE = "procedure"
    NOT_ELIGIBLE = "not_eligible"
    OTHER_LAW = "other_law"
    FRAUD = "fraud"
    COMMITMENT = "commitment"


#: Words and article; those of 行政许可法 69 I oblige to compensate, that of 69 II and a broken commitment do not.
GROUNDS: dict[str, tuple[str, str]] = {
    RevocationGround.ABUSE: ("工作人员滥用职权、玩忽职守作出准予决定", f"{_LICENSING}第六十九条第一款第一项"),
    RevocationGround.BEYOND_POWERS: ("超越法定职权作出准予决定", f"{_LICENSING}第六十九条第一款第二项"),
    RevocationGround.PROCEDURE: ("违反法定程序作出准予决定", f"{_LICENSING}第六十九条第一款第三项"),
    RevocationGround.NOT_ELIGIBLE: ("申请人不具备申请资格或者不符合法定条件", f"{_LICENSING}第六十九条第一款第四项"),
    RevocationGround.OTHER_LAW: ("依法可以撤销的其他情形", f"{_LICENSING}第六十九条第一款第五项"),
    RevocationGround.FRAUD: ("以欺骗、贿赂等不正当手段取得", f"{_LICENSING}第六十九条第二款"),
    RevocationGround.COMMITMENT: ("没有履行承诺，不符合许可条件", f"{_ANYANG}第二十七条"),
}
GROUND_LABELS: dict[str, str] = {str(ground): label for ground, (label, _) in GROUNDS.items()}
OWN_FAULT = (RevocationGround.FRAUD, RevocationGround.COMMITMENT)
"""Grounds that lie with the holder: what was gained by the decision is not protected (行政许可法 69 IV)."""

STATEMENT_LABELS: dict[str, str] = {"defence": "陈述、申辩", "mended": "整改情况"}

TOLERANCE = DutyKind("case.tolerance", "申请人补齐容缺材料", f"{_ANYANG}第二十四条第一款", round_the_clock=True)
TOLERANCE_REFUSAL = DutyKind("case.tolerance_refusal", "容缺材料逾期，作出不予批准决定", f"{_ANYANG}第二十四条第一款")
OWED_MATERIALS = DutyKind(
    "case.owed_materials", "被许可人按承诺补交材料", f"{_ANYANG}第二十六条第二款", round_the_clock=True
)
VERIFICATION = DutyKind("case.verification", "核查承诺履行情况", f"{_ANYANG}第二十七条")
MENDING = DutyKind("case.mending", "被许可人限期整改", f"{_ANYANG}第二十七条", round_the_clock=True)
STATEMENT = DutyKind("case.statement", "当事人陈述、申辩", f"{_LICENSING}第七条", round_the_clock=True)
REVOKING = DutyKind("case.revoking", "作出是否撤销的决定", f"{_LICENSING}第六十九条")
register(TOLERANCE, TOLERANCE_REFUSAL, OWED_MATERIALS, VERIFICATION, MENDING, STATEMENT, REVOKING)
