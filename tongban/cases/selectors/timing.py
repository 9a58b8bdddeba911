"""How the clocks of a case ran, for whoever may see it: on its pages, and in the time statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tongban.cases.models import Case
from tongban.cases.policies import time as law
from tongban.cases.selectors.time import account, changes_of
from tongban.cases.selectors.time_words import Told, told
from tongban.cases.states import PROMISE, STATUTORY
from tongban.catalogue.selectors import ItemVersionView
from tongban.duties.selectors import DutyView
from tongban.kernel import clock
from tongban.ledger.facts import FactView
from tongban.reference import selectors as reference

_CLOCKS = (PROMISE.code, STATUTORY.code)


@dataclass(frozen=True, slots=True)
class ExtensionView:
    """One extension asked for; `granted` None while nobody has answered."""

    id: int
    days: int
    reason: str
    asked_by_id: int | None
    asked_at: dt.datetime
    granted: bool | None
    answered_by_id: int | None
    answer: str
    document_no: str


def extension_views(case: Case) -> tuple[ExtensionView, ...]:
    """The extensions of a loaded case, oldest first (inside the room)."""
    return tuple(
        ExtensionView(
            id=row["id"],
            days=row["days"],
            reason=row["reason"],
            asked_by_id=row["asked_by_id"],
            asked_at=dt.datetime.fromisoformat(str(row["asked_at"])),
            granted=row["granted"],
            answered_by_id=row["answered_by_id"],
            answer=row["answer"],
            document_no=row["document_no"],
        )
        for row in law.extension_rows(case)
    )


def told_clocks(
    found: Iterable[DutyView],
    facts: Sequence[FactView],
    extensions: Sequence[ExtensionView],
    *,
    cited: Mapping[str, str] | None,
) -> tuple[Told, ...]:
    """Both clocks in words, the promise first; of several of a kind the last counts. Of a case already shown."""
    latest = {duty.kind: duty for duty in found if duty.kind in _CLOCKS}
    reasons = {one.document_no: one.reason for one in extensions if one.granted}
    calendar, now = reference.work_calendar(), clock.now()
    return tuple(
        told(account(duty, calendar, now=now, changes=changes_of(duty, facts, reasons)), cited=cited)
        for duty in (latest[kind] for kind in _CLOCKS if kind in latest)
    )


def cited(version: ItemVersionView) -> dict[str, str]:
    """The articles that pauses and extensions of this case rest on, for officers."""
    own = reference.parameter("excluded_time").citation
    national = "《行政许可法》第四十五条"
    longer = "joint_decision_extension" if law.is_joint(version) else "decision_extension"
    return {
        "still": own if own == national else f"{national}、{own}",
        "extension": reference.parameter(longer).citation,
    }
