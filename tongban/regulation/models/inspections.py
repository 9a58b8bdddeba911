"""Inspections, orders to mend, and what is proposed after them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from tongban.regulation.models.oversight import RegulatedObject
from tongban.regulation.models.plans import InspectionPlan, Inspector
from tongban.regulation.states import Finding, InspectionState, MendState, Origin, ProposalKind, ProposalState


class Inspection(models.Model):
    """One object inspected by two officers (检查): what they looked at, what they found, both signatures."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    origin = models.CharField("来由", max_length=10, choices=Origin.choices)
    plan = models.ForeignKey(InspectionPlan, on_delete=models.PROTECT, related_name="inspections")
    object = models.ForeignKey(RegulatedObject, on_delete=models.PROTECT, related_name="inspections")
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField("行政区划", max_length=12, blank=True, default="")
    order = models.PositiveIntegerField("抽取次序")
    first = models.ForeignKey(Inspector, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Inspector, on_delete=models.PROTECT, related_name="+")
    # The order to mend that a recheck looks at.
    mend = models.ForeignKey("MendOrder", on_delete=models.PROTECT, null=True, blank=True, related_name="rechecks")
    # [{"text": …, "answer": "yes"}]
    lines = models.JSONField("检查清单结果", default=list)
    finding = models.CharField("结论", max_length=20, choices=Finding.choices, blank=True, default="")
    note = models.TextField("检查情况", blank=True, default="")
    mend_until = models.DateField("整改期限", null=True, blank=True)
    state = models.CharField("状态", max_length=12, choices=InspectionState.choices, default=InspectionState.ASSIGNED)
    revision = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField("安排时间")
    recorded_at = models.DateTimeField("记录时间", null=True, blank=True)
    recorded_by = models.BigIntegerField("记录人员", null=True, blank=True)
    signed_at = models.DateTimeField("签字时间", null=True, blank=True)
    signed_by = models.BigIntegerField("签字人员", null=True, blank=True)
    publish_on = models.DateField("公示日期", null=True, blank=True)
    published_at = models.DateTimeField("实际公示时间", null=True, blank=True)

    class Meta:
        verbose_name = "检查"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "object"], condition=Q(origin="random"), name="regulation_inspection_once"
            ),
            models.UniqueConstraint(
                fields=["mend"], condition=Q(state__in=["assigned", "recorded"]), name="regulation_recheck_open_once"
            ),
            models.CheckConstraint(condition=~Q(first=F("second")), name="regulation_inspection_two_inspectors"),
            models.CheckConstraint(
                condition=Q(origin="recheck", mend__isnull=False) | Q(origin="random", mend__isnull=True),
                name="regulation_inspection_recheck_of",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "published"])
                | Q(recorded_by__isnull=False, signed_by__isnull=False) & ~Q(recorded_by=F("signed_by")),
                name="regulation_inspection_two_signatures",
            ),
            models.CheckConstraint(
                condition=Q(state="assigned") | ~Q(finding=""), name="regulation_inspection_has_a_finding"
            ),
        ]
        indexes = [
            models.Index(fields=["department", "state", "-id"], name="regulation_inspection_queue"),
            models.Index(fields=["publish_on"], condition=Q(state="signed"), name="regulation_inspection_publish"),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class MendOrder(models.Model):
    """责令限期整改: what has to be mended until when, and whether a recheck found it mended."""

    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, related_name="mend_order")
    until = models.DateField("整改期限")
    state = models.CharField("状态", max_length=10, choices=MendState.choices, default=MendState.ORDERED)
    revision = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField("复查时间", null=True, blank=True)

    class Meta:
        verbose_name = "责令整改"
        constraints = [models.CheckConstraint(condition=Q(state__in=MendState.values), name="regulation_mend_state")]

    def __str__(self) -> str:
        return f"mend {self.pk}"


class Proposal(models.Model):
    """What an inspector proposes after a finding; another seat decides."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField("建议", max_length=12, choices=ProposalKind.choices)
    # Who decides: the overseer about credit, the authority that granted about the licence (行政许可法 69).
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    text = models.CharField("事实和理由", max_length=500)
    basis = models.CharField("依据", max_length=300)
    state = models.CharField("状态", max_length=12, choices=ProposalState.choices, default=ProposalState.PROPOSED)
    revision = models.PositiveIntegerField(default=0)
    proposed_by = models.BigIntegerField("提出人员")
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.BigIntegerField("决定人员", null=True, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decision_note = models.CharField("决定说明", max_length=500, blank=True, default="")

    class Meta:
        verbose_name = "处理建议"
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "kind"], condition=~Q(state="rejected"), name="regulation_proposal_once"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by")),
                name="regulation_proposal_two_seats",
            ),
        ]
        indexes = [models.Index(fields=["department", "state", "-id"], name="regulation_proposal_queue")]

    def __str__(self) -> str:
        return str(self.uid)
