"""The plan of a case: its version's steps as rows, wave after wave, until the case stands for decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from tongban.cases import facts
from tongban.cases.models import CaseStep, forget_steps, steps_of
from tongban.cases.services import _step_clocks
from tongban.cases.services._common import Loaded, record
from tongban.cases.states import CASE_LIFECYCLE, STEP_KIND_LABELS, STEP_LIFECYCLE, CaseState, StepKind, StepState
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import StepView
from tongban.kernel import clock, statements
from tongban.kernel.actor import Actor
from tongban.orgs import selectors as orgs

_ONE_EXAMINATION = ((1, StepView("审查", "approver", verb="examine")),)


def lay_plan(loaded: Loaded, at: dt.datetime, actor: Actor) -> None:
    """Write the steps of a promised item, the first wave under way since `at` (one statement, and the clocks of those
    that have a limit of their own).

    A version that names no step between acceptance and decision has the plan of one: examination. Instant items are
    decided straight after acceptance and have none.
    """
    if loaded.case.instant:
        return
    plan = catalogue.waves(loaded.version.steps) or _ONE_EXAMINATION
    add_steps(loaded, [_planned(loaded, wave, step) for wave, step in plan], first=1, at=at, actor=actor)


def _planned(loaded: Loaded, wave: int, step: StepView) -> CaseStep:
    kind = kind_of(step.verb)
    other = orgs.department_by_code(step.department_code) if step.department_code else None
    return CaseStep(
        kind=kind,
        name=(step.name or STEP_KIND_LABELS[kind])[:100],
        wave=wave,
        # A code that no department of this city has leaves the step with the item's own.
        department_id=other.id if other is not None else loaded.case.department_id,
        hands=step.hands or (2 if step.verb in catalogue.TWO_HANDS else 1),
        limit_number=step.limit.number if step.limit else None,
        limit_unit=step.limit.unit.value if step.limit else "",
    )


def kind_of(verb: str) -> StepKind:
    """What a step of a guide is in a case; the guides' old word for a look on the spot is `inspect`."""
    return StepKind.SITE_INSPECTION if verb == "inspect" else StepKind(verb) if verb in _KINDS else StepKind.EXAMINE


_KINDS = frozenset(kind.value for kind in StepKind)
_COLUMNS = (
    "kind", "name", "wave", "planned", "department_id", "hands", "limit_number", "limit_unit", "ordered_by_id",
    "reason", "document_no", "opinion", "record_digest", "record_name", "revision",
)  # fmt: skip


def add_steps(loaded: Loaded, steps: Sequence[CaseStep], *, first: int, at: dt.datetime, actor: Actor) -> None:
    """Insert unsaved steps; those of wave `first` are under way since `at`, the others wait."""
    rows = []
    for step in steps:
        running = step.wave == first
        values = {name: getattr(step, name) for name in _COLUMNS}
        state = StepState.RUNNING if running else StepState.WAITING
        rows.append(
            {
                **values,
                "kind": str(step.kind),
                "case_id": loaded.case.pk,
                "state": state.value,
                "since": at if running else None,
            }
        )
    found = statements.insert(CaseStep._meta.db_table, rows, returning="id")
    forget_steps(loaded.case)
    for step, (pk,) in zip(steps, found, strict=True):
        if step.wave == first:
            step.pk, step.since = pk, at
            _step_clocks.begin(loaded, step, actor)


def copies(steps: Iterable[CaseStep], *, reason: str = "") -> list[CaseStep]:
    """The same steps to be done once more, for this reason; what was done stays as it was."""
    kept = ("kind", "name", "wave", "planned", "department_id", "hands", "limit_number", "limit_unit")
    return [CaseStep(**{name: getattr(step, name) for name in kept}, reason=reason) for step in steps]


def open_steps(loaded: Loaded) -> list[CaseStep]:
    """Steps that run or wait. A promised case accepted before there were steps gets its plan when it is first asked
    for.
    """
    case = loaded.case
    if case.state == CaseState.ACCEPTED and not case.instant and not _open(steps_of(case)):
        lay_plan(loaded, case.accepted_at or clock.now(), Actor.system())
    return _open(steps_of(case))


def _open(steps: Sequence[CaseStep]) -> list[CaseStep]:
    return [step for step in steps if step.state in (StepState.WAITING, StepState.RUNNING)]


def go_on(loaded: Loaded, actor: Actor, *, opinion: str = "", step: CaseStep | None = None) -> bool:
    """What follows when a step has ended: the others of its wave, else the next wave, else the case stands examined.

    Returns whether examination has ended with it; then that is the fact, with the last step named.
    """
    case, now = loaded.case, clock.now()
    left = _open(steps_of(case))
    if any(one.state == StepState.RUNNING for one in left):
        return False
    if left:
        wave = min(one.wave for one in left)
        for one in left:
            if one.wave == wave:
                STEP_LIFECYCLE.advance(one, "begin", since=now)
                _step_clocks.begin(loaded, one, actor)
        return False
    if case.state != CaseState.ACCEPTED:
        return False
    CASE_LIFECYCLE.advance(
        case, "examine", examined_at=now, opinion=opinion or case.opinion, prepared_by_id=actor.officer_id
    )
    record(facts.CASE_EXAMINED, loaded, actor, {"step": str(step.kind), "passed": step.passed} if step else None)
    return True
