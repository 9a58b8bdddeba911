"""My page: who I am here, for whom I act, who looked at my data."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.access.services import actor_of, signed_in
from tongban.orgs import selectors as orgs
from tongban.parties import selectors as parties
from tongban.portal.web.shared import page


@signed_in
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Account, on whose behalf, mandates, the last looks at my data. Officers have no party of their own."""
    actor = actor_of(request)
    if actor.party_id is None:
        return page(request, "me", {"party": None})
    seen = parties.looks_at_me(actor, limit=5)
    names = orgs.department_names(look.department_id for look in seen)
    principals = parties.principals(viewer=actor)
    acting = next((p for p in principals if p.party.id == actor.principal_id), None)
    context = {
        "party": parties.party(actor.party_id, viewer=actor),
        "principals": principals,
        "acting": acting,
        "mandates": [m for m in parties.mandates(viewer=actor) if m.state in ("valid", "coming")],
        "looks": [(look, names.get(look.department_id or 0, "")) for look in seen],
    }
    return page(request, "me", context)
