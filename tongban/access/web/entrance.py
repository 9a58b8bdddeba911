"""Sign-up, second factor and the OpenID endpoints, on top of django-allauth's views."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.internal.flows.signup import complete_signup
from allauth.account.views import SignupView
from allauth.idp.oidc import views as oidc
from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client, Token
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from tongban.access.models import Account
from tongban.access.services import actor_of, public, record_second_factor, sign_up, signed_in
from tongban.access.services.tokens import record_oidc_token
from tongban.kernel.errors import DomainError, InvalidInput, NotFound

_FIELDS = {
    "username_taken": "username",
    "mobile_taken": "mobile",
    "weak_password": "password1",
    "bad_citizen_no": "citizen_no",
    "person_name_mismatch": "name",
    "account_exists": "citizen_no",
    "sign_up_at_window": "mobile",
}
"""Which field of the form a refusal of the verb belongs to."""


class SignUpView(SignupView):  # type: ignore[misc]  # django-allauth carries no types
    """Real-name sign-up: the form collects, the verb `sign_up` decides, then the person is signed in."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Call the verb; its refusal returns to the field it is about."""
        data = form.cleaned_data
        try:
            view = sign_up(
                username=data["username"],
                password=data["password1"],
                name=data["name"],
                citizen_no=data["citizen_no"],
                mobile=data["mobile"],
                actor=actor_of(self.request),
            )
        except InvalidInput as refusal:
            for field, sentence in refusal.errors.items():
                form.add_error(field if field in form.fields else None, sentence)
            return self._again(form)
        except DomainError as refusal:
            form.add_error(_FIELDS.get(refusal.code), refusal.sentence + refusal.advice)
            return self._again(form)
        user = Account.objects.get(pk=view.id)
        response: HttpResponse = complete_signup(
            self.request, user=user, redirect_url=self.get_success_url(), by_passkey=False
        )
        return response

    def _again(self, form: Any) -> HttpResponse:
        response: HttpResponse = self.form_invalid(form)
        return response


class BindView(ActivateTOTPView):  # type: ignore[misc]  # django-allauth carries no types
    """Bind the authenticator app. Its first right code counts as the second factor of this session."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Record, and let the administrator go on."""
        response: HttpResponse = super().form_valid(form)
        user = self.request.user
        record_second_factor(account_id=user.pk, bound=True, actor=actor_of(self.request))
        post_authentication(self.request, Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP))
        return response


class UnbindView(DeactivateTOTPView):  # type: ignore[misc]  # django-allauth carries no types
    """Remove the authenticator app."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Record it."""
        response: HttpResponse = super().form_valid(form)
        record_second_factor(account_id=self.request.user.pk, bound=False, actor=actor_of(self.request))
        return response


@signed_in
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """To the page that asks for the second factor, or first to the one that binds it."""
    bound = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists()
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    page = "mfa_reauthenticate" if bound else "mfa_activate_totp"
    return HttpResponseRedirect(reverse(page) + "?" + urlencode({"next": back}))


@public
@require_safe
def password_help(request: HttpRequest) -> HttpResponse:
    """What to do when the password is forgotten."""
    return render(request, "access/password_help.html")


@public
def authorize(request: HttpRequest) -> HttpResponseBase:
    """Consent page of the code flow. Its form may lead to the client's own address, and nowhere else."""
    response: HttpResponseBase = oidc.authorization(request)
    client = Client.objects.filter(pk=request.GET.get("client_id", "")).first()
    if response.status_code == 200 and client is not None:
        origins = {f"{p.scheme}://{p.netloc}" for p in map(urlsplit, client.get_redirect_uris())}
        response["Content-Security-Policy"] = (
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
            "form-action 'self' " + " ".join(sorted(origins))
        )
    return response


authorize.csrf_exempt = True  # type: ignore[attr-defined]  # OpenID Connect lets a client POST; the consent itself is checked


@public
def oidc_token(request: HttpRequest) -> HttpResponseBase:
    """Token endpoint; every token given out is a fact."""
    response: HttpResponse = oidc.token(request)
    if response.status_code == 200:
        value = json.loads(response.content).get("access_token", "")
        row = Token.objects.filter(hash=get_adapter().hash_token(value), type=Token.Type.ACCESS_TOKEN).first()
        if row is not None:
            record_oidc_token(token_id=row.pk, actor=actor_of(request))
    return response


oidc_token.csrf_exempt = True  # type: ignore[attr-defined]  # called by systems, which authenticate with their secret


@public
def not_served(request: HttpRequest) -> HttpResponse:
    """Endpoints django-allauth names but this platform does not offer (device flow)."""
    raise NotFound()
