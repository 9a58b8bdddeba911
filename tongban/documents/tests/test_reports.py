"""Printed reports: charts as drawings with words for who cannot see them, tables over several pages."""

from __future__ import annotations

import io

import pypdf
import pytest

from tongban.documents.drawing import Drawing
from tongban.documents.services import Report, ReportPicture, ReportSection, ReportTable, render_report
from tongban.furniture import charts

BARS = charts.bars(
    [{"name": "市场监督管理局", "n": 41, "text": "41项"}, {"name": "公安局", "n": 9, "text": "9项"}],
    label="name", value="n", text="text", title="事项数",
)  # fmt: skip
LINES = charts.lines(
    [{"day": f"2026-{m:02}-28", "v": m * s, "rate": f"比率{s}"} for s in range(1, 7) for m in range(1, 12)],
    at="day", value="v", series="rate", title="%",
)  # fmt: skip
SPANS = charts.spans(
    [
        {"step": "方案", "a": "2026-01-01", "b": "2026-03-01", "done": "2026-02-20"},
        {"step": "实施", "a": "2026-03-01", "b": "2026-06-01", "done": ""},
    ],
    label="step", start="a", end="b", done="done",
)  # fmt: skip


def printed(*sections: ReportSection) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(render_report(Report("统计", "范围", sections))))


@pytest.mark.parametrize(
    ("spec", "words"),
    [(BARS, ("市场监督管理局", "41项", "事项数")), (LINES, ("比率1", "比率6", "26-04")), (SPANS, ("方案", "实施"))],
)
def test_every_kind_of_chart_is_drawn_with_letters_and_lines(spec: charts.Spec, words: tuple[str, ...]) -> None:
    picture = ReportPicture(charts.svg(spec), "图1　说明", "条形图，数字见下表。")
    (page,) = printed(ReportSection("一、图", ("引言。",), picture=picture)).pages
    text = page.extract_text()
    assert all(word in text for word in (*words, "图1", "说明"))
    assert not page.images
    contents = page.get_contents()
    assert contents is not None
    content = contents.get_data()
    spoken = ("\ufeff" + picture.alt).encode("utf-16-be").hex().upper().encode()
    assert b"/Span <</Alt <" + spoken + b">>> BDC" in content
    assert content.count(b" BDC") == content.count(b"EMC") == 1


def test_a_picture_stands_under_the_words_that_introduce_it() -> None:
    rows = tuple((f"第{number}行", "1") for number in range(26))
    before = ReportSection("一、表", table=ReportTable(("名", "数"), rows, (0.5, 0.5)))
    picture = ReportPicture(charts.svg(LINES), "图1", "折线图")
    _, second = printed(before, ReportSection("二、图", ("引言在图上面。",), picture=picture)).pages
    text = second.extract_text()
    assert all(word in text for word in ("二、图", "引言在图上面", "图1"))


def test_the_head_of_a_table_stands_on_every_page() -> None:
    rows = tuple((f"第{number}行", "1") for number in range(90))
    pages = printed(ReportSection("一、表", table=ReportTable(("部门名称", "数"), rows, (0.5, 0.5)))).pages
    assert len(pages) > 2
    texts = [page.extract_text() for page in pages]
    assert all(text.count("部门名称") == 1 for text in texts)
    assert sum(text.count("行") for text in texts) == 90


@pytest.mark.parametrize(
    "inside",
    [
        '<ellipse rx="1" ry="2" fill="#000000"/>',
        '<path d="M0,0C1,1,2,2,3,3" stroke="#000000"/>',
        '<path d="M0,0A5,5,0,0,1,1,1" stroke="#000000"/>',
        '<path d="M0" stroke="#000000"/>',
    ],
)
def test_what_cannot_be_drawn_is_refused_and_not_left_out(inside: str) -> None:
    picture = ReportPicture(f'<svg width="9" height="9"><g>{inside}</g></svg>', "", "")
    with pytest.raises(ValueError, match="cannot draw"):
        printed(ReportSection("一", picture=picture))


@pytest.mark.parametrize("text", ["", "<svg>", "<svg/>", "图"])
def test_what_is_no_drawing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no drawing"):
        Drawing(text)
