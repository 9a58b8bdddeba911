"""One transaction around a keyed request: the step and its remembered answer are committed together, or neither."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from tongban.kernel.errors import InvalidInput
from tongban.kernel.gm import sm3
from tongban.ledger import services as ledger

Handler = Callable[[HttpRequest], HttpResponse]
KEY_LIMIT = 200
# Answers that say nothing about the step itself: the same key may try again.
_NOT_REMEMBERED = {401, 403, 429}


def idempotency(get_response: Handler) -> Handler:
    """Answer a repeated `Idempotency-Key` of the same caller with the first answer.

    A second request with the same key waits for the first on the database's unique index, so of two at once one acts.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        if not key or request.method in ("GET", "HEAD", "OPTIONS") or not request.path.startswith("/api/"):
            return get_response(request)
        if len(key) > KEY_LIMIT or not key.isprintable():
            raise InvalidInput(errors={"Idempotency-Key": f"Idempotency-Key 最长{KEY_LIMIT}个可见字符。"})
        with transaction.atomic():
            caller = sm3(request.headers.get("Authorization", "").encode()).hex()
            stored = ledger.begin_request(account_key=caller, key=key, fingerprint=_fingerprint(request))
            if stored is not None:
                headers = {"Idempotency-Replayed": "true"}
                return HttpResponse(
                    stored.body, status=stored.status, content_type=stored.content_type, headers=headers
                )
            response = get_response(request)
            if response.status_code >= 500 or response.status_code in _NOT_REMEMBERED:
                transaction.set_rollback(True)
            else:
                ledger.finish_request(
                    account_key=caller,
                    key=key,
                    answer=ledger.StoredAnswer(response.status_code, response.content, response["Content-Type"]),
                )
        return response

    return middleware


def _fingerprint(request: HttpRequest) -> str:
    """What makes two requests the same: method, address and body; of an upload its length, as it is not read twice."""
    kind = (request.content_type or "").lower()
    body = str(request.META.get("CONTENT_LENGTH", "")).encode() if kind.startswith("multipart/") else request.body
    return sm3(b"\n".join([str(request.method).encode(), request.get_full_path().encode(), body])).hex()
