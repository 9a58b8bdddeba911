"""Drawings of the chart engine on paper: its SVG, set with the document's own fonts, as lines and letters, not as dots.

Only what the engine writes is understood (groups, lines, rectangles, straight paths, circles, single-line texts, moves
and turns); anything else is refused, so that a chart is never printed with a part missing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from xml.etree import ElementTree

from reportlab.lib.colors import Color, toColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from tongban.documents.fonts import FontSet
from tongban.documents.typeset import draw_text

_TRANSFORM = re.compile(r"(translate|rotate|scale)\(([^)]*)\)")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
_COMMAND = re.compile(r"([A-Za-z])([^A-Za-z]*(?:e[-+]?\d+[^A-Za-z]*)*)")
_TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "A": 7, "Z": 0}
_ALIGN = {"start": "left", "middle": "center", "end": "right"}


class Drawing:
    """A parsed drawing. `width` and `height` in the engine's pixels. Raises `ValueError` for what is no drawing."""

    def __init__(self, svg: str) -> None:
        try:
            # The text comes from our own engine; entities and the like are not among what it writes.
            self._root = ElementTree.fromstring(svg)  # noqa: S314
            self.width, self.height = float(self._root.attrib["width"]), float(self._root.attrib["height"])
        except (ElementTree.ParseError, KeyError) as error:
            raise ValueError(f"no drawing: {error}") from error

    def draw(self, canvas: Canvas, face: FontSet, x: float, top: float, scale: float) -> None:
        """Put it on the page with its upper left corner at (`x`, `top`), `scale` points to the pixel."""
        canvas.saveState()
        canvas.translate(x, top)
        # From here on y runs downwards, as in the drawing.
        canvas.scale(scale, -scale)
        for child in self._root:
            _draw(canvas, face, child)
        canvas.restoreState()


def spoken(canvas: Canvas, text: str) -> None:
    """What stands between here and `silent` is read out as this text (`Alt` of ISO 32000 14.9.3)."""
    words = ("\ufeff" + text).encode("utf-16-be").hex().upper()
    canvas._code.append(f"/Span <</Alt <{words}>>> BDC")  # type: ignore[attr-defined]  # reportlab marks no content


def silent(canvas: Canvas) -> None:
    """The end of `spoken`."""
    canvas._code.append("EMC")  # type: ignore[attr-defined]


def _draw(canvas: Canvas, face: FontSet, element: ElementTree.Element) -> None:
    kind, given = element.tag.rpartition("}")[2], element.attrib
    if given.get("display") == "none":
        return
    canvas.saveState()
    for name, numbers in _TRANSFORM.findall(given.get("transform", "")):
        _move(canvas, name, [float(number) for number in _NUMBER.findall(numbers)])
    if kind == "g":
        for child in element:
            _draw(canvas, face, child)
    elif kind == "text":
        canvas.scale(1, -1)
        size = float(given.get("font-size", "10px").removesuffix("px"))
        align, bold = _ALIGN[given.get("text-anchor", "start")], given.get("font-weight") == "bold"
        color = _color(given.get("fill")) or toColor("black")
        draw_text(canvas, face, element.text or "", 0, 0, size, align=align, color=color, bold=bold)
    else:
        _figure(canvas, kind, given)
    canvas.restoreState()


def _move(canvas: Canvas, name: str, by: list[float]) -> None:
    if name == "translate":
        canvas.translate(by[0], by[1] if len(by) > 1 else 0)
    elif name == "rotate":
        canvas.rotate(by[0])
    else:
        canvas.scale(by[0], by[-1])


def _figure(canvas: Canvas, kind: str, given: dict[str, str]) -> None:
    """A line, rectangle or path with its colours; nothing where it has neither."""
    opacity, width = float(given.get("opacity", 1)), float(given.get("stroke-width", 1))
    # On paper a line of no width would be the thinnest one, not none.
    fill, stroke = _color(given.get("fill")), _color(given.get("stroke")) if width else None
    if (fill is None and stroke is None) or opacity == 0:
        return
    if fill is not None:
        canvas.setFillColor(fill, opacity)
    if stroke is not None:
        canvas.setStrokeColor(stroke, opacity)
        canvas.setLineWidth(width)
        canvas.setDash([float(number) for number in _NUMBER.findall(given.get("stroke-dasharray", ""))])
    path = canvas.beginPath()
    if kind == "line":
        path.moveTo(*(float(given.get(name, 0)) for name in ("x1", "y1")))
        path.lineTo(*(float(given.get(name, 0)) for name in ("x2", "y2")))
    elif kind == "rect":
        path.rect(*(float(given.get(name, 0)) for name in ("x", "y", "width", "height")))
    elif kind == "path":
        _trace(path, given.get("d", ""))
    else:
        raise ValueError(f"cannot draw <{kind}>")
    canvas.drawPath(path, stroke=stroke is not None, fill=fill is not None)


def _color(name: str | None) -> Color | None:
    return None if name in (None, "none", "transparent") else toColor(name)


def _trace(path: PDFPathObject, words: str) -> None:
    """The words of a path; small letters count from where the pen is."""
    x = y = begun_x = begun_y = 0.0
    for letter, numbers in _steps(words):
        verb, relative = letter.upper(), letter.islower()
        from_x, from_y = (x, y) if relative else (0.0, 0.0)
        if verb == "Z":
            path.close()
            x, y = begun_x, begun_y
            continue
        before = x, y
        x = from_x + numbers[-2] if verb in "MLA" else from_x + numbers[0] if verb == "H" else x
        y = from_y + numbers[-1] if verb in "MLAV" else y
        if verb == "M":
            path.moveTo(x, y)
            begun_x, begun_y = x, y
        elif verb == "A":
            _half_circle(path, before, (x, y), numbers)
        else:
            path.lineTo(x, y)


def _steps(words: str) -> Iterator[tuple[str, list[float]]]:
    for letter, text in _COMMAND.findall(words):
        takes = _TAKES.get(letter.upper())
        numbers = [float(number) for number in _NUMBER.findall(text)]
        if takes is None or (len(numbers) % takes if takes else numbers):
            raise ValueError(f"cannot draw the path step {letter}{text}")
        yield from (
            ((letter, numbers[at : at + takes]) for at in range(0, len(numbers), takes)) if takes else [(letter, [])]
        )


def _half_circle(path: PDFPathObject, begin: tuple[float, float], end: tuple[float, float], arc: list[float]) -> None:
    """The engine writes every circle as two halves. Raises `ValueError` for other arcs."""
    (x, y), (to_x, to_y) = begin, end
    radius = math.hypot(to_x - x, to_y - y) / 2
    if not (math.isclose(arc[0], radius, rel_tol=0.01) and math.isclose(arc[1], radius, rel_tol=0.01)):
        raise ValueError("cannot draw an arc that is no half circle")
    center_x, center_y = (x + to_x) / 2, (y + to_y) / 2
    angle = math.degrees(math.atan2(y - center_y, x - center_x))
    box = (center_x - radius, center_y - radius, center_x + radius, center_y + radius)
    path.arcTo(*box, angle, 180 if arc[4] else -180)  # type: ignore[arg-type]  # the stubs know whole degrees only
