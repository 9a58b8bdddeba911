"""What the charts of the statistics show, on pages and on paper alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from tongban.catalogue.selectors import TERMS, CatalogueStatistics
from tongban.furniture import charts

MOST_BARS = 20


def groups_chart(rows: Sequence[Mapping[str, object]]) -> tuple[charts.Spec, int]:
    """Items by group, the largest first (`rows` with name and units), and how many groups are shown."""
    shown = [
        {"name": str(row["name"]), "units": row["units"], "text": f"{row['units']:,}项"} for row in rows[:MOST_BARS]
    ]
    return charts.bars(shown, label="name", value="units", text="text"), len(shown)


def trend_chart(months: Sequence[tuple[dt.date, CatalogueStatistics]], names: Sequence[str]) -> charts.Spec:
    """These rates in percent over the days given."""
    shown = [
        {
            "day": day.isoformat(),
            "value": 100 * rate.numerator / rate.denominator,
            "rate": TERMS[name].label,
        }
        for day, found in months
        for name in names
        if (rate := found.rates[name]).denominator
    ]
    return charts.lines(shown, at="day", value="value", series="rate", title="%")
