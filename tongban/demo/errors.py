"""Refusals of the demonstration city."""

from __future__ import annotations

from tongban.kernel.errors import DomainError


class NotForProduction(DomainError):
    """Invented items have no place in a city's own catalogue. Data: `name`."""

    code = "profile_not_for_production"
    status = 409
    text = "画像“{name}”是编出的演示数据，不能装入正式城市。"
    hint = "请在演示城市或者测试城市（TONGBAN_CITY_KIND 为 demo 或 test）里使用。"


class BadScenario(DomainError):
    """A scenario file says something nobody understands. Data: `where`, `reason`."""

    code = "scenario_not_understood"
    status = 422
    text = "情景文件看不懂（{where}）：{reason}。"
    hint = "写法见 docs/how-to/scenarios.md，或者照着已有的情景改。"


class OnlyWhereNobodyWaits(DomainError):
    """Scenarios lock clocks while days pass; a city that serves people does not stop for them."""

    code = "scenario_not_in_production"
    status = 409
    text = "正式城市里不演示情景。"
    hint = "请在演示城市或者测试城市（TONGBAN_CITY_KIND 为 demo 或 test）里演示。"
