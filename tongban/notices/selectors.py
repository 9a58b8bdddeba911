"""Questions to the room `notices`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import Combinable

from tongban.kernel import statements
from tongban.kernel.actor import Actor
from tongban.kernel.caching import of_the_ground
from tongban.kernel.paging import page_of
from tongban.notices import policies
from tongban.notices.models import InboxMessage, OutboxMessage
from tongban.notices.states import OutboxChannel, OutboxState
from tongban.notices.templates_data import Template, default_template


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One message of the inbox."""

    uid: str
    title: str
    body: str
    link: str
    sent_at: dt.datetime
    read_at: dt.datetime | None

    @property
    def is_read(self) -> bool:
        """Whether it was opened."""
        return self.read_at is not None


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A page of the inbox, newest first; `cursor` leads to the next page and is empty at the end."""

    rows: tuple[NoticeView, ...]
    unread: int
    cursor: str


@dataclass(frozen=True, slots=True)
class OutboxView:
    """One outgoing message as staff see it: the number is masked."""

    uid: str
    channel: str
    channel_label: str
    to: str
    subject: str
    body: str
    state: str
    state_label: str
    adapter: str
    queued_at: dt.datetime
    sent_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """A page of the outbox, newest first."""

    rows: tuple[OutboxView, ...]
    cursor: str


_REVISION = "SELECT title, body, sms, number FROM notices_templaterevision WHERE code = %s ORDER BY number DESC LIMIT 1"


@of_the_ground
def template(code: str) -> Template:
    """The wording in use: the city's newest revision, else the platform's own. Raises `UnknownTemplate`."""
    shipped = default_template(code)
    rows = statements.ask(_REVISION, [code])
    if not rows:
        return shipped
    title, body, sms, number = rows[0]
    return Template(code, title, body, sms, shipped.words, number)


def _mine(viewer: Actor) -> QuerySet[InboxMessage]:
    party_id, officer_id = policies.recipient_of(viewer)
    if officer_id is not None:
        return InboxMessage.objects.filter(officer_id=officer_id)
    if party_id is not None:
        return InboxMessage.objects.filter(party_id=party_id)
    return InboxMessage.objects.none()


def _view(row: InboxMessage) -> NoticeView:
    return NoticeView(str(row.uid), row.title, row.body, row.link, row.sent_at, row.read_at)


def inbox(viewer: Actor, *, unread_only: bool = False, cursor: str = "", limit: int = 20) -> InboxPage:
    """The viewer's own messages, newest first. Signed-out viewers have none."""
    rows = _mine(viewer)
    if unread_only:
        rows = rows.filter(read_at__isnull=True)
    found, following = page_of(rows, cursor, limit)
    return InboxPage(tuple(_view(row) for row in found), unread_count(viewer), following)


def unread_count(viewer: Actor) -> int:
    """How many of the viewer's own messages are unread."""
    return _mine(viewer).filter(read_at__isnull=True).count()


def unread_counts(party_id: Combinable, officer_id: Combinable) -> QuerySet[InboxMessage, int]:
    """`unread_count` of whoever these columns of an outer query name, as a subquery of one number."""
    mine = Q(party_id=party_id) | Q(officer_id=officer_id)
    rows = InboxMessage.objects.filter(mine, read_at__isnull=True).order_by()
    return rows.annotate(whole=F("read_at")).values("whole").annotate(n=Count("id")).values_list("n", flat=True)


def outbox(viewer: Actor, *, state: str = "", cursor: str = "", limit: int = 50) -> OutboxPage:
    """Outgoing short messages and mails for staff with `notices.outbox`. Raises `PermissionDenied`."""
    viewer.require(policies.OUTBOX_PERMISSION)
    rows = OutboxMessage.objects.all()
    if state:
        rows = rows.filter(state=state)
    found, following = page_of(rows.defer("to_cipher"), cursor, limit)
    views = tuple(
        OutboxView(
            uid=str(row.uid),
            channel=row.channel,
            channel_label=OutboxChannel(row.channel).label,
            to=row.to_masked,
            subject=row.subject,
            body=row.body,
            state=row.state,
            state_label=OutboxState(row.state).label,
            adapter=row.adapter,
            queued_at=row.queued_at,
            sent_at=row.sent_at,
        )
        for row in found
    )
    return OutboxPage(views, following)
