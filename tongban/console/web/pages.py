"""What every page of the console does the same way."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

#: Rules, calendar, organisations and roles are public knowledge; any seat of the administration opens them here.
STAFF = (
    "insight.view", "duties.view", "reference.manage", "orgs.manage", "access.manage", "access.grant", "ledger.view",
)  # fmt: skip
ACCOUNTS = ("access.manage", "access.grant", "access.grant_department")


def page(request: HttpRequest, template: str, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    """One page of `console/` with the console's side navigation."""
    return render(request, f"console/{template}", {"nav_area": "console", **context}, status=status, using="jinja2")


def tell(request: HttpRequest, text: str | Promise) -> None:
    """A sentence of success, shown on the next page."""
    messages.success(request, str(text))


def posted(request: HttpRequest, name: str) -> str:
    """One posted text, without zero bytes and blanks around it."""
    return str(request.POST.get(name, "")).replace("\x00", "").strip()
