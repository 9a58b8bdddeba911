"""A town in which every page of the house has something to show: cases in every state, ratings, guides under way."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client

from checks.money_town import Money, money
from tongban.access import services as access
from tongban.access.adapters import SecondFactorAdapter
from tongban.access.models import Account
from tongban.access.permissions import ROLE_PERMISSIONS
from tongban.benchmarking import selectors as benchmarks
from tongban.benchmarking import services as benchmarking
from tongban.cases import selectors as cases
from tongban.cases import services as verbs
from tongban.cases.states import DeliveryMethod, StepKind
from tongban.cases.tests import promising
from tongban.cases.tests.conftest import City, person
from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services as compiling
from tongban.catalogue.selectors import ItemVersionView
from tongban.credit import services as credit
from tongban.credit.selectors import Evidence
from tongban.cross_region.tests.conftest import elsewhere
from tongban.documents.models import IssuedDocument
from tongban.files import services as files
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.orgs import services as orgs
from tongban.parties import services as parties
from tongban.portal.tests.conftest import Town, make_town
from tongban.ratings import selectors as ratings
from tongban.ratings import services as rating_verbs
from tongban.regulation import selectors as regulation
from tongban.regulation import services as overseeing
from tongban.workbench.tests.conftest import account_of
from tongban.workbench.web.credit import note_of
from tongban.workbench.web.intake import token_of

ROLES = ("head", "department_admin", "bureau", "system_admin", "security_admin", "audit_admin")
ADMINISTRATORS = frozenset({"system-admin", "security-admin", "audit-admin"})
SYSTEM = Actor.system()


@dataclass(frozen=True)
class Places:
    """The town and the ids that addresses need."""

    town: Town
    draft: str
    submitted: str
    supplement: str
    accepted: str
    examined: str
    refused: str
    closed: str
    window: str
    licence: str
    licence_uid: str
    document: str
    open_token: str
    rated_token: str
    bad_uid: str
    intake_token: str
    guide_item: int
    guide_draft: int
    guide_review: int
    guide_act: int
    comparison: str
    pair: int
    improvement: str
    watched: tuple[str, str, str]
    credit: dict[str, str]
    credit_note: str
    counsel: str
    past: str
    step: int
    suspended: str
    promised: dict[str, str]
    money: Money
    cross_region: str
    peer: int
    remote_item: str
    empty_handed: str = "lixia"


def browser(username: str) -> Client:
    """A browser, signed in where an account is named; administrators have given their second factor."""
    client = Client()
    if not username:
        return client
    account = Account.objects.get(username=username)
    client.force_login(account)
    second = username in ADMINISTRATORS or username == "examiner"
    method = {"method": "mfa", "type": "totp"} if second else {"method": "password"}
    session = client.session
    session["account_authentication_methods_user"] = str(account.pk)
    session["account_authentication_methods"] = [{**method, "at": time.time(), "reauthenticated": True}]
    session.save()
    return client


def _people(city: City) -> None:
    """An account of every role, a mandate, a hall, an entry that nobody has claimed."""
    for username, actor, role in (("clerk", city.clerk, "clerk"), ("approver", city.approver, "approver")):
        account_of(username, actor, role)
    for role in ROLES:
        name = role.replace("_", "-")
        staff = orgs.register_officer(department_id=city.department_id, name="职员", staff_no=f"P-{role}", actor=SYSTEM)
        account_of(name, Actor(officer_id=staff.id), role)
    resident, stranger = city.resident.party_id, city.stranger.party_id
    assert resident is not None
    assert stranger is not None
    parties.grant_mandate(
        principal_id=stranger, agent_id=resident, valid_to=clock.today().replace(year=clock.today().year + 1),
        actor=SYSTEM,
    )  # fmt: skip
    orgs.open_hall(name="文峰便民服务站", region_code="410500", actor=SYSTEM)
    compiling.create_entry(
        catalog_code="410123999000", name="公共场所卫生许可（补证）", item_kind="licensing", actor=SYSTEM
    )


def _credentials() -> None:
    """A second factor with recovery codes, and a token."""
    examiner = Account.objects.get(username="examiner")
    secret = SecondFactorAdapter().encrypt("JBSWY3DPEHPK3PXP")
    Authenticator.objects.create(user=examiner, type=Authenticator.Type.TOTP, data={"secret": secret})
    RecoveryCodes.activate(examiner)
    holder = Account.objects.get(username="xiaoman")
    access.issue_token(account_id=holder.pk, name="报表脚本", actor=access.actor_for(holder))


def settle() -> Places:
    """A town in which cases stand in every state, and each page has something to show."""
    town = make_town()
    city = town.city
    _people(city)
    resident = city.resident.party_id
    assert resident is not None
    comparison, pair, improvement = benchmarked(city.promised)
    remote_case, peer, remote_item = elsewhere(city)
    draft, supplement = city.draft(town.permit), city.submitted(town.permit)
    verbs.notify_supplement(case_uid=supplement, wanted={2: "图上没有标明面积，请标明后重新上传。"}, actor=city.clerk)
    refused = city.submitted(city.promised)
    verbs.refuse_acceptance(case_uid=refused, reason="场所不在本市。", actor=city.clerk)
    accepted = city.accepted(city.promised)
    closed, bad = finished(town, town.permit), finished(town, city.promised)
    places = Places(
        town=town,
        draft=draft,
        submitted=city.submitted(city.promised),
        supplement=supplement,
        accepted=accepted,
        examined=city.examined(city.promised),
        refused=refused,
        closed=closed,
        window=city.draft(city.promised, city.clerk),
        licence=town.id_card.identifier,
        licence_uid=town.id_card.uid,
        document=document_of(closed),
        open_token=token_for(town, closed),
        rated_token=token_for(town, bad),
        bad_uid=rate_badly(town, bad),
        intake_token=token_of(resident, city.clerk),
        guide_item=city.promised.item_id,
        guide_draft=guide_under_way(city.promised),
        guide_review=guide_under_way(city.instant, submitted=True),
        guide_act=split_under_way(city.one_seat),
        comparison=comparison,
        pair=pair,
        improvement=improvement,
        cross_region=remote_case,
        peer=peer,
        remote_item=remote_item,
        watched=watched(city),
        money=money(city),
        credit=credited(town),
        credit_note=note_of(resident, "公共场所卫生许可审查", city.approver),
        counsel=counselled(town),
        past=entered_afterwards(town),
        step=step_in_hand(accepted, city.approver),
        suspended=standing_still(town),
        promised=promised(town),
    )
    _credentials()
    return places


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


def credited(town: Town) -> dict[str, str]:
    """Credit records of the resident in several states, by state; and one of the enterprise, which is published."""
    city, me = town.city, town.resident
    checker = dataclasses.replace(city.examiner, permissions=ROLE_PERMISSIONS["department_admin"])

    def made(state: str, party_id: int | None, **more: object) -> str:
        given: dict[str, object] = {
            "party_id": party_id,
            "kind": "commitment_broken",
            "about": ObjectRef("paper", f"同卫健〔2026〕责改字第3号（{state}）"),
            "department_id": city.department_id,
            "text": "承诺的卫生设施到期没有补齐，见责令改正通知书。",
            "actor": SYSTEM,
            **more,
        }
        uid = credit.record_credit(**given).uid  # type: ignore[arg-type]  # by field name
        if state not in ("proposed", "noticed", "defended"):
            credit.confirm_record(record_uid=uid, actor=checker)
        return uid

    found = {
        state: made(state, me.party_id) for state in ("proposed", "in_force", "objected", "repair_asked", "repaired")
    }
    found |= {state: made(state, me.party_id, serious=True) for state in ("noticed", "defended")}
    made("published", city.enterprise_id)
    stored = files.store(content=PDF, name="验收意见.pdf", actor=me)
    proof = [Evidence(stored.digest, stored.name)]
    credit.state_defence(record_uid=found["defended"], text="设施早已补齐。", evidence=proof, actor=me)
    credit.object_record(
        record_uid=found["objected"], ground="content", text="设施早已补齐。", evidence=proof, actor=me
    )
    for state in ("repair_asked", "repaired"):
        credit.apply_for_repair(record_uid=found[state], text="已经补齐并验收。", evidence=proof, actor=me)
    credit.decide_repair(record_uid=found["repaired"], granted=True, answer="验收合格。", actor=checker)
    ledger.drain()
    for uid in found.values():
        credit.open_record(record_uid=uid, actor=checker)
    return found


def benchmarked(version: ItemVersionView) -> tuple[str, int, str]:
    """A comparison, a pair of it that was accepted, and the improvement that came of it."""
    region = version.region_code
    uid = benchmarking.start_comparison(ours_region=region, theirs_region=region, actor=SYSTEM).uid
    pairs = benchmarks.pairs(uid, viewer=SYSTEM)
    pair = next(one.id for one in pairs if one.item_id == version.item_id)
    benchmarking.accept_pair(pair_id=pair, actor=SYSTEM)
    improvement = benchmarking.set_target(
        pair_id=pair, element="promised_limit", target=1, measures=["post"], actor=SYSTEM
    )
    day = clock.today() + dt.timedelta(days=20)
    steps = [benchmarking.PlannedStep("授权窗口负责人", day)]
    benchmarking.assign_improvement(uid=improvement.uid, due_on=day, timetable=steps, actor=SYSTEM)
    return uid, pair, improvement.uid


def watched(city: City) -> tuple[str, str, str]:
    """A handover, a plan that was drawn, and an inspection for examiner and approver."""
    waiting = regulation.handovers(viewer=SYSTEM, state="pushed").rows
    taken = waiting[0].uid
    overseeing.acknowledge_handover(uid=taken, actor=city.approver)
    overseeing.take_under_regulation(uid=taken, category="公共场所", risk="medium", actor=city.approver)
    for one in (city.examiner, city.approver):
        overseeing.register_inspector(officer_id=one.officer_id or 0, actor=SYSTEM)
    day = clock.today()
    plan = overseeing.make_plan(
        department_id=city.department_id, title="公共场所卫生抽查", since=day, until=day + dt.timedelta(days=30),
        check_lines=["证照齐全有效", "卫生设施正常使用"], number=1, actor=SYSTEM,
    )  # fmt: skip
    overseeing.commit_draw(uid=plan.uid, actor=SYSTEM)
    ledger.seal()
    overseeing.draw_inspections(uid=plan.uid, actor=SYSTEM)
    return waiting[-1].uid, plan.uid, regulation.inspections(viewer=SYSTEM).rows[0].uid


def guide_under_way(version: ItemVersionView, *, submitted: bool = False) -> int:
    """A draft that changes the guide, promises less and has something to mend; sent to the bureau where asked for."""
    content = catalogue.starting_content(version.item_id, viewer=SYSTEM)
    content = dataclasses.replace(content, hours="工作日8:30—17:30", phones=(), materials=content.materials[:1])
    draft = compiling.draft_version(item_id=version.item_id, content=content, actor=SYSTEM)
    if submitted:
        compiling.submit_for_review(version_id=draft.id, actor=SYSTEM)
    return draft.id


def split_under_way(version: ItemVersionView) -> int:
    """An item that is to become two: decided, and waiting for the new guides."""
    parts = [compiling.NewItem(f"{version.task_code}0{n}", f"{version.name}（{n}）") for n in (1, 2)]
    grounds = compiling.Grounds("一个事项分成两种情形办理", "同政办〔2026〕7号")
    compiling.split_item(item_id=version.item_id, parts=parts, grounds=grounds, actor=SYSTEM)
    return catalogue.acts_of_item(version.item_id)[0].id


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


def token_for(town: Town, uid: str) -> str:
    """Of the invitation to rate this case."""
    found = ratings.invitation_for(uid, viewer=town.resident)
    assert found is not None
    return found.token


def rate_badly(town: Town, uid: str) -> str:
    """A bad rating, to be handled."""
    given = rating_verbs.rate(level=1, text="跑了三趟。", token=token_for(town, uid), actor=town.resident)
    ledger.drain()
    return given.uid


def document_of(uid: str) -> str:
    """The code under which a document of this case is verified."""
    numbers = [one.number for one in cases.case_view(uid, viewer=SYSTEM).instruments]
    return IssuedDocument.objects.filter(number__in=numbers).values_list("verification_code", flat=True)[0]
