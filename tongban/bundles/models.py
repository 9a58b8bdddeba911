"""Bundles and their versions. The content of a version is frozen from the moment it leaves its compilers."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tongban.bundles.states import OPEN_STATES, BundleKind, BundleVersionState


class Bundle(models.Model):
    """One thing at once (一件事). `department` leads it (牵头单位); `standard` is the bundle it implements here."""

    code = models.CharField("编码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=100)
    kind = models.CharField("类型", max_length=24, choices=BundleKind.choices)
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField("行政区划", max_length=12, blank=True, default="", db_index=True)
    standard = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="implementations", null=True, blank=True
    )
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "一件事"
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9A-Z]{4,40}$"), name="bundles_bundle_code_is_a_code"),
            models.CheckConstraint(condition=~Q(name=""), name="bundles_bundle_has_a_name"),
            models.CheckConstraint(condition=Q(kind__in=BundleKind.values), name="bundles_bundle_kind_known"),
            models.CheckConstraint(
                condition=Q(standard__isnull=True) | ~Q(standard=F("id")), name="bundles_bundle_is_not_its_own_standard"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BundleVersion(models.Model):
    """One version of a bundle: `content` is its shape (`shape.as_json`).

    `composed_from` says which versions of the items it was looked at with when it was sent and published, and the
    figures that came out; it binds nobody. `standard_version` is the version of the standard it was made from.
    `compilers` are the accounts that wrote or sent it.
    """

    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本号")
    state = models.CharField(
        "状态", max_length=12, choices=BundleVersionState.choices, default=BundleVersionState.DRAFT
    )
    revision = models.PositiveIntegerField("修订号", default=0)
    content = models.JSONField("内容")
    digest = models.CharField("内容指纹", max_length=64)
    composed_from = models.JSONField("合成依据", default=dict, blank=True)
    standard_version = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    compilers = ArrayField(models.BigIntegerField(), verbose_name="编制人账号", default=list, blank=True)
    drafted_at = models.DateTimeField("起草时间")
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    ended_at = models.DateTimeField("取代或停办时间", null=True, blank=True)

    class Meta:
        verbose_name = "一件事版本"
        constraints = [
            models.UniqueConstraint(fields=["bundle", "number"], name="bundles_version_number_once"),
            models.UniqueConstraint(
                fields=["bundle"], condition=Q(state=BundleVersionState.PUBLISHED), name="bundles_one_published_version"
            ),
            models.UniqueConstraint(
                fields=["bundle"], condition=Q(state__in=sorted(OPEN_STATES)), name="bundles_one_open_version"
            ),
            models.CheckConstraint(
                condition=Q(state__in=BundleVersionState.values), name="bundles_version_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "superseded", "retired"]) | Q(published_at__isnull=False),
                name="bundles_version_published_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["superseded", "retired"]) | Q(ended_at__isnull=False),
                name="bundles_version_ended_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bundle_id}（第{self.number}版）"
