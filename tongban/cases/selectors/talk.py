"""The conversation of a case as each side sees it, and what waits unread in an officer's scope."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Min

from tongban.cases.models import Case, CaseMessage
from tongban.cases.permissions import VIEW, reachable_by, visible_to
from tongban.cases.policies import talk as law
from tongban.cases.states import STATE_LABELS
from tongban.catalogue.selectors import ItemVersionView
from tongban.kernel.actor import Actor
from tongban.parties import selectors as parties

MESSAGE_COLUMNS = ("officer_id", "read_at")
MOST_MESSAGES = 100


@dataclass(frozen=True, slots=True)
class TalkState:
    """How the conversation of a case stands for this viewer: how much is in it, how much of the other side's is unread,
    whether this viewer is one of the two sides, and may write now."""

    total: int
    unread: int
    takes_part: bool
    is_open: bool

    @property
    def may_write(self) -> bool:
        """One of the two sides, while the case is under way."""
        return self.takes_part and self.is_open


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message. `officer_id` is for colleagues only; `from_agent`: whoever handles it for the applicant wrote."""

    id: int
    from_office: bool
    from_agent: bool
    officer_id: int | None
    text: str
    written_at: dt.datetime
    read_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Some of a conversation, oldest first; `earlier` asks for what was before, "" where this is the beginning.
    `last` is the newest message shown (0 for none)."""

    rows: tuple[MessageView, ...]
    earlier: str
    last: int


@dataclass(frozen=True, slots=True)
class UnreadTalk:
    """A case whose applicant has written something no officer has seen yet."""

    case_uid: UUID
    case_no: str
    item_name: str
    applicant_name: str
    state_label: str
    unread: int
    since: dt.datetime


def talk_state(case: Case, viewer: Actor, version: ItemVersionView) -> TalkState:
    """How it stands, from rows that came with the case (inside the room)."""
    rows: list[dict[str, Any]] = case.message_rows  # type: ignore[attr-defined]  # annotated by `one.load`
    theirs = [row for row in rows if (row["officer_id"] is None) == viewer.is_officer]
    return TalkState(
        total=len(rows),
        unread=sum(row["read_at"] is None for row in theirs),
        takes_part=law.takes_part(viewer, case, version),
        is_open=law.is_open(case),
    )


def messages_of(case_uid: UUID, *, viewer: Actor, before: int | None = None) -> MessagePage:
    """The newest messages of a case (or those before one), for anybody who may see it; none for everybody else."""
    rows = CaseMessage.objects.filter(case__in=reachable_by(viewer).filter(uid=case_uid)).select_related("case")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-id")[: MOST_MESSAGES + 1])
    more, found = len(found) > MOST_MESSAGES, found[:MOST_MESSAGES]
    official = viewer.is_officer or viewer.is_system
    views = tuple(
        MessageView(
            id=row.pk,
            from_office=row.officer_id is not None,
            from_agent=row.party_id is not None and row.party_id == row.case.agent_id != row.case.applicant_id,
            officer_id=row.officer_id if official else None,
            text=row.text,
            written_at=row.written_at,
            read_at=row.read_at,
        )
        for row in reversed(found)
    )
    return MessagePage(views, str(found[-1].pk) if more else "", found[0].pk if found else 0)


def unread_talks(*, viewer: Actor, most: int = 100) -> tuple[UnreadTalk, ...]:
    """Conversations in the officer's scope with something new from the applicant, the longest waiting first."""
    if not (viewer.is_officer and viewer.may(VIEW)):
        return ()
    waiting = (
        CaseMessage.objects.filter(read_at=None, officer=None, case__in=visible_to(viewer))
        .values("case_id")
        .annotate(unread=Count("id"), since=Min("written_at"), first=Min("id"))
        .order_by("since", "first")[:most]
    )
    lines = list(waiting)
    cases = Case.objects.select_related("applicant").in_bulk([line["case_id"] for line in lines])
    return tuple(_unread(cases[line["case_id"]], line["unread"], line["since"], viewer) for line in lines)


def _unread(case: Case, unread: int, since: dt.datetime, viewer: Actor) -> UnreadTalk:
    return UnreadTalk(
        case_uid=case.uid,
        case_no=case.case_no,
        item_name=case.item_name,
        applicant_name=parties.shown_name(case.applicant_id, case.applicant.kind, case.applicant.name, viewer=viewer),
        state_label=STATE_LABELS[case.state],
        unread=unread,
        since=since,
    )
