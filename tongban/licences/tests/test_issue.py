"""Issue, number, sign, change."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound, PermissionDenied
from tongban.kernel.standards.licence_id import parse_licence_identifier
from tongban.ledger.facts import ObjectRef
from tongban.ledger.selectors import timeline
from tongban.licences import selectors, services
from tongban.licences.errors import (
    AlreadyHeld,
    CaseAlreadyServed,
    HolderKindNotAllowed,
    LicenceNotUsable,
    LicenceTypeExists,
    LicenceTypeUnknown,
    ValidityWrong,
)
from tongban.licences.face import plain
from tongban.licences.models import Licence
from tongban.licences.policies import end_of_validity
from tongban.licences.sealing import is_intact
from tongban.licences.tests.conftest import CITIZEN_NO, FACE, HYGIENE, IDENTITY, OPINION, SYSTEM, City, Issue

DAY = dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)


def test_a_licence_has_identifier_number_validity_and_signature(city: City, issue: Issue) -> None:
    with clock.frozen(DAY):
        view = issue()
    parts = parse_licence_identifier(view.identifier)
    assert (parts.type_code, parts.serial, parts.version) == (HYGIENE, "20260000001", "001")
    assert view.licence_no == "同卫健公字〔2026〕第000001号"
    assert (view.valid_from, view.valid_to) == (dt.date(2026, 11, 23), dt.date(2030, 11, 22))
    assert (view.holder_name, view.issuer_name) == ("同安测试旅馆有限公司", "同安市卫生健康委员会")
    assert [(line.label, line.value) for line in view.face][2] == ("面积", "120.5平方米")
    row = Licence.objects.get()
    assert is_intact(row)
    assert len(row.verify_code) >= 20


def test_serials_have_no_gaps_and_a_refusal_gives_its_number_back(city: City, issue: Issue) -> None:
    with clock.frozen(DAY):
        issue(type_code=OPINION, case_no="N1")
        with pytest.raises(CaseAlreadyServed):
            issue(type_code=OPINION, case_no="N1")
        second = issue(type_code=OPINION, case_no="N2")
    assert parse_licence_identifier(second.identifier).serial == "20260000002"


def test_one_valid_instance_per_holder_and_type(city: City, issue: Issue) -> None:
    first = issue()
    with pytest.raises(AlreadyHeld, match="公共场所卫生许可证"):
        issue()
    services.suspend_licence(identifier=first.identifier, reason="整改", basis="测试", actor=city.approver)
    with pytest.raises(AlreadyHeld, match="暂扣"):
        issue()
    services.cancel_licence(identifier=first.identifier, reason="停业", basis="测试", actor=city.approver)
    assert issue().identifier != first.identifier


def test_the_database_itself_allows_one_valid_instance(city: City, issue: Issue) -> None:
    row = Licence.objects.get(identifier=issue().identifier)
    row.pk, row.identifier, row.serial, row.verify_code = None, "x", "2", "y"
    row.uid = row.uid.__class__(int=5)
    with pytest.raises(IntegrityError, match="licences_one_valid_per_holder_and_type"), transaction.atomic():
        row.save(force_insert=True)


def test_types_without_the_rule_may_be_held_several_times(city: City, issue: Issue) -> None:
    assert issue(type_code=OPINION).identifier != issue(type_code=OPINION).identifier


def test_an_expired_licence_makes_room_and_is_cancelled_by_law(city: City, issue: Issue) -> None:
    with clock.frozen(DAY):
        old = issue(valid_to=dt.date(2026, 12, 31))
    with clock.frozen(DAY + dt.timedelta(days=60)):
        new = issue()
        assert selectors.licence(old.identifier, viewer=SYSTEM).state == "cancelled"
        assert selectors.licence(old.identifier, viewer=SYSTEM).state_basis == "行政许可法第七十条第一项"
        assert [view.identifier for view in selectors.evidence_for(city.enterprise_id, [HYGIENE])] == [new.identifier]


def test_only_what_the_type_names_stands_on_the_face(city: City, issue: Issue) -> None:
    view = issue(data={**FACE, "contact.mobile": "13800000009"})
    assert set(view.data) == set(FACE)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "“单位名称”没有填写。"),
        ({**FACE, "premises.name": "旅" * 61}, "“单位名称”太长，最多60个字。"),
        ({**FACE, "premises.area": -1}, "“面积”不能小于0。"),
        ({**FACE, "premises.area": "大"}, "“面积”格式不对。"),
        ({**FACE, "premises.name": "旅\x00馆"}, "控制字符"),
    ],
)
def test_a_wrong_face_is_refused_field_by_field(
    city: City, issue: Issue, data: dict[str, object], sentence: str
) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        issue(data=data)
    assert not Licence.objects.exists()


def test_who_may_issue_to_whom(city: City, issue: Issue) -> None:
    with pytest.raises(PermissionDenied):
        issue(actor=city.clerk)
    with pytest.raises(PermissionDenied):
        issue(department_id=city.other_department_id)
    with pytest.raises(PermissionDenied):
        issue(actor=city.resident())
    with pytest.raises(HolderKindNotAllowed, match="自然人"):
        issue(holder_id=city.person_id)
    with pytest.raises(LicenceTypeUnknown):
        issue(type_code="0" * 21)
    with pytest.raises(NotFound):
        issue(holder_id=0)
    with pytest.raises(ValidityWrong, match="48个月"):
        issue(valid_to=dt.date(2099, 1, 1))
    with pytest.raises(ValidityWrong, match="早于"):
        issue(valid_from=dt.date(2026, 2, 1), valid_to=dt.date(2026, 1, 1))


def test_personal_fields_are_sealed_at_rest(city: City, issue: Issue) -> None:
    issue(type_code=IDENTITY, holder_id=city.person_id, data={"person.citizen_no": CITIZEN_NO})
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text, personal_cipher, to_jsonb(l)::text FROM licences_licence l")
        opened, sealed, whole = cursor.fetchone()
    assert opened == "{}"
    assert CITIZEN_NO not in whole
    assert CITIZEN_NO.encode() not in bytes(sealed)
    mine = selectors.held_by(city.person_id, viewer=city.resident())
    assert mine[0].data == {"person.citizen_no": CITIZEN_NO}


def test_the_fact_carries_no_name_and_nothing_from_the_face(city: City, issue: Issue) -> None:
    view = issue(about=[ObjectRef("case", "c1")])
    told = timeline(ObjectRef("licence", view.uid))
    assert [fact.kind for fact in told] == ["licence.issued"]
    assert timeline(ObjectRef("case", "c1"))[0].uid == told[0].uid
    written = json.dumps(dict(told[0].data), ensure_ascii=False)
    assert "旅馆" not in written


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("holder_name", "另一家公司"),
        ("valid_to", dt.date(2099, 1, 1)),
        ("data", {**FACE, "premises.area": 9999}),
        ("licence_no", "别的编号"),
        ("issued_on", dt.date(2020, 1, 1)),
        ("personal_cipher", b"\x01" * 40),
    ],
)
def test_a_changed_row_no_longer_fits_its_signature(city: City, issue: Issue, field: str, value: object) -> None:
    view = issue()
    Licence.objects.filter(identifier=view.identifier).update(**{field: value})
    verdict = selectors.verify(view.identifier)
    assert (verdict.kind, verdict.ok) == ("altered", False)


def test_change_makes_the_next_version_and_the_old_one_points_to_it(city: City, issue: Issue) -> None:
    with clock.frozen(DAY):
        old = issue()
        new = services.change_licence(
            identifier=old.identifier, data={**FACE, "premises.area": 200}, case_no="N9", actor=city.approver
        )
    before, after = parse_licence_identifier(old.identifier), parse_licence_identifier(new.identifier)
    assert (after.serial, after.version) == (before.serial, "002")
    assert (new.licence_no, new.valid_to) == (old.licence_no, old.valid_to)
    verdict = selectors.verify(old.identifier)
    assert (verdict.kind, verdict.newer_identifier) == ("superseded", new.identifier)
    assert [view.identifier for view in selectors.held_by(city.enterprise_id, viewer=city.clerk)] == [new.identifier]
    with pytest.raises(LicenceNotUsable, match="已换发"):
        services.change_licence(identifier=old.identifier, data=FACE, actor=city.approver)


def test_renewal_counts_from_its_own_start(city: City, issue: Issue) -> None:
    with clock.frozen(DAY):
        old = issue()
        start = dt.date(2030, 11, 23)
        new = services.change_licence(identifier=old.identifier, data=FACE, valid_from=start, actor=city.approver)
    assert (new.valid_from, new.valid_to) == (start, dt.date(2034, 11, 22))
    assert new.status == "not_yet_valid"


def test_what_ran_out_cannot_be_renewed(city: City, issue: Issue) -> None:
    with clock.frozen(DAY):
        old = issue(valid_to=dt.date(2026, 12, 31))
    with clock.frozen(DAY + dt.timedelta(days=60)), pytest.raises(LicenceNotUsable, match="已过期"):
        services.change_licence(identifier=old.identifier, data=FACE, actor=city.approver)


def test_a_type_is_defined_once(city: City) -> None:
    known = selectors.licence_type(HYGIENE)
    again = {"code": HYGIENE, "name": known.name, "defined_by": known.defined_by, "fields": known.fields}
    with pytest.raises(LicenceTypeExists):
        services.define_licence_type(**again, single_valid=False, actor=SYSTEM)  # type: ignore[arg-type]  # test data
    with pytest.raises(PermissionDenied):
        services.define_licence_type(**again, actor=Actor())  # type: ignore[arg-type]  # test data
    assert len(selectors.licence_types()) == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "SHORT"}, "code"),
        ({"name": " "}, "name"),
        ({"validity_months": 0}, "validity_months"),
        ({"holder_kinds": ["robot"]}, "holder_kinds"),
        ({"number_pattern": "{serial}{secret}"}, "number_pattern"),
        ({"fields": {"type": "array"}}, "fields"),
        ({"fields": {"type": "object", "properties": 5}}, "fields"),
    ],
)
def test_a_wrong_type_definition_is_refused(db: None, changes: dict[str, object], field: str) -> None:
    good: dict[str, object] = {"code": OPINION[:-1] + "9", "name": "意见", "defined_by": "甲", "fields": {}}
    with pytest.raises(InvalidInput) as refusal:
        services.define_licence_type(**{**good, **changes}, actor=SYSTEM)  # type: ignore[arg-type]  # test data
    assert field in refusal.value.errors


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (dt.date(2026, 11, 21), 48, dt.date(2030, 11, 20)),
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2026, 1, 1), 12, dt.date(2026, 12, 31)),
    ],
)
def test_the_last_day_of_validity(start: dt.date, months: int, end: dt.date) -> None:
    assert end_of_validity(start, months) == end


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_signed_text_survives_a_round_through_json(value: object) -> None:
    assert plain(value) == plain(json.loads(json.dumps(value)))  # type: ignore[arg-type]  # any JSON value


@given(st.integers(-(10**12), 10**12))
def test_equal_numbers_are_signed_alike(number: int) -> None:
    assert plain(number) == plain(float(number))
