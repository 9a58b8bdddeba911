"""Refusals of the room `duties`."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class PauseWithoutDocument(DomainError):
    """Time stands still only by a written document."""

    code = "pause_without_document"
    status = 422
    text = "暂停或延长计时要有书面文书，没有填写文号。"
    basis = "《行政许可法》第四十五条、第四十二条：应当将所需时间（延长期限的理由）书面告知申请人"
    hint = "请先制作告知书，再填写它的文号。"


class PauseOutsideDuty(DomainError):
    """A pause from before the duty began, or one that ends before it begins."""

    code = "pause_outside_duty"
    status = 422
    text = "暂停计时的时间不对：{reason}"
    hint = "请核对文书上的日期。"


class AlreadyExtended(DomainError):
    """A limit is extended once."""

    code = "already_extended"
    status = 409
    text = "期限已经延长过一次（{document_no}），不能再次延长。"
    basis = "《行政许可法》第四十二条"
    hint = "请在延长后的期限内办结。"


class ExtensionUnit(DomainError):
    """An extension in another unit than the limit, or of a duty that has no limit to extend."""

    code = "extension_unit"
    status = 422
    text = "延长的单位要与原期限（{limit}）一致，且大于零。"
    hint = "请按原期限的单位填写。"


class LimitMissing(DomainError):
    """A duty has either a limit or a fixed instant, never both and never neither."""

    code = "limit_missing"
    status = 422
    text = "这项任务要么有办理期限，要么有固定的到期时间，只能有一个。"
    hint = "请核对事项的办理时限。"


class NotShorter(DomainError):
    """A limit that is to be shortened gets fewer of the same units, and its end still lies ahead."""

    code = "not_shorter"
    status = 422
    text = "新的期限要比原来的（{limit}）短，单位相同，而且还没有过去。"
    hint = "请填写更短的期限；要延长期限须有书面批准。"
