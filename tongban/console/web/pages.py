"""What every page of the console does the same way: what addresses and forms say, refusals, uploads, the answer."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tongban.files.errors import FileTooLarge
from tongban.kernel.errors import DomainError, InvalidInput, NotFound

T = TypeVar("T")
#: Rules, calendar, organisations and roles are public knowledge; any seat of the administration opens them here.
STAFF = (
    "insight.view", "duties.view", "reference.manage", "orgs.manage", "access.manage", "access.grant", "ledger.view",
)  # fmt: skip
ACCOUNTS = ("access.manage", "access.grant", "access.grant_department")


# --- what is shown ----------------------------------------------------------------------------------
def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object],
    *,
    status: int = 200,
    error: DomainError | None = None,
) -> HttpResponse:
    """One page of `console/` with the console's side navigation; after a refusal with its sentence and what was typed.

    A page with forms finds `error`, `errors` (field → sentence; the context may place them elsewhere) and `typed`.
    """
    said = {
        "nav_area": "console",
        "error": error,
        "errors": error.errors if isinstance(error, InvalidInput) else {},
        "typed": request.POST,
    }
    code = error.status if error else status
    return render(request, f"console/{template}", {**said, **context}, status=code, using="jinja2")


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


# --- what is asked ----------------------------------------------------------------------------------
def posted(request: HttpRequest, name: str) -> str:
    """One posted text, without zero bytes and blanks around it."""
    return str(request.POST.get(name, "")).replace("\x00", "").strip()


def asked(request: HttpRequest, name: str, most: int = 100) -> str:
    """One text of the address, without zero bytes and blanks around it, cut to `most` characters."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:most]


def known_id(number: int) -> int:
    """An id that a row can have. Raises `NotFound`."""
    if number >= 2**63:
        raise NotFound()
    return number


def id_in(text: str) -> int | None:
    """An id as an address or a form says it; None where it says none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def day_in(text: str, field: str) -> dt.date | None:
    """A day as typed; None where nothing was. Raises `InvalidInput`."""
    return day_of(text, field) if text else None


def day_of(text: str, field: str) -> dt.date:
    """A day that has to be typed. Raises `InvalidInput`."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(errors={field: _("日期写成 2026-11-30 这样。")}) from None


@contextmanager
def uploaded(request: HttpRequest, name: str, missing: str, endings: tuple[str, ...]) -> Iterator[Path]:
    """An uploaded file on the disk for as long as it is read; it keeps its ending where that is one of `endings`, else
    gets the first. Raises `InvalidInput` with the sentence `missing` where there is none or it is empty, `FileTooLarge`
    where the upload was cut off at the limit.
    """
    file = request.FILES.get(name)
    if file is None or not file.size:
        raise InvalidInput(errors={name: missing})
    if file.size > settings.TONGBAN_UPLOAD_LIMIT:
        raise FileTooLarge(limit=f"{settings.TONGBAN_UPLOAD_LIMIT // 1024 // 1024} MB")
    given = Path(file.name or "")
    with tempfile.TemporaryDirectory() as folder:
        ending = given.suffix.lower()
        path = Path(folder) / f"{given.stem[:60] or 'uploaded'}{ending if ending in endings else endings[0]}"
        with path.open("wb") as kept:
            for piece in file.chunks():
                kept.write(piece)
        yield path
