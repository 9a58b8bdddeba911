"""Setting Chinese lines: breaking by the rules for punctuation, filling to the margin, drawing.

Sizes and widths in points. A mark that may not start a line is drawn in at the end of the one before, and the
line is set a little tighter; an opening bracket does not stay at the end of a line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from reportlab.lib.colors import Color, black
from reportlab.pdfgen.canvas import Canvas

from tongban.documents.fonts import FontSet

_NO_START = frozenset("，。、；：？！）》〉】」』”’…—％·,.;:?!)]}%℃")
_NO_END = frozenset("（《〈【「『“‘([{")
_TOKEN = re.compile(r"[!-~]+|\s+|.", re.DOTALL)
# How far a line may be stretched or squeezed per character, as a share of the size, before it is left ragged.
_STRETCH, _SQUEEZE = 0.25, 0.12


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paragraph: text, its natural width, what it should fill (None = leave it ragged), indent."""

    text: str
    width: float
    fill: float | None
    indent: float = 0.0


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of the page with a height; `draw(canvas, x, top)` puts it there. `tied` keeps it with the next; `head`
    is set once more above it where it begins a page (the head of its table)."""

    height: float
    draw: Callable[[Canvas, float, float], None]
    tied: bool = False
    head: Box | None = None


def break_lines(fonts: FontSet, text: str, size: float, width: float, indent: float = 0.0) -> list[Line]:
    """Lines of at most `width`, the first one indented; at least one line."""
    lines: list[Line] = []
    current: list[str] = []
    used, start = 0.0, indent
    for token in _tokens(fonts, text, size, width):
        wide = fonts.width(token, size)
        room = width - start
        if used + wide <= room or not current or _may_hang(token, used + wide - room, size):
            if current or not token.isspace():
                current.append(token)
                used += wide
            continue
        carried = _carry(current)
        lines.append(_line(fonts, current, size, room, start))
        current = carried if token.isspace() else [*carried, token]
        used, start = fonts.width("".join(current), size), 0.0
    last = "".join(current).rstrip()
    lines.append(Line(last, fonts.width(last, size), None, start))
    return lines


def draw_line(
    canvas: Canvas,
    fonts: FontSet,
    line: Line,
    x: float,
    y: float,
    size: float,
    *,
    color: Color = black,
    bold: bool = False,
    spacing: float = 0.0,
) -> None:
    """Draw a line with its baseline at `y`. `bold` thickens the outlines, for fonts that come in one weight."""
    if line.fill is not None and len(line.text) > 1:
        slack = (line.fill - line.width) / (len(line.text) - 1)
        if -_SQUEEZE * size <= slack <= _STRETCH * size:
            spacing = slack
    text = canvas.beginText(x + line.indent, y)
    text.setFillColor(color)
    text.setCharSpace(spacing)
    if bold:
        text.setStrokeColor(color)
        text.setTextRenderMode(2)
    canvas.saveState()
    canvas.setLineWidth(size / 28)
    for name, piece in fonts.runs(line.text):
        text.setFont(name, size)
        text.textOut(piece)
    canvas.drawText(text)
    canvas.restoreState()


def draw_text(
    canvas: Canvas,
    fonts: FontSet,
    text: str,
    x: float,
    y: float,
    size: float,
    *,
    align: str = "left",
    color: Color = black,
    bold: bool = False,
    spacing: float = 0.0,
) -> None:
    """Draw one unbroken text; `x` is its left edge, centre or right edge as `align` says."""
    width = fonts.width(text, size) + spacing * max(len(text) - 1, 0)
    left = x - {"left": 0.0, "center": width / 2, "right": width}[align]
    draw_line(canvas, fonts, Line(text, width, None), left, y, size, color=color, bold=bold, spacing=spacing)


def paginate(boxes: list[Box], first: float, other: float) -> list[list[Box]]:
    """Distribute boxes over pages with this much height on the first and on every other page.

    Tied boxes stay with their followers, so a heading is never alone at the foot of a page and the signature never
    alone on a page of its own.
    """
    pages: list[list[Box]] = [[]]
    left = first
    for group in _groups(boxes):
        height = sum(box.height for box in group)
        if height > left and pages[-1]:
            pages.append([])
            left = other
        for box in group:
            if box.height > left and pages[-1] and height > other:
                pages.append([])
                left = other
            if box.head and not pages[-1]:
                pages[-1].append(box.head)
                left -= box.head.height
            pages[-1].append(box)
            left -= box.height
    return pages


def _groups(boxes: list[Box]) -> list[list[Box]]:
    groups: list[list[Box]] = []
    open_group: list[Box] = []
    for box in boxes:
        open_group.append(box)
        if not box.tied:
            groups.append(open_group)
            open_group = []
    return [*groups, open_group] if open_group else groups


def _tokens(fonts: FontSet, text: str, size: float, width: float) -> list[str]:
    """Chinese characters one by one, Latin words and numbers whole unless they are wider than a line."""
    tokens: list[str] = []
    for token in _TOKEN.findall(text):
        if len(token) > 1 and fonts.width(token, size) > width * 0.6:
            tokens.extend(token)
        else:
            tokens.append(token)
    return tokens


def _may_hang(token: str, overflow: float, size: float) -> bool:
    return token in _NO_START and overflow <= 2 * size


def _carry(current: list[str]) -> list[str]:
    """Take opening brackets at the end of the line over to the next."""
    carried: list[str] = []
    while len(current) > 1 and current[-1] in _NO_END:
        carried.insert(0, current.pop())
    return carried


def _line(fonts: FontSet, tokens: list[str], size: float, room: float, start: float) -> Line:
    text = "".join(tokens).rstrip()
    return Line(text, fonts.width(text, size), room, start)
