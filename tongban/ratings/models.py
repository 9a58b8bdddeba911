"""Tables of the room `ratings`."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tongban.ratings.states import Finding, InvitationState, Level, RectificationState, Stage


class RatingInvitation(models.Model):
    """The right of the applicant (or agent) of a case to rate one stage of it, once."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case_uid = models.UUIDField("办件")
    case_no = models.CharField("办件编号", max_length=50, blank=True, default="")
    item_name = models.CharField("事项", max_length=300)
    stage = models.CharField("阶段", max_length=12, choices=Stage.choices, default=Stage.CLOSING)
    applicant = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey("parties.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField("行政区划", max_length=12, blank=True, default="")
    # Who is rated, where known: this officer never learns who rated.
    officer_id = models.BigIntegerField("被评价人员", null=True, blank=True)
    channel = models.CharField("办理渠道", max_length=12)
    token = models.CharField("评价码", max_length=32, unique=True)
    state = models.CharField("状态", max_length=12, choices=InvitationState.choices, default=InvitationState.OPEN)
    revision = models.PositiveIntegerField(default=0)
    invited_at = models.DateTimeField("邀请时间")
    default_at = models.DateTimeField("默认评价时间", null=True, blank=True)

    class Meta:
        verbose_name = "评价邀请"
        constraints = [
            models.UniqueConstraint(fields=["case_uid", "stage"], name="ratings_invitation_once_per_case_and_stage"),
            models.CheckConstraint(condition=Q(state__in=InvitationState.values), name="ratings_invitation_state"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="ratings_invitation_stage"),
        ]
        indexes = [
            models.Index(fields=["applicant", "-id"], name="ratings_invitation_applicant"),
            models.Index(fields=["agent", "-id"], condition=Q(agent__isnull=False), name="ratings_invitation_agent"),
            models.Index(fields=["default_at"], condition=Q(state="open"), name="ratings_invitation_due"),
            models.Index(fields=["department", "invited_at"], name="ratings_invitation_dept"),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class Rating(models.Model):
    """What was said, once per case and stage (一事一评). A default may later be replaced by a real rating."""

    invitation = models.OneToOneField(RatingInvitation, on_delete=models.PROTECT, related_name="rating")
    level = models.PositiveSmallIntegerField("满意度", choices=Level.choices)
    option_version = models.PositiveSmallIntegerField("选项版本")
    options = ArrayField(models.CharField(max_length=16), default=list, blank=True, verbose_name="选项")
    text = models.TextField("文字", blank=True, default="")
    anonymous = models.BooleanField("匿名", default=False)
    is_default = models.BooleanField("默认评价", default=False)
    channel = models.CharField("评价渠道", max_length=12)
    # Empty for anonymous ratings and defaults.
    rater = models.ForeignKey("parties.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    rated_at = models.DateTimeField("评价时间")

    class Meta:
        verbose_name = "评价"
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="ratings_level_1_to_5"),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(text="", options=[], rater__isnull=True, level__gte=3),
                name="ratings_default_says_nothing",
            ),
            models.CheckConstraint(
                condition=Q(anonymous=False) | Q(rater__isnull=True), name="ratings_anonymous_has_no_rater"
            ),
        ]
        indexes = [models.Index(fields=["rated_at"], name="ratings_rated_at")]

    def __str__(self) -> str:
        return f"rating {self.pk}"


class Rectification(models.Model):
    """The handling of a bad rating (差评整改): contact, finding, measure, call-back."""

    rating = models.OneToOneField(Rating, on_delete=models.PROTECT, related_name="rectification")
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        "状态", max_length=12, choices=RectificationState.choices, default=RectificationState.TO_CONTACT
    )
    revision = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField("开始时间")
    finding = models.CharField("核实结论", max_length=12, choices=Finding.choices, blank=True, default="")
    contact_note = models.TextField("核实情况", blank=True, default="")
    contacted_at = models.DateTimeField("核实时间", null=True, blank=True)
    contacted_by = models.BigIntegerField("核实人员", null=True, blank=True)
    rectify_by = models.DateField("整改期限", null=True, blank=True)
    measure = models.TextField("整改措施", blank=True, default="")
    reply = models.TextField("公开回复", blank=True, default="")
    rectified_at = models.DateTimeField("整改时间", null=True, blank=True)
    call_back_note = models.TextField("回访情况", blank=True, default="")
    call_back_satisfied = models.BooleanField("回访满意", null=True, blank=True)
    called_back_at = models.DateTimeField("回访时间", null=True, blank=True)

    class Meta:
        verbose_name = "差评整改"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RectificationState.values), name="ratings_rectification_known"
            ),
            models.CheckConstraint(
                condition=Q(state=RectificationState.TO_CONTACT) | Q(contacted_at__isnull=False),
                name="ratings_rectification_contacted_first",
            ),
        ]
        indexes = [models.Index(fields=["department", "state", "-id"], name="ratings_rectification_queue")]

    def __str__(self) -> str:
        return f"rectification {self.pk}"
