"""What every page of the workbench does the same way."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from tongban.access.services import actor_of
from tongban.kernel.actor import Actor, Channel

#: Any of these opens the pages about cases; which cases is for the selectors to say.
CASEWORK = ("cases.view_department", "cases.intake", "cases.accept", "cases.examine", "cases.decide", "cases.issue")


def officer_of(request: HttpRequest) -> Actor:
    """Who acts at the workbench: officers act through the window."""
    actor = actor_of(request)
    return actor.via(Channel.WINDOW) if actor.is_officer else actor


def page(request: HttpRequest, template: str, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    """One page of `workbench/`."""
    return render(request, f"workbench/{template}", dict(context), status=status, using="jinja2")


def tell(request: HttpRequest, text: str | Promise) -> None:
    """A sentence of success, shown on the next page."""
    messages.success(request, str(text))


def posted(request: HttpRequest, name: str) -> str:
    """One posted text, without zero bytes and blanks around it."""
    return str(request.POST.get(name, "")).replace("\x00", "").strip()
