"""Refusals of the ledger. `FactRefused` is for programmers, the others for people."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class FactRefused(ValueError):
    """A verb tried to record something a fact may not hold: a mistake in our code, never a person's."""


class PersonalNumber(DomainError, FactRefused):
    """Text for a fact holds what looks like a citizen number or a mobile: typed by a person, who can take it out.
    Data: `place`, never the number."""

    code = "personal_number"
    status = 422
    text = "内容里有像公民身份号码或手机号码的数字，本次操作没有执行。"
    basis = "《中华人民共和国个人信息保护法》第六条：收集个人信息，应当限于实现处理目的的最小范围。"
    hint = "办理记录会长期保存。请删去号码，写事项名称或办件编号即可。"


class IdempotencyConflict(DomainError):
    """The same key came with another content."""

    code = "idempotency_conflict"
    status = 422
    text = "这个提交编号（Idempotency-Key）已用于另一份不同的内容，本次提交没有办理。"
    hint = "如果是新的提交，请换一个新的编号；如果是重复提交，请保持内容与第一次完全相同。"


class RequestInFlight(DomainError):
    """The first request with this key has not been answered yet."""

    code = "request_in_flight"
    status = 409
    text = "同一份提交正在办理中，请不要重复点击。"
    hint = "请稍等几秒再查看结果；不会重复办理。"


class BadIdempotencyKey(DomainError):
    """The key is empty or longer than 255 characters."""

    code = "bad_idempotency_key"
    status = 422
    text = "提交编号（Idempotency-Key）应为 1 至 255 个字符。"
    hint = "建议使用随机生成的 UUID 作为编号。"


class BadCursor(DomainError):
    """The page mark was not made by us."""

    code = "bad_cursor"
    status = 422
    text = "翻页标记“{cursor}”无效。"
    hint = "请从第一页重新打开列表。"


class NothingSealed(DomainError):
    """A checkpoint was asked for before the first seal."""

    code = "nothing_sealed"
    status = 409
    text = "账本还没有封存过，没有可以另行保管的封存。"
    hint = "后台进程大约每分钟封存一次，请稍后再试。"


class BadCheckpoint(DomainError):
    """The file is no checkpoint, or another city's."""

    code = "bad_checkpoint"
    status = 422
    text = "这份文件不是本市账本的封存留底，或者签名无效。"
    hint = "请使用 tongban ledger checkpoint 写出的原文件，不要改动；换过机器的，请先恢复本市的密钥。"
