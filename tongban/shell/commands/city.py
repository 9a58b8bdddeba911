"""`tongban regions import`."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from tongban.shell.command import Answer, Command, say


def _regions_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="含 provinces/cities/areas/streets.csv 和 villages.csv.gz 的文件夹")


def _regions(arguments: argparse.Namespace) -> Answer:
    from tongban.kernel.actor import Actor
    from tongban.reference import services

    report = services.import_regions(folder=arguments.folder, actor=Actor.system(), progress=say)
    line = (
        f"共 {report.rows} 行：收录 {report.taken}，修正 {report.mended}，"
        f"未变 {report.unchanged}，拒收 {report.refused}。"
    )
    return Answer(asdict(report), [line], findings=report.refused > 0)


COMMANDS = [
    Command(
        "regions import",
        "导入五级行政区划",
        "tongban regions import divisions/ --json",
        _regions_arguments,
        _regions,
    )
]
