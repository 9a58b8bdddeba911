"""Tables of the room `access`. Sessions, second factors, clients and tokens are django-allauth's own tables."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from tongban.access.states import ADMINISTRATORS, Role


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by user name, whatever its letter case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account of this user name; raises `Account.DoesNotExist`."""
        return self.get(username=(username or "").strip().lower())


class Account(AbstractBaseUser):
    """Whoever signs in: a resident, an officer, or a system of a department (账号).

    An account points at a party or an officer, never the other way.
    """

    username = models.CharField("用户名", max_length=64, unique=True)
    mobile_index = models.BinaryField("手机号码（盲索引）", max_length=32, null=True, blank=True, unique=True)
    party = models.ForeignKey(
        "parties.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办事人"
    )
    officer = models.ForeignKey(
        "orgs.Officer", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="工作人员"
    )
    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所属部门"
    )
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("创建时间")
    access_revision = models.PositiveIntegerField("权限版本", default=0)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "账号"
        constraints = [
            models.CheckConstraint(
                condition=Q(party__isnull=True) | Q(officer__isnull=True), name="access_account_party_or_officer"
            ),
            models.CheckConstraint(condition=Q(username__regex=r"^[^A-Z\s]+$"), name="access_account_username_lower"),
            models.UniqueConstraint(
                fields=["party"], condition=Q(is_active=True), name="access_account_once_per_party"
            ),
            models.UniqueConstraint(
                fields=["officer"], condition=Q(is_active=True), name="access_account_once_per_officer"
            ),
        ]

    def __str__(self) -> str:
        return f"account {self.pk}"


class RoleGrant(models.Model):
    """A role of an account over a department (with those below it) or a region, both days included (授予的角色)."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField("角色", max_length=24, choices=Role.choices)
    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="部门范围"
    )
    region_code = models.CharField("区划范围", max_length=12, blank=True, default="")
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("截止日期", null=True, blank=True)
    granted_at = models.DateTimeField("授予时间")
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True)

    class Meta:
        verbose_name = "角色授予"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="access_grant_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="access_grant_role_known"),
            # Level-3 protection keeps the three administrators apart: one account, at most one of them.
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(role__in=sorted(ADMINISTRATORS), revoked_at__isnull=True),
                name="access_grant_one_administrator_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of account {self.account_id}"
