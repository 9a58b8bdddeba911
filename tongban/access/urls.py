"""Addresses of the room `access`, mounted below `account/`. Names with underscores are django-allauth's own."""

from __future__ import annotations

from allauth.account import views as account
from allauth.idp.oidc import views as oidc
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.usersessions import views as sessions
from django.urls import URLPattern, URLResolver, include, path

from tongban.access.services import public, signed_in
from tongban.access.web import account as own
from tongban.access.web import entrance

_oidc = (
    [
        path(".well-known/openid-configuration", public(oidc.configuration), name="configuration"),
        path(".well-known/jwks.json", public(oidc.jwks), name="jwks"),
        path("oidc/authorize", entrance.authorize, name="authorization"),
        path("oidc/logout", public(oidc.logout), name="logout"),
        path("oidc/token", entrance.oidc_token, name="token"),
        path("oidc/revoke", public(oidc.revoke), name="revoke"),
        path("oidc/userinfo", public(oidc.user_info), name="userinfo"),
        path("oidc/device", entrance.not_served, name="device_authorization"),
        path("oidc/device/code", entrance.not_served, name="device_code"),
    ],
    "oidc",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", public(account.login), name="account_login"),
    path("sign-up/", public(entrance.SignUpView.as_view()), name="account_signup"),
    path("sign-out/", public(account.logout), name="account_logout"),
    path("inactive/", public(account.account_inactive), name="account_inactive"),
    path("password/", signed_in(account.password_change), name="account_change_password"),
    path("password/help/", entrance.password_help, name="account_reset_password"),
    path("password/none/", entrance.password_help, name="account_set_password"),
    path("confirm/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("second-factor/", entrance.second_factor, name="second_factor"),
    path("second-factor/overview/", signed_in(mfa.index), name="mfa_index"),
    path("second-factor/sign-in/", public(mfa.authenticate), name="mfa_authenticate"),
    path("second-factor/confirm/", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("second-factor/bind/", signed_in(entrance.BindView.as_view()), name="mfa_activate_totp"),
    path("second-factor/unbind/", signed_in(entrance.UnbindView.as_view()), name="mfa_deactivate_totp"),
    path("second-factor/codes/", signed_in(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", signed_in(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("second-factor/codes/file/", signed_in(recovery.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("sessions/", signed_in(sessions.list_usersessions), name="usersessions_list"),
    path("security/", own.security, name="account_security"),
    path("tokens/<int:token_id>/revoke/", own.drop_token, name="account_drop_token"),
    path("acting-for/", own.acting_for, name="account_acting_for"),
    path("mandates/", own.mandates, name="account_mandates"),
    path("mandates/<uuid:uid>/revoke/", own.revoke_mandate, name="account_revoke_mandate"),
    path("looks/", own.looks, name="account_looks"),
    path("", include(([path("", include(_oidc))], "idp"))),
]
