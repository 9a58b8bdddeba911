"""Dynamic management on pages: each act decided, refused to the wrong hands, clicked twice, and seen to its end."""

from __future__ import annotations

import pytest
from django.test import Client

from tongban.access import services as access
from tongban.access.models import Account
from tongban.cases import selectors as cases
from tongban.cases import services as handling
from tongban.cases.tests.conftest import SYSTEM
from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services as verbs
from tongban.catalogue.selectors import ItemAct
from tongban.console.tests.test_guides import second_admin
from tongban.console.tests.test_pages import Town, text
from tongban.kernel.standards import make_uscc
from tongban.orgs import services as orgs

GROUNDS = {"reason": "机构改革", "document_no": "同政〔2026〕7号"}
WORDS = {
    "split": "每个新事项得到一份草稿",
    "merge": "和哪些事项合并",
    "devolve": "下放到哪些部门",
    "transfer": "划转到哪个部门",
    "suspend": "暂停以后不收新的申请",
    "abolish": "取消以后不能恢复",
}


def page_of(town: Town, verb: str) -> str:
    return f"/console/guides/items/{town.city.promised.item_id}/{verb}"


def parts(town: Town, **changes: str) -> dict[str, str]:
    """What the bureau types to split the promised item in two."""
    entry = town.city.promised.catalog_code
    lines = {"name-0": "卫生许可（新证）", "entry-0": entry, "serial-0": "01"}
    lines |= {"name-1": "卫生许可（延续）", "entry-1": entry, "serial-1": "02"}
    return {"do": "decide", "count": "2", **lines, **GROUNDS, **changes}


def bureau_elsewhere(town: Town) -> Client:
    """A bureau that reaches another department only."""
    (there,) = town.city.outsider.department_ids
    staff = orgs.register_officer(department_id=there, name="王五", staff_no="R-away", actor=SYSTEM)
    opened = access.create_account(username="away", password="correct-horse-battery", officer_id=staff.id, actor=SYSTEM)
    access.grant_role(account_id=opened.id, role="bureau", department_id=there, actor=SYSTEM)
    client = Client()
    client.force_login(Account.objects.get(username="away"))
    return client


def pending(town: Town) -> ItemAct:
    (found,) = catalogue.acts_of_item(town.city.promised.item_id, pending_only=True)
    return found


def stand(town: Town, act: ItemAct) -> None:
    """The drafts of the new items on their ordinary way: sent, endorsed by another hand, published."""
    admin, other, bureau = town.signed_in("department_admin"), second_admin(town), town.signed_in("bureau")
    for one in act.after:
        version = f"/console/guides/versions/{one.version_id}/"
        assert admin.post(version, {"do": "submit_for_review"}).status_code == 302
        assert other.post(version, {"do": "endorse_version"}).status_code == 302
        assert bureau.post(version, {"do": "publish_version"}).status_code == 302


@pytest.mark.parametrize("verb", WORDS)
def test_each_act_says_what_happens_and_is_the_bureaus(town: Town, verb: str) -> None:
    address, bureau = page_of(town, verb), town.signed_in("bureau")
    town.city.submitted(town.city.promised)
    page = text(bureau.get(address))
    assert WORDS[verb] in page
    assert "正在办理的1件照申请时的指南办到底" in page
    posted = parts(town) | {"sure": "yes", "keep": "no", "level": "4"}
    for client in (town.signed_in("department_admin"), town.signed_in("clerk"), bureau_elsewhere(town)):
        assert client.get(address).status_code == 403
        assert client.post(address, posted).status_code == 403
    assert Client().get(address).status_code == 302
    assert catalogue.acts_of_item(town.city.promised.item_id, pending_only=True) == ()
    assert catalogue.item(town.city.promised.item_id).state == "in_use"
    assert bureau.get(f"/console/guides/items/{10**30}/{verb}").status_code == 404


def test_an_item_is_split_to_its_end(town: Town) -> None:
    bureau, address = town.signed_in("bureau"), page_of(town, "split")
    begun = town.city.submitted(town.city.promised)
    assert 'name="name-2"' in text(bureau.post(address, parts(town) | {"do": "add"}))
    assert bureau.post(address, parts(town))["Location"] == f"/console/guides/items/{town.city.promised.item_id}/"
    again = bureau.post(address, parts(town))
    assert again.status_code == 409
    assert "的拆分已经决定，还没有完成" in text(again)
    assert "还有2个新事项的指南没有发布" in text(bureau.get(again.wsgi_request.path.removesuffix("split")))
    act = pending(town)
    shown = text(town.signed_in("department_admin").get(f"/console/guides/acts/{act.id}/"))
    assert "还有2个新事项的指南没有发布" in shown
    assert "撤销这次拆分" not in shown
    stand(town, act)
    assert catalogue.item(town.city.promised.item_id).state == "abolished"
    shown = text(bureau.get(f"/console/guides/acts/{act.id}/"))
    assert "已生效" in shown
    assert "1件，照申请时的指南办到底" in shown
    assert "调整为这些事项" in text(bureau.get(f"/console/guides/items/{act.item.item_id}/"))
    assert "由这些事项调整而来" in text(bureau.get(f"/console/guides/items/{act.after[0].item_id}/"))
    handling.accept_case(case_uid=begun, actor=town.city.clerk)
    assert cases.case_view(begun, viewer=town.city.approver).version.id == town.city.promised.id


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name-1": ""}, "请填写新事项的名称"),
        ({"serial-0": "1"}, "序号是两位数字"),
        ({"entry-0": "41"}, "基本编码是12位"),
        ({"entry-0": "000000000000"}, "与所选目录"),
        ({"serial-1": "01"}, "已经登记为"),
        ({"reason": " "}, "请写明原因"),
        ({"effective_on": "明天"}, "日期写成"),
        ({"effective_on": "2026-11-23"}, "生效日期不能早于今天"),
    ],
)
def test_what_is_typed_wrong_is_said_and_nothing_lost(town: Town, changes: dict[str, str], said: str) -> None:
    answer = town.signed_in("bureau").post(page_of(town, "split"), parts(town, **changes))
    assert answer.status_code in (409, 422)
    assert said in text(answer)
    assert 'role="alert"' in text(answer)
    assert "同政〔2026〕7号" in text(answer)
    assert catalogue.acts_of_item(town.city.promised.item_id, pending_only=True) == ()


def test_items_are_picked_and_merged(town: Town) -> None:
    bureau, address, other = town.signed_in("bureau"), page_of(town, "merge"), town.city.instant
    page = text(bureau.get(address, {"q": other.name}))
    assert f"pick={other.item_id}" in page
    assert "决定合并" not in page
    chosen = f"{address}?pick={other.item_id}"
    assert "决定合并" in text(bureau.get(chosen))
    typed = {"do": "decide", "count": "1", "name-0": "卫生许可", "entry-0": other.catalog_code, "serial-0": "09"}
    assert bureau.post(address, typed | GROUNDS).status_code == 422
    assert bureau.post(chosen, typed | GROUNDS).status_code == 302
    again = bureau.post(chosen, typed | GROUNDS | {"serial-0": "08"})
    assert again.status_code == 409
    act = pending(town)
    assert [one.item_id for one in act.before] == sorted((town.city.promised.item_id, other.item_id))
    stand(town, act)
    assert {catalogue.item(one.item_id).state for one in act.before} == {"abolished"}
    assert bureau.get(address).status_code == 200
    assert "现在不能合并" in text(bureau.get(address))


@pytest.mark.parametrize("keep", ["yes", "no"])
def test_an_item_is_handed_down(town: Town, keep: str) -> None:
    bureau, address = town.signed_in("bureau"), page_of(town, "devolve")
    county = orgs.register_department(
        code=make_uscc("11", "410502", 7), name="文峰区卫生健康委员会", region_code="410502", actor=SYSTEM
    )
    chosen = f"{address}?pick={county.id}"
    assert "文峰区卫生健康委员会" in text(bureau.get(address, {"q": "文峰"}))
    blank = bureau.post(chosen, {"do": "decide", **GROUNDS})
    assert blank.status_code == 422
    assert "请选择下放到哪一级" in text(blank)
    assert "请选择上级的事项保留不保留" in text(blank)
    typed = {"do": "decide", "level": "4", "keep": keep, **GROUNDS}
    assert bureau.post(address, typed).status_code == 422
    assert bureau.post(chosen, typed | {"level": "2"}).status_code == 422
    assert bureau.post(chosen, typed).status_code == 302
    assert bureau.post(chosen, typed).status_code == 409
    act = pending(town)
    assert (act.retires, [one.department_id for one in act.after]) == (keep == "no", [county.id])
    # What is handed down for good cannot be split meanwhile; what stays above can.
    assert ("的下放已经决定" in text(bureau.get(page_of(town, "split")))) == (keep == "no")


def test_an_item_goes_to_another_department(town: Town) -> None:
    bureau, address = town.signed_in("bureau"), page_of(town, "transfer")
    (there,) = town.city.outsider.department_ids
    assert bureau.post(address, {"do": "decide", **GROUNDS}).status_code == 422
    own = bureau.post(f"{address}?pick={town.city.department_id}", {"do": "decide", **GROUNDS})
    assert own.status_code == 422
    assert bureau.post(f"{address}?pick={there}", {"do": "decide", **GROUNDS}).status_code == 302
    assert bureau.post(f"{address}?pick={there}", {"do": "decide", **GROUNDS}).status_code == 409
    act = pending(town)
    assert act.after[0].department_id == there
    # Both departments follow it, a third does not exist for it.
    away = second_admin(town, elsewhere=True)
    assert "同政〔2026〕7号" in text(away.get("/console/guides/acts"))
    assert away.get(f"/console/guides/acts/{act.id}/").status_code == 200
    assert town.signed_in("clerk").get(f"/console/guides/acts/{act.id}/").status_code == 403


def test_an_item_is_suspended_resumed_and_abolished(town: Town) -> None:
    bureau, item_id = town.signed_in("bureau"), town.city.promised.item_id
    refused = bureau.post(page_of(town, "suspend"), GROUNDS | {"reason": " "})
    assert refused.status_code == 422
    assert "请写明原因" in text(refused)
    assert "现在不能恢复" in text(bureau.get(page_of(town, "resume")))
    assert bureau.post(page_of(town, "suspend"), GROUNDS).status_code == 302
    twice = bureau.post(page_of(town, "suspend"), GROUNDS)
    assert twice.status_code == 409
    assert "现在的状态是“暂停”，不能暂停" in text(twice)
    assert catalogue.item(item_id).state == "suspended"
    assert "机构改革" in text(bureau.get(f"/console/guides/items/{item_id}/"))
    assert bureau.post(page_of(town, "resume"), GROUNDS).status_code == 302
    unsure = bureau.post(page_of(town, "abolish"), GROUNDS)
    assert unsure.status_code == 422
    assert "请先确认" in text(unsure)
    after = f"{page_of(town, 'abolish')}?pick={town.city.one_seat.item_id}"
    assert bureau.post(after, GROUNDS | {"sure": "yes"}).status_code == 302
    assert bureau.post(after, GROUNDS | {"sure": "yes"}).status_code == 409
    assert [one.item_id for one in catalogue.successors(item_id)] == [town.city.one_seat.item_id]
    assert "动态管理</h2>" not in text(bureau.get(f"/console/guides/items/{item_id}/"))


def test_what_is_planned_is_called_off(town: Town) -> None:
    bureau = town.signed_in("bureau")
    planned = GROUNDS | {"effective_on": "2026-12-01"}
    assert bureau.post(page_of(town, "suspend"), planned).status_code == 302
    twice = bureau.post(page_of(town, "suspend"), planned)
    assert twice.status_code == 409
    assert "的暂停已经决定" in text(twice)
    # The end of a planned pause can be planned with it.
    assert "现在不能恢复" not in text(bureau.get(page_of(town, "resume")))
    act = pending(town)
    address = f"/console/guides/acts/{act.id}/"
    assert "到2026年12月1日生效" in text(bureau.get(address))
    assert "2026年12月1日起生效" in text(bureau.get(f"/console/guides/items/{act.item.item_id}/"))
    assert town.signed_in("department_admin").post(address, {"reason": "x"}).status_code == 403
    assert bureau_elsewhere(town).get(address).status_code == 403
    assert bureau.post(address, {"reason": " "}).status_code == 422
    assert bureau.post(address, {"reason": "场地已修好"}).status_code == 302
    assert bureau.post(address, {"reason": "再一次"}).status_code == 409
    assert "已撤销" in text(bureau.get(address))
    assert bureau.get(f"/console/guides/acts/{10**30}/").status_code == 404
    assert bureau.get("/console/guides/acts/999999/").status_code == 404


def test_a_split_half_published_cannot_be_called_off(town: Town) -> None:
    bureau = town.signed_in("bureau")
    bureau.post(page_of(town, "split"), parts(town))
    act = pending(town)
    verbs.submit_for_review(version_id=act.after[0].version_id or 0, actor=SYSTEM)
    verbs.publish_version(version_id=act.after[0].version_id or 0, actor=SYSTEM)
    address = f"/console/guides/acts/{act.id}/"
    assert "已有后继事项发布，不能撤销" in text(bureau.get(address))
    assert bureau.post(address, {"reason": "不拆了"}).status_code == 409


def test_the_register_is_narrowed_by_the_address(town: Town) -> None:
    bureau = town.signed_in("bureau")
    bureau.post(page_of(town, "split"), parts(town))
    whole = text(bureau.get("/console/guides/acts"))
    assert "拆分" in whole
    assert town.city.instant.task_code in whole
    for query in ({"verb": "split"}, {"state": "pending"}):
        narrow = text(bureau.get("/console/guides/acts", query))
        assert town.city.promised.task_code in narrow
        assert town.city.instant.task_code not in narrow
    assert "没有这样的动态调整" in text(bureau.get("/console/guides/acts", {"verb": "merge"}))
    strange = {"verb": "\x00", "state": "x", "cursor": "9" * 30}
    assert bureau.get("/console/guides/acts", strange).status_code == 200
    first = catalogue.act_register(viewer=SYSTEM, limit=2)
    rest = catalogue.act_register(viewer=SYSTEM, limit=2, cursor=first.cursor)
    assert [one.id for one in (*first.rows, *rest.rows)] == sorted({one.id for one in (*first.rows, *rest.rows)})[::-1]
    assert (len(first.rows), rest.cursor) == (2, 0)
