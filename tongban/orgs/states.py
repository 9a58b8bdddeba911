"""Kinds used by the room `orgs` (pure)."""

from __future__ import annotations

from django.db import models


class DepartmentKind(models.TextChoices):
    """What sort of body a department is."""

    DATA_BUREAU = "data_bureau", "政务服务和数据管理机构"
    AUTHORITY = "authority", "行政机关"
    AUTHORISED_BODY = "authorised_body", "法律法规授权的组织"
    PUBLIC_UTILITY = "public_utility", "公共服务企事业单位"
    TOWN = "town", "乡镇（街道）"
    VILLAGE = "village", "村（社区）"
    OTHER = "other", "其他"


class Seat(models.TextChoices):
    """What a post lets its holder do in a case; `access` maps roles to permissions, the post says who sits where."""

    CLERK = "clerk", "窗口人员"
    APPROVER = "approver", "审批人"
    CHIEF_DELEGATE = "chief_delegate", "首席代表"
    DEPARTMENT_ADMIN = "department_admin", "部门管理员"
    SUPERVISOR = "supervisor", "监察员"
    HOTLINE_AGENT = "hotline_agent", "话务员"
    HELPER = "helper", "帮代办员"
    OTHER = "other", "其他"


class WindowKind(models.TextChoices):
    """What is handled at a window."""

    COMPREHENSIVE = "comprehensive", "综合窗口"
    DEPARTMENT = "department", "部门专窗"
    RESULTS = "results", "出件窗口"
    CROSS_REGION = "cross_region", "跨域通办窗口"
    UNRESOLVED_AFFAIR = "unresolved_affair", "办不成事反映窗口"
    COUNSEL = "counsel", "咨询窗口"
