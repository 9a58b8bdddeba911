"""`tongban ledger verify` and `tongban ledger export`."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from tongban.shell.command import Answer, Command


def _verify(arguments: argparse.Namespace) -> Answer:
    from tongban.kernel.actor import Actor
    from tongban.ledger import services

    report = services.verify(actor=Actor.system())
    document = asdict(report)
    lines = [f"共 {report.facts} 条事实，已封存 {report.sealed} 条：" + ("完好" if report.ok else "有问题")]
    lines += [
        f"第 {f['fact_id']} 条 {f['subject']} [{f['flaw'].value}] {f['detail']}".rstrip()
        for f in document["findings"][:50]
    ]
    return Answer(document, lines, findings=not report.ok)


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="写到哪个文件")
    parser.add_argument("--format", choices=("ocel", "xes"), default="ocel", help="OCEL 2.0 JSON 或 XES")


def _export(arguments: argparse.Namespace) -> Answer:
    from tongban.kernel.actor import Actor
    from tongban.ledger import services

    write = services.export_ocel if arguments.format == "ocel" else services.export_xes
    with arguments.file.open("wb") as file:
        report = write(file, actor=Actor.system())
    document = asdict(report)
    return Answer(document, [f"已写到 {arguments.file}", str(document)])


COMMANDS = [
    Command(
        "ledger verify", "核验事实账本，指出被改动的每一条", "tongban ledger verify --json", lambda _: None, _verify
    ),
    Command(
        "ledger export", "导出过程挖掘工具可读的日志", "tongban ledger export log.json", _export_arguments, _export
    ),
]
