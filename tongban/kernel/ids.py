"""Public ids as addresses and callers name them."""

from __future__ import annotations

from uuid import UUID

from tongban.kernel.errors import NotFound


def uid_of(text: UUID | str) -> UUID:
    """The uid that is named. Raises `NotFound` for a text that is none: it names nothing."""
    try:
        return text if isinstance(text, UUID) else UUID(text)
    except ValueError:
        raise NotFound() from None
