"""The licence sheet: A4 upright, double red frame, name on top, what it grants, seal and code below."""

from __future__ import annotations

import functools
import io

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from tongban.documents.body import LicenceSheet, chinese_date
from tongban.documents.fonts import FontSet, fonts
from tongban.documents.layout import GREY, HEAD_RED, PAGE_HEIGHT, PAGE_WIDTH, new_canvas
from tongban.documents.seal import DIAMETER, draw_code, draw_seal
from tongban.documents.typeset import break_lines, draw_line, draw_text

_FRAME, _SIDE = 13 * mm, 27 * mm
_WIDTH = PAGE_WIDTH - 2 * _SIDE
_LABEL = 112.0
_GROUND = Color(0.995, 0.985, 0.965)
_PATTERN = Color(0.93, 0.86, 0.80)
_CODE_SIDE = 27 * mm


def render_licence(sheet: LicenceSheet) -> bytes:
    """The licence as an unsigned PDF of one page; long fields are set smaller until they fit."""
    face = fonts()
    output = io.BytesIO()
    canvas = new_canvas(output, sheet.title, sheet.authority_name, sheet.identifier)
    _ground(canvas)
    top = _head(canvas, face, sheet)
    _fields(canvas, face, sheet, top)
    _closing(canvas, face, sheet)
    canvas.showPage()
    canvas.save()
    return output.getvalue()


def _ground(canvas: Canvas) -> None:
    """Paper tone, fine wave pattern and the double frame."""
    canvas.setFillColor(_GROUND)
    canvas.rect(0, 0, PAGE_WIDTH, PAGE_HEIGHT, stroke=0, fill=1)
    canvas.setStrokeColor(_PATTERN)
    canvas.setLineWidth(0.35)
    inner = _FRAME + 3.2 * mm
    canvas.saveState()
    canvas.setStrokeAlpha(0.45)
    canvas.drawPath(_waves(inner), stroke=1, fill=0)
    canvas.restoreState()
    canvas.setStrokeColor(HEAD_RED)
    for distance, width in ((_FRAME, 2.4), (inner, 0.7)):
        canvas.setLineWidth(width)
        canvas.rect(distance, distance, PAGE_WIDTH - 2 * distance, PAGE_HEIGHT - 2 * distance, stroke=1, fill=0)


@functools.cache
def _waves(inner: float) -> PDFPathObject:
    """The pattern, written once a process: it is the same on every sheet."""
    path = PDFPathObject()
    row = inner + 6
    while row < PAGE_HEIGHT - inner - 6:
        path.moveTo(inner, row)
        x = inner
        while x < PAGE_WIDTH - inner:
            step = min(24.0, PAGE_WIDTH - inner - x)
            path.curveTo(x + step / 3, row + 4, x + 2 * step / 3, row - 4, x + step, row)
            x += step
        row += 9
    return path


def _head(canvas: Canvas, face: FontSet, sheet: LicenceSheet) -> float:
    """Number on the right, name in the middle; the height where the fields start."""
    top = PAGE_HEIGHT - _FRAME - 26 * mm
    draw_text(canvas, face, f"编号：{sheet.licence_no}", PAGE_WIDTH - _SIDE, top + 14 * mm, 11, align="right")
    size = min(38.0, _WIDTH / max(face.width(sheet.title, 1) * 1.12, 1))
    loose = min(size * 0.3, max(0.0, (_WIDTH - face.width(sheet.title, size)) / (len(sheet.title) + 1)))
    baseline = top - 14 * mm
    draw_text(
        canvas,
        face,
        sheet.title,
        PAGE_WIDTH / 2,
        baseline,
        size,
        align="center",
        color=HEAD_RED,
        bold=True,
        spacing=loose,
    )
    if sheet.duplicate:
        draw_text(canvas, face, f"（{sheet.duplicate}）", PAGE_WIDTH / 2, baseline - 26, 15, align="center")
    return baseline - 26 * mm


def _fields(canvas: Canvas, face: FontSet, sheet: LicenceSheet, top: float) -> None:
    """Labels spread to one width, values beside them; sizes step down until all fits above the seal."""
    rows = list(sheet.fields)
    if sheet.valid_from or sheet.valid_to:
        rows.append(("有效期限", _validity(sheet)))
    bottom = _FRAME + 18 * mm + DIAMETER + 12 * mm
    for size in (17.0, 16.0, 14.5, 13.0, 11.5, 10.0, 8.5, 7.0):
        set_rows = [(label, break_lines(face, value or "—", size, _WIDTH - _LABEL)) for label, value in rows]
        count = sum(len(lines) for _, lines in set_rows)
        leading = size * 1.55
        natural = count * leading
        gap = (top - bottom - natural) / max(len(rows), 1)
        if gap >= size * 0.25:
            break
    gap = max(min(gap, size * 1.3), 0.0)
    y = top
    for label, lines in set_rows:
        _spread_label(canvas, face, label, y, size)
        for line in lines:
            draw_line(canvas, face, line, _SIDE + _LABEL, y, size)
            y -= leading
        y -= gap


def _spread_label(canvas: Canvas, face: FontSet, label: str, y: float, size: float) -> None:
    """Labels of two to six characters end at the same place, as printed licences have it."""
    room = _LABEL - 1.2 * size
    width = face.width(label, size)
    if width > room:
        draw_text(canvas, face, label, _SIDE, y, size * room / width, bold=True)
        return
    target = min(room, 5 * size)
    spacing = max(0.0, (target - width) / max(len(label) - 1, 1))
    draw_text(canvas, face, label, _SIDE, y, size, bold=True, spacing=min(spacing, 2.6 * size))


def _validity(sheet: LicenceSheet) -> str:
    start = f"自{chinese_date(sheet.valid_from)}" if sheet.valid_from else ""
    return f"{start}至{chinese_date(sheet.valid_to)}" if sheet.valid_to else f"{start}起长期有效"


def _closing(canvas: Canvas, face: FontSet, sheet: LicenceSheet) -> None:
    foot = _FRAME + 18 * mm
    centre_y = foot + DIAMETER / 2
    half = max(face.width(sheet.authority_name, 14), DIAMETER) / 2
    middle = PAGE_WIDTH - _SIDE - min(half, _WIDTH * 0.32)
    size = min(14.0, 14.0 * _WIDTH * 0.6 / max(face.width(sheet.authority_name, 14), 1))
    draw_seal(canvas, face, middle, centre_y, sheet.authority_name)
    draw_text(canvas, face, sheet.authority_name, middle, centre_y - 2, size, align="center")
    draw_text(canvas, face, chinese_date(sheet.issued_on), middle, centre_y - 26, 14, align="center")
    draw_code(canvas, sheet.verify_url, _SIDE, foot + 26, _CODE_SIDE)
    label = f"核验码 {sheet.verification_code}" if sheet.verification_code else ""
    draw_text(canvas, face, "扫码核验真伪", _SIDE + _CODE_SIDE / 2, foot + 13, 9, align="center", color=GREY)
    draw_text(canvas, face, label, _SIDE + _CODE_SIDE / 2, foot + 2, 7.2, align="center", color=GREY)
    y = _FRAME + 9.5 * mm
    small = min(7.8, 7.8 * _WIDTH / max(face.width(f"证照标识 {sheet.identifier}", 7.8), 1))
    draw_text(canvas, face, f"证照标识 {sheet.identifier}", PAGE_WIDTH / 2, y, small, align="center", color=GREY)
    for number, note in enumerate(sheet.notes[:2]):
        draw_text(canvas, face, note, PAGE_WIDTH / 2, y + 12 + 11 * number, 8.2, align="center", color=GREY)
    if sheet.watermark:
        draw_text(canvas, face, sheet.watermark, PAGE_WIDTH / 2, 20, 9, align="center", color=GREY)
