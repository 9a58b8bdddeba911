"""A city with one account and token per role, and a caller that holds every answer against the document."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jsonschema
import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoDbBlocker

from tongban.access import services as access
from tongban.cases.tests.conftest import MORNING, REGION, SYSTEM, City, build, content, publish
from tongban.catalogue.selectors import ItemVersionView
from tongban.catalogue.services import MaterialView, ResultView
from tongban.kernel import clock
from tongban.kernel.standards.uscc import make_uscc
from tongban.kernel.tests.standing import standing
from tongban.licences import services as licences
from tongban.openapi.api import api
from tongban.orgs import services as orgs
from tongban.reference import services as reference

ROOT = "/api/v1"
OFFICE_ROLES = ("head", "department_admin", "bureau", "supervisor", "hotline_agent")
ADMIN_ROLES = ("system_admin", "security_admin", "audit_admin")
ROLES = ("anonymous", "resident", "clerk", "approver", *OFFICE_ROLES, *ADMIN_ROLES)
HELD, GIVEN = "11100000000013338W101", "11100000000013338W102"
_FACE = {
    "type": "object",
    "properties": {
        "person.name": {"type": "string", "title": "姓名"},
        "premises.name": {"type": "string", "title": "场所名称"},
    },
}


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document, as it is served."""
    found: dict[str, Any] = orjson.loads(orjson.dumps(api.get_openapi_schema(path_prefix=f"{ROOT}/")))
    return found


@cache
def operations() -> dict[str, tuple[str, str]]:
    """Operation id → (method, address)."""
    return {
        operation["operationId"]: (method.upper(), path)
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    }


def operation_at(method: str, path: str) -> str:
    """The operation id behind a request."""
    for operation_id, (wanted, template) in sorted(operations().items(), key=lambda one: "{" in one[1][1]):
        if wanted == method and re.fullmatch(re.sub(r"{[^}]+}", "[^/]+", template), path):
            return operation_id
    raise AssertionError(f"no operation for {method} {path}")


def check_answer(operation_id: str, response: HttpResponse) -> None:
    """The answer is one that the document announces."""
    method, path = operations()[operation_id]
    answers = document()["paths"][path][method.lower()]["responses"]
    assert str(response.status_code) in answers, (operation_id, response.status_code, response.content)
    told = answers[str(response.status_code)].get("content")
    if not told:
        assert response.content == b""
        return
    kind = response["Content-Type"].partition(";")[0]
    assert kind in told, (operation_id, kind)
    if kind.endswith("json"):
        schema = {**told[kind]["schema"], "components": document()["components"]}
        jsonschema.validate(orjson.loads(response.content), schema)


@dataclass
class Caller:
    """One role's program. Every call says which status it expects; 2xx answers are noted by operation."""

    token: str = ""
    done: set[str] = field(default_factory=set)

    def call(self, method: str, path: str, body: object = None, *, expect: int = 200, **headers: str) -> Any:
        """Send and hold the answer against the document; returns the parsed JSON, or bytes of a PDF."""
        given = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        data = b"" if body is None else orjson.dumps(body)
        response = Client().generic(method, ROOT + path, data, "application/json", headers={**given, **headers})
        return self._read(method, path, response, expect)

    def upload(self, path: str, name: str, data: bytes, *, expect: int = 200, **headers: str) -> Any:
        """Send one file."""
        given = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        response = Client().post(ROOT + path, {"file": SimpleUploadedFile(name, data)}, headers={**given, **headers})
        return self._read("POST", path, response, expect)

    def form(self, path: str, parts: dict[str, Any], *, expect: int = 201) -> Any:
        """Send a form with files."""
        response = Client().post(ROOT + path, parts, headers={"Authorization": f"Bearer {self.token}"})
        return self._read("POST", path, response, expect)

    def _read(self, method: str, path: str, response: Any, expect: int) -> Any:
        assert response.status_code == expect, (method, path, response.status_code, response.content.decode()[:600])
        operation_id = operation_at(method, ROOT + path.partition("?")[0])
        check_answer(operation_id, response)
        if expect < 300:
            self.done.add(operation_id)
        kind = response.headers.get("Content-Type", "")
        return orjson.loads(response.content) if response.content and "json" in kind else response.content

    def get(self, path: str, **rest: Any) -> Any:
        """GET."""
        return self.call("GET", path, **rest)

    def post(self, path: str, body: object = None, **rest: Any) -> Any:
        """POST with a JSON body."""
        return self.call("POST", path, body, **rest)

    def put(self, path: str, body: object, **rest: Any) -> Any:
        """PUT with a JSON body."""
        return self.call("PUT", path, body, **rest)


@dataclass(frozen=True)
class World:
    """The city, its callers by role, and an item that ends in a licence and takes one as evidence."""

    city: City
    callers: dict[str, Caller]
    licensed: ItemVersionView
    held: str

    def __getitem__(self, role: str) -> Caller:
        return self.callers[role]


def _token(username: str, role: str, **who: int | None) -> str:
    account = access.create_account(username=username, actor=SYSTEM, **who)  # type: ignore[arg-type]  # party or officer
    access.grant_role(account_id=account.id, role=role, actor=SYSTEM)
    return access.issue_token(account_id=account.id, actor=SYSTEM, second_factor=True, ttl=dt.timedelta(days=90))


def build_world() -> World:
    """Accounts with tokens for every role, and licences."""
    city = build()
    done: set[str] = set()
    tokens = {
        "anonymous": "",
        "resident": _token("resident", "resident", party_id=city.resident.party_id),
        "stranger": _token("stranger", "resident", party_id=city.stranger.party_id),
        "clerk": _token("clerk", "clerk", officer_id=city.clerk.officer_id),
        "examiner": _token("examiner", "approver", officer_id=city.examiner.officer_id),
        "approver": _token("approver", "approver", officer_id=city.approver.officer_id),
        "outsider": _token("outsider", "approver", officer_id=city.outsider.officer_id),
    }
    for number, role in enumerate((*OFFICE_ROLES, *ADMIN_ROLES)):
        person = orgs.register_officer(
            department_id=city.department_id, name="工作人员", staff_no=f"B{number:03d}", actor=SYSTEM
        )
        tokens[role] = _token(role, role, officer_id=person.id)
    for code, name in ((HELD, "居民健康证明"), (GIVEN, "公共场所卫生许可证")):
        licences.define_licence_type(code=code, name=name, defined_by="测试定义机构", fields=_FACE, actor=SYSTEM)
    held = licences.issue_licence(
        type_code=HELD,
        holder_id=city.resident.party_id or 0,
        department_id=city.department_id,
        data={"person.name": "赵小满"},
        actor=SYSTEM,
    )
    plain = content("公共场所卫生许可（首次）")
    materials = (plain.materials[0], MaterialView(2, "健康证明", licence_type_code=HELD, source="government"))
    licensed = dataclasses.replace(
        plain, materials=materials, result=ResultView("licence", "公共场所卫生许可证", GIVEN, 48)
    )
    version = publish(city.department_id, make_uscc("11", REGION, 1), 4, licensed)
    callers = {role: Caller(token, done) for role, token in tokens.items()}
    return World(city, callers, version, held.identifier)


def build_with_reference() -> World:
    """The world with what the house ships with."""
    reference.load_reference_data(actor=SYSTEM)
    return build_world()


@pytest.fixture(scope="module")
def standing_world(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], World]]:
    """The rows of the world, once for a file."""
    yield from standing(request, django_db_blocker, build_with_reference, at=MORNING)


@pytest.fixture
def world(standing_world: Callable[[], World], db: None) -> Iterator[World]:
    """The test city on a Tuesday morning with programs of every role, which have not called anything yet."""
    with clock.frozen(MORNING):
        found, done = standing_world(), set[str]()
        callers = {role: Caller(caller.token, done) for role, caller in found.callers.items()}
        yield dataclasses.replace(found, callers=callers)
