"""Extensions that wait for the head of the authority."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from tongban.cases.facts import CASE
from tongban.cases.models import CaseExtension
from tongban.cases.permissions import EXTEND, visible_to
from tongban.cases.policies.time import STEADY
from tongban.duties import selectors as duties
from tongban.duties.selectors import DutyView
from tongban.kernel.actor import Actor
from tongban.ledger.facts import ObjectRef
from tongban.orgs import selectors as orgs


@dataclass(frozen=True, slots=True)
class AskedExtension:
    """One extension to be answered; `duty` is the clock of the case that ends first."""

    case_uid: UUID
    case_no: str
    item_name: str
    department_name: str
    days: int
    reason: str
    asked_by: str
    asked_at: dt.datetime
    duty: DutyView | None


def extensions_asked(*, viewer: Actor, most: int = 200) -> tuple[AskedExtension, ...]:
    """What waits for an answer within the viewer's scope, the oldest first. Raises `PermissionDenied`."""
    viewer.require(EXTEND)
    rows = list(
        CaseExtension.objects.filter(
            granted=None, case__in=visible_to(viewer), case__state__in=STEADY["answer_extension"].states
        )
        .select_related("case")
        .order_by("asked_at", "id")[:most]
    )
    names = orgs.officer_names(row.asked_by_id for row in rows)
    departments = orgs.department_names(row.case.department_id for row in rows)
    urgent = duties.most_urgent([ObjectRef(CASE, str(row.case.uid)) for row in rows])
    return tuple(
        AskedExtension(
            case_uid=row.case.uid,
            case_no=row.case.case_no,
            item_name=row.case.item_name,
            department_name=departments.get(row.case.department_id, ""),
            days=row.days,
            reason=row.reason,
            asked_by=names.get(row.asked_by_id or 0, ""),
            asked_at=row.asked_at,
            duty=urgent.get(str(row.case.uid)),
        )
        for row in rows
    )
