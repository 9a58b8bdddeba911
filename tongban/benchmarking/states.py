"""States of a pair, how it was found; the moves of an improvement; what departments owe for it."""

from __future__ import annotations

from django.db import models

from tongban.duties.states import DutyKind, register
from tongban.kernel.lifecycle import ClockEffect, Lifecycle, Move


class PairState(models.TextChoices):
    """What became of a proposal."""

    PROPOSED = "proposed", "待确认"
    ACCEPTED = "accepted", "已确认"
    REFUSED = "refused", "已拒绝"


class Method(models.TextChoices):
    """How two items were found to be the same."""

    CODE = "code", "基本编码"
    NAME = "name", "名称"
    CONTENT = "content", "内容"
    HAND = "hand", "人工"


class ImprovementState(models.TextChoices):
    """Where an improvement stands."""

    PROPOSED = "proposed", "已定目标"
    ASSIGNED = "assigned", "已交办"
    IN_PROGRESS = "in_progress", "整改中"
    GUIDE_CHANGED = "guide_changed", "指南已达标"
    MEASURED = "measured", "已评估"
    RETURNED = "returned", "已退回"
    CLOSED = "closed", "已销号"


RUNNING = (ImprovementState.ASSIGNED.value, ImprovementState.IN_PROGRESS.value)
"""The owner is at work; a duty runs."""

IMPROVEMENT_LIFECYCLE = Lifecycle(
    "improvement",
    {state.value: str(state.label) for state in ImprovementState},
    ImprovementState.PROPOSED.value,
    [
        Move(
            "assign_improvement", "交办", frozenset({"proposed", "returned"}), "assigned", "bureau", ClockEffect.START
        ),
        Move("report_progress", "报送进展", frozenset(RUNNING), "in_progress", "department_admin"),
        # A new version of the guide that falls short of the target.
        Move("note_version", "指南有变化", frozenset(RUNNING), "in_progress", "system"),
        Move("link_version", "指南达标", frozenset(RUNNING), "guide_changed", "system", ClockEffect.STOP),
        Move("measure_improvement", "评估成效", frozenset({"guide_changed", "measured"}), "measured", "bureau"),
        Move("return_improvement", "退回", frozenset(RUNNING), "returned", "department_admin", ClockEffect.STOP),
        Move("close_improvement", "销号", frozenset({"proposed", "returned", "measured"}), "closed", "bureau"),
    ],
)


class Measure(models.TextChoices):
    """What a department does to reach the target (优化措施)."""

    FULL_AUTHORISATION = "full_authorisation", "充分授权窗口"
    SITE_INSPECTION = "site_inspection", "勘验改革"
    ONLINE_PRE_REVIEW = "online_pre_review", "网上预审"
    LICENCE_SHARING = "licence_sharing", "证照共享"
    POST = "post", "寄递送达"
    FEWER_MATERIALS = "fewer_materials", "精简材料"
    FEWER_STEPS = "fewer_steps", "压减环节"
    TOLERANCE = "tolerance", "容缺受理"
    COMMITMENT = "commitment", "告知承诺"
    PARALLEL = "parallel", "并联办理"


class Appraised(models.TextChoices):
    """What is said of a department in writing."""

    COMMENDATION = "commendation", "通报表扬"
    CRITICISM = "criticism", "通报"
    RECTIFICATION = "rectification", "限期整改"


IMPROVEMENT_DUTY = DutyKind("benchmarking.improvement", "对标优化任务")
RECTIFY_DUTY = DutyKind("benchmarking.rectify", "对标优化限期整改")

register(IMPROVEMENT_DUTY, RECTIFY_DUTY)
