"""What exists in the city of the generated requests, by the place or the name a document gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

from tongban.access.permissions import ROLE_PERMISSIONS
from tongban.benchmarking import selectors as benchmarks
from tongban.benchmarking import services as benchmarking
from tongban.cases import selectors, services
from tongban.cases.models import Case
from tongban.cases.states import BatchAct, DeliveryMethod
from tongban.cases.tests.charging import CARD, HOME, charged_case, charged_item
from tongban.cases.tests.conftest import SYSTEM, City
from tongban.cases.tests.promising import committed, drafted, granted, head, offering, tolerant
from tongban.credit import services as credit
from tongban.cross_region import selectors as cross_region
from tongban.cross_region.tests.conftest import elsewhere
from tongban.fees import services as fees
from tongban.fees.channels import StatementRow
from tongban.fees.selectors import reconciliation
from tongban.fees.states import EntryKind
from tongban.files import services as files
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.openapi.tests.conftest import World
from tongban.ratings.models import RatingInvitation
from tongban.regulation import selectors as oversight
from tongban.regulation import services as overseeing

Known = Mapping[str, Sequence[Any]]


def known_of(world: World) -> Known:
    """Addresses up to a name (`/api/v1/fees/uid`), then names wherever they stand."""
    city = world.city
    uids = _cases(world)
    ledger.drain()
    at = {**_money(city), **_credited(city), **_watched(world), **_places(city), **_desk(city)}
    instrument = Case.objects.get(uid=uids[2]).instruments.order_by("pk").first()
    assert instrument is not None
    steps = Case.objects.filter(uid__in=uids, steps__isnull=False).values_list("steps__pk", flat=True)
    stored = files.store(content=PDF, name="a.pdf", actor=city.resident)
    region = city.promised.region_code
    comparison = benchmarking.start_comparison(ours_region=region, theirs_region=region, actor=SYSTEM).uid
    pairs = [pair.id for pair in benchmarks.pairs(comparison, viewer=SYSTEM)]
    improvement: dict[str, Any] = {"element": "promised_limit", "target": 1, "measures": ["post"], "actor": SYSTEM}
    benchmarking.set_target(item_id=city.promised.item_id, **improvement)
    versions = [city.promised.id, city.one_seat.id, world.licensed.id]
    parties = [city.resident.party_id, city.enterprise_id, city.stranger.party_id]
    told = services.give_counsel(
        party_id=city.resident.party_id or 0, version_id=city.promised.id, lines=[], advice="先办执照", actor=city.clerk
    )
    return {
        **{f"/api/v1/{place}": found for place, found in at.items()},
        "/api/v1/counsels/uid": [told],
        "uid": uids,
        "case_uid": uids,
        "step_id": list(steps),
        "identifier": [world.held],
        "code": [world.held],
        "item_id": [world.licensed.item_id],
        "comparison_uid": [comparison],
        "pair_id": pairs,
        "department_id": [city.department_id],
        "overseer_id": [city.department_id],
        "officer_id": [city.examiner.officer_id, city.clerk.officer_id],
        "order": [1, 2],
        "instrument_id": [instrument.pk],
        "version_id": versions,
        "from_version_id": versions,
        "act": BatchAct.values,
        "to_version_id": versions,
        "party_id": parties,
        "applicant_id": parties,
        "subject_id": parties,
        "holder_id": parties,
        "token": [RatingInvitation.objects.get().token],
        "digest": [stored.digest],
        "evidence_digest": [stored.digest],
        "licence_identifier": [world.held],
    }


def _cases(world: World) -> list[str]:
    """One in every state, and those with promises and commitments."""
    city = world.city
    uids = [city.draft(world.licensed, materials=False)]
    uids += [make(city.promised) for make in (city.draft, city.submitted, city.accepted, city.examined)]
    uids += [city.submitted(city.one_seat), city.examined(city.promised), city.submitted(city.promised)]
    services.decide_case(case_uid=uids[-2], granted=True, actor=city.approver)
    services.deliver_result(case_uid=uids[-2], method=DeliveryMethod.WINDOW, actor=city.clerk)
    services.notify_supplement(case_uid=uids[-1], wanted={1: "看不清"}, actor=city.clerk)
    closed = city.examined(city.promised)
    services.decide_case(case_uid=closed, granted=False, reason="条件不符", actor=city.approver)
    services.deliver_result(case_uid=closed, method=DeliveryMethod.WINDOW, actor=city.clerk)
    services.close_case(case_uid=closed, actor=city.clerk)
    waiting = city.examined(city.promised)
    services.decide_case(case_uid=waiting, granted=True, actor=city.approver)
    promise = drafted(city, tolerant(city, serial=5), 1, 2)
    version = offering(city, serial=6)
    return [*uids, closed, waiting, promise, committed(city, version), granted(city, version)]


def _money(city: City) -> dict[str, list[Any]]:
    """Orders unpaid and paid, a refund, a parcel, a day compared."""
    case, unpaid = charged_case(city, charged_item(city))
    paid = services.charge_case(case_uid=case, lines=[CARD], actor=city.clerk)
    fees.take_cash(order_uid=paid, received=1000, receipt_no="A001", actor=city.clerk)
    refund = fees.request_refund(order_uid=paid, amount=300, reason="多收", actor=city.clerk)
    parcel = services.send_papers(case_uid=case, sender=HOME, orders=[1], actor=city.resident)
    row = StatementRow("nobody", "TB-lost", EntryKind.PAYMENT, 77, clock.now())
    day = fees.reconcile(day=clock.today(), rows=[row], actor=SYSTEM)
    (wrong,) = reconciliation(day, viewer=SYSTEM).differences
    return {
        "fees/uid": [unpaid, paid],
        "refunds/uid": [refund],
        "parcels/uid": [parcel],
        "reconciliations/uid": [day],
        "differences/uid": [wrong.uid],
    }


def _credited(city: City) -> dict[str, list[Any]]:
    """A record to be checked, one that was announced, one in force."""
    made = [
        credit.record_credit(
            party_id=city.resident.party_id or 0,
            kind="false_commitment",
            about=ObjectRef("paper", f"同卫健〔2026〕责改字第{number}号"),
            department_id=city.department_id,
            text="核查发现经营场所与承诺不符。",
            serious=number == 2,
            actor=city.approver,
        )
        for number in (1, 2, 3)
    ]
    credit.confirm_record(record_uid=made[2].uid, actor=head(city))
    paper = credit.open_record(record_uid=made[1].uid, actor=SYSTEM).papers[0].id
    return {"credit/records/uid": [one.uid for one in made], "credit/records/{uid}/papers/paper_id": [paper]}


def _watched(world: World) -> dict[str, list[Any]]:
    """A handover, an entry of each register, a rule, a plan to lock and one drawn, an inspection."""
    city, department = world.city, world.city.department_id
    handovers = [row.uid for row in oversight.handovers(viewer=SYSTEM).rows]
    entry = overseeing.register_object(
        licence_identifier=world.held, department_id=department, item_kind="licensing", category="公共场所", risk="low",
        actor=SYSTEM,
    )  # fmt: skip
    inspectors = [
        overseeing.register_inspector(officer_id=one.officer_id or 0, actor=SYSTEM)
        for one in (city.examiner, city.approver)
    ]
    rule = overseeing.set_rule(scope="item_kind", key="reward", overseer_id=department, basis="三定规定", actor=SYSTEM)
    plans = [
        overseeing.make_plan(
            department_id=department, title="公共场所卫生抽查", since=clock.today(), until=clock.today(),
            check_lines=["证照齐全有效"], number=1, actor=SYSTEM,
        ).uid
        for _ in range(2)
    ]  # fmt: skip
    overseeing.commit_draw(uid=plans[0], actor=SYSTEM)
    ledger.seal()
    overseeing.draw_inspections(uid=plans[0], actor=SYSTEM)
    return {
        "regulation/handovers/uid": handovers,
        "regulation/objects/code": [entry],
        "regulation/inspectors/code": inspectors,
        "regulation/rules/uid": [rule.uid],
        "inspections/plans/uid": plans,
        "inspections/published/uid": plans,
        "inspections/uid": [row.uid for row in oversight.inspections(viewer=SYSTEM).rows],
    }


def _desk(city: City) -> dict[str, list[Any]]:
    """A text kept ready, the neighbour named with the paper to them, and a batch of the approver's."""
    admin = replace(city.approver, permissions=ROLE_PERMISSIONS["department_admin"])
    text = services.keep_opinion(
        department_id=city.department_id, use="examine", title="材料齐全", text="{申请人}的材料真实。", actor=admin
    )
    uid, batch = city.accepted(city.promised), uuid4()
    services.name_interested(case_uid=uid, party_id=city.stranger.party_id, interest="相邻", actor=city.approver)
    (named,) = selectors.interested_of(uid, viewer=SYSTEM)
    paper = selectors.own_interest(named.uid, viewer=SYSTEM).papers[0].id
    wish = services.Wish(selectors.case_view(uid, viewer=SYSTEM).uid, "0")
    services.act_in_batch(uid=batch, act="examine", wishes=[wish], text="符合条件。", actor=city.approver)
    return {
        "opinions/uid": [text],
        "cases/{uid}/opinions/opinion_uid": [text],
        "interested/uid": [named.uid],
        "interested/{uid}/papers/instrument_id": [paper],
        "batches/uid": [batch],
    }


def _places(city: City) -> dict[str, list[Any]]:
    """A case of the resident in another place, with an original, a conversation and a paper."""
    uid, _, _ = elsewhere(city)
    found = cross_region.cross_region_case(uid, viewer=SYSTEM)
    return {
        "cross-region/uid": [uid],
        "cross-region/{uid}/papers/paper_uid": [found.papers[0].uid],
        "cross-region/{uid}/assistance/assistance_uid": [found.assistance[0].uid],
        "cross-region/{uid}/documents/digest": [found.steps[-1].documents[0]["digest"]],
    }
