"""What may be sent where."""

from __future__ import annotations

from urllib.parse import urlsplit

from tongban.kernel.actor import Actor
from tongban.notices.errors import RecipientMissing, UnsafeLink

OUTBOX_PERMISSION = "notices.outbox"


def check_recipient(party_id: int | None, officer_id: int | None) -> None:
    """Raise `RecipientMissing` unless exactly one recipient is named."""
    if (party_id is None) == (officer_id is None):
        raise RecipientMissing()


def check_link(link: str) -> None:
    """Raise `UnsafeLink` unless the link is empty or a path of this platform."""
    if not link:
        return
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or not link.startswith("/") or link.startswith("//") or "\\" in link:
        raise UnsafeLink()


def mask_address(address: str) -> str:
    """A mobile number or mail address as staff may see it: 138****0001, z***@example.cn."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:1]}***@{host}"
    return f"{address[:3]}****{address[-4:]}" if len(address) >= 11 else "*" * len(address)


def recipient_of(viewer: Actor) -> tuple[int | None, int | None]:
    """Whose inbox this is: `(party_id, officer_id)`, one of them None; both None when signed out.

    An officer's account reads the officer's inbox; a party reads that of the principal it acts for.
    """
    if viewer.officer_id is not None:
        return None, viewer.officer_id
    return viewer.principal_id or viewer.party_id, None
