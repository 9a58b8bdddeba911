"""Kinds used by the room `parties` (pure)."""

from __future__ import annotations

from django.db import models


class PartyKind(models.TextChoices):
    """The service objects of the implementation lists (服务对象)."""

    PERSON = "person", "自然人"
    ENTERPRISE = "enterprise", "企业法人"
    PUBLIC_INSTITUTION = "public_institution", "事业法人"
    SOCIAL_ORGANISATION = "social_organisation", "社会组织法人"
    UNINCORPORATED_ENTERPRISE = "unincorporated_enterprise", "非法人企业"
    GOVERNMENT_BODY = "government_body", "行政机关"
    OTHER_ORGANISATION = "other_organisation", "其他组织"
    SOLE_TRADER = "sole_trader", "个体工商户"


class AssuranceLevel(models.IntegerChoices):
    """How surely a person's identity is known (可信等级)."""

    UNVERIFIED = 0, "未核验"
    NUMBER_CHECKED = 1, "号码核验"
    SEEN_AT_WINDOW = 2, "窗口现场核验"
    CRYPTOGRAPHIC = 3, "证件或人脸核验"


class MandateKind(models.TextChoices):
    """Why one party may act for another."""

    ENTRUSTED = "entrusted", "委托代理"
    STAFF = "staff", "单位经办人"
    GUARDIAN = "guardian", "法定监护"
