"""Lists of cases: a person's own, and an officer's queue. Keyset pages, so that page 500 costs what page 1 costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from tongban.cases.facts import CASE
from tongban.cases.models import Case
from tongban.cases.permissions import reachable_by, visible_to
from tongban.cases.selectors.newest import Newest, Step
from tongban.cases.states import OUTCOME_LABELS, STATE_LABELS, CaseState
from tongban.duties import selectors as duties
from tongban.duties.selectors import DutyView
from tongban.kernel.actor import Actor
from tongban.kernel.standards.text import row_number
from tongban.ledger.facts import ObjectRef
from tongban.parties import selectors as parties

MOST_COUNTED = 1000
# Which states wait for whom: the tabs of the workbench.
TABS: dict[str, tuple[str, ...]] = {
    "intake": (CaseState.SUBMITTED,),
    "supplement": (CaseState.SUPPLEMENT_NOTIFIED,),
    "examine": (CaseState.ACCEPTED,),
    "decide": (CaseState.ACCEPTED, CaseState.EXAMINED),
    "suspended": (CaseState.SUSPENDED,),
    "result": (CaseState.DECIDED, CaseState.RESULT_ISSUED, CaseState.DELIVERED),
    "ended": (CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.REFUSED_ACCEPTANCE),
}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of a list; `duty` is the most urgent open clock, if any."""

    id: int
    uid: UUID
    case_no: str
    item_name: str
    state: str
    state_label: str
    outcome_label: str
    applicant_name: str
    channel: str
    created_at: dt.datetime
    received_at: dt.datetime | None
    ended_at: dt.datetime | None
    duty: DutyView | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page; `cursor` asks for the next one, "" at the end."""

    rows: tuple[CaseRow, ...]
    cursor: str


def my_cases(*, viewer: Actor, cursor: str = "", size: int = 20, state: str = "") -> CasePage:
    """The cases of the person signed in (and of the party they act for), newest first; drafts included."""
    query = visible_to(viewer) if not viewer.is_officer else Case.objects.none()
    if state:
        query = query.filter(state=state)
    return _page(query, cursor, size, viewer)


def queue(
    *, viewer: Actor, tab: str = "", cursor: str = "", size: int = 20, text: str = "", department_id: int | None = None
) -> CasePage:
    """An officer's queue, newest first; `tab` is a key of `TABS`, `text` matches a case number or item name."""
    if not viewer.is_officer:
        return CasePage((), "")
    words = text.strip()
    if len(words) > _SHORTEST_NUMBER and words.isascii():
        return _page(reachable_by(viewer).filter(case_no=words), cursor, size, viewer)
    newest = Newest(
        viewer=viewer,
        steps=_steps(tab),
        drafts=not tab,
        before=row_number(cursor),
        text=words,
        department_id=department_id,
    )
    return _page_of(list(map(_Found._make, newest.rows(_Found.columns(), size + 1))), size, viewer)


_SHORTEST_NUMBER = 30
"""Case numbers have 43 or 45 characters; nothing else anybody looks for is so long and plain ASCII."""


def _steps(tab: str) -> tuple[Step, ...]:
    """The states of a tab; accepted instant cases are decided, other accepted ones are examined first."""
    if tab == "examine":
        return ((CaseState.ACCEPTED, False),)
    if tab == "decide":
        return ((CaseState.EXAMINED, None), (CaseState.ACCEPTED, True))
    wanted = TABS.get(tab) or tuple(state for state in CaseState if state != CaseState.DRAFT)
    return tuple((state, None) for state in wanted)


def queue_counts(*, viewer: Actor) -> dict[str, int]:
    """How many cases wait in each tab, counted up to `MOST_COUNTED`: beyond it the page says "and more"."""
    if not viewer.is_officer:
        return dict.fromkeys(TABS, 0)
    return Newest(viewer=viewer).counts({tab: _steps(tab) for tab in TABS}, MOST_COUNTED)


class _Found(NamedTuple):
    """The columns of a line, named as the ORM names them."""

    id: int
    uid: UUID
    case_no: str
    item_name: str
    state: str
    outcome: str
    channel: str
    created_at: dt.datetime
    received_at: dt.datetime | None
    ended_at: dt.datetime | None
    applicant: int
    applicant__kind: str
    applicant__name: str

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """Their names."""
        return cls._fields

    @classmethod
    def of(cls, query: QuerySet[Case]) -> list[_Found]:
        """The columns of these rows."""
        return list(map(cls._make, query.values_list(*cls._fields)))


def _page(query: QuerySet[Case], cursor: str, size: int, viewer: Actor) -> CasePage:
    if (before := row_number(cursor)) is not None:
        query = query.filter(id__lt=before)
    return _page_of(_Found.of(query.order_by("-id")[: size + 1]), size, viewer)


def _page_of(found: list[_Found], size: int, viewer: Actor) -> CasePage:
    more, found = len(found) > size, found[:size]
    # Nobody owes anything of a draft yet.
    urgent = duties.most_urgent([ObjectRef(CASE, str(one.uid)) for one in found if one.state != CaseState.DRAFT])
    return CasePage(_rows(found, viewer, urgent), str(found[-1].id) if more else "")


def rows_of(uids: Collection[str], *, viewer: Actor) -> dict[str, CaseRow]:
    """The lines of these cases as far as the viewer may see them, by uid, without their duties: for lists of duties,
    where they are known (one query)."""
    if not uids:
        return {}
    found = _Found.of(visible_to(viewer).filter(uid__in=uids))
    return {str(row.uid): row for row in _rows(found, viewer, {})}


def _rows(found: list[_Found], viewer: Actor, urgent: Mapping[str, DutyView]) -> tuple[CaseRow, ...]:
    return tuple(
        CaseRow(
            id=case.id,
            uid=case.uid,
            case_no=case.case_no,
            item_name=case.item_name,
            state=case.state,
            state_label=STATE_LABELS[case.state],
            outcome_label=OUTCOME_LABELS.get(case.outcome, ""),
            applicant_name=parties.shown_name(
                case.applicant, case.applicant__kind, case.applicant__name, viewer=viewer
            ),
            channel=case.channel,
            created_at=case.created_at,
            received_at=case.received_at,
            ended_at=case.ended_at,
            duty=urgent.get(str(case.uid)) if urgent else None,
        )
        for case in found
    )
