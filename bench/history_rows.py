"""The rows of a block of cases in the rooms above the ledger, as text for COPY."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from bench.history_city import Scene
from bench.history_ledger import events_of, rows_of_facts
from bench.history_terms import EPOCH, SECOND, Case, N, Rows, Take, day_of, instant, local, stamp
from tongban.kernel.standards.case_no import make_case_no

COLUMNS = {
    "cases_case": "id, uid, case_no, item_name, region_code, channel, form_data, state, revision, instant, created_at, "
    "received_at, notice_due_at, noticed_orders, accepted_at, deemed, examined_at, decided_at, delivered_at, ended_at, "
    "opinion, reason, outcome, delivery_method, licence_identifier, applicant_id, decided_by_id, department_id, "
    "prepared_by_id, subject_id, version_id",
    "cases_casematerial": 'id, "order", name, provision, digest, file_name, licence_identifier, provided_at, case_id',
    "duties_duty": "id, kind, subject_type, subject_id, department_id, region_code, promised, round_the_clock, "
    "dedupe_key, starts_at, limit_number, limit_unit, extension_number, extension_document_no, due_at, due_on, "
    "warn_at, provisional, calendar_edition, look_at, overdue_at, ended_at, state, revision",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """Rows by table, in an order that foreign keys allow."""

    cases: int
    tables: Rows


def rows_of_block(scene: Scene, places: range, take: Take, *, facts: bool, rooms: bool) -> Block:
    """The rows of the cases at these places of the whole history."""
    first = take("cases_case", len(places))
    rng = random.Random(first)
    cases = [_case(scene, place, first + number, rng) for number, place in enumerate(places)]
    tables: Rows = {}
    if rooms:
        tables |= _rooms(scene, cases, take)
    if facts:
        events = sorted((event for case in cases for event in events_of(case)), key=lambda event: event.at)
        tables |= rows_of_facts(events, cases, take, rng)
    return Block(len(cases), tables)


def _case(scene: Scene, place: int, case_id: int, rng: random.Random) -> Case:
    """When what happened. Open cases (the last places) stand somewhere between submission and decision."""
    number = rng.random()
    desks = scene.own_desks if number < 0.5 else scene.desks
    case = Case(case_id, rng.choice(desks), rng.choice(scene.applicants), rng.getrandbits(128))
    desk, open_case = case.desk, place >= scene.closed
    day = place // scene.per_day if not open_case else len(scene.days) - 1 - rng.randrange(5)
    start = local(scene.days[day], 9) + rng.randrange(7 * 3600 * SECOND)
    case.at["drafted"], case.at["submitted"] = start - rng.randrange(60, 1800) * SECOND, start
    series = f"case:{desk.code}:{scene.days[day]:%Y%m%d}"
    scene.series[series] = serial = scene.series.get(series, 0) + 1
    case.no = make_case_no(desk.code, scene.days[day], serial)
    steps = ["accepted", "decided", "delivered"] if desk.instant else ["accepted", "examined", "decided", "delivered"]
    if open_case:
        steps = steps[: rng.randrange(len(steps) - 1)]
    for step in steps:
        later = 0 if desk.instant else (rng.randrange(9) if rng.random() < 0.02 else rng.randrange(2))
        day = min(day + later, len(scene.days) - 1)
        low = case.at["submitted"] if later == 0 else local(scene.days[day], 9)
        start = max(start, low) + rng.randrange(60, 2400) * SECOND
        case.at[step] = start
    if not open_case:
        case.at["closed"] = start + rng.randrange(1, 90) * SECOND
    case.state = "closed" if not open_case else list(case.at)[-1]
    return case


# --- rooms: text ----------------------------------------------------------------------------------


def _rooms(scene: Scene, cases: list[Case], take: Take) -> Rows:
    lines: list[str] = []
    materials: list[str] = []
    duties: list[str] = []
    material_id = take("cases_casematerial", sum(len(case.desk.materials) for case in cases))
    duty_id = take("duties_duty", 4 * len(cases))
    for case in cases:
        lines.append(_case_line(scene, case))
        handed_in = stamp(case.at["drafted"] + 30 * SECOND)
        for order, name in enumerate(case.desk.materials, 1):
            digest = f"{case.rng_bits ^ order:032x}" * 2
            materials.append(
                f"{material_id}\t{order}\t{name}\tupload\t{digest}\t{order}.pdf\t\t{handed_in}\t{case.id}\n"
            )
            material_id += 1
        for line in _duty_lines(scene, case):
            duties.append(f"{duty_id}\t{line}")
            duty_id += 1
    return {
        "cases_case": (COLUMNS["cases_case"], "".join(lines).encode()),
        "cases_casematerial": (COLUMNS["cases_casematerial"], "".join(materials).encode()),
        "duties_duty": (COLUMNS["duties_duty"], "".join(duties).encode()),
    }


def _case_line(scene: Scene, case: Case) -> str:
    desk, at = case.desk, case.at
    closed = case.state == "closed"
    notice_due = scene.due(day_of(at["submitted"]), 1)[0].isoformat()
    who = case.applicant.party_id
    decided_by = desk.approver.officer_id if "decided" in at else N
    prepared_by = desk.examiner.officer_id if "examined" in at else N
    opinion = "材料真实，条件符合。" if "examined" in at else ""
    form = f'{{"name": "往事", "premises_name": "第{case.id}号店"}}'
    return (
        f"{case.id}\t{case.uid}\t{case.no}\t{desk.item_name}\t410500\tportal\t{form}"
        f"\t{case.state}\t{len(at)}\t{'t' if desk.instant else 'f'}\t{stamp(at['drafted'])}\t{stamp(at['submitted'])}\t"
        f"{notice_due}\t[]\t{stamp(at.get('accepted'))}\tf\t{stamp(at.get('examined'))}\t{stamp(at.get('decided'))}\t"
        f"{stamp(at.get('delivered'))}\t{stamp(at.get('closed'))}\t{opinion}\t\t"
        f"{'granted' if 'decided' in at else ''}\t{'electronic' if closed else ''}\t\t{who}\t{decided_by}"
        f"\t{desk.department_id}\t{prepared_by}\t{who}\t{desk.version_id}\n"
    )


def _duty_lines(scene: Scene, case: Case) -> list[str]:
    """One-time notice, promise, statutory limit and delivery, as far as the case has come."""
    at, desk = case.at, case.desk
    found = [_duty_line(scene, case, "case.one_time_notice", at["submitted"], 1, at.get("accepted"))]
    if "accepted" in at:
        decided = at.get("decided")
        found.append(_duty_line(scene, case, "case.promise", at["accepted"], desk.promise, decided, promised=True))
        found.append(_duty_line(scene, case, "case.statutory", at["accepted"], desk.statutory, decided))
    if "decided" in at:
        found.append(_duty_line(scene, case, "case.delivery", at["decided"], 10, at.get("delivered")))
    return found


def _duty_line(
    scene: Scene, case: Case, kind: str, start: int, limit: int, ended: int | None, *, promised: bool = False
) -> str:
    due_at, due_on, warn_at = scene.due(day_of(start), limit)
    due, began = due_at.isoformat(), instant(start)
    late = EPOCH + dt.timedelta(microseconds=ended) > due_at if ended is not None else False
    warn = max(warn_at, began).isoformat()
    return (
        f"{kind}\tcase\t{case.uid}\t{case.desk.department_id}\t410500\t{'t' if promised else 'f'}\tf\t"
        f"{kind}:{case.uid}:{began.isoformat()}\t{stamp(start)}\t{limit}\tworking_day\t0\t\t{due}\t{due_on}\t{warn}\tf\t"
        f"{scene.edition}\t{N if ended else warn}\t{due if late else N}\t{stamp(ended)}\t"
        f"{'discharged' if ended else 'open'}\t{1 if ended else 0}\n"
    )
