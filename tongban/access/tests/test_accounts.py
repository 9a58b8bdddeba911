"""Accounts, the actor behind them, tokens."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from allauth.idp.oidc.models import Token
from django.db import connections

from tongban.access import selectors, services
from tongban.access.errors import (
    AccountExists,
    AccountInactive,
    MobileTaken,
    SignUpAtWindow,
    TokenLife,
    UsernameTaken,
    WeakPassword,
)
from tongban.access.models import Account
from tongban.access.tests.conftest import MOBILE, PASSWORD, MakeOfficer, MakeResident, citizen_no
from tongban.kernel import clock
from tongban.kernel.actor import Actor, Channel
from tongban.kernel.errors import DomainError, InvalidInput, NotFound, PermissionDenied
from tongban.orgs.selectors import DepartmentView
from tongban.parties import services as parties
from tongban.parties.errors import MandateExpired, NoMandate, PersonNameMismatch
from tongban.parties.models import Party

WEB = Actor(channel=Channel.PORTAL)


def sign_up(username: str = "newcomer", seq: int = 1, mobile: str = MOBILE, name: str = "测试甲") -> int:
    return services.sign_up(
        username=username, password=PASSWORD, name=name, citizen_no=citizen_no(seq), mobile=mobile, actor=WEB
    ).id


@pytest.mark.django_db
def test_sign_up_registers_the_person_and_gives_a_resident() -> None:
    actor = services.actor_for(sign_up())
    assert actor.seats == {"resident"}
    assert actor.permissions == {"cases.apply"}
    assert actor.principal_id == actor.party_id is not None
    assert not actor.is_officer
    assert not actor.department_ids


@pytest.mark.django_db
def test_sign_up_refusals_leave_nothing_behind() -> None:
    sign_up()
    people = Party.objects.count()
    for refusal, arguments in (
        (AccountExists, {"username": "again"}),
        (PersonNameMismatch, {"username": "again", "name": "测试乙"}),
        (UsernameTaken, {"seq": 2, "mobile": "13800000002"}),
        (MobileTaken, {"username": "again", "seq": 2}),
        (InvalidInput, {"username": "13800000002", "seq": 2, "mobile": "13800000002"}),
        (InvalidInput, {"username": "again", "seq": 2, "mobile": ""}),
    ):
        with pytest.raises(refusal):
            sign_up(**arguments)
    assert Account.objects.count() == 1
    assert Party.objects.count() == people


@pytest.mark.django_db
def test_name_and_number_alone_take_over_nobody(system: Actor) -> None:
    parties.register_person(name="测试甲", citizen_no=citizen_no(1), mobile="13900000009", actor=system)
    parties.register_person(name="测试乙", citizen_no=citizen_no(2), actor=system)
    with pytest.raises(SignUpAtWindow):
        sign_up()
    with pytest.raises(SignUpAtWindow):
        sign_up(seq=2, name="测试乙")
    assert services.actor_for(sign_up(mobile="13900000009")).party_id is not None


@pytest.mark.django_db(transaction=True)
def test_the_same_person_signing_up_twice_at_once() -> None:
    barrier = threading.Barrier(3)
    outcomes: list[str] = []

    def run(username: str) -> None:
        try:
            barrier.wait()
            sign_up(username)
            outcomes.append("done")
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(f"user-{n}",)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("done") == 1
    assert len(outcomes) == 3
    assert Account.objects.count() == Party.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["short", "password123", "newcomer-newcomer"[:8]])
def test_weak_passwords(password: str, health: DepartmentView, system: Actor) -> None:
    with pytest.raises(WeakPassword):
        services.create_account(username="newcomer", password=password, department_id=health.id, actor=system)


@pytest.mark.django_db
def test_accounts_are_opened_by_administrators_only(health: DepartmentView, officer: MakeOfficer) -> None:
    account = officer("window", "clerk")
    clerk = services.actor_for(account.id)
    with pytest.raises(PermissionDenied):
        services.create_account(username="friend", department_id=health.id, actor=clerk)
    with pytest.raises(PermissionDenied):
        services.reset_password(account_id=account.id, actor=clerk)


@pytest.mark.django_db
def test_accounts_are_seen_by_whom_they_concern(officer: MakeOfficer, resident: MakeResident) -> None:
    admin, clerk, me = officer("ops", "system_admin"), officer("window", "clerk"), resident()
    assert selectors.account(me.id, viewer=services.actor_for(me.id)).display_name == "测试甲"
    assert selectors.account(me.id, viewer=services.actor_for(admin.id)).display_name == "测**"
    with pytest.raises(NotFound):
        selectors.account(me.id, viewer=services.actor_for(clerk.id))
    with pytest.raises(PermissionDenied):
        selectors.staff_accounts(viewer=services.actor_for(clerk.id))
    names = [view.username for view in selectors.staff_accounts(viewer=services.actor_for(admin.id))]
    assert names == ["ops", "window"]


@pytest.mark.django_db
def test_switched_off_account_does_nothing(resident: MakeResident, system: Actor) -> None:
    me = resident()
    token = services.issue_token(account_id=me.id, actor=system)
    services.deactivate_account(account_id=me.id, actor=system)
    with pytest.raises(AccountInactive):
        services.actor_for(me.id)
    assert services.actor_for_token(token) is None
    services.activate_account(account_id=me.id, actor=system)
    assert services.actor_for_token(token) is not None
    with pytest.raises(InvalidInput):
        services.deactivate_account(
            account_id=me.id, actor=Actor(account_id=me.id, permissions=frozenset({"access.manage"}))
        )


@pytest.mark.django_db
def test_acting_for_another_is_checked_each_time(resident: MakeResident, system: Actor) -> None:
    me, friend = resident(), resident("resident-b", seq=2, mobile="13800000002", name="测试乙")
    assert me.party_id is not None
    with pytest.raises(NoMandate):
        services.actor_for(friend.id, principal_id=me.party_id)
    day = dt.date(2030, 3, 4)
    with clock.frozen(clock.at(day, dt.time(9))):
        parties.grant_mandate(
            principal_id=me.party_id, agent_id=friend.party_id or 0, valid_to=day, actor=services.actor_for(me.id)
        )
        actor = services.actor_for(friend.id, principal_id=me.party_id)
        assert (actor.party_id, actor.principal_id) == (friend.party_id, me.party_id)
    with clock.frozen(clock.at(day + dt.timedelta(days=1), dt.time(9))), pytest.raises(MandateExpired):
        services.actor_for(friend.id, principal_id=me.party_id)


@pytest.mark.django_db
def test_token_carries_the_own_rights_and_is_kept_as_digest(officer: MakeOfficer, system: Actor) -> None:
    account = officer("window", "clerk")
    own = services.actor_for(account.id)
    value = services.issue_token(account_id=account.id, actor=own, name="脚本")
    actor = services.actor_for_token(value)
    assert actor is not None
    assert (actor.account_id, actor.permissions, actor.channel) == (account.id, own.permissions, Channel.API)
    row = Token.objects.get()
    assert value not in (row.hash, str(row.data))
    assert [token.name for token in selectors.tokens(viewer=own)] == ["脚本"]
    services.revoke_token(token_id=row.pk, actor=own)
    assert services.actor_for_token(value) is None


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["", "x", "tb_" + "A" * 43, "令牌", "a" * 5000, "\x00"])
def test_unknown_tokens_are_nobody(value: str) -> None:
    assert services.actor_for_token(value) is None


@pytest.mark.django_db
def test_tokens_end(resident: MakeResident, system: Actor) -> None:
    me = resident()
    start = dt.datetime(2030, 3, 4, 1, tzinfo=dt.UTC)
    with clock.frozen(start):
        value = services.issue_token(account_id=me.id, actor=system, ttl=dt.timedelta(hours=1))
        assert services.actor_for_token(value) is not None
    with clock.frozen(start + dt.timedelta(minutes=60)):
        assert services.actor_for_token(value) is None
        assert selectors.tokens(viewer=services.actor_for(me.id)) == []
    for life in (dt.timedelta(0), dt.timedelta(days=366), dt.timedelta(days=-1)):
        with pytest.raises(TokenLife):
            services.issue_token(account_id=me.id, actor=system, ttl=life)


@pytest.mark.django_db
def test_nobody_gets_a_token_for_another(officer: MakeOfficer, resident: MakeResident, system: Actor) -> None:
    me, admin = resident(), officer("ops", "system_admin")
    with pytest.raises(PermissionDenied):
        services.issue_token(account_id=me.id, actor=services.actor_for(admin.id))
    services.issue_token(account_id=me.id, actor=system)
    other = resident("resident-b", seq=2, mobile="13800000002", name="测试乙")
    with pytest.raises(NotFound):
        services.revoke_token(token_id=Token.objects.get().pk, actor=services.actor_for(other.id))


@pytest.mark.django_db
def test_administrator_roles_need_a_second_factor_in_tokens_too(officer: MakeOfficer, system: Actor) -> None:
    account = officer("audit", "audit_admin")
    own = services.actor_for(account.id)
    plain = services.actor_for_token(services.issue_token(account_id=account.id, actor=own, second_factor=True))
    assert plain is not None
    assert plain.permissions == frozenset()
    given = services.actor_for_token(services.issue_token(account_id=account.id, actor=system, second_factor=True))
    assert given is not None
    assert given.may("ledger.verify")


@pytest.mark.django_db
def test_sign_in_name_from_a_mobile(resident: MakeResident) -> None:
    resident("Resident-A")
    assert services.resolve_login(" 138-0000-0001 ") == "resident-a"
    assert services.resolve_login("RESIDENT-A") == "resident-a"
    assert services.resolve_login("13800000009") == "13800000009"
