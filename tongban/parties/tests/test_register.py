"""Registering: once per number, encrypted at rest, nothing personal in facts."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection, connections

from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, InvalidInput, PermissionDenied
from tongban.ledger import selectors as ledger
from tongban.parties import facts, selectors, services
from tongban.parties.errors import (
    EnterpriseNameMismatch,
    NotAnOrganisation,
    NotAPerson,
    PersonNameMismatch,
    RepresentativeIsMinor,
)
from tongban.parties.models import Party, Person
from tongban.parties.selectors import PartyView
from tongban.parties.tests.conftest import MakePerson, number, resident, uscc

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.django_db
def test_a_person_is_registered_once(person: MakePerson, clerk: Actor) -> None:
    first = person()
    again = services.register_person(
        name=" 测试甲 ", citizen_no=number().translate(FULL_WIDTH).lower(), mobile="13900000000", actor=clerk
    )
    assert again.id == first.id
    assert selectors.notice_mobile(first.id) == "13800000001"
    assert Party.objects.count() == 1


@pytest.mark.django_db
def test_same_number_other_name_is_refused_without_telling_the_name(person: MakePerson, clerk: Actor) -> None:
    person()
    with pytest.raises(PersonNameMismatch) as refusal:
        services.register_person(name="测试乙", citizen_no=number(), actor=clerk)
    assert "测试甲" not in str(refusal.value.problem())
    assert number() not in str(refusal.value.problem())


@pytest.mark.django_db
def test_bad_numbers_are_refused_and_never_repeated(clerk: Actor) -> None:
    wrong = number()[:-1] + ("0" if number()[-1] != "0" else "1")
    with pytest.raises(DomainError) as refusal:
        services.register_person(name="测试甲", citizen_no=wrong, actor=clerk)
    assert refusal.value.status == 422
    assert wrong not in str(refusal.value.problem())
    assert not Party.objects.exists()


@pytest.mark.django_db
def test_nothing_personal_is_readable_in_the_tables_or_the_ledger(person: MakePerson) -> None:
    made = person()
    row = Person.objects.get(party_id=made.id)
    assert number().encode() not in bytes(row.citizen_no_cipher)
    assert b"13800000001" not in bytes(row.mobile_cipher or b"")
    with connection.cursor() as cursor:
        cursor.execute("SELECT convert_from(body, 'UTF8') FROM ledger_fact")
        written = " ".join(str(r[0]) for r in cursor.fetchall())
    assert "party.registered" in written
    for secret in (number(), "13800000001", "测试甲"):
        assert secret not in written


@pytest.mark.django_db
def test_without_the_permission_nobody_is_registered() -> None:
    with pytest.raises(PermissionDenied):
        services.register_person(name="测试甲", citizen_no=number(), actor=Actor(account_id=1))
    assert not Party.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_person_registered_at_many_windows_at_once(clerk: Actor) -> None:
    barrier = threading.Barrier(4)
    found: list[PartyView] = []
    errors: list[BaseException] = []

    def register() -> None:
        try:
            barrier.wait()
            found.append(services.register_person(name="测试甲", citizen_no=number(), actor=clerk))
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=register) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len({view.id for view in found}) == 1
    assert Party.objects.count() == 1
    kinds = [fact.kind for fact in ledger.timeline(facts.party_ref(found[0].id))]
    assert kinds.count("party.registered") == 1


@pytest.mark.django_db
def test_enterprises(person: MakePerson, clerk: Actor) -> None:
    boss = person()
    name = "安阳市文峰区某某生态农业科技开发连锁经营管理股份有限公司（第一分公司）"
    made = services.register_enterprise(name=name, uscc=uscc(), legal_representative_id=boss.id, actor=clerk)
    assert (made.name, made.masked_name, made.masked_no) == (name, name, uscc())
    again = services.register_enterprise(
        name=name.replace("（", "(").replace("）", ")"), uscc=uscc().lower(), actor=clerk
    )
    assert again.id == made.id
    with pytest.raises(EnterpriseNameMismatch):
        services.register_enterprise(name="另一家公司", uscc=uscc(), actor=clerk)
    with pytest.raises(NotAnOrganisation):
        services.register_enterprise(name="某公司", uscc=uscc(2), kind="person", actor=clerk)
    with pytest.raises(DomainError):
        services.register_enterprise(name="某公司", uscc=uscc()[:-1] + "0", actor=clerk)
    with pytest.raises(NotAPerson):
        services.register_enterprise(name="某公司", uscc=uscc(2), legal_representative_id=made.id, actor=clerk)


@pytest.mark.django_db
def test_a_minor_represents_nobody(person: MakePerson, clerk: Actor) -> None:
    child = person(name="测试童", seq=5, birth=dt.date(2020, 5, 1), mobile="")
    with pytest.raises(RepresentativeIsMinor):
        services.register_enterprise(name="某公司", uscc=uscc(), legal_representative_id=child.id, actor=clerk)


@pytest.mark.django_db
def test_sole_trader_number_is_masked(clerk: Actor) -> None:
    made = services.register_enterprise(name="文峰区某小吃店", uscc=uscc(), kind="sole_trader", actor=clerk)
    assert uscc() not in made.masked_no
    assert "*" in made.masked_no


@pytest.mark.django_db
def test_region_is_kept_in_its_short_form_or_refused(clerk: Actor) -> None:
    made = services.register_enterprise(name="某公司", uscc=uscc(), region_code="410502000000", actor=clerk)
    assert made.region_code == "410502"
    for wrong in ("4105020000000", "41O5", "\x00"):
        with pytest.raises(InvalidInput):
            services.register_enterprise(name="某公司", uscc=uscc(2), region_code=wrong, actor=clerk)


@pytest.mark.django_db
def test_contact_is_changed_by_the_person_or_an_officer_only(person: MakePerson, clerk: Actor) -> None:
    me, other = person(), person(name="测试乙", seq=2)
    services.change_contact(party_id=me.id, mobile="139 1111 1111", actor=resident(me.id))
    assert selectors.notice_mobile(me.id) == "13911111111"
    with pytest.raises(PermissionDenied):
        services.change_contact(party_id=me.id, mobile="13922222222", actor=resident(other.id))
    with pytest.raises(InvalidInput):
        services.change_contact(party_id=me.id, mobile="", actor=clerk)


@pytest.mark.django_db
def test_assurance_rises_at_the_window_and_never_falls(person: MakePerson, clerk: Actor) -> None:
    me = person()
    assert services.confirm_identity(party_id=me.id, level=2, actor=clerk).assurance_level == 2
    assert services.confirm_identity(party_id=me.id, level=1, actor=clerk).assurance_level == 2
    with pytest.raises(PermissionDenied):
        services.confirm_identity(party_id=me.id, level=3, actor=resident(me.id))
