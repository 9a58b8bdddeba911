"""Where history happens: departments, officers, item versions, applicants, and the working days it is spread over."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from tongban.access.tests.actors import officer, person
from tongban.cases.tests.conftest import REGION, City, content
from tongban.catalogue import services as catalogue
from tongban.catalogue.services import MaterialView
from tongban.duties import policies as duty_rules
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.standards.uscc import make_uscc
from tongban.orgs import services as orgs
from tongban.reference import selectors as reference

SYSTEM = Actor.system()
PER_DAY = 2_000
"""Cases a working day in a city of about a million."""

DEPARTMENTS = ("市场监督管理局", "公安局", "住房和城乡建设局", "人力资源和社会保障局", "自然资源和规划局", "民政局")
ITEMS = (
    ("食品经营许可（新办）", "promised", 5), ("户口迁移", "instant", 0), ("建筑工程施工许可", "promised", 7),
    ("社会保险登记", "instant", 0), ("不动产抵押登记", "promised", 3), ("结婚登记档案查询", "instant", 0),
)  # fmt: skip
APPLICANTS = 120


@dataclass(frozen=True, slots=True)
class Desk:
    """One item version with the people who handle it."""

    version_id: int
    code: str
    item_name: str
    department_id: int
    instant: bool
    promise: int
    statutory: int
    clerk: Actor
    examiner: Actor
    approver: Actor
    materials: tuple[str, ...]


@dataclass
class Scene:
    """Everything the rows need, read once."""

    desks: tuple[Desk, ...]
    own_desks: tuple[Desk, ...]
    applicants: tuple[Actor, ...]
    days: tuple[dt.date, ...]
    per_day: int
    closed: int
    edition: str
    series: dict[str, int]
    _due: dict[tuple[dt.date, int], tuple[dt.datetime, dt.date, dt.datetime]] = field(default_factory=dict)

    def due(self, day: dt.date, limit: int) -> tuple[dt.datetime, dt.date, dt.datetime]:
        """End, last day and warning of a limit in working days that starts on `day` within business hours."""
        found = self._due.get((day, limit))
        if found is None:
            calendar = reference.work_calendar()
            start, length = clock.at(day, dt.time(9, 30)), Limit(limit, LimitUnit.WORKING_DAY)
            due = duty_rules.due_of(starts_at=start, limit=length, fixed_due_at=None, pauses=(), calendar=calendar)
            warn = duty_rules.warn_at(starts_at=start, limit=length, due=due, calendar=calendar)
            assert due.due_at is not None
            assert due.due_on is not None
            assert warn is not None
            found = self._due[day, limit] = (due.due_at, due.due_on, warn)
        return found


def prepare(city: City, cases: int, running: int, per_day: int) -> Scene:
    """Departments, versions and applicants (made on the first call), and days enough for all cases."""
    closed = cases - running
    wanted = closed // per_day + 12
    days = _working_days(wanted)
    if len(days) < wanted:
        per_day = closed // (len(days) - 12) + 1
    own, others = _own_desks(city), tuple(desk for number in range(len(DEPARTMENTS)) for desk in _desks(number))
    return Scene(
        desks=own + others, own_desks=own, applicants=(city.resident, *_applicants()), days=days, per_day=per_day,
        closed=closed, edition=reference.work_calendar().edition, series=_series(),
    )  # fmt: skip


def _working_days(wanted: int) -> tuple[dt.date, ...]:
    """The last so many working days up to yesterday, oldest first, as far back as the calendar knows."""
    found: list[dt.date] = []
    calendar, day = reference.work_calendar(), clock.today()
    while len(found) < wanted and day.year >= 2005:
        day -= dt.timedelta(days=1)
        if calendar.is_working_day(day):
            found.append(day)
    return tuple(reversed(found))


def _own_desks(city: City) -> tuple[Desk, ...]:
    people = (city.clerk, city.examiner, city.approver)
    return tuple(_desk(version.id, *people) for version in (city.promised, city.instant))


def _desks(number: int) -> tuple[Desk, ...]:
    """The desks of one department more; made where they are missing."""
    code = make_uscc("11", REGION, 101 + number)
    known = _ask("SELECT id FROM orgs_department WHERE code = %s", code)
    if not known:
        _make_department(number, code)
        known = _ask("SELECT id FROM orgs_department WHERE code = %s", code)
    department = int(known[0][0])
    found = _ask("SELECT id FROM orgs_officer WHERE department_id = %s ORDER BY id", department)
    roles = ("clerk", "approver", "approver")
    people = [_officer(int(row[0]), department, role) for row, role in zip(found, roles, strict=True)]
    versions = _ask(
        "SELECT v.id FROM catalogue_itemversion v JOIN catalogue_serviceitem i ON i.id = v.item_id "
        "WHERE i.department_id = %s AND v.state = 'published' ORDER BY v.id",
        department,
    )
    return tuple(_desk(int(row[0]), *people) for row in versions)


def _make_department(number: int, code: str) -> None:
    name = f"同安市{DEPARTMENTS[number]}"
    found = orgs.register_department(
        code=code, name=name, short_name=f"同{DEPARTMENTS[number][0]}", region_code=REGION, actor=SYSTEM
    )
    for place, role in enumerate(("clerk", "approver", "approver")):
        officer(found.id, f"H{number}{place:02d}", role)
    for place in (0, 1):
        title, kind, promise = ITEMS[(number + place) % len(ITEMS)]
        guide = dataclasses.replace(
            content(f"{title}·{DEPARTMENTS[number][:2]}"),
            case_kind=kind,
            promised=Limit(promise, LimitUnit.WORKING_DAY),
            materials=tuple(
                MaterialView(order, material, form="electronic", source="applicant", accept_standard="清晰完整")
                for order, material in enumerate(("申请表", "身份证明", "场所证明"), 1)
            ),
        )
        entry = f"4101240{number}{place}000"
        catalogue.create_entry(catalog_code=entry, name=guide.name, item_kind="licensing", actor=SYSTEM)
        item = catalogue.create_item(
            code=f"{code}3{entry}", department_id=found.id, name=guide.name, region_code=REGION, actor=SYSTEM
        )
        draft = catalogue.draft_version(item_id=item.id, content=guide, actor=SYSTEM)
        catalogue.submit_for_review(version_id=draft.id, actor=SYSTEM)
        catalogue.publish_version(version_id=draft.id, actor=SYSTEM)


def _officer(officer_id: int, department_id: int, role: str) -> Actor:
    return Actor(
        account_id=1000 + officer_id, officer_id=officer_id, seats=frozenset({role}),
        department_ids=frozenset({department_id}),
    )  # fmt: skip


def _desk(version_id: int, clerk: Actor, examiner: Actor, approver: Actor) -> Desk:
    from tongban.catalogue import selectors

    version = selectors.version(version_id)
    promise, statutory = version.effective_promise, version.statutory
    return Desk(
        version_id=version_id,
        code=version.handling_code or version.task_code,
        item_name=version.name,
        department_id=version.department_id,
        instant=version.case_kind == "instant",
        promise=promise.number if promise else 5,
        statutory=statutory.number if statutory else 20,
        clerk=clerk,
        examiner=examiner,
        approver=approver,
        materials=tuple(material.name for material in version.materials),
    )


def _applicants() -> list[Actor]:
    """People with cases; their account ids say which they are."""
    numbers = range(200, 200 + APPLICANTS)
    known = _ask("SELECT id FROM parties_party WHERE kind = 'person' AND name LIKE '往事%%' ORDER BY id")
    if not known:
        return [person(f"往事{chr(0x4E00 + random.Random(number).randrange(5000))}", number) for number in numbers]
    return [
        dataclasses.replace(
            Actor(), account_id=number, party_id=int(row[0]), principal_id=int(row[0]), seats=frozenset({"resident"})
        )
        for number, row in zip(numbers, known, strict=True)
    ]


def _series() -> dict[str, int]:
    return {
        str(name): int(value) for name, value in _ask("SELECT name, value FROM ledger_series WHERE name LIKE 'case:%%'")
    }


def _ask(query: str, *parameters: int | str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())
