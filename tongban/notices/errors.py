"""Refusals of the room `notices`."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class UnknownTemplate(DomainError):
    """No notice template has this code: a mistake of the caller, not of a citizen."""

    code = "notice_template_unknown"
    status = 500
    text = "没有编码为“{template}”的消息模板。"
    hint = "请系统管理员检查消息模板清单。"


class TemplateContextMissing(DomainError):
    """The template names a word that was not supplied."""

    code = "notice_template_context_missing"
    status = 500
    text = "消息模板“{template}”缺少内容：{missing}。"
    hint = "请系统管理员核对模板中的占位词。"


class TemplateNotAllowed(DomainError):
    """A revised wording uses a word the template does not offer."""

    code = "notice_template_not_allowed"
    status = 422
    text = "模板里用了不能用的占位词：{words}。"
    hint = "这个模板可以用的占位词是：{allowed}。"


class RecipientMissing(DomainError):
    """A notice goes to exactly one party or exactly one officer."""

    code = "notice_recipient_missing"
    status = 422
    text = "一条消息只能发给一位办事人或一位工作人员。"
    hint = "请检查收件人。"


class UnsafeLink(DomainError):
    """A link in a notice stays inside this platform."""

    code = "notice_link_unsafe"
    status = 422
    text = "消息里的链接只能指向本平台的页面。"
    hint = "请改用以“/”开头的站内地址。"


class AdapterNotConfigured(DomainError):
    """The chosen adapter does not exist or lacks settings."""

    code = "notice_adapter_not_configured"
    status = 503
    text = "短信或邮件通道“{adapter}”没有配置好：{problems}"
    hint = "请系统管理员检查消息通道的设置；站内消息不受影响。"


class AdapterUnavailable(DomainError):
    """The provider did not take the message; it will be tried again."""

    code = "notice_adapter_unavailable"
    status = 503
    text = "短信或邮件暂时发不出去。"
    hint = "系统会自动重发；站内消息不受影响。"


class AdapterRefused(DomainError):
    """The provider refuses this message for good (number does not exist, address rejected)."""

    code = "notice_adapter_refused"
    status = 409
    text = "短信或邮件被拒收。"
    hint = "请核对对方的号码或地址；站内消息不受影响。"
