"""Why a message to the other side of a case is refused."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class TalkClosed(DomainError):
    """Before it is handed in and after it has ended nobody writes; what was written stays to be read."""

    code = "case_talk_closed"
    text = "这件事现在是“{state}”，对话只能看，不能再写。"
    hint = "申请人有问题的，请拨打办件里的咨询电话；结果有异议的，按决定书写明的途径办理。"


class MessageEmpty(DomainError):
    """A message says something, and briefly."""

    code = "case_message_empty"
    status = 422
    text = "请写明要说的内容，最多{most}个字。"
    hint = "一次写清楚，对方更容易答复。"


class TooManyUnanswered(DomainError):
    """Whoever has written this often waits for an answer first."""

    code = "case_too_many_unanswered"
    status = 429
    text = "您已经连续发了{most}条，对方还没有回复，暂时不能再发。"
    hint = "请等对方回复；着急的，请打电话联系。"


class TalkMovedOn(DomainError):
    """Somebody has written since the page was shown."""

    code = "case_talk_moved_on"
    text = "您打开页面以后，这里又有了新消息，您写的还没有发出。"
    hint = "请先看新消息，再决定要不要发。"
