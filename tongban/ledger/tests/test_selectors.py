from __future__ import annotations

import datetime as dt

import pytest

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import PermissionDenied
from tongban.ledger import selectors
from tongban.ledger.errors import BadCursor
from tongban.ledger.facts import ObjectRef, periodic
from tongban.ledger.selectors import facts, facts_for_account, health
from tongban.ledger.services import run_due_jobs, seal
from tongban.ledger.tests.conftest import MORNING, OPENED, Recorder

pytestmark = pytest.mark.django_db
AUDITOR = Actor(account_id=1, everywhere=True, permissions=frozenset({"ledger.view", "ledger.verify", "ledger.export"}))
STRANGER = Actor(account_id=99)


def test_pages_walk_over_everything_once_while_new_facts_arrive(write: Recorder) -> None:
    written = [write(f"p-{number % 3}").id for number in range(25)]
    seen: list[int] = []
    cursor = ""
    while True:
        page = facts(viewer=AUDITOR, cursor=cursor, limit=10)
        seen += [fact.id for fact in page.facts]
        write()
        cursor = page.next_cursor
        if not cursor:
            break
    assert seen == written[::-1]


def test_a_page_that_ends_exactly_has_no_next(write: Recorder) -> None:
    for _ in range(4):
        write()
    assert facts(viewer=AUDITOR, limit=4).next_cursor == ""
    assert facts(viewer=AUDITOR, limit=3).next_cursor != ""


@pytest.mark.parametrize("cursor", ["x", "Zg", "ZjE7", "受理", "ZmFiYw", "=" * 50, "ZjEyMzQ1Njc4OTAxMjM0NTY3ODkw"])
def test_foreign_cursors_are_refused(cursor: str) -> None:
    with pytest.raises(BadCursor) as refusal:
        facts(viewer=AUDITOR, cursor=cursor)
    assert refusal.value.status == 422


def test_filters(write: Recorder) -> None:
    one = write("a", OPENED, also=(ObjectRef("party", "9"),), department_id=3)
    two = write("b", department_id=4)
    assert facts(viewer=AUDITOR, kind="probe.opened").facts == (one,)
    assert facts(viewer=AUDITOR, subject=ObjectRef("party", "9")).facts == (one,)
    assert facts(viewer=AUDITOR, department_id=4).facts == (two,)
    assert facts(viewer=AUDITOR, account_id=7).facts == (two, one)
    assert facts(viewer=AUDITOR, since=two.recorded_at).facts == (two,)
    assert facts(viewer=AUDITOR, until=two.recorded_at).facts == (one,)


def test_scope_by_permission_and_department(write: Recorder, clerk: Actor) -> None:
    mine = write("a", department_id=3)
    foreign = write("b", department_id=4)
    assert facts(viewer=clerk).facts == (mine,)
    assert facts(viewer=AUDITOR).facts == (foreign, mine)
    with pytest.raises(PermissionDenied):
        facts(viewer=STRANGER)


def test_ones_own_acts_are_open_to_oneself_only(write: Recorder) -> None:
    write("a", department_id=4)
    own = Actor(account_id=7)
    assert len(facts_for_account(7, viewer=own).facts) == 1
    assert len(facts_for_account(7, viewer=AUDITOR).facts) == 1
    with pytest.raises(PermissionDenied):
        facts_for_account(7, viewer=STRANGER)
    with pytest.raises(PermissionDenied):
        facts_for_account(7, viewer=Actor())
    other_department = Actor(account_id=2, permissions=frozenset({"ledger.view"}), department_ids=frozenset({3}))
    assert facts_for_account(7, viewer=other_department).facts == ()


def test_health_counts(write: Recorder) -> None:
    @periodic(seconds=60, name="tests.fails")
    def fails() -> None:
        raise RuntimeError

    with clock.frozen(MORNING):
        assert health().late_jobs == ("tests.fails",)
        run_due_jobs()
        now = health()
    assert (now.late_jobs, now.failing_jobs) == ((), ("tests.fails",))
    write()
    write()
    assert (health().unsealed, health().last_seal_at) == (2, None)
    with clock.frozen(MORNING + dt.timedelta(minutes=5)):
        seal()
        assert (health().unsealed, health().last_seal_at) == (0, MORNING + dt.timedelta(minutes=5))
        assert health().late_jobs == ("tests.fails",)


def test_deliveries_need_a_permission() -> None:
    with pytest.raises(PermissionDenied):
        selectors.deliveries(viewer=STRANGER)
