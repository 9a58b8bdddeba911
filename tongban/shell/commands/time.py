"""`tongban deadline` and `tongban clock`."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re

from tongban.shell.command import Answer, Command

_UNITS = ("working_day", "natural_day", "hour", "month", "year")
_STEP = re.compile(r"^\+(\d+)([dhm])$")


def _deadline_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--start", required=True, help="起始日 2026-11-21，按小时计的用 2026-11-21T09:30")
    parser.add_argument("--limit", required=True, type=int, help="期限的数目")
    parser.add_argument("--unit", required=True, choices=_UNITS, help="期限的单位")
    parser.add_argument("--pause", nargs="*", default=[], metavar="A:B", help="停止计算的时段，两端都算在内")


def _moment(text: str) -> dt.date | dt.datetime:
    from tongban.kernel import clock

    if len(text) == 10:
        return dt.date.fromisoformat(text)
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.CHINA)


def _deadline(arguments: argparse.Namespace) -> Answer:
    from tongban.kernel import clock
    from tongban.kernel.deadline import Limit, LimitUnit, Pause, due
    from tongban.kernel.errors import InvalidInput
    from tongban.reference import selectors as reference

    try:
        start = _moment(arguments.start)
        pauses = [Pause(*(dt.date.fromisoformat(end) for end in pause.split(":"))) for pause in arguments.pause]
    except (ValueError, TypeError) as error:
        raise InvalidInput(errors={"date": "日期要写成 2026-11-21，暂停要写成 2026-11-23:2026-11-25。"}) from error
    found = due(start, Limit(arguments.limit, LimitUnit(arguments.unit)), reference.work_calendar(), pauses)
    end = clock.local(found.due_at) if arguments.unit == "hour" and found.due_at else found.due_on
    document = {
        "due": end.isoformat() if end else "",
        "counted": [day.isoformat() for day in found.counted],
        "provisional": found.provisional,
        "basis": list(found.basis),
    }
    note = "（该年度放假安排尚未公布，暂按周末和固定节日计算）" if found.provisional else ""
    return Answer(document, [f"到期：{document['due']}{note}", *found.basis])


def _clock_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("step", nargs="?", default="", help="+3d 三天，+4h 四小时，+30m 三十分钟；不写则显示现在的时间")


def _clock(arguments: argparse.Namespace) -> Answer:
    from django.conf import settings

    from tongban.kernel import clock
    from tongban.kernel.errors import InvalidInput

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.shell.settings")
    _ = settings.TONGBAN_HOME  # reading the settings tells the clock its city; the time needs no database
    if arguments.step:
        match = _STEP.match(arguments.step)
        if match is None:
            raise InvalidInput(errors={"step": "要写成 +3d、+4h 或 +30m。"})
        number, unit = int(match[1]), match[2]
        clock.move(
            {"d": dt.timedelta(days=number), "h": dt.timedelta(hours=number), "m": dt.timedelta(minutes=number)}[unit]
        )
    now = clock.local(clock.now())
    document = {"now": now.isoformat(), "offset_seconds": clock.offset().total_seconds()}
    return Answer(document, [f"现在是 {now:%Y年%m月%d日 %H:%M:%S}"])


COMMANDS = [
    Command(
        "deadline",
        "计算到期日，并说明依据",
        "tongban deadline --start 2026-02-13 --limit 5 --unit working_day --pause 2026-02-24:2026-02-25 --json",
        _deadline_arguments,
        _deadline,
    ),
    Command("clock", "查看时间；演示和测试城市可以往前拨", "tongban clock +3d", _clock_arguments, _clock, city=False),
]
