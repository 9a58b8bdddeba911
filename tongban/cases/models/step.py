"""The steps of a case between acceptance and decision, and the hands that signed them."""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Q

from tongban.cases.models.case import Case
from tongban.cases.states import STEP_KIND_LABELS, STEP_STATE_LABELS, StepState


class CaseStep(models.Model):
    """One step (办理环节) of one case: planned by the version or ordered by an officer.

    Steps of one `wave` run side by side; a wave opens when the one before it has ended. The time of a step whose kind
    the law excludes (行政许可法 45) stands still from `since` on, by the document whose number is `document_no`.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=24, choices=list(STEP_KIND_LABELS.items()))
    name = models.CharField(max_length=100)
    wave = models.PositiveSmallIntegerField()
    planned = models.BooleanField(default=True)
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    #: Officers who must sign: two where facts are looked at on the spot (行政许可法 34).
    hands = models.PositiveSmallIntegerField(default=1)
    limit_number = models.PositiveIntegerField(null=True)
    limit_unit = models.CharField(max_length=12, blank=True)

    state = models.CharField(max_length=12, choices=list(STEP_STATE_LABELS.items()), default=StepState.WAITING)
    revision = models.PositiveIntegerField(default=0)
    holder = models.ForeignKey("orgs.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    ordered_by = models.ForeignKey("orgs.Officer", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    document_no = models.CharField(max_length=80, blank=True)
    expected_on = models.DateField(null=True)
    since = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    passed = models.BooleanField(null=True)
    opinion = models.TextField(blank=True)
    #: What the step has left behind: the minutes of a hearing, the report of a test.
    record_digest = models.CharField(max_length=64, blank=True)
    record_name = models.CharField(max_length=200, blank=True)
    #: How much of the promise was left when the time of this step began to stand still, and of how much.
    left_number = models.PositiveIntegerField(null=True)
    left_of = models.PositiveIntegerField(null=True)
    #: Whose case on which item it was then, so that the watch over suspensions asks nothing of the cases.
    stood_department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    #: The how-manieth time it was that time stood still in this case.
    stood_times = models.PositiveSmallIntegerField(null=True)
    stood_item = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        ordering = ["wave", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(state="running") | Q(since__isnull=False), name="case_step_running"),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "returned", "cancelled"]) | Q(ended_at__isnull=False),
                name="case_step_ended",
            ),
            models.CheckConstraint(condition=Q(hands__gte=1), name="case_step_needs_a_hand"),
        ]
        indexes = [
            models.Index(fields=["department", "-id"], condition=Q(state="running"), name="case_step_department"),
            models.Index(fields=["holder", "-id"], condition=Q(state="running"), name="case_step_holder"),
            # What the watch over suspensions reads: the steps that made time stand still, newest first.
            models.Index(fields=["-since"], condition=~Q(document_no=""), name="case_step_standing"),
            # Cases in which it stood still more than once, by how often.
            models.Index(fields=["stood_times", "case"], condition=Q(stood_times__gt=1), name="case_step_stood"),
        ]

    def __str__(self) -> str:
        return f"{self.wave} {self.kind}"


class StepHand(models.Model):
    """One officer's signature under a step."""

    step = models.ForeignKey(CaseStep, on_delete=models.PROTECT, related_name="signed")
    officer = models.ForeignKey("orgs.Officer", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    passed = models.BooleanField(null=True)
    opinion = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["step", "officer"], name="case_step_signed_once")]

    def __str__(self) -> str:
        return f"{self.step_id} {self.officer_id}"


def steps_of(case: Case) -> list[CaseStep]:
    """All steps of a case by wave, asked once for a loaded row; steps that came with it are not asked for at all."""
    known: list[CaseStep] | None = vars(case).get("known_steps")
    if known is None:
        rows = vars(case).get("step_rows")
        known = list(CaseStep.objects.filter(case=case)) if rows is None else [_from_row(row) for row in rows]
        known.sort(key=lambda step: (step.wave, step.pk))
        vars(case)["known_steps"] = known
    return known


def forget_steps(case: Case) -> None:
    """What is known of the steps is out of date."""
    vars(case).pop("known_steps", None)


def signers_of(case: Case) -> set[int]:
    """Officers who signed under any step of the case: who prepared does not decide."""
    rows = vars(case).get("hand_rows")
    if rows is not None:
        return {row["officer_id"] for row in rows}
    return set(StepHand.objects.filter(step__case=case).values_list("officer_id", flat=True))


def _from_row(row: dict[str, object]) -> CaseStep:
    """A step from the JSON that came with its case."""
    fields = {field.attname: field for field in CaseStep._meta.concrete_fields}
    known = [name for name in fields if name in row]  # as the table has them, in whatever order they came
    return CaseStep.from_db(DEFAULT_DB_ALIAS, known, [fields[name].to_python(row[name]) for name in known])
