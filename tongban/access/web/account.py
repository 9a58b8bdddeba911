"""Account security, on whose behalf, mandates, who looked at my data."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.access import selectors
from tongban.access.middleware import PRINCIPAL, gave_second_factor
from tongban.access.models import Account
from tongban.access.services import actor_of, choose_principal, revoke_token, signed_in
from tongban.kernel import clock
from tongban.kernel.errors import DomainError, InvalidInput
from tongban.kernel.standards.text import row_number
from tongban.orgs import selectors as orgs
from tongban.parties import selectors as parties
from tongban.parties import services as party_services


@signed_in
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Password, second factor, sessions, tokens and rights of the own account."""
    actor = actor_of(request)
    view = selectors.account(actor.account_id or 0, viewer=actor)
    user = request.user
    context = {
        "account": view,
        "tokens": selectors.tokens(viewer=actor),
        "second_factor": isinstance(user, Account) and gave_second_factor(request, user),
    }
    return render(request, "access/security.html", context)


@signed_in
@require_POST
def drop_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """Withdraw one of the own tokens."""
    revoke_token(token_id=token_id, actor=actor_of(request))
    messages.success(request, _("令牌已撤销。"))
    return HttpResponseRedirect(reverse("account_security"))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def acting_for(request: HttpRequest) -> HttpResponse:
    """Choose on whose behalf to act: oneself, an enterprise, a relative."""
    actor = actor_of(request)
    if request.method == "POST":
        raw = request.POST.get("principal", "")
        chosen = choose_principal(principal_id=row_number(raw), actor=actor)
        if chosen is None:
            request.session.pop(PRINCIPAL, None)
        else:
            request.session[PRINCIPAL] = chosen
        return HttpResponseRedirect("/")
    context = {"principals": parties.principals(viewer=actor), "chosen": actor.principal_id, "own": actor.party_id}
    return render(request, "access/acting_for.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mandates(request: HttpRequest) -> HttpResponse:
    """Mandates given and held; the form gives a new one."""
    actor = actor_of(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _give(request)
        if not errors:
            messages.success(request, _("授权已生效。"))
            return HttpResponseRedirect(reverse("account_mandates"))
    context = {
        "mandates": parties.mandates(viewer=actor),
        "me": {actor.party_id, actor.principal_id},
        "errors": errors,
        "values": request.POST if errors else {},
        "suggested": clock.today() + dt.timedelta(days=365),
    }
    return render(request, "access/mandates.html", context, status=422 if errors else 200)


@signed_in
@require_POST
def revoke_mandate(request: HttpRequest, uid: str) -> HttpResponse:
    """Take a mandate back, or lay one down."""
    party_services.revoke_mandate(mandate_uid=uid, actor=actor_of(request))
    messages.success(request, _("授权已撤销，对方从现在起不能再代办。"))
    return HttpResponseRedirect(reverse("account_mandates"))


@signed_in
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Who looked at my data, and what for."""
    records = parties.looks_at_me(actor_of(request))
    names = orgs.department_names(record.department_id for record in records)
    rows = [(record, names.get(record.department_id or 0, "")) for record in records]
    return render(request, "access/looks.html", {"rows": rows})


def _give(request: HttpRequest) -> dict[str, str]:
    """Call the verb with what the form holds; the sentences by field where it refuses."""
    actor = actor_of(request)
    try:
        last = dt.date.fromisoformat(request.POST.get("valid_to", ""))
    except ValueError:
        return {"valid_to": _("请选择截止日期。")}
    try:
        agent = party_services.match_person(
            name=request.POST.get("name", ""), citizen_no=request.POST.get("citizen_no", ""), actor=actor
        )
        party_services.grant_mandate(
            principal_id=actor.principal_id or 0, agent_id=agent.id, valid_to=last, actor=actor
        )
    except InvalidInput as refusal:
        return refusal.errors
    except DomainError as refusal:
        field = "valid_to" if refusal.code == "mandate_dates" else "citizen_no"
        return {field: refusal.sentence + refusal.advice}
    return {}
