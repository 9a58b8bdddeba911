"""Options per level: versioned data in the package, because departments may not edit what they are judged by (pure)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CURRENT = 1


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to tick."""

    code: str
    text: str


@cache
def option_list(version: int = CURRENT) -> dict[int, tuple[Option, ...]]:
    """Options by level in the version given. Raises `FileNotFoundError` for a version that never was."""
    raw = json.loads((Path(__file__).parent / "data" / f"options_{version}.json").read_text(encoding="utf-8"))
    return {int(level): tuple(Option(o["code"], o["text"]) for o in found) for level, found in raw["levels"].items()}


def option_texts(version: int, codes: list[str]) -> tuple[str, ...]:
    """What the codes of that version say, in their order."""
    known = {option.code: option.text for found in option_list(version).values() for option in found}
    return tuple(known.get(code, code) for code in codes)
