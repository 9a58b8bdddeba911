"""Official letters: GB/T 9704—2012 in spirit, one measure for every kind of document.

A4, margins 37/35/28/26 mm, 28 characters of 15.6 pt a line. The authority's name stands red on top, number
and red rule under it, then the title. Seal, date and verification code close the last page together.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from reportlab import rl_config
from reportlab.lib.colors import Color, black
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from tongban.documents.body import DocumentBody, Letter, chinese_date
from tongban.documents.fonts import FontSet, fonts
from tongban.documents.seal import DIAMETER, draw_code, draw_seal
from tongban.documents.typeset import Box, Line, break_lines, draw_line, draw_text, paginate

# Streams as bytes: the printable encoding is a third larger and slow without C extensions.
rl_config.useA85 = 0

PAGE_WIDTH, PAGE_HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 28 * mm, 26 * mm, 32 * mm, 30 * mm
WIDTH = PAGE_WIDTH - LEFT - RIGHT
SMALL, SMALL_LEADING, TABLE = 10.5, 17.0, 12.5
HEAD_RED, GREY, RULE = Color(0.80, 0.05, 0.07), Color(0.38, 0.38, 0.38), Color(0.55, 0.55, 0.55)
CODE_SIDE = 24 * mm
_CELL_PAD, _LABEL_SHARE, _TABLE_LEADING = 7.0, 0.2, 1.5


@dataclass(frozen=True, slots=True)
class Measure:
    """Size and leading of the text in points."""

    size: float
    leading: float


# 28 characters a line is the standard's measure; the closer ones serve letters that then fit on one page.
MEASURES = (Measure(WIDTH / 28, 26.5), Measure(WIDTH / 31, 23.5), Measure(WIDTH / 35, 20.5))


def render_letter(letter: Letter) -> bytes:
    """The letter as an unsigned PDF."""
    face = fonts()
    head = _head_height(face, letter)
    pages = _pages(face, letter, head)
    output = io.BytesIO()
    canvas = new_canvas(output, letter.title, letter.authority_name, letter.number)
    for index, page in enumerate(pages):
        top = PAGE_HEIGHT - TOP
        if index == 0:
            _draw_head(canvas, face, letter)
            top -= head
        for box in page:
            box.draw(canvas, LEFT, top)
            top -= box.height
        _draw_foot(canvas, face, letter.watermark, index + 1 if len(pages) > 1 else 0)
        canvas.showPage()
    canvas.save()
    return output.getvalue()


def _pages(face: FontSet, letter: Letter, head: float) -> list[list[Box]]:
    """The letter in the standard's measure, or in a closer one where that saves the second page."""
    full = PAGE_HEIGHT - TOP - BOTTOM
    standard: list[list[Box]] = []
    for measure in MEASURES:
        closing = _closing_box(face, letter, measure)
        pages = paginate(_tie_end([*_body_boxes(face, letter.body, measure), closing]), full - head, full)
        if len(pages) == 1:
            return pages
        standard = standard or pages
        if len(standard) > 2:
            break
    return standard


def new_canvas(output: io.BytesIO, title: str, author: str, subject: str) -> Canvas:
    """A canvas with the document's properties set."""
    canvas = Canvas(output, pagesize=A4, pageCompression=1, lang="zh-CN")
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setSubject(subject)
    canvas.setCreator("Tongban")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas


# --- head and title ---------------------------------------------------------------------------------
def _head_size(face: FontSet, name: str) -> float:
    """The red name fills at most the line: 30 pt for short names, less for long ones."""
    return min(30.0, WIDTH / max(face.width(name, 1) * 1.06, 1))


def _head_height(face: FontSet, letter: Letter) -> float:
    lines = break_lines(face, letter.title, 22, WIDTH)
    return 88 + len(lines) * 33 + 14


def _draw_head(canvas: Canvas, face: FontSet, letter: Letter) -> None:
    top = PAGE_HEIGHT - TOP
    size = _head_size(face, letter.authority_name)
    loose = min(
        size * 0.35, max(0.0, (WIDTH - face.width(letter.authority_name, size)) / (len(letter.authority_name) + 1))
    )
    middle = PAGE_WIDTH / 2
    draw_text(
        canvas,
        face,
        letter.authority_name,
        middle,
        top - 30,
        size,
        align="center",
        color=HEAD_RED,
        bold=True,
        spacing=loose,
    )
    draw_text(canvas, face, letter.number, middle, top - 58, 12.5, align="center")
    canvas.setStrokeColor(HEAD_RED)
    canvas.setLineWidth(1.6)
    canvas.line(LEFT, top - 68, PAGE_WIDTH - RIGHT, top - 68)
    y = top - 88 - 24
    for line in break_lines(face, letter.title, 22, WIDTH):
        draw_text(canvas, face, line.text, middle, y, 22, align="center", bold=True)
        y -= 33


def _draw_foot(canvas: Canvas, face: FontSet, watermark: str, page: int) -> None:
    if page:
        draw_text(canvas, face, f"— {page} —", PAGE_WIDTH / 2, BOTTOM - 34, 11, align="center")
    if watermark:
        draw_text(canvas, face, watermark, PAGE_WIDTH / 2, 24, 9, align="center", color=GREY)


# --- body -------------------------------------------------------------------------------------------
def _body_boxes(face: FontSet, body: DocumentBody, measure: Measure) -> list[Box]:
    boxes: list[Box] = []
    if body.addressee:
        boxes += text_boxes(face, body.addressee.rstrip("：:") + "：", measure, indent=0)
    for paragraph in body.paragraphs:
        boxes += text_boxes(face, paragraph, measure)
    if body.table:
        boxes += [_space(6), *table_boxes(face, body.table), _space(10)]
    for section in body.sections:
        if section.heading:
            heading = text_boxes(face, section.heading, measure, bold=True)
            boxes += [Box(box.height, box.draw, tied=True) for box in heading]
        for paragraph in section.paragraphs:
            boxes += text_boxes(face, paragraph, measure)
        for number, entry in enumerate(section.numbered, 1):
            boxes += text_boxes(face, f"{number}. {entry}", measure)
    if body.remedies:
        boxes += text_boxes(face, body.remedies, measure)
    if body.contact:
        boxes += text_boxes(face, body.contact, measure)
    if body.notes:
        boxes.append(_space(4))
        for note in body.notes:
            boxes += text_boxes(face, note, Measure(SMALL, SMALL_LEADING), color=GREY)
    return boxes


def text_boxes(
    face: FontSet,
    text: str,
    measure: Measure,
    *,
    indent: int = 2,
    bold: bool = False,
    color: Color = black,
) -> list[Box]:
    """A paragraph as one box a line; `indent` is counted in characters of the first line."""
    lines = break_lines(face, text, measure.size, WIDTH, indent * measure.size)
    boxes = [_line_box(face, line, measure, bold, color) for line in lines]
    if len(boxes) > 1:  # neither the first nor the last line of a paragraph stands alone on a page
        boxes[0] = Box(boxes[0].height, boxes[0].draw, tied=True)
        boxes[-2] = Box(boxes[-2].height, boxes[-2].draw, tied=True)
    return boxes


def _line_box(face: FontSet, line: Line, measure: Measure, bold: bool, color: Color) -> Box:
    def draw(canvas: Canvas, x: float, top: float) -> None:
        y = top - measure.leading * 0.5 - measure.size * 0.36
        draw_line(canvas, face, line, x, y, measure.size, bold=bold, color=color)

    return Box(measure.leading, draw)


def table_boxes(face: FontSet, rows: tuple[tuple[str, str], ...]) -> list[Box]:
    """Label and value in a ruled table, one box a row; both wrap, a long number is set smaller instead."""
    label_width = WIDTH * _LABEL_SHARE
    room = WIDTH - label_width - 2 * _CELL_PAD
    boxes = []
    for index, (label, value) in enumerate(rows):
        size = TABLE
        if value.isascii() and " " not in value:
            size = max(8.5, min(TABLE, TABLE * room / max(face.width(value, TABLE), 1)))
        left = break_lines(face, label, TABLE, label_width - 2 * _CELL_PAD)
        right = break_lines(face, value or "—", size, room)
        boxes.append(_row_box(face, ((left, TABLE), (right, size)), first=index == 0))
    return boxes


def _row_box(face: FontSet, cells: tuple[tuple[list[Line], float], ...], *, first: bool) -> Box:
    label_width = WIDTH * _LABEL_SHARE
    height = max(len(lines) * size * _TABLE_LEADING for lines, size in cells) + _CELL_PAD * 1.3

    def draw(canvas: Canvas, x: float, top: float) -> None:
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.6)
        canvas.rect(x, top - height, WIDTH, height, stroke=1, fill=0)
        canvas.line(x + label_width, top, x + label_width, top - height)
        for (lines, size), offset in zip(cells, (0.0, label_width), strict=True):
            step = size * _TABLE_LEADING
            y = top - (height - len(lines) * step) / 2 - step * 0.5 - size * 0.36
            for line in lines:
                draw_line(canvas, face, line, x + offset + _CELL_PAD, y, size)
                y -= step

    return Box(height, draw, tied=first)


def _space(height: float) -> Box:
    return Box(height, lambda canvas, x, top: None)


def _tie_end(boxes: list[Box]) -> list[Box]:
    """The signature takes at least two lines of text with it to a new page, never stands there alone."""
    tied = [Box(box.height, box.draw, tied=True) for box in boxes[-3:-1]]
    return [*boxes[:-3], *tied, boxes[-1]]


# --- closing ----------------------------------------------------------------------------------------
def _closing_box(face: FontSet, letter: Letter, measure: Measure) -> Box:
    """Code on the left; on the right the name over the date, the seal pressed over both."""
    gap = measure.leading * 0.5

    def draw(canvas: Canvas, x: float, top: float) -> None:
        date = chinese_date(letter.issued_on)
        size = min(measure.size, measure.size * WIDTH * 0.6 / face.width(letter.authority_name, measure.size))
        half = max(face.width(letter.authority_name, size), DIAMETER) / 2
        middle = x + WIDTH - measure.size - half
        centre = top - gap - DIAMETER / 2
        # Ink is transparent: black letters stay black under a real seal, so they are drawn over this one.
        draw_seal(canvas, face, middle, centre, letter.authority_name, letter.seal_words)
        draw_text(canvas, face, letter.authority_name, middle, centre - 6, size, align="center")
        draw_text(canvas, face, date, middle, centre - 6 - measure.leading, size, align="center")
        foot, axis = centre - DIAMETER / 2, x + CODE_SIDE / 2
        draw_code(canvas, letter.verify_url, x, foot + 24, CODE_SIDE)
        draw_text(canvas, face, "扫码核验真伪", axis, foot + 12, 9, align="center", color=GREY)
        draw_text(canvas, face, letter.verification_code, axis, foot + 1, 7.5, align="center", color=GREY)

    return Box(gap + DIAMETER, draw)
