"""Charts drawn on the server: Chinese labels stay text, drawings are kept, the engine loads late."""

from __future__ import annotations

import subprocess
import sys

from tongban.furniture import charts

ROWS = [{"name": "市公安局<局>", "units": 12, "text": "12项"}, {"name": "民政局", "units": 3, "text": "3项"}]


def test_bars_are_svg_with_their_words() -> None:
    drawn = charts.svg(charts.bars(ROWS, label="name", value="units", text="text"))
    assert drawn.startswith("<svg")
    assert "市公安局&lt;局&gt;" in drawn
    assert "12项" in drawn
    assert drawn.index("市公安局") < drawn.index("民政局")


def test_lines_differ_by_more_than_colour() -> None:
    rows = [
        {"day": f"2026-0{n}-01", "value": n * k, "rate": name} for n in (1, 2, 3) for k, name in ((1, "甲"), (2, "乙"))
    ]
    drawn = charts.svg(charts.lines(rows, at="day", value="value", series="rate"))
    assert "stroke-dasharray" in drawn
    assert "甲" in drawn


def test_a_drawing_is_kept_by_its_content() -> None:
    spec = charts.bars(ROWS, label="name", value="units")
    assert charts.svg(spec) is charts.svg(dict(reversed(list(spec.items()))))


def test_the_engine_is_not_loaded_at_start() -> None:
    code = "import sys, tongban.furniture.charts; sys.exit('vl_convert' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
