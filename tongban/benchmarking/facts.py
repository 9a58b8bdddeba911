"""The facts of the room `benchmarking`: its contract upwards."""

from __future__ import annotations

from tongban.ledger.facts import FactKind, ObjectRef

COMPARISON = "comparison"

COMPARISON_STARTED = FactKind("benchmarking.started", text="开始对标比对", primary=COMPARISON, public=False)
PAIR_ACCEPTED = FactKind("benchmarking.pair_accepted", text="确认对标配对", primary=COMPARISON, public=False)
PAIR_REFUSED = FactKind("benchmarking.pair_refused", text="拒绝对标配对", primary=COMPARISON, public=False)
PAIR_BY_HAND = FactKind("benchmarking.pair_by_hand", text="人工对标配对", primary=COMPARISON, public=False)

IMPROVEMENT = "improvement"
DEPARTMENT = "department"

TARGET_SET = FactKind("benchmarking.target_set", text="确定优化目标", primary=IMPROVEMENT, public=False)
ASSIGNED = FactKind("benchmarking.assigned", text="交办优化任务", primary=IMPROVEMENT, public=False)
PROGRESS = FactKind("benchmarking.progress", text="报送优化进展", primary=IMPROVEMENT, public=False)
GUIDE_CHANGED = FactKind(
    "benchmarking.guide_changed", text="优化任务的办事指南有变化", primary=IMPROVEMENT, public=False
)
TARGET_REACHED = FactKind("benchmarking.target_reached", text="办事指南达到优化目标", primary=IMPROVEMENT, public=False)
MEASURED = FactKind("benchmarking.measured", text="评估优化成效", primary=IMPROVEMENT, public=False)
RETURNED = FactKind("benchmarking.returned", text="退回优化任务", primary=IMPROVEMENT, public=False)
CLOSED = FactKind("benchmarking.closed", text="优化任务销号", primary=IMPROVEMENT, public=False)
COMMENDED = FactKind("benchmarking.commended", text="通报表扬", primary=DEPARTMENT, public=False)
CRITICISED = FactKind("benchmarking.criticised", text="通报", primary=DEPARTMENT, public=False)
RECTIFICATION_ORDERED = FactKind(
    "benchmarking.rectification_ordered", text="责令限期整改", primary=DEPARTMENT, public=False
)


def improvement_ref(uid: object) -> ObjectRef:
    """An improvement as an object of facts and duties."""
    return ObjectRef(IMPROVEMENT, str(uid))


def department_ref(department_id: int) -> ObjectRef:
    """A department that is spoken of."""
    return ObjectRef(DEPARTMENT, str(department_id))


def comparison_ref(uid: object) -> ObjectRef:
    """A comparison as an object of facts."""
    return ObjectRef(COMPARISON, str(uid))
