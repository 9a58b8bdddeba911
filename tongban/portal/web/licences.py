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
from tongban.licences.selectors import LicenceView
from tongban.orgs import selectors as orgs
from tongban.parties import selectors as parties
from tongban.portal.web.shared import download, my_holders, page


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My licences and those of whom I act for, by holder."""
    actor = actor_of(request)
    holders = my_holders(request)
    names = parties.parties(holders, viewer=actor)
    groups: list[tuple[str, list[LicenceView]]] = []
    for holder in holders:
        try:
            found = licences.held_by(holder, viewer=actor)
        except NotFound:  # the mandate does not reach licences
            continue
        if found or holder == actor.party_id:
            groups.append((names[holder].name, found))
    return page(request, "licences", {"groups": groups})


@signed_in
@require_safe
def licence(request: HttpRequest, identifier: str) -> HttpResponse:
    """One licence with its face and who used it."""
    actor = actor_of(request)
    found = licences.licence(identifier, viewer=actor)
    uses = licences.uses(found.identifier, viewer=actor, limit=20) if found.verify_url else []
    departments = orgs.departments(ids={use.department_id for use in uses if use.department_id})
    names = {department.id: department.name for department in departments}
    context = {"licence": found, "uses": [(use, names.get(use.department_id or 0, "")) for use in uses]}
    return page(request, "licence", context)


@signed_in
@require_safe
def by_uid(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Where messages lead: to the licence of this id among those the person may look at."""
    actor = actor_of(request)
    for holder in my_holders(request):
        try:
            found = licences.held_by(holder, viewer=actor)
        except NotFound:
            continue
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
