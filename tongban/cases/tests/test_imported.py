"""The published files of Guangdong, applied for: 200 items over all types, places and departments, to their end."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connection

from tongban.access.tests.actors import officer, person
from tongban.cases import errors, selectors, services
from tongban.cases.services import MaterialInput
from tongban.cases.states import DeliveryMethod
from tongban.cases.tests.conftest import MORNING, SYSTEM
from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services as catalogue_verbs
from tongban.catalogue.selectors import ItemVersionView
from tongban.duties import selectors as duties
from tongban.files import services as files
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.kernel.actor import Actor, Channel
from tongban.kernel.deadline import Limit, LimitUnit, due
from tongban.kernel.standards.uscc import make_uscc
from tongban.ledger.facts import ObjectRef
from tongban.parties import services as parties
from tongban.parties.states import PartyKind
from tongban.reference import selectors as reference
from tongban.reference import services as reference_verbs

pytestmark = [pytest.mark.real_data, pytest.mark.django_db]
SAMPLE, SEED = 200, 20261121
ORGANISATIONS = [kind for kind in PartyKind if kind not in (PartyKind.PERSON, PartyKind.SOLE_TRADER)]


@contextmanager
def refuses(kind: type[Exception], told: Counter[str]) -> Iterator[None]:
    """Like `pytest.raises`, and counts."""
    with pytest.raises(kind):
        yield
    told[kind.__name__] += 1


@dataclass
class Town:
    """Who applies and who decides."""

    resident: Actor
    applicants: dict[str, int]
    digest: str
    told: Counter[str] = field(default_factory=Counter)
    seats: dict[int, tuple[Actor, Actor, Actor]] = field(default_factory=dict)

    def officers(self, department_id: int) -> tuple[Actor, Actor, Actor]:
        """Clerk, examiner and decider of a department."""
        if department_id not in self.seats:
            prefix = f"{department_id:05d}"
            self.seats[department_id] = (
                officer(department_id, f"{prefix}W", "clerk"),
                officer(department_id, f"{prefix}E", "approver"),
                officer(department_id, f"{prefix}D", "approver"),
            )
        return self.seats[department_id]


@pytest.fixture
def town(real_data: Path) -> Iterator[Town]:
    """Both files imported, and applicants of every kind that the files name."""
    with clock.frozen(MORNING):
        reference_verbs.load_reference_data(actor=SYSTEM)
        for name in ("guangdong_province", "guangzhou_city"):
            report = catalogue_verbs.import_feed("guangdong", real_data / f"items/{name}.jsonl", actor=SYSTEM)
            assert report.refused == 0
        # The server looks at what came in by itself, but not inside a transaction: without this it would go on planning
        # for the few rows that tests before this one have left.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        resident = person("赵小满", 11)
        assert resident.party_id is not None
        applicants = {str(PartyKind.PERSON): resident.party_id}
        for number, kind in enumerate((*ORGANISATIONS, PartyKind.SOLE_TRADER)):
            party = parties.register_enterprise(
                name=f"同安测试单位{number}号",
                uscc=make_uscc("91", "410500", number + 10),
                legal_representative_id=resident.party_id,
                kind=kind,
                actor=SYSTEM,
            )
            applicants[str(kind)] = party.id
        stored = files.store(content=PDF, name="材料.pdf", actor=resident)
        yield Town(resident, applicants, stored.digest)


def test_two_hundred_imported_items_are_carried_to_their_end(town: Town) -> None:
    versions = _sample()
    _check_spread(versions)
    for version in versions:
        _carry(town, version)
    assert town.told["closed"] == SAMPLE
    assert town.told["WrongApplicantKind"] > SAMPLE // 4
    assert town.told["MaterialsMissing"] > SAMPLE // 4
    assert town.told["window"] >= 5
    assert town.told["statutory"] > SAMPLE // 2


def _sample() -> list[ItemVersionView]:
    """In the seeded order: the first of every department, of every type and place, then the rest in turn."""
    ordered = catalogue.sample_items(size=2 * SAMPLE, seed=SEED, origin="guangdong")
    items = {item_id: catalogue.item(item_id) for item_id in ordered}
    seen: set[object] = set()
    first: list[int] = []
    for item_id in ordered:
        found = items[item_id]
        new = {found.department_id, found.item_kind, found.region_code} - seen
        if new:
            seen |= new
            first.append(item_id)
    chosen = [*first, *(item_id for item_id in ordered if item_id not in set(first))][:SAMPLE]
    assert len(set(chosen)) == SAMPLE
    return [catalogue.current_version(item_id) for item_id in chosen]


def _check_spread(versions: list[ItemVersionView]) -> None:
    """All types and both places; a department for nearly every item."""
    assert {v.item_kind for v in versions} == set(catalogue.statistics_by("item_kind"))
    assert {v.region_code for v in versions} == {"440000", "440100"}
    assert len({v.department_id for v in versions}) == len(catalogue.statistics_by("department"))


def _carry(town: Town, version: ItemVersionView) -> None:
    """One item from draft to closed by the ordinary verbs."""
    window = bool(version.visits)
    clerk, examiner, decider = town.officers(version.department_id)
    by = clerk if window else town.resident
    applicant = _applicant(town, version, by)
    uid = services.draft_case(version_id=version.id, applicant_id=applicant, actor=by)
    assert services.save_form(case_uid=uid, form_data=_form(version, uid, by), actor=by) == {}
    _hand_in(town, version, str(uid), by)
    number = services.submit_case(case_uid=uid, actor=by)
    view = selectors.case_view(uid, viewer=clerk)
    assert version.code in number
    assert view.channel == (Channel.WINDOW if window else Channel.PORTAL)
    services.accept_case(case_uid=uid, actor=clerk)
    _check_clocks(town, version, str(uid))
    if not view.instant:
        services.examine_case(case_uid=uid, opinion="材料真实，条件符合。", actor=examiner)
    services.decide_case(case_uid=uid, granted=True, actor=decider)
    if version.result is not None and version.result.kind != "none":
        services.issue_result(case_uid=uid, actor=decider)
    services.deliver_result(case_uid=uid, method=DeliveryMethod.ELECTRONIC, actor=clerk)
    services.close_case(case_uid=uid, actor=clerk)
    ended = selectors.case_view(uid, viewer=clerk)
    assert (ended.state, ended.outcome) == ("closed", "granted")
    assert not [clock for clock in selectors.clocks(uid, viewer=clerk) if clock.duty.running]
    town.told["closed"] += 1
    town.told["window"] += window


def _applicant(town: Town, version: ItemVersionView, by: Actor) -> int:
    """A party of a kind the item is for; every other kind is refused first."""
    kinds = version.applicant_kinds or (str(PartyKind.PERSON),)
    wrong = [kind for kind in town.applicants if version.applicant_kinds and kind not in kinds]
    for kind in wrong[:1]:
        with refuses(errors.WrongApplicantKind, town.told):
            services.draft_case(version_id=version.id, applicant_id=town.applicants[kind], actor=by)
    # In turn over the kinds, so that organisations come up as well as persons.
    return town.applicants[kinds[version.id % len(kinds)]]


def _form(version: ItemVersionView, uid: object, by: Actor) -> dict[str, object]:
    """What is known already, and the rest by data element."""
    view = selectors.case_view(str(uid), viewer=by)
    schema = catalogue.for_applicant(version.form_schema, view.applicant.kind)
    values = {
        "person.name": "赵小满",
        "person.mobile": "13800000011",
        "contact.name": "赵小满",
        "contact.mobile": "13800000011",
        "agent.name": "赵小满",
        "agent.mobile": "13800000011",
    }
    found: dict[str, object] = {name: value for name, value in view.form_data.items() if name in schema["properties"]}
    for name in schema.get("required", ()):
        rule: Mapping[str, object] = schema["properties"][name]
        found.setdefault(name, values.get(str(rule.get("x-element", "")), "测试内容"))
    return found


def _hand_in(town: Town, version: ItemVersionView, uid: str, by: Actor) -> None:
    """Exactly the listed materials are asked for: without the required ones nothing is taken, others are unknown."""
    asked = selectors.case_view(uid, viewer=by).materials
    assert [(m.order, m.name) for m in asked] == [(m.order, m.name) for m in version.materials]
    beyond = max((m.order for m in asked), default=0) + 1
    with refuses(errors.MaterialUnknown, town.told):
        _attach(town, uid, beyond, by)
    if any(m.necessity == "required" for m in asked):
        with refuses(errors.MaterialsMissing, town.told):
            services.submit_case(case_uid=uid, actor=by)
    for material in asked:
        _attach(town, uid, material.order, by)


def _attach(town: Town, uid: str, order: int, by: Actor) -> None:
    given = MaterialInput(order=order, digest=town.digest, file_name="材料.pdf")
    services.attach_material(case_uid=uid, material=given, actor=by)


def _check_clocks(town: Town, version: ItemVersionView, uid: str) -> None:
    """The clocks have exactly the limits of the version and end where the law of counting says."""
    wanted: dict[str, Limit] = {"case.promise": version.effective_promise}
    if version.statutory is not None:
        wanted["case.statutory"] = version.statutory
        town.told["statutory"] += 1
        town.told["natural"] += version.statutory.unit == LimitUnit.NATURAL_DAY
    running = {duty.kind: duty for duty in duties.duties_of(ObjectRef("case", uid)) if duty.running}
    assert running.keys() == wanted.keys()
    calendar = reference.work_calendar()
    for kind, limit in wanted.items():
        assert running[kind].limit == limit
        ends = due(MORNING, limit, calendar)
        assert (running[kind].due.due_on, running[kind].due_at) == (ends.due_on, ends.due_at)
        assert ends.due_on is not None
        assert ends.due_on >= dt.date(2026, 11, 24)
