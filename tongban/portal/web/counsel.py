"""What the counsel desk advised, for the person advised."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.access.services import actor_of, signed_in
from tongban.cases import selectors as cases
from tongban.portal.web.shared import page


@signed_in
@require_safe
def counsel(request: HttpRequest, uid: str) -> HttpResponse:
    """One advice, with the way to the application it was for."""
    return page(request, "counsel", {"counsel": cases.counsel(uid, viewer=actor_of(request))})
