"""The published fingerprints of the keys that seal the ledger, and the program that checks a history with them."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.access.services import public
from tongban.kernel.errors import NotFound
from tongban.ledger import services as ledger
from tongban.portal.web.shared import download, page

CHECKER = Path(__file__).resolve().parents[3] / "docs" / "tools" / "check_history.py"
"""Stands in the open source, so that nobody has to take it from us."""

_GROUP = 8


@public
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """公开密钥指纹: which keys are ours, and how a file is checked against them."""
    rows = [
        {
            "number": key.number,
            "current": key.current,
            "fingerprint": key.fingerprint,
            "shown": in_groups(key.fingerprint),
        }
        for key in ledger.published_keys()
    ]
    return page(request, "keys", {"keys": rows, "checker": CHECKER.is_file()})


@public
@require_safe
def checker(request: HttpRequest) -> HttpResponse:
    """The checking program as it stands in the source."""
    if not CHECKER.is_file():
        raise NotFound()
    return download(CHECKER.read_bytes(), CHECKER.name, media_type="text/x-python; charset=utf-8")


def in_groups(fingerprint: str) -> str:
    """In groups that can be read aloud and compared; the checker takes them with or without the blanks."""
    return " ".join(fingerprint[start : start + _GROUP] for start in range(0, len(fingerprint), _GROUP))
