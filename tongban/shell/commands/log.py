"""`tongban log import`: the cases of another system, replayed from its event log."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongban.shell.command import Answer, Command, say
from tongban.shell.errors import Misuse

if TYPE_CHECKING:  # rooms are imported once the city has been entered
    from tongban.cases.services import LogReport


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="FILE", help="日志文件，可以是 .gz")
    parser.add_argument("--feed", default="xes", choices=["xes"], help="日志格式，默认 xes（IEEE 1849）")
    parser.add_argument(
        "--department", default="", metavar="代码", help="这些办件归哪个部门（统一社会信用代码）；不给则归全市"
    )


def _import(arguments: argparse.Namespace) -> Answer:
    from tongban.cases import services
    from tongban.kernel.actor import Actor, Channel

    started = time.perf_counter()
    report = services.import_log(
        path=arguments.path,
        actor=Actor.system().via(Channel.COMMAND),
        department_id=_department(arguments.department),
        progress=lambda cases, events: say(f"已收录 {cases} 件，这一次 {events} 个环节"),
    )
    seconds = time.perf_counter() - started
    document = _document(report, seconds)
    lines = [
        (
            f"日志里共 {document['cases']} 件、{document['events']} 个环节：这一次收录 {report.taken} 件，"
            f"原有 {report.unchanged} 件没有变化（用时 {seconds:.1f} 秒）。"
        ),
        (
            f"有到期时间、也有完成时间的 {document['with_both_dates']} 项，其中超期完成 {document['late']} 项；"
            f"没有完成时间的 {document['running']} 项，其中已超期 {document['overdue']} 项。"
        ),
        *(finding["text"] for finding in document["findings"]),
    ]
    return Answer(document, lines, findings=bool(document["findings"]))


def _document(report: LogReport, seconds: float) -> dict[str, Any]:
    """The keys every log has, then what this run did. Numbers of duties are those the city now holds."""
    counts = report.counts
    outcomes = counts.outcomes
    return {
        "cases": counts.cases,
        "events": counts.events,
        "with_both_dates": counts.with_both_dates,
        "late": counts.late,
        "running": outcomes.running,
        "overdue": outcomes.overdue,
        "dates": {
            "on_cases": counts.of_cases.ended + counts.of_cases.running,
            "on_steps": counts.of_steps.ended + counts.of_steps.running,
        },
        "log": report.log_id,
        "digest": f"sha256:{report.digest}",
        "taken": report.taken,
        "unchanged": report.unchanged,
        "seconds": round(seconds, 3),
        "events_per_second": round(report.taken_events / seconds) if report.taken_events else None,
        "findings": [
            {"kind": kind, "count": count, "text": text.format(count)}
            for kind, count, text in (
                ("unreadable_dates", report.unread, "有 {} 个日期写法不对，当作没有填写。"),
                ("ended_in_future", report.ahead, "有 {} 项的完成时间还没有到，当作没有完成。"),
            )
            if count
        ],
    }


def _department(code: str) -> int | None:
    from tongban.orgs import selectors as orgs

    if not code:
        return None
    found = orgs.department_by_code(code)
    if found is None:
        raise Misuse(f"没有统一社会信用代码为“{code}”的部门。")
    return found.id


COMMANDS = [
    Command(
        "log import",
        "导入其他系统的办件日志：办件、环节、到期和完成时间进入本市的账本和限时任务；再导一次什么也不变",
        "tongban log import --feed xes permits.xes.gz --json",
        _arguments,
        _import,
    ),
]
