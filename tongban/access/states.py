"""Roles of the platform (pure). What each role permits is the table in `permissions`."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """A role an account may hold, within a data scope and for a time (角色)."""

    RESIDENT = "resident", "办事人"
    CLERK = "clerk", "窗口人员"
    APPROVER = "approver", "审批人"
    HEAD = "head", "单位负责人"
    DEPARTMENT_ADMIN = "department_admin", "部门管理员"
    BUREAU = "bureau", "政数局工作人员"
    SUPERVISOR = "supervisor", "监察员"
    HOTLINE_AGENT = "hotline_agent", "话务员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


ADMINISTRATORS: frozenset[str] = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
"""The three administrators that GB/T 22239-2019 level 3 keeps apart: never two of them on one account."""

CITY_WIDE: frozenset[str] = frozenset({Role.BUREAU, Role.SUPERVISOR, Role.HOTLINE_AGENT}) | ADMINISTRATORS
"""Roles whose scope is the whole city unless the grant names a department or region."""

SECOND_FACTOR_ROLES: frozenset[str] = ADMINISTRATORS
"""Roles that may not act without a second factor (GB/T 22239-2019 8.1.4.1 d)."""
