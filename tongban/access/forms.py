"""Forms of signing in and up. They only collect; the verbs judge."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, SignupForm
from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.access.services import resolve_login

REQUIRED = {"required": _("请填写这一项。")}


class SignInForm(LoginForm):  # type: ignore[misc]  # django-allauth carries no types
    """User name or mobile, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("用户名或手机号码")
        self.fields["password"].label = _("密码")
        for field in self.fields.values():
            field.error_messages.update(REQUIRED)

    def clean_login(self) -> str:
        """A mobile becomes the user name of its account, so that failures are counted on the account."""
        return resolve_login(self.cleaned_data["login"])


class SignUpForm(SignupForm):  # type: ignore[misc]  # django-allauth carries no types
    """Real name, citizen number, mobile, user name, password."""

    name = forms.CharField(label=_("姓名"), max_length=200, error_messages=REQUIRED)
    citizen_no = forms.CharField(label=_("公民身份号码"), max_length=40, error_messages=REQUIRED)
    mobile = forms.CharField(label=_("手机号码"), max_length=30, error_messages=REQUIRED)
    agree = forms.BooleanField(
        label=_("我同意平台为办理政务服务核验并保存以上信息"), error_messages={"required": _("请阅读并同意后再注册。")}
    )
    field_order = ["name", "citizen_no", "mobile", "username", "password1", "password2", "agree"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("用户名")
        self.fields["password1"].label = _("密码")
        self.fields["password2"].label = _("再输一次密码")
        for name in ("username", "password1", "password2"):
            self.fields[name].error_messages.update(REQUIRED)

    def clean_username(self) -> str:
        """Judged by the verb, which answers in one place."""
        return str(self.cleaned_data["username"])

    def clean(self) -> dict[str, Any]:
        """Only that both passwords agree; their strength is the verb's."""
        cleaned: dict[str, Any] = forms.Form.clean(self) or {}
        if cleaned.get("password1") != cleaned.get("password2") and "password2" not in self.errors:
            self.add_error("password2", _("两次输入的密码不一样。"))
        return cleaned


class PasswordForm(ChangePasswordForm):  # type: ignore[misc]  # django-allauth carries no types
    """Old and new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"oldpassword": _("原密码"), "password1": _("新密码"), "password2": _("再输一次新密码")}
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].error_messages.update(REQUIRED)
