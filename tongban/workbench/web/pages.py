"""What every page of the workbench does the same way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from tongban.access.services import actor_of
from tongban.furniture.asking import asked, attempted, chosen, day_in, posted, said, tell, yes_or_no
from tongban.kernel.actor import Actor, Channel
from tongban.kernel.errors import DomainError

__all__ = (
    "CASEWORK", "asked", "attempted", "chosen", "day_in", "officer_of", "page", "posted", "tabs", "tell", "yes_or_no",
)  # fmt: skip
#: Any of these opens the pages about cases; which cases is for the selectors to say.
CASEWORK = ("cases.view_department", "cases.intake", "cases.accept", "cases.examine", "cases.decide", "cases.issue")


def officer_of(request: HttpRequest) -> Actor:
    """Who acts at the workbench: officers act through the window."""
    actor = actor_of(request)
    return actor.via(Channel.WINDOW) if actor.is_officer else actor


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object],
    *,
    status: int = 200,
    error: DomainError | None = None,
) -> HttpResponse:
    """One page of `workbench/`; after a refusal with its sentence and what was typed, as `said` names them."""
    whole = {**said(request, error), **context}
    return render(request, f"workbench/{template}", whole, status=error.status if error else status, using="jinja2")


def tabs(name: str, choices: Iterable[tuple[str, str | Promise]], current: str) -> list[dict[str, object]]:
    """The views of a list as links: each sets `name` in the address to its code."""
    return [{"label": str(label), "href": f"?{name}={code}", "current": code == current} for code, label in choices]
