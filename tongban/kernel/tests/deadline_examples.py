"""Worked deadlines, each with the article it shows. Days in China; `pauses` are days with both ends included."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Example:
    """`due` is a day, or an instant where hours or the close of business are meant; empty while time stands still."""

    topic: str
    start: str
    limit: str
    due: str
    article: str
    why: str
    pauses: str = ""


SWAP, START, PAUSE, MONTH, OFF, HOUR = "adjusted weekends", "start day", "pauses", "months", "day off", "hours"
CLOSE, OPEN = "close of business", "open pauses"

EXAMPLES = [
    Example(
        SWAP, "2024-02-02", "1 working_day", "2024-02-04", "行政许可法82", "a Sunday worked before Spring Festival"
    ),
    Example(
        SWAP, "2025-01-24", "1 working_day", "2025-01-26", "行政许可法82", "a Sunday worked before Spring Festival"
    ),
    Example(SWAP, "2025-02-05", "3 working_day", "2025-02-08", "行政许可法82", "a Saturday worked after the festival"),
    Example(SWAP, "2025-10-10", "1 working_day", "2025-10-11", "行政许可法82", "a Saturday worked after National Day"),
    Example(SWAP, "2026-02-13", "1 working_day", "2026-02-14", "行政许可法82", "a Saturday worked before the festival"),
    Example(SWAP, "2026-10-09", "1 working_day", "2026-10-10", "行政许可法82", "a Saturday worked after National Day"),
    Example(SWAP, "2024-05-10", "1 working_day", "2024-05-11", "行政许可法82", "a Saturday worked after Labour Day"),
    Example(START, "2025-03-03", "1 working_day", "2025-03-04", "民法典201①", "Monday does not count"),
    Example(START, "2025-03-07", "1 working_day", "2025-03-10", "民法典201①", "Friday does not count"),
    Example(
        START, "2025-03-08", "1 working_day", "2025-03-10", "民法典201①", "Saturday does not count, nor does Sunday"
    ),
    Example(START, "2025-03-03", "1 natural_day", "2025-03-04", "民法典201①", "natural days too"),
    Example(START, "2025-03-03", "0 working_day", "2025-03-03", "行政许可法37", "on the spot: the day itself"),
    Example(START, "2025-03-08", "0 working_day", "2025-03-10", "民法典203①", "on the spot on a Saturday: by Monday"),
    Example(
        PAUSE, "2025-03-03", "5 working_day", "2025-03-12", "行政许可法45", "two working days stood", "03-05:03-06"
    ),
    Example(PAUSE, "2025-03-03", "5 working_day", "2025-03-11", "行政许可法45", "one day, both ends", "03-06:03-06"),
    Example(
        PAUSE, "2025-03-03", "5 working_day", "2025-03-10", "行政许可法45", "a weekend stands still", "03-08:03-09"
    ),
    Example(
        PAUSE,
        "2025-03-03",
        "5 working_day",
        "2025-03-14",
        "行政许可法45",
        "overlapping pauses count once",
        "03-05:03-07;03-06:03-10",
    ),
    Example(PAUSE, "2025-03-03", "5 natural_day", "2025-03-10", "行政许可法45", "natural days", "03-05:03-06"),
    Example(
        PAUSE, "2025-03-03", "5 working_day", "2025-03-10", "行政许可法45", "after the end: nothing", "03-11:03-20"
    ),
    Example(PAUSE, "2025-01-15", "1 month", "2025-02-20", "行政许可法45", "a month gains the days", "01-20:01-24"),
    Example(PAUSE, "2025-03-03", "1 working_day", "2025-03-04", "民法典201①", "on the start day only", "03-03:03-03"),
    Example(MONTH, "2025-03-15", "1 month", "2025-04-15", "民法典202", "the corresponding day"),
    Example(MONTH, "2024-01-31", "1 month", "2024-02-29", "民法典202", "no 31st: month end of a leap year"),
    Example(MONTH, "2025-03-31", "1 month", "2025-04-30", "民法典202", "no 31st: month end"),
    Example(MONTH, "2024-12-15", "3 month", "2025-03-17", "民法典202、203①", "over the year; the 15th is a Saturday"),
    Example(MONTH, "2024-02-29", "1 year", "2025-02-28", "民法典202", "no 29th: month end"),
    Example(MONTH, "2024-02-28", "1 year", "2025-02-28", "民法典202", "a year to the day"),
    Example(OFF, "2025-03-03", "5 natural_day", "2025-03-10", "民法典203①", "Saturday moves to Monday"),
    Example(OFF, "2025-03-03", "6 natural_day", "2025-03-10", "民法典203①", "Sunday moves to Monday"),
    Example(OFF, "2025-01-23", "5 natural_day", "2025-02-05", "民法典203①", "Spring Festival moves to its next day"),
    Example(OFF, "2025-01-21", "5 natural_day", "2025-01-26", "民法典203①", "a Sunday that works does not move"),
    Example(OFF, "2026-09-25", "5 natural_day", "2026-09-30", "民法典203①", "a working day stays"),
    Example(OFF, "2026-09-25", "6 natural_day", "2026-10-08", "民法典203①", "National Day moves past the holiday"),
    Example(
        HOUR,
        "2025-03-07T16:30",
        "24 hour",
        "2025-03-08T16:30",
        "民法典201②",
        "through the weekend (安阳条例50: 24小时退回)",
    ),
    Example(HOUR, "2025-03-07T16:30", "2 hour", "2025-03-07T18:30", "民法典201②", "past the close of business"),
    Example(HOUR, "2024-02-28T10:00", "48 hour", "2024-03-01T10:00", "民法典201②", "over the leap day"),
    Example(HOUR, "2025-03-03T10:00", "0 hour", "2025-03-03T10:00", "民法典201②", "at once"),
    Example(
        HOUR, "2025-03-03T22:00", "24 hour", "2025-03-05T22:00", "行政许可法45", "a whole day stood", "03-04:03-04"
    ),
    Example(CLOSE, "2025-03-03", "1 working_day", "2025-03-04T17:00", "民法典203②", "where business has hours"),
    Example(CLOSE, "2025-03-03", "5 natural_day", "2025-03-10T17:00", "民法典203①②", "moved, then closed"),
    Example(CLOSE, "2025-03-03", "1 month", "2025-04-03T17:00", "民法典202、203②", "months too"),
    Example(CLOSE, "2025-03-03T09:10", "0 working_day", "2025-03-03T17:00", "民法典203②", "on the spot: until closing"),
    Example(
        CLOSE, "2025-03-03T19:30", "0 working_day", "2025-03-04T00:00", "民法典203②", "after closing: served till 24:00"
    ),
    Example(OPEN, "2025-03-03", "5 working_day", "", "行政许可法45", "nobody knows yet", "03-06:"),
    Example(OPEN, "2025-03-03", "5 working_day", "2025-03-10", "行政许可法45", "begun after the end", "03-11:"),
    Example(OPEN, "2025-03-03", "5 natural_day", "", "行政许可法45", "begun before the moved last day", "03-10:"),
    Example(OPEN, "2025-03-03T10:00", "24 hour", "", "行政许可法45", "hours stand still too", "03-04:"),
]
