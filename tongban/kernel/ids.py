"""Public ids as addresses and callers name them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from tongban.kernel.errors import DomainError, NotFound


def uid_of(text: UUID | str, otherwise: DomainError | None = None) -> UUID:
    """The uid that is named. A text that is none names nothing: raises `NotFound`, or `otherwise` where it is given."""
    try:
        return text if isinstance(text, UUID) else UUID(text)
    except ValueError:
        raise otherwise or NotFound() from None


def uids_of(texts: Iterable[UUID | str]) -> list[UUID]:
    """Those that are named, each once and in order."""
    found: dict[UUID, None] = {}
    for text in texts:
        try:
            found[uid_of(text)] = None
        except NotFound:
            continue
    return list(found)
