"""Verbs of the room `access`, the `Actor` of an account or token, and the access rules of addresses."""

from tongban.access.services.accounts import (
    activate_account,
    bind_second_factor,
    create_account,
    deactivate_account,
    record_password_change,
    record_second_factor,
    reset_password,
    sign_up,
)
from tongban.access.services.actors import actor_for, anonymous, resolve_login
from tongban.access.services.clients import register_client, remove_client
from tongban.access.services.grants import grant_role, revoke_role
from tongban.access.services.sessions import (
    choose_principal,
    record_failed_sign_in,
    record_sign_in,
    record_sign_out,
)
from tongban.access.services.tokens import actor_for_token, bearer, issue_token, revoke_token
from tongban.access.services.urls import actor_of, public, requires, signed_in

__all__ = [
    "activate_account",
    "actor_for",
    "actor_for_token",
    "actor_of",
    "anonymous",
    "bearer",
    "bind_second_factor",
    "choose_principal",
    "create_account",
    "deactivate_account",
    "grant_role",
    "issue_token",
    "public",
    "record_failed_sign_in",
    "record_password_change",
    "record_second_factor",
    "record_sign_in",
    "record_sign_out",
    "register_client",
    "remove_client",
    "requires",
    "reset_password",
    "resolve_login",
    "revoke_role",
    "revoke_token",
    "sign_up",
    "signed_in",
]
