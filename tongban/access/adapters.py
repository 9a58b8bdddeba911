"""What django-allauth asks of us: sentences, where to go, what to record, how to encrypt, who the provider is."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar, Literal

from allauth.account.adapter import DefaultAccountAdapter
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.internal.private_keys import filter_keys
from allauth.idp.oidc.models import Client, PrivateKey
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext_lazy as _

from tongban.access.middleware import gave_second_factor
from tongban.access.models import Account
from tongban.access.selectors import TOKEN_SCOPE, own_name
from tongban.access.services import record_failed_sign_in, record_password_change, record_sign_in, record_sign_out
from tongban.kernel import keys, vault
from tongban.kernel.actor import Actor, Channel
from tongban.orgs import selectors as orgs

TOTP = "account.totp"
OIDC_KEY = "oidc_signing"
_MISMATCH = _("用户名（手机号码）或密码不对，请重新填写。连续错 5 次，账号会锁定 5 分钟。")
_LOCKED = _("连续多次没有登录成功，为保护账号已暂时锁定，请 5 分钟后再试；忘记密码的，请带身份证到窗口重置。")
_NOTES = {
    "account/messages/password_changed.txt": _("密码已修改。"),
    "account/messages/logged_out.txt": _("您已退出登录。"),
    "mfa/messages/totp_activated.txt": _("动态口令已绑定，请保存好备用码。"),
    "mfa/messages/totp_deactivated.txt": _("动态口令已解除。"),
    "mfa/messages/recovery_codes_generated.txt": _("已生成新的备用码，旧的备用码作废。"),
    "usersessions/messages/sessions_logged_out.txt": _("其他设备已退出登录。"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # django-allauth carries no types
    """Sign-in and sign-out in the words of the house, each recorded."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _MISMATCH,
        "invalid_login": _MISMATCH,
        "too_many_login_attempts": _LOCKED,
        "enter_current_password": _("原密码不对，请重新填写。"),
        "incorrect_password": _("密码不对，请重新填写。"),
        "account_inactive": _("这个账号已经停用。"),
        "username_taken": _("这个用户名已经有人使用，请换一个。"),
        "rate_limited": _("操作太频繁，请稍后再试。"),
    }

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record the failure on the account it was tried on."""
        super().authentication_failed(request, **credentials)
        username = str(credentials.get("username") or "")
        record_failed_sign_in(username=username, actor=Actor(channel=Channel.PORTAL))

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:
        """Record the sign-in; no "welcome" banner."""
        second = gave_second_factor(request, user)
        actor = Actor(account_id=user.pk, party_id=user.party_id, officer_id=user.officer_id, channel=Channel.PORTAL)
        record_sign_in(account_id=user.pk, second_factor=second, actor=actor)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def logout(self, request: HttpRequest) -> None:
        """Record the sign-out before the session is gone."""
        user = request.user
        if isinstance(user, Account):
            record_sign_out(account_id=user.pk, reason="asked", actor=Actor(account_id=user.pk, channel=Channel.PORTAL))
        super().logout(request)

    def set_password(self, user: Account, password: str) -> None:
        """The person changes the own password."""
        super().set_password(user, password)
        record_password_change(account_id=user.pk, actor=Actor(account_id=user.pk, channel=Channel.PORTAL))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff to the workbench, everybody else home; only where this city has that page."""
        user = request.user
        if isinstance(user, Account) and user.officer_id is not None:
            for path in ("/workbench/", "/console/"):
                try:
                    resolve(path)
                except Resolver404:
                    continue
                return path
        return "/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the page of account security."""
        return reverse("account_security")

    def add_message(
        self, request: HttpRequest, level: int, message_template: Any = None, *args: Any, **kw: Any
    ) -> None:
        """Our own sentences; the library's other messages are left out."""
        if (text := _NOTES.get(str(message_template))) is not None:
            messages.add_message(request, level, str(text))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Accounts have no e-mail; notices go through the room `notices`."""

    def send_notification_mail(self, template_prefix: str, user: Any, context: Any = None, email: Any = None) -> None:
        """As `send_mail`."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # django-allauth carries no types
    """TOTP secrets are sealed like personal data."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("口令不对或已过期，请填写应用里现在显示的 6 位数字。"),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return base64.b64encode(vault.encrypt(text, TOTP)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret."""
        return vault.decrypt(base64.b64decode(encrypted_text), TOTP)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """What the authenticator app shows: the user name."""
        return user.get_username()


def _new_rsa_key() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


class OidcAdapter(DefaultOIDCAdapter):  # type: ignore[misc]  # django-allauth carries no types
    """The platform as OpenID provider of the departments' systems."""

    scope_display: ClassVar[dict[str, Any]] = {
        "openid": _("知道您已登录"),
        "profile": _("读取您的姓名（个人）或姓名、部门（工作人员）"),
        TOKEN_SCOPE: _("以您的身份调用平台接口"),
    }

    def get_issuer(self) -> str:
        """The address below which `.well-known/openid-configuration` lies (OpenID Connect Discovery 4)."""
        path = reverse("idp:oidc:configuration").partition("/.well-known/")[0]
        return str(self.request.build_absolute_uri(path))

    def list_private_keys(
        self, *, did_activate: Literal[True] | None = None, is_active: Literal[True] | None = None
    ) -> list[PrivateKey]:
        """The RSA keys of the key store, made at first use; a rotated-in key signs, older ones still verify."""
        store = keys.store()
        store.newest(OIDC_KEY, _new_rsa_key)
        found = [
            PrivateKey(
                pem=store.content(OIDC_KEY, number).decode(),
                issued_at=dt.datetime.fromtimestamp(number, dt.UTC),
            )
            for number in store.numbers(OIDC_KEY)
        ]
        listed: list[PrivateKey] = filter_keys(found, did_activate=did_activate, is_active=is_active)
        return listed

    def get_claims(
        self,
        purpose: Literal["id_token", "userinfo"],
        user: AbstractBaseUser,
        client: Client,
        scopes: Iterable[str],
        email: str | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """The subject, and with `profile` the name; a citizen number or mobile never leaves by this way."""
        claims: dict[str, Any] = {"sub": self.get_user_sub(client, user)}
        if "profile" in scopes and isinstance(user, Account):
            claims["name"] = own_name(user)
            claims["preferred_username"] = user.username
            if user.department_id is not None:
                department = orgs.department(user.department_id)
                claims |= {"department_code": department.code, "department_name": department.name}
        return claims

    def populate_server_metadata(self, data: dict[str, str | list[str]]) -> None:
        """Announce only what is served."""
        data.pop("device_authorization_endpoint", None)
        data["scopes_supported"] = ["openid", "profile", TOKEN_SCOPE]
        data["grant_types_supported"] = ["authorization_code", "refresh_token", "client_credentials"]
        data["response_types_supported"] = ["code"]
