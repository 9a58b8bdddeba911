"""Periodic jobs: each runs at its interval, once in the whole city.

A job holds a session advisory lock while it runs, so a second worker passes on and a worker that dies lets go at once.
The lock belongs to the worker's database session; a city behind PgBouncer gives its workers a direct connection.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import logging
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError, connection

from tongban.kernel import clock
from tongban.ledger.facts import PeriodicJob, periodic_jobs
from tongban.ledger.models import JobRun
from tongban.ledger.services.deliver import describe

log = logging.getLogger(__name__)


def run_due_jobs() -> list[str]:
    """Run every job that is due and not running elsewhere; returns the names of those that succeeded.

    A job that raises is noted with the error's class and place and runs again at its next time.
    """
    return [job.name for job in periodic_jobs() if _run(job)]


def run_job(name: str) -> bool:
    """Run one job now if it is due and not running elsewhere."""
    return any(_run(job) for job in periodic_jobs() if job.name == name)


def _run(job: PeriodicJob) -> bool:
    if not _due(job):
        return False
    with _alone(job.name) as alone:
        if not alone or not _due(job):  # another worker was faster between the question and the lock
            return False
        started = clock.now()
        error = ""
        try:
            job.job()
        except (OperationalError, InterfaceError) as failure:
            if not connection.is_usable():
                raise
            error = describe(failure)
        except Exception as failure:
            error = describe(failure)
        if error:
            log.error("job %s failed: %s", job.name, error)
        done = {
            "next_at": started + dt.timedelta(seconds=job.seconds),
            "started_at": started,
            "finished_at": clock.now(),
            "error": error,
        }
        JobRun.objects.update_or_create(name=job.name, defaults=done)
        return not error


def _due(job: PeriodicJob) -> bool:
    next_at = JobRun.objects.filter(name=job.name).values_list("next_at", flat=True).first()
    now = clock.now()
    # A time far ahead was set before somebody turned the clock back: waiting for it would stop the job.
    return next_at is None or next_at <= now or next_at > now + dt.timedelta(seconds=2 * job.seconds)


@contextlib.contextmanager
def _alone(name: str) -> Iterator[bool]:
    """Hold the city-wide lock of a job for the block; False where another session has it."""
    key = int.from_bytes(hashlib.sha256(f"tongban.ledger.job:{name}".encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        (held,) = cursor.fetchone()
    try:
        yield held
    finally:
        if held:
            with contextlib.suppress(OperationalError, InterfaceError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
