"""A Chinese font that can go into the PDF.

reportlab embeds TrueType outlines only; most Noto CJK files hold CFF outlines and are passed over. The setting
`TONGBAN_FONT` names a file; else the system is searched, Song and Fangsong faces first because official papers
are set in them. Without any, Adobe's `STSong-Light` is named in the file and the reader's own font shows it.
Characters the first font lacks (rare ones in personal names) are taken from the next font that has them.
"""

from __future__ import annotations

import functools
import logging
import shutil
import struct
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

logger = logging.getLogger(__name__)
CID_FONT = "STSong-Light"
# What printers set for a character they have no type for; better seen than left out of a name.
MISSING = "〓"
# Parts of file names, best first.
_PREFERRED = (
    "simfang",
    "stfangso",
    "fangsong",
    "simsun",
    "songti",
    "notoserifsc",
    "notoserifcjksc",
    "uming",
    "wqy-zenhei",
    "wqy-microhei",
    "notosanssc",
    "droidsansfallback",
    "simhei",
    "msyh",
    "ukai",
)
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
_PROBE = "国章"


@dataclass(frozen=True, slots=True)
class Face:
    """One registered font. `widths` maps code points to thousandths of the size; None = ask reportlab (CID)."""

    name: str
    widths: dict[int, float] | None
    default_width: float

    def has(self, symbol: str) -> bool:
        """Whether the font draws the character; a CID font is shown by the reader's own and always may."""
        return self.widths is None or ord(symbol) in self.widths


class FontSet:
    """The chosen font and those that stand in for its missing characters."""

    def __init__(self, paths: list[Path]) -> None:
        self._paths = list(paths)
        self._faces: list[Face] = []
        while self._paths and not self._faces:
            self._load_next()
        if not self._faces:
            pdfmetrics.registerFont(UnicodeCIDFont(CID_FONT))
            self._faces.append(Face(CID_FONT, None, 1000))
        self._known: dict[str, tuple[str, float]] = {}
        self._shown: dict[str, str] = {}

    @property
    def embedded(self) -> bool:
        """Whether the text travels with its font."""
        return self._faces[0].widths is not None

    @property
    def name(self) -> str:
        """reportlab's name of the first font."""
        return self._faces[0].name

    def glyph(self, symbol: str) -> tuple[str, float]:
        """Font name and width (per unit of size) for one character."""
        found = self._known.get(symbol)
        if found is None:
            found = self._known[symbol] = self._measure(symbol)
        return found

    def _measure(self, symbol: str) -> tuple[str, float]:
        """Find the font for a character met for the first time, or what is printed in its place."""
        if symbol.isspace() and symbol != " ":
            return self._instead(symbol, " ")
        if unicodedata.category(symbol) in {"Cc", "Cf"}:
            self._shown[symbol] = ""
            return self.name, 0.0
        face = self._face_for(symbol)
        if face is None:
            logger.warning("no font has the character U+%04X; a blank mark is printed", ord(symbol))
            return self._instead(symbol, MISSING) if symbol != MISSING else (self.name, 1.0)
        if face.widths is None:
            return face.name, pdfmetrics.stringWidth(symbol, face.name, 1000) / 1000
        return face.name, face.widths.get(ord(symbol), face.default_width) / 1000

    def _instead(self, symbol: str, shown: str) -> tuple[str, float]:
        self._shown[symbol] = shown
        return self.glyph(shown)

    def width(self, text: str, size: float) -> float:
        """Width of a text in points."""
        return sum(self.glyph(symbol)[1] for symbol in text) * size

    def runs(self, text: str) -> list[tuple[str, str]]:
        """The text in pieces of one font each."""
        pieces: list[tuple[str, str]] = []
        for symbol in text:
            name = self.glyph(symbol)[0]
            shown = self._shown.get(symbol, symbol)
            if pieces and pieces[-1][0] == name:
                pieces[-1] = (name, pieces[-1][1] + shown)
            else:
                pieces.append((name, shown))
        return pieces

    def _face_for(self, symbol: str) -> Face | None:
        for face in self._faces:
            if face.has(symbol):
                return face
        while self._paths:
            loaded = self._load_next()
            if loaded is not None and loaded.has(symbol):
                return loaded
        return None

    def _load_next(self) -> Face | None:
        path = self._paths.pop(0)
        name = f"zh{len(self._faces)}-{path.stem}"
        try:
            font: Any = TTFont(name, str(path), subfontIndex=0)  # Any: reportlab's stubs hide `face`
        except (TTFError, OSError, LookupError, ValueError, struct.error) as error:
            logger.warning("font %s cannot be used: %s", path, error)
            return None
        pdfmetrics.registerFont(font)
        widths = {code: float(width) for code, width in font.face.charWidths.items()}
        if not all(ord(symbol) in widths for symbol in _PROBE) and not self._faces:
            return None
        face = Face(name, widths, float(font.face.defaultWidth))
        self._faces.append(face)
        return face


def is_truetype(path: Path) -> bool:
    """Whether the file (its first font, for a collection) has TrueType outlines."""
    try:
        with path.open("rb") as file:
            tag = file.read(4)
            if tag == b"ttcf":
                file.seek(12)
                file.seek(int.from_bytes(file.read(4), "big"))
                tag = file.read(4)
    except OSError:
        return False
    return tag in {b"\x00\x01\x00\x00", b"true"}


def find_fonts() -> list[Path]:
    """Usable Chinese fonts, best first: the setting, then the system's by preference."""
    if settings.TONGBAN_FONT:
        chosen = Path(settings.TONGBAN_FONT).expanduser()
        if not is_truetype(chosen):
            logger.warning("TONGBAN_FONT %s is not a TrueType font and is not used", chosen)
        else:
            return [chosen, *(path for path in _system_fonts() if path != chosen)]
    return list(_system_fonts())


def _system_fonts() -> Iterator[Path]:
    candidates = sorted({path for path in (*_from_fontconfig(), *_from_folders()) if is_truetype(path)})
    for wanted in _PREFERRED:
        yield from (path for path in candidates if wanted in path.name.lower().replace(" ", ""))


def _from_fontconfig() -> list[Path]:
    """What fontconfig lists for Chinese; nothing where it is not installed."""
    program = shutil.which("fc-list")
    if program is None:
        return []
    try:
        answer = subprocess.run([program, ":lang=zh", "file"], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [Path(line.rpartition(":")[0].strip()) for line in answer.stdout.splitlines() if ":" in line]


def _from_folders() -> Iterator[Path]:
    for folder in _FOLDERS:
        for path in Path(folder).expanduser().rglob("*.tt[cf]"):
            name = path.name.lower().replace(" ", "")
            if any(wanted in name for wanted in _PREFERRED):
                yield path


@functools.cache
def fonts() -> FontSet:
    """The fonts of this process, found at the first document."""
    return FontSet(find_fonts())
