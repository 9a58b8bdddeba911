"""Pages of bundles: items thrown together, a bundle made of them, sent by one hand and published by another."""

from __future__ import annotations

import re

from tongban.bundles import selectors
from tongban.catalogue.selectors import search
from tongban.console.tests.test_pages import Town, text
from tongban.kernel.actor import Actor

LIST, FREE = "/console/bundles", "/console/bundles/compose"
ONE = f"{LIST}/P0009/"


def codes() -> list[str]:
    return [hit.code for hit in search("").items][:2]


def made(town: Town, **changed: str) -> str:
    """A bundle of two items by the administrator of their department; the page that follows."""
    given = {"items": codes(), "name": "开办理发店", "code": "P0009", "kind": "cases", **changed}
    return text(town.signed_in("department_admin").post(FREE, given, follow=True))


def test_items_side_by_side_show_what_they_share(town: Town) -> None:
    client = town.signed_in("department_admin")
    assert "合并前后" not in text(client.get(FREE))
    assert "没有找到别的事项" in text(client.get(FREE, {"q": "zzzzqqqq"}))
    picked = codes()
    names = [hit.name for hit in search("").items][:2]
    page = text(client.get(FREE, {"items": picked, "q": names[0]}))
    assert all(name in page for name in names)
    assert "逐项办理" in page
    assert "一套材料" in page
    assert f'value="{picked[0]}" checked' in page
    assert client.get(FREE, {"items": "11419900Y00009999999999999999000"}).status_code == 404


def test_made_sent_returned_published_and_retired(town: Town) -> None:
    assert "已立为一件事" in made(town)
    admin, bureau = town.signed_in("department_admin"), town.signed_in("bureau")
    assert "开办理发店" in text(admin.get(LIST))
    assert "已送审" in text(admin.post(ONE, {"do": "submit_bundle"}, follow=True))
    assert admin.post(ONE, {"do": "publish_bundle"}).status_code == 403
    assert "请写明" in text(bureau.post(ONE, {"do": "return_bundle", "reason": " "}))
    assert "已退回修改" in text(bureau.post(ONE, {"do": "return_bundle", "reason": "先后关系没有写"}, follow=True))
    assert bureau.post(ONE, {"do": "publish_bundle"}).status_code == 409
    admin.post(ONE, {"do": "submit_bundle"})
    assert "从现在起生效" in text(bureau.post(ONE, {"do": "publish_bundle"}, follow=True))
    assert selectors.bundle("P0009", viewer=Actor.system()).state == "published"
    assert "新版本已起草" in text(admin.post(ONE, {"do": "draft_bundle"}, follow=True))
    assert "有新版本在编制" in text(admin.get(LIST))
    assert "这一版已作废" in text(admin.post(ONE, {"do": "discard_bundle"}, follow=True))
    assert "已停办" in text(bureau.post(ONE, {"do": "retire_bundle", "reason": "并入企业开办"}, follow=True))
    assert selectors.bundle("P0009", viewer=Actor.system()).state == "retired"


def test_what_the_lead_decides_is_changed(town: Town) -> None:
    made(town)
    admin = town.signed_in("department_admin")
    form = text(admin.get(f"{ONE}?edit=1"))
    assert "整件事的承诺时限" in form
    revision = re.findall(r'name="revision" value="(\d+)"', form)[0]
    third = search("").items[2].code
    given = {
        "do": "change_bundle", "revision": revision, "keep": ["item_1", "item_2"], "act-item_1": "handle", "add": third,
        "promised": "5", "promised-unit": "working_day", "places": "一楼大厅\n二楼专窗", "hours": "全天",
        "edge-0-node": "item_2", "edge-0-after": "item_1", "edge-0-upon": "granted", "edge-0-delay": "3",
        "edge-0-basis": "凭营业执照办理", "edge-1-node": "item_9", "edge-1-after": "item_1",
        "choice-0-prompt": "是否同时办理", "choice-0-members": ["item_2"], "choice-0-least": "0",
    }  # fmt: skip
    page = text(admin.post(ONE, given, follow=True))
    assert "已保存" in page
    assert "再过3个工作日（凭营业执照办理）" in page
    assert "一楼大厅、二楼专窗" in page
    shape = selectors.bundle_versions("P0009", viewer=Actor.system())[0].shape
    assert [member.item_code for member in shape.members][2] == third
    assert [(edge.node, edge.after, str(edge.delay)) for edge in shape.edges] == [("item_2", "item_1", "3个工作日")]
    assert [(one.prompt, one.members, one.least, one.most) for one in shape.choices] == [
        ("是否同时办理", ("item_2",), 0, 1)
    ]
    stale = admin.post(ONE, given)
    assert stale.status_code == 409
    assert "凭营业执照办理" in text(stale)


def test_what_is_wrong_in_the_form_is_said_and_what_names_a_gone_member_goes(town: Town) -> None:
    made(town)
    admin = town.signed_in("department_admin")
    revision = re.findall(r'name="revision" value="(\d+)"', text(admin.get(f"{ONE}?edit=1")))[0]
    given = {"do": "change_bundle", "revision": revision, "keep": ["item_1", "item_2"]}
    linked = {
        "edge-0-node": "item_2",
        "edge-0-after": "item_1",
        "choice-0-prompt": "办吗",
        "choice-0-members": "item_2",
    }
    assert admin.post(ONE, {**given, "promised": "-3"}).status_code == 422
    assert admin.post(ONE, {**given, "promised": "3", "promised-unit": "fortnight"}).status_code == 422
    assert "请填写整数" in text(admin.post(ONE, {**given, **linked, "choice-0-least": "一"}))
    assert "至少要留一个事项" in text(admin.post(ONE, {**given, "keep": []}))
    assert "已保存" in text(admin.post(ONE, {**given, **linked, "keep": ["item_1"]}, follow=True))
    shape = selectors.bundle_versions("P0009", viewer=Actor.system())[0].shape
    assert shape.keys == ("item_1",)
    assert not shape.edges
    assert not shape.choices


def test_nothing_is_made_of_wrong_input(town: Town) -> None:
    assert "编码用数字和大写字母" in made(town, code="一")
    assert "请填写名称" in made(town, name="")
    assert "请选择类型" in made(town, kind="everything")
    made(town)
    assert "已经登记为“开办理发店”" in made(town)
    client = town.signed_in("department_admin")
    assert client.post(FREE, {"name": "空", "code": "P0010", "kind": "cases"}).status_code == 422
    assert client.post(ONE, {"do": "everything"}).status_code == 422
    assert client.get(f"{ONE}?version=999999").status_code == 404


def test_nobody_else(town: Town) -> None:
    made(town)
    for username in ("clerk", "audit_admin"):
        client = town.signed_in(username)
        for address in (LIST, FREE, ONE):
            assert client.get(address).status_code == 403
        assert client.post(ONE, {"do": "submit_bundle"}).status_code == 403
    assert selectors.bundle("P0009", viewer=Actor.system()).state == "draft"
