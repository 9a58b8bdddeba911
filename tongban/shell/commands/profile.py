"""`tongban profile load`: a made-up catalogue whose statistics are those a city has published."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from tongban.shell.command import Answer, Command, say


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", choices=["anyang", "lechang"], help="画像：anyang 或 lechang")


def _load(arguments: argparse.Namespace) -> Answer:
    from tongban.demo.profiles.services import load_profile

    found = load_profile(name=arguments.name, progress=say)
    document = asdict(found)
    for figure, row in zip(found.figures, document["figures"], strict=True):
        row["same"] = figure.same
    lines = [
        f"{found.items} 个事项（新发布 {found.new_items}），区划 {found.region_code}，来源 {found.origin}。",
        "、".join(f"{kind} {number}" for kind, number in found.kinds.items()),
        *(
            f"{one.label}：{one.numerator} / {one.denominator} = {one.printed}（公布 {one.published}）"
            for one in found.figures
        ),
        f"新开办理点 {found.new_points} 个，新下放 {found.new_offerings} 项次。",
        f"低于最低数量的办理点 {found.points_below_minimum} 个。",
    ]
    differs = found.refused or found.points_below_minimum or not all(figure.same for figure in found.figures)
    return Answer(document, lines, findings=bool(differs))


COMMANDS = [
    Command(
        "profile load",
        "装入一座城市的画像：编出的事项目录，统计数字与公布的一致；只在演示城市和测试城市",
        "tongban profile load anyang --json",
        _arguments,
        _load,
    )
]
