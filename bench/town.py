"""A town for load: departments with an item each, officers, residents, tokens for all; served by real processes."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import os
import secrets
import socket
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from tongban.access import services as access
from tongban.access.tests.actors import officer
from tongban.cases.tests.conftest import REGION, content
from tongban.catalogue import services as catalogue
from tongban.catalogue.services import MaterialView, ResultView
from tongban.kernel.actor import Actor
from tongban.kernel.standards.people import make_citizen_no
from tongban.kernel.standards.uscc import make_uscc
from tongban.kernel.waiting import awaited
from tongban.licences import services as licences
from tongban.orgs import services as orgs
from tongban.parties import services as parties
from tongban.shell.processes import Serving

SYSTEM = Actor.system()
DEPARTMENTS, RESIDENTS, FIRST = 8, 64, 500
NAMES = ("市场监督管理局", "卫生健康委员会", "民政局", "公安局", "住房和城乡建设局", "交通运输局", "教育局", "林业局")
LICENCE = "11100000000013338W9{:02d}"


@dataclass(frozen=True)
class Desk:
    """One item and the tokens of those who handle it."""

    department_id: int
    code: str
    clerk: str
    examiner: str
    approver: str


@dataclass(frozen=True)
class Town:
    """What a client needs to know."""

    desks: tuple[Desk, ...]
    residents: tuple[str, ...]

    def plan(self, address: str) -> dict[str, Any]:
        """For `bench.client`."""
        host, _, port = address.removeprefix("http://").partition(":")
        return {
            "host": host,
            "port": int(port),
            "desks": [dataclasses.asdict(desk) for desk in self.desks],
            "residents": list(self.residents),
        }


_built: list[Town] = []


def town() -> Town:
    """The town of this run, built at the first call."""
    if not _built:
        _built.append(Town(tuple(_desk(number) for number in range(DEPARTMENTS)), _residents()))
    return _built[0]


def _desk(number: int) -> Desk:
    code = make_uscc("11", REGION, FIRST + number)
    name = NAMES[number]
    department = orgs.register_department(
        code=code, name=f"同安市{name}", short_name=f"同{name[:2]}", region_code=REGION, actor=SYSTEM
    )
    kind = LICENCE.format(number)
    schema = {"type": "object", "properties": {"premises.name": {"type": "string", "title": "场所名称"}}}
    licences.define_licence_type(
        code=kind, name=f"许可证{number}", defined_by=name, fields=schema, single_valid=False, actor=SYSTEM
    )
    guide = content(f"{name}许可")
    third = MaterialView(3, "身份证明", form="electronic", source="applicant", accept_standard="清晰")
    guide = dataclasses.replace(
        guide, materials=(*guide.materials, third), result=ResultView("licence", f"许可证{number}", kind, 48)
    )
    entry = f"41017{number}300000"
    catalogue.create_entry(catalog_code=entry, name=guide.name, item_kind="licensing", actor=SYSTEM)
    item = catalogue.create_item(
        code=f"{code}3{entry}", department_id=department.id, name=guide.name, region_code=REGION, actor=SYSTEM
    )
    draft = catalogue.draft_version(item_id=item.id, content=guide, actor=SYSTEM)
    catalogue.submit_for_review(version_id=draft.id, actor=SYSTEM)
    version = catalogue.publish_version(version_id=draft.id, actor=SYSTEM)
    staff = {}
    for role, seat in (("clerk", "clerk"), ("examiner", "approver"), ("approver", "approver")):
        someone = officer(department.id, f"L{number}{role[0]}{role[-1]}", seat)
        staff[role] = _token(f"load-{number}-{role}", seat, officer_id=someone.officer_id)
    return Desk(department.id, version.code, **staff)


def _residents() -> tuple[str, ...]:
    found = []
    for number in range(RESIDENTS):
        person = parties.register_person(
            name="赵小满",
            citizen_no=make_citizen_no("410502", dt.date(1991, 3, 7), FIRST + number),
            mobile=f"1390000{FIRST + number:04d}",
            actor=SYSTEM,
        )
        found.append(_token(f"load-resident-{number}", "resident", party_id=person.id))
    return tuple(found)


def _token(username: str, role: str, **who: int | None) -> str:
    account = access.create_account(username=username, actor=SYSTEM, **who)  # type: ignore[arg-type]  # party or officer
    access.grant_role(account_id=account.id, role=role, actor=SYSTEM)
    return access.issue_token(account_id=account.id, actor=SYSTEM, name=secrets.token_hex(4))


@contextlib.contextmanager
def served(*, web: int = 2, workers: int = 1) -> Iterator[Serving]:
    """The town's city as it is served in earnest: a production city with its processes, until the block ends."""
    connection.close()
    kind, level = os.environ["TONGBAN_CITY_KIND"], os.environ.get("TONGBAN_LOG_LEVEL")
    os.environ.update(TONGBAN_CITY_KIND="production", TONGBAN_LOG_LEVEL="WARNING")
    try:
        serving = Serving(host="127.0.0.1", port=_free_port(), web=web, workers=workers)
        serving.start()
    finally:
        os.environ["TONGBAN_CITY_KIND"] = kind
        if level is None:
            del os.environ["TONGBAN_LOG_LEVEL"]
    try:
        _await(serving.address)
        yield serving
    finally:
        serving.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _await(address: str) -> None:
    def healthy() -> bytes:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
            body: bytes = answer.read()  # our own loopback address
            return body
        return b""

    if not awaited(healthy, seconds=60, every=0.1):
        raise SystemExit(f"the city at {address} does not answer")


def memory(serving: Serving) -> int:
    """Bytes of all processes of the city, shared pages counted once (PSS); the database's included."""
    roots = {child.process.pid for child in serving.children if child.process}
    database = Path(os.environ["TONGBAN_HOME"]).glob("**/postmaster.pid")
    roots |= {int(path.read_text().split("\n", 1)[0]) for path in database}
    return sum(_pss(pid) for pid in _with_children(roots))


def _with_children(roots: set[int]) -> set[int]:
    found, waiting = set(roots), list(roots)
    while waiting:
        pid = waiting.pop()
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                for child in (task / "children").read_text().split():
                    if int(child) not in found:
                        found.add(int(child))
                        waiting.append(int(child))
    return found


def _pss(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
