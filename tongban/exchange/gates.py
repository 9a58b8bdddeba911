"""The gate of this room: rooms above say which kinds of letters they handle.

@on_letter("cross_region.applied")
def receive_application(letter: Letter) -> None: ...
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Letter:
    """What a peer said, opened. `received_at` is ours; `peer_sent_at` is what the peer wrote (对方记载), a text."""

    peer_id: int
    peer_code: str
    conversation: str
    number: int
    envelope: str
    kind: str
    body: Mapping[str, Any]
    files: tuple[str, ...]
    received_at: dt.datetime
    peer_sent_at: str


LetterHandler: TypeAlias = Callable[[Letter], None]
_handlers: dict[str, LetterHandler] = {}


def on_letter(kind: str) -> Callable[[LetterHandler], LetterHandler]:
    """Handle letters of this kind: each once, in the order of its conversation, in a transaction of its own.

    A handler that raises is tried again and finally parked like any reaction. Raises `TypeError` for a kind that
    another function handles.
    """

    def register(handler: LetterHandler) -> LetterHandler:
        known = _handlers.setdefault(kind, handler)
        if (known.__module__, known.__qualname__) != (handler.__module__, handler.__qualname__):
            raise TypeError(f"letters of kind {kind!r} are handled twice")
        return handler

    return register


def handler_of(kind: str) -> LetterHandler | None:
    """Who handles letters of this kind; None where nobody does."""
    return _handlers.get(kind)
