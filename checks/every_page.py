"""Every page of the house, in a town where each has something to show: which account opens it, and where.

The checks of pages (questions asked, size, validity, accessibility, without JavaScript) all walk this list, and a
test holds it against the addresses: a page that is not in it cannot be added.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from dataclasses import dataclass
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tongban.access import services as access
from tongban.access.adapters import SecondFactorAdapter
from tongban.access.models import Account
from tongban.benchmarking import selectors as benchmarks
from tongban.benchmarking import services as benchmarking
from tongban.cases import selectors as cases
from tongban.cases import services as verbs
from tongban.cases.states import DeliveryMethod
from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services as compiling
from tongban.catalogue.selectors import ItemVersionView
from tongban.documents.models import IssuedDocument
from tongban.furniture import examples
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger
from tongban.licences import selectors as licences
from tongban.orgs import selectors as offices
from tongban.orgs import services as orgs
from tongban.parties import services as parties
from tongban.portal.tests.conftest import Town, make_town
from tongban.ratings import selectors as ratings
from tongban.ratings import services as rating_verbs
from tongban.workbench.tests.conftest import account_of
from tongban.workbench.web.intake import token_of

ROLES = ("department_admin", "bureau", "system_admin", "security_admin", "audit_admin")
ADMINISTRATORS = frozenset({"system-admin", "security-admin", "audit-admin"})
SYSTEM = Actor.system()

NOT_PAGES = {
    # files, data and machine talk
    "health", "portal:suggest", "portal:instrument", "portal:material", "portal:licence_file", "portal:checker",
    "workbench:material", "workbench:licence", "workbench:instrument", "mfa_download_recovery_codes",
    "idp:oidc:configuration", "idp:oidc:jwks", "idp:oidc:token", "idp:oidc:revoke", "idp:oidc:userinfo",
    "idp:oidc:device_authorization", "idp:oidc:device_code", "idp:oidc:logout",
    # ways to another page
    "furniture:display", "portal:licence_notice", "portal:rate_notice", "second_factor", "mfa_authenticate",
    # forms of other pages: they answer a POST
    "portal:present", "portal:history", "portal:read_all", "portal:message", "workbench:act", "console:ledger_verify",
    "account_drop_token", "account_revoke_mandate", "console:statistics_keep", "console:guides_check",
    # drawings and files
    "console:statistics_chart", "console:statistics_table", "console:statistics_report",
    "console:benchmarking_report", "console:benchmarking_roadmap",
    "console:guides_sheet_file",
}  # fmt: skip
"""Addresses that show no page of their own to GET; a test opens each of them to see that this is so."""


@dataclass(frozen=True)
class Page:
    """One page: the name of its address, the account that opens it ("" for nobody), its address and status."""

    route: str
    who: str
    address: str
    note: str = ""
    status: int = 200

    @property
    def name(self) -> str:
        """What failures call it."""
        return f"{self.route} {self.note}".strip()


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
    comparison: str
    pair: int
    improvement: str
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


def cookie_of(client: Client) -> str:
    """The session of such a browser, to give to a real one."""
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def settle() -> Places:
    """A town in which cases stand in every state, and each page has something to show."""
    town = make_town()
    city = town.city
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
    comparison, pair, improvement = benchmarked(city.promised)
    draft, supplement = city.draft(town.permit), city.submitted(town.permit)
    verbs.notify_supplement(case_uid=supplement, wanted={2: "图上没有标明面积，请标明后重新上传。"}, actor=city.clerk)
    refused = city.submitted(city.promised)
    verbs.refuse_acceptance(case_uid=refused, reason="场所不在本市。", actor=city.clerk)
    closed, bad = finished(town, town.permit), finished(town, city.promised)
    places = Places(
        town=town,
        draft=draft,
        submitted=city.submitted(city.promised),
        supplement=supplement,
        accepted=city.accepted(city.promised),
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
        comparison=comparison,
        pair=pair,
        improvement=improvement,
    )
    examiner = Account.objects.get(username="examiner")
    secret = SecondFactorAdapter().encrypt("JBSWY3DPEHPK3PXP")
    Authenticator.objects.create(user=examiner, type=Authenticator.Type.TOTP, data={"secret": secret})
    RecoveryCodes.activate(examiner)
    holder = Account.objects.get(username="xiaoman")
    access.issue_token(account_id=holder.pk, name="报表脚本", actor=access.actor_for(holder))
    return places


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


def guide_under_way(version: ItemVersionView, *, submitted: bool = False) -> int:
    """A draft that changes the guide, promises less and has something to mend; sent to the bureau where asked for."""
    content = catalogue.starting_content(version.item_id, viewer=SYSTEM)
    content = dataclasses.replace(content, hours="工作日8:30—17:30", phones=(), materials=content.materials[:1])
    draft = compiling.draft_version(item_id=version.item_id, content=content, actor=SYSTEM)
    if submitted:
        compiling.submit_for_review(version_id=draft.id, actor=SYSTEM)
    return draft.id


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


def pages(at: Places) -> list[Page]:
    """All of them."""
    return [*_public(at), *_portal(at), *_account(at), *_workbench(at), *_console(at), *_broken(at)]


def _public(at: Places) -> list[Page]:
    town = at.town
    found = licences.licence(at.licence, viewer=town.resident)
    code = found.verify_url.rstrip("/").rsplit("/", 1)[-1]
    return [
        Page("portal:home", "", reverse("portal:home")),
        Page("portal:home", "xiaoman", reverse("portal:home"), "signed in"),
        Page("portal:search", "", reverse("portal:search") + "?q=卫生许可"),
        Page("portal:search", "", reverse("portal:search") + "?q=月球登陆许可", "nothing found"),
        Page("portal:search", "", reverse("portal:search") + "?theme=shop", "life event"),
        Page("portal:guide", "", reverse("portal:guide", args=[town.permit.item_id])),
        Page("portal:guide", "xiaoman", reverse("portal:guide", args=[town.permit.item_id]), "signed in"),
        Page("portal:verify", "", reverse("portal:verify")),
        Page("portal:verify_code", "", reverse("portal:verify_code", args=[code])),
        Page("portal:verify_code", "", reverse("portal:verify_code", args=["AAAA-BBBB"]), "unknown", 404),
        Page("portal:verify_document", "", reverse("portal:verify_document", args=[at.document])),
        Page("portal:verify_document", "", reverse("portal:verify_document", args=["unknown"]), "unknown", 404),
        Page("portal:keys", "", reverse("portal:keys")),
        Page("portal:rate", "", reverse("portal:rate", args=[at.open_token])),
        Page("portal:rate", "xiaoman", reverse("portal:rate", args=[at.rated_token]), "rated"),
        Page("furniture:examples", "", reverse("furniture:examples")),
        *(Page("furniture:example", "", reverse("furniture:example", args=[one]), one) for one in examples.FAMILIES),
    ]


def _portal(at: Places) -> list[Page]:
    def mine(name: str, *args: object, note: str = "", who: str = "xiaoman") -> Page:
        return Page(f"portal:{name}", who, reverse(f"portal:{name}", args=args or None), note)

    states = {
        "draft": at.draft, "supplement": at.supplement, "submitted": at.submitted, "accepted": at.accepted,
        "refused": at.refused, "closed": at.closed,
    }  # fmt: skip
    return [
        mine("cases"),
        mine("cases", note="empty", who=at.empty_handed),
        *(mine("case", uid, note=state) for state, uid in states.items() if state != "draft"),
        mine("start", at.town.permit.id),
        mine("tasks", at.draft),
        mine("form", at.draft),
        mine("materials", at.draft),
        mine("materials", at.supplement, note="supplement"),
        mine("check", at.draft),
        mine("submitted", at.submitted),
        mine("withdraw", at.submitted),
        mine("licences"),
        mine("licences", note="empty", who=at.empty_handed),
        mine("licence", at.licence),
        mine("inbox"),
        mine("inbox", note="empty", who="clerk"),
        mine("account"),
        mine("account", note="officer", who="clerk"),
    ]


def _account(at: Places) -> list[Page]:
    own = (
        "account_change_password", "account_reauthenticate", "account_logout", "mfa_index", "mfa_activate_totp",
        "usersessions_list", "account_security", "account_acting_for", "account_mandates", "account_looks",
    )  # fmt: skip
    everybody = (
        "account_login", "account_signup", "account_inactive", "account_reset_password", "account_set_password",
    )  # fmt: skip
    bound = ("mfa_reauthenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes")
    return [
        *(Page(name, "", reverse(name)) for name in everybody),
        *(Page(name, "xiaoman", reverse(name)) for name in own),
        *(Page(name, "examiner", reverse(name)) for name in bound),
    ]


def _workbench(at: Places) -> list[Page]:
    def work(name: str, *args: object, note: str = "", who: str = "clerk", query: str = "") -> Page:
        return Page(f"workbench:{name}", who, reverse(f"workbench:{name}", args=args or None) + query, note)

    states = {
        "submitted": at.submitted, "supplement": at.supplement, "refused": at.refused, "closed": at.closed,
    }  # fmt: skip
    deciding = {"accepted": at.accepted, "examined": at.examined}
    return [
        work("desk"),
        work("desk", query="?lamp=red", note="no such lamp"),
        work("desk", who="bureau", note="whole city"),
        work("queue"),
        work("queue", query="?q=没有这样的事项", note="nothing found"),
        work("queue", query="?tab=decide", who="approver", note="to decide"),
        work("results"),
        *(work("case", UUID(uid), note=state) for state, uid in states.items()),
        *(work("case", UUID(uid), note=state, who="approver") for state, uid in deciding.items()),
        work("receipt", UUID(at.submitted)),
        work("intake"),
        work("intake_item", at.intake_token, query="?q=卫生"),
        work("intake_papers", UUID(at.window)),
        work("intake_done", UUID(at.submitted)),
        work("ratings", who="department-admin"),
        work("ratings", who="department-admin", query="?state=closed", note="empty"),
        work("rating", UUID(at.bad_uid), who="department-admin"),
    ]


def _console(at: Places) -> list[Page]:
    def staff(name: str, *args: object, who: str = "bureau", note: str = "") -> Page:
        return Page(f"console:{name}", who, reverse(f"console:{name}", args=args or None), note)

    clerk = Account.objects.get(username="clerk").pk
    return [
        *_guides(at),
        *(staff(name) for name in ("home", "rules", "calendar", "organisations", "statistics", "roles")),
        staff("organisation", at.town.city.department_id),
        *(staff(name) for name in ("statistics_trend", "statistics_kept", "points")),
        Page("console:statistics_items", "bureau", reverse("console:statistics_items") + "?rate=instant_rate"),
        staff("point", offices.halls()[0].id),
        *_benchmarking(at),
        staff("home", who="audit-admin", note="auditor"),
        staff("outbox", who="system-admin"),
        staff("accounts", who="security-admin"),
        staff("staff", who="system-admin"),
        staff("account", clerk, who="security-admin"),
        staff("ledger", who="audit-admin"),
    ]


def _benchmarking(at: Places) -> list[Page]:
    one = reverse("console:benchmarking_comparison", args=[at.comparison])
    improvement = reverse("console:benchmarking_improvement", args=[at.improvement])
    board = reverse("console:benchmarking_board")
    return [
        Page("console:benchmarking", "bureau", reverse("console:benchmarking")),
        Page("console:benchmarking_comparison", "bureau", one),
        Page("console:benchmarking_comparison", "bureau", f"{one}?state=refused", "empty"),
        Page("console:benchmarking_comparison", "bureau", f"{one}?pair={at.pair}", "pair"),
        Page("console:benchmarking_comparison", "bureau", f"{one}?view=weak", "weak links"),
        Page("console:benchmarking_improvement", "bureau", improvement),
        Page("console:benchmarking_improvement", "department-admin", improvement, "owner"),
        Page("console:benchmarking_board", "bureau", board),
        Page("console:benchmarking_board", "bureau", f"{board}?since=2020-01-01&until=2020-12-31", "empty"),
    ]


def _guides(at: Places) -> list[Page]:
    def guides(name: str, *args: object, who: str = "department-admin", note: str = "") -> Page:
        return Page(f"console:{name}", who, reverse(f"console:{name}", args=args or None), note)

    edit = reverse("console:guides_edit", args=[at.guide_draft])
    one = f"?entry=410123999000&department={at.town.city.department_id}"
    return [
        guides("guides"),
        guides("guides", who="bureau", note="whole city"),
        Page("console:guides", "bureau", reverse("console:guides") + "?q=没有这样的事项", "nothing found"),
        *(guides(name) for name in ("guides_waiting", "guides_drafts", "guides_scheduled")),
        guides("guides_waiting", who="bureau", note="bureau"),
        *(guides(name) for name in ("guides_claim", "guides_sheet")),
        *(guides(name, who="bureau", note="no department") for name in ("guides_claim", "guides_sheet")),
        Page("console:guides_claim", "department-admin", reverse("console:guides_claim") + one, "one"),
        guides("guides_item", at.town.permit.item_id),
        guides("guides_item", at.guide_item, who="bureau", note="under way"),
        guides("guides_version", at.town.permit.id, note="published"),
        guides("guides_version", at.guide_draft, note="draft"),
        guides("guides_version", at.guide_review, who="bureau", note="in review"),
        *(
            Page("console:guides_edit", "department-admin", edit + f"?part={part}", part)
            for part in ("basic", "limits", "materials", "steps", "bases", "fees", "channels", "situations", "faqs")
        ),
    ]


def _broken(at: Places) -> list[Page]:
    """Refusals are pages too."""
    return [
        Page("error", "", "/no-such-page", "404", 404),
        Page("error", "xiaoman", reverse("workbench:queue"), "403", 403),
        Page("error", "lixia", reverse("portal:case", args=[at.closed]), "not one's own", 404),
        Page("error", "xiaoman", reverse("portal:read_all"), "405", 405),
    ]
