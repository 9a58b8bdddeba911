"""`tongban bundle compose|list|show`: what items would ask together, and the bundles there are."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tongban.shell.command import Answer, Command

if TYPE_CHECKING:
    from tongban.bundles.policies import Composition

_SHOWN = 60


def _compose_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("items", nargs="+", metavar="ITEM", help="事项编码（31位实施编码或者33位业务办理项编码）")
    parser.add_argument(
        "--after", action="append", default=[], metavar="B:A", help="第B个事项要等第A个准予后才开始，可以写多次"
    )


def _compose(arguments: argparse.Namespace) -> Answer:
    from dataclasses import replace

    from tongban.bundles import selectors
    from tongban.catalogue import selectors as catalogue
    from tongban.shell.errors import Misuse

    codes = list(dict.fromkeys(arguments.items))
    found = catalogue.versions_of_codes(codes)
    for code in codes:
        if code not in found:
            raise Misuse(f"事项“{code}”没有已发布的办事指南。")
    edges = []
    for text in arguments.after:
        node, _, after = text.partition(":")
        if not (node.isdigit() and after.isdigit()):
            raise Misuse(f"--after 要写成 B:A（两个序号），不是“{text}”。")
        edges.append(selectors.Edge(f"item_{node}", f"item_{after}"))
    shape = replace(selectors.loose([found[code].code for code in codes]), edges=tuple(edges))
    whole = selectors.compose_shape(shape)
    return Answer(selectors.document(whole), list(_told(whole)), findings=bool(whole.blocking))


def _told(whole: Composition) -> Iterator[str]:
    """A composition for people."""
    yield f"{len(whole.items)}个事项：" + "；".join(f"{one.name}（{one.limit}）" for one in whole.items.values())
    for figure in whole.figures:
        numbers = ["不明" if number is None else str(number) for number in (figure.before, figure.after)]
        yield f"  {figure.label}：{numbers[0]} → {numbers[1]} {figure.unit}"
    chain = " → ".join(whole.name(key) for key in whole.path.critical)
    yield f"可以承诺：{whole.path.days}个工作日（最长的一条：{chain}）"
    if whole.materials:
        yield "材料："
    for entry in whole.materials[:_SHOWN]:
        marks = [
            f"{entry.pieces}份" if entry.pieces > 1 else "",
            "不用提交" if not entry.to_hand_in else "",
            f"由{'、'.join(map(whole.name, entry.made_by))}发出" if entry.made_by else "",
            f"{len(entry.members)}个事项都要" if len(entry.members) > 1 else "",
        ]
        told = "，".join(filter(None, marks))
        yield f"  {entry.name}" + (f"（{told}）" if told else "")
    several = sum(len(one.sources) > 1 for one in whole.form.fields)
    yield f"表单：{len(whole.form.fields)}项，其中{several}项原来要填几次"
    for alike in whole.alike:
        yield "  看起来相同，请牵头部门确认：" + "、".join(f"{whole.name(key)}的“{name}”" for key, name in alike.lines)
    for finding in whole.findings:
        yield f"{'✗' if finding.blocking else '！'} {finding.text}"


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--region", default="", help="行政区划代码")
    parser.add_argument("--state", default="", choices=["", "draft", "submitted", "published", "retired"], help="状态")


def _list(arguments: argparse.Namespace) -> Answer:
    from dataclasses import asdict

    from tongban.bundles import selectors
    from tongban.kernel.actor import Actor

    found = selectors.bundles(viewer=Actor.system(), region_code=arguments.region, state=arguments.state)
    lines = [
        f"{one.code} {one.name}（{one.kind_label}，{one.department_name}牵头，{one.members}项）"
        f"第{one.number}版，{one.state_label}"
        for one in found
    ]
    return Answer({"bundles": [asdict(one) for one in found]}, lines or ["还没有一件事。"])


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", help="一件事的编码")


def _show(arguments: argparse.Namespace) -> Answer:
    from dataclasses import asdict

    from tongban.bundles import selectors
    from tongban.kernel.actor import Actor

    system = Actor.system()
    one = selectors.bundle(arguments.code, viewer=system)
    look = selectors.look(selectors.bundle_version(one.version_id, viewer=system))
    whole = look.composition
    document = {
        "bundle": asdict(one),
        **selectors.document(whole),
        "since_published": [asdict(change) for change in look.changes],
        "fits": look.fits,
    }
    lines = [
        f"{one.code} {one.name}，{one.department_name}牵头，第{one.number}版，{one.state_label}",
        *_told(whole),
        *(f"指南更新：{change.text}" for change in look.changes),
        *(f"✗ {finding.text}" for finding in look.findings if finding.blocking and finding not in whole.findings),
    ]
    return Answer(document, lines, findings=not look.fits)


COMMANDS = [
    Command(
        "bundle compose",
        "把几个事项合成一件事：一张表、一套材料、先后关系、可以承诺的时间和前后对比",
        "tongban bundle compose 11419900Y0000104323410709901000 11419900Y00001123M3412036901000 --after 2:1 --json",
        _compose_arguments,
        _compose,
    ),
    Command("bundle list", "已有的一件事和它们的状态", "tongban bundle list --state published", _list_arguments, _list),
    Command(
        "bundle show",
        "一件事要什么、多久、有什么变化（按今天的办事指南）",
        "tongban bundle show 419900P0009 --json",
        _show_arguments,
        _show,
    ),
]
