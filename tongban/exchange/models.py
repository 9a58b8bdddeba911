"""Tables of the room `exchange`. Messages are kept as the bytes that were signed; what they say stays sealed."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tongban.exchange.states import PEER_LABELS, PeerState


class Peer(models.Model):
    """The platform of another place (对方平台), with its key and the agreement the two places signed."""

    code = models.CharField("平台代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=100)
    region_code = models.CharField("行政区划", max_length=12)
    address = models.CharField("网址", max_length=200)
    public_key = models.BinaryField("SM2 公钥（DER）")
    our_code = models.CharField("本平台在对方的代码", max_length=40)
    our_key_number = models.PositiveIntegerField("本平台密钥号")
    # Who answers here for what passes between the two places, and whose windows see it.
    department = models.ForeignKey(
        "orgs.Department", on_delete=models.PROTECT, related_name="+", verbose_name="责任单位"
    )

    agreement_no = models.CharField("协议文号", max_length=100)
    valid_from = models.DateField("协议有效期起")
    valid_to = models.DateField("协议有效期止")
    # Items of theirs that may be applied for here, and items of ours that they may hand in.
    their_items = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name="对方办理的事项")
    our_items = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name="本地办理的事项")

    state = models.CharField("状态", max_length=12, choices=list(PEER_LABELS.items()), default=PeerState.ACTIVE)
    revision = models.PositiveIntegerField(default=0)
    registered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "对方平台"
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="exchange_agreement_forward"),
            models.CheckConstraint(condition=~Q(code=F("our_code")), name="exchange_peer_is_another"),
            models.CheckConstraint(condition=~Q(agreement_no=""), name="exchange_peer_has_an_agreement"),
        ]

    def __str__(self) -> str:
        return self.code


class Conversation(models.Model):
    """Letters about one thing, in order: `sent` of ours so far, `received` of theirs taken up so far."""

    uid = models.UUIDField(default=uuid.uuid4)
    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="conversations")
    sent = models.PositiveIntegerField(default=0)
    received = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "uid"], name="exchange_conversation_once")]

    def __str__(self) -> str:
        return str(self.uid)


class OutgoingEnvelope(models.Model):
    """A letter of ours. It is sent until `delivered_at`, however long that takes."""

    uid = models.UUIDField(unique=True)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="outgoing")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    files = ArrayField(models.CharField(max_length=64), default=list)
    message = models.BinaryField()
    digest = models.CharField(max_length=64)
    posted_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    error = models.CharField(max_length=80, blank=True, default="")
    delivered_at = models.DateTimeField(null=True)
    receipt = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="exchange_outgoing_number_once"),
            models.CheckConstraint(
                condition=Q(delivered_at=None, receipt=None) | Q(delivered_at__isnull=False, receipt__isnull=False),
                name="exchange_delivered_has_a_receipt",
            ),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(delivered_at=None), name="exchange_outgoing_due")]

    def __str__(self) -> str:
        return str(self.uid)


class IncomingEnvelope(models.Model):
    """A letter of theirs: stored once, answered with the same receipt as often as it comes."""

    uid = models.UUIDField()
    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="incoming")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    files = ArrayField(models.CharField(max_length=64), default=list)
    message = models.BinaryField()
    digest = models.CharField(max_length=64)
    receipt = models.BinaryField()
    received_at = models.DateTimeField()
    # When every content it names was here; until then it waits, and those behind it in the conversation with it.
    complete_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=80, blank=True, default="")
    ready_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["peer", "uid"], name="exchange_incoming_once"),
            models.UniqueConstraint(fields=["conversation", "number"], name="exchange_incoming_number_once"),
            models.CheckConstraint(
                condition=Q(ready_at=None) | Q(complete_at__isnull=False), name="exchange_ready_is_complete"
            ),
            models.CheckConstraint(
                condition=Q(handled_at=None) | Q(ready_at__isnull=False), name="exchange_handled_was_ready"
            ),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(complete_at=None), name="exchange_incoming_missing")]

    def __str__(self) -> str:
        return str(self.uid)
