"""`tongban cases move`: running cases and a new version of their guide."""

from __future__ import annotations

import argparse
from typing import Any
from uuid import UUID

from tongban.shell.command import Answer, Command, say


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="before", type=int, help="在办件现在按的版本（版本编号）")
    parser.add_argument("--to", dest="after", type=int, help="改按的版本，必须是现行版本")
    parser.add_argument("--case", action="append", default=[], help="只改这一件（办件编号）；可以写几次")
    parser.add_argument("--reason", default="", help="为什么要改，申请人会看到")
    parser.add_argument("--basis", default="", help="要求适用新版本的法律规定或者文号")
    parser.add_argument("--lengthen", action="store_true", help="依据明确延长了时限，已在计时的也适用更长的时限")
    parser.add_argument("--yes", action="store_true", help="真的改；不写只试算，什么都不动")
    parser.add_argument("--batch", type=UUID, help="接着做断掉的那一批")
    parser.add_argument("--undo", type=UUID, metavar="BATCH", help="把这一批改回原来的版本")


def _move(arguments: argparse.Namespace) -> Answer:
    from tongban.cases import services
    from tongban.kernel.actor import Actor, Channel
    from tongban.shell.errors import Misuse

    actor = Actor.system().via(Channel.COMMAND)
    if arguments.undo:
        return _told(services.undo_moves(batch=arguments.undo, reason=arguments.reason, actor=actor), "改回")
    if not arguments.before or not arguments.after:
        raise Misuse("请写明 --from 和 --to 两个版本。")
    if not arguments.yes:
        return _dry(arguments, actor)
    report = services.move_cases(
        from_version_id=arguments.before,
        to_version_id=arguments.after,
        reason=arguments.reason,
        basis=arguments.basis,
        case_uids=_uids(arguments.case, actor) if arguments.case else None,
        batch=arguments.batch,
        may_lengthen=arguments.lengthen,
        progress=lambda number: say(f"已改 {number} 件……") if number % 100 == 0 else None,
        actor=actor,
    )
    return _told(report, "改")


def _uids(numbers: list[str], actor: Any) -> list[UUID]:
    from tongban.cases import selectors

    return [selectors.case_by_no(number, viewer=actor).uid for number in numbers]


def _dry(arguments: argparse.Namespace, actor: Any) -> Answer:
    """What would happen, case by case; nothing is written."""
    from tongban.cases import selectors

    plan = selectors.version_move_plan(
        arguments.before, arguments.after, viewer=actor, most=10_000, may_lengthen=arguments.lengthen
    )
    wanted = set(arguments.case)
    shown = [case for case in plan.cases if not wanted or case.case_no in wanted]
    document = {
        "from": plan.before.number,
        "to": plan.after.number,
        "cases": plan.total,
        "moved": 0,
        "plan": [{"case_no": c.case_no, "changes": list(c.sentences), "stays": c.stays} for c in shown],
    }
    lines = [f"在办 {plan.total} 件，可以改 {plan.movable} 件。这是试算，没有改动；真的改加 --yes。"]
    lines += [f"{c.case_no} {'不改：' + c.stays if c.stays else ' '.join(c.sentences) or '没有变化'}" for c in shown]
    return Answer(document, lines)


def _told(report: Any, what: str) -> Answer:
    document = {
        "batch": str(report.batch),
        "moved": report.moved,
        "stayed": [{"case_no": number, "reason": why} for number, why in report.stayed],
    }
    lines = [f"已{what} {report.moved} 件，批次 {report.batch}。", *(f"{no}：{why}" for no, why in report.stayed)]
    return Answer(document, lines, findings=bool(report.stayed))


COMMANDS = [
    Command(
        "cases move",
        "在办件改按新版办事指南：默认只试算，加 --yes 才改；--undo 整批改回",
        "tongban cases move --from 12 --to 34 --reason 条例修订 --basis 同安市条例第九条 --yes",
        _arguments,
        _move,
    ),
]
