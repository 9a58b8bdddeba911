"""One act on several cases (批量办理): each by its ordinary verb, in its own transaction, as the page showed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from tongban.cases.errors.batch import BatchSize
from tongban.cases.models import Batch, BatchLine, CaseStep
from tongban.cases.permissions import reachable_by
from tongban.cases.policies import batch as law
from tongban.cases.services.decide import decide_case
from tongban.cases.services.handing import hand_over_step
from tongban.cases.services.shown import as_shown
from tongban.cases.services.steps import examine_case, take_step
from tongban.cases.states_desk import BatchAct, LineState
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, InvalidInput, NotFound, PermissionDenied

_OF_STEPS = (BatchAct.TAKE, BatchAct.HAND_OVER)


@dataclass(frozen=True, slots=True)
class Wish:
    """One line of the confirmed page: the case as shown, and the step where the act concerns one."""

    case_uid: UUID
    revision: str
    step_id: int | None = None


def act_in_batch(
    *,
    uid: UUID,
    act: str,
    wishes: Sequence[Wish],
    actor: Actor,
    text: str = "",
    colleague_id: int | None = None,
) -> bool:
    """Do the same to each of these cases; what is done stays done whatever becomes of the next one.

    `uid` names the batch: the same page sent again changes nothing. `text` is the opinion of an examination, or the
    reasons of a grant; `colleague_id` takes over steps. Returns whether this call did it. What became of each stands
    in `selectors.batch`. Raises `NotInBatch`, `BatchSize`, `PermissionDenied`, `InvalidInput`, `NotFound` where the
    batch is somebody else's.
    """
    wanted = law.known_act(act)
    actor.require_seat(law.SEATS[wanted])
    if actor.officer_id is None:
        raise PermissionDenied(permission=law.SEATS[wanted])
    _check_given(wanted, text, colleague_id)
    of_steps = wanted in _OF_STEPS
    unique = list({(one.case_uid, one.step_id if of_steps else None): one for one in wishes}.values())
    if not 0 < len(unique) <= law.MOST:
        raise BatchSize(most=law.MOST)
    lines = _begun(uid, wanted, unique, actor, actor.officer_id)
    for line_id, wish in lines or ():
        _one(line_id, wish, wanted, actor, text=text, colleague_id=colleague_id)
    return lines is not None


def _check_given(act: BatchAct, text: str, colleague_id: int | None) -> None:
    """What all cases have in common is complete before the first of them is touched."""
    if act == BatchAct.EXAMINE and not text.strip():
        raise InvalidInput(errors={"text": "请填写审查意见。"})
    if act == BatchAct.HAND_OVER and colleague_id is None:
        raise InvalidInput(errors={"officer": "请选择转给谁。"})


def _begun(
    uid: UUID, act: BatchAct, wishes: Sequence[Wish], actor: Actor, officer_id: int
) -> list[tuple[int, Wish]] | None:
    """The batch with its lines, all still waiting; None where it has been begun before."""
    with transaction.atomic():
        row, new = Batch.objects.get_or_create(
            uid=uid, defaults={"act": act, "officer_id": officer_id, "begun_at": clock.now()}
        )
        if row.officer_id != officer_id:
            raise NotFound()
        if not new:
            return None
        seen = reachable_by(actor).filter(uid__in={one.case_uid for one in wishes})
        ids = dict(seen.values_list("uid", "pk"))
        kept = [one for one in wishes if one.case_uid in ids]
        if act in _OF_STEPS:
            steps = set(CaseStep.objects.filter(case__in=ids.values()).values_list("case_id", "pk"))
            kept = [one for one in kept if (ids[one.case_uid], one.step_id) in steps]
        made = BatchLine.objects.bulk_create(
            [
                BatchLine(batch=row, case_id=ids[one.case_uid], step_id=one.step_id if act in _OF_STEPS else None)
                for one in kept
            ]
        )
        Batch.objects.filter(pk=row.pk).update(gone=len(wishes) - len(kept))
        return [(line.pk, one) for line, one in zip(made, kept, strict=True)]


def _one(line_id: int, wish: Wish, act: BatchAct, actor: Actor, *, text: str, colleague_id: int | None) -> None:
    """One case: done together with its line, or refused and only that written down."""
    line = BatchLine.objects.filter(pk=line_id)
    try:
        with as_shown(case_uid=wish.case_uid, revision=wish.revision):
            _do(wish, act, actor, text=text, colleague_id=colleague_id)
            line.update(state=LineState.DONE, ended_at=clock.now())
    except DomainError as refusal:
        line.update(
            state=LineState.REFUSED,
            ended_at=clock.now(),
            sentence=refusal.sentence[:500],
            advice=refusal.advice[:500],
            article=refusal.article[:200],
        )


def _do(wish: Wish, act: BatchAct, actor: Actor, *, text: str, colleague_id: int | None) -> None:
    """The ordinary verb."""
    step, officer = wish.step_id or 0, colleague_id or 0
    if act == BatchAct.TAKE:
        take_step(case_uid=wish.case_uid, step_id=step, actor=actor)
    elif act == BatchAct.HAND_OVER:
        hand_over_step(case_uid=wish.case_uid, step_id=step, officer_id=officer, actor=actor)
    elif act == BatchAct.EXAMINE:
        examine_case(case_uid=wish.case_uid, opinion=text, actor=actor)
    else:
        decide_case(case_uid=wish.case_uid, granted=True, reason=text, actor=actor)
