"""A town in which every page of the house has something to show: cases in every state, ratings, guides under way."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client

from checks.case_town import (
    concerned,
    counselled,
    entered_afterwards,
    finished,
    logged,
    promised,
    standing_still,
    step_in_hand,
)
from checks.desk_town import Desk, desk
from checks.money_town import Money, money
from tongban.access import services as access
from tongban.access.adapters import SecondFactorAdapter
from tongban.access.models import Account
from tongban.access.permissions import ROLE_PERMISSIONS
from tongban.benchmarking import selectors as benchmarks
from tongban.benchmarking import services as benchmarking
from tongban.cases import selectors as cases
from tongban.cases import services as verbs
from tongban.cases.tests.conftest import City
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
    desk: Desk
    suspended: str
    promised: dict[str, str]
    money: Money
    cross_region: str
    peer: int
    remote_item: str
    interest: str
    logged: str
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
        desk=desk(city, talk=accepted, examiner=city.examiner),
        suspended=standing_still(town),
        promised=promised(town),
        interest=concerned(town),
        logged=logged(city.department_id),
    )
    _credentials()
    return places


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
