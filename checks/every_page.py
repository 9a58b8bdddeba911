"""Every page of the house, in a town where each has something to show: which account opens it, and where.

The checks of pages (questions asked, size, validity, accessibility, without JavaScript) all walk this list, and a
test holds it against the addresses: a page that is not in it cannot be added.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from checks.desk_town import desk_pages
from checks.page_town import Places
from tongban.access.models import Account
from tongban.furniture import examples
from tongban.licences import selectors as licences
from tongban.orgs import selectors as offices


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


def pages(at: Places) -> list[Page]:
    """All of them."""
    return [
        *_public(at),
        *_portal(at),
        *_account(at),
        *_workbench(at),
        *_promises(at),
        *_console(at),
        *_money(at),
        *_watch(at),
        *_time(at),
        *(Page(*one) for one in desk_pages(at.desk, submitted=at.submitted, closed=at.closed)),
        *_broken(at),
    ]


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
        Page("portal:credit_published", "", reverse("portal:credit_published")),
        Page("portal:credit_published", "", reverse("portal:credit_published") + "?q=没有这家企业", "nothing found"),
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
        mine("credit"),
        mine("credit", note="empty", who=at.empty_handed),
        *(mine("credit_record", UUID(uid), note=state) for state, uid in at.credit.items()),
        mine("cross_region"),
        mine("cross_region", note="empty", who=at.empty_handed),
        mine("cross_region_case", at.cross_region),
        mine("cross_region_items"),
        mine("cross_region_apply", at.peer, at.remote_item),
        mine("inbox"),
        mine("inbox", note="empty", who="clerk"),
        mine("counsel", at.counsel),
        mine("case", at.past, note="entered afterwards"),
        mine("account"),
        mine("account", note="officer", who="clerk"),
    ]


def _promises(at: Places) -> list[Page]:
    """Promises, commitments, revocations: as the applicant and as the officer see them."""

    def mine(name: str, case: str, note: str, who: str = "xiaoman") -> Page:
        return Page(f"portal:{name}", who, reverse(f"portal:{name}", args=[at.promised[case]]), note)

    seen = {"owing": "accepted with tolerance", "committed": "to be verified", "revoking": "revocation announced"}
    return [
        mine("commitment", "choosing", "to choose", "bailu"),
        mine("commitment", "committed", "to be verified", "bailu"),
        mine("tasks", "choosing", "two ways", "bailu"),
        mine("check", "lenient", "secondary materials missing"),
        mine("owed", "lenient", "to promise"),
        mine("owed", "owing", "to hand in"),
        mine("case", "owing", "accepted with tolerance"),
        mine("case", "committed", "granted on commitment", "bailu"),
        mine("case", "revoking", "revocation announced"),
        mine("defence", "revoking", "to speak"),
        *(
            Page("workbench:case", "approver", reverse("workbench:case", args=[at.promised[case]]), note)
            for case, note in seen.items()
        ),
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
        work("steps", who="approver"),
        work("steps", who="examiner", note="nothing in hand"),
        work("hand_ask_assistance", UUID(at.accepted), who="approver"),
        work("hand_transfer", UUID(at.submitted)),
        work("hand_hand_over_step", UUID(at.accepted), who="approver", query=f"?step={at.step}"),
        work("counsels"),
        work("counsel", UUID(at.counsel)),
        work("counsel_give", at.intake_token, at.town.permit.id),
        work("past", at.intake_token, at.town.city.promised.id),
        work("case", UUID(at.past), who="approver", note="entered afterwards"),
        work("turning"),
        work("turning", who="bureau", query="?hours=72", note="whole city"),
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
        work("credit", who="department-admin"),
        work("credit", who="department-admin", query="?tab=returned", note="empty"),
        *(work("credit_record", UUID(uid), note=state, who="department-admin") for state, uid in at.credit.items()),
        work("credit_lookup", who="approver"),
        work("credit_file", at.credit_note, who="approver"),
        work("cross_region"),
        work("cross_region", query="?tab=competent", note="empty"),
        work("cross_region_case", UUID(at.cross_region)),
        work("cross_region_items", at.intake_token),
        work("cross_region_form", at.intake_token, at.peer, at.remote_item),
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
        staff("entered"),
        Page("console:entered", "bureau", reverse("console:entered") + "?until=2020-01-01", "empty"),
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
    merge = reverse("console:guides_merge", args=[at.town.permit.item_id])
    one = f"?entry=410123999000&department={at.town.city.department_id}"
    return [
        guides("guides"),
        guides("guides", who="bureau", note="whole city"),
        Page("console:guides", "bureau", reverse("console:guides") + "?q=没有这样的事项", "nothing found"),
        *(guides(name) for name in ("guides_waiting", "guides_drafts", "guides_scheduled", "guides_acts")),
        Page("console:guides_acts", "bureau", reverse("console:guides_acts") + "?verb=merge", "empty"),
        guides("guides_act", at.guide_act),
        guides("guides_act", at.guide_act, who="bureau", note="to call off"),
        *(
            guides(f"guides_{verb}", at.town.permit.item_id, who="bureau")
            for verb in ("split", "merge", "devolve", "transfer", "suspend", "resume", "abolish")
        ),
        Page("console:guides_merge", "bureau", f"{merge}?pick={at.guide_item}", "one picked"),
        guides("guides_split", at.town.city.one_seat.item_id, who="bureau", note="decided already"),
        guides("guides_waiting", who="bureau", note="bureau"),
        *(guides(name) for name in ("guides_claim", "guides_sheet")),
        *(guides(name, who="bureau", note="no department") for name in ("guides_claim", "guides_sheet")),
        Page("console:guides_claim", "department-admin", reverse("console:guides_claim") + one, "one"),
        guides("guides_item", at.town.permit.item_id),
        guides("guides_moves", at.town.permit.item_id),
        Page(
            "console:guides_moves",
            "department-admin",
            reverse("console:guides_moves", args=[at.promised["item"]]) + f"?from={at.promised['version']}",
            "dry run",
        ),
        guides("guides_item", at.guide_item, who="bureau", note="under way"),
        guides("guides_item", at.town.city.one_seat.item_id, who="bureau", note="to be split"),
        guides("guides_version", at.town.permit.id, note="published"),
        guides("guides_version", at.guide_draft, note="draft"),
        guides("guides_version", at.guide_review, who="bureau", note="in review"),
        *(
            Page("console:guides_edit", "department-admin", edit + f"?part={part}", part)
            for part in (
                "basic",
                "limits",
                "materials",
                "steps",
                "bases",
                "fees",
                "channels",
                "contacts",
                "situations",
                "faqs",
            )
        ),
    ]


def _money(at: Places) -> list[Page]:
    """Fees and parcels."""
    money = at.money

    def to(name: str, who: str, *args: object, note: str = "") -> Page:
        return Page(name, who, reverse(name, args=args or None), note)

    return [
        to("portal:test_bank", "", money.bank_token),
        to("portal:fee", "xiaoman", money.unpaid_order),
        to("portal:fee", "xiaoman", money.paid_order, note="paid and partly given back"),
        to("portal:parcel", "xiaoman", money.parcel),
        to("portal:parcel_send", "xiaoman", at.submitted),
        to("portal:case", "xiaoman", money.charged, note="charged, with parcels"),
        to("workbench:case", "clerk", UUID(money.charged), note="charged"),
        to("workbench:money", "clerk", UUID(money.charged)),
        to("workbench:money", "clerk", UUID(at.accepted), note="nothing yet"),
        to("workbench:charge", "clerk", UUID(money.charged)),
        to("workbench:charge", "clerk", UUID(at.accepted), note="nothing to charge"),
        to("workbench:fee", "clerk", UUID(money.unpaid_order)),
        to("workbench:fee", "approver", UUID(money.paid_order), note="paid and partly given back"),
        to("workbench:refunds", "approver"),
        to("workbench:parcel", "clerk", UUID(money.parcel)),
        to("console:reconciliation", "bureau"),
        to("console:reconciliation_day", "bureau", UUID(money.reconciliation)),
    ]


def _watch(at: Places) -> list[Page]:
    """Oversight: what was handed over, inspections, plans, and what everybody may read of them."""

    def watch(name: str, *args: object, who: str = "approver", note: str = "", query: str = "") -> Page:
        return Page(name, who, reverse(name, args=args or None) + query, note)

    handover, plan, inspection = at.watched
    return [
        watch("workbench:regulation"),
        watch("workbench:regulation", query="?state=closed", note="empty"),
        watch("workbench:handover", UUID(handover)),
        watch("workbench:inspections"),
        watch("workbench:inspections", who="bureau", note="no inspector"),
        watch("workbench:inspection", UUID(inspection)),
        watch("console:regulation", who="department-admin"),
        watch("console:regulation", who="bureau", note="bureau"),
        watch("console:regulation_plan", plan, who="department-admin"),
        watch("console:regulation_registers", who="department-admin"),
        watch("console:regulation_rules", who="bureau"),
        watch("portal:inspections", who=""),
        watch("portal:inspection_plan", UUID(plan), who=""),
    ]


def _time(at: Places) -> list[Page]:
    """Time that stands still, is asked for, and is watched."""
    uid, watch = UUID(at.suspended), reverse("console:suspensions")
    case = reverse("workbench:case", args=[uid])
    return [
        Page("portal:case", "xiaoman", reverse("portal:case", args=[uid]), "standing still"),
        Page("workbench:case", "approver", case, "standing still"),
        Page("workbench:case", "head", case, "extension asked for"),
        Page("workbench:hearing", "approver", reverse("workbench:hearing", args=[uid])),
        Page("workbench:extensions", "head", reverse("workbench:extensions")),
        Page("portal:interest", "bailu", reverse("portal:interest", args=[at.interest])),
        Page("workbench:logged", "approver", reverse("workbench:logged", args=[at.logged])),
        Page("console:suspensions", "bureau", watch),
        Page("console:suspensions", "bureau", f"{watch}?until=2020-01-01", "empty"),
    ]


def _broken(at: Places) -> list[Page]:
    """Refusals are pages too."""
    return [
        Page("error", "", "/no-such-page", "404", 404),
        Page("error", "xiaoman", reverse("workbench:queue"), "403", 403),
        Page("error", "lixia", reverse("portal:case", args=[at.closed]), "not one's own", 404),
        Page("error", "xiaoman", reverse("portal:read_all"), "405", 405),
    ]
