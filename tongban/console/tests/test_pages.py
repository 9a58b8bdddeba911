"""The console: each page for the right roles only, rules with their source, roles given and taken back, the ledger."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tongban.access import selectors as accounts
from tongban.access import services as access
from tongban.access.models import Account
from tongban.cases.tests.conftest import SYSTEM, City, build
from tongban.kernel import clock
from tongban.orgs import services as orgs
from tongban.reference import services as reference

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

ROLES = ("clerk", "department_admin", "bureau", "system_admin", "security_admin", "audit_admin")


@dataclass(frozen=True)
class Town:
    """The city with one account for each role, named after it."""

    city: City

    def signed_in(self, role: str) -> Client:
        """A browser of this role; administrators have given their second factor."""
        client = Client()
        account = Account.objects.get(username=role.replace("_", "-"))
        client.force_login(account)
        session = client.session
        session["account_authentication_methods_user"] = str(account.pk)
        session["account_authentication_methods"] = [{"method": "mfa", "at": clock.now().timestamp(), "type": "totp"}]
        session.save()
        return client


def make_town() -> Town:
    """Rows of the town; also used by the browser tests."""
    reference.load_reference_data(actor=SYSTEM)
    city = build()
    for role in ROLES:
        staff = orgs.register_officer(department_id=city.department_id, name="职员", staff_no=f"R-{role}", actor=SYSTEM)
        opened = access.create_account(
            username=role.replace("_", "-"), password="correct-horse-battery", officer_id=staff.id, actor=SYSTEM
        )
        access.grant_role(account_id=opened.id, role=role, actor=SYSTEM)
    return Town(city)


def text(response: Answer) -> str:
    """The page as a person reads it."""
    return response.content.decode()


def id_of(role: str) -> int:
    """The account of a role."""
    found = accounts.account_by_username(role.replace("_", "-"), viewer=SYSTEM)
    assert found is not None
    return found.id


ADMINS = {"system_admin", "security_admin", "audit_admin"}
EVERYONE = {"clerk", "department_admin", "bureau"} | ADMINS
PAGES = {
    "": EVERYONE,
    "rules": EVERYONE,
    "calendar": EVERYONE,
    "organisations": EVERYONE,
    "roles": EVERYONE,
    "outbox": {"bureau", "system_admin"},
    "statistics": {"department_admin", "bureau"},
    "accounts": {"department_admin", "system_admin", "security_admin"},
    "ledger": {"bureau", "audit_admin"},
}


@pytest.mark.parametrize("address", PAGES)
def test_pages_open_to_the_right_roles_only(town: Town, address: str) -> None:
    for role in ROLES:
        expected = 200 if role in PAGES[address] else 403
        assert town.signed_in(role).get(f"/console/{address}").status_code == expected, role
    assert Client().get(f"/console/{address}").status_code == 302


def test_every_rule_stands_with_its_source(town: Town) -> None:
    page = text(town.signed_in("bureau").get("/console/rules"))
    row = page[page.index("supplement_limit") - 400 : page.index("supplement_limit") + 900]
    assert "10个工作日" in row
    assert "安阳市政务服务条例" in row
    assert "09:00—17:00" in page


def test_the_calendar_says_which_year_is_not_announced(town: Town) -> None:
    client = town.signed_in("bureau")
    known = text(client.get("/console/calendar?year=2026"))
    assert "放假安排还没有公布" not in known
    assert "2026年10月1日（周四）放假" in known
    assert "放假安排还没有公布" in text(client.get("/console/calendar?year=2031"))
    for year in ("0", "99999", "-1", "abc", "9" * 400):
        assert "2026年工作日历" in text(client.get("/console/calendar", {"year": year}))


def test_a_department_shows_its_people(town: Town) -> None:
    client = town.signed_in("bureau")
    assert "同安市卫生健康委员会" in text(client.get("/console/organisations", {"q": "卫生"}))
    assert "没有找到这个部门" in text(client.get("/console/organisations", {"q": "没有"}))
    page = text(client.get(f"/console/organisations/{town.city.department_id}/"))
    assert "W001" in page
    assert client.get("/console/organisations/999999/").status_code == 404
    assert client.get(f"/console/organisations/{10**30}/").status_code == 404


def test_rates_carry_numerator_and_denominator(town: Town) -> None:
    page = text(town.signed_in("bureau").get("/console/statistics"))
    row = page[page.index("instant_rate") :][:900]
    assert re.findall(r">\s*(\d+(?:\.\d+%)?)\s*<", row)[:3] == ["66.6%", "2", "3"]  # the city truncates
    assert town.signed_in("bureau").get("/console/statistics?kind=nonsense").status_code == 200


def test_a_role_is_given_and_taken_back(town: Town) -> None:
    client = town.signed_in("security_admin")
    address = f"/console/accounts/{id_of('clerk')}/"
    assert client.post(address, {"do": "grant", "role": "approver"}).status_code == 302
    assert "审批人" in text(client.get(address))
    held = accounts.account(id_of("clerk"), viewer=SYSTEM).roles
    grant = next(role.id for role in held if role.role == "approver")
    assert client.post(address, {"do": "revoke", "grant": str(grant)}).status_code == 302
    assert client.post(address, {"do": "revoke", "grant": str(grant)}).status_code == 404
    assert [role.role for role in accounts.account(id_of("clerk"), viewer=SYSTEM).roles] == ["clerk"]


def test_what_may_not_be_granted_comes_back_with_the_reason(town: Town) -> None:
    client = town.signed_in("department_admin")
    address = f"/console/accounts/{id_of('clerk')}/"
    refused = client.post(address, {"do": "grant", "role": "bureau"})
    assert refused.status_code == 403
    assert re.search(r'value="bureau" selected', text(refused))
    dated = client.post(address, {"do": "grant", "role": "approver", "valid_to": "明年"})
    assert dated.status_code == 422
    assert "日期写成" in text(dated)
    own = client.post(f"/console/accounts/{id_of('department_admin')}/", {"do": "grant", "role": "clerk"})
    assert own.status_code in (403, 409)


def test_only_the_audit_administrator_verifies(town: Town) -> None:
    answer = town.signed_in("audit_admin").post("/console/ledger/verify")
    assert answer.status_code == 200
    assert "校验通过" in text(answer)
    assert town.signed_in("bureau").post("/console/ledger/verify").status_code == 403
    assert "校验由审计管理员进行" in text(town.signed_in("bureau").get("/console/ledger"))
    assert town.signed_in("audit_admin").get("/console/ledger/verify").status_code == 405


def test_facts_are_narrowed_by_kind_and_paged(town: Town) -> None:
    client = town.signed_in("audit_admin")
    page = text(client.get("/console/ledger", {"kind": "orgs.officer_registered"}))
    assert client.get("/console/ledger", {"kind": "nonsense"}).status_code == 200
    assert "data-row" in text(client.get("/console/ledger"))
    assert page
    assert client.get("/console/ledger", {"cursor": "%%%"}).status_code in (400, 404, 422)
