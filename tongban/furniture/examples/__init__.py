"""Content of the example pages: made up, but as awkward as real life (long names, nothing there, everything wrong)."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.furniture.examples import applicants, officers
from tongban.furniture.examples.common import Context

FAMILIES: dict[str, str | Promise] = {
    "form": _("表单"),
    "buttons": _("按钮"),
    "cards": _("卡片和入口"),
    "guide": _("办事指南"),
    "task_list": _("任务清单"),
    "materials": _("材料清单"),
    "summary": _("核对填写内容"),
    "confirmation": _("提交成功"),
    "timeline": _("办理经过和时限"),
    "talk": _("对话"),
    "queue": _("待办列表"),
    "evidence": _("表单旁边看证据"),
    "instrument": _("文书预览"),
    "rating": _("好差评"),
    "feedback": _("提示、空白和翻页"),
    "chart": _("图表和数字"),
    "search": _("查找"),
    "wall": _("大屏"),
}

_CONTENT: dict[str, Callable[[], Context]] = {
    "form": applicants.form,
    "cards": applicants.cards,
    "guide": applicants.guide,
    "task_list": applicants.tasks,
    "materials": applicants.materials,
    "summary": applicants.summary,
    "instrument": applicants.instrument,
    "rating": applicants.rating,
    "timeline": officers.timeline,
    "talk": officers.talk,
    "queue": officers.queue,
    "evidence": officers.evidence,
    "chart": officers.chart,
}


def context(family: str) -> Context:
    """What the example page of a family shows; a family without content of its own needs none."""
    return _CONTENT[family]() if family in _CONTENT else {}
