"""Texts a department keeps ready for its opinions: kept, changed, taken out of use."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.cases import facts
from tongban.cases.errors.opinion import OpinionTaken
from tongban.cases.models import OpinionTemplate
from tongban.cases.policies import opinion as law
from tongban.cases.services._common import verb
from tongban.cases.states_desk import OpinionUse
from tongban.catalogue import selectors as catalogue
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound, StaleState
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind, ObjectRef


@verb
def keep_opinion(
    *, department_id: int, use: str, title: str, text: str, actor: Actor, item_id: int | None = None
) -> UUID:
    """Keep a text ready for one use, for one item of the department or for all; returns its uid.

    Raises `PermissionDenied`, `NotFound`, `OpinionIncomplete`, `PlaceholderUnknown`, `OpinionTaken`, `InvalidInput`.
    """
    law.check_editor(actor, department_id)
    if use not in OpinionUse.values:
        raise InvalidInput(errors={"use": "请选择用在哪里。"})
    if item_id is not None and catalogue.item(item_id).department_id != department_id:
        raise InvalidInput(errors={"item": "只能选本部门的事项。"})
    name, said = law.check_words(title, text)
    row = OpinionTemplate(
        department_id=department_id, item_id=item_id, use=use, title=name, text=said, edited_by_id=actor.officer_id,
        edited_at=clock.now(),
    )  # fmt: skip
    _save(row)
    _record(facts.OPINION_KEPT, row, actor)
    return row.uid


@verb
def change_opinion(*, uid: UUID | str, title: str, text: str, revision: str, actor: Actor) -> None:
    """Give it another name or text; opinions signed before stay as they were signed.

    `revision` is that of the page. Raises `StaleState`, and what `keep_opinion` raises.
    """
    row = _locked(uid, actor)
    name, said = law.check_words(title, text)
    if (row.title, row.text) == (name, said):
        return
    if row.dropped_at is not None or str(row.revision) != revision:
        raise StaleState()
    row.title, row.text, row.revision = name, said, row.revision + 1
    row.edited_by_id, row.edited_at = actor.officer_id, clock.now()
    _save(row)
    _record(facts.OPINION_CHANGED, row, actor)


@verb
def drop_opinion(*, uid: UUID | str, actor: Actor) -> None:
    """Offer it no more; done twice it is done. Raises `PermissionDenied`, `NotFound`."""
    row = _locked(uid, actor)
    if row.dropped_at is None:
        OpinionTemplate.objects.filter(pk=row.pk).update(dropped_at=clock.now())
        _record(facts.OPINION_DROPPED, row, actor)


def _locked(uid: UUID | str, actor: Actor) -> OpinionTemplate:
    row = OpinionTemplate.objects.select_for_update(no_key=True).filter(uid=uid).first()
    actor.require_seat(law.OPINIONS)
    if row is None:
        raise NotFound()
    law.check_editor(actor, row.department_id)
    return row


def _save(row: OpinionTemplate) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise OpinionTaken(title=row.title) from error


def _record(kind: FactKind, row: OpinionTemplate, actor: Actor) -> None:
    objects = [ObjectRef(facts.OPINION, str(row.uid)), ObjectRef("department", str(row.department_id))]
    ledger.record(
        kind, actor=actor, objects=objects, data={"use": row.use, "revision": row.revision},
        department_id=row.department_id,
    )  # fmt: skip
