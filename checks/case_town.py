"""Cases that took a road of their own: to the end, standing still, by a promise, advised before, entered afterwards."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tempfile
from pathlib import Path

from tongban.access import services as access
from tongban.access.models import Account
from tongban.access.tests.actors import person
from tongban.cases import selectors as cases
from tongban.cases import services as verbs
from tongban.cases.states import DeliveryMethod, StepKind
from tongban.cases.tests import promising
from tongban.catalogue import services as compiling
from tongban.catalogue.selectors import ItemVersionView
from tongban.feeds.tests.xes_logs import event, log, trace
from tongban.files import services as files
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.ledger import services as ledger
from tongban.portal.tests.conftest import Town

SYSTEM = Actor.system()


def finished(town: Town, version: ItemVersionView) -> str:
    """A case with everything: materials, instruments, both clocks, a licence, an invitation to rate."""
    city = town.city
    uid = city.submitted(version)
    verbs.accept_case(case_uid=uid, actor=city.clerk)
    verbs.examine_case(case_uid=uid, opinion="材料真实，条件符合。", actor=city.examiner)
    verbs.decide_case(case_uid=uid, granted=True, actor=city.approver)
    if version.result is not None and version.result.kind != "none":
        verbs.issue_result(case_uid=uid, actor=city.approver)
    verbs.deliver_result(case_uid=uid, method=DeliveryMethod.ELECTRONIC, actor=city.clerk)
    verbs.close_case(case_uid=uid, actor=city.clerk)
    ledger.drain()
    return uid


def standing_still(town: Town) -> str:
    """A case stopped three times for tests, with an extension asked for and a right to a hearing told."""
    city = town.city
    uid = city.accepted(city.promised)
    verbs.tell_hearing_right(case_uid=uid, reason="该许可涉及您与相邻业主之间的重大利益。", actor=city.approver)
    verbs.ask_extension(case_uid=uid, days=10, reason="需要向外地核实。", actor=city.approver)
    day = clock.today() + dt.timedelta(days=20)
    for kind in (StepKind.TESTING, StepKind.EXPERT_REVIEW, StepKind.APPRAISAL):
        verbs.suspend_case(case_uid=uid, kind=kind, reason="室内空气要检测。", expected_on=day, actor=city.approver)
    return uid


def concerned(town: Town) -> str:
    """The neighbour (`bailu`) of a place that is applied for, told of the right to a hearing."""
    city, neighbour = town.city, Account.objects.get(username="bailu").party_id
    uid = city.accepted(city.promised)
    interest = "与拟开设的场所相邻，排烟影响居住。"
    verbs.name_interested(case_uid=uid, party_id=neighbour, interest=interest, actor=city.approver)
    (found,) = cases.interested_of(uid, viewer=SYSTEM)
    return str(found.uid)


def logged(department_id: int) -> str:
    """A case of another system's log, still owed by this department."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "办件.xes"
        steps = (event("收件"), event("审查"))
        path.write_bytes(log(trace(*steps, name="W-1", startdate="2026-11-02", deadline="2026-11-20")))
        report = verbs.import_log(path=path, actor=SYSTEM, department_id=department_id)
    return str(cases.logged_cases(viewer=SYSTEM, log_id=report.log_id).rows[0].uid)


def promised(town: Town) -> dict[str, str]:
    """Cases with promises, a commitment that waits for choosing and one to be verified, a revocation announced; the
    one who chooses is `bailu`, whom no credit record bars."""
    city = town.city
    bailu = person("孙白露", 17)
    access.create_account(username="bailu", password="correct-horse-battery", party_id=bailu.party_id, actor=SYSTEM)
    tolerant, offering = promising.tolerant(city, 8), promising.offering(city, 9)
    choosing = promising.drafted(dataclasses.replace(city, resident=bailu), offering, 1)
    committed = promising.granted(dataclasses.replace(city, resident=bailu), offering)
    lenient = promising.drafted(city, tolerant, 1, 2)
    owing = promising.drafted(city, tolerant, 1, 2)
    verbs.promise_materials(case_uid=owing, actor=city.resident)
    verbs.submit_case(case_uid=owing, actor=city.resident)
    verbs.accept_case(case_uid=owing, actor=city.clerk)
    again = dataclasses.replace(promising.tolerant_guide(), promised=Limit(4, LimitUnit.WORKING_DAY))
    draft = compiling.draft_version(item_id=tolerant.item_id, content=again, actor=SYSTEM)
    compiling.submit_for_review(version_id=draft.id, actor=SYSTEM)
    compiling.publish_version(version_id=draft.id, actor=SYSTEM)
    revoking = finished(town, city.promised)
    verbs.notify_revocation(case_uid=revoking, ground="procedure", reason="没有听取邻居的意见。", actor=city.examiner)
    found = {"choosing": choosing, "committed": committed, "lenient": lenient, "owing": owing, "revoking": revoking}
    return {name: str(uid) for name, uid in found.items()} | {
        "item": str(tolerant.item_id), "version": str(tolerant.id)
    }  # fmt: skip


def counselled(town: Town) -> str:
    """What the counsel desk told the resident about a permit."""
    resident = town.city.resident.party_id
    assert resident is not None
    lines = [verbs.CounselLine(town.permit.materials[0].order, ready=True, advice="原件带来就可以。")]
    return str(
        verbs.give_counsel(
            party_id=resident, version_id=town.permit.id, lines=lines, advice="先办好营业执照。", actor=town.city.clerk
        )
    )


def entered_afterwards(town: Town) -> str:
    """A case handled off the system and entered by the clerk."""
    city = town.city
    resident = city.resident.party_id
    assert resident is not None
    stored = files.store(content=PDF, name="审批表.pdf", actor=city.clerk)
    day = clock.now() - dt.timedelta(days=20)
    return str(
        verbs.enter_past_case(
            version_id=city.promised.id,
            applicant_id=resident,
            form_data={"name": "赵小满", "premises_name": "小满理发店"},
            dates=verbs.PastDates(day, day, day + dt.timedelta(days=3)),
            reason="停电，系统打不开",
            evidence_digest=stored.digest,
            actor=city.clerk,
        )
    )


def step_in_hand(uid: str, officer: Actor) -> int:
    """The step of an accepted case, taken by an officer."""
    step = cases.case_view(uid, viewer=SYSTEM).steps[0].id
    verbs.take_step(case_uid=uid, step_id=step, actor=officer)
    return step
