"""`tongban catalogue import` and `tongban catalogue stats`."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from tongban.shell.command import Answer, Command, say


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="文件，每行一个事项")
    parser.add_argument("--feed", default="guangdong", help="来源格式")


def _import(arguments: argparse.Namespace) -> Answer:
    from tongban.catalogue import services
    from tongban.kernel.actor import Actor

    def progress(done: int, total: int) -> None:
        say(f"已读 {done} / {total} 行")

    report = services.import_feed(feed=arguments.feed, path=arguments.path, actor=Actor.system(), progress=progress)
    document = asdict(report)
    lines = [
        (
            f"共 {report.rows} 行：收录 {report.taken}，修正后收录 {report.mended}，"
            f"未变 {report.unchanged}，拒收 {report.refused}。"
        ),
        *(f"第 {f['row']} 行 [{f['code']}] {f['text']}" for f in document["findings"][:40]),
    ]
    if len(document["findings"]) > 40:
        lines.append(f"……共 {len(document['findings'])} 条提示，加 --json 查看全部。")
    return Answer(document, lines, findings=report.refused > 0)


def _stats(arguments: argparse.Namespace) -> Answer:
    from tongban.catalogue import selectors

    document = asdict(selectors.statistics())
    lines = [f"事项 {document['units']} 个"]
    lines += [f"{name}：{value}" for name, value in document["counts"].items()]
    lines += [
        f"{name}：{rate['numerator']} / {rate['denominator']} = {rate['value']}"
        for name, rate in document["rates"].items()
    ]
    return Answer(document, lines)


COMMANDS = [
    Command(
        "catalogue import",
        "导入办事指南，逐行说明收录、修正或拒收的原因",
        "tongban catalogue import --feed guangdong items.jsonl --json",
        _import_arguments,
        _import,
    ),
    Command(
        "catalogue stats", "事项统计：每个比率都带分子和分母", "tongban catalogue stats --json", lambda _: None, _stats
    ),
]
