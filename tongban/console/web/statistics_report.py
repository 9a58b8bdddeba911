"""The statistics on paper: figures, the largest groups, the rules and every formula."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import cast

from tongban.catalogue.selectors import TERMS, CatalogueStatistics, Rules, printed
from tongban.documents.services import Report, ReportSection, ReportTable, chinese_date, render_report
from tongban.furniture.frame import Frame

MOST = 60


def report_of(
    found: CatalogueStatistics,
    rows: Sequence[Mapping[str, object]],
    rule: Rules,
    *,
    day: dt.date,
    by: str,
    selection: str,
    columns: Sequence[str],
) -> bytes:
    """The PDF. `rows` are the groups with names, units and printed rates, the largest first."""
    words = printed(found, rule.rounding)
    rates = tuple(
        (
            TERMS[name].label,
            words[name] or "—",
            f"{rate.numerator:,}",
            f"{rate.denominator:,}",
            str(rate.numerator / rate.denominator if rate.denominator and TERMS[name].percent else 0),
        )
        for name, rate in found.rates.items()
    )
    groups = tuple(
        (
            str(row["name"]),
            f"{row['units']:,}",
            *(cast("dict[str, str]", row["printed"])[name] or "—" for name in columns),
        )
        for row in rows[:MOST]
    )
    shares = (0.34, 0.11, *(0.55 / len(columns) for _ in columns))
    rest = (f"共{len(rows)}组，只列出事项最多的{MOST}组。",) if len(rows) > MOST else ()
    sections = (
        ReportSection(
            "一、总体情况",
            (
                (
                    f"截至{chinese_date(day)}，{selection}在用、已发布的业务办理项共{found.units:,}项，"
                    f"其中即办件{found.counts['instant']:,}项（{words['instant_rate'] or '—'}），"
                    f"承诺一个工作日内办结的（含即办件）占{words['one_day_rate'] or '—'}，"
                    f"全程网办的占{words['fully_online_rate'] or '—'}。"
                ),
            ),
            ReportTable(("指标", "比率", "分子", "分母", ""), rates, (0.36, 0.13, 0.15, 0.15, 0.21), bar=4),
        ),
        ReportSection(
            f"二、按{by}分",
            (),
            ReportTable((by, "事项", *(TERMS[name].label for name in columns)), groups, shares),
            rest,
        ),
        ReportSection(
            "三、口径和依据",
            (
                f"规则包：{rule.pack}。比率{rule.rounding.words}；没有公布的内容不进分母；分子、分母都可以逐项列出。",
                *rule.citations.values(),
            ),
            notes=tuple(f"{term.label}：{term.formula}。" for term in TERMS.values()),
        ),
    )
    city = Frame().city_name
    report = Report(
        title=f"{city}政务服务事项统计",
        subtitle=f"统计日：{chinese_date(day)}　范围：{selection}",
        sections=sections,
        author=city,
        foot=f"规则包 {rule.pack}；比率{rule.rounding.words}",
    )
    return render_report(report)
