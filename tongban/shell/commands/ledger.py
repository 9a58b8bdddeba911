"""`tongban ledger verify`, `checkpoint`, `history` and `export`."""

from __future__ import annotations

import argparse
import os
import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tongban.shell.command import Answer, Command
from tongban.shell.errors import Misuse

if TYPE_CHECKING:  # rooms are imported once the city has been entered
    from tongban.ledger.services import Part


def _verify_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--part", default="", metavar="i/n", help="只核验 n 份中的第 i 份，例如 2/4；各份合起来等于全部"
    )
    parser.add_argument("--full", action="store_true", help="不采信封存时的核对，逐条重新计算（慢约五倍）")
    parser.add_argument("--workers", type=int, default=0, help="同时读取的进程数，默认等于处理器核数，最多 8 个")
    parser.add_argument("--checkpoint", type=Path, metavar="文件", help="另行保管的封存，账本里必须还有它")


def _verify(arguments: argparse.Namespace) -> Answer:
    from tongban.kernel.actor import Actor
    from tongban.ledger import services

    kept = services.read_checkpoint(arguments.checkpoint.read_bytes()) if arguments.checkpoint else None
    report = services.verify(
        _part(arguments.part),
        full=arguments.full,
        workers=arguments.workers or min(os.cpu_count() or 1, 8),
        checkpoint=kept,
        actor=Actor.system(),
    )
    document = asdict(report)
    lines = [f"共 {report.facts} 条事实，已封存 {report.sealed} 条：" + ("完好" if report.ok else "有问题")]
    lines += [finding.text for finding in report.findings[:50]]
    if report.found > 50:
        lines.append(f"共 {report.found} 处，以上是前 50 处；全部见 --json")
    return Answer(document, lines, findings=not report.ok)


def _part(text: str) -> Part | None:
    from tongban.ledger.services import Part

    if not text:
        return None
    match = re.fullmatch(r"(\d{1,4})/(\d{1,4})", text)
    try:
        if match is None:
            raise ValueError
        return Part(int(match.group(1)), int(match.group(2)))
    except ValueError:
        raise Misuse("--part 要写成 i/n，i 从 1 到 n，例如 2/4。") from None


def _checkpoint_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, metavar="文件", help="写到文件；不给则印在标准输出")


def _checkpoint(arguments: argparse.Namespace) -> Answer:
    from tongban.ledger import services

    taken = services.take_checkpoint()
    line = taken.encode().decode().rstrip("\n")
    _, fingerprint = services.published_key()
    document = {"number": taken.number, "checkpoint": line, "fingerprint": fingerprint}
    if arguments.out:
        arguments.out.write_text(line + "\n", encoding="utf-8")
        told = f"第 {taken.number} 号封存已写到 {arguments.out}，请交别处保管；公钥指纹 {fingerprint}"
        return Answer(document, [told])
    return Answer(document, [line])


def _history_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--case", required=True, metavar="编号", help="办件编号")
    parser.add_argument("--out", type=Path, required=True, metavar="文件", help="写到哪个文件")
    parser.add_argument("--all", action="store_true", help="连不向当事人公开的记录一起给出（法院、审计用）")


def _history(arguments: argparse.Namespace) -> Answer:
    from tongban.cases import selectors as cases
    from tongban.kernel.actor import Actor
    from tongban.ledger import services
    from tongban.ledger.facts import ObjectRef

    number = arguments.case.strip()
    uid = str(cases.case_by_no(number, viewer=Actor.system()).uid)
    made = services.case_history_file(
        ref=ObjectRef("case", uid), title=f"办件 {number}", public_only=not arguments.all, actor=Actor.system()
    )
    arguments.out.write_bytes(made.content)
    document = {
        "case_no": number,
        "file": str(arguments.out),
        "facts": made.facts,
        "related": made.related,
        "hidden": made.hidden,
        "unsealed": made.unsealed,
        "fingerprint": made.fingerprint,
    }
    told = (
        f"共 {made.facts} 条记录、{made.related} 条关联记录，其中 {made.hidden} 条只给摘要、{made.unsealed} 条尚未封存"
    )
    check = f"核对：python docs/tools/check_history.py {arguments.out} --fingerprint {made.fingerprint}"
    return Answer(document, [*made.timeline, f"已写到 {arguments.out}：{told}", check])


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
        "ledger verify", "核验事实账本，指出被改动的每一条", "tongban ledger verify --json", _verify_arguments, _verify
    ),
    Command(
        "ledger checkpoint",
        "取出最新的封存，交别处保管，账本日后不能截短",
        "tongban ledger checkpoint --out 2026-11-21.json",
        _checkpoint_arguments,
        _checkpoint,
    ),
    Command(
        "ledger history",
        "把一个办件的全部记录写成一份可以离线核对的文件",
        "tongban ledger history --case 11410500Y00000016W3410123001000202611210001 --out history.json",
        _history_arguments,
        _history,
    ),
    Command(
        "ledger export", "导出过程挖掘工具可读的日志", "tongban ledger export log.json", _export_arguments, _export
    ),
]
