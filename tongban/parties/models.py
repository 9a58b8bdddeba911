"""Tables of the room `parties`. Numbers and mobiles are stored encrypted; equality is asked of the blind index."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tongban.parties.states import AssuranceLevel, MandateKind, PartyKind


class Party(models.Model):
    """Whoever is served: a person or an organisation (办事人, 服务对象)."""

    kind = models.CharField("类型", max_length=28, choices=PartyKind.choices)
    name = models.CharField("名称", max_length=200)
    region_code = models.CharField("行政区划", max_length=12, blank=True, default="", db_index=True)
    active = models.BooleanField("有效", default=True)
    registered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "服务对象"
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="parties_party_has_a_name"),
            models.CheckConstraint(condition=Q(kind__in=PartyKind.values), name="parties_party_kind_known"),
        ]

    def __str__(self) -> str:
        return f"party {self.pk}"


class Person(models.Model):
    """What only a natural person has (自然人)."""

    party = models.OneToOneField(Party, on_delete=models.PROTECT, primary_key=True, related_name="person")
    citizen_no_cipher = models.BinaryField("公民身份号码（密文）")
    citizen_no_index = models.BinaryField("公民身份号码（盲索引）", max_length=32, unique=True)
    mobile_cipher = models.BinaryField("手机号码（密文）", null=True, blank=True)
    mobile_index = models.BinaryField("手机号码（盲索引）", max_length=32, null=True, blank=True, db_index=True)
    assurance_level = models.PositiveSmallIntegerField(
        "可信等级", choices=AssuranceLevel.choices, default=AssuranceLevel.NUMBER_CHECKED
    )

    class Meta:
        verbose_name = "自然人"

    def __str__(self) -> str:
        return f"person {self.pk}"


class Enterprise(models.Model):
    """What any organisation has: its unified social credit identifier and legal representative (法人, 其他组织)."""

    party = models.OneToOneField(Party, on_delete=models.PROTECT, primary_key=True, related_name="enterprise")
    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True)
    legal_representative = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="represents"
    )

    class Meta:
        verbose_name = "法人和其他组织"
        constraints = [
            models.CheckConstraint(
                condition=Q(uscc__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"), name="parties_enterprise_uscc_has_18_characters"
            ),
            models.CheckConstraint(
                condition=Q(legal_representative__isnull=True) | ~Q(legal_representative=F("party")),
                name="parties_enterprise_not_its_own_representative",
            ),
        ]

    def __str__(self) -> str:
        return f"enterprise {self.pk}"


class Mandate(models.Model):
    """The right of `agent` to act for `principal`, both days included (授权, 委托, 监护)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    principal = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="mandates_given")
    agent = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="mandates_held")
    kind = models.CharField("类型", max_length=16, choices=MandateKind.choices, default=MandateKind.ENTRUSTED)
    scope = ArrayField(models.CharField(max_length=64), default=list, blank=True, verbose_name="授权范围（空为全部）")
    document_no = models.CharField("授权文书号", max_length=100, blank=True, default="")
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("截止日期")
    granted_at = models.DateTimeField("授权时间")
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "授权"
        indexes = [models.Index(fields=["agent", "principal"], name="parties_mandate_pair")]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="parties_mandate_ends_after_start"),
            models.CheckConstraint(condition=~Q(principal=F("agent")), name="parties_mandate_between_two"),
        ]

    def __str__(self) -> str:
        return str(self.uid)
