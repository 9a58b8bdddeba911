"""Two officers on one record, two tellers of one act: one wins, the other is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tongban.credit import services
from tongban.credit.models import CreditPlea, CreditRecord
from tongban.credit.tests.conftest import MORNING, SYSTEM, City, build_city
from tongban.kernel import clock
from tongban.kernel.errors import MoveNotAllowed, StaleState


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run all at the same moment; what came of each."""
    gate = threading.Barrier(len(acts), timeout=120)

    def one(act: Callable[[], object]) -> str:
        try:
            with clock.frozen(MORNING):
                gate.wait()
                act()
                return "done"
        except (StaleState, MoveNotAllowed):
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(one, acts))


@pytest.fixture
def town(transactional_db: None) -> City:
    with clock.frozen(MORNING):
        return build_city()


def test_one_of_two_checkers_decides(town: City) -> None:
    with clock.frozen(MORNING):
        uid = town.record().uid
    answers = at_once(
        lambda: services.confirm_record(record_uid=uid, actor=town.checker),
        lambda: services.refuse_record(record_uid=uid, reason="有误。", actor=town.bureau),
    )
    assert answers == ["done", "refused"]


def test_one_of_two_pleas_is_taken(town: City) -> None:
    with clock.frozen(MORNING):
        view = town.in_force()
    answers = at_once(lambda: town.objected(view), lambda: town.repair_asked(view))
    assert answers == ["done", "refused"]
    assert CreditPlea.objects.filter(outcome="").count() == 1


def test_one_act_told_by_several_at_once_is_one_record(town: City) -> None:
    answers = at_once(*[lambda: town.record(actor=SYSTEM)] * 4)
    assert answers == ["done"] * 4
    assert CreditRecord.objects.count() == 1


def test_a_page_that_stood_open_acts_on_nothing_else(town: City) -> None:
    with clock.frozen(MORNING):
        view = town.record()
        services.refuse_record(record_uid=view.uid, reason="有误。", actor=town.checker)
        services.resubmit_record(record_uid=view.uid, text="更正后的内容。", actor=town.recorder)
        with pytest.raises(StaleState), services.as_shown(record_uid=view.uid, revision=str(view.revision)):
            services.confirm_record(record_uid=view.uid, actor=town.checker)
    assert CreditRecord.objects.get().state == "proposed"
