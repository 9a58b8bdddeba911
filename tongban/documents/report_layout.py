"""Printed reports: a title, paragraphs, charts, tables of many columns with bars; A4, page numbers, no seal, no code.

A report is a working paper of the house; what goes out under a seal is a letter (`layout`).
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from tongban.documents.drawing import Drawing, silent, spoken
from tongban.documents.fonts import FontSet, fonts
from tongban.documents.layout import BOTTOM, LEFT, PAGE_HEIGHT, PAGE_WIDTH, TOP, WIDTH, Measure, new_canvas, text_boxes
from tongban.documents.typeset import Box, break_lines, draw_line, draw_text, paginate

GREY, RULE, BLUE = Color(0.38, 0.38, 0.38), Color(0.75, 0.75, 0.75), Color(0.11, 0.31, 0.57)
_BODY, _SMALL, _HEADING = Measure(11, 18), Measure(9, 14), Measure(14, 26)
_SIZE, _LEADING, _PAD = 9.0, 12.5, 3.0
#: Points to the pixel of a drawing at most (its letters are then as large as the text), points of height, space around.
_LARGEST, _HIGHEST, _AROUND = 0.8, 480.0, 5.0


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table. `widths` are shares of the line, the first column flush left, the others flush right.

    `bar`: the column whose cells are shares (0 to 1) and are drawn as bars, or None.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    bar: int | None = None


@dataclass(frozen=True, slots=True)
class ReportPicture:
    """A chart as the chart engine's SVG. `caption` stands below it; `alt` is read out in its place."""

    svg: str
    caption: str
    alt: str


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A heading, paragraphs, a picture, a table, small print, in this order; all but the heading may be absent."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    table: ReportTable | None = None
    notes: tuple[str, ...] = ()
    picture: ReportPicture | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A report ready for the press; `foot` stands small at the foot of every page."""

    title: str
    subtitle: str
    sections: tuple[ReportSection, ...]
    author: str = ""
    foot: str = ""


def render_report(report: Report) -> bytes:
    """The report as a PDF."""
    face = fonts()
    boxes: list[Box] = []
    for section in report.sections:
        heading = text_boxes(face, section.heading, _HEADING, indent=0, bold=True)
        boxes += [Box(10, lambda canvas, x, top: None, tied=True)]
        boxes += [replace(box, tied=True) for box in heading]
        text = [box for paragraph in section.paragraphs for box in text_boxes(face, paragraph, _BODY)]
        # A picture stands under the words that introduce it.
        boxes += [replace(box, tied=True) for box in text] if section.picture else text
        if section.picture:
            boxes += _picture_boxes(face, section.picture)
        if section.table:
            boxes += _table_boxes(face, section.table)
        for note in section.notes:
            boxes += text_boxes(face, note, _SMALL, indent=0, color=GREY)
    head = 74.0
    full = PAGE_HEIGHT - TOP - BOTTOM
    output = io.BytesIO()
    canvas = new_canvas(output, report.title, report.author, report.subtitle)
    pages = paginate(boxes, full - head, full)
    for number, page in enumerate(pages, 1):
        top = PAGE_HEIGHT - TOP
        if number == 1:
            _draw_head(canvas, face, report)
            top -= head
        for box in page:
            box.draw(canvas, LEFT, top)
            top -= box.height
        draw_text(
            canvas, face, f"第{number}页，共{len(pages)}页", PAGE_WIDTH / 2, 16 * mm, 9, align="center", color=GREY
        )
        draw_text(canvas, face, report.foot, PAGE_WIDTH / 2, 11 * mm, 8, align="center", color=GREY)
        canvas.showPage()
    canvas.save()
    return output.getvalue()


def _draw_head(canvas: Canvas, face: FontSet, report: Report) -> None:
    top = PAGE_HEIGHT - TOP
    size = min(20.0, WIDTH / max(face.width(report.title, 1), 1))
    draw_text(canvas, face, report.title, PAGE_WIDTH / 2, top - 22, size, align="center", bold=True)
    size = min(11.0, WIDTH / max(face.width(report.subtitle, 1), 1))
    draw_text(canvas, face, report.subtitle, PAGE_WIDTH / 2, top - 46, size, align="center", color=GREY)
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.8)
    canvas.line(LEFT, top - 60, PAGE_WIDTH - LEFT, top - 60)


def _picture_boxes(face: FontSet, picture: ReportPicture) -> list[Box]:
    """The drawing as wide as the line, or smaller where it is narrow or high, with its caption tied to it."""
    drawing = Drawing(picture.svg)
    scale = min(_LARGEST, WIDTH / drawing.width, _HIGHEST / drawing.height)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        spoken(canvas, picture.alt)
        drawing.draw(canvas, face, x + (WIDTH - drawing.width * scale) / 2, top - _AROUND, scale)
        silent(canvas)

    def caption(canvas: Canvas, x: float, top: float) -> None:
        size = min(_SIZE, WIDTH / max(face.width(picture.caption, 1), 1))
        draw_text(canvas, face, picture.caption, x + WIDTH / 2, top - _SIZE, size, align="center", color=GREY)

    return [Box(drawing.height * scale + 2 * _AROUND, draw, tied=True), Box(_SIZE * 2.2, caption)]


def _table_boxes(face: FontSet, table: ReportTable) -> list[Box]:
    """Head and rows; the head is tied to the first row, and set again on every page the table goes on."""
    head = _row_box(face, table, table.columns, head=True)
    rows = [_row_box(face, table, row) for row in table.rows]
    return [replace(head, tied=True), *(replace(row, head=head) for row in rows)]


def _row_box(face: FontSet, table: ReportTable, row: tuple[str, ...], *, head: bool = False) -> Box:
    widths = [share * WIDTH for share in table.widths]
    bar = None if head else table.bar
    cells = [
        [] if place == bar else break_lines(face, text, _SIZE, width - 2 * _PAD)
        for place, (text, width) in enumerate(zip(row, widths, strict=True))
    ]
    height = max(len(lines) for lines in cells) * _LEADING + 2 * _PAD

    def draw(canvas: Canvas, x: float, top: float) -> None:
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.9 if head else 0.4)
        canvas.line(x, top - height, x + WIDTH, top - height)
        for place, (lines, width) in enumerate(zip(cells, widths, strict=True)):
            if place == bar:
                share = min(max(float(row[place] or 0), 0.0), 1.0)
                canvas.setFillColor(BLUE)
                canvas.rect(x + _PAD, top - height / 2 - 3.5, (width - 2 * _PAD) * share, 7, stroke=0, fill=1)
            y = top - _PAD - _SIZE
            for line in lines:
                left = x + _PAD if place == 0 else x + width - _PAD - line.width
                ragged = type(line)(line.text, line.width, None, line.indent)
                draw_line(canvas, face, ragged, left, y, _SIZE, bold=head)
                y -= _LEADING
            x += width

    return Box(height, draw)
