"""File names made safe: they are shown, downloaded and zipped, never used as a path of ours (pure)."""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS, MAX_BYTES = 100, 200
_RESERVED = re.compile(r'[<>:"|?*%]')
_BLANKS = re.compile(r"\s+")
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def safe_name(name: str, fallback: str = "附件") -> str:
    """The last path part without control and direction marks, reserved signs, leading dots; at most 100 characters.

    `"../../ab\\u202efdp.exe"` cannot hide its ending afterwards. The extension survives shortening.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(symbol for symbol in last if _shows(symbol))
    tidy = _BLANKS.sub(" ", _RESERVED.sub("_", visible)).strip(" .")
    if _DEVICES.match(tidy):
        tidy = "_" + tidy
    return _shorten(tidy) or fallback


def _shows(symbol: str) -> bool:
    """Ideographs that are younger than this Python's tables (GB 18030 as amended in 2023) count as letters."""
    young = 0x20000 <= ord(symbol) <= 0x323AF
    return young or unicodedata.category(symbol) not in {"Cc", "Cf", "Co", "Cs", "Cn"}


def extension(name: str) -> str:
    """The ending in lower case without its dot; empty where there is none."""
    stem, dot, ending = name.rpartition(".")
    return ending.strip().lower() if dot and stem else ""


def _shorten(name: str) -> str:
    """Cut the stem, keep a short ending."""
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = name, "", ""
    tail = dot + ending
    stem = stem[: MAX_CHARACTERS - len(tail)]
    return stem.encode()[: MAX_BYTES - len(tail.encode())].decode(errors="ignore").rstrip() + tail
