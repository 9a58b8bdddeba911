"""What is owed on a case, as the law and the page ask for it."""

from __future__ import annotations

from tongban.cases.facts import CASE
from tongban.cases.models import Case
from tongban.duties import selectors as duties
from tongban.duties.selectors import DutyView
from tongban.ledger.facts import ObjectRef


def owed_on(case: Case) -> tuple[DutyView, ...]:
    """Every duty of the case, oldest first.

    Asked once of a case that was loaded to be shown (its instruments came with it); a verb asks anew, for it changes
    what is owed.
    """
    known: tuple[DutyView, ...] | None = vars(case).get("owed")
    if known is None:
        known = duties.duties_of(ObjectRef(CASE, str(case.uid)))
        if "instrument_rows" in vars(case):
            vars(case)["owed"] = known
    return known
