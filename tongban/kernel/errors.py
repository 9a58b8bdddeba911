"""Errors a person can act on: what happened, why (article), what to do next.

One class per reason. `text`, `basis` and `hint` are Chinese `str.format` templates filled from the
keyword arguments; nothing personal may be passed in, because errors are logged.
"""

from __future__ import annotations

from typing import Any, ClassVar


class DomainError(Exception):
    """Base of every refusal by rule or law. `status` is the HTTP status the interfaces answer with."""

    code: ClassVar[str] = "domain_error"
    status: ClassVar[int] = 409
    text: ClassVar[str] = "办理没有成功。"
    basis: ClassVar[str] = ""
    hint: ClassVar[str] = "请稍后再试，或联系窗口工作人员。"
    registry: ClassVar[dict[str, type[DomainError]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        known = DomainError.registry.get(cls.code)
        if known is not None and known.__qualname__ != cls.__qualname__:
            raise TypeError(f"error code {cls.code!r} used by {known.__qualname__} and {cls.__qualname__}")
        DomainError.registry[cls.code] = cls

    def __init__(self, **data: Any) -> None:
        self.data = data
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """What happened, filled in."""
        return self.text.format(**self.data)

    @property
    def advice(self) -> str:
        """What to do next, filled in."""
        return self.hint.format(**self.data)

    @property
    def article(self) -> str:
        """The law or rule it rests on, filled in; empty where there is none."""
        return self.basis.format(**self.data)

    def problem(self) -> dict[str, Any]:
        """RFC 9457 members (`application/problem+json`)."""
        return {
            "type": f"urn:tongban:error:{self.code}",
            "title": self.sentence,
            "status": self.status,
            "code": self.code,
            "detail": self.advice,
            "basis": self.article,
            "data": self.data,
        }


class PermissionDenied(DomainError):
    """The person does not hold the seat or scope the verb asks for."""

    code = "permission_denied"
    status = 403
    text = "您没有办理这一步的权限。"
    hint = "请换用有权限的账号，或联系本单位管理员。"


class NotFound(DomainError):
    """Absent, or not visible to this person; the two are not told apart on purpose."""

    code = "not_found"
    status = 404
    text = "没有找到您要看的内容。"
    hint = "请核对编号；如果是您本人的办件，请先登录。"


class InvalidInput(DomainError):
    """Input that fits no rule; `errors` maps field name to a Chinese sentence."""

    code = "invalid_input"
    status = 422
    text = "填写的内容有误。"
    hint = "请按提示修改后再提交。"

    def __init__(self, *, errors: dict[str, str] | None = None, **data: Any) -> None:
        self.errors = errors or {}
        super().__init__(errors=self.errors, **data)

    @property
    def sentence(self) -> str:
        """The general sentence, followed by each field's own."""
        return self.text + "".join(self.errors.values())


class StaleState(DomainError):
    """Somebody else moved the object first (a conditional UPDATE changed no row)."""

    code = "stale_state"
    status = 409
    text = "这件事的状态刚刚已被其他人改变，本次操作没有生效。"
    hint = "请刷新页面，看看现在的状态再决定下一步。"


class MoveNotAllowed(DomainError):
    """The state does not allow this verb."""

    code = "move_not_allowed"
    status = 409
    text = "现在的状态是“{state}”，不能{verb}。"
    hint = "请刷新页面，按页面上可用的按钮办理。"
