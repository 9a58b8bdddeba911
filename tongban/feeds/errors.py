"""Refusals of the readers: only a file as a whole is refused by an error, a row never."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class FeedUnknown(DomainError):
    """No reader of this name. Data: `feed`, `known`."""

    code = "feed_unknown"
    status = 422
    text = "没有名为“{feed}”的数据来源。"
    hint = "可用的数据来源：{known}。"


class FeedUnreadable(DomainError):
    """The file is not there, is a folder, or may not be read. Data: `name`, `reason`."""

    code = "feed_unreadable"
    status = 422
    text = "文件“{name}”读不出来：{reason}。"
    hint = "请核对文件路径和读取权限。"
