"""What the tools of the desk show something of: a conversation, a batch, texts kept ready, bundles; and their pages."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from uuid import uuid4

from django.urls import reverse

from tongban.access.permissions import ROLE_PERMISSIONS
from tongban.bundles import selectors as composing
from tongban.bundles import services as bundling
from tongban.cases import selectors
from tongban.cases import services as verbs
from tongban.cases.tests.conftest import City
from tongban.kernel.actor import Actor


@dataclass(frozen=True)
class Desk:
    """Ids that addresses need: a case with a conversation, a batch, a text kept ready, a bundle in force."""

    talk: str
    batch: str
    opinion: str
    bundle: str


def desk(city: City, *, talk: str, examiner: Actor) -> Desk:
    """Question and answer on a case, the last one unread; two cases acted on at once, one of them in vain."""
    first = verbs.write_message(case_uid=talk, text="平面图上的备用间以后做什么用？", actor=city.approver)
    verbs.write_message(case_uid=talk, text="做消毒间，6平方米。", actor=city.resident, after=first)
    uids = [city.accepted(city.promised) for _ in range(2)]
    plan = selectors.batch_plan(act="examine", case_uids=uids, viewer=examiner)
    verbs.withdraw_case(case_uid=uids[1], actor=city.resident)
    batch = uuid4()
    wishes = [verbs.Wish(line.case_uid, str(line.revision)) for line in plan.open]
    verbs.act_in_batch(uid=batch, act="examine", wishes=wishes, text="材料真实，条件符合。", actor=examiner)
    return Desk(talk, str(batch), str(opinion(city)), bundle(city))


def opinion(city: City) -> object:
    """A text for examinations of every item, and one for notices."""
    admin = dataclasses.replace(city.examiner, permissions=ROLE_PERMISSIONS["department_admin"])
    given = {"department_id": city.department_id, "actor": admin}
    verbs.keep_opinion(**given, use="supplement", title="图上没有面积", text="请在图上标明各间的面积。")  # type: ignore[arg-type]
    text = "经审查，{申请人}申请的{事项名称}材料真实，符合条件。"
    return verbs.keep_opinion(**given, use="examine", title="材料齐全、符合条件", text=text)  # type: ignore[arg-type]


def bundle(city: City) -> str:
    """Two items as one thing, published, with its next version in hand; and a bundle that is only a draft."""
    admin = dataclasses.replace(city.examiner, permissions=ROLE_PERMISSIONS["department_admin"])
    bureau = dataclasses.replace(city.approver, permissions=ROLE_PERMISSIONS["bureau"])
    shape = composing.compose_items([city.promised.code, city.one_seat.code]).shape
    given = {"department_id": city.department_id, "shape": shape, "actor": admin}
    made = bundling.create_bundle(code="P0001", name="开办理发店", **given)  # type: ignore[arg-type]
    bundling.submit_bundle(version_id=made.id, actor=admin)
    bundling.publish_bundle(version_id=made.id, actor=bureau)
    bundling.draft_bundle(code="P0001", actor=admin)
    bundling.create_bundle(code="P0002", name="开办游泳馆", **given)  # type: ignore[arg-type]
    return made.bundle_code


def bundle_pages(at: Desk) -> list[tuple[str, str, str, str]]:
    """The pages of bundles."""
    listed, free = reverse("console:bundles"), reverse("console:bundles_compose")
    one, draft = reverse("console:bundle", args=[at.bundle]), reverse("console:bundle", args=["P0002"])
    members = composing.bundle_versions(at.bundle, viewer=Actor.system())[0].shape.members
    picked = "&".join(f"items={member.item_code}" for member in members)
    published = composing.bundle(at.bundle, viewer=Actor.system()).version_id
    return [
        ("console:bundles", "department-admin", listed, ""),
        ("console:bundles", "bureau", f"{listed}?state=retired", "empty"),
        ("console:bundles_compose", "department-admin", free, "nothing chosen"),
        ("console:bundles_compose", "bureau", f"{free}?q=没有这样的事项", "nothing found"),
        ("console:bundles_compose", "department-admin", f"{free}?{picked}&q=卫生", "two items"),
        ("console:bundle", "department-admin", one, "next version"),
        ("console:bundle", "bureau", f"{one}?version={published}", "in force"),
        ("console:bundle", "department-admin", draft, "draft"),
        ("console:bundle", "department-admin", f"{draft}?edit=1", "edit"),
    ]


def desk_pages(at: Desk, *, submitted: str, closed: str) -> list[tuple[str, str, str, str]]:
    """Their pages: name of the address, who opens it, address, note."""
    batch = reverse("workbench:batch")
    chosen = f"&case={at.talk}&case={submitted}"
    one = reverse("workbench:batch_done", args=[at.batch])
    return [
        ("workbench:talk", "clerk", reverse("workbench:talk", args=[at.talk]), ""),
        ("workbench:talk", "bureau", reverse("workbench:talk", args=[at.talk]), "only looks"),
        ("workbench:talk", "clerk", reverse("workbench:talk", args=[closed]), "closed, empty"),
        ("workbench:talks", "clerk", reverse("workbench:talks"), ""),
        ("portal:talk", "xiaoman", reverse("portal:talk", args=[at.talk]), ""),
        ("portal:talk", "xiaoman", reverse("portal:talk", args=[closed]), "closed, empty"),
        *(("workbench:batch", "approver", f"{batch}?act={act}{chosen}", act) for act in ("take", "hand_over", "grant")),
        ("workbench:batch", "examiner", f"{batch}?act=examine{chosen}", "examine"),
        ("workbench:batch_done", "examiner", one, ""),
        ("console:opinions", "department-admin", reverse("console:opinions"), ""),
        ("console:opinions", "department-admin", reverse("console:opinions") + "?use=refuse", "empty"),
        ("console:opinion", "department-admin", reverse("console:opinion", args=[at.opinion]), ""),
        *bundle_pages(at),
    ]
