"""The facts of the room `benchmarking`: its contract upwards."""

from __future__ import annotations

from tongban.ledger.facts import FactKind, ObjectRef

COMPARISON = "comparison"

COMPARISON_STARTED = FactKind("benchmarking.started", text="开始对标比对", primary=COMPARISON, public=False)
PAIR_ACCEPTED = FactKind("benchmarking.pair_accepted", text="确认对标配对", primary=COMPARISON, public=False)
PAIR_REFUSED = FactKind("benchmarking.pair_refused", text="拒绝对标配对", primary=COMPARISON, public=False)
PAIR_BY_HAND = FactKind("benchmarking.pair_by_hand", text="人工对标配对", primary=COMPARISON, public=False)


def comparison_ref(uid: object) -> ObjectRef:
    """A comparison as an object of facts."""
    return ObjectRef(COMPARISON, str(uid))
