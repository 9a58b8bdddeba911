"""Around every request to `/api/`: refusals are problem+json, and a keyed request is done once.

`problems_only` stands far outside and looks at the request before anything is read; `idempotency` stands innermost and
holds the one transaction in which a step and its remembered answer are committed together, or neither.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from tongban.kernel import vault
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, InvalidInput, NotFound
from tongban.kernel.gm import sm3
from tongban.ledger import services as ledger
from tongban.openapi.problems import (
    MEDIA_TYPE,
    BodyTooLarge,
    MediaTypeNotSupported,
    problem,
    problem_of_status,
)

Handler = Callable[[HttpRequest], HttpResponse]
PREFIX = "/api/"
KEY_LIMIT = 200
READING = ("GET", "HEAD", "OPTIONS", "TRACE")
# Room for the frame of a form around the largest file.
_FRAME = 64 * 1024
# Answers that say nothing about the step itself: the same key may try again. 400 is a message that cannot be
# read, so the step never began.
_NOT_REMEMBERED = {400, 401, 403, 429}


def problems_only(get_response: Handler) -> Handler:
    """Refuse what no operation can take, and turn every other refusal under `/api/` into problem+json."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX):
            return get_response(request)
        refusal = _unreadable(request)
        if refusal is not None:
            return problem(refusal)
        response = get_response(request)
        if response.status_code < 400 or response.headers.get("Content-Type", "") == MEDIA_TYPE:
            return response
        answer = problem_of_status(response.status_code)
        if "Allow" in response.headers:
            answer["Allow"] = response["Allow"]
        return answer

    return middleware


def _unreadable(request: HttpRequest) -> DomainError | None:
    """What is wrong with the request line and headers, before a byte of the body is read."""
    if "\x00" in request.path:
        return NotFound()
    if b"\x00" in unquote_to_bytes(request.META.get("QUERY_STRING", "")):
        return InvalidInput(errors={"query": "网址参数里不能有空字符。"})
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    size = int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0
    if not size:
        return None
    kind = (request.content_type or "").lower()
    if kind == "multipart/form-data":
        limit = settings.TONGBAN_UPLOAD_LIMIT
        return BodyTooLarge(limit=_words(limit)) if size > limit + _FRAME else None
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if size > limit:
        return BodyTooLarge(limit=_words(limit))
    return None if kind == "application/json" or request.method in READING else MediaTypeNotSupported()


def _words(size: int) -> str:
    return f"{size / 1024 / 1024:g} MB"


def idempotency(get_response: Handler) -> Handler:
    """Answer a repeated `Idempotency-Key` of the same caller with the first answer.

    A second request with the same key waits for the first on the database's unique index, so of two at once one acts.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        if not key or request.method in READING or not request.path.startswith(PREFIX):
            return get_response(request)
        try:
            return _once(request, key, get_response)
        except DomainError as error:
            return problem(error)

    return middleware


def _once(request: HttpRequest, key: str, get_response: Handler) -> HttpResponse:
    if len(key) > KEY_LIMIT or not key.isprintable():
        raise InvalidInput(errors={"Idempotency-Key": f"Idempotency-Key 最长{KEY_LIMIT}个可见字符。"})
    with transaction.atomic():
        caller = _caller(request)
        stored = ledger.begin_request(account_key=caller, key=key, fingerprint=_fingerprint(request))
        if stored is not None:
            headers = {"Idempotency-Replayed": "true"}
            return HttpResponse(stored.body, status=stored.status, content_type=stored.content_type, headers=headers)
        response = get_response(request)
        if response.status_code >= 500 or response.status_code in _NOT_REMEMBERED:
            transaction.set_rollback(True)
        else:
            answer = ledger.StoredAnswer(
                response.status_code, response.content, response.headers.get("Content-Type", "")
            )
            ledger.finish_request(account_key=caller, key=key, answer=answer)
        return response


def _caller(request: HttpRequest) -> str:
    """Whose key it is: the account's, so that whoever signs in anew before trying again is known; without one, the
    words they called with. Sealed, so that a remembered answer (an anonymous rating) leads back to nobody."""
    actor = getattr(request, "actor", None)
    if isinstance(actor, Actor) and actor.account_id is not None:
        return vault.blind_index(str(actor.account_id), "idempotency.account").hex()
    return sm3(request.headers.get("Authorization", "").encode()).hex()


def _fingerprint(request: HttpRequest) -> str:
    """What makes two requests the same: method, address and body; of a large upload its length, as it is read once.

    The marks between the parts of a form are drawn anew by every sender, so they do not count.
    """
    body = str(request.META.get("CONTENT_LENGTH") or "0").encode()
    form = (request.content_type or "").lower().startswith("multipart/")
    if not form or int(body) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        mark = (request.content_params or {}).get("boundary", "") if form else ""
        body = request.body.replace(mark.encode(), b"") if mark else request.body
    return sm3(b"\n".join([str(request.method).encode(), request.get_full_path().encode(), body])).hex()
