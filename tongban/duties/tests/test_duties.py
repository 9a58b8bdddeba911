"""The verbs of duties: opening, pausing, extending, ending, sweeping, recomputing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from tongban.duties import selectors, services
from tongban.duties.errors import (
    AlreadyExtended,
    ExtensionUnit,
    LimitMissing,
    PauseOutsideDuty,
    PauseWithoutDocument,
)
from tongban.duties.models import Duty, DutyPause
from tongban.duties.states import DutyKind, Lamp, register
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.ledger import selectors as ledger
from tongban.ledger import services as ledger_services
from tongban.ledger.facts import ObjectRef
from tongban.reference import services as reference

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
CASE = ObjectRef("case", "0001")
MONDAY = dt.date(2026, 3, 2)
WD, ND, HOUR = LimitUnit.WORKING_DAY, LimitUnit.NATURAL_DAY, LimitUnit.HOUR


def at(day: int, hour: int = 10, month: int = 3) -> dt.datetime:
    return clock.at(dt.date(2026, month, day), dt.time(hour))


def open_duty(
    number: int = 5, unit: LimitUnit = WD, *, kind: str = "case.promise", subject: ObjectRef = CASE, key: str = ""
) -> services.DutyView:
    return services.open_duty(
        kind=kind,
        subject=subject,
        department_id=7,
        starts_at=at(2),
        limit=Limit(number, unit),
        actor=SYSTEM,
        promised=True,
        dedupe_key=key,
    )


def facts(duty: services.DutyView) -> list[str]:
    return [str(fact.kind) for fact in ledger.timeline(ObjectRef("duty", str(duty.id)))]


def test_open_derives_end_warning_and_lamp() -> None:
    with clock.frozen(at(2)):
        duty = open_duty()
        assert duty.due.due_on == dt.date(2026, 3, 9)
        assert (duty.used, duty.remaining, duty.lamp) == (0, 5, Lamp.GREEN)
        assert duty.words == "还剩5个工作日"
        assert not duty.provisional
    with clock.frozen(at(9)):
        (duty,) = selectors.duties_of(CASE)
        assert (duty.lamp, duty.words) == (Lamp.YELLOW, "今日到期")
    with clock.frozen(at(11)):
        (duty,) = selectors.duties_of(CASE)
        assert (duty.lamp, duty.overdue, duty.words) == (Lamp.RED, 2, "已超期2个工作日")
    assert facts(duty) == ["duty.opened"]


def test_the_same_key_opens_once() -> None:
    with clock.frozen(at(2)):
        first, second = open_duty(key="promise:0001"), open_duty(9, key="promise:0001")
    assert first.id == second.id
    assert second.limit == Limit(5, WD)
    assert Duty.objects.count() == 1
    assert facts(first) == ["duty.opened"]


def test_a_limit_or_a_fixed_instant() -> None:
    with pytest.raises(LimitMissing):
        services.open_duty(kind="k", subject=CASE, department_id=None, starts_at=at(2), limit=None, actor=SYSTEM)
    with clock.frozen(at(2)):
        fixed = services.open_duty(
            kind="k", subject=CASE, department_id=None, starts_at=at(2), limit=None, fixed_due_at=at(8), actor=SYSTEM
        )
        assert fixed.due.due_on == dt.date(2026, 3, 8)
        assert services.pause_duties(subject=CASE, reason="hearing", document_no="1", since=at(2), actor=SYSTEM) == ()
        assert (fixed.remaining, fixed.unit_label) == (6, "日")


class TestPauses:
    def test_time_stands_still_by_a_document(self) -> None:
        with clock.frozen(at(2)):
            duty = open_duty()
        with clock.frozen(at(4)):
            (paused,) = services.pause_duties(
                subject=CASE, reason="hearing", document_no="听〔2026〕1号", since=at(4), actor=SYSTEM
            )
            assert (paused.state, paused.due_at, paused.lamp, paused.words) == ("paused", None, Lamp.GREY, "暂停计时")
            assert Duty.objects.get().look_at is None
        with clock.frozen(at(10)):
            (resumed,) = services.resume_duties(subject=CASE, at=at(10), actor=SYSTEM)
            assert resumed.due.due_on == dt.date(2026, 3, 16)
            assert resumed.state == "open"
        assert facts(duty) == ["duty.opened", "duty.paused", "duty.resumed"]

    def test_no_document_no_pause(self) -> None:
        with clock.frozen(at(3)):
            open_duty()
            with pytest.raises(PauseWithoutDocument):
                services.pause_duties(subject=CASE, reason="hearing", document_no=" ", since=at(3), actor=SYSTEM)
        duty = Duty.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            DutyPause.objects.create(duty=duty, reason="hearing", document_no="", since=at(3))

    def test_the_same_document_pauses_once_and_two_documents_keep_it_paused(self) -> None:
        with clock.frozen(at(4)):
            open_duty()
            for number in ("一号", "一号", "二号"):
                services.pause_duties(subject=CASE, reason="testing", document_no=number, since=at(4), actor=SYSTEM)
            assert DutyPause.objects.count() == 2
        with clock.frozen(at(5)):
            (duty,) = services.resume_duties(subject=CASE, document_no="一号", at=at(5), actor=SYSTEM)
            assert duty.state == "paused"
        with clock.frozen(at(6)):
            (duty,) = services.resume_duties(subject=CASE, document_no="二号", at=at(6), actor=SYSTEM)
            assert (duty.state, duty.due.due_on) == ("open", dt.date(2026, 3, 12))
            assert services.resume_duties(subject=CASE, at=at(6), actor=SYSTEM) == ()

    def test_only_the_kinds_named(self) -> None:
        with clock.frozen(at(3)):
            open_duty(kind="case.promise")
            open_duty(20, kind="case.statutory")
            found = services.pause_duties(
                subject=CASE, kinds=["case.statutory"], reason="hearing", document_no="1", since=at(3), actor=SYSTEM
            )
        assert [duty.kind for duty in found] == ["case.statutory"]

    def test_pauses_outside_the_duty_are_refused(self) -> None:
        with clock.frozen(at(3)):
            open_duty()
            with pytest.raises(PauseOutsideDuty, match="早于"):
                services.pause_duties(subject=CASE, reason="x", document_no="1", since=at(1), actor=SYSTEM)
            with pytest.raises(PauseOutsideDuty, match="还没有到"):
                services.pause_duties(subject=CASE, reason="x", document_no="1", since=at(5), actor=SYSTEM)
            services.pause_duties(subject=CASE, reason="x", document_no="1", since=at(3), actor=SYSTEM)
            with pytest.raises(PauseOutsideDuty, match="恢复"):
                services.resume_duties(subject=CASE, at=at(2), actor=SYSTEM)

    def test_an_overdue_duty_is_not_rescued_by_a_pause(self) -> None:
        with clock.frozen(at(2)):
            open_duty(1)
        with clock.frozen(at(5)):
            (duty,) = services.pause_duties(subject=CASE, reason="x", document_no="1", since=at(5), actor=SYSTEM)
        assert (duty.due.due_on, duty.lamp) == (dt.date(2026, 3, 3), Lamp.RED)


class TestExtension:
    def test_once_by_a_document(self) -> None:
        with clock.frozen(at(3)):
            duty = open_duty(20)
            (longer,) = services.extend_duty(
                subject=CASE,
                kind="case.promise",
                by=Limit(10, WD),
                document_no="延〔2026〕1号",
                reason="疑难",
                actor=SYSTEM,
            )
            assert longer.limit == Limit(30, WD)
            assert longer.extension_document_no == "延〔2026〕1号"
            with pytest.raises(AlreadyExtended, match="延〔2026〕1号"):
                services.extend_duty(
                    subject=CASE, kind="case.promise", by=Limit(10, WD), document_no="2", reason="", actor=SYSTEM
                )
        assert facts(duty) == ["duty.opened", "duty.extended"]

    def test_wrong_unit_and_no_document(self) -> None:
        with clock.frozen(at(3)):
            open_duty(20)
            with pytest.raises(ExtensionUnit):
                services.extend_duty(
                    subject=CASE, kind="case.promise", by=Limit(10, ND), document_no="1", reason="", actor=SYSTEM
                )
            with pytest.raises(PauseWithoutDocument):
                services.extend_duty(
                    subject=CASE, kind="case.promise", by=Limit(10, WD), document_no="", reason="", actor=SYSTEM
                )


class TestEnding:
    def test_in_time_and_late(self) -> None:
        with clock.frozen(at(2)):
            early = open_duty(subject=CASE)
            late = open_duty(1, subject=ObjectRef("case", "0002"))
        with clock.frozen(at(5)):
            (done,) = services.discharge_duty(subject=CASE, kind="case.promise", at=at(5), actor=SYSTEM)
            (missed,) = services.discharge_duty(subject=late.subject, kind="case.promise", at=at(5), actor=SYSTEM)
        assert (done.late, done.words, missed.late, missed.words) == (False, "按期完成", True, "超期完成")
        assert [fact.data.get("late") for fact in ledger.timeline(ObjectRef("duty", str(late.id)))][-1] is True
        with clock.frozen(at(30)):
            assert selectors.duties_of(CASE)[0].used == done.used == 3
            assert services.discharge_duty(subject=CASE, kind="case.promise", at=at(30), actor=SYSTEM) == ()
        assert facts(early) == ["duty.opened", "duty.discharged"]

    def test_ending_closes_open_pauses(self) -> None:
        with clock.frozen(at(4)):
            open_duty()
            services.pause_duties(subject=CASE, reason="x", document_no="1", since=at(4), actor=SYSTEM)
        with clock.frozen(at(6)):
            (done,) = services.discharge_duty(subject=CASE, kind="case.promise", at=at(6), actor=SYSTEM)
        assert done.due.due_on == dt.date(2026, 3, 12)
        assert not DutyPause.objects.filter(until=None).exists()

    def test_cancel(self) -> None:
        with clock.frozen(at(3)):
            open_duty()
            open_duty(20, kind="case.statutory")
            cancelled = services.cancel_duties(subject=CASE, actor=SYSTEM)
        assert [(duty.lamp, duty.words) for duty in cancelled] == [(Lamp.GREY, "已取消")] * 2
        assert selectors.most_urgent([CASE]) == {}


class TestSweep:
    def test_warned_and_overdue_once_each(self) -> None:
        with clock.frozen(at(2)):
            duty = open_duty()
            assert services.look_again(at(8), actor=SYSTEM) == services.LookReport(0, 0)
        with clock.frozen(at(9)):
            assert selectors.due_for_check(at(9)) == 1
            assert services.look_again(at(9), actor=SYSTEM) == services.LookReport(1, 0)
            assert services.look_again(at(9), actor=SYSTEM) == services.LookReport(0, 0)
        with clock.frozen(at(10)):
            assert services.look_again(at(10), actor=SYSTEM) == services.LookReport(0, 1)
            assert services.look_again(at(10), actor=SYSTEM) == services.LookReport(0, 0)
        assert facts(duty) == ["duty.opened", "duty.warned", "duty.overdue"]

    def test_an_end_missed_unwatched_is_overdue_without_warning(self) -> None:
        with clock.frozen(at(2)):
            duty = open_duty(1)
        with clock.frozen(at(20)):
            assert services.look_again(at(20), actor=SYSTEM) == services.LookReport(0, 1)
        assert facts(duty) == ["duty.opened", "duty.overdue"]

    def test_batches_cover_everything(self) -> None:
        with clock.frozen(at(2)):
            for number in range(7):
                open_duty(1, subject=ObjectRef("case", str(number)))
        with clock.frozen(at(20)):
            assert services.look_again(at(20), actor=SYSTEM, batch=2) == services.LookReport(0, 7)

    def test_paused_and_ended_duties_are_left_alone(self) -> None:
        with clock.frozen(at(3)):
            open_duty(subject=ObjectRef("case", "1"))
            open_duty(subject=ObjectRef("case", "2"))
            services.pause_duties(
                subject=ObjectRef("case", "1"), reason="x", document_no="1", since=at(3), actor=SYSTEM
            )
            services.cancel_duties(subject=ObjectRef("case", "2"), actor=SYSTEM)
        with clock.frozen(at(30)):
            assert services.look_again(at(30), actor=SYSTEM) == services.LookReport(0, 0)

    def test_hours_and_the_exact_last_instant(self) -> None:
        with clock.frozen(at(2)):
            open_duty(24, HOUR)
        with clock.frozen(at(3)):
            assert services.look_again(at(3), actor=SYSTEM) == services.LookReport(1, 0)
            (duty,) = selectors.duties_of(CASE)
            assert (duty.lamp, duty.words) == (Lamp.YELLOW, "今日到期")
        with clock.frozen(at(3, 11)):
            assert services.look_again(at(3, 11), actor=SYSTEM) == services.LookReport(0, 1)
            assert selectors.duties_of(CASE)[0].words == "已超期1小时"


class TestCalendarChange:
    def test_a_provisional_end_becomes_final(self) -> None:
        start = clock.at(dt.date(2026, 12, 30), dt.time(10))
        with clock.frozen(start):
            duty = services.open_duty(
                kind="case.promise", subject=CASE, department_id=7, starts_at=start, limit=Limit(5, WD), actor=SYSTEM
            )
            assert (duty.due.due_on, duty.provisional) == (dt.date(2027, 1, 7), True)
            assert services.recompute_due(actor=SYSTEM) == services.RecomputeReport(0, 0)
            reference.announce_year(
                year=2027,
                document_no="国办发明电〔2026〕0号",
                holidays={dt.date(2027, 1, day): "元旦" for day in (1, 2, 3, 4)},
                working=[],
                actor=SYSTEM,
            )
            ledger_services.drain()
            row = Duty.objects.get()
            assert (row.due_on, row.provisional) == (dt.date(2027, 1, 8), False)
            assert services.recompute_due(actor=SYSTEM) == services.RecomputeReport(0, 0)
        assert facts(duty) == ["duty.opened", "duty.due_changed"]

    def test_ended_and_fixed_duties_keep_their_dates(self) -> None:
        with clock.frozen(at(2)):
            open_duty()
            services.discharge_duty(subject=CASE, kind="case.promise", at=at(2), actor=SYSTEM)
            services.open_duty(
                kind="k", subject=CASE, department_id=7, starts_at=at(2), limit=None, fixed_due_at=at(8), actor=SYSTEM
            )
            reference.set_calendar_days(days={MONDAY: (False, "汛")}, document_no="一号", actor=SYSTEM)
            assert services.recompute_due(actor=SYSTEM) == services.RecomputeReport(0, 0)

    def test_a_city_day_off_moves_open_ends(self) -> None:
        with clock.frozen(at(2)):
            open_duty()
            reference.set_calendar_days(days={dt.date(2026, 3, 4): (False, "汛")}, document_no="一号", actor=SYSTEM)
            assert services.recompute_due(actor=SYSTEM, batch=1) == services.RecomputeReport(1, 1)
            assert selectors.duties_of(CASE)[0].due.due_on == dt.date(2026, 3, 10)


def test_business_hours_end_the_day_but_not_for_round_the_clock_kinds() -> None:
    register(DutyKind("test.supplement", "补正", round_the_clock=True))
    reference.load_reference_data(actor=SYSTEM)
    with clock.frozen(at(2)):
        assert open_duty().due_at == at(9, 17)
        assert open_duty(kind="test.supplement").due_at == clock.at(dt.date(2026, 3, 10))


def test_the_database_refuses_half_duties() -> None:
    fields = {"kind": "k", "subject_type": "case", "subject_id": "1", "starts_at": at(2)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.create(**fields, due_at=at(3), due_on=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.create(**fields, fixed_due_at=at(3))
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.create(**fields, fixed_due_at=at(3), due_at=at(3), due_on=MONDAY, state="discharged")
