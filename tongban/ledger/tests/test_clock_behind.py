"""A clock that was ahead and has been set right: the time stands still, work goes on, and everybody is told."""

from __future__ import annotations

import datetime as dt
import logging

import pytest
from django.db import transaction
from django.test import Client

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger.facts import FactView, ObjectRef
from tongban.ledger.models import Fact
from tongban.ledger.services import clock_lag
from tongban.ledger.services.record import _HighWater, record
from tongban.ledger.tests.conftest import MOVED

pytestmark = pytest.mark.django_db(transaction=True)


class Machine:
    """A clock that can be set."""

    def __init__(self) -> None:
        self.time = dt.datetime(2027, 3, 1, 2, 0, tzinfo=dt.UTC)

    def set_by(self, **parts: float) -> None:
        self.time += dt.timedelta(**parts)


def restart(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has just started knows nothing yet of what is written."""
    monkeypatch.setattr(clock._City, "held", None)
    monkeypatch.setattr(_HighWater, "mark", None)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """This process on a machine of its own; the process has just started."""
    made = Machine()
    monkeypatch.setattr(clock, "_ticked", lambda: made.time)
    restart(monkeypatch)
    return made


def write(clerk: Actor, name: str) -> FactView:
    with transaction.atomic():
        return record(MOVED, actor=clerk, objects=[ObjectRef("probe", name)])


def test_who_wrote_it_stands_still_at_once(machine: Machine, clerk: Actor) -> None:
    ahead = write(clerk, "p").recorded_at
    machine.set_by(minutes=-4)
    assert clock.now() == ahead
    assert write(clerk, "p").recorded_at == ahead


def test_a_little_behind_the_time_stands_still_and_work_goes_on(
    machine: Machine, clerk: Actor, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = write(clerk, "p").recorded_at
    assert ahead == machine.time
    machine.set_by(minutes=-4)
    restart(monkeypatch)
    with caplog.at_level(logging.ERROR), pytest.raises(clock.ClockWentBack):
        write(clerk, "p")
    assert "240.0 s behind the ledger: the time stands still" in caplog.text
    for name in ("p", "q"):
        written = write(clerk, name)
        assert (written.recorded_at, written.occurred_at) == (ahead, ahead)
    machine.set_by(minutes=3)
    assert clock.now() == ahead
    machine.set_by(minutes=2)
    assert write(clerk, "p").recorded_at == machine.time > ahead
    times = Fact.objects.filter(primary_id="p").order_by("seq").values_list("recorded_at", flat=True)
    assert list(times) == sorted(times)


def test_far_behind_nothing_is_written(machine: Machine, clerk: Actor, caplog: pytest.LogCaptureFixture) -> None:
    write(clerk, "p")
    machine.set_by(minutes=-5, seconds=-1)
    for name in ("p", "q", "p"):
        with caplog.at_level(logging.ERROR), pytest.raises(clock.ClockWentBack):
            write(clerk, name)
    assert "nothing is written until it is right" in caplog.text
    assert clock.now() == machine.time
    assert Fact.objects.count() == 1
    machine.set_by(minutes=6)
    assert write(clerk, "p").recorded_at == machine.time


def test_health_says_so(machine: Machine, clerk: Actor) -> None:
    write(clerk, "p")
    client = Client()
    assert client.get("/healthz").json() == {"status": "ok"}
    machine.set_by(seconds=-2)
    assert not clock_lag()
    assert client.get("/healthz").json() == {"status": "ok"}
    for seconds, words in ((58, "等它追上"), (3600, "不能办理")):
        machine.set_by(seconds=-seconds)
        answer = client.get("/healthz")
        assert answer.status_code == 200
        told = answer.json()
        assert told["status"] == "clock_behind"
        assert words in told["text"]
        assert f"{told['seconds']}秒" in told["text"]
    assert told["seconds"] == 3660
