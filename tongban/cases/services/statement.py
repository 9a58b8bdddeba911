"""The time statement (办理用时说明): a sealed account of both clocks, for an appeal or for an inspector."""

from __future__ import annotations

from uuid import UUID

from tongban.cases import facts
from tongban.cases.errors import time as refusals
from tongban.cases.permissions import VIEW, check_officer, sees
from tongban.cases.selectors.timing import cited, extension_views, told_clocks
from tongban.cases.services._common import load, new_instrument, record, verb
from tongban.cases.states import Instrument
from tongban.duties import selectors as duties
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.ledger import selectors as ledger


@verb
def state_time(*, case_uid: UUID | str, actor: Actor) -> int:
    """Issue a statement of what ran, what stood still and why, as it stands now; returns the id of the instrument.

    For the applicant's people in plain words, for officers with the articles. Asked for again while nothing has
    changed, it is the same paper. Raises `NothingToTell` before a clock has run, `NotFound`.
    """
    loaded = load(case_uid)
    case = loaded.case
    if actor.is_officer:
        check_officer(actor, case, VIEW)
    elif not sees(actor, case):
        raise NotFound()
    told = told_clocks(
        duties.duties_of(loaded.ref),
        ledger.timeline(loaded.ref, objects=False),
        extension_views(case),
        cited=cited(loaded.version) if actor.is_officer else None,
    )
    if not told:
        raise refusals.NothingToTell()
    content: dict[str, object] = {
        "as_of": clock.today().isoformat(),
        "articles": actor.is_officer,
        "clocks": [
            {
                "label": one.label,
                "basis": one.basis,
                "lines": [line.whole for line in one.lines],
                "totals": [list(row) for row in one.totals],
            }
            for one in told
        ],
    }
    for row in case.instruments.filter(kind=Instrument.TIME_STATEMENT).order_by("-id"):
        if {**row.content, "as_of": ""} == {**content, "as_of": ""}:
            return row.pk
    row = new_instrument(loaded, Instrument.TIME_STATEMENT, content)
    record(facts.TIME_STATED, loaded, actor, {"instrument": row.number})
    return row.pk
