"""States and moves of handovers, plans, inspections, orders to mend and proposals; what departments owe."""

from __future__ import annotations

from django.db import models

from tongban.duties.states import DutyKind, register
from tongban.kernel.lifecycle import ClockEffect, Lifecycle, Move


class RuleScope(models.TextChoices):
    """What a rule about oversight speaks of; the more particular one binds."""

    ITEM = "item", "实施清单事项"
    ENTRY = "entry", "基本目录事项"
    DEPARTMENT = "department", "审批部门"
    ITEM_KIND = "item_kind", "事项类型"


class HandoverState(models.TextChoices):
    """Where a handover stands."""

    PUSHED = "pushed", "已推送，待签收"
    ACKNOWLEDGED = "acknowledged", "已签收"
    UNDER_REGULATION = "under_regulation", "已纳入监管"
    RETURNED = "returned", "已退回，待改派"
    CLOSED = "closed", "已结束"


HANDOVER_LIFECYCLE = Lifecycle(
    "regulation_handover",
    {state.value: str(state.label) for state in HandoverState},
    HandoverState.PUSHED.value,
    [
        Move(
            "acknowledge", "签收", frozenset({"pushed"}), "acknowledged", "inspector", ClockEffect.STOP,
            basis="行政许可法第六十一条",
        ),
        Move(
            "take", "纳入监管", frozenset({"acknowledged"}), "under_regulation", "inspector",
            basis="优化营商环境条例第五十一条",
        ),
        Move("return", "退回", frozenset({"pushed", "acknowledged"}), "returned", "inspector", ClockEffect.STOP),
        Move("route", "改派", frozenset({"returned"}), "pushed", "bureau", ClockEffect.START),
        Move(
            "close", "结束监管", frozenset({"pushed", "acknowledged", "under_regulation", "returned"}), "closed",
            "system", ClockEffect.STOP, basis="行政许可法第六十九条、第七十条",
        ),
    ],
)  # fmt: skip


class Risk(models.TextChoices):
    """How closely an object is watched."""

    LOW = "low", "低风险"
    MEDIUM = "medium", "中风险"
    HIGH = "high", "高风险"


class PlanState(models.TextChoices):
    """Where an inspection plan stands."""

    DRAFT = "draft", "编制中"
    COMMITTED = "committed", "名单已锁定，待抽取"
    DRAWN = "drawn", "已抽取"
    CANCELLED = "cancelled", "已取消"


PLAN_LIFECYCLE = Lifecycle(
    "inspection_plan",
    {state.value: str(state.label) for state in PlanState},
    PlanState.DRAFT.value,
    [
        Move("commit", "锁定名单", frozenset({"draft"}), "committed", "planner", basis="优化营商环境条例第五十四条"),
        Move("draw", "抽取", frozenset({"committed"}), "drawn", "planner", basis="优化营商环境条例第五十四条"),
        Move("cancel", "取消", frozenset({"draft", "committed"}), "cancelled", "planner"),
    ],
)


class InspectionState(models.TextChoices):
    """Where an inspection stands."""

    ASSIGNED = "assigned", "待检查"
    RECORDED = "recorded", "已记录，待第二人签字"
    SIGNED = "signed", "已签字，待公示"
    PUBLISHED = "published", "已公示"


INSPECTION_LIFECYCLE = Lifecycle(
    "inspection",
    {state.value: str(state.label) for state in InspectionState},
    InspectionState.ASSIGNED.value,
    [
        Move("record", "记录检查情况", frozenset({"assigned"}), "recorded", "inspector", basis="行政许可法第六十二条"),
        Move("return", "退回重记", frozenset({"recorded"}), "assigned", "inspector"),
        Move(
            "sign", "签字", frozenset({"recorded"}), "signed", "inspector", ClockEffect.STOP,
            basis="行政许可法第六十一条第二款",
        ),
        Move(
            "publish", "公示", frozenset({"signed"}), "published", "inspector", basis="优化营商环境条例第五十四条"
        ),
    ],
)  # fmt: skip


class Origin(models.TextChoices):
    """Why an inspection takes place."""

    RANDOM = "random", "随机抽查"
    RECHECK = "recheck", "整改复查"


class Finding(models.TextChoices):
    """What an inspection found."""

    OK = "ok", "未发现问题"
    MINOR = "minor", "责令限期整改"
    COMMITMENT_BROKEN = "commitment_broken", "未履行承诺"
    FALSE_MATERIALS = "false_materials", "提供虚假材料"
    SERIOUS = "serious", "严重违法"


MENDABLE = (Finding.MINOR.value, Finding.COMMITMENT_BROKEN.value)
"""What may be mended by an order (行政许可法 66; 安阳市政务服务条例 27)."""


class LineAnswer(models.TextChoices):
    """What a line of the check list came to."""

    YES = "yes", "符合"
    NO = "no", "不符合"
    NOT_APPLICABLE = "not_applicable", "不适用"


class MendState(models.TextChoices):
    """Where an order to mend stands."""

    ORDERED = "ordered", "整改中"
    KEPT = "kept", "已整改到位"
    NOT_KEPT = "not_kept", "未整改到位"


MEND_LIFECYCLE = Lifecycle(
    "mend_order",
    {state.value: str(state.label) for state in MendState},
    MendState.ORDERED.value,
    [
        Move("keep", "复查合格", frozenset({"ordered"}), "kept", "inspector", ClockEffect.STOP),
        Move(
            "break", "复查不合格", frozenset({"ordered"}), "not_kept", "inspector", ClockEffect.STOP,
            basis="安阳市政务服务条例第二十七条",
        ),
    ],
)  # fmt: skip


class ProposalKind(models.TextChoices):
    """What is proposed to another seat after a finding."""

    CREDIT = "credit", "记入信用记录"
    REVOCATION = "revocation", "撤销行政许可"


class ProposalState(models.TextChoices):
    """Where a proposal stands."""

    PROPOSED = "proposed", "待决定"
    CARRIED_OUT = "carried_out", "已决定并执行"
    REJECTED = "rejected", "不予采纳"


PROPOSAL_LIFECYCLE = Lifecycle(
    "proposal",
    {state.value: str(state.label) for state in ProposalState},
    ProposalState.PROPOSED.value,
    [
        Move("carry_out", "决定并执行", frozenset({"proposed"}), "carried_out", "decider"),
        Move("reject", "不予采纳", frozenset({"proposed"}), "rejected", "decider"),
    ],
)

ACKNOWLEDGE = DutyKind("regulation.acknowledge", "签收审批结果", "《行政许可法》第六十一条")
INSPECT = DutyKind("regulation.inspect", "完成抽查", "《优化营商环境条例》第五十四条")
MEND = DutyKind(
    "regulation.mend", "限期整改", "《行政许可法》第六十六条；《安阳市政务服务条例》第二十七条", round_the_clock=True
)
RECHECK = DutyKind("regulation.recheck", "整改复查", "《安阳市政务服务条例》第二十七条")
register(ACKNOWLEDGE, INSPECT, MEND, RECHECK)
