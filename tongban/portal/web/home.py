"""The home page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.access.services import actor_of, public
from tongban.cases import selectors as cases
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import Suggestion
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.caching import remembered
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
        "licence_count": licences.count_mine(actor),
        "invitations": ratings.invitations(actor, limit=3),
    }


def _read_most_needed(_span: int) -> tuple[tuple[int, str, str], ...]:
    hits: list[Suggestion] = [hit for text in themes.MOST_NEEDED for hit in catalogue.suggest(text, limit=1)]
    return tuple((hit.item_id, hit.name, hit.department_name) for hit in hits)


_remembered = remembered(_read_most_needed, size=2)


def _most_needed() -> tuple[tuple[int, str, str], ...]:
    """Item id, name and department of the items most people come for; remembered for a few minutes."""
    return _remembered(int(clock.now().timestamp() // _KEPT_SECONDS))
