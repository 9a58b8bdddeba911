"""Every reaction run twice changes nothing: a road through the city is told, then every fact is delivered again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction

from tongban.access.tests.actors import officer
from tongban.cases import services as cases
from tongban.cases.states import DeliveryMethod, StepKind
from tongban.cases.tests import promising
from tongban.cases.tests.conftest import MORNING, SYSTEM, City, build
from tongban.cases.tests.licensed import licensed_item
from tongban.cases.tests.test_versions import next_version
from tongban.duties import services as duties
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactView, reactions, reactions_to
from tongban.ledger.selectors import facts
from tongban.licences import services as licences
from tongban.ratings import selectors as ratings
from tongban.ratings import services as rating
from tongban.reference import services as reference

AUDITOR = Actor.system()


def tell(city: City) -> None:
    """A licence with a bad rating, its revocation, a late notice, a lapsed supplement, a refusal."""
    at_once = licensed_item(city, case_kind="instant", promised=Limit(0, LimitUnit.WORKING_DAY))
    uid = city.accepted(at_once)
    cases.decide_case(case_uid=uid, granted=True, actor=city.approver)
    identifier = cases.issue_result(case_uid=uid, actor=city.approver)
    cases.deliver_result(case_uid=uid, method=DeliveryMethod.ELECTRONIC, actor=city.clerk)
    cases.close_case(case_uid=uid, actor=city.clerk)
    ledger.drain(raising=True)
    invitation = ratings.invitations(city.resident)[0]
    rating.rate(token=invitation.token, level=2, text="等得太久", actor=city.resident)
    licences.revoke_licence(identifier=identifier, reason="材料不实", basis="行政许可法第六十九条", actor=city.approver)
    city.submitted(city.promised)
    owing = city.submitted(city.promised)
    cases.notify_supplement(case_uid=owing, wanted={1: "请重新提交"}, actor=city.clerk)
    refused = city.submitted(city.promised)
    cases.refuse_acceptance(case_uid=refused, reason="不属于本机关职权。", actor=city.clerk)
    stand_still(city)
    promise(city)
    ledger.drain(raising=True)
    with clock.frozen(MORNING + dt.timedelta(days=120)):
        duties.look_again(clock.now(), actor=SYSTEM)
        ledger.drain(raising=True)


def stand_still(city: City) -> None:
    """A case lengthened by the head, told of a hearing nobody asks for, and stopped longer than was expected."""
    uid = city.accepted(city.promised)
    cases.ask_extension(case_uid=uid, days=3, reason="外地核实。", actor=city.examiner)
    cases.answer_extension(case_uid=uid, granted=True, actor=officer(city.department_id, "H001", "head"))
    cases.tell_hearing_right(case_uid=uid, reason="涉及相邻业主。", actor=city.examiner)
    cases.name_interested(
        case_uid=uid, interest="油烟排到窗前。", name="钱邻居", address="学院路2号", actor=city.examiner
    )
    day = clock.today() + dt.timedelta(days=10)
    cases.suspend_case(case_uid=uid, kind=StepKind.TESTING, reason="检测。", expected_on=day, actor=city.examiner)
    cases.state_time(case_uid=uid, actor=city.resident)


def promise(city: City) -> None:
    """Promises nobody keeps, a commitment that is broken, its second life, and a case moved to a newer version."""
    uid = promising.drafted(city, promising.tolerant(city), 1, 2)
    cases.promise_materials(case_uid=uid, actor=city.resident)
    cases.submit_case(case_uid=uid, actor=city.resident)
    cases.accept_case(case_uid=uid, actor=city.clerk)
    offering = promising.offering(city)
    waiting, broken = promising.granted(city, offering, licence=False), promising.granted(city, offering)
    cases.verify_commitment(case_uid=waiting, finding="deviates", text="没有隔开。", mend_days=5, actor=city.examiner)
    cases.verify_commitment(case_uid=broken, finding="broken", text="没有开业。", actor=city.examiner)
    cases.state_defence(case_uid=broken, text="还在装修。", actor=city.resident)
    cases.revoke_decision(case_uid=broken, reason="没有履行承诺。", actor=city.approver)
    head = promising.head(city)
    cases.reopen_case(case_uid=broken, document_no="同政复决〔2026〕3号", reason="责令重作。", actor=head)
    moving = city.accepted(city.promised)
    newer = next_version(city)
    cases.move_case(case_uid=moving, to_version_id=newer.id, reason="条例修订。", basis="条例第四条", actor=head)


def contents() -> dict[str, str]:
    """Number and digest of the rows of every table."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names()):
            cursor.execute(f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{table}\" t")
            found[table] = str(cursor.fetchone())
    return found


def all_facts() -> list[FactView]:
    """Every fact of the city, oldest first."""
    found: list[FactView] = []
    cursor = ""
    while True:
        page = facts(viewer=AUDITOR, cursor=cursor, limit=200)
        found += page.facts
        cursor = page.next_cursor
        if not cursor:
            return sorted(found, key=lambda fact: fact.id)


@pytest.mark.django_db
def test_every_reaction_run_twice_changes_nothing() -> None:
    with clock.frozen(MORNING):
        reference.load_reference_data(actor=SYSTEM)
        tell(build())
    with clock.frozen(MORNING + dt.timedelta(days=120)):
        before = contents()
        told = all_facts()
        again = {reaction.name for fact in told for reaction in reactions_to(fact.kind)}
        for fact in told:
            for reaction in reactions_to(fact.kind):
                with transaction.atomic():
                    reaction.handler(fact)
        assert before == contents()
    ours = {reaction.name for reaction in reactions() if reaction.handler.__module__.endswith(".reactions")}
    assert again >= ours - NOT_TOLD, f"the road does not lead past {sorted(ours - again - NOT_TOLD)}"


#: Reactions to steps that the road above does not take; their rooms test that they may run twice.
NOT_TOLD = {
    "credit.seal_notice",
    "credit.seal_proof",
    "duties.recompute",
    "exchange.handle",
    "licences.tell_restored",
    "licences.tell_used",
    "fees.close_trades.fee.cancelled",
    "fees.close_trades.fee.paid",
    "fees.make_receipt",
    "fees.send_refund",
    "post.hand_over",
}
