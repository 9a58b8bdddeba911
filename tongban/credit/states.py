"""What a credit record can be, where it stands, who owes what on it until when (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from tongban.duties.states import DutyKind, register
from tongban.kernel.lifecycle import ClockEffect, Lifecycle, Move

LAW = "《河南省社会信用条例》"


class CreditKind(models.TextChoices):
    """What was done. Each is about one act of one party, never a sum or a score."""

    COMMITMENT_KEPT = "commitment_kept", "履行承诺"
    GOOD_DEED = "good_deed", "守信表现"
    COMMITMENT_BROKEN = "commitment_broken", "不履行承诺"
    FALSE_COMMITMENT = "false_commitment", "虚假承诺"
    FALSE_MATERIALS = "false_materials", "提供虚假材料"
    INSPECTION_FINDING = "inspection_finding", "检查发现问题"
    OTHER_BREACH = "other_breach", "其他失信行为"


GOOD_KINDS = (CreditKind.COMMITMENT_KEPT.value, CreditKind.GOOD_DEED.value)
"""守信信息: shown without an end, never to be repaired."""

BASES: dict[str, str] = {
    CreditKind.COMMITMENT_KEPT: f"{LAW}第五十八条",
    CreditKind.GOOD_DEED: f"{LAW}第十二条第四项",
    CreditKind.COMMITMENT_BROKEN: f"{LAW}第五十八条、《安阳市政务服务条例》第五十七条第一款",
    CreditKind.FALSE_COMMITMENT: "《安阳市政务服务条例》第五十七条第一款",
    CreditKind.FALSE_MATERIALS: f"{LAW}第二十条第一项、《安阳市政务服务条例》第五十七条第一款",
    CreditKind.INSPECTION_FINDING: f"{LAW}第十二条第二项",
    CreditKind.OTHER_BREACH: f"{LAW}第二十条第六项",
}
"""Why such an act is credit information at all."""


class RecordState(models.TextChoices):
    """Where a record stands."""

    PROPOSED = "proposed", "待核查"
    NOTICED = "noticed", "已事先告知，等陈述申辩"
    DEFENDED = "defended", "已陈述申辩，待复核"
    RETURNED = "returned", "核查退回"
    IN_FORCE = "in_force", "已记入"
    OBJECTED = "objected", "异议处理中"
    REPAIR_ASKED = "repair_asked", "修复申请处理中"
    REPAIRED = "repaired", "已修复"
    EXPIRED = "expired", "已转为档案"
    REVOKED = "revoked", "已撤销"
    DROPPED = "dropped", "没有记入"


LIVING = (RecordState.IN_FORCE.value, RecordState.OBJECTED.value, RecordState.REPAIR_ASKED.value)
"""States in which a record counts and, until its day, is shown."""

UNDER_WAY = tuple(
    state.value for state in (RecordState.PROPOSED, RecordState.NOTICED, RecordState.DEFENDED, RecordState.RETURNED)
)
"""States before the record is information at all: nobody but the department and the party knows of it."""


def _move(
    verb: str,
    label: str,
    sources: tuple[RecordState, ...],
    target: RecordState,
    seat: str,
    article: str = "",
    effect: ClockEffect = ClockEffect.NONE,
    instrument: str = "",
) -> Move:
    names = frozenset(state.value for state in sources)
    return Move(verb, label, names, target.value, seat, effect, instrument, f"{LAW}{article}" if article else "")


_S, _START, _STOP = RecordState, ClockEffect.START, ClockEffect.STOP
RECORD_LIFECYCLE = Lifecycle(
    "credit_record",
    {state.value: str(state.label) for state in RecordState},
    _S.PROPOSED.value,
    [
        _move("give_notice", "事先告知", (_S.PROPOSED,), _S.NOTICED, "recorder", "第二十八条第三款", _START,
              "credit_prior_notice"),
        _move("state_defence", "陈述申辩", (_S.NOTICED,), _S.DEFENDED, "party", "第二十八条第三款", _STOP),
        _move("end_hearing", "陈述申辩期满", (_S.NOTICED,), _S.PROPOSED, "system", "第二十八条第三款", _STOP),
        _move("weigh_defence", "不采纳，送核查", (_S.DEFENDED,), _S.PROPOSED, "checker", "第二十八条第三款"),
        _move("heed_defence", "采纳，不再记入", (_S.DEFENDED,), _S.DROPPED, "checker", "第二十八条第三款"),
        _move("confirm", "核查通过，记入", (_S.PROPOSED,), _S.IN_FORCE, "checker", "第十七条第二款", _STOP),
        _move("refuse", "核查退回", (_S.PROPOSED,), _S.RETURNED, "checker", "第十七条第二款", _STOP),
        _move("resubmit", "更正后重报", (_S.RETURNED,), _S.PROPOSED, "recorder", "第十七条第二款", _START),
        _move("drop", "不再记入", (_S.PROPOSED, _S.NOTICED, _S.DEFENDED, _S.RETURNED), _S.DROPPED, "recorder",
              "第十七条第一款", _STOP),
        _move("object", "提出异议", (_S.IN_FORCE,), _S.OBJECTED, "party", "第四十一条第一款", _START),
        _move("uphold", "异议不成立", (_S.OBJECTED,), _S.IN_FORCE, "checker", "第四十一条第二款", _STOP),
        _move("correct", "异议成立，更正", (_S.OBJECTED,), _S.IN_FORCE, "checker", "第四十一条第二款", _STOP),
        _move("annul", "异议成立，撤销", (_S.OBJECTED,), _S.REVOKED, "checker", "第四十一条第二款", _STOP),
        _move("apply_for_repair", "申请信用修复", (_S.IN_FORCE,), _S.REPAIR_ASKED, "party", "第四十三条", _START),
        _move("repair", "准予修复", (_S.REPAIR_ASKED,), _S.REPAIRED, "checker", "第四十三条", _STOP,
              "credit_repair_proof"),
        _move("refuse_repair", "不予修复", (_S.REPAIR_ASKED,), _S.IN_FORCE, "checker", "第四十三条", _STOP),
        _move("revoke", "撤销记录", (_S.IN_FORCE, _S.OBJECTED, _S.REPAIR_ASKED, _S.REPAIRED, _S.EXPIRED), _S.REVOKED,
              "recorder", "第四十二条", _STOP),
        _move("lapse", "期满转为档案", (_S.IN_FORCE,), _S.EXPIRED, "system", "第十九条第二款"),
    ],
)  # fmt: skip


class PleaKind(models.TextChoices):
    """What a party says about a record."""

    DEFENCE = "defence", "陈述申辩"
    OBJECTION = "objection", "异议"
    REPAIR = "repair", "信用修复申请"


class Ground(models.TextChoices):
    """What an objection is about; it decides who answers within which limit."""

    CONTENT = "content", "记录的事实或者依据有误"
    DISPLAY = "display", "公示的方式、期限或者对象有误"
    UNDONE = "undone", "作为依据的决定已经被撤销"


class Outcome(models.TextChoices):
    """How a plea ended."""

    OPEN = "", "处理中"
    UPHELD = "upheld", "不成立，记录维持"
    CORRECTED = "corrected", "成立，已更正"
    REVOKED = "revoked", "已撤销记录"
    GRANTED = "granted", "准予修复"
    REFUSED = "refused", "不予修复"
    HEEDED = "heeded", "采纳，不再记入"
    UNHEEDED = "unheeded", "没有采纳，送核查"


class PaperKind(models.TextChoices):
    """Papers of a record; values are kinds of the documents room."""

    PRIOR_NOTICE = "credit_prior_notice", "拟列入失信联合惩戒对象名单告知书"
    REPAIR_PROOF = "credit_repair_proof", "信用修复证明"


PAPER_WORDS = {PaperKind.PRIOR_NOTICE: "信告", PaperKind.REPAIR_PROOF: "信修"}

CHECK = DutyKind("credit.check", "信用信息入库核查", f"{LAW}第十七条第二款")
DEFENCE = DutyKind("credit.defence", "等待陈述申辩", f"{LAW}第二十八条第三款", round_the_clock=True)
OBJECTION = DutyKind("credit.objection", "信用异议办结", f"{LAW}第四十一条第二款")
VERIFICATION = DutyKind("credit.verification", "信用异议核实（提供单位）", f"{LAW}第四十一条第二款")
REMOVAL = DutyKind("credit.removal", "撤销失信信息", f"{LAW}第四十二条")
REPAIR = DutyKind("credit.repair", "信用修复", f"{LAW}第四十三条")
register(CHECK, DEFENCE, OBJECTION, VERIFICATION, REMOVAL, REPAIR)

ANSWERS = (OBJECTION, VERIFICATION, REMOVAL)
"""What an answer to an objection discharges."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One clock of an objection: what, under which parameter of the rule pack, owed by the recording department or by
    the platform."""

    kind: DutyKind
    parameter: str
    by_platform: bool = False


OBJECTION_CLOCKS: dict[str, tuple[Owed, ...]] = {
    Ground.CONTENT: (
        Owed(VERIFICATION, "credit.objection.provider"),
        Owed(OBJECTION, "credit.objection.verified", by_platform=True),
    ),
    Ground.DISPLAY: (Owed(OBJECTION, "credit.objection.own", by_platform=True),),
    Ground.UNDONE: (Owed(REMOVAL, "credit.removal"),),
}
"""Art. 41: the platform answers what is its own within three working days, what must be verified within seven, and the
department that is asked verifies within three. Art. 42: what rests on an act that was undone goes within one."""


class StandingLevel(models.TextChoices):
    """How a party stands. No number: three words, each with its reason."""

    GOOD = "good", "守信"
    PLAIN = "plain", "正常"
    RESTRICTED = "restricted", "有失信记录"
