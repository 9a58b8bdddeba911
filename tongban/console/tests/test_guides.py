"""Compiling guides in the console: lists, an item, a version on its way to publication; who may."""

from __future__ import annotations

import dataclasses

import pytest
from django.test import Client

from tongban.access import services as access
from tongban.access.models import Account
from tongban.cases.tests.conftest import SYSTEM, content
from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services as verbs
from tongban.console.tests.test_pages import Town, text
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.orgs import services as orgs


def second_admin(town: Town, *, elsewhere: bool = False) -> Client:
    """Another administrator of the department, or of another one."""
    department = town.city.outsider.department_ids if elsewhere else {town.city.department_id}
    staff = orgs.register_officer(department_id=min(department), name="李四", staff_no="R-second", actor=SYSTEM)
    opened = access.create_account(
        username="second", password="correct-horse-battery", officer_id=staff.id, actor=SYSTEM
    )
    access.grant_role(account_id=opened.id, role="department_admin", actor=SYSTEM)
    client = Client()
    client.force_login(Account.objects.get(username="second"))
    return client


def draft_of(town: Town, **changes: object) -> int:
    """A draft of the promised item, with these changes of its guide."""
    new = content("公共场所卫生许可（延续）", **changes)
    return verbs.draft_version(item_id=town.city.promised.item_id, content=new, actor=SYSTEM).id


def state_of(version_id: int) -> str:
    return catalogue.version(version_id).state


def test_the_list_is_narrowed_by_the_address(town: Town) -> None:
    client = town.signed_in("department_admin")
    names = {one.name for one in (town.city.promised, town.city.instant, town.city.one_seat)}
    page = text(client.get("/console/guides"))
    assert all(name in page for name in names)
    draft_of(town, hours="")
    page = text(client.get("/console/guides", {"step": "draft"}))
    assert town.city.promised.task_code in page
    assert town.city.instant.task_code not in page
    assert town.city.instant.task_code in text(client.get("/console/guides", {"step": "none"}))
    assert "没有这样的事项" in text(client.get("/console/guides", {"q": "月球"}))
    assert town.city.instant.task_code in text(client.get("/console/guides", {"q": town.city.instant.task_code[:31]}))
    strange = {"q": "\x00%_", "department": "9" * 30, "state": "x", "step": "y", "cursor": "\x00'"}
    assert client.get("/console/guides", strange).status_code == 200


def test_pages_of_the_list_follow_each_other(town: Town) -> None:
    viewer = dataclasses.replace(town.city.approver, permissions=frozenset({"catalogue.edit"}))
    first = catalogue.compiled_items(viewer=viewer, limit=2)
    rest = catalogue.compiled_items(viewer=viewer, limit=2, cursor=first.cursor)
    assert [len(first.rows), len(rest.rows), rest.cursor] == [2, 1, ""]
    codes = [one.code for one in (*first.rows, *rest.rows)]
    assert codes == sorted(set(codes))


def test_findings_are_counted_for_the_newer_version(town: Town) -> None:
    viewer = SYSTEM
    (before,) = (
        one for one in catalogue.compiled_items(viewer=viewer).rows if one.item_id == town.city.promised.item_id
    )
    assert (before.findings, before.open_number) == (0, None)
    draft_of(town, accept_conditions="", phones=())
    (after,) = (
        one for one in catalogue.compiled_items(viewer=viewer).rows if one.item_id == town.city.promised.item_id
    )
    assert (after.published_number, after.open_number, after.open_state) == (1, 2, "draft")
    assert after.findings == 2


def test_an_item_shows_its_versions_and_begins_a_draft(town: Town) -> None:
    client = town.signed_in("department_admin")
    address = f"/console/guides/items/{town.city.promised.item_id}/"
    page = text(client.get(address))
    assert "第1版" in page
    assert "发布事项版本" in page
    assert "/abolish" not in page
    answer = client.post(address, {"do": "draft_version"})
    (draft,) = catalogue.open_versions(viewer=SYSTEM)
    assert answer.status_code == 302
    assert answer["Location"] == f"/console/guides/versions/{draft.version_id}/edit"
    standing = catalogue.version_standing(draft.version_id, viewer=SYSTEM)
    assert standing.changes == ()
    again = client.post(address, {"do": "draft_version"})
    assert again.status_code == 409
    assert "已有一个未发布的版本" in text(again)
    assert client.post(address, {"do": "nonsense"}).status_code == 404
    assert client.get(f"/console/guides/items/{10**30}/").status_code == 404
    assert client.get("/console/guides/items/999999/").status_code == 404


def test_differences_are_said_in_words(town: Town) -> None:
    version_id = draft_of(town, hours="工作日8:30—17:00", promised=Limit(3, LimitUnit.WORKING_DAY))
    page = text(town.signed_in("department_admin").get(f"/console/guides/versions/{version_id}/"))
    assert "比第1版改了什么" in page
    assert "（删去：" in page
    assert "（新增：" in page
    assert "</span>9:00<span" in page  # a time is a whole
    assert "减少" in page
    first = catalogue.version_standing(town.city.promised.id, viewer=SYSTEM)
    assert (first.before, first.changes, first.acts, first.open) == (None, (), (), False)


def test_from_a_draft_to_the_public(town: Town) -> None:
    version_id = draft_of(town, hours="工作日8:30—17:00")
    address = f"/console/guides/versions/{version_id}/"
    admin, other, bureau = town.signed_in("department_admin"), second_admin(town), town.signed_in("bureau")
    assert admin.post(address, {"do": "submit_for_review"}).status_code == 302
    assert state_of(version_id) == "in_department_review"
    assert "不能再由您作部门审核" in text(admin.get(address))
    own = admin.post(address, {"do": "endorse_version"})
    assert own.status_code == 403
    assert "您参与了编制" in text(admin.get("/console/guides/waiting"))
    assert address in text(other.get("/console/guides/waiting"))
    assert other.post(address, {"do": "return_version", "reason": ""}).status_code == 422
    assert other.post(address, {"do": "return_version", "reason": "时间写错了"}).status_code == 302
    assert "时间写错了" in text(admin.get(f"/console/guides/items/{town.city.promised.item_id}/"))
    assert address in text(admin.get("/console/guides/drafts"))
    admin.post(address, {"do": "submit_for_review"})
    assert other.post(address, {"do": "endorse_version", "opinion": "同意"}).status_code == 302
    assert other.post(address, {"do": "publish_version"}).status_code == 403
    assert bureau.post(address, {"do": "schedule_version", "effective_on": "2026-11-24"}).status_code == 422
    assert bureau.post(address, {"do": "schedule_version", "effective_on": "2026-12-01"}).status_code == 302
    assert "2026年12月1日" in text(bureau.get("/console/guides/scheduled"))
    assert bureau.post(address, {"do": "withdraw_schedule", "reason": "再核对"}).status_code == 302
    assert bureau.post(address, {"do": "publish_version"}).status_code == 302
    assert catalogue.current_version(town.city.promised.item_id).id == version_id
    assert bureau.post(address, {"do": "publish_version"}).status_code == 409
    assert bureau.post(address, {"do": "nonsense"}).status_code == 404


def test_what_is_unfit_says_so_at_the_button(town: Town) -> None:
    version_id = draft_of(town, phones=())
    verbs.submit_for_review(version_id=version_id, actor=SYSTEM)
    bureau, address = town.signed_in("bureau"), f"/console/guides/versions/{version_id}/"
    assert "还有1处要改" in text(bureau.get(address))
    refused = bureau.post(address, {"do": "publish_version"})
    assert refused.status_code == 422
    assert "还不能发布" in text(refused)


def test_a_longer_promise_asks_for_its_document(town: Town) -> None:
    version_id = draft_of(town, promised=Limit(9, LimitUnit.WORKING_DAY))
    admin, address = town.signed_in("department_admin"), f"/console/guides/versions/{version_id}/"
    page = text(admin.get(address))
    assert "5个工作日改为9个工作日" in page
    assert 'name="document_no"' in page
    half = admin.post(address, {"do": "submit_for_review", "document_no": "同政办〔2026〕9号"})
    assert half.status_code == 422
    assert "同政办〔2026〕9号" in text(half)
    whole = {"do": "submit_for_review", "document_no": "同政办〔2026〕9号", "reason": "增加现场核查"}
    assert admin.post(address, whole).status_code == 302
    assert "同政办〔2026〕9号" in text(admin.get(address))


def test_another_department_sees_nothing(town: Town) -> None:
    version_id = draft_of(town)
    client = second_admin(town, elsewhere=True)
    for address in (f"items/{town.city.promised.item_id}/", f"versions/{version_id}/"):
        assert client.get(f"/console/guides/{address}").status_code == 403
        assert client.post(f"/console/guides/{address}", {"do": "discard_version"}).status_code == 403
    assert town.city.promised.task_code not in text(client.get("/console/guides"))
    assert "没有正在编制的草稿" in text(client.get("/console/guides/drafts"))
    assert state_of(version_id) == "draft"


@pytest.mark.parametrize("address", ["", "/waiting", "/drafts", "/scheduled", "/acts"])
def test_who_may(town: Town, address: str) -> None:
    assert Client().get(f"/console/guides{address}").status_code == 302
    for role in ("clerk", "system_admin", "audit_admin"):
        assert town.signed_in(role).get(f"/console/guides{address}").status_code == 403
    for role in ("department_admin", "bureau"):
        assert town.signed_in(role).get(f"/console/guides{address}").status_code == 200
