"""Tables of the room `licences`."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tongban.licences.states import LIVING, LicenceState


class LicenceType(models.Model):
    """A kind of licence as the defining department registered it (证照类型, GB/T 36902)."""

    code = models.CharField("证照类型代码", max_length=21, unique=True)
    name = models.CharField("证照名称", max_length=200)
    single_valid = models.BooleanField("单一有效", default=True)
    holder_kinds = ArrayField(models.CharField(max_length=28), default=list, blank=True, verbose_name="持证主体")
    validity_months = models.PositiveSmallIntegerField("有效期（月）", null=True, blank=True)
    # JSON Schema 2020-12 of the face. A property whose `x-element` is a person's, or with `x-personal`, is kept sealed.
    fields = models.JSONField("照面字段", default=dict)
    # jsonb does not keep the order of keys, and a face has an order.
    field_order = ArrayField(models.CharField(max_length=64), default=list, blank=True, verbose_name="照面字段顺序")
    defined_by = models.CharField("定义机构", max_length=200)
    number_pattern = models.CharField("证照编号格式", max_length=100, default="{year}{serial}")
    in_use = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = "证照类型"
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9A-Z]{21}$"), name="licences_type_code_21_characters"),
            models.CheckConstraint(condition=~Q(name=""), name="licences_type_has_a_name"),
            models.CheckConstraint(
                condition=Q(validity_months__isnull=True) | Q(validity_months__gt=0), name="licences_type_validity"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Licence(models.Model):
    """One version of one licence (电子证照). The face is fixed at issue; only the state moves."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    identifier = models.CharField("证照标识", max_length=120, unique=True)
    type = models.ForeignKey(LicenceType, on_delete=models.PROTECT, related_name="licences")
    # Copied from the type at issue: a partial unique constraint cannot look into another table.
    single_valid = models.BooleanField("单一有效")
    serial = models.CharField("流水号", max_length=32)
    version = models.PositiveSmallIntegerField("版本号", default=1)
    previous = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="following")
    licence_no = models.CharField("证照编号", max_length=100)

    holder = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    holder_name = models.CharField("持证人", max_length=200)
    issuer = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    issuer_code = models.CharField("颁发机构代码", max_length=36)
    issuer_name = models.CharField("颁发机构", max_length=200)
    region_code = models.CharField("行政区划", max_length=12, blank=True, default="")

    data = models.JSONField("照面内容", default=dict)
    personal_cipher = models.BinaryField("照面个人信息（密文）", null=True, blank=True)
    issued_on = models.DateField("颁发日期")
    issued_at = models.DateTimeField("签发时间")
    valid_from = models.DateField("有效期起")
    valid_to = models.DateField("有效期止", null=True, blank=True)

    state = models.CharField("状态", max_length=12, choices=LicenceState.choices, default=LicenceState.VALID)
    revision = models.PositiveIntegerField(default=0)
    state_reason = models.CharField("状态原因", max_length=500, blank=True, default="")
    state_basis = models.CharField("状态依据", max_length=300, blank=True, default="")
    state_since = models.DateTimeField("状态时间")

    verify_code = models.CharField("核验码", max_length=32, unique=True)
    signature = models.BinaryField("SM2 签名（DER）")
    key_number = models.PositiveIntegerField("签名密钥号")
    document_id = models.BigIntegerField("电子文件", null=True, blank=True)
    document_digest = models.CharField("电子文件摘要（SM3）", max_length=64, blank=True, default="", db_index=True)
    case_no = models.CharField("办件编号", max_length=50, blank=True, default="")

    class Meta:
        verbose_name = "电子证照"
        constraints = [
            models.UniqueConstraint(
                fields=["type", "holder"],
                condition=Q(single_valid=True, state__in=LIVING),
                name="licences_one_valid_per_holder_and_type",
            ),
            models.UniqueConstraint(
                fields=["type", "issuer_code", "serial", "version"], name="licences_serial_and_version_once"
            ),
            models.UniqueConstraint(
                fields=["case_no", "type", "holder"], condition=~Q(case_no=""), name="licences_one_per_case_and_type"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="licences_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=Q(state__in=LicenceState.values), name="licences_state_known"),
            models.CheckConstraint(
                condition=Q(version__gte=1, version__lte=999)
                & (Q(version=1, previous__isnull=True) | Q(version__gt=1, previous__isnull=False)),
                name="licences_version_follows_previous",
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "-id"], name="licences_holder"),
            models.Index(fields=["issuer", "-id"], name="licences_issuer"),
            models.Index(fields=["licence_no"], name="licences_no"),
        ]

    def __str__(self) -> str:
        return self.identifier
