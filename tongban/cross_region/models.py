"""Tables of the room: the case as this platform knows it, its steps, its papers, guides of other places."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tongban.cross_region.states import (
    MODE_LABELS,
    PAPER_LABELS,
    SIDE_LABELS,
    STATE_LABELS,
    CrossRegionState,
    PaperState,
)


class RemoteGuide(models.Model):
    """The guide of an item of another place, as that place sent it."""

    peer = models.ForeignKey("exchange.Peer", on_delete=models.PROTECT, related_name="+")
    item_code = models.CharField(max_length=40)
    name = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    content = models.JSONField(default=dict)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "item_code"], name="cross_region_guide_once")]

    def __str__(self) -> str:
        return self.item_code


class CrossRegionCase(models.Model):
    """One application that two places handle together. What the form says stays with the competent place."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    side = models.CharField(max_length=10, choices=list(SIDE_LABELS.items()))
    mode = models.CharField(max_length=20, choices=list(MODE_LABELS.items()))
    peer = models.ForeignKey("exchange.Peer", on_delete=models.PROTECT, related_name="+")
    conversation = models.UUIDField()
    # Applications to several places that belong together (多地联办) carry the same mark.
    together = models.UUIDField(null=True, db_index=True)

    intake_region = models.CharField(max_length=12)
    competent_region = models.CharField(max_length=12)
    exit_region = models.CharField(max_length=12)
    # Whose windows answer for it here.
    department = models.ForeignKey("orgs.Department", on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=12, blank=True)

    item_code = models.CharField(max_length=40)
    item_name = models.CharField(max_length=300)
    guide_digest = models.CharField(max_length=64)
    applicant = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=12)
    consent_text = models.CharField(max_length=600)
    consented_at = models.CharField(max_length=40)
    materials = models.JSONField(default=list)

    # The ordinary case at the competent place; at the intake place only its number.
    case_uid = models.UUIDField(null=True, unique=True)
    case_no = models.CharField(max_length=50, blank=True)
    state = models.CharField(max_length=24, choices=list(STATE_LABELS.items()), default=CrossRegionState.FORWARDED)
    revision = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=20, blank=True)
    wanted = models.JSONField(default=list)
    to_hand_over = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["peer", "conversation"], name="cross_region_one_per_conversation"),
            models.CheckConstraint(
                condition=Q(side="intake", case_uid=None) | Q(side="competent", case_uid__isnull=False),
                name="cross_region_case_lies_with_the_competent",
            ),
            models.CheckConstraint(
                condition=Q(exit_region=models.F("intake_region")) | Q(exit_region=models.F("competent_region")),
                name="cross_region_exit_is_one_of_two",
            ),
        ]
        indexes = [
            models.Index(fields=["department", "side", "-id"], name="cross_region_department"),
            models.Index(fields=["applicant", "-id"], name="cross_region_applicant"),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class CrossRegionStep(models.Model):
    """A step of the case as the competent place told it; `peer_at` is that place's own time (对方记载), a text."""

    case = models.ForeignKey(CrossRegionCase, on_delete=models.PROTECT, related_name="steps")
    # Which fact told it, or which letter brought it: a second time changes nothing.
    source = models.CharField(max_length=40)
    step = models.CharField(max_length=40)
    text = models.CharField(max_length=1000, blank=True)
    documents = models.JSONField(default=list)
    due_on = models.DateField(null=True)
    peer_at = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["case", "source"], name="cross_region_step_once")]

    def __str__(self) -> str:
        return self.step


class OriginalPaper(models.Model):
    """An original that the applicant gave out of hand; both places keep track of it under the same uid."""

    case = models.ForeignKey(CrossRegionCase, on_delete=models.PROTECT, related_name="papers")
    uid = models.UUIDField(default=uuid.uuid4)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=list(PAPER_LABELS.items()), default=PaperState.TAKEN_IN)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["case", "uid"], name="cross_region_paper_once")]

    def __str__(self) -> str:
        return self.name


class HandOver(models.Model):
    """One hand-over note (交接单): who gave what to whom. Without a paper it is the result."""

    case = models.ForeignKey(CrossRegionCase, on_delete=models.PROTECT, related_name="hand_overs")
    paper = models.ForeignKey(OriginalPaper, on_delete=models.PROTECT, null=True, related_name="hand_overs")
    number = models.CharField(max_length=80)
    what = models.CharField(max_length=200)
    giver = models.CharField(max_length=200)
    taker = models.CharField(max_length=200)
    courier_no = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    # Empty for our own notes.
    peer_at = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(giver="") & ~Q(taker=""), name="cross_region_note_names_two"),
            # Two places may number alike: theirs are told apart by their own time.
            models.UniqueConstraint(
                fields=["case", "number"], condition=Q(peer_at=""), name="cross_region_our_note_once"
            ),
            models.UniqueConstraint(
                fields=["case", "number"], condition=~Q(peer_at=""), name="cross_region_their_note_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Assistance(models.Model):
    """A remote conversation by video (远程帮办): when it was to be, when it was, and what came of it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(CrossRegionCase, on_delete=models.PROTECT, related_name="assistance")
    booked_for = models.DateTimeField()
    room = models.CharField(max_length=60)
    link = models.CharField(max_length=300, blank=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | (Q(begun_at__isnull=False) & ~Q(outcome="")),
                name="cross_region_assistance_has_an_outcome",
            )
        ]

    def __str__(self) -> str:
        return self.room
