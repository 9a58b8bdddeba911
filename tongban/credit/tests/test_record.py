"""Put forward, checked, sent back, put right, given up: nothing counts before another officer has looked."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from tongban.credit import selectors, services
from tongban.credit.errors import (
    CreditOnlySerious,
    CreditTextMissing,
    CreditTextTooLong,
    NotToBeCollected,
    NumberInCreditText,
    TwoSeatsOnCredit,
)
from tongban.credit.facts import record_ref
from tongban.credit.models import CreditRecord
from tongban.credit.tests.conftest import CITIZEN_NO, SYSTEM, TEXT, City, later, sweep
from tongban.duties.selectors import duties_of
from tongban.kernel import clock
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.errors import InvalidInput, MoveNotAllowed, NotFound, PermissionDenied
from tongban.ledger.facts import ObjectRef
from tongban.ledger.selectors import timeline
from tongban.notices import selectors as notices
from tongban.reference.models import Parameter


def test_a_record_waits_for_its_check_five_working_days_and_counts_for_nothing(city: City) -> None:
    view = city.record()
    assert (view.state, view.counts, view.public, view.in_force_at) == ("proposed", False, False, None)
    assert view.number == "同卫健信用〔2026〕1号"
    (duty,) = duties_of(record_ref(view.uid))
    assert (duty.kind, duty.department_id) == ("credit.check", city.department_id)
    assert duty.limit == Limit(5, LimitUnit.WORKING_DAY)
    assert duty.due.due_on == dt.date(2026, 12, 1)
    assert selectors.commitment_bar(city.person_id) is None


def test_the_same_act_told_twice_is_one_record(city: City) -> None:
    first = city.record()
    again = city.record(text="换一种说法。", actor=SYSTEM)
    assert (again.uid, again.text) == (first.uid, TEXT)
    assert city.record(about=ObjectRef("case", "c-2")).uid != first.uid
    services.drop_record(record_uid=first.uid, reason="报错了对象。", actor=city.recorder)
    assert city.record().uid != first.uid


def test_an_act_told_under_another_kind_is_the_same_record(city: City) -> None:
    first = city.record(kind="false_materials")
    assert city.record(kind="other_breach").uid == first.uid
    kept = city.record(kind="commitment_kept", actor=SYSTEM)
    assert kept.uid != first.uid  # what was kept in a matter is another act than what was broken in it
    assert city.record(kind="good_deed").uid == kept.uid
    row = CreditRecord.objects.get(uid=first.uid)
    row.pk, row.uid, row.number = None, uuid.uuid4(), "同卫健信用〔2026〕99号"
    with pytest.raises(IntegrityError, match="credit_record_broken_once"), transaction.atomic():
        row.save(force_insert=True)


def test_the_same_act_told_with_a_longer_bar_takes_it_up(city: City) -> None:
    view = city.in_force(kind="false_materials", item_code="410123001000")
    again = city.record(kind="other_breach", item_code="410123001000", after_grant=True, actor=SYSTEM)
    assert (again.uid, again.kind, again.barred_until) == (view.uid, "false_materials", dt.date(2029, 11, 24))
    assert again.revision == view.revision + 1
    assert "2029年11月24日前不能再次申请" in notices.inbox(city.resident()).rows[0].body
    assert "credit.barred" in [one.kind for one in timeline(record_ref(view.uid))]
    shorter = city.record(kind="false_materials", item_code="410123001000", actor=SYSTEM)
    assert (shorter.barred_until, shorter.revision) == (again.barred_until, again.revision)


def test_its_fact_stands_on_the_case_too_and_holds_no_words(city: City) -> None:
    view = city.record()
    (told,) = [one for one in timeline(ObjectRef("case", "c-1")) if one.kind == "credit.proposed"]
    assert told.primary == record_ref(view.uid)
    assert TEXT not in str(told.data)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"kind": "bad_person"}, InvalidInput),
        ({"kind": "good_deed", "serious": True}, CreditOnlySerious),
        ({"text": "   "}, CreditTextMissing),
        ({"text": "字" * 501}, CreditTextTooLong),
        ({"text": f"当事人{CITIZEN_NO}承诺不实"}, NumberInCreditText),
        ({"text": "当事人电话１３８０００００００１，承诺不实"}, NumberInCreditText),
        ({"text": "当事人有传染性疾病"}, NotToBeCollected),
        ({"party_id": 987654}, NotFound),
    ],
)
def test_what_may_not_be_recorded(city: City, changes: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        city.record(**changes)
    assert not CreditRecord.objects.exists()


def test_of_an_organisation_such_words_may_stand(city: City) -> None:
    view = city.record(party_id=city.enterprise_id, text="未按规定报告食源性疾病。")
    assert view.state == "proposed"


def test_who_may_record(city: City) -> None:
    for actor in (city.clerk, city.bureau, city.outsider, city.resident()):
        with pytest.raises(PermissionDenied):
            city.record(actor=actor)
    assert city.record(actor=SYSTEM).state == "proposed"


def test_another_officer_confirms_and_the_party_is_told(city: City) -> None:
    view = city.record()
    with clock.frozen(later(days=1)):
        found = services.confirm_record(record_uid=view.uid, note="与核查文书一致。", actor=city.checker)
    assert (found.state, found.counts, found.public_until) == ("in_force", True, dt.date(2027, 11, 25))
    assert not found.public
    (duty,) = duties_of(record_ref(view.uid))
    assert (duty.state, duty.late) == ("discharged", False)
    assert notices.inbox(city.resident()).rows[0].title == "信用档案有一条新记录：虚假承诺"


def test_the_bureau_may_check_for_every_department(city: City) -> None:
    assert services.confirm_record(record_uid=city.record().uid, actor=city.bureau).state == "in_force"


def test_who_recorded_does_not_check_even_with_the_seat(city: City) -> None:
    view = city.record(actor=city.checker)
    with pytest.raises(TwoSeatsOnCredit):
        services.confirm_record(record_uid=view.uid, actor=city.checker)
    with pytest.raises(TwoSeatsOnCredit):
        services.refuse_record(record_uid=view.uid, reason="不准", actor=city.checker)
    assert {one.verb for one in selectors.record(view.uid, viewer=city.checker).actions if one.allowed} == {"drop"}


def test_who_may_not_check(city: City) -> None:
    view = city.record()
    for actor, error in (
        (city.outsider, NotFound),
        (city.recorder, PermissionDenied),
        (city.clerk, PermissionDenied),
        (city.resident(), PermissionDenied),
        (SYSTEM, PermissionDenied),  # the check is a person's
    ):
        with pytest.raises(error):
            services.confirm_record(record_uid=view.uid, actor=actor)
    with pytest.raises(NotFound):
        services.confirm_record(record_uid="nonsense", actor=city.checker)


def test_good_deeds_have_no_end(city: City) -> None:
    view = city.in_force(kind="commitment_kept", actor=SYSTEM)
    assert (view.good, view.counts, view.public_until) == (True, True, None)


def test_no_period_is_longer_than_five_years(city: City) -> None:
    Parameter.objects.filter(key="credit.publication.ordinary").update(value=9)
    assert city.in_force().public_until == dt.date(2031, 11, 24)


def test_sent_back_put_right_and_checked_again(city: City) -> None:
    view = city.record()
    services.refuse_record(record_uid=view.uid, reason="没有写文书文号。", actor=city.checker)
    found = selectors.record(view.uid, viewer=city.recorder)
    assert (found.state, found.check_note) == ("returned", "没有写文书文号。")
    assert {one.verb for one in found.actions if one.allowed} == {"resubmit", "drop"}
    with pytest.raises(MoveNotAllowed):
        services.confirm_record(record_uid=view.uid, actor=city.checker)
    with clock.frozen(later(days=2)):
        again = services.resubmit_record(record_uid=view.uid, text="补正后的内容。", actor=city.recorder)
        assert (again.state, again.text) == ("proposed", "补正后的内容。")
        assert [duty.state for duty in duties_of(record_ref(view.uid))] == ["discharged", "open"]
        assert services.confirm_record(record_uid=view.uid, actor=city.checker).state == "in_force"


def test_what_is_put_right_is_read_as_the_first_text_was(city: City) -> None:
    view = city.record()
    services.refuse_record(record_uid=view.uid, reason="有误。", actor=city.checker)
    with pytest.raises(NumberInCreditText):
        services.resubmit_record(record_uid=view.uid, text=f"{CITIZEN_NO}", actor=city.recorder)
    with pytest.raises(NotFound):
        services.resubmit_record(record_uid=view.uid, text="内容", actor=city.outsider)


def test_given_up_before_it_counts(city: City) -> None:
    view = city.record()
    with pytest.raises(CreditTextMissing):
        services.drop_record(record_uid=view.uid, reason="", actor=city.recorder)
    found = services.drop_record(record_uid=view.uid, reason="报错了对象。", actor=city.recorder)
    assert (found.state, found.end_reason) == ("dropped", "报错了对象。")
    assert [duty.state for duty in duties_of(record_ref(view.uid))] == ["cancelled"]
    assert not notices.inbox(city.resident()).rows
    with pytest.raises(MoveNotAllowed):
        services.drop_record(record_uid=city.in_force().uid, reason="晚了", actor=city.recorder)


def test_a_late_check_is_a_fact_and_lets_nothing_in_by_itself(city: City) -> None:
    view = city.record()
    with clock.frozen(later(days=8)):
        sweep()
        sweep()
        facts = [one.kind for one in timeline(record_ref(view.uid)) if one.kind == "duty.overdue"]
        assert facts == ["duty.overdue"]
        assert selectors.record(view.uid, viewer=city.checker).state == "proposed"
        assert selectors.commitment_bar(city.person_id) is None
        services.confirm_record(record_uid=view.uid, actor=city.checker)
    (duty,) = duties_of(record_ref(view.uid))
    assert (duty.state, duty.late) == ("discharged", True)
