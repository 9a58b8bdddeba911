"""Tables of the room `duties`."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tongban.duties.states import RUNNING, DutyState
from tongban.kernel.deadline import Limit, LimitUnit

_RUNNING = Q(state__in=RUNNING)
_MARKED = Q(state="open") & (Q(warned_at__isnull=False) | Q(overdue_at__isnull=False))


def limit_of(number: int | None, unit: str, extension: int) -> Limit | None:
    """The limit of these columns with its extension; None for a fixed instant."""
    return None if number is None else Limit(number + extension, LimitUnit(unit))


class Duty(models.Model):
    """What is owed by whom until when (限时任务).

    Source of truth are `starts_at`, the limit (or the fixed instant) and the pauses. `due_at`, `due_on`, `warn_at`,
    `provisional` and `look_at` are derived from them with the calendar of `calendar_edition`.
    """

    kind = models.CharField("种类", max_length=60)
    subject_type = models.CharField("对象类型", max_length=40)
    subject_id = models.CharField("对象编号", max_length=120)
    department_id = models.BigIntegerField("责任单位", null=True, blank=True)
    region_code = models.CharField("行政区划", max_length=12, blank=True, default="")
    promised = models.BooleanField("承诺时限", default=False)
    round_the_clock = models.BooleanField("到二十四时为止", default=False)
    dedupe_key = models.CharField("防重键", max_length=200, null=True, blank=True, unique=True)

    starts_at = models.DateTimeField("起算时间")
    limit_number = models.PositiveIntegerField("期限", null=True, blank=True)
    limit_unit = models.CharField(
        "期限单位", max_length=12, blank=True, choices=[(u.value, u.label) for u in LimitUnit]
    )
    extension_number = models.PositiveIntegerField("延长", default=0)
    extension_document_no = models.CharField("延长文号", max_length=80, blank=True, default="")
    fixed_due_at = models.DateTimeField("固定到期时间", null=True, blank=True)

    due_at = models.DateTimeField("到期时间", null=True, blank=True)
    due_on = models.DateField("到期日", null=True, blank=True)
    warn_at = models.DateTimeField("预警时间", null=True, blank=True)
    provisional = models.BooleanField("暂定", default=False)
    calendar_edition = models.CharField("日历版本", max_length=24, blank=True, default="")
    look_at = models.DateTimeField("下次检查时间", null=True, blank=True)

    warned_at = models.DateTimeField("已预警", null=True, blank=True)
    overdue_at = models.DateTimeField("已记超期", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    state = models.CharField("状态", max_length=12, choices=DutyState.choices, default=DutyState.OPEN)
    revision = models.PositiveIntegerField("修订", default=0)

    class Meta:
        verbose_name = "限时任务"
        indexes = [
            models.Index(fields=["look_at"], condition=Q(look_at__isnull=False), name="duties_duty_look_at"),
            models.Index(
                fields=["department_id", "look_at", "id"],
                condition=Q(look_at__isnull=False),
                name="duties_duty_department_look",
            ),
            models.Index(fields=["subject_type", "subject_id"], name="duties_duty_subject"),
            # `warn_at` rides along, so that lamps are counted without reading rows.
            models.Index(
                fields=["department_id", "due_at", "id"],
                include=["warn_at"],
                condition=Q(state="open"),
                name="duties_duty_department_open",
            ),
            models.Index(
                fields=["due_at", "id"], include=["warn_at"], condition=Q(state="open"), name="duties_duty_city_open"
            ),
            # Those the sweep has marked: what of them is not due yet is yellow, wherever the green ones begin.
            models.Index(
                fields=["department_id", "due_at", "id"],
                include=["warn_at"],
                condition=_MARKED,
                name="duties_duty_department_mark",
            ),
            models.Index(
                fields=["due_at", "id"], include=["warn_at"], condition=_MARKED, name="duties_duty_city_marked"
            ),
            models.Index(
                fields=["department_id", "starts_at", "id"], condition=Q(state="paused"), name="duties_duty_paused"
            ),
            models.Index(fields=["calendar_edition"], condition=_RUNNING, name="duties_duty_edition"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(limit_number=None, limit_unit="", fixed_due_at__isnull=False)
                | (Q(limit_number__isnull=False, fixed_due_at=None) & ~Q(limit_unit="")),
                name="duties_duty_limit_or_fixed_instant",
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=False, due_on__isnull=False) | Q(state="paused"),
                name="duties_duty_due_known_unless_paused",
            ),
            models.CheckConstraint(
                condition=(_RUNNING & Q(ended_at=None)) | (~_RUNNING & Q(ended_at__isnull=False, look_at=None)),
                name="duties_duty_ended_or_running",
            ),
            models.CheckConstraint(
                condition=Q(extension_number=0) | ~Q(extension_document_no=""),
                name="duties_duty_extension_has_a_document",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type}:{self.subject_id}"

    @property
    def limit(self) -> Limit | None:
        """The limit with its extension; None for a fixed instant."""
        return limit_of(self.limit_number, self.limit_unit, self.extension_number)


class DutyPause(models.Model):
    """A time a duty stood still, with the document that ordered it (停止计时)."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField("事由", max_length=60)
    document_no = models.CharField("文号", max_length=80)
    since = models.DateTimeField("开始")
    until = models.DateTimeField("结束", null=True, blank=True)

    class Meta:
        verbose_name = "暂停计时"
        constraints = [
            models.CheckConstraint(condition=~Q(document_no=""), name="duties_pause_has_a_document"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="duties_pause_runs_forward"
            ),
            models.UniqueConstraint(
                fields=["duty", "document_no"], condition=Q(until=None), name="duties_pause_open_once_per_document"
            ),
        ]

    def __str__(self) -> str:
        return self.document_no
