"""Which cited articles scenarios show, and which ones nothing can show, each with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tongban.demo.scenarios.articles import articles_of
from tongban.demo.scenarios.cited import Place, cited

if TYPE_CHECKING:
    from tongban.demo.scenarios.reading import Scenario

_COMPILING = "说的是目录和办事指南怎样编制、公布，不是一件事怎样办；编制时逐条检查，见 lint.md"
_NOT_YET = "规则包列出了数值，平台还没有这类办理程序，没有可以演示的做法"

#: Articles that are cited and prescribe nothing in the course of a case here. A reason is told in the table.
BACKGROUND: dict[Place, str] = {
    ("个人信息保护法", "第九条"): "说的是保障个人信息安全；注册账号时身份对不上的到窗口办，不是办件的经过",
    ("优化营商环境条例", "第三十一条"): "说的是不得收回承诺；版本送审时拒绝比已公布更长的时限，不是一件事怎样办",
    ("国务院关于在线政务服务的若干规定", "第七条"): _COMPILING,
    ("安阳市政务服务条例", "第十二条"): _COMPILING,
    ("安阳市政务服务条例", "第十三条"): _COMPILING,
    ("安阳市政务服务条例", "第三十九条"): _NOT_YET,
    ("安阳市政务服务条例", "第四十条"): _NOT_YET,
    ("安阳市政务服务条例", "第五十条"): _NOT_YET,
    ("行政许可法", "第四十三条"): _NOT_YET,
}


def table(scenarios: Iterable[Scenario]) -> str:
    """The table as Markdown: article → scenarios; after it what is cited as background, with the reason."""
    lines = ["| 条文 | 情景 |", "| --- | --- |"]
    for (law, head), covering in articles_of(scenarios).items():
        names = "<br>".join(f"{one.name}：{one.title}" for one in covering)
        lines.append(f"| 《{law}》{head} | {names} |")
    lines += ["", "## 引用了但没有情景的条文", "", "| 条文 | 引用的地方 | 为什么没有情景 |", "| --- | --- | --- |"]
    for (law, head), reason in BACKGROUND.items():
        rooms = "、".join(f"`{room}`" for room in cited().get((law, head), ()))
        lines.append(f"| 《{law}》{head} | {rooms} | {reason} |")
    return "\n".join(lines) + "\n"


def uncovered(scenarios: Iterable[Scenario]) -> list[str]:
    """Articles cited that no scenario shows and nobody has named as background."""
    known = articles_of(scenarios).keys() | BACKGROUND.keys()
    return [
        f"《{law}》{head}（{'、'.join(rooms)}）" for (law, head), rooms in cited().items() if (law, head) not in known
    ]


def superfluous(scenarios: Iterable[Scenario]) -> list[str]:
    """Background that is cited no more, or that a scenario shows by now."""
    shown = articles_of(scenarios).keys()
    return [f"《{law}》{head}" for law, head in BACKGROUND if (law, head) in shown or (law, head) not in cited()]
