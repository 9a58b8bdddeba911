"""Two middlewares of the shell: security headers, and domain errors as pages or problem+json."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from tongban.furniture.web import error_page, not_allowed
from tongban.kernel.errors import DomainError

Handler = Callable[[HttpRequest], HttpResponse]

# No inline script or style anywhere in the house: the policy forbids them, so an injected one cannot run.
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)


def security_headers(get_response: Handler) -> Handler:
    """Set the content security policy; pages with personal content are never stored by shared caches."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def problem_response(error: DomainError) -> JsonResponse:
    """`application/problem+json` for one refusal."""
    return JsonResponse(
        error.problem(),
        status=error.status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False, "default": str},
    )


def domain_errors(get_response: Handler) -> Handler:
    """Answer a `DomainError` that a view let through: what happened, why, what to do next."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # Django's own answer to GET on the address of a form is an empty page.
        if response.status_code == 405 and not response.content and request.method == "GET":
            page = not_allowed(request)
            page.headers["Allow"] = response.headers.get("Allow", "")
            return page
        return response

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        if request.path.startswith("/api/"):
            return problem_response(error)
        return error_page(request, error)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]  # Django looks it up on the function
    return middleware
