"""Two imports of one log at the same moment: real threads, real connections, committed rows."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import connection

from tongban.cases.models import LoggedCase
from tongban.cases.services import LogReport, import_log, logged
from tongban.duties.models import Duty
from tongban.feeds.tests.xes_logs import event, log, trace
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger
from tongban.ledger.models import Fact

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_at_once_share_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logged, "_EVENTS_AT_ONCE", 10)
    path = tmp_path / "many.xes"
    step = event(dueDate="2011-10-17T00:00:00Z", dateFinished="2011-10-18")
    path.write_bytes(log(*(trace(step, event(), name=f"c{number}") for number in range(30))))
    gate, reports = threading.Barrier(2), list[LogReport]()

    def work() -> None:
        gate.wait()
        try:
            reports.append(import_log(path=path, actor=Actor.system()))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [report.counts.late for report in reports] == [30, 30]
    assert sum(report.taken for report in reports) == 30
    assert LoggedCase.objects.count() == Duty.objects.count() == 30
    assert Fact.objects.filter(kind="case.step_logged").count() == 60
    assert Fact.objects.filter(kind="case.log_imported").count() == 1
    assert ledger.verify().ok
