"""The home page."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.access.services import actor_of, public
from tongban.cases import selectors as cases
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import Suggestion
from tongban.kernel.actor import Actor
from tongban.licences import selectors as licences
from tongban.portal import themes
from tongban.portal.web.shared import page
from tongban.ratings import selectors as ratings

_KEPT_SECONDS = 300


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search, life events, most needed items, and my things when signed in."""
    actor = actor_of(request)
    context: dict[str, object] = {
        "people": themes.FOR_PEOPLE,
        "business": themes.FOR_BUSINESS,
        "examples": themes.EXAMPLES,
        "needed": _most_needed(),
    }
    return page(request, "home", {**context, **_mine(actor)})


def _mine(actor: Actor) -> dict[str, object]:
    if actor.party_id is None:
        return {"signed_in": False}
    found = cases.my_cases(viewer=actor, size=3)
    return {
        "signed_in": True,
        "cases": found.rows,
        "more": bool(found.cursor),
        "licence_count": len(licences.held_by(actor.party_id, viewer=actor)),
        "invitations": ratings.invitations(actor, limit=3),
    }


def _most_needed() -> list[tuple[int, str, str]]:
    """Item id, name and department of the items most people come for; remembered for a few minutes."""
    key = "portal:most_needed"
    known: list[tuple[int, str, str]] | None = cache.get(key)
    if known is None:
        hits: list[Suggestion] = [hit for text in themes.MOST_NEEDED for hit in catalogue.suggest(text, limit=1)]
        known = [(hit.item_id, hit.name, hit.department_name) for hit in hits]
        cache.set(key, known, _KEPT_SECONDS)
    return known
