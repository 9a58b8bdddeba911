"""Who may open which address: a town with everything in it, a browser and a program for each role, and the walk.

What is expected stands in `rights.csv`, a line per address, method and object, a column per role:

    yes       opens or acts (also: a refusal by state or law, which only those hear who may act at all)
    sign-in   sent to the sign-in page, or 401 in the API
    403       the role may not
    404       it does not exist for this role, which is how other people's things look
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from http.cookies import SimpleCookie

from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from django.core import signing
from django.test import Client
from django.urls import get_resolver

from checks.case_town import logged
from checks.desk_town import desk
from checks.money_town import money, money_places
from checks.page_town import benchmarked, watched
from checks.rights_api import api_objects, api_places
from checks.test_access import views
from tongban.access import services as access
from tongban.access.models import Account
from tongban.access.tests.actors import officer, person
from tongban.cases import selectors as cases
from tongban.cases import services
from tongban.cases.models import Case
from tongban.cases.states import DeliveryMethod
from tongban.cases.tests.conftest import SYSTEM, City
from tongban.catalogue import selectors as catalogue
from tongban.credit import selectors as credit_records
from tongban.credit import services as credit
from tongban.credit.selectors import Evidence
from tongban.cross_region import selectors as cross_region
from tongban.cross_region.tests.conftest import elsewhere
from tongban.documents.models import IssuedDocument
from tongban.files import services as files
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.kernel.actor import Actor, Channel
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.licences.models import Licence
from tongban.notices.models import InboxMessage
from tongban.openapi.tests.conftest import World, build_world, operations
from tongban.parties import services as parties
from tongban.parties.models import Mandate
from tongban.ratings import services as rating_verbs
from tongban.ratings.models import RatingInvitation
from tongban.workbench.web.actions import _ACTS
from tongban.workbench.web.credit import note_of

ROLES = [
    "anonymous",
    "resident",
    "stranger",
    "agent",
    "clerk",
    "other_clerk",
    "approver",
    "head",
    "department_admin",
    "bureau",
    "supervisor",
    "hotline_agent",
    "system_admin",
    "security_admin",
    "audit_admin",
]
#: Column titles of the reference page.
ROLE_TITLES = dict(
    zip(
        ROLES,
        [
            "未登录",
            "本人",
            "他人",
            "企业代办人",
            "本部门窗口",
            "外部门窗口",
            "审批人",
            "单位负责人",
            "部门管理员",
            "政数局",
            "监察",
            "热线",
            "系统管理员",
            "安全管理员",
            "审计管理员",
        ],
        strict=True,
    )
)
STRANGE = "00000000-0000-4000-8000-000000000000"
SECRETS = ("赵小满", "小满餐饮", "小满理发店", "13800000011")
"""What no refusal may say: the resident, her enterprise, her premises, her mobile."""

WATCHED = ("handover", "plan", "inspection")
"""What `watched` makes, by name."""

Row = tuple[str, str, str]


@dataclasses.dataclass
class Town:
    """The world, where its objects are, and who calls."""

    world: World
    cookies: dict[str, SimpleCookie]
    tokens: dict[str, str]
    cases: dict[str, str]
    others: dict[str, object]


def build_town() -> Town:
    """Cases of a resident and of an enterprise in several states, licences, ratings, messages, mandates."""
    world = build_world()
    city = world.city
    agent = person("孙白露", 15)
    assert agent.party_id is not None
    parties.grant_mandate(
        principal_id=city.enterprise_id,
        agent_id=agent.party_id,
        valid_to=clock.today() + dt.timedelta(days=30),
        actor=SYSTEM,
    )
    elsewhere = Account.objects.get(username="outsider").officer
    assert elsewhere is not None
    other_clerk = officer(elsewhere.department_id, "X009", "clerk")
    tokens = {role: caller.token for role, caller in world.callers.items()}
    for username, role, who in (
        ("agent", "resident", {"party_id": agent.party_id}),
        ("other_clerk", "clerk", {"officer_id": other_clerk.officer_id}),
    ):
        account = access.create_account(username=username, actor=SYSTEM, **who)
        access.grant_role(account_id=account.id, role=role, actor=SYSTEM)
        tokens[username] = access.issue_token(account_id=account.id, actor=SYSTEM, second_factor=True)
    acting = dataclasses.replace(agent, principal_id=city.enterprise_id)
    cases = {
        "draft": city.draft(world.licensed, materials=False),
        "case": city.submitted(city.promised),
        "enterprise": _of_enterprise(world, acting),
        "window": str(
            services.draft_case(version_id=city.promised.id, applicant_id=city.resident.party_id or 0, actor=city.clerk)
        ),
    }
    others = _others(world)
    others |= api_objects(world, others)
    cookies = {role: _cookies(role, acting.principal_id if role == "agent" else None) for role in ROLES[1:]}
    return Town(world, {"anonymous": SimpleCookie(), **cookies}, tokens, cases, others)


def _of_enterprise(world: World, acting: Actor) -> str:
    uid = services.draft_case(
        version_id=world.city.promised.id, applicant_id=world.city.enterprise_id, actor=acting.via(Channel.PORTAL)
    )
    services.save_form(case_uid=uid, form_data={"name": "赵小满", "premises_name": "小满理发店"}, actor=acting)
    for order in (1, 2):
        world.city.hand_in(str(uid), order, acting)
    services.submit_case(case_uid=uid, actor=acting)
    return str(uid)


def _others(world: World) -> dict[str, object]:
    """Everything else an address can name; all of it belongs to the resident."""
    city = world.city
    closed = city.examined(city.promised)
    services.decide_case(case_uid=closed, granted=True, actor=city.approver)
    services.deliver_result(case_uid=closed, method=DeliveryMethod.WINDOW, actor=city.clerk)
    services.close_case(case_uid=closed, actor=city.clerk)
    ledger.drain(raising=True)
    invitation = RatingInvitation.objects.get()
    rating_verbs.rate(token=invitation.token, level=1, text="等了很久", actor=city.resident)
    ledger.drain(raising=True)
    notice = InboxMessage.objects.filter(party_id=city.resident.party_id).order_by("pk").first()
    assert notice is not None
    account = Account.objects.get(username="resident")
    comparison, pair, improvement = benchmarked(city.promised)
    remote_case, peer, remote_item = elsewhere(city)
    remote_paper = cross_region.cross_region_case(remote_case, viewer=SYSTEM).steps[-1].documents[0]
    return {
        "cross_region": remote_case,
        "peer_id": peer,
        "remote_item": remote_item,
        "remote_paper": remote_paper["digest"],
        "closed": closed,
        "rating_token": invitation.token,
        "bad_rating": invitation.uid,
        "comparison": comparison,
        "pair": pair,
        "improvement": improvement,
        **dict(zip(WATCHED, watched(city), strict=True)),
        **credited(world),
        "notice": notice.uid,
        "licence": world.held,
        "licence_uid": Licence.objects.get(identifier=world.held).uid,
        "document": IssuedDocument.objects.order_by("pk")[0].verification_code,
        "mandate": Mandate.objects.get().uid,
        "token_id": account.token_set.get().pk if hasattr(account, "token_set") else 1,
        "item_id": world.licensed.item_id,
        "change_id": catalogue.acts_of_item(world.licensed.item_id)[0].id,
        "version_id": world.licensed.id,
        "item_code": world.licensed.task_code,
        "department_id": city.department_id,
        "name": "groups",
        **dataclasses.asdict(money(city)),
        **dataclasses.asdict(desk(city, talk=city.accepted(city.promised), examiner=city.approver)),
        "hall_id": "1",
        "account_id": account.pk,
        "counsel": str(
            services.give_counsel(
                party_id=city.resident.party_id or 0,
                version_id=world.licensed.id,
                lines=[],
                advice="先办好营业执照。",
                actor=city.clerk,
            )
        ),
        **concerned(city),
        "logged": logged(city.department_id),
        "intake": signing.dumps([city.resident.party_id, city.clerk.officer_id], salt="tongban.workbench.intake"),
    }


def concerned(city: City) -> dict[str, object]:
    """The resident as a third party of what the neighbour applies for."""
    papers = [services.GivenMaterial(one.order, paper=True) for one in city.promised.materials]
    received = services.submit_application(
        item_code=city.promised.code,
        applicant_id=city.stranger.party_id or 0,
        form_data={"name": "钱立夏", "premises_name": "立夏理发店"},
        materials=papers,
        actor=city.clerk,
    )
    services.accept_case(case_uid=received.uid, actor=city.clerk)
    services.name_interested(
        case_uid=received.uid, party_id=city.resident.party_id, interest="相邻，排烟影响居住。", actor=city.approver
    )
    (named,) = cases.interested_of(received.uid, viewer=SYSTEM)
    return {"interest": named.uid, "interest_paper": cases.own_interest(named.uid, viewer=SYSTEM).papers[0].id}


def credited(world: World) -> dict[str, object]:
    """A serious record of the resident, who had notice of it and said something to it."""
    city, me = world.city, world.city.resident
    record = credit.record_credit(
        party_id=me.party_id or 0,
        kind="false_commitment",
        about=ObjectRef("paper", "同卫健〔2026〕责改字第3号"),
        department_id=city.department_id,
        text="核查发现经营场所与承诺不符。",
        serious=True,
        actor=SYSTEM,
    )
    stored = files.store(content=PDF, name="现场照片.pdf", actor=me)
    proof = [Evidence(stored.digest, stored.name)]
    credit.state_defence(record_uid=record.uid, text="场所没有变。", evidence=proof, actor=me)
    (paper,) = credit_records.record(record.uid, viewer=SYSTEM).papers
    note = note_of(me.party_id or 0, "许可审查", city.approver)
    return {"credit": record.uid, "credit_paper": paper.id, "credit_evidence": stored.digest, "credit_note": note}


def _cookies(role: str, principal_id: int | None) -> SimpleCookie:
    """The session of a signed-in browser; officers have given their second factor."""
    client, user = Client(), Account.objects.get(username=role)
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": clock.now().timestamp()}]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
    if principal_id is not None:
        session["principal_id"] = principal_id
    session.save()
    return client.cookies


# --- the addresses --------------------------------------------------------------------------------
_CASES = {"portal": ("draft", "case", "enterprise"), "workbench": ("case",), "api": ("draft", "case")}


def rows() -> Iterator[tuple[str, str]]:
    """Every (address, method) of the house; an address of pages is tried with GET and POST."""
    for address, _ in dict(views(get_resolver())).items():
        if not address.startswith("api/v1/"):
            yield from (
                (address, method) for method in ("GET", "POST") if method == "POST" or "<slug:verb>" not in address
            )
    for method, path in sorted(operations().values(), key=lambda one: (one[1], one[0])):
        yield path.lstrip("/"), method
    yield from (("api/v1/openapi.json", "GET"), ("api/v1/", "GET"))


def filled(address: str, town: Town) -> dict[str, str]:
    """Name of the object → the address with it. Objects in addresses belong to the resident, but "enterprise"."""
    if "act/<slug:verb>" in address:
        return {
            f"{verb} {name}": path
            for verb in _ACTS
            for name, path in filled(address.replace("<slug:verb>", verb), town).items()
        }
    room = "api" if address.startswith("api/") else "workbench" if address.startswith("workbench/") else "portal"
    if "intake/<uuid:uid>" in address:
        return {"window": _fill(address, town, town.cases["window"])}
    if "cases/<uuid:uid>" in address or "cases/{uid}" in address:
        return {name: _fill(address, town, town.cases[name]) for name in _CASES[room]}
    return {"": _fill(address, town, "")}


def _watched_places(others: Mapping[str, str]) -> dict[str, str]:
    """Where oversight names its objects; the longer ending comes first."""
    return {
        "regulation/<uuid:uid>": others["handover"],
        "workbench/inspections/<uuid:uid>": others["inspection"],
        "inspections/<uuid:uid>": others["plan"],
        "plans/<str:uid>": others["plan"],
    }


_PLACES = {
    "licences/<uuid:uid>": "licence_uid",
    "messages/<uuid:uid>": "notice",
    "notices/{uid}": "notice",
    "ratings/<uuid:uid>": "bad_rating",
    "credit/<uuid:uid>": "credit",
    "interested/<uuid:uid>": "interest",
    "papers/<int:instrument_id>": "interest_paper",
    "logged/<uuid:uid>": "logged",
}


def _fill(address: str, town: Town, case_uid: str) -> str:
    others = {name: str(value) for name, value in town.others.items()}
    instrument = Case.objects.filter(uid=case_uid or STRANGE).values_list("instruments__pk", flat=True).first()
    by_place = {
        **{place: others[name] for place, name in _PLACES.items()},
        "credit/file/<str:note>": others["credit_note"],
        "counsels/<uuid:uid>": others["counsel"],
        "batch/<uuid:uid>": others["batch"],
        "opinions/<uuid:uid>": others["opinion"],
        "bundles/<str:code>": others["bundle"],
        "fill/<slug:verb>": "examine",
        "counsel/<uuid:uid>": others["counsel"],
        "comparisons/<str:uid>": others["comparison"],
        "improvements/<str:uid>": others["improvement"],
        "ratings/{uid}": others["bad_rating"],
        **_watched_places(others),
        "mandates/<uuid:uid>": others["mandate"],
        "verify/document/<str:code>": others["document"],
        "intake/for/<str:token>": others["intake"],
        "cross-region/for/<str:token>": others["intake"],
        "<int:peer_id>/<str:code>": others["remote_item"],
        "cross-region/<uuid:uid>": others["cross_region"],
        "documents/<str:digest>": others["remote_paper"],
        **money_places(others),
        **api_places(others),
    }
    by_name = {
        "uid": case_uid,
        "order": "1",
        "instrument_id": str(instrument or 1),
        "identifier": others["licence"],
        "code": others["licence"],
        "token": others["rating_token"],
        "item_id": others["item_id"],
        "change_id": others["change_id"],
        "version_id": others["version_id"],
        "department_id": others["department_id"],
        "name": "groups",
        "hall_id": "1",
        "step_id": "1",
        "account_id": others["account_id"],
        "token_id": others["token_id"],
        "family": "buttons",
        "comparison_uid": others["comparison"],
        "pair_id": others["pair"],
        "peer_id": others["peer_id"],
        "paper_id": others["credit_paper"],
        "digest": others["credit_evidence"],
    }

    def value(found: re.Match[str]) -> str:
        so_far = address[: found.end()]
        place = next((text for ending, text in by_place.items() if so_far.endswith(ending)), "")
        return place or by_name[found[1]]

    return "/" + re.sub(r"[<{](?:\w+:)?(\w+)[>}]", value, address)
