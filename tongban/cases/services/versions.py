"""A case keeps its version; where the law demands the new one it is moved, with notice, and back again if need be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db.models import F

from tongban.cases import errors as plain
from tongban.cases import facts
from tongban.cases.errors import promises as errors
from tongban.cases.models import Case, MaterialPromise, VersionMove
from tongban.cases.permissions import MOVE, check_officer, visible_to
from tongban.cases.policies import promises
from tongban.cases.policies import versions as law
from tongban.cases.selectors.versions import movable_rows
from tongban.cases.services._common import Loaded, load, new_instrument, record, tell_applicant, verb
from tongban.cases.services._redate import Limits, redate
from tongban.cases.states import Instrument
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import ItemVersionView
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.errors import NotFound
from tongban.parties import selectors as parties

_ASIDE = 5000
"""Materials that the version does not ask for are kept beside its orders: an undone move brings them back."""


@dataclass(frozen=True, slots=True)
class MoveReport:
    """What a batch did. `stayed`: case number and reason of those that did not go."""

    batch: UUID
    moved: int
    stayed: tuple[tuple[str, str], ...]


@verb
def move_case(
    *,
    case_uid: UUID | str,
    to_version_id: int,
    reason: str,
    basis: str,
    actor: Actor,
    batch: UUID | None = None,
    may_lengthen: bool = False,
) -> str:
    """Let a running case go on under another version of its item; returns the number of the notice to the applicant.

    What was handed in stays, mapped to the new materials; limits change in the applicant's favour only, unless the
    basis lengthens them (`may_lengthen`). Raises `NotMovable`, `ReasonMissing`, `DocumentMissing`.
    """
    loaded = load(case_uid)
    case, before = loaded.case, loaded.version
    check_officer(actor, case, MOVE)
    if not reason.strip():
        raise plain.ReasonMissing(verb="改按新版本办理")
    if not basis.strip():
        raise errors.DocumentMissing(what="要求适用新版本的法律规定或者文号")
    after = catalogue.version(to_version_id)
    if not after.in_force:
        raise errors.NotMovable(reason="只能改按现行的版本")
    law.check_movable(case, before, after, parties.kind(case.applicant_id))
    found = law.change(
        before, after, given=promises.provided(case), form_data=case.form_data, may_lengthen=may_lengthen
    )
    together = batch or uuid4()
    kept = _as_it_was(loaded, found)
    moved = Loaded(case, after)
    _rewrite(moved, law.form_under(after, case.form_data), law.mapping(before, after))
    redate(moved, actor, found.promise, found.statutory, mark=str(together))
    VersionMove.objects.create(
        case=case, from_version_id=before.id, to_version_id=after.id, batch=together, reason=reason.strip(),
        basis=basis.strip()[:200], before=kept, moved_by_id=actor.officer_id, moved_at=clock.now(),
    )  # fmt: skip
    content: dict[str, object] = {
        "basis": basis.strip()[:200],
        "reason": reason.strip(),
        "number": after.number,
        "changes": found.sentences(),
    }
    number = new_instrument(moved, Instrument.VERSION_NOTICE, content).number
    data: dict[str, object] = {"from": before.number, "to": after.number, "batch": str(together), "instrument": number}
    record(facts.VERSION_MOVED, moved, actor, data)
    tell_applicant(moved, "case_version_moved", actor, basis=basis.strip()[:200])
    return number


def _as_it_was(loaded: Loaded, found: law.Change) -> dict[str, object]:
    """The row before the move, to go back to; `added` is what may be handed in now."""
    case = loaded.case
    promise = promises.promise_row(case)
    return {
        "form_data": case.form_data,
        "item_name": case.item_name,
        "materials": [list(row) for row in case.materials.order_by("id").values_list("id", "order", "name")],
        "noticed_orders": case.noticed_orders,
        "promise_orders": promise["orders"] if promise is not None else None,
        "added": [material.order for material in found.added],
        "promise": _pair(found.promise),
        "statutory": _pair(found.statutory),
    }


def _pair(limits: Limits | None) -> list[tuple[int, str]] | None:
    return [(one.number, one.unit.value) for one in limits] if limits else None


def _rewrite(moved: Loaded, form: dict[str, object], same: dict[int, int]) -> None:
    """The row and its materials under the version of `moved`; what has no place in it is put aside."""
    case, version = moved.case, moved.version
    names = {m.order: m.name for m in version.materials}
    case.materials.update(order=F("order") + _ASIDE)
    for row in case.materials.all():
        new = same.get(row.order - _ASIDE)
        if new is not None:
            case.materials.filter(pk=row.pk).update(order=new, name=names[new])
    case.version_id, case.item_name, case.form_data = version.id, version.name, form
    case.noticed_orders = sorted(same[order] for order in case.noticed_orders if order in same)
    promise = MaterialPromise.objects.filter(case_id=case.pk).first()
    if promise is not None:
        promise.orders = sorted(same[order] for order in promise.orders if order in same)
        promise.save(update_fields=["orders"])
    _save(case)


def _save(case: Case) -> None:
    """The columns that a move changes; a page that showed the case before is stale now."""
    case.revision += 1
    case.save(update_fields=["version_id", "item_name", "form_data", "noticed_orders", "revision"])


def move_cases(
    *,
    from_version_id: int,
    to_version_id: int,
    reason: str,
    basis: str,
    actor: Actor,
    case_uids: Sequence[UUID | str] | None = None,
    batch: UUID | None = None,
    may_lengthen: bool = False,
    progress: Callable[[int], None] | None = None,
) -> MoveReport:
    """Move every running case of a version within the actor's scope, or those named; each in a change of its own.

    What is done stays done when it breaks off: called again with the same `batch` it goes on with the rest.
    `progress` is told after each case how many went. Raises `PermissionDenied`.
    """
    actor.require(MOVE)
    rows = movable_rows(from_version_id, actor)
    if case_uids is not None:
        rows = rows.filter(uid__in=list(case_uids))
    together, moved, stayed = batch or uuid4(), 0, list[tuple[str, str]]()
    for uid, case_no in list(rows.order_by("id").values_list("uid", "case_no")):
        try:
            move_case(
                case_uid=uid, to_version_id=to_version_id, reason=reason, basis=basis, actor=actor, batch=together,
                may_lengthen=may_lengthen,
            )  # fmt: skip
        except (errors.NotMovable, NotFound) as refusal:
            stayed.append((case_no, refusal.sentence))
            continue
        moved += 1
        if progress is not None:
            progress(moved)
    return MoveReport(together, moved, tuple(stayed))


@verb
def undo_move(*, case_uid: UUID | str, reason: str, actor: Actor) -> None:
    """Back to the version before, as long as nothing was handed in under the new one and nothing is decided.

    Raises `MoveNotUndone`, `ReasonMissing`.
    """
    loaded = load(case_uid)
    case = loaded.case
    check_officer(actor, case, MOVE)
    if not reason.strip():
        raise plain.ReasonMissing(verb="改回原来的版本")
    move = case.version_moves.filter(undone_at=None, to_version_id=case.version_id).last()
    if move is None:
        raise errors.MoveNotUndone(reason="它没有改过版本")
    _check_untouched(loaded, move)
    before = catalogue.version(move.from_version_id)
    _put_back(case, before, move)
    back = Loaded(case, before)
    limits = [_turned(move.before[name]) for name in ("promise", "statutory")]
    redate(back, actor, *limits, mark=f"{move.batch}:undone")
    move.undone_at = clock.now()
    move.save(update_fields=["undone_at"])
    record(facts.VERSION_MOVE_UNDONE, back, actor, {"to": before.number, "batch": str(move.batch)})
    tell_applicant(back, "case_version_back", actor, reason=reason.strip()[:300])


def _check_untouched(loaded: Loaded, move: VersionMove) -> None:
    case = loaded.case
    if case.state not in law.MOVABLE:
        raise errors.MoveNotUndone(reason="已经作出决定或者结束办理")
    if case.materials.filter(provided_at__gt=move.moved_at).exists():
        raise errors.MoveNotUndone(reason="申请人已经按新版本补交了材料")
    if case.form_data != law.form_under(loaded.version, move.before["form_data"]):
        raise errors.MoveNotUndone(reason="申请表已经按新版本修改")


def _put_back(case: Case, before: ItemVersionView, move: VersionMove) -> None:
    case.materials.update(order=F("order") + 2 * _ASIDE)
    for pk, order, name in move.before["materials"]:
        case.materials.filter(pk=pk).update(order=order, name=name)
    if move.before["promise_orders"] is not None:
        MaterialPromise.objects.filter(case_id=case.pk).update(orders=move.before["promise_orders"])
    case.version_id, case.item_name = before.id, move.before["item_name"]
    case.form_data, case.noticed_orders = move.before["form_data"], move.before["noticed_orders"]
    _save(case)


def _turned(kept: list[tuple[int, str]] | None) -> Limits | None:
    """The limits of a move, the other way round."""
    if kept is None:
        return None
    first, second = (Limit(number, LimitUnit(unit)) for number, unit in kept)
    return second, first


def undo_moves(*, batch: UUID | str, reason: str, actor: Actor) -> MoveReport:
    """Take a whole batch back as far as the actor's scope goes, each case in a change of its own.

    Raises `PermissionDenied`, `NotFound` (no such batch, or nothing of it in the scope).
    """
    actor.require(MOVE)
    rows = VersionMove.objects.filter(batch=batch, undone_at=None, case__in=visible_to(actor)).order_by("id")
    moves = list(rows.values_list("case__uid", "case__case_no"))
    if not moves:
        raise NotFound()
    moved, stayed = 0, list[tuple[str, str]]()
    for uid, case_no in moves:
        try:
            undo_move(case_uid=uid, reason=reason, actor=actor)
            moved += 1
        except (errors.MoveNotUndone, NotFound) as refusal:
            stayed.append((case_no, refusal.sentence))
    return MoveReport(UUID(str(batch)), moved, tuple(stayed))
