"""What several views of the portal do the same way."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongban.access.selectors import own_name
from tongban.access.services import actor_of
from tongban.kernel.errors import DomainError
from tongban.parties import selectors as parties


def page(
    request: HttpRequest,
    name: str,
    context: Mapping[str, object] | None = None,
    status: int = 200,
    error: DomainError | None = None,
) -> HttpResponse:
    """Render `portal/<name>.html`; after a refusal with its words as `refused`."""
    whole = {"refused": told(error) if error else {}, **(context or {})}
    return render(request, f"portal/{name}.html", whole, status=error.status if error else status)


def download(content: bytes, name: str, *, inline: bool = False, media_type: str = "application/pdf") -> HttpResponse:
    """A file with its Chinese name. Uploads are never shown in place: they could be anything."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name)}"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def told(error: DomainError) -> dict[str, str]:
    """A refusal as a banner shows it: what happened, what to do, on which rule."""
    return {"title": error.sentence, "text": error.advice, "basis": error.article}


def my_name(request: HttpRequest) -> str:
    """How the person signed in is called."""
    return own_name(request.user)


def my_holders(request: HttpRequest) -> list[int]:
    """The parties whose licences the person may look at here: oneself first, then whom one may act for."""
    actor = actor_of(request)
    if actor.party_id is None:
        return []
    return [actor.party_id, *(p.party.id for p in parties.principals(viewer=actor) if p.party.id != actor.party_id)]
