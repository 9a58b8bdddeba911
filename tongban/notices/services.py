"""Verbs of the room `notices`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Max

from tongban.kernel import clock, statements, vault
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.notices import adapters, policies, selectors
from tongban.notices.errors import AdapterRefused
from tongban.notices.facts import (
    NOTICE_DELIVERED,
    NOTICE_QUEUED,
    NOTICE_READ,
    NOTICE_REFUSED,
    NOTICE_SENT,
    TEMPLATE_REVISED,
)
from tongban.notices.models import InboxMessage, OutboxMessage, TemplateRevision
from tongban.notices.states import OUTBOX, OutboxChannel, OutboxState
from tongban.notices.templates_data import Template, check_words, default_template, fill

ADDRESS_PURPOSE = "notice_address"

__all__ = ["deliver", "mark_all_read", "mark_read", "revise_template", "send_notice"]


def send_notice(
    *,
    template: str,
    context: Mapping[str, object],
    actor: Actor,
    party_id: int | None = None,
    officer_id: int | None = None,
    link: str = "",
    to_mobile: str = "",
    to_mail: str = "",
    dedupe_key: str = "",
    about: Sequence[ObjectRef] = (),
) -> str:
    """Put a message into one inbox and, where an address is given, queue the short message and the mail.

    `dedupe_key` names the event: a second call for the same recipient and key changes nothing and returns the
    first message's id. `about` are objects whose timeline shall show that the notice went out. A short message goes
    out only where the template has a short text. The address is kept encrypted and appears in no fact.
    Raises `RecipientMissing`, `UnknownTemplate`, `TemplateContextMissing`, `UnsafeLink`.
    """
    policies.check_recipient(party_id, officer_id)
    policies.check_link(link)
    if first := _already_sent(party_id, officer_id, dedupe_key):
        return first
    wording = selectors.template(template)
    message = InboxMessage(
        party_id=party_id,
        officer_id=officer_id,
        template=template,
        template_version=wording.version,
        title=fill(wording, wording.title, context),
        body=fill(wording, wording.body, context),
        link=link,
        dedupe_key=dedupe_key,
        sent_at=clock.now(),
    )
    # Refusals come before the first row, so the caller's transaction needs no savepoint around this.
    with transaction.atomic(savepoint=False):
        if not statements.insert_new(message):
            return _already_sent(party_id, officer_id, dedupe_key)
        queued = _queue(message, wording, context, to_mobile, to_mail)
        subject = ObjectRef("notice", str(message.uid))
        ledger.record(NOTICE_SENT, actor=actor, objects=[subject, *about], data={"template": template}, born=True)
        for row in queued:
            ledger.record(NOTICE_QUEUED, actor=actor, objects=[subject], data={"channel": str(row.channel)})
        return str(message.uid)


def _already_sent(party_id: int | None, officer_id: int | None, dedupe_key: str) -> str:
    if not dedupe_key:
        return ""
    rows = InboxMessage.objects.filter(party_id=party_id, officer_id=officer_id, dedupe_key=dedupe_key)
    uid = rows.values_list("uid", flat=True).first()
    return str(uid) if uid else ""


def _queue(
    message: InboxMessage, wording: Template, context: Mapping[str, object], to_mobile: str, to_mail: str
) -> list[OutboxMessage]:
    rows = []
    if to_mobile and wording.sms:
        rows.append((OutboxChannel.SMS, to_mobile, "", fill(wording, wording.sms, context)))
    if to_mail:
        rows.append((OutboxChannel.MAIL, to_mail, message.title, message.body))
    if not rows:
        return []
    queued = [
        OutboxMessage(
            message=message,
            channel=channel,
            to_cipher=vault.encrypt(address, ADDRESS_PURPOSE),
            to_masked=policies.mask_address(address),
            subject=subject,
            body=text,
            queued_at=message.sent_at,
        )
        for channel, address, subject, text in rows
    ]
    statements.insert(
        OutboxMessage._meta.db_table,
        [{str(field.column): getattr(row, field.attname) for field in _OUT} for row in queued],
    )
    return queued


_OUT = [field for field in OutboxMessage._meta.concrete_fields if not field.primary_key]


def deliver(*, notice_uid: str, channel: OutboxChannel, actor: Actor) -> bool:
    """Hand one queued message to the city's adapter; True if it left now, False if there was nothing to do.

    Run by the worker. Raises `AdapterUnavailable` or `AdapterNotConfigured`, after which the ledger tries again and
    parks visibly; a message the provider refuses for good is marked failed.
    """
    with transaction.atomic(savepoint=False):
        row = (
            OutboxMessage.objects.select_for_update(no_key=True)
            .filter(message__uid=uuid.UUID(notice_uid), channel=channel, state=OutboxState.QUEUED)
            .first()
        )
        if row is None:
            return False
        address = vault.decrypt(bytes(row.to_cipher), ADDRESS_PURPOSE)
        subject = ObjectRef("notice", notice_uid)
        try:
            receipt, adapter = _send(row, address)
        except AdapterRefused:
            OUTBOX.advance(row, "fail", attempts=row.attempts + 1)
            ledger.record(NOTICE_REFUSED, actor=actor, objects=[subject], data={"channel": str(channel)})
            return False
        OUTBOX.advance(
            row, "send", attempts=row.attempts + 1, adapter=adapter, provider_ref=receipt[:100], sent_at=clock.now()
        )
        ledger.record(NOTICE_DELIVERED, actor=actor, objects=[subject], data={"channel": str(channel)})
        return True


def _send(row: OutboxMessage, address: str) -> tuple[str, str]:
    reference = str(row.uid)
    if row.channel == OutboxChannel.SMS:
        sms = adapters.sms_adapters
        return sms.chosen().send(to=address, text=row.body, reference=reference), sms.name()
    mail = adapters.mail_adapters
    return mail.chosen().send(to=address, subject=row.subject, text=row.body, reference=reference), mail.name()


def mark_read(*, uid: str, actor: Actor) -> None:
    """The recipient opened a message; opening it again changes nothing. Raises `NotFound` for another's message."""
    with transaction.atomic():
        party_id, officer_id = policies.recipient_of(actor)
        rows = InboxMessage.objects.select_for_update(no_key=True)
        try:
            row = rows.filter(uid=uuid.UUID(uid), party_id=party_id, officer_id=officer_id).first()
        except ValueError:
            row = None
        if row is None:
            raise NotFound()
        if row.read_at is None:
            row.read_at = clock.now()
            row.save(update_fields=["read_at"])
            ledger.record(NOTICE_READ, actor=actor, objects=[ObjectRef("notice", uid)])


def mark_all_read(*, actor: Actor) -> int:
    """Mark every unread message of the actor as read; returns how many there were."""
    with transaction.atomic():
        party_id, officer_id = policies.recipient_of(actor)
        if party_id is None and officer_id is None:
            return 0
        rows = InboxMessage.objects.select_for_update(no_key=True).filter(
            party_id=party_id, officer_id=officer_id, read_at__isnull=True
        )
        found = list(rows.order_by("id"))
        InboxMessage.objects.filter(pk__in=[row.pk for row in found]).update(read_at=clock.now())
        for row in found:
            ledger.record(NOTICE_READ, actor=actor, objects=[ObjectRef("notice", str(row.uid))])
        return len(found)


def revise_template(*, code: str, title: str, body: str, sms: str = "", actor: Actor) -> int:
    """Give a template the city's own wording; returns the new version number. Older messages keep theirs.

    Needs `reference.manage`. Raises `UnknownTemplate`, `TemplateNotAllowed` (a placeholder the template lacks).
    """
    with transaction.atomic():
        actor.require("reference.manage")
        check_words(Template(code, title, body, sms, default_template(code).words))
        last = TemplateRevision.objects.filter(code=code).aggregate(last=Max("number"))["last"] or 0
        row = TemplateRevision.objects.create(
            code=code, number=last + 1, title=title, body=body, sms=sms, revised_at=clock.now()
        )
        ledger.record(
            TEMPLATE_REVISED, actor=actor, objects=[ObjectRef("notice_template", code)], data={"number": row.number}
        )
        return row.number
