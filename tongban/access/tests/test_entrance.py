"""The pages: signing in and up, locking, leaving, second factor, acting for others."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from django.test import Client
from pytest_django.fixtures import Settings

from tongban.access import services
from tongban.access.allauth_settings import TONGBAN_SESSION_IDLE_SECONDS
from tongban.access.middleware import SEEN
from tongban.access.models import Account
from tongban.access.tests.conftest import MOBILE, PASSWORD, MakeOfficer, MakeResident, citizen_no, sign_in
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, PermissionDenied
from tongban.ledger import selectors as ledger
from tongban.ledger.facts import ObjectRef
from tongban.parties import selectors as party_selectors
from tongban.parties import services as parties

pytestmark = pytest.mark.django_db
SIGN_UP = {
    "name": "测试·甲",
    "citizen_no": citizen_no(1),
    "mobile": MOBILE,
    "username": "newcomer",
    "password1": PASSWORD,
    "password2": PASSWORD,
    "agree": "yes",
}


def facts_of(account_id: int) -> list[str]:
    return [fact.kind for fact in ledger.timeline(ObjectRef("account", str(account_id)))]


@pytest.mark.parametrize("login", ["resident-a", "RESIDENT-A", MOBILE, "+86 138 0000 0001"])
def test_sign_in_by_name_or_mobile_and_out(client: Client, resident: MakeResident, login: str) -> None:
    me = resident()
    sign_in(client, login)
    page = client.get("/account/security/")
    assert page.status_code == 200
    assert "测试甲" in page.content.decode()
    client.post("/account/sign-out/")
    assert client.get("/account/security/").status_code == 302
    assert facts_of(me.id)[-2:] == ["account.signed_in", "account.signed_out"]


def test_pages_ask_to_sign_in_and_come_back(client: Client, resident: MakeResident) -> None:
    resident()
    asked = client.get("/account/looks/")
    assert asked["Location"] == "/account/sign-in/?next=%2Faccount%2Flooks%2F"
    page = client.get(asked["Location"]).content.decode()
    assert 'name="next" value="/account/looks/"' in page
    answer = client.post("/account/sign-in/", {"login": MOBILE, "password": PASSWORD, "next": "/account/looks/"})
    assert answer["Location"] == "/account/looks/"


def test_a_foreign_way_back_is_not_followed(client: Client, resident: MakeResident) -> None:
    resident()
    answer = client.post("/account/sign-in/", {"login": MOBILE, "password": PASSWORD, "next": "https://evil.example/"})
    assert answer["Location"] == "/"


def test_five_wrong_passwords_lock_the_account_by_name_and_mobile(client: Client, resident: MakeResident) -> None:
    me = resident()
    for _ in range(5):
        page = client.post("/account/sign-in/", {"login": "resident-a", "password": "wrong-password"})
        assert "密码不对" in page.content.decode()
    for login in ("resident-a", MOBILE):
        locked = client.post("/account/sign-in/", {"login": login, "password": PASSWORD})
        assert "5 分钟后再试" in locked.content.decode()
    assert client.get("/account/security/").status_code == 302
    assert facts_of(me.id).count("account.sign_in_failed") == 5


def test_unknown_name_and_wrong_password_get_the_same_answer(client: Client, resident: MakeResident) -> None:
    resident()
    texts = []
    for login in ("resident-a", "nobody-here"):
        page = client.post("/account/sign-in/", {"login": login, "password": "wrong-password"}).content.decode()
        texts.append(page.replace(login, "").split("<main")[1].split("csrfmiddlewaretoken")[0])
    assert texts[0] == texts[1]


def test_sign_up_by_the_page(client: Client) -> None:
    assert "公民身份号码" in client.get("/account/sign-up/").content.decode()
    answer = client.post("/account/sign-up/", SIGN_UP)
    assert answer.status_code == 302, answer.content.decode()
    account = Account.objects.get()
    assert account.party_id is not None
    assert client.get("/account/security/").status_code == 200
    assert facts_of(account.pk)[:2] == ["account.created", "account.signed_in"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"citizen_no": "410502199001010010"}, "校验码"),
        ({"name": "测试\u202e甲"}, "控制字符"),
        ({"password2": "other-password-1"}, "两次输入的密码不一样"),
        ({"password1": "12345678", "password2": "12345678"}, "密码不符合要求"),
        ({"mobile": "123"}, "手机号码应为 11 位"),
        ({"username": "13800000001"}, "不要用手机号码"),
        ({"agree": ""}, "同意后再注册"),
        ({"name": ""}, "请填写"),
    ],
)
def test_sign_up_says_what_is_wrong(client: Client, change: dict[str, str], sentence: str) -> None:
    page = client.post("/account/sign-up/", SIGN_UP | change)
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not Account.objects.exists()


def test_numbers_never_show_in_addresses(client: Client) -> None:
    answer = client.post("/account/sign-up/?next=/account/security/", SIGN_UP)
    assert citizen_no(1) not in answer["Location"]
    assert client.get("/account/sign-up/", {"citizen_no": citizen_no(1)}).status_code in (200, 302)


def test_long_silence_signs_out(client: Client, resident: MakeResident) -> None:
    me = resident()
    sign_in(client, "resident-a")
    assert client.get("/account/security/").status_code == 200
    session = client.session
    session[SEEN] = session[SEEN] - TONGBAN_SESSION_IDLE_SECONDS - 1
    session.save()
    assert client.get("/account/security/").status_code == 302
    assert "自动退出" in client.get("/account/sign-in/").content.decode()
    assert facts_of(me.id)[-1] == "account.signed_out"


def test_change_of_password(client: Client, resident: MakeResident) -> None:
    me = resident()
    sign_in(client, "resident-a")
    new = {"password1": "another-long-one-9", "password2": "another-long-one-9"}
    wrong = client.post("/account/password/", {"oldpassword": "nope", **new})
    assert "原密码不对" in wrong.content.decode()
    assert client.post("/account/password/", {"oldpassword": PASSWORD, **new}).status_code == 302
    assert "account.password_changed" in facts_of(me.id)
    sign_in(Client(), "resident-a", "another-long-one-9")


def code_of(secret: str) -> str:
    """The code the app would show now."""
    counters = list(yield_hotp_counters_from_time())
    return f"{hotp_value(secret, counters[1]):06d}"


def bind(client: Client) -> str:
    """Confirm the password, read the secret as the app would, bind with its first code."""
    asked = client.get("/account/second-factor/bind/")
    assert asked["Location"].startswith("/account/confirm/")
    assert "再输一次密码" in client.get(asked["Location"]).content.decode()
    confirmed = client.post("/account/confirm/", {"password": PASSWORD, "next": "/account/second-factor/bind/"})
    assert confirmed["Location"] == "/account/second-factor/bind/"
    assert client.get("/account/second-factor/bind/").status_code == 200
    secret: str = client.session["mfa.totp.secret"]
    wrong = client.post("/account/second-factor/bind/", {"code": "000000"})
    assert "口令不对" in wrong.content.decode()
    assert client.post("/account/second-factor/bind/", {"code": code_of(secret)}).status_code == 302
    return secret


def test_administrator_acts_only_after_the_second_factor(client: Client, officer: MakeOfficer) -> None:
    account = officer("audit", "audit_admin")
    sign_in(client, "audit")
    assert client.get("/account/security/").wsgi_request.actor.permissions == frozenset()  # type: ignore[attr-defined]
    page = client.get("/account/second-factor/", {"next": "/account/security/"})
    assert page["Location"].startswith("/account/second-factor/bind/")
    secret = bind(client)
    actor = client.get("/account/security/").wsgi_request.actor  # type: ignore[attr-defined]
    assert actor.may("ledger.verify")
    assert "account.second_factor_set" in facts_of(account.id)
    stored = str(Authenticator.objects.get(type="totp").data)
    assert secret not in stored
    assert client.get("/account/second-factor/codes/").status_code == 200
    assert client.get("/account/second-factor/overview/").status_code == 200


def test_bound_second_factor_is_asked_at_sign_in(client: Client, officer: MakeOfficer) -> None:
    officer("audit", "audit_admin")
    sign_in(client, "audit")
    bind(client)
    fresh = Client()
    answer = fresh.post("/account/sign-in/", {"login": "audit", "password": PASSWORD})
    assert answer["Location"] == "/account/second-factor/sign-in/"
    assert "动态口令" in fresh.get(answer["Location"]).content.decode()
    assert fresh.get("/account/security/").status_code == 302
    codes = client.get("/account/second-factor/codes/file/").content.decode().split()
    assert fresh.post("/account/second-factor/sign-in/", {"code": codes[-1]}).status_code == 302
    actor = fresh.get("/account/security/").wsgi_request.actor  # type: ignore[attr-defined]
    assert actor.may("ledger.verify")


def test_known_secret_for_demonstration_cities(
    client: Client, officer: MakeOfficer, system: Actor, settings: Settings
) -> None:
    account, secret = officer("audit", "audit_admin"), "JBSWY3DPEHPK3PXP"
    services.bind_second_factor(account_id=account.id, secret=secret, actor=system)
    services.bind_second_factor(account_id=account.id, secret=secret, actor=system)
    assert facts_of(account.id).count("account.second_factor_set") == 1
    answer = client.post("/account/sign-in/", {"login": "audit", "password": PASSWORD})
    assert answer["Location"] == "/account/second-factor/sign-in/"
    assert client.post(answer["Location"], {"code": code_of(secret)}).status_code == 302
    assert client.get("/account/security/").status_code == 200
    with pytest.raises(InvalidInput):
        services.bind_second_factor(account_id=account.id, secret="short", actor=system)
    with pytest.raises(PermissionDenied):
        services.bind_second_factor(account_id=account.id, secret=secret, actor=services.actor_for(account.id))
    settings.TONGBAN_CITY_KIND = "production"
    with pytest.raises(PermissionDenied):
        services.bind_second_factor(account_id=account.id, secret=secret, actor=system)


def test_acting_for_a_relative_until_the_mandate_ends(client: Client, resident: MakeResident) -> None:
    me, friend = resident(), resident("resident-b", seq=2, mobile="13800000002", name="测试乙")
    sign_in(client, "resident-a")
    last = (clock.today() + dt.timedelta(days=5)).isoformat()
    form = {"name": "测试乙", "citizen_no": citizen_no(2), "valid_to": last}
    wrong = client.post("/account/mandates/", form | {"name": "测试丙"})
    assert wrong.status_code == 422
    assert "没有找到" in wrong.content.decode()
    assert client.post("/account/mandates/", form).status_code == 302
    page = client.get("/account/mandates/").content.decode()
    assert "测**" in page
    assert citizen_no(2) not in page
    agent = Client()
    sign_in(agent, "resident-b")
    assert "测试甲" in agent.get("/account/acting-for/").content.decode()
    agent.post("/account/acting-for/", {"principal": str(me.party_id)})
    assert agent.get("/account/security/").wsgi_request.actor.principal_id == me.party_id  # type: ignore[attr-defined]
    [mandate] = mandates_of(me.id)
    client.post(f"/account/mandates/{mandate}/revoke/")
    after = agent.get("/account/security/")
    assert after.wsgi_request.actor.principal_id == friend.party_id  # type: ignore[attr-defined]
    assert "撤销了给您的授权" in after.content.decode()


def mandates_of(account_id: int) -> list[str]:
    return [str(view.uid) for view in party_selectors.mandates(viewer=services.actor_for(account_id))]


def test_acting_for_a_stranger_is_refused(client: Client, resident: MakeResident) -> None:
    me = resident()
    resident("resident-b", seq=2, mobile="13800000002", name="测试乙")
    sign_in(client, "resident-b")
    client.raise_request_exception = False
    client.post("/account/acting-for/", {"principal": str(me.party_id)})
    assert "principal_id" not in client.session


def test_person_sees_who_looked(client: Client, resident: MakeResident, system: Actor) -> None:
    me = resident()
    parties.reveal(me.party_id or 0, actor=system, purpose="打印许可证")
    sign_in(client, "resident-a")
    assert "打印许可证" in client.get("/account/looks/").content.decode()


def test_pages_of_entrance_render(client: Client) -> None:
    for path in ("/account/password/help/", "/account/inactive/"):
        assert client.get(path).status_code == 200, path


def test_signed_in_pages_render(client: Client, resident: MakeResident) -> None:
    resident()
    sign_in(client, "resident-a")
    for path in ("sessions", "mandates", "looks", "acting-for", "security", "password", "sign-out", "confirm"):
        answer = client.get(f"/account/{path}/")
        assert answer.status_code == 200, path
        assert "<h1>" in answer.content.decode(), path


def test_few_queries_per_page(client: Client, officer: MakeOfficer, django_assert_max_num_queries: object) -> None:
    officer("window", "clerk")
    sign_in(client, "window")
    client.get("/account/mandates/")
    # session, account, grants and departments (remembered outside a transaction), the page's own question
    with django_assert_max_num_queries(6):  # type: ignore[operator]  # a fixture of pytest-django
        client.get("/account/mandates/")
