"""Charts: Vega-Lite specifications as plain dicts, drawn to SVG on the server. Readable without scripts, printable.

The drawing engine (vl-convert) takes some 80 MB and a second when it is first used, so it is loaded by the first
chart of a process and not by its start. Drawings are kept by the content of their specification.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

Spec = dict[str, Any]

FONTS = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, WenQuanYi Zen Hei, sans-serif"
#: Ink, rule and blue of the house's tokens; colour never carries meaning alone.
INK, RULE, BLUE = "#1b1f24", "#d0d5dc", "#1d4f91"
PALETTE = (BLUE, "#b35900", "#2e7d32", "#6a3d9a", "#8c2d19", "#00707a")
_KEPT = 64
_CONFIG: Spec = {
    "font": FONTS,
    "background": "#ffffff",
    "view": {"stroke": None},
    "axis": {"labelFontSize": 13, "titleFontSize": 13, "labelColor": INK, "titleColor": INK, "gridColor": RULE,
             "domainColor": INK, "tickColor": INK, "labelLimit": 260},
    "legend": {"labelFontSize": 13, "titleFontSize": 13, "labelColor": INK, "titleColor": INK, "orient": "bottom",
               "columns": 2, "labelLimit": 260, "symbolStrokeWidth": 0},
    "range": {"category": list(PALETTE)},
}  # fmt: skip


def bars(
    rows: Sequence[Mapping[str, Any]], *, label: str, value: str, text: str = "", title: str = "", width: int = 520
) -> Spec:
    """Horizontal bars in the order given. `label`, `value`, `text` (printed at the bar's end) are keys of the rows."""
    order = [row[label] for row in rows]
    y = {"field": label, "type": "nominal", "sort": order, "title": None, "axis": {"ticks": False, "domain": False}}
    x = {"field": value, "type": "quantitative", "title": title or None, "axis": {"tickCount": 5}}
    layers: list[Spec] = [{"mark": {"type": "bar", "color": BLUE, "height": {"band": 0.7}}}]
    if text:
        layers.append(
            {
                "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 13, "color": INK},
                "encoding": {"text": {"field": text, "type": "nominal"}},
            }
        )
    return {
        "data": {"values": [dict(row) for row in rows]},
        "width": width,
        "height": {"step": 26},
        "encoding": {"x": x, "y": y},
        "layer": layers,
        "config": _CONFIG,
    }


def lines(
    rows: Sequence[Mapping[str, Any]], *, at: str, value: str, series: str, title: str = "", width: int = 520
) -> Spec:
    """Lines over time, one for each value of `series`, told apart by colour, dashes and points. `at`: ISO days."""
    order = list(dict.fromkeys(row[series] for row in rows))
    scale = {"domain": order}
    x = {"field": at, "type": "temporal", "title": None, "axis": {"format": "%y-%m", "tickCount": 6}}
    of = {"field": series, "type": "nominal", "title": None}
    return {
        "data": {"values": [dict(row) for row in rows]},
        "width": width,
        "height": 260,
        "mark": {"type": "line", "point": {"size": 40}, "strokeWidth": 2},
        "encoding": {
            "x": x,
            "y": {
                "field": value,
                "type": "quantitative",
                "title": title or None,
                "scale": {"zero": False},
                "axis": {"titleAngle": 0, "titleAlign": "right"},
            },
            "color": {**of, "scale": scale},
            "shape": {**of, "scale": scale},
            "strokeDash": {**of, "scale": scale},
        },
        "config": _CONFIG,
    }


def spans(
    rows: Sequence[Mapping[str, Any]], *, label: str, start: str, end: str, done: str = "", width: int = 520
) -> Spec:
    """Steps from day to day in the order given (a roadmap). `start`, `end`: ISO days; `done`: the day that a step was
    finished, marked by a diamond, "" where it is not."""
    order = [row[label] for row in rows]
    y = {"field": label, "type": "nominal", "sort": order, "title": None, "axis": {"ticks": False, "domain": False}}
    days = {"type": "temporal", "title": None, "axis": {"format": "%m-%d", "tickCount": 6}}
    layers: list[Spec] = [
        {
            "mark": {"type": "bar", "color": BLUE, "height": {"band": 0.5}},
            "encoding": {"x": {"field": start, **days}, "x2": {"field": end}},
        }
    ]
    if done:
        layers.append(
            {
                "transform": [{"filter": f"datum['{done}'] != ''"}],
                "mark": {"type": "point", "shape": "diamond", "filled": True, "size": 110, "color": PALETTE[1]},
                "encoding": {"x": {"field": done, **days}},
            }
        )
    return {
        "data": {"values": [dict(row) for row in rows]},
        "width": width,
        "height": {"step": 30},
        "encoding": {"y": y},
        "layer": layers,
        "config": _CONFIG,
    }


def svg(spec: Spec) -> str:
    """The drawing of a specification, kept by its content (64 drawings in each process). Raises `ValueError`."""
    return _drawn(json.dumps(spec, ensure_ascii=False, sort_keys=True))


@lru_cache(maxsize=_KEPT)
def _drawn(spec: str) -> str:
    import vl_convert  # loaded late: see above

    drawn: str = vl_convert.vegalite_to_svg(vl_spec=spec, vl_version="5.20")
    return drawn
