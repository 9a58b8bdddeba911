"""Where an application goes from the front desk, and by which rule (前台综合受理、后台分类审批、统一窗口出件)."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import ItemVersionView
from tongban.orgs import selectors as orgs
from tongban.orgs.selectors import WindowView

BASIS = "安阳市政务服务条例第三十五条"


@dataclass(frozen=True, slots=True)
class Route:
    """The department that handles it, those that do a step of it, and the rule that says so."""

    department_name: str
    others: tuple[str, ...]
    rule: str
    basis: str = BASIS


def route(version: ItemVersionView, window: WindowView | None = None) -> Route:
    """The route of an item taken in at a window (None: at no window in particular). Public: it is the guide's."""
    handler = orgs.department(version.department_id).name
    codes = {step.department_code for _, step in catalogue.waves(version.steps) if step.department_code}
    found = [orgs.department_by_code(code) for code in sorted(codes)]
    others = tuple(one.name for one in found if one is not None and one.id != version.department_id)
    if window is None or window.kind == "comprehensive":
        rule = f"综合窗口收件，按事项的实施主体分给{handler}办理"
    else:
        rule = f"部门窗口收件，由{handler}办理"
    if others:
        rule += f"；{'、'.join(others)}按办理流程会同办理"
    return Route(handler, others, rule)
