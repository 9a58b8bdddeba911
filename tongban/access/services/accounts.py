"""Open, close and secure accounts."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tongban.access import facts
from tongban.access.errors import (
    AccountExists,
    MobileTaken,
    SignUpAtWindow,
    UsernameTaken,
    WeakPassword,
)
from tongban.access.models import Account
from tongban.access.policies import check_manages_accounts
from tongban.access.selectors import AccountView, account_view
from tongban.access.services.actors import mobile_index
from tongban.access.usernames import clean_username
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind
from tongban.orgs import selectors as orgs
from tongban.parties import policies as party_policies
from tongban.parties import services as parties


def create_account(
    *,
    username: str,
    password: str = "",
    party_id: int | None = None,
    officer_id: int | None = None,
    department_id: int | None = None,
    mobile: str = "",
    actor: Actor,
) -> AccountView:
    """Open an account for a person, an officer (department follows the officer), or a department's system.

    Without a password nobody can sign in with one (systems use tokens). Raises `PermissionDenied`, `UsernameTaken`,
    `MobileTaken`, `AccountExists`, `WeakPassword`, `InvalidInput`, `NotFound`.
    """
    with transaction.atomic():
        check_manages_accounts(actor)
        row = _insert(
            username=username,
            password=password,
            party_id=party_id,
            officer_id=officer_id,
            department_id=department_id,
            mobile=mobile,
        )
        _record(facts.ACCOUNT_CREATED, row, actor)
        return account_view(row, viewer=actor)


def sign_up(*, username: str, password: str, name: str, citizen_no: str, mobile: str, actor: Actor) -> AccountView:
    """A resident opens the own account with name, citizen number and mobile (实名注册); registers the person.

    Somebody the city knows already (registered at a window) must give the mobile left there, else another person's
    cases could be taken over with a name and a number. Raises `SignUpAtWindow`, `AccountExists`, `UsernameTaken`,
    `MobileTaken`, `WeakPassword`, `BadCitizenNo`, `PersonNameMismatch`, `InvalidInput`.
    """
    with transaction.atomic():
        if mobile_index(mobile) is None:
            raise InvalidInput(errors={"mobile": "请填写手机号码。"})
        registrar = replace(actor, permissions=actor.permissions | {party_policies.REGISTER})
        found = parties.register_person_for_sign_up(name=name, citizen_no=citizen_no, mobile=mobile, actor=registrar)
        if Account.objects.filter(party_id=found.party_id, is_active=True).exists():
            raise AccountExists()
        if not found.mobile_matches:
            raise SignUpAtWindow()
        row = _insert(
            username=username,
            password=password,
            party_id=found.party_id,
            officer_id=None,
            department_id=None,
            mobile=mobile,
        )
        _record(facts.ACCOUNT_CREATED, row, replace(actor, account_id=row.pk, party_id=found.party_id))
        return account_view(row, viewer=replace(actor, account_id=row.pk))


def deactivate_account(*, account_id: int, actor: Actor) -> AccountView:
    """Switch an account off at once: sessions and tokens stop with it. Twice changes nothing.

    Raises `PermissionDenied`, `NotFound`, `InvalidInput` for one's own account.
    """
    with transaction.atomic():
        row = _locked(account_id)
        check_manages_accounts(actor)
        if actor.account_id == account_id:
            raise InvalidInput(errors={"account": "不能停用自己的账号。"})
        if row.is_active:
            row.is_active = False
            row.access_revision += 1
            row.save(update_fields=["is_active", "access_revision"])
            _record(facts.ACCOUNT_DEACTIVATED, row, actor)
        return account_view(row, viewer=actor)


def activate_account(*, account_id: int, actor: Actor) -> AccountView:
    """Switch an account on again. Raises `PermissionDenied`, `NotFound`, `AccountExists` if another took its place."""
    with transaction.atomic():
        row = _locked(account_id)
        check_manages_accounts(actor)
        if not row.is_active:
            row.is_active = True
            row.access_revision += 1
            try:
                with transaction.atomic():
                    row.save(update_fields=["is_active", "access_revision"])
            except IntegrityError as error:
                raise AccountExists() from error
            _record(facts.ACCOUNT_ACTIVATED, row, actor)
        return account_view(row, viewer=actor)


def reset_password(*, account_id: int, actor: Actor) -> str:
    """Give a one-time password to read out at the window or to a colleague; the old one stops, sessions end.

    Raises `PermissionDenied`, `NotFound`. The password is returned once and kept as a hash only.
    """
    with transaction.atomic():
        row = _locked(account_id)
        check_manages_accounts(actor)
        password = secrets.token_urlsafe(12)
        row.set_password(password)
        row.save(update_fields=["password"])
        _record(facts.PASSWORD_RESET, row, actor)
        return password


def record_password_change(*, account_id: int, actor: Actor) -> None:
    """The person changed the own password (django-allauth wrote it)."""
    with transaction.atomic():
        _record(facts.PASSWORD_CHANGED, _locked(account_id), actor)


def record_second_factor(*, account_id: int, bound: bool, actor: Actor) -> None:
    """The person bound or removed the second factor (django-allauth wrote it)."""
    with transaction.atomic():
        _record(facts.SECOND_FACTOR_SET if bound else facts.SECOND_FACTOR_REMOVED, _locked(account_id), actor)


def bind_second_factor(*, account_id: int, secret: str, actor: Actor) -> None:
    """Bind a known TOTP secret (base 32) so that a demonstration city's administrators can be tried by anybody.

    Twice changes nothing. Raises `PermissionDenied` for everybody but the platform itself and in a production city,
    `NotFound`, `InvalidInput`.
    """
    with transaction.atomic():
        row = _locked(account_id)
        if not actor.is_system or settings.TONGBAN_CITY_KIND == "production":
            raise PermissionDenied()
        if not re.fullmatch(r"[A-Z2-7]{16,64}", secret) or len(secret) % 8:
            raise InvalidInput(errors={"secret": "密钥应为 16 到 64 位的 Base32 字符（8 的倍数）。"})
        if not Authenticator.objects.filter(user=row, type=Authenticator.Type.TOTP).exists():
            TOTP.activate(row, secret)
            _record(facts.SECOND_FACTOR_SET, row, actor)


def _record(kind: FactKind, row: Account, actor: Actor) -> None:
    ledger.record(kind, actor=actor, objects=[facts.account_ref(row.pk)], department_id=row.department_id)


def _locked(account_id: int) -> Account:
    rows = Account.objects.select_for_update(no_key=True, of=("self",)).select_related("party", "officer")
    row = rows.filter(pk=account_id).first()
    if row is None:
        raise NotFound()
    return row


def _insert(
    *,
    username: str,
    password: str,
    party_id: int | None,
    officer_id: int | None,
    department_id: int | None,
    mobile: str,
) -> Account:
    if party_id is not None and officer_id is not None:
        raise InvalidInput(errors={"account": "账号只能属于个人或工作人员之一。"})
    if party_id is None and officer_id is None and department_id is None:
        raise InvalidInput(errors={"account": "账号要属于个人、工作人员或部门。"})
    if officer_id is not None:
        department_id = orgs.officer(officer_id).department_id
    row = Account(
        username=clean_username(username),
        mobile_index=mobile_index(mobile),
        party_id=party_id,
        officer_id=officer_id,
        department_id=department_id,
        created_at=clock.now(),
    )
    _set_first_password(row, password)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise _conflict(row) from error
    return Account.objects.select_related("party", "officer").get(pk=row.pk)


def _set_first_password(row: Account, password: str) -> None:
    if not password:
        row.set_unusable_password()
        return
    try:
        validate_password(password, row)
    except ValidationError as error:
        raise WeakPassword(reason="；".join(error.messages)) from error
    row.set_password(password)


def _conflict(row: Account) -> Exception:
    """Which of the unique rules the new account met."""
    if Account.objects.filter(username=row.username).exists():
        return UsernameTaken()
    if row.mobile_index is not None and Account.objects.filter(mobile_index=row.mobile_index).exists():
        return MobileTaken()
    if row.party_id and Account.objects.filter(party_id=row.party_id, is_active=True).exists():
        return AccountExists()
    if row.officer_id and Account.objects.filter(officer_id=row.officer_id, is_active=True).exists():
        return AccountExists()
    return NotFound()
