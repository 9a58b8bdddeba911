"""Receipt of an application, drafted before or handed in whole: number, instant, the clock of the one-time notice."""

from __future__ import annotations

from collections.abc import Sequence

from tongban.cases import facts
from tongban.cases.models import CaseInstrument
from tongban.cases.services import _clocks
from tongban.cases.services._common import Loaded, instrument_series, record, tell_applicant, unsaved_instrument
from tongban.cases.states import Instrument
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.standards.case_no import make_case_no
from tongban.ledger import services as ledger


def receive(loaded: Loaded, actor: Actor, names: Sequence[str]) -> CaseInstrument | None:
    """Number and instant of receipt, put on the row, and the clock of the one-time notice.

    Row and receipt note (returned) are not saved yet. `names` are the materials handed in. An item finished on the
    spot gets no receipt voucher (安阳 36); everything else does, online at once (42).
    """
    case, version = loaded.case, loaded.version
    now = clock.now()
    day = clock.local(now).date()
    notice = _clocks.start_notice(loaded, actor, now)
    code = version.handling_code or version.task_code
    series = [f"case:{code}:{day:%Y%m%d}"]
    if not case.instant:
        series.append(instrument_series(case, Instrument.RECEIPT_NOTE))
    serial, *others = ledger.next_serials(series)
    case.case_no = make_case_no(code, day, serial)
    case.received_at, case.notice_due_at, case.channel = now, notice.due_at, actor.channel
    if not others:
        return None
    reply_by = notice.due.due_on.isoformat() if notice.due.due_on else ""
    content: dict[str, object] = {"materials": list(names), "reply_by": reply_by}
    return unsaved_instrument(case, Instrument.RECEIPT_NOTE, content, others[0])


def confirm(loaded: Loaded, actor: Actor, *, incomplete: bool) -> None:
    """Fact and message of an application that is kept as handed in."""
    record(facts.CASE_SUBMITTED, loaded, actor, {"channel": str(actor.channel), "incomplete": incomplete})
    tell_applicant(loaded, "case_submitted", actor)
