"""The conversation of a case as programs see it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from ninja import Schema
from pydantic import Field

from tongban.openapi.schemas.cases import Strict
from tongban.openapi.schemas.plain import Text


class TalkQuery(Strict):
    """What was before: `cursor` as the page gave it."""

    cursor: str = Field(default="", max_length=19, pattern=r"^[0-9]*$")


class MessageOut(Schema):
    """One message. `officer_id` is for colleagues only; `from_agent`: whoever handles it for the applicant wrote."""

    id: int
    from_office: bool
    from_agent: bool
    officer_id: int | None
    text: str
    written_at: dt.datetime
    read_at: dt.datetime | None


class TalkOut(Schema):
    """Some of the conversation, oldest first, and how it stands for the caller. `last` goes into `after` of what is
    written next; `cursor` asks for what was before, "" at the beginning.
    """

    rows: list[MessageOut]
    total: int
    unread: int
    takes_part: bool
    may_write: bool
    last: int
    cursor: str


class MessageIn(Strict):
    """What is said. `after`: the last message the writer has seen (0: none); whoever has not seen what came since is
    asked to read it first, and the same words sent twice are one message.
    """

    text: Text = ""
    after: int | None = Field(default=None, ge=0, le=2**62)


class MessageWritten(Schema):
    """The message that was written."""

    id: int


class MessagesRead(Schema):
    """How many of the other side's messages were new."""

    read: int


class UnreadTalkOut(Schema):
    """A case whose applicant has written something no officer has seen yet."""

    case_uid: UUID
    case_no: str
    item_name: str
    applicant_name: str
    state_label: str
    unread: int
    since: dt.datetime
