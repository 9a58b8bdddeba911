"""Context processor of the pages: the frame and the actor, both free until a page shows them."""

from __future__ import annotations

from django.http import HttpRequest

from tongban.furniture.frame import Frame
from tongban.kernel.actor import Actor


def page_context(request: HttpRequest) -> dict[str, Frame | Actor | None]:
    """`frame` and `actor` for every template."""
    frame = Frame(request)
    return {"frame": frame, "actor": frame.actor}
