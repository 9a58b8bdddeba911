"""My licences: list, one, its PDF, and the code to show it."""

from __future__ import annotations

from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from tongban.access.services import actor_of, signed_in
from tongban.kernel.errors import DomainError, NotFound
from tongban.licences import selectors as licences
from tongban.licences import services as verbs
from tongban.orgs import selectors as orgs
from tongban.portal.web.shared import download, my_name, page


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My licences and those of whom I act for, by holder."""
    actor = actor_of(request)
    held = licences.mine(viewer=actor)
    groups = [(name or my_name(request), found) for holder, name, found in held if found or holder == actor.party_id]
    return page(request, "licences", {"groups": groups})


@signed_in
@require_safe
def licence(request: HttpRequest, identifier: str) -> HttpResponse:
    """One licence with its face and who used it."""
    actor = actor_of(request)
    found = licences.licence(identifier, viewer=actor)
    uses = licences.uses(found.identifier, viewer=actor, limit=20) if found.verify_url else []
    names = orgs.department_names(use.department_id for use in uses)
    context = {"licence": found, "uses": [(use, names.get(use.department_id or 0, "")) for use in uses]}
    return page(request, "licence", context)


@signed_in
@require_safe
def by_uid(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Where messages lead: to the licence of this id among those the person may look at."""
    actor = actor_of(request)
    for _holder, _name, found in licences.mine(viewer=actor):
        if one := next((view for view in found if view.uid == str(uid)), None):
            return redirect("portal:licence", identifier=one.identifier)
    raise NotFound()


@signed_in
@require_safe
def file(request: HttpRequest, identifier: str) -> HttpResponse:
    """The sealed PDF for its holder."""
    found = verbs.fetch_licence_file(identifier=identifier, actor=actor_of(request))
    return download(found.content, found.name)


@signed_in
@require_POST
def present(request: HttpRequest, identifier: str) -> HttpResponse:
    """A code to show at a window or to an inspector, good for five minutes."""
    actor = actor_of(request)
    found = licences.licence(identifier, viewer=actor)
    try:
        shown = verbs.present_code(identifier=identifier, actor=actor)
    except DomainError as refusal:
        context = {"licence": found, "uses": [], "refused": refusal.sentence + refusal.advice}
        return page(request, "licence", context, status=refusal.status)
    picture = segno.make(shown.url, error="m").svg_data_uri(scale=6, border=4, dark="#000", light="#fff")
    return page(request, "present", {"licence": found, "picture": picture, "shown": shown})
