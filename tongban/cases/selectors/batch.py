"""Several cases at once: what an act would do to each before, and what became of each afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tongban.cases.errors.batch import BatchSize
from tongban.cases.models import Batch, BatchLine, Case, CaseStep
from tongban.cases.permissions import reachable_by
from tongban.cases.policies import batch as law
from tongban.cases.selectors.one import load_many
from tongban.cases.states import OUTCOME_LABELS, STATE_LABELS
from tongban.cases.states_desk import BatchAct, LineState
from tongban.catalogue import selectors as catalogue
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, NotFound
from tongban.kernel.ids import uids_of
from tongban.parties import selectors as parties


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """What would be done to one case, or one step of it, as it stands now (`revision`); or why it cannot be."""

    case_uid: UUID
    case_no: str
    item_name: str
    applicant_name: str
    state_label: str
    revision: int
    step_id: int | None
    step_name: str
    step_department_id: int | None
    refusal: DomainError | None


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """The lines in the order asked for; `gone` of the cases are not (or no longer) this person's."""

    act: BatchAct
    open: tuple[PlannedLine, ...]
    closed: tuple[PlannedLine, ...]
    gone: int


@dataclass(frozen=True, slots=True)
class LineView:
    """What became of one line. Names are empty where the case is no longer this person's."""

    case_uid: UUID | None
    case_no: str
    item_name: str
    state_label: str
    step_name: str
    state: str
    label: str
    sentence: str
    advice: str
    article: str


@dataclass(frozen=True, slots=True)
class BatchView:
    """One batch; `left` are the cases it did not come to."""

    uid: UUID
    act: BatchAct
    begun_at: dt.datetime
    lines: tuple[LineView, ...]
    gone: int

    @property
    def done(self) -> int:
        """How many were done."""
        return sum(line.state == LineState.DONE for line in self.lines)

    @property
    def left(self) -> tuple[LineView, ...]:
        """What it did not come to, because it broke off."""
        return tuple(line for line in self.lines if line.state == LineState.WAITING)


def batch_plan(*, act: str, case_uids: Sequence[UUID | str], viewer: Actor) -> BatchPlan:
    """What the act would do to these cases, each by its own law.

    Raises `NotInBatch`, `BatchSize`, `PermissionDenied`, `InvalidInput` for no such act.
    """
    wanted = law.known_act(act)
    viewer.require_seat(law.SEATS[wanted])
    uids = uids_of(case_uids)
    if not 0 < len(uids) <= law.MOST:
        raise BatchSize(most=law.MOST)
    found = {case.uid: case for case in load_many(viewer, uids)}
    lines = [line for uid in uids if uid in found for line in _planned(wanted, viewer, found[uid])]
    return BatchPlan(
        act=wanted,
        open=tuple(line for line in lines if line.refusal is None),
        closed=tuple(line for line in lines if line.refusal is not None),
        gone=len(uids) - len(found),
    )


def _planned(act: BatchAct, viewer: Actor, case: Case) -> list[PlannedLine]:
    def line(step: CaseStep | None, refusal: DomainError | None) -> PlannedLine:
        return PlannedLine(
            case_uid=case.uid,
            case_no=case.case_no,
            item_name=case.item_name,
            applicant_name=parties.shown_name(
                case.applicant_id, case.applicant.kind, case.applicant.name, viewer=viewer
            ),
            state_label=STATE_LABELS[case.state],
            revision=case.revision,
            step_id=step.pk if step is not None else None,
            step_name=step.name if step is not None else "",
            step_department_id=step.department_id if step is not None else None,
            refusal=refusal,
        )

    return [line(*one) for one in law.asked_of(act, viewer, case, catalogue.seen(case.version))]


def batch(uid: UUID | str, *, viewer: Actor) -> BatchView:
    """What became of a batch, for the officer who asked for it. Raises `NotFound` for everybody else."""
    row = Batch.objects.filter(uid=uid, officer_id=viewer.officer_id or 0).first()
    if row is None:
        raise NotFound()
    lines = list(BatchLine.objects.filter(batch=row).select_related("step"))
    mine = {case.pk: case for case in reachable_by(viewer).filter(pk__in={line.case_id for line in lines})}
    return BatchView(
        row.uid, BatchAct(row.act), row.begun_at, tuple(_line(one, mine.get(one.case_id)) for one in lines), row.gone
    )


def _line(line: BatchLine, case: Case | None) -> LineView:
    outcome = OUTCOME_LABELS.get(case.outcome, "") if case is not None else ""
    return LineView(
        case_uid=case.uid if case is not None else None,
        case_no=case.case_no if case is not None else "",
        item_name=case.item_name if case is not None else "",
        state_label="：".join(filter(None, (STATE_LABELS[case.state], outcome))) if case is not None else "",
        step_name=line.step.name if line.step is not None else "",
        state=line.state,
        label=str(LineState(line.state).label),
        sentence=line.sentence,
        advice=line.advice,
        article=line.article,
    )
