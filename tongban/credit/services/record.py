"""Put a record forward: told by a verb of another room or by hand, corrected, or given up."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.credit import policies
from tongban.credit.facts import CREDIT_BARRED, CREDIT_PROPOSED
from tongban.credit.models import CreditRecord
from tongban.credit.permissions import RECORD
from tongban.credit.selectors import CreditRecordView, record_view
from tongban.credit.services import _pleas
from tongban.credit.services._common import chinese_day, load, move, new_paper, nothing_owed, open_clock, tell, write
from tongban.credit.states import BASES, CHECK, DEFENCE, GOOD_KINDS, CreditKind, Outcome, PaperKind, RecordState
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import PermissionDenied
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.orgs import selectors as orgs
from tongban.parties import selectors as parties

_GONE = (RecordState.DROPPED, RecordState.REVOKED)


@ledger.act
def record_credit(
    *,
    party_id: int,
    kind: str,
    about: ObjectRef,
    department_id: int,
    text: str,
    actor: Actor,
    serious: bool = False,
    item_code: str = "",
    after_grant: bool = False,
) -> CreditRecordView:
    """A department says what a party kept or broke; nothing counts before another officer has checked it.

    `about` is what it rests on: the matter in which the party kept or broke something (a case; an inspection where it
    found something new). What a party broke in one matter is one act, and an act is one record, told by whom and under
    which kind ever; a later telling adds only the longer bar. `text` holds neutral words and document numbers, at most
    500 characters. A serious one first gives the party notice and time to speak (河南省社会信用条例 28). `item_code`
    names a permit that may not be applied for again: for one year after false materials, three `after_grant` by fraud
    (行政许可法 78, 79); whether the law's years apply to that permit the teller has looked.
    Raises `PermissionDenied`, `NotFound` (party), `InvalidInput` (kind), `CreditOnlySerious`, `NotToBeCollected`, the
    refusals of the text.
    """
    actor.require_seat(RECORD)
    if not actor.covers_department(department_id):
        raise PermissionDenied(permission=RECORD)
    wanted = policies.check_kind(kind, serious=serious)
    party_kind = parties.kind(party_id)
    written = _text(text, party_kind)
    department, year = orgs.department(department_id), clock.today().year
    years = "reapply_bar_fraud" if after_grant else "reapply_bar_false_materials"
    until = policies.after(clock.today(), years, department.region_code) if item_code else None
    act: dict[str, Any] = {"party_id": party_id, "about_type": about.type, "about_id": about.id}
    if known := _known(act, wanted):
        return _told_again(known, item_code, until, actor)
    row = CreditRecord(
        **act,
        kind=wanted.value,
        number=f"{department.short_name}信用〔{year}〕{ledger.next_serial(f'credit:{department.id}:{year}')}号",
        serious=serious,
        item_code=item_code,
        barred_until=until,
        department_id=department_id,
        region_code=department.region_code,
        text=written,
        basis=BASES[wanted],
        recorded_at=clock.now(),
        recorded_by=actor.officer_id,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if (known := _known(act, wanted)) is None:
            raise
        return _told_again(known, item_code, until, actor)
    write(CREDIT_PROPOSED, row, actor, more=(about,), born=True)
    _put_forward(row, actor)
    return record_view(load(row.uid), viewer=actor)


@ledger.act
def resubmit_record(*, record_uid: UUID | str, text: str, actor: Actor) -> CreditRecordView:
    """Tell it anew with the text put right; a serious one is announced to the party again.

    Raises `PermissionDenied`, `NotFound`, `MoveNotAllowed`, the refusals of the text.
    """
    row = load(record_uid)
    policies.check_action("resubmit", actor, row)
    written = _text(text, row.party.kind)
    move(
        row,
        "resubmit",
        actor,
        text=written,
        recorded_by=actor.officer_id,
        recorded_at=clock.now(),
        checked_by=None,
        heard_at=None,
        heard_until=None,
    )
    _put_forward(row, actor)
    return record_view(row, viewer=actor)


@ledger.act
def drop_record(*, record_uid: UUID | str, reason: str, actor: Actor) -> CreditRecordView:
    """Give up a record that has not come into force. Whoever had notice of it is told.

    Raises `PermissionDenied`, `NotFound`, `MoveNotAllowed`, the refusals of the text.
    """
    row = load(record_uid)
    policies.check_action("drop", actor, row)
    why = policies.required_text(reason, "不再记入的理由")
    announced = row.heard_until is not None
    move(row, "drop", actor, end_reason=why, ended_at=clock.now())
    _pleas.answer(row, Outcome.HEEDED, why, actor)
    nothing_owed(row, actor)
    if announced:
        tell(row, "credit_ended", actor, what="不再列入失信联合惩戒对象名单，也没有记入信用档案")
    return record_view(row, viewer=actor)


def _text(text: str, party_kind: str) -> str:
    written = policies.required_text(text, "记录内容")
    policies.check_collectable(written, party_kind)
    return written


def _known(act: dict[str, Any], kind: CreditKind) -> CreditRecord | None:
    """The record of this act, kept or broken, unless it was dropped or revoked."""
    rows = CreditRecord.objects.select_related("party", *parties.joined("party")).filter(**act)
    same = rows.filter(kind__in=GOOD_KINDS) if kind in GOOD_KINDS else rows.exclude(kind__in=GOOD_KINDS)
    return same.exclude(state__in=_GONE).first()


def _told_again(known: CreditRecord, item_code: str, until: dt.date | None, actor: Actor) -> CreditRecordView:
    """The record of an act that is told once more; where the law's bar came only now, or is longer, it takes it up."""
    if until is None or (known.barred_until is not None and known.barred_until >= until):
        return record_view(known, viewer=actor)
    row = load(known.uid)
    row.item_code, row.barred_until, row.revision = item_code, until, row.revision + 1
    row.save(update_fields=["item_code", "barred_until", "revision"])
    write(CREDIT_BARRED, row, actor, {"until": until.isoformat()})
    if row.in_force_at is not None:
        tell(row, "credit_ended", actor, what=f"增加了限制：{chinese_day(until)}前不能再次申请有关的行政许可")
    return record_view(row, viewer=actor)


def _put_forward(row: CreditRecord, actor: Actor) -> None:
    """Towards the check; a serious record by way of the party."""
    if not row.serious:
        open_clock(row, CHECK, "credit.check", actor)
        return
    waiting = open_clock(row, DEFENCE, "credit.defence", actor, by_platform=True)
    move(row, "give_notice", actor, heard_until=waiting.due.due_on)
    until = chinese_day(waiting.due.due_on)
    new_paper(row, PaperKind.PRIOR_NOTICE, {"text": row.text, "basis": row.basis, "until": until})
    tell(row, "credit_noticed", actor, by_phone=True, until=until)
