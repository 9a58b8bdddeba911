"""Whatever people do in whatever order: the record stays lawful, every step has its fact, there is a way on."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.credit import selectors, services
from tongban.credit.facts import FACT_OF, record_ref
from tongban.credit.models import CreditPlea, CreditRecord
from tongban.credit.states import LIVING, RECORD_LIFECYCLE, RecordState
from tongban.credit.tests.conftest import MORNING, SYSTEM, City, proof, sweep
from tongban.duties.selectors import duties_of
from tongban.kernel import clock
from tongban.kernel.errors import DomainError
from tongban.ledger.selectors import timeline

Step = Callable[[City, str], object]
PLEAS_OPEN = (RecordState.DEFENDED, RecordState.OBJECTED, RecordState.REPAIR_ASKED)
OWED_IN = {
    RecordState.PROPOSED: {"credit.check"},
    RecordState.NOTICED: {"credit.defence"},
    RecordState.OBJECTED: {"credit.objection", "credit.verification"},
    RecordState.REPAIR_ASKED: {"credit.repair"},
}

STEPS: dict[str, Step] = {
    "confirm": lambda city, uid: services.confirm_record(record_uid=uid, actor=city.checker),
    "refuse": lambda city, uid: services.refuse_record(record_uid=uid, reason="有误。", actor=city.bureau),
    "resubmit": lambda city, uid: services.resubmit_record(record_uid=uid, text="更正。", actor=city.recorder),
    "drop": lambda city, uid: services.drop_record(record_uid=uid, reason="不报。", actor=city.recorder),
    "defend": lambda city, uid: services.state_defence(record_uid=uid, text="不对。", actor=city.resident()),
    "end_hearing": lambda city, uid: services.end_hearing(record_uid=uid, actor=SYSTEM),
    "weigh": lambda city, uid: services.weigh_defence(
        record_uid=uid, heeded=False, reason="不成立。", actor=city.checker
    ),
    "heed": lambda city, uid: services.weigh_defence(record_uid=uid, heeded=True, reason="成立。", actor=city.checker),
    "object": lambda city, uid: services.object_record(
        record_uid=uid, ground="content", text="不对。", actor=city.resident()
    ),
    "uphold": lambda city, uid: services.answer_objection(
        record_uid=uid, outcome="upheld", answer="属实。", actor=city.checker
    ),
    "correct": lambda city, uid: services.answer_objection(
        record_uid=uid, outcome="corrected", answer="更正。", corrected_text="更正。", actor=city.checker
    ),
    "annul": lambda city, uid: services.answer_objection(
        record_uid=uid, outcome="revoked", answer="撤销。", actor=city.checker
    ),
    "ask": lambda city, uid: services.apply_for_repair(
        record_uid=uid, text="已改。", evidence=[proof(city.resident())], actor=city.resident()
    ),
    "repair": lambda city, uid: services.decide_repair(
        record_uid=uid, granted=True, answer="合格。", actor=city.checker
    ),
    "keep": lambda city, uid: services.decide_repair(
        record_uid=uid, granted=False, answer="不合格。", actor=city.checker
    ),
    "revoke": lambda city, uid: services.revoke_record(
        record_uid=uid, reason="撤销。", document_no="复决7号", actor=city.recorder
    ),
    "lapse": lambda city, uid: services.lapse_records(actor=SYSTEM),
    "sweep": lambda city, uid: sweep(heavy=False),
}


def test_every_move_has_its_fact_and_every_state_a_way_to_an_end() -> None:
    assert set(FACT_OF) == set(RECORD_LIFECYCLE.moves)
    assert RECORD_LIFECYCLE.final_states == {RecordState.REVOKED, RecordState.DROPPED}
    ends = set(RECORD_LIFECYCLE.final_states)
    while True:
        more = {
            state for move in RECORD_LIFECYCLE.moves.values() if move.target in ends for state in move.sources - ends
        }
        if not more:
            break
        ends |= more
    assert ends == set(RecordState.values)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    serious=st.booleans(),
    kind=st.sampled_from(["false_commitment", "commitment_kept"]),
    walk=st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 40)), min_size=4, max_size=14),
)
def test_a_random_walk_keeps_the_law(city: City, serious: bool, kind: str, walk: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        now = MORNING
        uid = city.record(kind=kind, serious=serious and kind == "false_commitment").uid
        for name, days in walk:
            now += dt.timedelta(days=days)
            with clock.frozen(now):
                before = CreditRecord.objects.get(uid=uid)
                facts = len(_moves(uid))
                with contextlib.suppress(DomainError), transaction.atomic():
                    STEPS[name](city, uid)
                _check(city, uid, before, facts)
        transaction.set_rollback(True)


def _moves(uid: str) -> list[str]:
    """The facts of moves on the record's timeline."""
    kinds = {kind.kind for kind in FACT_OF.values()}
    return [one.kind for one in timeline(record_ref(uid), objects=False) if one.kind in kinds]


def _check(city: City, uid: str, before: CreditRecord, facts: int) -> None:
    row = CreditRecord.objects.get(uid=uid)
    told = _moves(uid)
    # A step is as many moves as the revision grew, each with its fact; what was refused left nothing.
    assert len(told) - facts == row.revision - before.revision
    assert row.state == before.state or row.revision > before.revision
    running = {one.kind for one in duties_of(record_ref(uid)) if one.running}
    assert running == OWED_IN.get(RecordState(row.state), set())
    assert CreditPlea.objects.filter(record=row, outcome="").count() == (row.state in PLEAS_OPEN)
    if row.serious and row.in_force_at is not None:
        assert row.heard_at is not None
    if row.in_force_at is not None:
        assert row.checked_by != row.recorded_by
    bar = selectors.commitment_bar(city.person_id)
    over = row.public_until is not None and row.public_until < clock.today()
    assert (bar is not None) == (row.kind == "false_commitment" and row.state in LIVING and not over)
    if row.state not in RECORD_LIFECYCLE.final_states:
        assert RECORD_LIFECYCLE.allowed(row.state)
