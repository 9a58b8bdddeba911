"""Clocks over a large city: what turns now, a department's queue, and acceptances numbered as fast as they come."""

from __future__ import annotations

import multiprocessing
import re
import threading
import time
from collections.abc import Sequence

from django.db import connection, connections

from bench.timing import Bench, take
from tongban.cases import services as cases
from tongban.cases.models import CaseInstrument
from tongban.cases.services import GivenMaterial, Upload
from tongban.cases.states import PROMISE, Instrument
from tongban.cases.tests.conftest import City, build
from tongban.duties import selectors as duties
from tongban.files.tests.papers import PDF
from tongban.kernel.actor import Actor

SYSTEM = Actor.system()
DEPARTMENTS = 200
PROCESSES, THREADS = 2, 4
#: Begun over the last weeks, ending over the next thirty days; nothing has turned yet, as in a city that is swept.
_DUTIES = """
INSERT INTO duties_duty (kind, subject_type, subject_id, department_id, region_code, promised, round_the_clock,
    starts_at, limit_number, limit_unit, extension_number, extension_document_no, due_at, due_on, warn_at, provisional,
    calendar_edition, look_at, state, revision)
SELECT %s, 'bench', n::text, n %% %s + 100000, '', true, false, starts_at, 20, 'working_day', 0, '', due_at,
    due_at::date, due_at - interval '4 days', false, '', CASE WHEN due_at - interval '4 days' > now()
    THEN due_at - interval '4 days' ELSE due_at END, 'open', 0
FROM (SELECT n, now() - interval '20 days' AS starts_at,
      now() + (n::bigint * 7919 %% 2592000 + 60) * interval '1 second' AS due_at FROM generate_series(1, %s) n) made
"""


def measure(bench: Bench) -> None:
    """A million open duties first, then many hands on one series of numbers."""
    rows = 20_000 if bench.small else 1_000_000
    with connection.cursor() as cursor:
        cursor.execute(_DUTIES, [PROMISE.code, DEPARTMENTS, rows])
        cursor.execute("ANALYZE duties_duty")
    bench.tell(f"{rows:,} open duties of {DEPARTMENTS} departments")
    questions(bench, rows)
    numbering(bench)


def questions(bench: Bench, rows: int) -> None:
    """In one process, the ORM's part included."""
    one = Actor(officer_id=1, department_ids=frozenset({100_007}), permissions=frozenset({"duties.view"}))
    several = Actor(
        officer_id=1,
        department_ids=frozenset(range(100_000, 100_040)),
        permissions=frozenset({"duties.view"}),
    )
    note = f"{rows:,} open duties"
    for name, viewer in (("the city", SYSTEM), ("one department", one), ("forty departments", several)):
        bench.seconds(
            f"what turns yellow or red within the hour, {name}", "ms",
            take(lambda: duties.now_turning(viewer=viewer), runs=60), scale=1000, note=note, mark=100,  # noqa: B023
        )  # fmt: skip
    bench.seconds(
        "queue page of 100 of one department", "ms",
        take(lambda: duties.duties(viewer=one, size=100), runs=60), scale=1000, note=note, mark=100,
    )  # fmt: skip
    bench.seconds(
        "lamps of one department counted", "ms", take(lambda: duties.lamp_counts(viewer=one), runs=60), scale=1000,
        note=note,
    )  # fmt: skip


def numbering(bench: Bench) -> None:
    """Acceptances by the ordinary verb; every one numbers its notice in one series of one department and year."""
    city = bench.shared("city", build)
    number = 60 if bench.small else 3_000
    uids = [_submitted(city, serial) for serial in range(number)]
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=_accept_all, args=(city, uids[at::PROCESSES])) for at in range(PROCESSES)]
    started = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - started
    note = f"{PROCESSES} processes, {THREADS} connections each, one series of numbers"
    bench.rate("acceptances numbered", "acceptances/s", [(number, seconds)], note=note, mark=200)
    numbers = CaseInstrument.objects.filter(kind=Instrument.ACCEPTANCE_NOTICE).values_list("number", flat=True)
    serials = sorted(int(found[1]) for one in numbers if (found := re.search(r"第(\d+)号$", one)))
    missing = len(set(range(1, number + 1)) - set(serials))
    bench.size("numbers missing or given twice", "numbers", [missing + len(serials) - len(set(serials))], mark=0)


def _submitted(city: City, serial: int) -> str:
    applicant = city.resident.party_id
    assert applicant is not None
    upload = [GivenMaterial(one.order, Upload(PDF, f"{one.order}.pdf")) for one in city.promised.materials]
    received = cases.submit_application(
        item_code=city.promised.code,
        applicant_id=applicant,
        form_data={"name": "赵小满", "premises_name": f"小满理发店{serial}"},
        materials=upload,
        actor=city.resident,
    )
    return str(received.uid)


def _accept_all(city: City, uids: Sequence[str]) -> None:
    def accept(mine: Sequence[str]) -> None:
        for uid in mine:
            cases.accept_case(case_uid=uid, actor=city.clerk)
        connections.close_all()

    hands = [threading.Thread(target=accept, args=(uids[at::THREADS],)) for at in range(THREADS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
