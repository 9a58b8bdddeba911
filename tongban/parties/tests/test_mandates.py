"""Acting for another: self, legal representative, mandate; each refusal says what to do."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound, PermissionDenied
from tongban.kernel.standards import CitizenNo, Sex
from tongban.ledger import selectors as ledger
from tongban.parties import facts, policies, selectors, services
from tongban.parties.errors import (
    GuardianNeedsDocument,
    MandateAlreadyRevoked,
    MandateDates,
    MandateExpired,
    MandateNotYetValid,
    MandateOutOfScope,
    MandateRevoked,
    MandateWithSelf,
    NoMandate,
    NotAPerson,
    RepresentativeIsMinor,
)
from tongban.parties.tests.conftest import MakePerson, resident, uscc

pytestmark = pytest.mark.django_db
DAY = dt.date(2030, 3, 4)


def on(day: dt.date) -> dt.datetime:
    return clock.at(day, dt.time(9))


def test_self_and_legal_representative_need_no_mandate(person: MakePerson, clerk: Actor) -> None:
    boss = person()
    firm = services.register_enterprise(name="某公司", uscc=uscc(), legal_representative_id=boss.id, actor=clerk)
    policies.check_acts_for(resident(boss.id), boss.id)
    policies.check_acts_for(resident(boss.id), firm.id)
    assert [p.party.id for p in selectors.principals(viewer=resident(boss.id))] == [firm.id]
    other = person(name="测试乙", seq=2)
    with pytest.raises(NoMandate):
        policies.check_acts_for(resident(other.id), firm.id)
    services.change_representative(party_id=firm.id, legal_representative_id=other.id, actor=clerk)
    policies.check_acts_for(resident(other.id), firm.id)
    assert not policies.can_act_for(resident(boss.id), firm.id)


def test_mandate_counts_from_first_to_last_day(person: MakePerson) -> None:
    me, friend = person(), person(name="测试乙", seq=2)
    last = DAY + dt.timedelta(days=10)
    with clock.frozen(on(DAY - dt.timedelta(days=5))):
        services.grant_mandate(
            principal_id=me.id, agent_id=friend.id, valid_from=DAY, valid_to=last, actor=resident(me.id)
        )
        with pytest.raises(MandateNotYetValid) as early:
            policies.check_acts_for(resident(friend.id), me.id)
        assert "2030年3月4日" in early.value.sentence
    for day in (DAY, last):
        with clock.frozen(on(day)):
            policies.check_acts_for(resident(friend.id), me.id)
            assert [p.party.id for p in selectors.principals(viewer=resident(friend.id))] == [me.id]
    with clock.frozen(on(last + dt.timedelta(days=1))):
        with pytest.raises(MandateExpired) as late:
            policies.check_acts_for(resident(friend.id), me.id)
        assert "2030年3月14日" in late.value.sentence
        assert "重新授权" in late.value.advice
        assert late.value.article
        assert selectors.principals(viewer=resident(friend.id)) == []
        assert selectors.mandates(viewer=resident(me.id))[0].state == "expired"


def test_scope_limits_what_the_agent_does(person: MakePerson) -> None:
    me, friend = person(), person(name="测试乙", seq=2)
    services.grant_mandate(
        principal_id=me.id,
        agent_id=friend.id,
        scope=["cases.apply", " "],
        valid_to=clock.today(),
        actor=resident(me.id),
    )
    policies.check_acts_for(resident(friend.id), me.id, what="cases.apply")
    policies.check_acts_for(resident(friend.id), me.id)
    with pytest.raises(MandateOutOfScope):
        policies.check_acts_for(resident(friend.id), me.id, what="cases.withdraw")
    policies.check_acts_for(resident(friend.id), me.id, what=("cases.apply", "000117051000"))
    with pytest.raises(MandateOutOfScope):
        policies.check_acts_for(resident(friend.id), me.id, what=("000117051000", ""))
    with pytest.raises(InvalidInput):
        services.grant_mandate(
            principal_id=me.id, agent_id=friend.id, scope=["'; --"], valid_to=clock.today(), actor=resident(me.id)
        )


def test_revoked_mandate_stops_at_once(person: MakePerson) -> None:
    me, friend, stranger = person(), person(name="测试乙", seq=2), person(name="测试丙", seq=3)
    given_ = services.grant_mandate(
        principal_id=me.id, agent_id=friend.id, valid_to=clock.today(), actor=resident(me.id)
    )
    with pytest.raises(PermissionDenied):
        services.revoke_mandate(mandate_uid=given_.uid, actor=resident(stranger.id))
    services.revoke_mandate(mandate_uid=str(given_.uid), actor=resident(me.id))
    with pytest.raises(MandateRevoked):
        policies.check_acts_for(resident(friend.id), me.id)
    with pytest.raises(MandateAlreadyRevoked):
        services.revoke_mandate(mandate_uid=given_.uid, actor=resident(me.id))
    kinds = [fact.kind for fact in ledger.timeline(facts.party_ref(me.id))]
    assert kinds[-2:] == ["mandate.granted", "mandate.revoked"]


def test_agent_may_lay_the_mandate_down_but_not_pass_it_on(person: MakePerson) -> None:
    me, friend, third = person(), person(name="测试乙", seq=2), person(name="测试丙", seq=3)
    given_ = services.grant_mandate(
        principal_id=me.id, agent_id=friend.id, valid_to=clock.today(), actor=resident(me.id)
    )
    with pytest.raises(PermissionDenied):
        services.grant_mandate(
            principal_id=me.id, agent_id=third.id, valid_to=clock.today(), actor=resident(friend.id, me.id)
        )
    services.revoke_mandate(mandate_uid=given_.uid, actor=resident(friend.id))
    assert not policies.can_act_for(resident(friend.id), me.id)


def test_dates_that_make_no_sense(person: MakePerson) -> None:
    me, friend = person(), person(name="测试乙", seq=2)
    with clock.frozen(on(DAY)):
        for first, last in (
            (DAY, DAY - dt.timedelta(days=1)),
            (DAY - dt.timedelta(days=9), DAY - dt.timedelta(days=1)),
            (DAY, dt.date(2035, 3, 5)),
        ):
            with pytest.raises(MandateDates):
                services.grant_mandate(
                    principal_id=me.id, agent_id=friend.id, valid_from=first, valid_to=last, actor=resident(me.id)
                )
        services.grant_mandate(
            principal_id=me.id, agent_id=friend.id, valid_to=dt.date(2035, 3, 4), actor=resident(me.id)
        )


def test_who_may_be_agent(person: MakePerson, clerk: Actor) -> None:
    me = person()
    firm = services.register_enterprise(name="某公司", uscc=uscc(), actor=clerk)
    child = person(name="测试童", seq=5, birth=dt.date(2015, 5, 1))
    last = clock.today()
    with pytest.raises(MandateWithSelf):
        services.grant_mandate(principal_id=me.id, agent_id=me.id, valid_to=last, actor=resident(me.id))
    with pytest.raises(NotAPerson):
        services.grant_mandate(principal_id=me.id, agent_id=firm.id, valid_to=last, actor=resident(me.id))
    with pytest.raises(RepresentativeIsMinor):
        services.grant_mandate(principal_id=me.id, agent_id=child.id, valid_to=last, actor=resident(me.id))
    with pytest.raises(NotFound):
        services.grant_mandate(principal_id=me.id, agent_id=999_999, valid_to=last, actor=resident(me.id))
    with pytest.raises(NotFound):
        services.revoke_mandate(mandate_uid=uuid.uuid4(), actor=clerk)
    with pytest.raises(NotFound):
        services.revoke_mandate(mandate_uid="not-a-uid", actor=clerk)


def test_guardian_of_a_minor_ends_with_full_age(person: MakePerson, clerk: Actor) -> None:
    parent, child = person(), person(name="测试童", seq=5, birth=dt.date(2016, 5, 1))
    with clock.frozen(on(DAY)):
        with pytest.raises(PermissionDenied):
            services.grant_mandate(
                principal_id=child.id,
                agent_id=parent.id,
                kind="guardian",
                valid_to=dt.date(2060, 1, 1),
                actor=resident(child.id),
            )
        made = services.grant_mandate(
            principal_id=child.id, agent_id=parent.id, kind="guardian", valid_to=dt.date(2060, 1, 1), actor=clerk
        )
        with pytest.raises(PermissionDenied):
            services.revoke_mandate(mandate_uid=made.uid, actor=resident(child.id))
    assert made.valid_to == dt.date(2034, 5, 1)
    with clock.frozen(on(dt.date(2034, 5, 1))):
        policies.check_acts_for(resident(parent.id), child.id)
    with clock.frozen(on(dt.date(2034, 5, 2))), pytest.raises(MandateExpired):
        policies.check_acts_for(resident(parent.id), child.id)


def test_guardian_of_an_adult_needs_a_document(person: MakePerson, clerk: Actor) -> None:
    parent, ward = person(), person(name="测试乙", seq=2)
    last = clock.today() + dt.timedelta(days=30)
    with pytest.raises(GuardianNeedsDocument):
        services.grant_mandate(principal_id=ward.id, agent_id=parent.id, kind="guardian", valid_to=last, actor=clerk)
    services.grant_mandate(
        principal_id=ward.id,
        agent_id=parent.id,
        kind="guardian",
        document_no="（2026）豫0502民特1号",
        valid_to=last,
        actor=clerk,
    )
    policies.check_acts_for(resident(parent.id), ward.id)


def test_signed_out_acts_for_nobody(person: MakePerson) -> None:
    with pytest.raises(NoMandate):
        policies.check_acts_for(Actor(), person().id)


@given(birth=st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)), years=st.integers(1, 120))
@example(birth=dt.date(2008, 2, 29), years=18)
def test_full_years_count_from_the_day_after_the_birthday(birth: dt.date, years: int) -> None:
    """What ends with a birthday (guardianship) ends where full age begins, also for those born on 29 February."""
    day = policies.birthday(birth, years)
    citizen = CitizenNo(number="", birth_date=birth, sex=Sex.FEMALE, region_code="410502")
    assert (citizen.age_on(day), citizen.age_on(day + dt.timedelta(days=1))) == (years - 1, years)
