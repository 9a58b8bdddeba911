"""Two people at once: one wins, the other is told, and nothing happens twice."""

from __future__ import annotations

from contextvars import copy_context
from functools import partial

import pytest

from tongban.cases import services as cases
from tongban.cases.tests.conftest import MORNING, SYSTEM
from tongban.kernel import clock
from tongban.kernel.errors import MoveNotAllowed, StaleState
from tongban.ledger import services as ledger
from tongban.ledger.tests.threads import at_once
from tongban.regulation import services
from tongban.regulation.models import Inspection, RegulationHandover
from tongban.regulation.tests.conftest import build_watch


@pytest.mark.django_db(transaction=True)
def test_of_two_draws_one_wins() -> None:
    with clock.frozen(MORNING):
        watch = build_watch()
        watch.objects(4)
        uid = watch.plan().uid
        services.commit_draw(uid=uid, actor=watch.planner)
        ledger.seal()
        draw = partial(services.draw_inspections, uid=uid, actor=watch.planner)
        answers = at_once([partial(copy_context().run, draw) for _ in range(3)])
    assert len([one for one in answers if not isinstance(one, Exception)]) == 1
    assert all(isinstance(one, MoveNotAllowed | StaleState) for one in answers if isinstance(one, Exception))
    assert Inspection.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_pushes_one_makes_the_handover() -> None:
    with clock.frozen(MORNING):
        watch = build_watch()
        uid = watch.city.examined(watch.city.promised)
        cases.decide_case(case_uid=uid, granted=True, actor=watch.city.approver)
        push = partial(services.push_handover, case_uid=uid, actor=SYSTEM)
        answers = at_once([partial(copy_context().run, push) for _ in range(3)])
    assert len(set(answers)) == 1
    assert RegulationHandover.objects.count() == 1
