"""`/healthz`: the process answers and reaches its database."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, JsonResponse

from tongban.access.services import public


@public
def health(request: HttpRequest) -> JsonResponse:
    """200 with `ok`; a dead database raises and answers 500."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
