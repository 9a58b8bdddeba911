"""Facts the room `orgs` publishes. No names of officers in them: ids only."""

from __future__ import annotations

from tongban.ledger.facts import FactKind, ObjectRef

DEPARTMENT_REGISTERED = FactKind(kind="department.registered", text="登记部门", primary="department", public=True)
DEPARTMENT_CHANGED = FactKind(kind="department.changed", text="变更部门信息", primary="department", public=True)
POST_CREATED = FactKind(kind="post.created", text="设立岗位", primary="department", public=False)
OFFICER_REGISTERED = FactKind(kind="officer.registered", text="登记工作人员", primary="officer", public=False)
OFFICER_LEFT = FactKind(kind="officer.left", text="工作人员离岗", primary="officer", public=False)
POST_ASSIGNED = FactKind(kind="post.assigned", text="任职", primary="officer", public=False)
POST_ENDED = FactKind(kind="post.ended", text="离任", primary="officer", public=False)
HALL_OPENED = FactKind(kind="hall.opened", text="开设大厅", primary="hall", public=True)
WINDOW_OPENED = FactKind(kind="window.opened", text="开设窗口", primary="hall", public=True)
WINDOW_CHANGED = FactKind(kind="window.changed", text="变更窗口", primary="hall", public=True)


def department_ref(department_id: int) -> ObjectRef:
    """The department as the ledger names it."""
    return ObjectRef("department", str(department_id))


def officer_ref(officer_id: int) -> ObjectRef:
    """The officer as the ledger names him or her."""
    return ObjectRef("officer", str(officer_id))


def hall_ref(hall_id: int) -> ObjectRef:
    """The hall as the ledger names it."""
    return ObjectRef("hall", str(hall_id))
