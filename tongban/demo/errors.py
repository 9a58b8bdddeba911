"""Refusals of the demonstration city."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class NotForProduction(DomainError):
    """Invented items have no place in a city's own catalogue. Data: `name`."""

    code = "profile_not_for_production"
    status = 409
    text = "画像“{name}”是编出的演示数据，不能装入正式城市。"
    hint = "请在演示城市或者测试城市（TONGBAN_CITY_KIND 为 demo 或 test）里使用。"
