"""A credit record: one act of one party."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from tongban.credit.states import GOOD_KINDS, UNDER_WAY, CreditKind, RecordState

_GONE = [RecordState.DROPPED.value, RecordState.REVOKED.value]
_BEFORE_FORCE = [*UNDER_WAY, RecordState.DROPPED.value]


class CreditRecord(models.Model):
    """What a party kept or broke (公共信用信息), with the department that says so and what it rests on.

    `text` holds neutral words and document numbers, never numbers of persons. Whether the public sees it follows from
    state, day and kind of party and is stored nowhere.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("记录编号", max_length=130)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+", verbose_name="信用主体")
    kind = models.CharField("种类", max_length=20, choices=CreditKind.choices)
    serious = models.BooleanField("严重失信", default=False)
    about_type = models.CharField("事由类型", max_length=40)
    about_id = models.CharField("事由编号", max_length=120)
    item_code = models.CharField("有关许可事项", max_length=60, blank=True, default="")
    barred_until = models.DateField("不得再次申请至", null=True, blank=True)
    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="提供单位"
    )
    region_code = models.CharField("行政区划", max_length=12, blank=True, default="")
    text = models.TextField("内容")
    basis = models.CharField("依据", max_length=300)
    state = models.CharField("状态", max_length=12, choices=RecordState.choices, default=RecordState.PROPOSED)
    revision = models.PositiveIntegerField("修订", default=0)

    recorded_at = models.DateTimeField("报送时间")
    # Empty where the platform itself records; who recorded never checks, answers or repairs.
    recorded_by = models.BigIntegerField("报送人员", null=True, blank=True)
    # The last day on which the party may speak before a serious record, and when that was over.
    heard_until = models.DateField("陈述申辩截止", null=True, blank=True)
    heard_at = models.DateTimeField("听取意见完成", null=True, blank=True)
    checked_by = models.BigIntegerField("核查人员", null=True, blank=True)
    check_note = models.TextField("核查意见", blank=True, default="")
    in_force_at = models.DateTimeField("记入时间", null=True, blank=True)
    public_until = models.DateField("公示到", null=True, blank=True)
    end_reason = models.TextField("结束原因", blank=True, default="")
    end_document_no = models.CharField("撤销文号", max_length=120, blank=True, default="")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "信用记录"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RecordState.values), name="credit_record_state_known"),
            models.CheckConstraint(condition=Q(kind__in=CreditKind.values), name="credit_record_kind_known"),
            models.CheckConstraint(
                condition=Q(serious=False) | ~Q(kind__in=GOOD_KINDS), name="credit_record_good_is_not_serious"
            ),
            models.CheckConstraint(
                condition=Q(serious=False) | Q(state__in=_BEFORE_FORCE) | Q(heard_at__isnull=False),
                name="credit_record_serious_was_heard",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_BEFORE_FORCE) | Q(in_force_at__isnull=False, checked_by__isnull=False),
                name="credit_record_checked_before_force",
            ),
            models.CheckConstraint(
                condition=Q(recorded_by=None) | Q(checked_by=None) | ~Q(recorded_by=F("checked_by")),
                name="credit_record_two_seats",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_BEFORE_FORCE) | Q(kind__in=GOOD_KINDS) | Q(public_until__isnull=False),
                name="credit_record_breach_ends",
            ),
            models.CheckConstraint(
                condition=(Q(item_code="") & Q(barred_until=None)) | (~Q(item_code="") & ~Q(barred_until=None)),
                name="credit_record_bar_names_item",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[RecordState.REVOKED, RecordState.DROPPED]) | ~Q(end_reason=""),
                name="credit_record_ended_with_reason",
            ),
            models.UniqueConstraint(fields=["department", "number"], name="credit_record_number_once"),
            # An act is what a party kept, or broke, in one matter: one record, whoever tells it under whatever kind.
            # What was dropped or revoked may be told anew.
            models.UniqueConstraint(
                fields=["party", "about_type", "about_id"],
                condition=~Q(state__in=_GONE) & ~Q(kind__in=GOOD_KINDS),
                name="credit_record_broken_once",
            ),
            models.UniqueConstraint(
                fields=["party", "about_type", "about_id"],
                condition=~Q(state__in=_GONE) & Q(kind__in=GOOD_KINDS),
                name="credit_record_kept_once",
            ),
        ]
        indexes = [
            models.Index(fields=["party", "-id"], name="credit_record_party"),
            models.Index(fields=["department", "state", "-id"], name="credit_record_queue"),
            models.Index(fields=["state", "-id"], name="credit_record_state"),
            # Every application for a permit asks it.
            models.Index(
                fields=["party", "item_code"],
                condition=Q(barred_until__isnull=False),
                name="credit_record_bar",
            ),
            models.Index(
                fields=["public_until"],
                condition=Q(state=RecordState.IN_FORCE, public_until__isnull=False),
                name="credit_record_lapse",
            ),
        ]

    def __str__(self) -> str:
        return self.number
