"""The one-time notice, the supplement, and what happens when it does not come."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from tongban.cases import errors, facts, policies
from tongban.cases.permissions import check_applicant
from tongban.cases.policies import promises
from tongban.cases.services import _clocks
from tongban.cases.services._common import Loaded, load, new_instrument, record, tell_applicant, verb
from tongban.cases.services.submit import provided_orders
from tongban.cases.states import CASE_LIFECYCLE, NOTICE, SUPPLEMENT, Instrument, Outcome
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.reference import selectors as reference


@verb
def notify_supplement(*, case_uid: UUID | str, wanted: Mapping[int, str], actor: Actor) -> str:
    """Name in writing, once, everything that must be added; returns the number of the 补正告知书.

    `wanted` maps the order of each material to what is wrong or missing. Raises `NoticeOnlyOnce` for materials the
    first notice did not name, `NoticeTooLate` after its limit (the case then counts as accepted from receipt).
    """
    loaded = load(case_uid)
    case, version = loaded.case, loaded.version
    policies.check_action("notify_supplement", actor, case, version)
    if not wanted or not all(text.strip() for text in wanted.values()):
        raise errors.ReasonMissing(verb="补正告知")
    policies.check_notice_names(case, wanted.keys(), version)

    now = clock.now()
    _clocks.stop(loaded, actor, NOTICE, at=now)
    duty = _clocks.start_supplement(loaded, actor, now)
    CASE_LIFECYCLE.advance(
        case,
        "notify_supplement",
        noticed_at=now,
        noticed_orders=sorted({*case.noticed_orders, *wanted}),
        prepared_by_id=actor.officer_id,
    )
    names = {m.order: m.name for m in version.materials}
    due_on = duty.due.due_on.isoformat() if duty.due.due_on else ""
    lines = [{"order": order, "name": names[order], "text": wanted[order].strip()} for order in sorted(wanted)]
    instrument = new_instrument(loaded, Instrument.SUPPLEMENT_NOTICE, {"wanted": lines, "due_on": due_on})
    record(facts.SUPPLEMENT_NOTIFIED, loaded, actor, {"orders": sorted(wanted), "instrument": instrument.number})
    tell_applicant(loaded, "case_supplement", actor, due_on=due_on, count=len(lines))
    return instrument.number


@verb
def supplement_case(*, case_uid: UUID | str, actor: Actor) -> None:
    """The applicant has added what was named. Raises `SupplementMissing` for what was named and is still not there."""
    loaded = load(case_uid)
    case = loaded.case
    check_applicant(actor, case, loaded.version)
    CASE_LIFECYCLE.check("supplement", case.state)
    provided = provided_orders(loaded)
    names = {m.order: m.name for m in loaded.version.materials}
    stale = set(
        case.materials.filter(order__in=case.noticed_orders, provided_at__lt=case.noticed_at).values_list(
            "order", flat=True
        )
    )
    promised = promises.promised_orders(case, loaded.version)
    if missing := [names[o] for o in case.noticed_orders if (o not in provided or o in stale) and o not in promised]:
        raise errors.SupplementMissing(count=len(missing), names="、".join(missing))
    now = clock.now()
    _clocks.stop(loaded, actor, SUPPLEMENT, at=now)
    # Receipt is complete now: the limit for looking at it runs from here (行政许可法 32: 自收到申请材料之日).
    notice = _clocks.start_notice(loaded, actor, now)
    CASE_LIFECYCLE.advance(case, "supplement", received_at=now, notice_due_at=notice.due_at)
    record(facts.CASE_SUPPLEMENTED, loaded, actor, {"orders": list(case.noticed_orders)})


@verb
def lapse_case(*, case_uid: UUID | str, actor: Actor) -> None:
    """The supplement did not come in time: the city pack says what that means, withdrawn (Anyang) or refused.

    Does nothing where somebody acted first; the worker calls it when the duty is overdue, perhaps twice.
    """
    loaded = load(case_uid)
    if loaded.case.state not in CASE_LIFECYCLE.moves["lapse"].sources:
        return
    now = clock.now()
    _clocks.cancel_all(loaded, actor)
    if reference.parameter("supplement_missed").text == "refused":
        _refuse(loaded, actor)
        return
    CASE_LIFECYCLE.advance(loaded.case, "lapse", outcome=Outcome.SUPPLEMENT_LAPSED, ended_at=now)
    record(facts.CASE_WITHDRAWN, loaded, actor, {"outcome": str(Outcome.SUPPLEMENT_LAPSED)})
    tell_applicant(loaded, "case_lapsed", actor)


def _refuse(loaded: Loaded, actor: Actor) -> None:
    """Where the city's rule says so, a late supplement is answered by a 不予受理决定书 with reasons and remedies."""
    case = loaded.case
    names = {m.order: m.name for m in loaded.version.materials}
    wanted = "、".join(names[order] for order in case.noticed_orders if order in names)
    reason = f"逾期未补正告知书要求补正的材料：{wanted}"
    CASE_LIFECYCLE.advance(case, "lapse_refused", outcome=Outcome.NOT_ACCEPTED, reason=reason, ended_at=clock.now())
    instrument = new_instrument(loaded, Instrument.ACCEPTANCE_REFUSAL, {"reason": reason})
    record(facts.ACCEPTANCE_REFUSED, loaded, actor, {"instrument": instrument.number})
    tell_applicant(loaded, "case_not_accepted", actor)
