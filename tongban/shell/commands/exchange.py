"""`tongban catalogue export` and `tongban catalogue import`."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tongban.shell.command import Answer, Command, say
from tongban.shell.errors import Misuse

if TYPE_CHECKING:
    from tongban.catalogue.services import ImportReport

_SHOWN = 40


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="OUT", help="写到哪个文件；后缀决定写法，如 .xlsx、.ttl")
    parser.add_argument(
        "--format", default="xlsx", choices=["xlsx", "csv", "json", "national", "cpsv"], help="格式，默认 xlsx"
    )
    parser.add_argument("--region", default="", metavar="代码", help="只要这个行政区划的事项")
    parser.add_argument(
        "--department", default="", metavar="部门", help="只要这个实施主体的事项：名称或统一社会信用代码"
    )
    parser.add_argument("--kind", default="", metavar="类型", help="只要这一类事项，如 licensing")
    parser.add_argument("--drafts", action="store_true", help="有正在编制的版本的事项，导出那一版，不是已发布的那一版")


def _export(arguments: argparse.Namespace) -> Answer:
    from tongban.catalogue import selectors
    from tongban.catalogue.exchange.national import NOT_CARRIED
    from tongban.catalogue.exchange.writing import write
    from tongban.kernel.actor import Actor

    lines = selectors.listings(region_code=arguments.region, item_kind=arguments.kind)
    if arguments.drafts:
        lines = selectors.newest_lines(viewer=Actor.system(), region_code=arguments.region, item_kind=arguments.kind)
    if arguments.department:
        wanted = arguments.department
        lines = (line for line in lines if wanted in (line.department_code, line.department_name))
    try:
        count = write(arguments.format, lines, arguments.path, progress=lambda done: say(f"已写 {done} 个事项"))
    except (ValueError, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Misuse(f"没有写出文件“{arguments.path}”：{reason}。") from error
    document = {
        "format": arguments.format,
        "file": str(arguments.path),
        "items": count,
        "drafts": arguments.drafts,
        "bytes": arguments.path.stat().st_size,
        "not_carried": NOT_CARRIED if arguments.format == "national" else {},
    }
    told = [f"已写出 {count} 个事项：{arguments.path}"]
    if document["not_carried"]:
        told.append(f"交换库表放不下：{'；'.join(NOT_CARRIED.values())}。")
    return Answer(document, told)


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="文件")
    parser.add_argument(
        "--feed",
        default="guangdong",
        help="来源格式：guangdong 每行一个事项；national 国家交换库表；sheet 导出后修改的表格，或者外地事项清单",
    )
    parser.add_argument("--dry-run", action="store_true", help="只检查和报告，什么也不写")


def _import(arguments: argparse.Namespace) -> Answer:
    report = _taken(arguments)
    document = asdict(report) | {"dry_run": arguments.dry_run}
    lines = [
        ("（试运行，没有写入）" if arguments.dry_run else "")
        + f"共 {report.rows} 行：收录 {report.taken}，修正后收录 {report.mended}，"
        f"未变 {report.unchanged}，拒收 {report.refused}。",
        *(f"第 {f['row']} 行 [{f['code']}] {f['text']}" for f in document["findings"][:_SHOWN]),
    ]
    if len(document["findings"]) > _SHOWN:
        lines.append(f"……共 {len(document['findings'])} 条提示，加 --json 查看全部。")
    refused = report.refused > 0 or any(finding.weight == "refused" for finding in report.findings)
    return Answer(document, lines, findings=refused)


def _taken(arguments: argparse.Namespace) -> ImportReport:
    from django.db import transaction

    from tongban.catalogue import services
    from tongban.catalogue.exchange.reading import is_own_workbook
    from tongban.feeds.sheet_files import open_book
    from tongban.kernel.actor import Actor

    def progress(done: int, total: int) -> None:
        # In a spreadsheet the lines of the file say nothing about its rows.
        say(f"已读 {done} / {total} 行" if done <= total else f"已读 {done} 行")

    actor = Actor.system()
    if arguments.feed == "sheet" and is_own_workbook(open_book(arguments.path)):
        return services.import_sheet(
            path=arguments.path, actor=actor, dry_run=arguments.dry_run, progress=lambda done: say(f"已读 {done} 行")
        )
    with transaction.atomic() if arguments.dry_run else nullcontext():
        report = services.import_feed(feed=arguments.feed, path=arguments.path, actor=actor, progress=progress)
        if arguments.dry_run:
            transaction.set_rollback(True)
    return report


COMMANDS = [
    Command(
        "catalogue import",
        "导入办事指南，逐行（表格逐格）说明收录、修正或拒收的原因",
        "tongban catalogue import --feed guangdong items.jsonl --json",
        _import_arguments,
        _import,
    ),
    Command(
        "catalogue export",
        "导出实施清单：可以改了再导入的表格、CSV、JSON、国家交换库表、CPSV-AP（RDF）",
        "tongban catalogue export --format xlsx --department 某某局 items.xlsx",
        _export_arguments,
        _export,
    ),
]
