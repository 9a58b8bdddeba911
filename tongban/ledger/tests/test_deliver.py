from __future__ import annotations

import contextlib
import datetime as dt
import logging
import sys
from collections.abc import Iterator

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound, PermissionDenied, StaleState
from tongban.ledger import facts, selectors
from tongban.ledger.facts import FactView, ObjectRef, reaction
from tongban.ledger.models import Delivery, DeliveryState, Fact
from tongban.ledger.services import deliver, dismiss_delivery, drain, next_serial, record, retry_delivery
from tongban.ledger.services.deliver import PARK_AFTER, pause_after
from tongban.ledger.tests.conftest import MORNING, MOVED, OPENED, Recorder

pytestmark = pytest.mark.django_db
AFTERNOON = MORNING + dt.timedelta(hours=6)
MANAGER = Actor(account_id=1, permissions=frozenset({"ledger.manage", "ledger.view"}))


@pytest.fixture(autouse=True)
def _afternoon() -> object:
    with clock.frozen(AFTERNOON):
        yield


def test_a_fact_reaches_every_reaction_once(write: Recorder) -> None:
    seen: list[tuple[str, FactView]] = []
    reaction(MOVED, name="tests.one")(lambda fact: seen.append(("one", fact)))
    reaction("probe.moved", name="tests.two")(lambda fact: seen.append(("two", fact)))
    reaction(OPENED, name="tests.other")(lambda fact: seen.append(("other", fact)))
    fact = write(also=(ObjectRef("party", "9"),), data={"x": 1})
    assert drain() == 2
    assert seen == [("one", fact), ("two", fact)]
    assert drain() == 0
    assert not Delivery.objects.exists()


def test_facts_before_the_reaction_existed_are_not_owed(write: Recorder) -> None:
    write()
    reaction(MOVED, name="tests.late")(lambda fact: pytest.fail("not owed"))
    assert drain() == 0


def test_what_a_reaction_causes_is_delivered_too(write: Recorder) -> None:
    seen: list[str] = []

    @reaction(OPENED, name="tests.chain")
    def cause(fact: FactView) -> None:
        record(MOVED, actor=Actor.system(trace_id=fact.trace_id), objects=fact.objects)

    reaction(MOVED, name="tests.effect")(lambda fact: seen.append(fact.trace_id))
    with clock.frozen(MORNING):
        opened = write(kind=OPENED)
    assert drain() == 2
    assert seen == [opened.trace_id]


def test_drain_stops_at_its_limit(write: Recorder) -> None:
    reaction(MOVED, name="tests.many")(lambda fact: None)
    for _ in range(5):
        write()
    assert drain(max_deliveries=3) == 3
    assert Delivery.objects.count() == 2


def test_shares_keep_to_their_own_and_together_do_all(write: Recorder) -> None:
    seen: list[str] = []
    reaction(MOVED, name="tests.paper", heavy=True)(lambda fact: seen.append("heavy"))
    reaction(MOVED, name="tests.message")(lambda fact: seen.append("quick"))
    write()
    write()
    assert drain(heavy=False) == 2
    assert seen == ["quick", "quick"]
    assert drain(heavy=False) == 0
    assert drain(heavy=True) == 2
    write()
    assert drain() == 2
    assert seen == ["quick", "quick", "heavy", "heavy", "quick", "heavy"]


def test_workers_are_woken_for_what_somebody_waits_for(
    write: Recorder, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    woken: list[bool] = []
    monkeypatch.setattr(sys.modules[record.__module__], "_wake", lambda: woken.append(True))
    reaction(MOVED, name="tests.paper", heavy=True)(lambda fact: None)
    with django_capture_on_commit_callbacks(execute=True):
        write()
    assert not woken
    reaction(MOVED, name="tests.message")(lambda fact: None)
    with django_capture_on_commit_callbacks(execute=True):
        write()
    assert woken == [True]


def test_several_at_once_keep_the_order_of_every_object(write: Recorder) -> None:
    seen: list[tuple[str, int]] = []

    @reaction(MOVED, name="tests.in_order")
    def handler(fact: FactView) -> None:
        seen.append((fact.primary.id, fact.seq))

    for name in "aabab":
        write(name)
    assert drain(at_once=8) == 5
    assert [seq for name, seq in seen if name == "a"] == [1, 2, 3]
    assert [seq for name, seq in seen if name == "b"] == [1, 2]
    assert not Delivery.objects.exists()


def test_several_at_once_stop_at_the_limit(write: Recorder) -> None:
    reaction(MOVED, name="tests.limited")(lambda fact: None)
    for name in "abcde":
        write(name)
    assert drain(3, at_once=2) == 3
    assert Delivery.objects.count() == 2


def test_one_of_several_that_fails_takes_only_its_own_work_back(write: Recorder, clerk: Actor) -> None:
    @reaction(MOVED, name="tests.some_fail")
    def handler(fact: FactView) -> None:
        record(OPENED, actor=clerk, objects=[fact.primary])
        next_serial(f"done {fact.primary.id}")
        if fact.primary.id == "b":
            raise LookupError

    for name in "abc":
        write(name)
    assert drain(at_once=8) == 2
    owed = Delivery.objects.get()
    assert (owed.object_id, owed.attempts, owed.run_at) == ("b", 1, AFTERNOON + dt.timedelta(seconds=30))
    opened = Fact.objects.filter(kind=str(OPENED)).order_by("primary_id").values_list("primary_id", "seq")
    assert list(opened) == [("a", 2), ("c", 2)]
    assert [next_serial(f"done {name}") for name in "abc"] == [2, 1, 2]


def test_several_that_cannot_be_written_together_are_done_one_by_one(
    write: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is refused at the end refuses all; then each stands for itself, and only the guilty one is put back."""
    done: list[str] = []
    inside: list[bool] = []
    refused: list[bool] = []

    @contextlib.contextmanager
    def refusing_once() -> Iterator[None]:
        inside.append(True)
        try:
            yield
        finally:
            inside.pop()
        if not inside and not refused:
            refused.append(True)
            raise LookupError("at the end")

    @reaction(MOVED, name="tests.one_by_one")
    def handler(fact: FactView) -> None:
        done.append(fact.primary.id)
        next_serial("one by one")
        if refused and fact.primary.id == "b":
            raise LookupError

    monkeypatch.setattr(deliver, "together", refusing_once)
    for name in "abc":
        write(name)
    assert drain(at_once=8) == 2
    assert done == ["a", "b", "c", "a", "b", "c"]
    assert Delivery.objects.get().object_id == "b"
    assert next_serial("one by one") == 3


def test_a_failed_handler_leaves_nothing_and_is_tried_again_later(
    write: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[int] = []

    @reaction(MOVED, name="tests.fails_once")
    def handler(fact: FactView) -> None:
        calls.append(next_serial("half-done"))
        if len(calls) == 1:
            raise ValueError("张三 410502199003071233")

    write()
    with caplog.at_level(logging.WARNING):
        assert drain() == 0
    owed = Delivery.objects.get()
    assert (owed.state, owed.attempts, owed.run_at) == (DeliveryState.OWED, 1, AFTERNOON + dt.timedelta(seconds=30))
    assert owed.error.startswith("ValueError @ ledger/tests/test_deliver.py:")
    assert "张三" not in caplog.text
    assert "410502199003071233" not in caplog.text
    assert drain() == 0
    with clock.frozen(owed.run_at):
        assert drain() == 1
    assert calls == [1, 1]


def test_after_many_failures_it_is_parked_in_sight(write: Recorder) -> None:
    @reaction(MOVED, name="tests.fails")
    def handler(fact: FactView) -> None:
        raise StaleState

    write()
    pauses = []
    now = AFTERNOON
    for _ in range(PARK_AFTER):
        with clock.frozen(now):
            assert drain() == 0
        row = Delivery.objects.get()
        pauses.append(row.run_at - now)
        now = row.run_at
    assert row.state == DeliveryState.PARKED
    assert row.error.startswith("StaleState[stale_state] @ ")
    assert pauses == [pause_after(attempt) for attempt in range(1, PARK_AFTER + 1)]
    assert pauses == sorted(pauses)
    assert pauses[0] == dt.timedelta(seconds=30)
    assert pause_after(1000) == dt.timedelta(hours=1)
    with clock.frozen(now + dt.timedelta(days=9)):
        assert drain() == 0
    (parked,) = selectors.deliveries(viewer=MANAGER)
    assert (parked.reaction, parked.kind, parked.subject, parked.attempts) == (
        "tests.fails",
        "probe.moved",
        ObjectRef("probe", "p-1"),
        PARK_AFTER,
    )


def test_later_facts_of_the_object_wait_others_do_not(write: Recorder) -> None:
    seen: list[tuple[str, int]] = []
    broken = [True]

    @reaction(MOVED, name="tests.order")
    def handler(fact: FactView) -> None:
        if broken[0] and fact.seq == 1 and fact.primary.id == "a":
            raise LookupError
        seen.append((fact.primary.id, fact.seq))

    reaction(MOVED, name="tests.independent")(lambda fact: seen.append(("independent", fact.seq)))
    for name in "aab":
        write(name)
    assert drain() == 4
    assert seen == [("independent", 1), ("independent", 2), ("b", 1), ("independent", 1)]
    broken[0] = False
    with clock.frozen(AFTERNOON + dt.timedelta(hours=2)):
        assert drain() == 2
    assert seen[4:] == [("a", 1), ("a", 2)]


def test_parked_ones_hold_their_object_until_somebody_decides(write: Recorder) -> None:
    seen: list[int] = []
    broken = [True]

    @reaction(MOVED, name="tests.parked")
    def handler(fact: FactView) -> None:
        if broken[0]:
            raise LookupError
        seen.append(fact.seq)

    write()
    write()
    first = Delivery.objects.order_by("fact_id")[0]
    Delivery.objects.filter(pk=first.pk).update(state=DeliveryState.PARKED, attempts=PARK_AFTER)
    broken[0] = False
    assert drain() == 0
    with pytest.raises(PermissionDenied):
        retry_delivery(first.pk, actor=Actor())
    retry_delivery(first.pk, actor=MANAGER)
    assert drain() == 2
    assert seen == [1, 2]
    with pytest.raises(NotFound):
        retry_delivery(first.pk, actor=MANAGER)
    assert Fact.objects.filter(kind="ledger.delivery_retried").count() == 1


def test_a_dismissed_delivery_lets_the_next_through_and_is_on_record(write: Recorder) -> None:
    seen: list[int] = []
    reaction(MOVED, name="tests.dismissed")(lambda fact: seen.append(fact.seq))
    write()
    write()
    first = Delivery.objects.order_by("fact_id")[0]
    Delivery.objects.filter(pk=first.pk).update(state=DeliveryState.PARKED)
    dismiss_delivery(first.pk, actor=MANAGER)
    assert drain() == 1
    assert seen == [2]
    (noted,) = selectors.timeline(ObjectRef("delivery", str(first.pk)))
    assert (noted.kind, noted.data["reaction"]) == ("ledger.delivery_dismissed", "tests.dismissed")


def test_a_reaction_this_release_does_not_know_is_kept(write: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    reaction(MOVED, name="tests.removed")(lambda fact: None)
    write()
    monkeypatch.setattr(facts, "_reactions", {})
    assert drain() == 0
    assert Delivery.objects.get().error.startswith("UnknownReaction")


def test_raising_shows_the_error_itself(write: Recorder) -> None:
    @reaction(MOVED, name="tests.raises")
    def handler(fact: FactView) -> None:
        raise LookupError("shown")

    write()
    with pytest.raises(LookupError, match="shown"):
        drain(raising=True)
    assert Delivery.objects.get().attempts == 0
