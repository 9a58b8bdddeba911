"""Messages of other people's machines: no session, no form; a signature over the very bytes says who speaks."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from tongban.kernel.errors import DomainError

MOST_BYTES = 64 * 1024
SIGNATURE = "X-Signature"


def signed_message(request: HttpRequest, take: Callable[[bytes, str], str]) -> HttpResponse:
    """Hand body and signature to `take` and answer in JSON: what came of it, or the problem with its status."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return JsonResponse({"result": "too_large"}, status=413)
    try:
        result = take(request.body, request.headers.get(SIGNATURE, ""))
    except DomainError as refusal:
        return JsonResponse(refusal.problem(), status=refusal.status, content_type="application/problem+json")
    return JsonResponse({"result": result})
