"""Who may plan, inspect and decide, and what law and state ask for. `check_x` raises with a sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import due
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.kernel.standards.personal import without_numbers
from tongban.reference import selectors as reference
from tongban.regulation.errors import (
    FindingContradicts,
    LinesIncomplete,
    MendDateWrong,
    NotYourInspection,
    ProposalNotDue,
    ProposerDecides,
    SecondSignature,
    WordsMissing,
)
from tongban.regulation.models import Inspection, Proposal
from tongban.regulation.states import MENDABLE, Finding, LineAnswer, Origin, ProposalKind

VIEW, PLAN, INSPECT, DECIDE, ROUTE = (
    "regulation.view",
    "regulation.plan",
    "regulation.inspect",
    "regulation.decide",
    "regulation.route",
)
WORDS_MOST = 500


def check_may(actor: Actor, permission: str, department_id: int) -> None:
    """The seat, and a scope that reaches the department. Raises `PermissionDenied`, `NotFound`."""
    actor.require(permission)
    if not actor.covers_department(department_id):
        raise NotFound()


def words(text: str, what: str, *, most: int = WORDS_MOST) -> str:
    """Words that must be there, on one line, numbers of persons struck out. Raises `WordsMissing`."""
    cleaned = " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())
    if not cleaned or len(cleaned) > most:
        raise WordsMissing(what=what, most=most)
    return without_numbers(cleaned)


def check_inspector(actor: Actor, row: Inspection) -> int:
    """One of the two inspectors; returns the officer's id. Raises as `check_may`, and `NotYourInspection`."""
    check_may(actor, INSPECT, row.department_id)
    if actor.officer_id is None or actor.officer_id not in (row.first.officer_id, row.second.officer_id):
        raise NotYourInspection()
    return actor.officer_id


def check_second(officer_id: int, row: Inspection) -> None:
    """Whoever recorded does not also sign. Raises `SecondSignature`."""
    if officer_id == row.recorded_by:
        raise SecondSignature()


def check_lines(texts: Sequence[str], answers: Sequence[str]) -> list[dict[str, str]]:
    """Every line of the check list with its answer. Raises `LinesIncomplete`."""
    given = [answers[place] if place < len(answers) else "" for place in range(len(texts))]
    if missing := sum(answer not in LineAnswer.values for answer in given):
        raise LinesIncomplete(missing=missing)
    return [{"text": text, "answer": answer} for text, answer in zip(texts, given, strict=True)]


def check_finding(finding: str, lines: Sequence[dict[str, str]]) -> Finding:
    """The finding fits the lines. Raises `InvalidInput` for one unknown, `FindingContradicts`."""
    if finding not in Finding.values:
        raise InvalidInput(errors={"finding": "请选择检查结论。"})
    bad = any(line["answer"] == LineAnswer.NO for line in lines)
    if finding == Finding.OK and bad:
        raise FindingContradicts(reason="检查清单里有不符合的项，结论不能是“未发现问题”。")
    if finding != Finding.OK and not bad:
        raise FindingContradicts(reason="检查清单里没有不符合的项，结论应当是“未发现问题”。")
    return Finding(finding)


def check_mend_until(finding: Finding, asked: dt.date | None, region_code: str, origin: str) -> dt.date | None:
    """The day until which to mend; None where nothing is ordered. Raises `MendDateWrong`.

    A minor fault is always ordered to be mended, a commitment not kept may be (安阳市政务服务条例 27); what a recheck
    finds is ordered no second time.
    """
    if finding not in MENDABLE or origin == Origin.RECHECK:
        return None
    if asked is None and finding != Finding.MINOR:
        return None
    longest = reference.parameter("regulation.mend_longest", region_code=region_code).limit
    latest, today = due(clock.now(), longest, reference.work_calendar()).due_on, clock.today()
    if latest is None or asked is None or not today < asked <= latest:
        raise MendDateWrong(latest=latest.isoformat() if latest else "")
    return asked


def proposable(row: Inspection) -> tuple[ProposalKind, ...]:
    """What may be proposed after an inspection that both have signed; an open order to mend comes first."""
    if row.signed_at is None or row.finding == Finding.OK:
        return ()
    order = getattr(row, "mend_order", None)
    if order is not None:  # the recheck says whether it was kept, and what follows
        return ()
    if row.finding == Finding.MINOR and row.origin == Origin.RANDOM:
        return ()
    granted = row.object.licence_identifier or row.object.handover_id
    return (ProposalKind.CREDIT, ProposalKind.REVOCATION) if granted else (ProposalKind.CREDIT,)


def check_proposable(row: Inspection, kind: ProposalKind) -> None:
    """Raise `ProposalNotDue` where the finding carries no such proposal."""
    if kind not in proposable(row):
        raise ProposalNotDue(finding=str(Finding(row.finding).label) if row.finding else "未作出", kind=str(kind.label))


def check_decider(actor: Actor, proposal: Proposal) -> int:
    """The deciding seat of the department asked, and neither proposer nor inspector; returns the officer's id.

    Raises as `check_may`, and `ProposerDecides`.
    """
    check_may(actor, DECIDE, proposal.department_id)
    row = proposal.inspection
    taking_part = (proposal.proposed_by, row.first.officer_id, row.second.officer_id, row.recorded_by)
    if actor.officer_id is None or actor.officer_id in taking_part:
        raise ProposerDecides()
    return actor.officer_id
