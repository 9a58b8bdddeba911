"""Access rules of addresses, and the platform as OpenID provider."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.idp.oidc.models import Token
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver

from tongban.access import services, urls
from tongban.access.errors import ClientAddress
from tongban.access.selectors import AccountView
from tongban.access.tests.conftest import MakeOfficer, MakeResident, sign_in
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound, PermissionDenied
from tongban.orgs.selectors import DepartmentView

CALLBACK = "https://app.example/callback"


def walk(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns)
        else:
            yield pattern


def test_every_address_of_the_room_has_a_rule() -> None:
    patterns = list(walk(urls.urlpatterns))
    assert len(patterns) > 25
    assert [str(p.pattern) for p in patterns if not getattr(p.callback, "access_rule", "")] == []


@services.requires("cases.accept", "cases.examine")
def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


def request_of(actor: Actor | None, method: str = "GET", **headers: str) -> HttpRequest:
    request = RequestFactory().generic(method, "/workbench/?queue=1", headers=headers)
    if actor is not None:
        request.actor = actor  # type: ignore[attr-defined]  # as the middleware does
    return request


def test_requires_lets_in_whoever_holds_one_of_them() -> None:
    assert view.access_rule == "requires:cases.accept|cases.examine"  # type: ignore[attr-defined]
    insider = Actor(account_id=1, permissions=frozenset({"cases.examine"}))
    assert view(request_of(insider)).status_code == 200
    with pytest.raises(PermissionDenied):
        view(request_of(Actor(account_id=1, permissions=frozenset({"cases.apply"}))))
    with pytest.raises(ValueError, match="at least one"):
        services.requires()


def test_signed_out_people_are_sent_to_sign_in() -> None:
    for actor in (None, Actor()):
        answer = view(request_of(actor))
        assert answer["Location"] == "/account/sign-in/?next=%2Fworkbench%2F%3Fqueue%3D1"
    posted = view(request_of(None, "POST"))
    assert posted["Location"] == "/account/sign-in/"
    part = view(request_of(None, **{"HX-Request": "true", "HX-Current-URL": "http://testserver/workbench/"}))
    assert (part.status_code, part["HX-Redirect"]) == (204, "/account/sign-in/?next=%2Fworkbench%2F")
    foreign = view(request_of(None, **{"HX-Request": "true", "HX-Current-URL": "https://evil.example/x"}))
    assert foreign["HX-Redirect"] == "/account/sign-in/"


def test_administrator_without_second_factor_is_sent_to_give_it() -> None:
    request = request_of(Actor(account_id=1))
    request.second_factor_due = True  # type: ignore[attr-defined]  # as the middleware does
    assert view(request)["Location"].startswith("/account/second-factor/?next=")


@pytest.fixture
def department_account(health: DepartmentView, system: Actor) -> AccountView:
    account = services.create_account(username="system-of-health", department_id=health.id, actor=system)
    services.grant_role(account_id=account.id, role="clerk", actor=system)
    return account


def basic(client_id: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


@pytest.mark.django_db
def test_client_credentials_act_as_the_department_account(
    client: Client, department_account: AccountView, health: DepartmentView, system: Actor
) -> None:
    view_, secret = services.register_client(
        name="卫健审批系统", department_account_id=department_account.id, actor=system
    )
    wrong = client.post(
        "/account/oidc/token",
        {"grant_type": "client_credentials"},
        headers={"Authorization": basic(view_.id, "wrong")},
    )
    assert wrong.status_code == 401
    answer = client.post(
        "/account/oidc/token",
        {"grant_type": "client_credentials"},
        headers={"Authorization": basic(view_.id, secret)},
    )
    assert answer.status_code == 200, answer.content.decode()
    value = answer.json()["access_token"]
    actor = services.actor_for_token(value)
    assert actor is not None
    assert actor.account_id == department_account.id
    assert actor.department_ids == {health.id}
    assert not Token.objects.filter(hash=value).exists()
    called = client.get("/api/none", headers={"Authorization": f"Bearer {value}"}).wsgi_request
    assert called.actor.account_id == department_account.id  # type: ignore[attr-defined]
    services.remove_client(client_id=view_.id, actor=system)
    assert services.actor_for_token(value) is None


def authorize(client: Client, client_id: str, scope: str) -> str:
    """The code the browser brings back after consent."""
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": CALLBACK,
        "scope": scope,
        "state": "s-1",
    }
    page = client.get("/account/oidc/authorize", query)
    assert page.status_code == 200, page.content.decode()
    assert "form-action 'self' https://app.example" in page["Content-Security-Policy"]
    text = page.content.decode()
    assert "卫健审批系统" in text
    signed = text.split('name="request" value="')[1].split('"')[0].replace("&#34;", '"').replace("&amp;", "&")
    answer = client.post("/account/oidc/authorize", {"request": signed, "scopes": scope.split(), "action": "grant"})
    back = urlsplit(answer["Location"])
    assert answer["Location"].startswith(CALLBACK)
    assert parse_qs(back.query)["state"] == ["s-1"]
    return parse_qs(back.query)["code"][0]


@pytest.mark.django_db
@pytest.mark.parametrize(("scope", "reaches_api"), [("openid profile", False), ("openid api", True)])
def test_code_flow_signs_a_person_in_at_a_department_system(
    client: Client,
    resident: MakeResident,
    department_account: AccountView,
    system: Actor,
    scope: str,
    reaches_api: bool,
) -> None:
    me = resident()
    view_, secret = services.register_client(
        name="卫健审批系统", department_account_id=department_account.id, redirect_uris=[CALLBACK], actor=system
    )
    sign_in(client, "resident-a")
    code = authorize(client, view_.id, scope)
    exchange = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    tokens = Client().post("/account/oidc/token", exchange, headers={"Authorization": basic(view_.id, secret)})
    assert tokens.status_code == 200, tokens.content.decode()
    access = tokens.json()["access_token"]
    assert tokens.json()["id_token"].count(".") == 2
    actor = services.actor_for_token(access)
    assert (actor is not None) == reaches_api
    if actor is not None:
        assert actor.account_id == me.id
    about = Client().get("/account/oidc/userinfo", headers={"Authorization": f"Bearer {access}"}).json()
    assert about.get("name") == ("测试甲" if "profile" in scope else None)
    assert about["sub"] == str(me.id)
    again = Client().post("/account/oidc/token", exchange, headers={"Authorization": basic(view_.id, secret)})
    assert again.status_code == 400


@pytest.mark.django_db
def test_discovery_says_what_is_served(client: Client) -> None:
    data = client.get("/account/.well-known/openid-configuration").json()
    assert data["issuer"] == "http://testserver/account"
    assert data["scopes_supported"] == ["openid", "profile", "api"]
    assert "device_authorization_endpoint" not in data
    keys = client.get(urlsplit(data["jwks_uri"]).path).json()["keys"]
    assert keys
    assert all("d" not in key for key in keys)
    assert client.get("/account/oidc/authorize", {"client_id": "none"}).status_code in (200, 302, 400)


@pytest.mark.django_db
def test_clients_are_registered_with_care(
    department_account: AccountView, officer: MakeOfficer, resident: MakeResident, system: Actor
) -> None:
    def register(**change: object) -> object:
        given = {"name": "系统", "department_account_id": department_account.id, "actor": system} | change
        return services.register_client(**given)  # type: ignore[arg-type]  # a table of keyword arguments

    for address in (
        "http://app.example/cb",
        "https://*.example/cb",
        "https://app.example/#x",
        "javascript:alert(1)",
        "https:///x",
    ):
        with pytest.raises(ClientAddress):
            register(redirect_uris=[address])
    register(redirect_uris=["http://127.0.0.1:9000/cb"])
    with pytest.raises(InvalidInput):
        register(name=" ")
    with pytest.raises(InvalidInput):
        register(calls_api=False)
    for account in (resident().id, officer("window", "clerk").id, 999_999):
        with pytest.raises(NotFound):
            register(department_account_id=account)
    with pytest.raises(PermissionDenied):
        register(actor=services.actor_for(department_account.id))
