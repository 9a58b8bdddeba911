"""Why a step of a case is refused for what is to be paid or sent."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class FeesUnpaid(DomainError):
    """The result waits for what the case costs by law."""

    code = "case_fees_unpaid"
    text = "这件事还有{amount}没有缴清，缴清之后再制作结果。"
    hint = "请申请人网上缴费或者到窗口缴费；不应当收的，请取消缴款单。"
    basis = "{basis}"


class NothingToSend(DomainError):
    """Papers are sent by what the guide calls them."""

    code = "case_nothing_to_send"
    status = 422
    text = "没有选择要寄送的材料。"
    hint = "请勾选至少一份材料。"
