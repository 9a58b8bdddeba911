"""What holds when things happen at the same time: real threads, real connections, committed rows."""

from __future__ import annotations

import datetime as dt
import threading
import time

import psycopg
import pytest
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import worker
from tongban.ledger.errors import IdempotencyConflict, RequestInFlight
from tongban.ledger.facts import FactView, ObjectRef, periodic, reaction
from tongban.ledger.models import Chain, Delivery, Fact, JobRun, RememberedRequest, Seal
from tongban.ledger.services import (
    StoredAnswer,
    begin_request,
    drain,
    finish_request,
    next_serial,
    record,
    run_due_jobs,
    seal,
    verify,
)
from tongban.ledger.services.deliver import deliver_one
from tongban.ledger.tests.conftest import MOVED, OPENED
from tongban.ledger.tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
CITY = Actor.system()
PATIENT = 120


def write(probe: str, kind: object = MOVED) -> FactView:
    assert kind in (MOVED, OPENED)
    return record(MOVED if kind is MOVED else OPENED, actor=CITY, objects=[ObjectRef("probe", probe)])


def test_numbers_have_no_gaps_and_no_twins_even_with_rollbacks() -> None:
    def take(spoil: bool) -> int:
        with transaction.atomic():
            number = next_serial("cases-2026")
            if spoil:
                raise LookupError
            return number

    def ten(place: int) -> list[int | None]:
        taken: list[int | None] = []
        for step in range(10):
            try:
                taken.append(take(spoil=(step + place) % 3 == 0))
            except LookupError:
                taken.append(None)
        return taken

    results = at_once([lambda place=place: ten(place) for place in range(6)])  # type: ignore[misc]  # default binds
    numbers = [number for result in results if isinstance(result, list) for number in result if number is not None]
    assert len(numbers) == 40
    assert sorted(numbers) == list(range(1, 41))
    assert next_serial("another series") == 1


def test_one_chain_many_writers() -> None:
    def five() -> None:
        for _ in range(5):
            write("shared")
            write(f"own-{threading.get_ident()}")

    assert at_once([five] * 6) == [None] * 6
    assert list(Fact.objects.filter(primary_id="shared").order_by("id").values_list("seq", flat=True)) == list(
        range(1, 31)
    )
    assert Chain.objects.get(object_id="shared").seq == 30
    seal()
    report = verify()
    assert (report.facts, report.sealed, report.ok) == (60, 60, True)


def test_a_fact_committed_late_is_never_left_outside_the_seals() -> None:
    begun, finish = threading.Event(), threading.Event()

    def slow() -> int:
        with transaction.atomic():
            early_id = write("slow").id
            begun.set()
            assert finish.wait(PATIENT)
        return early_id

    def sealer() -> tuple[int, int]:
        assert begun.wait(PATIENT)
        later = write("quick")
        impatient = seal(patience=0.1)  # the smaller id is still to come: nothing may be sealed past it
        assert Seal.objects.count() == 0
        finish.set()
        return later.id, impatient

    early, answer = at_once([slow, sealer])
    assert isinstance(early, int)
    assert isinstance(answer, tuple)
    later, impatient = answer
    assert early < later
    assert impatient == 0
    assert seal() == 2
    assert (verify().sealed, verify().ok) == (2, True)


def test_sealing_under_fire_leaves_nothing_out() -> None:
    done = threading.Event()

    def writer(name: int) -> None:
        for step in range(25):
            with transaction.atomic():
                write(f"w-{name}")
                if step % 5 == name % 5:
                    time.sleep(0.01)  # held open, so that seals come in between its two facts
                write(f"w-{name}-{step}")

    def sealer() -> int:
        sealed = 0
        while not done.is_set():
            sealed += seal(patience=2)
        return sealed

    def writers() -> None:
        at_once([lambda name=name: writer(name) for name in range(4)])  # type: ignore[misc]  # default binds
        done.set()

    results = at_once([writers, sealer, sealer])
    assert not [result for result in results if isinstance(result, Exception)]
    seal()
    report = verify()
    assert (report.facts, report.sealed, report.findings) == (200, 200, ())


def test_two_workers_share_deliveries_without_doing_one_twice() -> None:
    lock = threading.Lock()
    seen: list[tuple[str, int]] = []
    both = threading.Barrier(2, timeout=PATIENT)

    @reaction(MOVED, name="tests.shared")
    def handler(fact: FactView) -> None:
        if fact.seq == 1 and fact.primary.id in ("a", "b"):
            both.wait()  # two different objects are in work at the same time
        next_serial(f"effects-{fact.primary.id}")
        with lock:
            seen.append((fact.primary.id, fact.seq))

    for _ in range(6):
        for name in "abc":
            write(name)

    def work() -> int:
        done = 0
        while Delivery.objects.exists():
            done += drain(5)
        return done

    results = at_once([work, work])
    assert [result for result in results if isinstance(result, Exception)] == []
    assert len(seen) == 18
    for name in "abc":
        assert [seq for probe, seq in seen if probe == name] == [1, 2, 3, 4, 5, 6]
        assert next_serial(f"effects-{name}") == 7


def test_effect_and_settlement_are_one() -> None:
    """The process dies after the handler's work, before the commit: the work is undone and done once later."""
    died = [True]

    @reaction(MOVED, name="tests.dies")
    def handler(fact: FactView) -> None:
        next_serial("effect")
        if died.pop() if died else False:
            with psycopg.connect(_address(), autocommit=True) as killer:
                pid = connection.connection.info.backend_pid
                killer.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
            write("never")

    write("p")
    with pytest.raises(Exception, match=r"terminat|closed|lost"):
        deliver_one()
    connection.close()
    assert Delivery.objects.get().attempts == 0
    assert drain() == 1
    assert next_serial("effect") == 2


def _address() -> str:
    settings = connection.settings_dict
    return make_conninfo(
        host=settings["HOST"],
        port=settings["PORT"] or None,
        dbname=settings["NAME"],
        user=settings["USER"],
        password=settings["PASSWORD"],
    )


def test_a_periodic_job_runs_once_for_all_workers() -> None:
    runs: list[int] = []
    started, finish = threading.Event(), threading.Event()

    @periodic(seconds=60, name="tests.slow_job")
    def job() -> None:
        runs.append(1)
        started.set()
        assert finish.wait(PATIENT)

    def second() -> list[str]:
        assert started.wait(PATIENT)
        answer = run_due_jobs()
        finish.set()
        return answer

    assert at_once([run_due_jobs, second]) == [["tests.slow_job"], []]
    assert run_due_jobs() == []
    assert runs == [1]
    with clock.frozen(clock.now() + dt.timedelta(seconds=61)):
        assert run_due_jobs() == ["tests.slow_job"]
    assert runs == [1, 1]


def test_a_job_survives_a_clock_turned_back() -> None:
    periodic(seconds=60, name="tests.clock")(lambda: None)
    with clock.frozen(clock.now() + dt.timedelta(days=30)):
        assert run_due_jobs() == ["tests.clock"]
    assert run_due_jobs() == ["tests.clock"]
    assert JobRun.objects.get().error == ""


def test_the_same_request_sent_twice_at_once_is_done_once() -> None:
    gate = threading.Barrier(6, timeout=PATIENT)
    answer = StoredAnswer(201, b'{"case_no":"A1"}')

    def send() -> StoredAnswer | None:
        gate.wait()
        kept = begin_request("account:7", "key-1", "print")
        if kept is not None:
            return kept
        with transaction.atomic():
            next_serial("done")
            finish_request("account:7", "key-1", answer)
        return answer

    results = at_once([send] * 6)
    assert all(result == answer or isinstance(result, RequestInFlight) for result in results)
    assert answer in results
    assert begin_request("account:7", "key-1", "print") == answer
    assert next_serial("done") == 2
    with pytest.raises(IdempotencyConflict):
        begin_request("account:7", "key-1", "another print")


def test_of_two_that_ran_side_by_side_only_one_commits() -> None:
    """The first was taken for dead and sent again; both reach the end."""
    now = clock.now()
    with clock.frozen(now):
        assert begin_request("a", "k", "p") is None
    with clock.frozen(now + dt.timedelta(seconds=61)):
        assert begin_request("a", "k", "p") is None

    def finish() -> None:
        with transaction.atomic():
            next_serial("effect")
            finish_request("a", "k", StoredAnswer(200, b"x"))

    results = at_once([finish, finish])
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "RequestInFlight"]
    assert next_serial("effect") == 2
    assert RememberedRequest.objects.get().status == 200


def test_the_worker_wakes_survives_a_lost_connection_and_stops() -> None:
    first, second, stop = threading.Event(), threading.Event(), threading.Event()

    @reaction(MOVED, name="tests.woken")
    def moved(fact: FactView) -> None:
        first.set()

    @reaction(OPENED, name="tests.woken_again")
    def opened(fact: FactView) -> None:
        second.set()

    def work() -> None:
        worker.run(stop.is_set)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        write("p")
        assert first.wait(PATIENT)
        with psycopg.connect(_address(), autocommit=True) as killer:
            killer.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid NOT IN (pg_backend_pid(), %s)",
                [connection.connection.info.backend_pid],
            )
        write("p", OPENED)
        assert second.wait(PATIENT)
    finally:
        stop.set()
        thread.join(PATIENT)
    assert not thread.is_alive()
    assert not Delivery.objects.exists()
