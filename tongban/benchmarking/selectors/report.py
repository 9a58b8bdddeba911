"""The report for those who lead the city: what was aimed at, what was reached, what real cases show."""

from __future__ import annotations

from tongban.benchmarking.selectors.improvements import FEW, ImprovementView
from tongban.benchmarking.selectors.scoreboard import BAND_RULE, Scoreboard
from tongban.documents.services import Report, ReportSection, ReportTable, chinese_date, render_report
from tongban.kernel import clock

MOST_LINES = 200


def share(value: float | None) -> str:
    """A share in per cent with one decimal; a dash where it cannot be told."""
    return "—" if value is None else f"{value:.1%}"


def days(value: float | None) -> str:
    """Working days as people write them: 6, 2.5; a dash where nothing was decided."""
    return "—" if value is None else f"{value:g}"


def report_pdf(board: Scoreboard, *, city: str) -> bytes:
    """The report on paper, of a board already shown to its reader."""
    foot = "办理天数为受理到决定的工作日，取中位数；指南取已发布的版本"
    report = Report(
        title=f"{city}政务服务对标优化情况报告",
        subtitle=f"{chinese_date(board.since)}至{chinese_date(board.until)}交办的任务",
        sections=(_summary(board), _departments(board), _improvements(board), _said(board), _rules()),
        author=city,
        foot=foot,
    )
    return render_report(report)


def summary(board: Scoreboard) -> str:
    """The whole in one paragraph."""
    if not board.improvements:
        return "这一时期没有交办对标优化任务。"
    measured = [one for one in board.improvements if one.quicker is not None]
    said = (
        f"共交办优化任务{len(board.improvements)}项，涉及{len(board.departments)}个部门；"
        f"办事指南已经达标{board.reached}项，超过期限的{board.late}项。"
    )
    if measured:
        best = max(measured, key=lambda one: one.quicker or 0)
        said += (
            f"已经用实际办件评估{len(measured)}项，改后办结的办件合计少等{days(board.days_spared)}个工作日；"
            f"压缩最多的是“{best.item_name}”，"
            f"中位数由{days(best.median_before)}个工作日变为{days(best.median_after)}个工作日。"
        )
    return said


def _summary(board: Scoreboard) -> ReportSection:
    return ReportSection("一、总体情况", (summary(board),))


def _departments(board: Scoreboard) -> ReportSection:
    rows = tuple(
        (
            one.name,
            one.band_label,
            str(one.improvements),
            str(one.reached),
            str(one.late),
            share(one.attained),
            days(one.days_spared),
        )
        for one in board.departments
    )
    columns = ("部门", "分档", "任务", "达标", "逾期", "目标达成率", "少等工作日")
    return ReportSection("二、各部门情况", (), ReportTable(columns, rows, (0.3, 0.12, 0.1, 0.1, 0.1, 0.14, 0.14)))


def _improvements(board: Scoreboard) -> ReportSection:
    rows = tuple(
        (
            one.item_name,
            one.aim.label,
            str(one.before),
            str(one.target),
            str(one.guide or "—"),
            f"{days(one.median_before)}→{days(one.median_after)}",
            _stands(one),
        )
        for one in board.improvements[:MOST_LINES]
    )
    columns = ("事项", "内容", "现状", "目标", "指南", "实际中位数", "进度")
    notes = tuple(f"{one.item_name}：{text}" for one in board.improvements for text in one.caveats)
    rest = (f"共{len(board.improvements)}项，只列出{MOST_LINES}项。",) if len(board.improvements) > MOST_LINES else ()
    table = ReportTable(columns, rows, (0.28, 0.12, 0.12, 0.12, 0.12, 0.12, 0.12))
    return ReportSection("三、任务清单", (), table, (*rest, *notes[:MOST_LINES]))


def _stands(improvement: ImprovementView) -> str:
    return f"{improvement.state_label}，逾期" if improvement.late else improvement.state_label


def _said(board: Scoreboard) -> ReportSection:
    if not board.appraisals:
        return ReportSection("四、通报情况", ("这一时期没有通报表扬、通报和限期整改。",))
    lines = tuple(
        f"{chinese_date(clock.local(one.issued_at).date())}，{one.document_no}，{one.kind_label}{one.department_name}："
        f"{one.reason}" + (f"（整改期限{chinese_date(one.due_on)}）" if one.due_on else "")
        for one in board.appraisals[:MOST_LINES]
    )
    return ReportSection("四、通报情况", lines)


def _rules() -> ReportSection:
    return ReportSection(
        "五、口径",
        (BAND_RULE,),
        notes=(
            "改前：在原来的办事指南上受理、已经作出决定的办件；改后：在达标的办事指南上受理、已经作出决定的办件。",
            f"任何一边不足{FEW}件的，中位数仅供参考。",
            "少等工作日：改后办结件数乘以前后中位数之差，只算办结时限的任务。",
        ),
    )
