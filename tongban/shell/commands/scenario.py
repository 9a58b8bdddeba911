"""`tongban scenario`: play scenario files and say what held."""

from __future__ import annotations

import argparse
from pathlib import Path

from tongban.shell.command import Answer, Command


def _run_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="情景文件；不写则演示平台自带的全部情景")
    parser.add_argument("--steps", action="store_true", help="逐步写出经过")


def _run(arguments: argparse.Namespace) -> Answer:
    from django.conf import settings

    from tongban.demo.errors import OnlyWhereNobodyWaits
    from tongban.demo.scenarios import Played, played_alone, read_scenario, shipped
    from tongban.kernel.errors import DomainError

    if settings.TONGBAN_CITY_KIND == "production":
        raise OnlyWhereNobodyWaits()
    lines, rows = [], []
    for path in arguments.files or shipped():
        scenario = read_scenario(path)
        try:
            played = played_alone(scenario)
        except DomainError as error:
            played = Played(scenario, failures=[f"{path.name}：{error.sentence}"])
        rows.append({"name": scenario.name, "title": scenario.title, "held": played.held, "failures": played.failures})
        lines.append(f"{'✓' if played.held else '✗'} {scenario.name}：{scenario.title}")
        if arguments.steps:
            lines += [f"    {line}" for line in played.lines]
        lines += [f"    {failure}" for failure in played.failures]
    broken = sum(not row["held"] for row in rows)
    lines.append(f"{len(rows)} 个情景，{len(rows) - broken} 个成立，{broken} 个不成立。")
    return Answer({"scenarios": rows, "broken": broken}, lines, bool(broken))


COMMANDS = [
    Command(
        "scenario run",
        "演示情景文件（按条文写的办件经过），核对状态、时限和文书",
        "tongban scenario run --steps docs/情景.yaml",
        _run_arguments,
        _run,
    )
]
