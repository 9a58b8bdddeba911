"""A person decides about pairs; what is decided is remembered for later alignments."""

from __future__ import annotations

from django.db import transaction

from tongban.benchmarking import policies
from tongban.benchmarking.errors import ItemNotCompared
from tongban.benchmarking.facts import PAIR_ACCEPTED, PAIR_BY_HAND, PAIR_REFUSED, comparison_ref
from tongban.benchmarking.models import Comparison, DecidedNames, Pair, TheirLine
from tongban.benchmarking.selectors.comparisons import PairView, pair_view
from tongban.benchmarking.states import Method, PairState
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import plain
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.ids import uid_of
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind

NOTE_MOST = 500


def accept_pair(*, pair_id: int, note: str = "", actor: Actor) -> PairView:
    """The two are the same item. Another pair of the same item that was accepted goes back to being proposed.

    Accepting twice changes nothing. Raises `PermissionDenied`, `NotFound`.
    """
    with transaction.atomic():
        row = _lock(pair_id, actor)
        return _decide(row, PairState.ACCEPTED, note, PAIR_ACCEPTED, actor)


def refuse_pair(*, pair_id: int, note: str = "", actor: Actor) -> PairView:
    """The two are not the same item; they are not proposed again. Raises `PermissionDenied`, `NotFound`."""
    with transaction.atomic():
        row = _lock(pair_id, actor)
        return _decide(row, PairState.REFUSED, note, PAIR_REFUSED, actor)


def pair_by_hand(*, comparison_uid: str, item_id: int, theirs_code: str, note: str = "", actor: Actor) -> PairView:
    """A person names the partner that the alignment did not find.

    Raises `PermissionDenied`, `NotFound`, `ItemNotCompared` where one side is not in the comparison.
    """
    actor.require(policies.MANAGE)
    with transaction.atomic():
        comparison = Comparison.objects.select_for_update(no_key=True).filter(uid=uid_of(comparison_uid)).first()
        if comparison is None:
            raise NotFound()
        theirs = TheirLine.objects.filter(comparison=comparison, code=theirs_code).first()
        if theirs is None:
            raise ItemNotCompared(code=theirs_code[:64], side="对方")
        row = Pair.objects.select_related("theirs", "comparison").filter(
            comparison=comparison, item_id=item_id, theirs=theirs
        ).first() or _new_pair(comparison, item_id, theirs)
        policies.check_may_manage(actor, row.department_id)
        if row._state.adding:
            row.save()
        return _decide(row, PairState.ACCEPTED, note, PAIR_BY_HAND, actor)


def _new_pair(comparison: Comparison, item_id: int, theirs: TheirLine) -> Pair:
    try:
        version = catalogue.current_version(item_id)
    except NotFound:
        raise ItemNotCompared(code=str(item_id), side="我方") from None
    if version.region_code != comparison.ours_region:
        raise ItemNotCompared(code=version.code, side="我方")
    return Pair(
        comparison=comparison,
        item_id=item_id,
        version_id=version.id,
        department_id=version.department_id,
        ours_code=version.code,
        ours_name=version.name[:500],
        theirs=theirs,
        method=Method.HAND,
        score=1.0,
        reasons=["工作人员指定"],
    )


def _lock(pair_id: int, actor: Actor) -> Pair:
    actor.require(policies.MANAGE)
    found = Pair.objects.filter(pk=pair_id).values_list("comparison_id", flat=True).first()
    if found is None:
        raise NotFound()
    # One decision at a time within a comparison: accepting one pair may put another back.
    Comparison.objects.select_for_update(no_key=True).get(pk=found)
    row = Pair.objects.select_related("theirs", "comparison").get(pk=pair_id)
    policies.check_may_manage(actor, row.department_id)
    return row


def _decide(row: Pair, state: PairState, note: str, kind: FactKind, actor: Actor) -> PairView:
    if row.state == state:
        return pair_view(row)
    now = clock.now()
    if state == PairState.ACCEPTED:
        _put_back(row)
    row.state, row.note = state, note.strip()[:NOTE_MOST]
    row.decided_at, row.decided_by = now, actor.officer_id
    row.save(update_fields=["state", "note", "decided_at", "decided_by"])
    ours_key, theirs_key = _keys(row)
    DecidedNames.objects.update_or_create(
        ours_key=ours_key,
        theirs_key=theirs_key,
        defaults={
            "ours_name": row.ours_name,
            "theirs_name": row.theirs.name,
            "same": state == PairState.ACCEPTED,
            "decided_at": now,
        },
    )
    ledger.record(
        kind,
        actor=actor,
        objects=[comparison_ref(row.comparison.uid)],
        data={"ours": row.ours_code, "theirs": row.theirs.code, "method": row.method, "score": f"{row.score:.3f}"},
        department_id=row.department_id,
        region_code=row.comparison.ours_region,
    )
    return pair_view(row)


def _put_back(row: Pair) -> None:
    """The partner that the item had is a proposal again, and nobody has confirmed the two names any more."""
    others = Pair.objects.filter(comparison=row.comparison, item_id=row.item_id, state=PairState.ACCEPTED)
    for other in others.select_related("theirs"):
        ours_key, theirs_key = _keys(other)
        DecidedNames.objects.filter(ours_key=ours_key, theirs_key=theirs_key).delete()
    others.update(state=PairState.PROPOSED, decided_at=None, decided_by=None)


def _keys(pair: Pair) -> tuple[str, str]:
    """Our name and theirs as they are remembered."""
    return plain(pair.ours_name)[:500], plain(pair.theirs.name)[:500]
