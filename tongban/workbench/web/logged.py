"""A case that another system handled: what its log says, and what was owed on it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.access.services import requires
from tongban.cases import selectors as cases
from tongban.ledger.facts import FactView
from tongban.workbench.web.pages import officer_of, page


@requires("cases.view_department")
@require_safe
def logged(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The logged case with its steps and clocks; nothing can be done on it here."""
    actor = officer_of(request)
    log, case = cases.logged_case(uid, viewer=actor)
    facts = cases.logged_timeline(uid, viewer=actor)
    context = {
        "log": log,
        "case": case,
        "events": [_event(fact) for fact in facts if fact.kind == "case.step_logged"],
    }
    return page(request, "logged.html", context)


def _event(fact: FactView) -> dict[str, object]:
    data = fact.data
    said = str(data.get("label") or data.get("activity") or fact.text)
    return {"text": said, "at": fact.occurred_at, "who": str(data.get("resource") or "")}
