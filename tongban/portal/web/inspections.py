"""双随机、一公开: every plan from the moment its lists are locked, the draw to be checked by anybody, the results."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.access.services import public
from tongban.kernel.errors import NotFound
from tongban.portal.web.shared import download, page
from tongban.regulation import selectors

CHECKER = Path(__file__).resolve().parents[3] / "docs" / "tools" / "check_draw.py"
"""Stands in the open source, beside the program that it needs."""


@public
@require_safe
def inspections(request: HttpRequest) -> HttpResponse:
    """Plans whose lists are locked, newest first."""
    cursor = request.GET.get("cursor", "")[:15]
    context = {
        "found": selectors.published_plans(cursor=cursor),
        "params": request.GET.dict(),
        "first_page": not cursor,
    }
    return page(request, "inspections", context)


@public
@require_safe
def plan(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One plan: what was committed to, the seed, who was drawn, what was found."""
    return page(request, "inspection_plan", {"found": selectors.published_plan(str(uid)), "checker": CHECKER.is_file()})


@public
@require_safe
def draw_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The file from which anybody draws again."""
    return download(selectors.draw_file(str(uid)), f"draw-{uid}.json", media_type="application/json")


@public
@require_safe
def checker(request: HttpRequest) -> HttpResponse:
    """The program that draws again, as it stands in the source."""
    if not CHECKER.is_file():
        raise NotFound()
    return download(CHECKER.read_bytes(), CHECKER.name, media_type="text/x-python; charset=utf-8")
