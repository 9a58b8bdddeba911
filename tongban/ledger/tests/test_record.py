from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import selectors
from tongban.ledger.body import START, digest_of
from tongban.ledger.errors import FactRefused
from tongban.ledger.facts import FactKind, ObjectRef
from tongban.ledger.models import Chain, Fact, FactObject, Seal
from tongban.ledger.services import record, seal, together
from tongban.ledger.services.record import _HighWater
from tongban.ledger.tests.conftest import HIDDEN, MORNING, MOVED, OPENED, Recorder

pytestmark = pytest.mark.django_db
PARTY = ObjectRef("party", "9", "applicant")


@pytest.fixture(autouse=True)
def _fresh_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_HighWater, "mark", None)


def test_what_is_recorded_is_what_is_read(write: Recorder, clerk: Actor) -> None:
    written = write(also=(PARTY,), data={"stage": "受理", "count": 2, "open": True, "list": [1, None]})
    assert selectors.fact(written.id) == written
    assert written.objects == (ObjectRef("probe", "p-1"), PARTY)
    assert (written.account_id, written.officer_id, written.channel) == (7, 5, "window")
    assert written.seats == ("approver", "clerk")
    assert written.occurred_at == written.recorded_at == MORNING
    assert written.text == "推进"
    assert written.primary.id == "p-1"
    assert written.object("party") == PARTY
    assert written.object("licence") is None


def test_more_facts_than_one_statement_holds_are_written_in_several(clerk: Actor) -> None:
    with transaction.atomic(), together():
        for number in range(1100):
            record(MOVED, actor=clerk, objects=[ObjectRef("probe", f"p-{number % 2}")])
    written = Fact.objects.order_by("id").values_list("primary_id", "seq")
    assert list(written) == [(f"p-{number % 2}", number // 2 + 1) for number in range(1100)]


def test_each_object_has_its_own_chain(write: Recorder) -> None:
    first, other, second = write("a"), write("b"), write("a", also=(ObjectRef("probe", "b"),))
    assert [first.seq, other.seq, second.seq] == [1, 1, 2]
    rows = {row.pk: row for row in Fact.objects.all()}
    assert bytes(rows[first.id].prev) == bytes(rows[other.id].prev) == START
    assert bytes(rows[second.id].prev) == bytes(rows[first.id].digest) == digest_of(bytes(rows[first.id].body))
    end = Chain.objects.get(object_type="probe", object_id="a")
    assert (end.seq, bytes(end.digest)) == (2, bytes(rows[second.id].digest))


def test_two_statements_and_nothing_else(write: Recorder, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    write()
    with transaction.atomic(), django_assert_num_queries(2):
        write(also=(PARTY,), data={"x": 1})


def test_history_may_lie_in_the_past_but_not_in_the_future(clerk: Actor) -> None:
    with clock.frozen(MORNING):
        told = record(MOVED, actor=clerk, objects=[ObjectRef("probe", "p")], at=MORNING - dt.timedelta(days=900))
        assert (told.occurred_at, told.recorded_at) == (MORNING - dt.timedelta(days=900), MORNING)
        with pytest.raises(FactRefused, match="future"), transaction.atomic():
            record(MOVED, actor=clerk, objects=[ObjectRef("probe", "p")], at=MORNING + dt.timedelta(minutes=1))


def test_clock_behind_the_objects_last_fact_is_refused_and_nothing_half_written(clerk: Actor) -> None:
    with clock.frozen(MORNING):
        record(MOVED, actor=clerk, objects=[ObjectRef("probe", "p")])
    with (
        clock.frozen(MORNING - dt.timedelta(seconds=1)),
        pytest.raises(clock.ClockWentBack) as refusal,
        transaction.atomic(),
    ):
        record(MOVED, actor=clerk, objects=[ObjectRef("probe", "p")])
    assert refusal.value.status == 503
    assert Fact.objects.count() == FactObject.objects.count() == 1
    assert Chain.objects.get(object_id="p").seq == 1


def test_clock_behind_the_ledger_is_refused_for_other_objects_too(
    clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.frozen(MORNING):
        record(MOVED, actor=clerk, objects=[ObjectRef("probe", "p")])
    monkeypatch.setattr(_HighWater, "mark", None)  # a process that has just started learns the mark from the ledger
    with clock.frozen(MORNING - dt.timedelta(seconds=2)):
        record(MOVED, actor=clerk, objects=[ObjectRef("probe", "within tolerance")])
    with clock.frozen(MORNING - dt.timedelta(seconds=3)), pytest.raises(clock.ClockWentBack), transaction.atomic():
        record(MOVED, actor=clerk, objects=[ObjectRef("probe", "q")])


def test_a_mark_nobody_wrote_is_forgotten(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_HighWater, "mark", MORNING + dt.timedelta(days=400))
    with clock.frozen(MORNING):
        assert record(MOVED, actor=clerk, objects=[ObjectRef("probe", "p")]).seq == 1


@pytest.mark.parametrize(
    "objects",
    [
        [],
        [ObjectRef("party", "9")],
        [ObjectRef("probe", "")],
        [ObjectRef("probe", "x" * 121)],
        [ObjectRef("probe", "p"), ObjectRef("party", "9"), ObjectRef("party", "9")],
        [ObjectRef("probe", "p"), ObjectRef("party", "410502199003071233")],
        [ObjectRef("probe", "13800138000")],
    ],
)
def test_wrong_objects_are_refused(objects: list[ObjectRef], clerk: Actor) -> None:
    with clock.frozen(MORNING), pytest.raises(FactRefused):
        record(MOVED, actor=clerk, objects=objects)
    assert not Chain.objects.exists()


def test_unregistered_kind_is_refused(clerk: Actor) -> None:
    forged = object.__new__(FactKind)
    for name, value in {"kind": "probe.moved", "text": "别的", "primary": "probe", "public": True}.items():
        object.__setattr__(forged, name, value)
    with pytest.raises(FactRefused, match="not a registered kind"):
        record(forged, actor=clerk, objects=[ObjectRef("probe", "p")])


def test_a_verb_that_fails_leaves_no_fact(write: Recorder) -> None:
    def verb() -> None:
        with transaction.atomic():
            write()
            raise LookupError

    with pytest.raises(LookupError):
        verb()
    assert not Fact.objects.exists()
    assert write().seq == 1


@pytest.mark.parametrize("table", ["ledger_fact", "ledger_factobject", "ledger_seal"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_change(table: str, statement: str, write: Recorder) -> None:
    write()
    assert seal() == 1
    column = {"ledger_fact": "region_code", "ledger_factobject": "role", "ledger_seal": "count"}[table]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_no_truncate")  # the test city had it off
        with pytest.raises(IntegrityError, match="事实账本只能追加"), transaction.atomic():
            cursor.execute(statement.format(table, column, column))
    assert (Fact.objects.count(), FactObject.objects.count(), Seal.objects.count()) == (1, 1, 1)


def test_timeline_shows_every_fact_that_touched_the_object(write: Recorder) -> None:
    one = write("a", OPENED, also=(PARTY,))
    write("b", OPENED)
    two = write("a", HIDDEN, also=(PARTY,))
    three = write("a", MOVED)
    assert selectors.timeline(ObjectRef("probe", "a")) == [one, two, three]
    assert selectors.timeline(ObjectRef("party", "9")) == [one, two]
    assert selectors.timeline(ObjectRef("probe", "a"), public_only=True) == [one, three]
    assert selectors.timeline(ObjectRef("probe", "a"), limit=2) == [two, three]
    assert selectors.timeline(ObjectRef("probe", "nobody")) == []


def test_timeline_takes_two_queries(write: Recorder, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(5):
        write("a", also=(PARTY,))
    with django_assert_num_queries(2):
        assert len(selectors.timeline(ObjectRef("party", "9"))) == 5
