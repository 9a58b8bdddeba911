"""The round red seal and the verification code, drawn as vectors.

Form after 国发〔1999〕25号: a circle of 42 mm, a five-pointed star in the middle, the name from left to right
along the upper arc. The drawing is for the eye; what proves the paper is the signature in the file.
"""

from __future__ import annotations

import math

import segno
from reportlab.lib.colors import Color, black
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from tongban.documents.fonts import FontSet
from tongban.documents.typeset import draw_text

DIAMETER = 42 * mm
SEAL_RED = Color(0.86, 0.07, 0.09)
_ARC_DEGREES = 250.0


def draw_seal(
    canvas: Canvas, fonts: FontSet, x: float, y: float, name: str, words: str = "", diameter: float = DIAMETER
) -> None:
    """Draw the seal with its centre at `x`, `y`; `words` (专用章) stand level under the star."""
    radius = diameter / 2
    canvas.saveState()
    canvas.setFillAlpha(0.82)
    canvas.setStrokeAlpha(0.82)
    canvas.setStrokeColor(SEAL_RED)
    canvas.setFillColor(SEAL_RED)
    canvas.setLineWidth(diameter * 0.028)
    canvas.circle(x, y, radius * 0.972, stroke=1, fill=0)
    _star(canvas, x, y + (radius * 0.02 if words else 0), radius * 0.32)
    _arc_text(canvas, fonts, x, y, radius, name)
    if words:
        size = min(diameter * 0.086, radius * 1.25 / max(fonts.width(words, 1), 1))
        draw_text(canvas, fonts, words, x, y - radius * 0.70, size, align="center", color=SEAL_RED, bold=True)
    canvas.restoreState()


def draw_code(canvas: Canvas, content: str, x: float, y: float, side: float) -> None:
    """A QR code with its lower left corner at `x`, `y`; runs of modules are one rectangle each."""
    rows = segno.make(content, error="m", micro=False).matrix
    module = side / len(rows)
    canvas.saveState()
    canvas.setFillColor(black)
    path = canvas.beginPath()
    for index, row in enumerate(rows):
        top = y + side - (index + 1) * module
        column = 0
        while column < len(row):
            start = column
            while column < len(row) and row[column]:
                column += 1
            if column > start:
                # A hair wider than the module: no white seams between rows in print.
                path.rect(x + start * module, top, (column - start) * module, module * 1.02)
            column += 1
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()


def _star(canvas: Canvas, x: float, y: float, radius: float) -> None:
    inner = radius * math.sin(math.pi / 10) / math.sin(3 * math.pi / 10)
    path = canvas.beginPath()
    for corner in range(10):
        reach = inner if corner % 2 else radius
        angle = math.pi / 2 + corner * math.pi / 5
        point = (x + reach * math.cos(angle), y + reach * math.sin(angle))
        if corner:
            path.lineTo(*point)
        else:
            path.moveTo(*point)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _arc_text(canvas: Canvas, fonts: FontSet, x: float, y: float, radius: float, name: str) -> None:
    """The name along the upper arc: characters upright on the circle, narrowed as long names need."""
    count = max(len(name), 1)
    height = radius * (0.34 if count <= 14 else 0.29 if count <= 20 else 0.23)
    baseline = radius * 0.9 - height
    step = min(math.radians(_ARC_DEGREES) / max(count - 1, 1), math.radians(30))
    # The chord a character gets where the circle is narrowest decides its width.
    narrow = min(1.0, 0.92 * step * (baseline + height * 0.1) / height)
    for index, symbol in enumerate(name):
        turn = (count - 1) / 2 * step - index * step
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(math.degrees(turn))
        canvas.translate(0, baseline)
        canvas.scale(narrow, 1)
        draw_text(canvas, fonts, symbol, 0, height * 0.12, height, align="center", color=SEAL_RED, bold=True)
        canvas.restoreState()
