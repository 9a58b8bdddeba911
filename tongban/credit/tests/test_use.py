"""What the gates are told: bars with reason and article, standing in three words."""

from __future__ import annotations

import datetime as dt

import pytest

from tongban.credit import selectors, services
from tongban.credit.states import CreditKind
from tongban.credit.tests.conftest import SYSTEM, City, later
from tongban.kernel import clock
from tongban.ledger.facts import ObjectRef
from tongban.reference.models import Parameter

ITEM = "11410500MB0123456W300012300100001"


@pytest.mark.parametrize("kind", CreditKind.values)
def test_which_records_bar_commitments(city: City, kind: str) -> None:
    city.in_force(kind=kind)
    barred = kind in ("false_commitment", "commitment_broken", "false_materials")
    assert (selectors.commitment_bar(city.person_id) is not None) == barred
    assert selectors.commitment_bar(city.other_person_id) is None


def test_a_serious_record_of_any_kind_bars_them(city: City) -> None:
    view = city.in_force(kind="other_breach", serious=True)
    bar = selectors.commitment_bar(city.person_id)
    assert bar is not None
    assert (bar.record_number, bar.until) == (view.number, dt.date(2029, 11, 24))
    assert any("不能用告知承诺" in line for line in selectors.record(view.uid, viewer=city.resident()).meanings)


def test_the_kinds_are_the_rule_packs(city: City) -> None:
    city.in_force()
    Parameter.objects.filter(key="credit.commitment_barred_by").update(value=["commitment_broken"])
    assert selectors.commitment_bar(city.person_id) is None


def test_the_oldest_record_is_named(city: City) -> None:
    first = city.in_force()
    with clock.frozen(later(days=3)):
        city.in_force(about=ObjectRef("case", "c-2"))
        bar = selectors.commitment_bar(city.person_id)
    assert bar is not None
    assert bar.record_uid == first.uid


@pytest.mark.parametrize(("after_grant", "until"), [(False, dt.date(2027, 11, 24)), (True, dt.date(2029, 11, 24))])
def test_a_permit_may_not_be_applied_for_again_for_one_or_three_years(
    city: City, after_grant: bool, until: dt.date
) -> None:
    view = city.in_force(kind="false_materials", item_code=ITEM, after_grant=after_grant)
    bar = selectors.application_bar(city.person_id, ITEM)
    assert bar is not None
    assert (bar.until, bar.record_uid) == (until, view.uid)
    assert "第七十八条" in bar.basis
    assert selectors.application_bar(city.person_id, "another") is None
    assert selectors.application_bar(city.person_id, "") is None
    with clock.frozen(clock.at(until, dt.time(10))):
        assert selectors.application_bar(city.person_id, ITEM) is not None
    with clock.frozen(clock.at(until + dt.timedelta(days=1), dt.time(10))):
        assert selectors.application_bar(city.person_id, ITEM) is None


def test_the_laws_years_outlast_repair_but_not_revocation(city: City) -> None:
    view = city.repair_asked(city.in_force(kind="false_materials", item_code=ITEM))
    services.decide_repair(record_uid=view.uid, granted=True, answer="验收合格。", actor=city.checker)
    assert selectors.commitment_bar(city.person_id) is None
    assert selectors.application_bar(city.person_id, ITEM) is not None
    services.revoke_record(
        record_uid=view.uid, reason="已撤销。", document_no="同政复决〔2026〕7号", actor=city.recorder
    )
    assert selectors.application_bar(city.person_id, ITEM) is None


def test_what_is_only_proposed_bars_nothing(city: City) -> None:
    city.record(kind="false_materials", item_code=ITEM)
    assert selectors.application_bar(city.person_id, ITEM) is None
    assert selectors.commitment_bar(city.person_id) is None


def test_standing_grows_with_kept_commitments_and_falls_with_a_breach(city: City) -> None:
    def kept(number: int) -> None:
        about = ObjectRef("case", f"kept-{number}")
        city.in_force(kind="commitment_kept", about=about, actor=SYSTEM)

    assert selectors.standing(city.person_id).level == "plain"
    kept(1)
    kept(2)
    assert not selectors.standing(city.person_id).good
    kept(3)
    found = selectors.standing(city.person_id)
    assert (found.good, found.kept, found.breaches) == (True, 3, 0)
    assert "第三十条" in found.basis
    view = city.in_force(kind="inspection_finding")
    found = selectors.standing(city.person_id)
    assert (found.good, found.level, found.breaches) == (False, "restricted", 1)
    city.repair_asked(view)
    services.decide_repair(record_uid=view.uid, granted=True, answer="验收合格。", actor=city.checker)
    assert selectors.standing(city.person_id).good
