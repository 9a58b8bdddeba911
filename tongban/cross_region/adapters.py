"""Remote assistance by video: a city plugs its own conference system in; without one a room number is made here.

The embedded default carries no picture and no sound: it gives a room number that both sides read out on whatever they
have. What the house keeps is the appointment, its times and what came of it.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from tongban.cross_region.errors import VideoNotConfigured


@dataclass(frozen=True, slots=True)
class Room:
    """Where to meet: a number, and a link where the system has one."""

    number: str
    link: str = ""


class VideoAdapter(Protocol):
    """A conference system."""

    def check_config(self) -> list[str]:
        """Chinese sentences on what is missing; empty when ready."""

    def book(self, *, reference: str, at: dt.datetime) -> Room:
        """A room for this time, once per `reference`."""


class EmbeddedVideo:
    """The default: a room number of six digits, no link."""

    def check_config(self) -> list[str]:
        """Always ready."""
        return []

    def book(self, *, reference: str, at: dt.datetime) -> Room:
        """A number that is hard to guess."""
        return Room(f"{secrets.randbelow(900_000) + 100_000}")


_factories: dict[str, Callable[[], VideoAdapter]] = {"embedded": EmbeddedVideo}


def register_video(name: str, factory: Callable[[], VideoAdapter]) -> None:
    """Make a conference system known under a name; `TONGBAN_VIDEO_ADAPTER` chooses it."""
    _factories[name] = factory


def video() -> VideoAdapter:
    """The system in use. Raises `VideoNotConfigured`."""
    name = str(getattr(settings, "TONGBAN_VIDEO_ADAPTER", "") or "embedded")
    factory = _factories.get(name)
    if factory is None:
        raise VideoNotConfigured(adapter=name)
    return factory()
