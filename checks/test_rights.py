"""Every role against every address, as `rights.csv` says; an address that is not in it fails.

UPDATE_RIGHTS=1 writes the table and the reference page anew after a change that is meant; read the difference.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client

from checks.rights import ROLE_TITLES, ROLES, SECRETS, Row, Town, build_town, filled, rows
from checks.rights_walk import ask, bodies, verdict
from tongban.cases.tests.conftest import MORNING, SYSTEM
from tongban.kernel import clock
from tongban.openapi.tests.conftest import ROOT, operation_at
from tongban.reference import services as reference

TABLE = Path(__file__).with_name("rights.csv")
PAGE = Path(__file__).parents[1] / "docs" / "reference" / "rights.md"
UPDATE = bool(os.environ.get("UPDATE_RIGHTS"))
WORDS = {"yes": "可", "sign-in": "登录", "403": "不可", "404": "看不到"}
#: Pages whose refusals are their own (bare machine answers of the OpenID provider).
MACHINES = ("account/oidc/", "account/.well-known/")


#: Who is shown the person's name on the way to a refusal: the clerk whom she stands before, and officers who may see
#: the case, told why they cannot do this step.
_VIEWERS = ("clerk", "approver", "head", "department_admin", "bureau", "supervisor")
ENTITLED = (
    {("clerk", "workbench/intake/for/<str:token>")}
    | {(role, "workbench/cases/<uuid:uid>/act/<slug:verb>") for role in _VIEWERS}
    | {(role, "cases/<uuid:uid>/withdraw") for role in _VIEWERS}
    # Whoever may read what the counsel desk advised is told on the same page that handing in is the clerk's.
    | {("approver", "workbench/counsels/<uuid:uid>/")}
)


def expected() -> dict[Row, dict[str, str]]:
    """The table as it stands."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(line["address"], line["method"], line["object"]): line for line in csv.DictReader(file)}


def walked(town: Town, faults: list[str]) -> Iterator[tuple[Row, dict[str, str]]]:
    """Every address with every role; what is wrong with a refusal is noted on the way."""
    client, given = Client(), bodies(town)
    for address, method in rows():
        for name, path in filled(address, town).items():
            body = given.get(operation_at(method, path)) if path.startswith(ROOT) and method != "GET" else None
            found = {}
            for role in ROLES:
                answer = ask(town, client, role, method, path, body)
                found[role] = verdict(answer)
                if found[role] in ("403", "404"):
                    faults.extend(f"{role} {method} {path}: {one}" for one in faults_of(answer, role, address))
            if "405" not in found.values():  # whoever may open it was told that it takes no POST
                yield (address, method, name), found


def faults_of(answer: HttpResponse, role: str, address: str) -> list[str]:
    """What is wrong with a refusal: it is a whole answer in Chinese that tells nothing about anybody."""
    text, faults = answer.content.decode(), []
    if answer.get("Content-Type") == "application/problem+json":
        problem = orjson.loads(text)
        if not {"type", "status", "code", "basis", "data"} <= problem.keys():
            faults.append("the problem lacks members")
        sentences = (problem["title"], problem["detail"])
        if not all(re.search(r"[\u4e00-\u9fff].*[。？]$", sentence) for sentence in sentences):
            faults.append("the problem lacks words")
    elif not address.startswith(MACHINES):
        if not text.rstrip().endswith("</html>"):
            faults.append("the page is not whole")
        if not re.search(r"<h1[^>]*>[^<]*[\u4e00-\u9fff]", text):
            faults.append("the page has no Chinese heading")
    if (role, address) in ENTITLED:
        return faults
    own = {"resident": SECRETS, "agent": ("小满餐饮",)}.get(role, ())
    return faults + [f"tells {secret}" for secret in SECRETS if secret in text and secret not in own]


def write(found: dict[Row, dict[str, str]]) -> None:
    """The table, and the page of the reference made from it."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["address", "method", "object", *ROLES])
        writer.writerows([*row, *(line[role] for role in ROLES)] for row, line in sorted(found.items()))
    PAGE.write_text(page(found), encoding="utf-8")


def page(found: dict[Row, dict[str, str]]) -> str:
    """The reference page of the table."""
    titles = ["网址", "方法", "对象", *(ROLE_TITLES[role] for role in ROLES)]
    lines = [
        "# 谁能打开哪个网址",
        "",
        "由 `checks/rights.csv` 生成，`checks/test_rights.py` 逐条核对。",
        "可：能打开或办理；登录：先登录；不可：没有权限（403）；看不到：对这个角色不存在（404）。",
        "对象列写明是谁的办件、处在什么状态。",
        "",
        "| " + " | ".join(titles) + " |",
        "|" + "---|" * len(titles),
    ]
    for (address, method, name), line in sorted(found.items()):
        cells = [f"`/{address}`", method, name, *(WORDS.get(line[role], line[role]) for role in ROLES)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


@pytest.mark.django_db
def test_every_role_at_every_address(settings: pytest.FixtureRequest) -> None:
    faults: list[str] = []
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"  # type: ignore[attr-defined]  # rolled back with the rest
    with clock.frozen(MORNING):
        reference.load_reference_data(actor=SYSTEM)
        found = dict(walked(build_town(), faults))
    if UPDATE:
        write(found)
    assert not faults, "\n".join(faults)
    odd = {row: line for row, line in found.items() if any(v not in WORDS for v in line.values())}
    assert not odd, odd
    table = expected()
    assert found.keys() - table.keys() == set(), "addresses without a line in rights.csv"
    assert table.keys() - found.keys() == set(), "lines of rights.csv without an address"
    wrong = [
        f"{' '.join(row)} {role}: {found[row][role]}, not {table[row][role]}"
        for row in found
        for role in ROLES
        if found[row][role] != table[row][role]
    ]
    assert not wrong, "\n".join(wrong)


def test_the_page_shows_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(expected())


# --- what must hold whatever the table says ---------------------------------------------------------
PRIVATE = re.compile(r"cases/[<{]|licences/[<{]|messages/<|notices/\{|mandates/<")
ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")


def test_nobody_reaches_what_belongs_to_another() -> None:
    for (address, method, name), line in expected().items():
        where = (address, method, name)
        if PRIVATE.search(address):
            assert line["anonymous"] == "sign-in", where
            assert line["stranger"] in ("403", "404"), where
            # Licences are evidence for every department, so a clerk of another may list them (`licences.fetch`).
            # At the window any clerk ends a mandate for the principal who asks for it.
            others = (
                () if address.startswith(("licences/", "api/v1/licences", "account/mandates")) else ("other_clerk",)
            )
            for role in (*ADMINISTRATORS, "hotline_agent", *others):
                assert line[role] in ("403", "404"), (where, role)
        if name == "draft" and not address.startswith("workbench/"):
            assert {line[role] for role in ROLES} - {line["resident"]} <= {"sign-in", "403", "404"}, where
        # Where nobody finds anything (a step of a case that has none), the agent does not either.
        if name == "enterprise" and "yes" in line.values():
            assert line["agent"] == "yes" or address.startswith("api/"), where


def test_administrators_do_no_casework_and_casework_no_administration() -> None:
    for (address, method, name), line in expected().items():
        if address.startswith("workbench/") and address != "workbench/":
            assert not {line[role] for role in ADMINISTRATORS} & {"yes"}, (address, method, name)
        if address.startswith(("console/accounts", "console/ledger", "console/outbox")):
            assert not {line[role] for role in ("resident", "stranger", "agent", "clerk", "approver")} & {"yes"}, (
                address
            )
