"""Receipt of an application, drafted before or handed in whole: number, instant, the clock of the one-time notice."""

from __future__ import annotations

from collections.abc import Sequence

from tongban.cases import facts
from tongban.cases.services import _clocks
from tongban.cases.services._common import Loaded, new_instrument, record, tell_applicant
from tongban.cases.states import Instrument
from tongban.duties.services import DutyView
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.standards.case_no import make_case_no
from tongban.ledger import services as ledger


def receive(loaded: Loaded, actor: Actor) -> DutyView:
    """Number and instant of receipt, put on the row (not saved yet), and the clock of the one-time notice."""
    case, version = loaded.case, loaded.version
    now = clock.now()
    day = clock.local(now).date()
    notice = _clocks.start_notice(loaded, actor, now)
    code = version.handling_code or version.task_code
    serial = ledger.next_serial(f"case:{code}:{day:%Y%m%d}")
    case.case_no = make_case_no(code, day, serial)
    case.received_at, case.notice_due_at, case.channel = now, notice.due_at, actor.channel
    return notice


def confirm(loaded: Loaded, actor: Actor, notice: DutyView, names: Sequence[str], *, incomplete: bool) -> None:
    """Receipt, fact and message of an application that is on the row as handed in."""
    # An item finished on the spot gets no receipt voucher (安阳 36); everything else does, online at once (42).
    if not loaded.case.instant:
        reply_by = notice.due.due_on.isoformat() if notice.due.due_on else ""
        new_instrument(loaded, Instrument.RECEIPT_NOTE, {"materials": list(names), "reply_by": reply_by})
    record(facts.CASE_SUBMITTED, loaded, actor, {"channel": str(actor.channel), "incomplete": incomplete})
    tell_applicant(loaded, "case_submitted", actor)
