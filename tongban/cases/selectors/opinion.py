"""Texts kept ready: for the administrator of the department, and for the officer who signs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from tongban.cases.models import Case, OpinionTemplate
from tongban.cases.policies import opinion as law
from tongban.cases.states_desk import OpinionUse
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.scope import of_departments

if TYPE_CHECKING:
    from tongban.cases.selectors.one import CaseView


@dataclass(frozen=True, slots=True)
class OpinionView:
    """One text as its department keeps it; without `item_name` it is for all items."""

    uid: UUID
    department_id: int
    use: OpinionUse
    title: str
    text: str
    item_id: int | None
    item_name: str
    revision: int
    edited_by_id: int | None
    edited_at: dt.datetime
    dropped_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class OfferedOpinion:
    """A text that fits the case at hand."""

    uid: UUID
    use: str
    title: str


@dataclass(frozen=True, slots=True)
class FilledOpinion:
    """The text for one case; `lacking` are words in it that have no value yet and stay in their braces."""

    use: str
    title: str
    text: str
    lacking: tuple[str, ...]


def opinions(*, viewer: Actor, use: str = "") -> tuple[OpinionView, ...]:
    """The texts in use of the viewer's departments, by use and name. Raises `PermissionDenied`."""
    viewer.require_seat(law.OPINIONS)
    rows = _kept(viewer).filter(dropped_at=None)
    if use:
        rows = rows.filter(use=use)
    return _views(list(rows))


def opinion(uid: UUID | str, *, viewer: Actor) -> OpinionView:
    """One of them, also where it is out of use. Raises `PermissionDenied`, `NotFound`."""
    viewer.require_seat(law.OPINIONS)
    found = _views(list(_kept(viewer).filter(uid=uid)))
    if not found:
        raise NotFound()
    return found[0]


def offered_rows(viewer: Actor) -> dict[str, ArraySubquery]:
    """A column of the query for a case: what an officer who sees it can begin from (inside the room)."""
    if not viewer.is_officer:
        return {}
    rows = _fitting(viewer, OuterRef("department_id"), OuterRef("version__item_id")).order_by("item_id", "title", "id")
    return {"opinion_rows": ArraySubquery(rows.values(row=JSONObject(uid=F("uid"), use=F("use"), title=F("title"))))}


def offered_opinions(case: Case) -> tuple[OfferedOpinion, ...]:
    """The texts that came with a loaded case, those of its item first (inside the room)."""
    rows: list[dict[str, Any]] = vars(case).get("opinion_rows", [])
    return tuple(OfferedOpinion(UUID(row["uid"]), row["use"], row["title"]) for row in rows)


def filled_opinion(case: CaseView, uid: UUID | str, *, viewer: Actor) -> FilledOpinion:
    """One of them, filled in from the case. Raises `NotFound`."""
    fitting = _fitting(viewer, case.department_id, case.version.item_id) if viewer.is_officer else None
    row = fitting.filter(uid=uid).first() if fitting is not None else None
    if row is None:
        raise NotFound()
    text, lacking = law.fill(row.text, _values(case))
    return FilledOpinion(row.use, row.title, text, lacking)


def _fitting(viewer: Actor, department: int | OuterRef, item: int | OuterRef) -> QuerySet[OpinionTemplate]:
    """Those of the department that handles a case and of the viewer's own, for its item or for all."""
    of_item = Q(item=None) | Q(item_id=item)
    mine = Q(department_id=department) | Q(department_id__in=viewer.department_ids)
    return OpinionTemplate.objects.filter(of_item, mine, dropped_at=None)


def _values(case: CaseView) -> dict[str, str]:
    """What each word of `policies.opinion.WORDS` says of this case; "" where there is nothing yet."""
    return {
        "申请人": case.applicant.name,
        "事项名称": case.item_name,
        "办件编号": case.case_no,
        "承办单位": case.department_name,
        "收件日期": _day(case.received_at),
        "受理日期": _day(case.accepted_at),
        "没有交的材料": "、".join(m.name for m in case.missing),
        "今天": _day(clock.now()),
    }


def _day(at: dt.datetime | None) -> str:
    if at is None:
        return ""
    day = clock.local(at)
    return f"{day.year}年{day.month}月{day.day}日"


def _kept(viewer: Actor) -> QuerySet[OpinionTemplate]:
    return OpinionTemplate.objects.select_related("item").filter(of_departments(viewer))


def _views(rows: list[OpinionTemplate]) -> tuple[OpinionView, ...]:
    return tuple(
        OpinionView(
            uid=row.uid,
            department_id=row.department_id,
            use=OpinionUse(row.use),
            title=row.title,
            text=row.text,
            item_id=row.item_id,
            item_name=row.item.name if row.item is not None else "",
            revision=row.revision,
            edited_by_id=row.edited_by_id,
            edited_at=row.edited_at,
            dropped_at=row.dropped_at,
        )
        for row in rows
    )
