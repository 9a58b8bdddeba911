"""What a page reads out of a request, and what came of a press: the same in portal, workbench and console."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tongban.kernel.errors import DomainError, InvalidInput, NotFound
from tongban.kernel.standards.text import row_number

T = TypeVar("T")


# --- what is asked ----------------------------------------------------------------------------------
def asked(request: HttpRequest, name: str, most: int = 100) -> str:
    """One text of the address, without zero bytes and blanks around it, cut to `most` characters."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:most]


def posted(request: HttpRequest, name: str) -> str:
    """One posted text, without zero bytes and blanks around it."""
    return str(request.POST.get(name, "")).replace("\x00", "").strip()


def chosen(request: HttpRequest, name: str, missing: str) -> int:
    """The number typed or chosen in a form, of days, of a row. Raises `InvalidInput` with the sentence `missing`."""
    number = row_number(posted(request, name))
    if number is None:
        raise InvalidInput(errors={name: missing})
    return number


def yes_or_no(request: HttpRequest, name: str, missing: str) -> bool:
    """A question that has to be answered. Raises `InvalidInput` with the sentence `missing`."""
    answer = posted(request, name)
    if answer not in ("yes", "no"):
        raise InvalidInput(errors={name: missing})
    return answer == "yes"


def day_in(text: str, field: str) -> dt.date | None:
    """A day as typed; None where nothing was. Raises `InvalidInput`."""
    return day_of(text, field) if text else None


def day_of(text: str, field: str) -> dt.date:
    """A day that has to be typed. Raises `InvalidInput`."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(errors={field: _("日期写成 2026-11-30 这样。")}) from None


# --- what came of it --------------------------------------------------------------------------------
def attempted(request: HttpRequest, act: Callable[[], T]) -> tuple[T | None, DomainError | None]:
    """What a POST led to (mostly where to go on), or why it was refused; of any other request neither.

    What is not there is not there for the page either: `NotFound` goes on.
    """
    if request.method != "POST":
        return None, None
    try:
        return act(), None
    except NotFound:
        raise
    except DomainError as refusal:
        return None, refusal


def tell(request: HttpRequest, text: str | Promise) -> None:
    """A sentence of success, shown on the next page."""
    messages.success(request, str(text))


def said(request: HttpRequest, error: DomainError | None) -> dict[str, object]:
    """After a refusal, what a page with forms shows: `error`, `errors` (field → sentence) and `typed`."""
    return {
        "error": error,
        "errors": error.errors if isinstance(error, InvalidInput) else {},
        "typed": request.POST,
    }
