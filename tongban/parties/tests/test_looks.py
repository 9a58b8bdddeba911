"""Looking at another's data: who may, what is shown, and that the person sees it."""

from __future__ import annotations

import pytest

from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, InvalidInput, NotFound, PermissionDenied
from tongban.parties import selectors, services
from tongban.parties.errors import PersonNotMatched, PurposeMissing
from tongban.parties.tests.conftest import MakePerson, number, resident, uscc

pytestmark = pytest.mark.django_db


def test_finding_by_number_is_recorded_and_visible_to_the_person(person: MakePerson, clerk: Actor) -> None:
    me = person()
    found = services.find_by_number(number(), actor=clerk, purpose="代收公共场所卫生许可申请")
    assert found is not None
    assert found.id == me.id
    assert number() not in str(found)
    [look] = selectors.looks_at_me(resident(me.id))
    assert look.purpose == "代收公共场所卫生许可申请"
    assert look.department_id == 7


def test_nobody_found_leaves_no_trace_and_tells_nothing(person: MakePerson, clerk: Actor) -> None:
    me = person()
    assert services.find_by_number(number(9), actor=clerk, purpose="查询") is None
    assert selectors.looks_at_me(resident(me.id)) == []


def test_enterprises_are_found_by_their_code(clerk: Actor) -> None:
    made = services.register_enterprise(name="安阳某某有限公司", uscc=uscc(), actor=clerk)
    found = services.find_by_number(uscc().lower(), actor=clerk, purpose="代收")
    assert found is not None
    assert found.id == made.id


def test_bad_number_is_named_for_what_it_is(clerk: Actor) -> None:
    with pytest.raises(DomainError) as citizen:
        services.find_by_number(number()[:-2] + "99", actor=clerk, purpose="代收")
    assert citizen.value.code == "bad_citizen_no"
    with pytest.raises(DomainError) as code:
        services.find_by_number("91410502MA4000000X", actor=clerk, purpose="代收")
    assert code.value.code == "bad_uscc"


def test_purpose_and_permission_are_needed(person: MakePerson, clerk: Actor) -> None:
    me, other = person(), person(name="测试乙", seq=2)
    with pytest.raises(PurposeMissing):
        services.find_by_number(number(), actor=clerk, purpose="  ")
    with pytest.raises(PurposeMissing):
        services.reveal(me.id, actor=clerk, purpose="")
    for wrong in (resident(other.id), Actor(account_id=4, officer_id=4, permissions=frozenset({"parties.find"}))):
        with pytest.raises(PermissionDenied):
            services.reveal(me.id, actor=wrong, purpose="好奇")
    with pytest.raises(PermissionDenied):
        services.find_by_number(number(), actor=resident(other.id), purpose="好奇")
    assert selectors.looks_at_me(resident(me.id)) == []


@pytest.mark.parametrize("number_in_it", [number(4), "13812345678", "１３８１２３４５６７８"])
def test_purpose_carries_no_number_into_the_ledger(person: MakePerson, clerk: Actor, number_in_it: str) -> None:
    me = person()
    for purpose in (f"查{number_in_it}", "查\x00询"):
        with pytest.raises(InvalidInput):
            services.reveal(me.id, actor=clerk, purpose=purpose)
    case_no = "11410500MB1234567X4000117051000202603020001"
    assert services.reveal(me.id, actor=clerk, purpose=f"办件{case_no}").id == me.id


def test_own_data_is_free_and_leaves_no_record(person: MakePerson) -> None:
    me = person()
    shown = services.reveal(me.id, actor=resident(me.id), purpose="")
    assert (shown.citizen_no, shown.mobile, shown.birth_date) == (number(), "13800000001", shown.birth_date)
    assert selectors.own_data(resident(me.id)) == shown
    assert selectors.looks_at_me(resident(me.id)) == []


def test_reveal_by_an_officer_shows_all_and_is_recorded(person: MakePerson, clerk: Actor) -> None:
    me = person()
    shown = services.reveal(me.id, actor=clerk, purpose="打印许可证")
    assert shown.citizen_no == number()
    assert shown.sex in ("male", "female")
    assert [look.purpose for look in selectors.looks_at_me(resident(me.id))] == ["打印许可证"]


def test_another_party_is_not_there_for_a_stranger(person: MakePerson, clerk: Actor) -> None:
    me, stranger = person(name="欧阳测试"), person(name="测试乙", seq=2)
    with pytest.raises(NotFound):
        selectors.party(me.id, viewer=resident(stranger.id))
    with pytest.raises(NotFound):
        selectors.party(999_999, viewer=clerk)
    assert selectors.party(me.id, viewer=resident(me.id)).name == "欧阳测试"
    assert selectors.party(me.id, viewer=clerk).name == "欧阳测试"
    officer = Actor(account_id=4, officer_id=4)
    assert selectors.party(me.id, viewer=officer).name == "欧阳**"
    listed = selectors.parties([me.id, stranger.id], viewer=resident(me.id))
    assert (listed[me.id].name, listed[stranger.id].name) == ("欧阳测试", "测**")


def test_match_needs_name_and_number_and_does_not_say_which_is_wrong(person: MakePerson) -> None:
    me, friend = person(), person(name="测试乙", seq=2)
    assert services.match_person(name="测试乙", citizen_no=number(2), actor=resident(me.id)).id == friend.id
    refusals = []
    for name, no in (("测试丙", number(2)), ("测试乙", number(3))):
        with pytest.raises(PersonNotMatched) as refusal:
            services.match_person(name=name, citizen_no=no, actor=resident(me.id))
        refusals.append(refusal.value.problem())
    assert refusals[0] == refusals[1]
    with pytest.raises(PermissionDenied):
        services.match_person(name="测试乙", citizen_no=number(2), actor=Actor())
