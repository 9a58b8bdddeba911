"""Stories: one road through the city, told through HTTP exactly as a program or a page would do it."""

from __future__ import annotations

from collections.abc import Callable

from tongban.demo.stories.benchmark import tell as benchmark
from tongban.demo.stories.hygiene import tell as hygiene
from tongban.demo.stories.report import StoryReport

__all__ = ["StoryReport", "run"]

_STORIES = {"hygiene": hygiene, "benchmark": benchmark}


def run(name: str, *, address: str, progress: Callable[[str], None]) -> StoryReport:
    """Tell the story of this name against a serving city. Raises `KeyError`, `StoryFailed`."""
    return _STORIES[name](address, progress)
