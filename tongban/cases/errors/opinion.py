"""Why a text is not kept ready."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class OpinionIncomplete(DomainError):
    """A template has a short name and a text."""

    code = "case_opinion_incomplete"
    status = 422
    text = "模板要有名称（最多{title}个字）和正文（最多{text_length}个字）。"
    hint = "名称写清用在什么情形，例如“材料齐全、符合条件”。"


class PlaceholderUnknown(DomainError):
    """Only words of the fixed list are filled in from a case."""

    code = "case_placeholder_unknown"
    status = 422
    text = "正文里有不能自动填写的内容：{words}。"
    hint = "花括号里只能写：{allowed}；别的内容请直接写成文字，不加花括号。"


class OpinionTaken(DomainError):
    """Two templates of the same use bear different names."""

    code = "case_opinion_taken"
    text = "已经有一个同样用途的模板叫“{title}”。"
    hint = "请换一个名称，或者修改原来的模板。"
