"""What is said of departments in writing: 通报表扬, 通报, 限期整改."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from tongban.benchmarking import policies
from tongban.benchmarking.errors import AlreadyAppraised, NotLate
from tongban.benchmarking.facts import (
    COMMENDED,
    CRITICISED,
    RECTIFICATION_ORDERED,
    department_ref,
    improvement_ref,
)
from tongban.benchmarking.models import Appraisal, Improvement
from tongban.benchmarking.selectors.improvements import AppraisalView, appraisal_view, improvement_view
from tongban.benchmarking.services._rows import end_of, locked
from tongban.benchmarking.states import RECTIFY_DUTY, RUNNING, Appraised
from tongban.duties import services as duties
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind
from tongban.orgs import selectors as orgs


def commend(*, department_id: int, document_no: str, reason: str, uid: str = "", actor: Actor) -> AppraisalView:
    """Commend a department in writing (通报表扬), for one improvement (`uid`) or for all it did.

    Raises `PermissionDenied`, `NotFound`, `InvalidInput`, `AlreadyAppraised`.
    """
    return _appraise(COMMENDED, Appraised.COMMENDATION, department_id, document_no, reason, uid, actor)


def criticise(*, department_id: int, document_no: str, reason: str, uid: str = "", actor: Actor) -> AppraisalView:
    """Criticise a department in writing (通报). Raises as `commend`."""
    return _appraise(CRITICISED, Appraised.CRITICISM, department_id, document_no, reason, uid, actor)


@transaction.atomic
def order_rectification(*, uid: str, document_no: str, reason: str, due_on: dt.date, actor: Actor) -> AppraisalView:
    """Set the owner of a late improvement a last day (限期整改), a duty of its own.

    It is discharged when the guide reaches the target. Raises `NotLate` and as `commend`.
    """
    row = locked(uid)
    policies.check_may_manage(actor, row.department_id)
    if row.state not in RUNNING or not improvement_view(row).late:
        raise NotLate()
    if due_on <= clock.today():
        raise InvalidInput(errors={"due_on": "整改期限要在今天以后。"})
    found = _appraise(
        RECTIFICATION_ORDERED,
        Appraised.RECTIFICATION,
        row.department_id,
        document_no,
        reason,
        uid,
        actor,
        due_on,
    )
    duties.open_duty(
        kind=RECTIFY_DUTY,
        subject=improvement_ref(row.uid),
        department_id=row.department_id,
        region_code=row.region_code,
        starts_at=clock.now(),
        limit=None,
        fixed_due_at=end_of(due_on),
        dedupe_key=f"{RECTIFY_DUTY.code}:{row.uid}:{found.document_no}",
        actor=actor,
    )
    return found


@transaction.atomic
def _appraise(
    kind: FactKind,
    said: Appraised,
    department_id: int,
    document_no: str,
    reason: str,
    uid: str,
    actor: Actor,
    due_on: dt.date | None = None,
) -> AppraisalView:
    policies.check_may_manage(actor, department_id)
    department = orgs.department(department_id)
    number, why = document_no.strip()[:80], reason.strip()[:500]
    missing = {name: text for name, value, text in (
        ("document_no", number, "请填写文号。"),
        ("reason", why, "请写明事由。"),
    ) if not value}  # fmt: skip
    improvement: Improvement | None = locked(uid) if uid else None
    if improvement is not None and improvement.department_id != department_id:
        missing["department_id"] = "这个任务不是该部门承担的。"
    if missing:
        raise InvalidInput(errors=missing)
    row = Appraisal(
        kind=said,
        department_id=department_id,
        improvement=improvement,
        document_no=number,
        reason=why,
        issued_at=clock.now(),
        issued_by=actor.officer_id,
        due_on=due_on,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise AlreadyAppraised(document_no=number, kind=said.label) from error
    ledger.record(
        kind,
        actor=actor,
        objects=[department_ref(department_id), *([improvement_ref(improvement.uid)] if improvement else [])],
        data={"document_no": number, "reason": why, "due_on": due_on.isoformat() if due_on else ""},
        department_id=department_id,
        region_code=department.region_code,
    )
    return appraisal_view(row)
