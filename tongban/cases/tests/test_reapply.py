"""Who deceived about a permit of safety waits: one year after a refusal, three after a grant (行政许可法 78, 79)."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.cases import services
from tongban.cases.errors import ApplicationBarred
from tongban.cases.models import CaseInstrument
from tongban.cases.policies.reapply import application_bars, permit_barred
from tongban.cases.services import PastDates
from tongban.cases.services._texts import instrument_body
from tongban.cases.tests.conftest import MORNING, SYSTEM, City, content, publish
from tongban.cases.tests.promising import head
from tongban.catalogue.selectors import ItemVersionView
from tongban.credit import selectors as credit
from tongban.credit import services as credit_verbs
from tongban.credit.models import CreditRecord
from tongban.files import services as files
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.kernel.errors import InvalidInput
from tongban.orgs import selectors as orgs
from tongban.reference.models import Parameter

WHY = "卫生检测报告是伪造的，出具单位书面否认。"


@pytest.fixture
def safety(city: City) -> ItemVersionView:
    """A permit that directly concerns health and life."""
    guide = content("公共场所卫生许可（集中空调）", extra={"concerns": ["health_life_property"]})
    return publish(city.department_id, city.department_code, 7, guide)


def in_force(city: City) -> CreditRecord:
    """The one record of the town, checked by another officer."""
    row = CreditRecord.objects.get()
    credit_verbs.confirm_record(record_uid=row.uid, actor=head(city))
    row.refresh_from_db()
    return row


def refused(city: City, version: ItemVersionView) -> str:
    uid = city.examined(version)
    services.decide_case(case_uid=uid, granted=False, reason=WHY, false_materials=True, actor=city.approver)
    return uid


def text_of(uid: str, kind: str, city: City) -> str:
    row = CaseInstrument.objects.get(case__uid=uid, kind=kind)
    return "".join(instrument_body(row, orgs.department(city.department_id)).paragraphs)


def test_a_refusal_for_false_materials_warns_and_bars_for_a_year(city: City, safety: ItemVersionView) -> None:
    uid = refused(city, safety)
    said = text_of(uid, "decision_refused", city)
    assert "第七十八条，给予警告；2027年11月24日前不得再次申请" in said
    city.draft(safety)  # nothing counts before another officer has checked it
    row = in_force(city)
    assert (row.kind, row.item_code, row.barred_until) == (
        "false_materials", safety.catalog_code, dt.date(2027, 11, 24),
    )  # fmt: skip
    with pytest.raises(ApplicationBarred) as caught:
        city.draft(safety)
    assert "2027年11月24日前不能再次申请" in caught.value.sentence
    assert "第七十八条" in caught.value.article
    assert "异议" in caught.value.advice
    city.draft(city.promised)  # 该行政许可: another permit is open
    with clock.frozen(clock.at(dt.date(2027, 11, 25), dt.time(10))):
        city.draft(safety)


def test_a_draft_begun_before_is_not_handed_in(city: City, safety: ItemVersionView) -> None:
    draft = city.draft(safety)
    refused(city, safety)
    in_force(city)
    with pytest.raises(ApplicationBarred):
        services.submit_case(case_uid=draft, actor=city.resident)


def test_window_and_whole_applications_ask_too(city: City, safety: ItemVersionView) -> None:
    refused(city, safety)
    in_force(city)
    applicant = city.resident.party_id or 0
    with pytest.raises(ApplicationBarred):
        services.draft_case(version_id=safety.id, applicant_id=applicant, actor=city.clerk)
    with pytest.raises(ApplicationBarred):
        services.submit_application(
            item_code=safety.code, applicant_id=applicant, form_data={}, materials=(), actor=city.resident
        )
    # For the enterprise the person may apply; not so that the permit becomes the person's own.
    services.draft_case(version_id=safety.id, applicant_id=city.enterprise_id, actor=city.resident)
    with pytest.raises(ApplicationBarred):
        services.draft_case(
            version_id=safety.id, applicant_id=city.enterprise_id, subject_id=applicant, actor=city.resident
        )


def test_what_was_handled_before_is_entered_all_the_same(city: City, safety: ItemVersionView) -> None:
    refused(city, safety)
    in_force(city)
    stored = files.store(content=PDF, name="原件.pdf", actor=city.clerk)
    assert services.enter_past_case(
        version_id=safety.id,
        applicant_id=city.resident.party_id or 0,
        form_data={"name": "赵小满", "premises_name": "小满理发店"},
        dates=PastDates(MORNING - dt.timedelta(days=40), MORNING - dt.timedelta(days=40)),
        reason="系统停机",
        evidence_digest=stored.digest,
        actor=city.clerk,
    )


def test_a_clerk_without_the_credit_seat_refuses_acceptance_for_it(city: City, safety: ItemVersionView) -> None:
    uid = city.submitted(safety)
    services.refuse_acceptance(case_uid=uid, reason=WHY, false_materials=True, actor=city.clerk)
    assert "给予警告" in text_of(uid, "refusal_of_acceptance", city)
    assert in_force(city).barred_until == dt.date(2027, 11, 24)


def test_permits_of_other_fields_have_no_years_but_the_warning(city: City) -> None:
    uid = refused(city, city.promised)
    said = text_of(uid, "decision_refused", city)
    assert "给予警告" in said
    assert "不得再次申请" not in said
    assert in_force(city).barred_until is None
    city.draft(city.promised)


def test_which_permits_the_years_are_for_is_the_rule_packs(safety: ItemVersionView) -> None:
    assert permit_barred(safety) == safety.catalog_code
    assert permit_barred(dataclasses.replace(safety, item_kind="confirmation")) == ""
    assert permit_barred(dataclasses.replace(safety, extra={"concerns": ["ecology"]})) == ""
    Parameter.objects.filter(key="reapply_bar_fields").update(value=["public_safety"])
    assert permit_barred(safety) == ""


def test_nobody_finds_them_false_and_grants(city: City, safety: ItemVersionView) -> None:
    uid = city.examined(safety)
    with pytest.raises(InvalidInput):
        services.decide_case(case_uid=uid, granted=True, false_materials=True, actor=city.approver)
    assert not CreditRecord.objects.exists()


def test_a_permit_got_by_fraud_bars_for_three_years_from_its_revocation(city: City, safety: ItemVersionView) -> None:
    uid = city.examined(safety)
    services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    services.notify_revocation(case_uid=uid, ground="fraud", reason=WHY, actor=city.examiner)
    services.state_defence(case_uid=uid, text="不知情。", actor=city.resident)
    services.revoke_decision(case_uid=uid, reason=WHY, actor=city.approver)
    assert in_force(city).barred_until == dt.date(2029, 11, 24)
    bar = application_bars(safety, (city.resident.party_id or 0,))[city.resident.party_id or 0]
    assert (bar.until, "第七十九条" in bar.basis) == (dt.date(2029, 11, 24), True)


def test_the_question_costs_one_query_for_a_permit_and_none_for_the_rest(city: City, safety: ItemVersionView) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert application_bars(safety, (city.resident.party_id or 0, city.enterprise_id)) == {}
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        assert application_bars(dataclasses.replace(safety, item_kind="public_service"), (1,)) == {}
    assert len(asked) == 0


def test_one_act_told_by_refusal_and_by_hand_is_one_record(city: City, safety: ItemVersionView) -> None:
    uid = refused(city, safety)
    again = credit_verbs.record_credit(
        party_id=city.resident.party_id or 0,
        kind="other_breach",
        about=credit.record(CreditRecord.objects.get().uid, viewer=SYSTEM).about,
        department_id=city.department_id,
        text="同一行为，另一种说法。",
        actor=SYSTEM,
    )
    assert (again.kind, again.about.id) == ("false_materials", uid)
    assert CreditRecord.objects.count() == 1
