"""What every page of the console does the same way: what pages of the house share, ids, uploads, the answer."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongban.files.errors import FileTooLarge
from tongban.furniture.asking import asked, attempted, chosen, day_in, day_of, posted, said, tell
from tongban.kernel.errors import DomainError, InvalidInput, NotFound

__all__ = (
    "ACCOUNTS", "STAFF", "asked", "attempted", "chosen", "day_in", "day_of", "known_id", "page", "posted",
    "tell", "uploaded",
)  # fmt: skip
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
    whole = {"nav_area": "console", **said(request, error), **context}
    code = error.status if error else status
    return render(request, f"console/{template}", whole, status=code, using="jinja2")


# --- what is asked ----------------------------------------------------------------------------------
def known_id(number: int) -> int:
    """An id that a row can have. Raises `NotFound`."""
    if number >= 2**63:
        raise NotFound()
    return number


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
