"""The time of a case in words: plain sentences for the applicant, the same with articles for the officer. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tongban.cases.selectors.time import Account, Change, Ran, Span
from tongban.kernel.deadline import LimitUnit

_ARTICLES = {
    "start": "《民法典》第二百零一条第一款",
    "hours_start": "《民法典》第二百零一条第二款",
    "after_hours": "《民法典》第二百零三条第二款",
    Ran.RAN: "《行政许可法》第八十二条",
}
#: How a clock says that a day of it does not count.
_UNCOUNTED = {LimitUnit.WORKING_DAY: "休息日、节假日"}


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence about some days; `what` chooses its mark on a page, `basis` is empty for the applicant."""

    what: str
    text: str
    basis: str = ""

    @property
    def whole(self) -> str:
        """The sentence with its article."""
        return f"{self.text}（{self.basis}）" if self.basis else self.text


@dataclass(frozen=True, slots=True)
class Told:
    """A clock in words: what it is, day by day, and its sums."""

    label: str
    basis: str
    lines: tuple[Line, ...]
    totals: tuple[tuple[str, str], ...]


def told(account: Account, *, cited: Mapping[str, str] | None) -> Told:
    """The words of an account; `cited` holds the city's articles on pauses (`still`) and extension, None leaves all
    articles out."""
    known = {} if cited is None else {**_ARTICLES, **cited}
    lines = [
        _start(account, known),
        *(_span(span, account, known) for span in account.spans),
        *(_change(change, known) for change in account.changes),
    ]
    basis = "" if cited is None else account.basis
    return Told(account.label, basis, tuple(lines), _totals(account))


def _start(account: Account, known: Mapping[str, str]) -> Line:
    if account.unit is LimitUnit.HOUR:
        return Line("start", f"{day(account.started_on)}起按小时连续计算。", known.get("hours_start", ""))
    text = f"{day(account.started_on)}开始，当日不计入，从第二日起算。"
    if account.after_hours:
        text += "开始时已过办公时间，所以最后一日算到二十四时。"
    return Line("start", text, known.get("start", ""))


def _span(span: Span, account: Account, known: Mapping[str, str]) -> Line:
    between = f"{day(span.first)}至{day(span.last)}" if span.days > 1 else day(span.first)
    off = _UNCOUNTED.get(account.unit, "顺延的休息日")
    without = f"，另有{off}{span.off}天不计" if span.off else ""
    if span.what is Ran.STILL:
        text = f"{between}：停止计时{span.days}天，因为{span.reason}（文书：{span.document_no}）。"
        return Line("still", text, known.get("still", ""))
    if span.what is Ran.OFF:
        return Line("off", f"{between}：{off}，{span.off}天不计。", known.get(Ran.RAN, ""))
    amount = f"{_number(span.counted)}{account.unit_label}"
    if span.what is Ran.LATE:
        return Line("late", f"{between}：超过期限{amount}{without}。")
    basis = known.get(Ran.RAN, "") if account.unit is LimitUnit.WORKING_DAY else ""
    return Line("ran", f"{between}：计时{amount}{without}。", basis)


def _change(change: Change, known: Mapping[str, str]) -> Line:
    why = f"理由：{change.reason.rstrip('。')}。" if change.reason else ""
    if change.document_no:
        text = f"经批准延长{change.text}（文书：{change.document_no}）。{why}"
        return Line("extended", text, known.get("extension", ""))
    return Line("shortened", f"情况紧急，期限由{change.before}缩短为{change.text}。{why}")


def _totals(account: Account) -> tuple[tuple[str, str], ...]:
    """Sums that add up: what ran and what is left make the limit; what ran, stood still and was off make the days."""
    unit = account.unit_label
    added = sum(change.number for change in account.changes)
    limit = f"{_number(account.total - added)}{unit}" if account.total else "当场办结"
    if added:
        limit += f"，延长{_number(added)}{unit}，合计{_number(account.total)}{unit}"
    rows = [("期限", limit), ("已用", f"{_number(account.ran)}{unit}")]
    if account.late:
        rows.append(("超期", f"{_number(account.late)}{unit}"))
    rows.append(("还剩" if account.running else "余下", f"{_number(account.left)}{unit}"))
    if account.still:
        rows.append(("停止计时", f"{account.still}天"))
    if account.unit is not LimitUnit.HOUR:
        if account.off:
            rows.append(("不计的休息日和节假日", f"{account.off}天"))
        rows.append(("日历天数", f"{account.days}天（{day(account.started_on)}次日至{day(account.until)}）"))
    if account.due_on is not None:
        tentative = "（节假日安排公布后重新计算）" if account.provisional else ""
        rows.append(("应在", f"{day(account.due_on)}前办结{tentative}"))
    return tuple(rows)


def day(value: dt.date) -> str:
    """2026年11月21日."""
    return f"{value.year}年{value.month}月{value.day}日"


def _number(value: float) -> str:
    return f"{round(value, 1):g}"
