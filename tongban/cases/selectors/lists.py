"""Lists of cases: a person's own, and an officer's queue. Keyset pages, so that page 500 costs what page 1 costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tongban.cases.facts import CASE
from tongban.cases.models import Case
from tongban.cases.permissions import visible_to
from tongban.cases.states import OUTCOME_LABELS, STATE_LABELS, CaseState
from tongban.duties import selectors as duties
from tongban.duties.selectors import DutyView
from tongban.kernel.actor import Actor
from tongban.ledger.facts import ObjectRef
from tongban.parties import selectors as parties

# Which states wait for whom: the tabs of the workbench.
TABS: dict[str, tuple[str, ...]] = {
    "intake": (CaseState.SUBMITTED,),
    "supplement": (CaseState.SUPPLEMENT_NOTIFIED,),
    "examine": (CaseState.ACCEPTED,),
    "decide": (CaseState.ACCEPTED, CaseState.EXAMINED),
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
    query = visible_to(viewer) if viewer.is_officer else Case.objects.none()
    if tab in TABS:
        query = query.filter(state__in=TABS[tab])
        if tab == "decide":
            query = query.filter(Q(state=CaseState.EXAMINED) | Q(instant=True))
        if tab == "examine":
            query = query.filter(instant=False)
    if department_id is not None:
        query = query.filter(department_id=department_id)
    if text.strip():
        query = query.filter(Q(case_no=text.strip()) | Q(item_name__contains=text.strip()))
    return _page(query, cursor, size, viewer)


def queue_counts(*, viewer: Actor) -> dict[str, int]:
    """How many cases wait in each tab."""
    if not viewer.is_officer:
        return dict.fromkeys(TABS, 0)
    rows = visible_to(viewer).values("state", "instant").annotate(n=Count("id"))
    counts = {(row["state"], row["instant"]): row["n"] for row in rows}

    def total(states: Collection[str], *, instant: tuple[bool, ...] = (True, False)) -> int:
        return sum(counts.get((state, flag), 0) for state in states for flag in instant)

    found = {tab: total(states) for tab, states in TABS.items()}
    found["examine"] = total((CaseState.ACCEPTED,), instant=(False,))
    found["decide"] = total((CaseState.EXAMINED,)) + total((CaseState.ACCEPTED,), instant=(True,))
    return found


_FIELDS = (
    "id", "uid", "case_no", "item_name", "state", "outcome", "applicant_id", "channel",
    "created_at", "received_at", "ended_at",
)  # fmt: skip


def _page(query: QuerySet[Case], cursor: str, size: int, viewer: Actor) -> CasePage:
    if cursor.isdigit():
        query = query.filter(id__lt=int(cursor))
    found = list(query.order_by("-id").only(*_FIELDS)[: size + 1])
    more, found = len(found) > size, found[:size]
    return CasePage(_rows(found, viewer), str(found[-1].pk) if more else "")


def rows_of(uids: Collection[str], *, viewer: Actor) -> dict[str, CaseRow]:
    """The lines of these cases as far as the viewer may see them, by uid: for lists of duties (three queries)."""
    if not uids:
        return {}
    found = list(visible_to(viewer).filter(uid__in=uids).only(*_FIELDS))
    return {str(row.uid): row for row in _rows(found, viewer)}


def _rows(found: list[Case], viewer: Actor) -> tuple[CaseRow, ...]:
    names = parties.parties({case.applicant_id for case in found}, viewer=viewer)
    urgent = duties.most_urgent([ObjectRef(CASE, str(case.uid)) for case in found])
    return tuple(
        CaseRow(
            id=case.pk,
            uid=case.uid,
            case_no=case.case_no,
            item_name=case.item_name,
            state=case.state,
            state_label=STATE_LABELS[case.state],
            outcome_label=OUTCOME_LABELS.get(case.outcome, ""),
            applicant_name=names[case.applicant_id].name,
            channel=case.channel,
            created_at=case.created_at,
            received_at=case.received_at,
            ended_at=case.ended_at,
            duty=urgent.get(str(case.uid)),
        )
        for case in found
    )
