"""The statistics on paper: figures, trend, the largest groups, rules, formulas; each chart has its table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from tongban.catalogue.selectors import TERMS, CatalogueStatistics, Rules, printed
from tongban.console.web.statistics_charts import groups_chart, trend_chart
from tongban.documents.services import (
    Report,
    ReportPicture,
    ReportSection,
    ReportTable,
    chinese_date,
    render_report,
)
from tongban.furniture import charts
from tongban.furniture.frame import Frame

MOST = 60


@dataclass(frozen=True, slots=True)
class Reported:
    """What a report is about. `rows` are the groups with names, units and printed rates, the largest first; `months`
    the figures at the ends of the last months; `weighted` the mean visits weighted by cases, as printed."""

    found: CatalogueStatistics
    rows: Sequence[Mapping[str, object]]
    months: Sequence[tuple[dt.date, CatalogueStatistics]]
    rule: Rules
    day: dt.date
    by: str
    selection: str
    columns: Sequence[str]
    trend: Sequence[str]


def report_of(asked: Reported) -> bytes:
    """The PDF."""
    city = Frame().city_name
    report = Report(
        title=f"{city}政务服务事项统计",
        subtitle=f"统计日：{chinese_date(asked.day)}　范围：{asked.selection}",
        sections=(_whole(asked), _trend(asked), _groups(asked), _rules(asked.rule)),
        author=city,
        foot=f"规则包 {asked.rule.pack}",
    )
    return render_report(report)


def _whole(asked: Reported) -> ReportSection:
    found, words = asked.found, printed(asked.found, asked.rule.rounding)
    rates = tuple(
        (
            TERMS[name].label,
            words[name] or "—",
            asked.rule.shown(TERMS[name], rate.numerator),
            asked.rule.shown(TERMS[name], rate.denominator),
            str(rate.numerator / rate.denominator if rate.denominator and TERMS[name].percent else 0),
        )
        for name, rate in found.rates.items()
    )
    return ReportSection(
        "一、总体情况",
        (
            (
                f"截至{chinese_date(asked.day)}，{asked.selection}在用、已发布的业务办理项共{found.units:,}项，"
                f"其中即办件{found.counts['instant']:,}项（{words['instant_rate'] or '—'}），"
                f"承诺一个工作日内办结的（含即办件）占{words['one_day_rate'] or '—'}，"
                f"全程网办的占{words['fully_online_rate'] or '—'}。"
            ),
        ),
        ReportTable(("指标", "比率", "分子", "分母", ""), rates, (0.36, 0.13, 0.15, 0.15, 0.21), bar=4),
    )


def _trend(asked: Reported) -> ReportSection:
    """The last months, drawn and as a table; one day is no line."""
    lines = [(day, found.units, printed(found, asked.rule.rounding)) for day, found in asked.months]
    labels = [TERMS[name].label for name in asked.trend]
    rows = tuple(
        (day.isoformat(), f"{units:,}", *(words[name] or "—" for name in asked.trend)) for day, units, words in lines
    )
    spec = trend_chart(asked.months, asked.trend)
    picture = ReportPicture(
        charts.svg(spec),
        "图1　主要比率的变化（%）",
        f"{'、'.join(labels)}在最近{len(lines)}个月末的折线图；数字见下表。",
    )
    shares = (0.16, 0.11, *(0.73 / len(labels) for _ in labels))
    return ReportSection(
        "二、最近12个月",
        ("各月最后一天的数字，都按统计日的规则计算。",),
        ReportTable(("日期", "事项", *labels), rows, shares),
        picture=picture if sum(units > 0 for _, units, _ in lines) > 1 else None,
    )


def _groups(asked: Reported) -> ReportSection:
    rows = asked.rows
    table = tuple(
        (
            str(row["name"]),
            f"{row['units']:,}",
            *(cast("dict[str, str]", row["printed"])[name] or "—" for name in asked.columns),
        )
        for row in rows[:MOST]
    )
    shares = (0.34, 0.11, *(0.55 / len(asked.columns) for _ in asked.columns))
    rest = (f"共{len(rows)}组，只列出事项最多的{MOST}组。",) if len(rows) > MOST else ()
    spec, shown = groups_chart(rows)
    picture = ReportPicture(
        charts.svg(spec),
        f"图2　各{asked.by}的事项数" + (f"（事项最多的{shown}个）" if shown < len(rows) else ""),
        f"{asked.by}事项数的条形图，最多的是{rows[0]['name']}，{rows[0]['units']:,}项；数字见下表。" if rows else "",
    )
    return ReportSection(
        f"三、按{asked.by}分",
        (),
        ReportTable((asked.by, "事项", *(TERMS[name].label for name in asked.columns)), table, shares),
        rest,
        picture=picture if rows else None,
    )


def _rules(rule: Rules) -> ReportSection:
    return ReportSection(
        "四、口径和依据",
        (
            f"规则包：{rule.pack}。比率{rule.rounding.words}。没有公布的内容不进分母；分子、分母都可以逐项列出。",
            *rule.citations.values(),
        ),
        notes=tuple(f"{term.label}：{term.formula}。" for term in TERMS.values()),
    )
