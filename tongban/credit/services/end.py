"""How a record ends besides repair: what it rests on was undone, or its time is over."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tongban.credit import policies
from tongban.credit.errors import CreditDocumentMissing
from tongban.credit.models import CreditRecord
from tongban.credit.selectors import CreditRecordView, record_view
from tongban.credit.services import _pleas
from tongban.credit.services._common import done, load, move, nothing_owed, tell
from tongban.credit.states import REMOVAL, Outcome, RecordState
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import PermissionDenied
from tongban.ledger import services as ledger

BATCH = 200


@ledger.act
def revoke_record(*, record_uid: UUID | str, reason: str, document_no: str, actor: Actor) -> CreditRecordView:
    """The act that the record rests on was undone: it goes at once, also when repaired or put away (art. 42).

    `document_no` is the number of the paper that undid it. What was still being answered is answered by this.
    Raises `PermissionDenied`, `NotFound`, `MoveNotAllowed`, `CreditDocumentMissing`, the refusals of the text.
    """
    row = load(record_uid)
    policies.check_action("revoke", actor, row)
    why = policies.required_text(reason, "撤销的理由")
    if not document_no.strip():
        raise CreditDocumentMissing()
    paper = policies.required_text(document_no, "文号", most=policies.NUMBER_MOST)
    move(row, "revoke", actor, {"document_no": paper}, end_reason=why, end_document_no=paper, ended_at=clock.now())
    _pleas.answer(row, Outcome.REVOKED, why, actor)
    done(row, [REMOVAL], actor)
    nothing_owed(row, actor)
    tell(row, "credit_ended", actor, what="已经撤销，不再公示，也不再影响办事")
    return record_view(row, viewer=actor)


def lapse_records(*, actor: Actor) -> int:
    """Put away what has been shown to the end of its period (art. 19); returns how many. Run by the worker.

    What is being objected to or repaired is answered first. Raises `PermissionDenied` for people.
    """
    if not actor.is_system:
        raise PermissionDenied(permission="credit.lapse")
    lapsed = 0
    while True:
        with transaction.atomic():
            waiting = CreditRecord.objects.filter(state=RecordState.IN_FORCE, public_until__lt=clock.today())
            rows = list(waiting.select_for_update(no_key=True, skip_locked=True).order_by("public_until")[:BATCH])
            for row in rows:
                move(row, "lapse", actor, ended_at=clock.now())
                tell(row, "credit_ended", actor, what="公示期满，已经转为档案保存，不再公示，也不再影响办事")
        lapsed += len(rows)
        if len(rows) < BATCH:
            return lapsed
