"""Several workers and officers on the same duties: real threads, real connections, committed rows."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from tongban.duties import selectors, services
from tongban.duties.models import Duty, DutyPause
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.ledger import selectors as ledger
from tongban.ledger.facts import ObjectRef

pytestmark = pytest.mark.django_db(transaction=True)
SYSTEM = Actor.system()


def together(works: list[Callable[[], object]]) -> list[object]:
    """Start all at the same moment; returns their answers, or what they raised."""
    gate, answers = threading.Barrier(len(works)), [object()] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            gate.wait()
            answers[place] = work()
        except Exception as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def owe(number: int, *, days_ago: int = 60, key: str = "") -> services.DutyView:
    return services.open_duty(
        kind="case.promise",
        subject=ObjectRef("case", str(number)),
        department_id=7,
        starts_at=clock.now() - dt.timedelta(days=days_ago),
        limit=Limit(5, LimitUnit.WORKING_DAY),
        actor=SYSTEM,
        dedupe_key=key,
    )


def kinds_of(duty_id: int) -> list[str]:
    return [str(fact.kind) for fact in ledger.timeline(ObjectRef("duty", str(duty_id)))]


def test_four_sweeps_record_each_missed_end_once() -> None:
    for number in range(20):
        owe(number)
    answers = together([lambda: services.look_again(clock.now(), actor=SYSTEM, batch=3)] * 4)
    reports = [answer for answer in answers if isinstance(answer, services.LookReport)]
    assert len(reports) == 4, answers
    services.look_again(clock.now(), actor=SYSTEM)
    for duty in Duty.objects.all():
        assert kinds_of(duty.pk) == ["duty.opened", "duty.overdue"]


def test_one_key_opened_by_five_at_once_is_one_duty() -> None:
    answers = together([lambda: owe(1, key="promise:1").id] * 5)
    assert len(set(answers)) == 1, answers
    assert Duty.objects.count() == 1
    assert kinds_of(Duty.objects.get().pk) == ["duty.opened"]


def test_discharge_against_sweep_and_pause_leaves_one_end() -> None:
    for number in range(6):
        owe(number)
        subject = ObjectRef("case", str(number))
        now = clock.now()
        answers = together(
            [
                lambda s=subject, n=now: services.discharge_duty(subject=s, kind="case.promise", at=n, actor=SYSTEM),  # type: ignore[misc]  # default binds
                lambda: services.look_again(clock.now(), actor=SYSTEM),
                lambda s=subject, n=now: services.pause_duties(  # type: ignore[misc]  # default binds
                    subject=s, reason="hearing", document_no="一号", since=n, actor=SYSTEM
                ),
            ]
        )
        assert not [answer for answer in answers if isinstance(answer, Exception)], answers
        (duty,) = selectors.duties_of(subject)
        assert duty.state == "discharged"
        assert duty.late
        assert kinds_of(duty.id).count("duty.overdue") <= 1
    assert not DutyPause.objects.filter(until=None).exists()
    assert not Duty.objects.filter(look_at__isnull=False).exists()


def test_two_officers_discharging_record_it_once() -> None:
    duty = owe(1)
    now = clock.now()
    together([lambda: services.discharge_duty(subject=duty.subject, kind="case.promise", at=now, actor=SYSTEM)] * 3)
    assert kinds_of(duty.id).count("duty.discharged") == 1
