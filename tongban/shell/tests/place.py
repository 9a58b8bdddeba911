"""The people of one place, for tests with two platforms: `python -m tongban.shell.tests.place REGION`.

A line of JSON comes in ({"do": name, ...}), a line goes out ({"done": answer} or {"refused": code}). They act by the
verbs of the house, as pages and interface would; letters and papers are the work of the serving processes.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Any

from tongban.shell.command import enter_city

MATTERS = {
    "410500": {"身份证补办": False, "医保参保信息变更": True},
    "130400": {"养老保险关系转移接续": False, "失业登记": True},
}
"""Items by the place that is competent; True: decided on the spot."""


class Place:
    """One platform's staff and its one resident."""

    def __init__(self, region: str) -> None:
        self.region = region

    # --- the town -----------------------------------------------------------------------------------
    def build(self) -> list[str]:
        """Department, officers, resident, items; returns the codes of the items in the order of `MATTERS`."""
        from tongban.access.tests.actors import officer, person
        from tongban.cases.tests.conftest import SYSTEM
        from tongban.kernel.standards.uscc import make_uscc
        from tongban.orgs import services as orgs

        code = make_uscc("11", self.region, 1)
        name = {"410500": "同安市政务服务局", "130400": "邯山市政务服务局"}[self.region]
        department = orgs.register_department(
            code=code, name=name, short_name=name[:2], region_code=self.region, actor=SYSTEM
        )
        self.department_id = department.id
        self.clerk = officer(department.id, "W001", "clerk")
        self.examiner = officer(department.id, "A001", "approver")
        self.approver = officer(department.id, "A002", "approver")
        self.resident = person({"410500": "赵小满", "130400": "李秋分"}[self.region], int(self.region[:2]))
        return [
            self._publish(code, serial, name, instant)
            for serial, (name, instant) in enumerate(MATTERS[self.region].items(), 1)
        ]

    def _publish(self, code: str, serial: int, name: str, instant: bool) -> str:
        from tongban.cases.tests.conftest import content
        from tongban.catalogue.tests.publishing import new_item
        from tongban.kernel.deadline import Limit, LimitUnit

        entry = f"41012300{serial}000"
        changes: dict[str, object] = {"case_kind": "instant", "promised": Limit(0, LimitUnit.WORKING_DAY)}
        guide = content(name, **(changes if instant else {}), one_seat=instant)
        version = new_item(
            guide, entry=entry, department_id=self.department_id, department_code=code, region_code=self.region
        )
        return version.code

    def again(self) -> None:
        """Who works here, after a restart."""
        from tongban.access.permissions import ROLE_PERMISSIONS
        from tongban.kernel.actor import Actor, Channel
        from tongban.orgs import selectors as orgs
        from tongban.parties.models import Person

        found = {one.staff_no: one for one in orgs.officers()}
        self.department_id = found["W001"].department_id

        def actor(staff_no: str, role: str) -> Actor:
            return Actor(
                account_id=1000 + found[staff_no].id, officer_id=found[staff_no].id, seats=frozenset({role}),
                department_ids=frozenset({self.department_id}), permissions=ROLE_PERMISSIONS[role],
                channel=Channel.WINDOW,
            )  # fmt: skip

        self.clerk, self.examiner = actor("W001", "clerk"), actor("A001", "approver")
        self.approver = actor("A002", "approver")
        party = Person.objects.order_by("pk").values_list("party_id", flat=True)[0]
        self.resident = Actor(
            account_id=1, party_id=party, principal_id=party, seats=frozenset({"resident"}),
            permissions=ROLE_PERMISSIONS["resident"], channel=Channel.PORTAL,
        )  # fmt: skip

    # --- between the two ----------------------------------------------------------------------------
    def key(self) -> str:
        from tongban.exchange import selectors

        return selectors.own_key().pem

    def acquaint(
        self, code: str, ours: str, region: str, address: str, key: str, theirs: list[str], own: list[str]
    ) -> None:
        from tongban.cases.tests.conftest import SYSTEM
        from tongban.exchange import services

        agreement = services.Agreement(
            "安邯通办〔2026〕1号", dt.date(2020, 1, 1), dt.date(2099, 12, 31), tuple(theirs), tuple(own)
        )
        services.register_peer(
            code=code, name=f"{code}政务服务平台", region_code=region, address=address, public_key_pem=key,
            our_code=ours, department_id=self.department_id, agreement=agreement, actor=SYSTEM,
        )  # fmt: skip

    def ask_guides(self) -> str:
        from tongban.cross_region import services
        from tongban.exchange import selectors

        (peer,) = selectors.peers(viewer=self.clerk)
        return services.ask_guides(peer_id=peer.id, actor=self.clerk)

    def guides(self) -> int:
        from tongban.cross_region import selectors

        return len(selectors.guides(viewer=self.clerk))

    # --- the intake place ---------------------------------------------------------------------------
    def forward(self, item: str, mode: str, originals: list[str], by: str = "clerk") -> str:
        from tongban.cross_region import services
        from tongban.cross_region.states import Mode
        from tongban.exchange import selectors

        (peer,) = selectors.peers(viewer=self.clerk)
        made = services.forward_application(
            peer_id=peer.id, item_code=item, applicant_id=self.resident.party_id or 0,
            form_data={"name": "赵小满", "premises_name": "文峰大道"}, materials=_papers(item, 1, 2), consent=True,
            mode=Mode(mode), originals=originals, actor=self.clerk if by == "clerk" else self.resident,
        )  # fmt: skip
        return str(made.uid)

    def supplement(self, uid: str) -> None:
        from tongban.cross_region import services

        services.send_supplement(uid=uid, materials=_papers(uid, 2), actor=self.clerk)

    def hand_over(self, uid: str) -> None:
        from tongban.cross_region import services

        services.hand_over_result(uid=uid, receiver="申请人本人", actor=self.clerk)

    def paper(self, uid: str, verb: str) -> None:
        from tongban.cross_region import selectors, services

        (paper,) = selectors.cross_region_case(uid, viewer=self.clerk).papers
        services.move_paper(uid=uid, paper_uid=paper.uid, verb=verb, courier_no="EA123456789CN", actor=self.clerk)

    # --- the competent place ------------------------------------------------------------------------
    def act(self, uid: str, verb: str) -> None:
        """A step of the ordinary case behind the cross-regional one."""
        from tongban.cases import services as cases
        from tongban.cases.states import DeliveryMethod
        from tongban.cross_region import selectors

        case = selectors.cross_region_case(uid, viewer=self.clerk).case_uid
        assert case is not None
        if verb == "notify":
            cases.notify_supplement(case_uid=case, wanted={2: "请标明面积"}, actor=self.clerk)
        elif verb == "accept":
            cases.accept_case(case_uid=case, actor=self.clerk)
        elif verb == "decide":
            cases.examine_case(case_uid=case, opinion="条件符合。", actor=self.examiner)
            cases.decide_case(case_uid=case, granted=True, actor=self.approver)
        elif verb == "on_the_spot":
            cases.decide_on_the_spot(case_uid=case, granted=True, actor=self.approver)
        elif verb == "deliver":
            cases.deliver_result(case_uid=case, method=DeliveryMethod.ELECTRONIC, actor=self.clerk)
        else:
            cases.close_case(case_uid=case, actor=self.clerk)

    # --- looking ------------------------------------------------------------------------------------
    def cases(self) -> dict[str, dict[str, Any]]:
        """Every cross-regional case here, by its conversation."""
        from tongban.cross_region.models import CrossRegionCase

        return {
            str(row.conversation): {
                "uid": str(row.uid), "side": row.side, "state": row.state, "item": row.item_name, "no": row.case_no,
                "steps": [step.step for step in row.steps.all()], "waits": row.to_hand_over,
                "papers": [paper.state for paper in row.papers.all()], "notes": row.hand_overs.count(),
                "documents": sum(len(step.documents) for step in row.steps.all()),
            }
            for row in CrossRegionCase.objects.order_by("pk")
        }  # fmt: skip

    def letters(self) -> dict[str, list[int]]:
        """By conversation: how many of ours, receipted, numbered up to; theirs, handled, numbered up to."""
        from tongban.exchange.models import Conversation

        found = {}
        for row in Conversation.objects.order_by("pk"):
            ours, theirs = row.outgoing, row.incoming
            found[str(row.uid)] = [
                ours.count(), ours.exclude(receipt=None).count(), row.sent,
                theirs.count(), theirs.exclude(handled_at=None).count(), row.received,
            ]  # fmt: skip
        return found

    def account(self) -> dict[str, Any]:
        """What has become of the place: cases, facts of every kind, the ledger's own check, what is still owed."""
        from tongban.cases.models import Case
        from tongban.kernel import clock
        from tongban.kernel.actor import Actor
        from tongban.ledger import services as ledger
        from tongban.ledger.models import Delivery, Fact

        handled = Fact.objects.filter(kind="exchange.handled").count()
        return {
            "now": clock.now().isoformat(),
            "cases": sorted(Case.objects.values_list("state", flat=True)),
            "handled": handled,
            "owed": list(Delivery.objects.values_list("reaction", "state", "error")),
            "ledger": ledger.verify(actor=Actor.system()).ok,
        }


def _papers(word: str, *orders: int) -> list[Any]:
    from tongban.cases.services import GivenMaterial, Upload
    from tongban.files.tests.papers import PDF

    return [GivenMaterial(order, upload=Upload(PDF + f"{word}{order}".encode(), f"{order}.pdf")) for order in orders]


def main(region: str) -> None:
    """Do what the lines say until they end."""
    out, sys.stdout = sys.stdout, sys.stderr
    enter_city()
    from django.db import close_old_connections

    from tongban.kernel.errors import DomainError

    place = Place(region)
    print(json.dumps({"done": "ready"}), file=out, flush=True)
    for line in sys.stdin:
        words = json.loads(line)
        close_old_connections()
        try:
            answer = {"done": getattr(place, words.pop("do"))(**words)}
        except DomainError as error:
            answer = {"refused": error.code}
        print(json.dumps(answer, ensure_ascii=False), file=out, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
