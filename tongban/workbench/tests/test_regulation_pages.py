"""An overseeing officer's day by mouse: acknowledge, take, inspect, sign, propose, decide."""

from __future__ import annotations

from django.test import Client

from tongban.access.models import Account
from tongban.cases.tests.conftest import SYSTEM
from tongban.kernel.actor import Actor
from tongban.regulation import selectors
from tongban.regulation.models import RegulationHandover
from tongban.regulation.tests.conftest import LINES, Watch, browser


def account_name(actor: Actor) -> str:
    return str(Account.objects.get(officer_id=actor.officer_id or 0).username)


def post(username: str, address: str, **fields: str) -> str:
    """The page after a form, redirects followed."""
    answer = browser(username).post(address, fields, follow=True)
    assert answer.status_code == 200, answer.content.decode()[-3000:]
    return str(answer.content.decode())


def test_a_handover_is_acknowledged_and_taken(watch: Watch) -> None:
    watch.granted()
    uid = RegulationHandover.objects.get().uid
    queue = browser("decider").get("/workbench/regulation").content.decode()
    assert "公共场所卫生许可（新办）" in queue
    assert "还剩3个工作日" in queue
    address = f"/workbench/regulation/{uid}/"
    assert "已签收" in post("decider", address, do="acknowledge")
    refused = browser("decider").post(address, {"do": "take", "category": "公共场所", "risk": ""})
    assert refused.status_code == 422
    assert "请选择风险等级" in refused.content.decode()
    page = post("decider", address, do="take", category="公共场所", risk="high")
    assert selectors.objects(viewer=SYSTEM)[0].code in page


def test_a_handover_is_returned_and_sent_on(watch: Watch) -> None:
    watch.granted()
    address = f"/workbench/regulation/{RegulationHandover.objects.get().uid}/"
    post("decider", address, do="return", reason="由林业局监管")
    assert "由林业局监管" in browser("bureau").get(address).content.decode()
    post("bureau", address, do="route", department=str(watch.other_department_id), basis="三定方案")
    assert browser("decider").get(address).status_code == 404
    assert browser("outsider").get(address).status_code == 200


def test_two_inspect_and_a_third_decides(watch: Watch) -> None:
    watch.objects(2)
    one = watch.first(watch.drawn(number=1))
    first, second = (account_name(actor) for actor in watch.pair(one))
    address = f"/workbench/inspections/{one.uid}/"
    assert LINES[0] in browser(first).get(address).content.decode()
    answers = {"line0": "yes", "line1": "no", "line2": "yes"}
    refused = browser(first).post(address, {"do": "record", "line0": "yes", "finding": "serious", "note": "x"})
    assert refused.status_code == 422
    assert "还有2项没有填写" in refused.content.decode()
    post(first, address, do="record", finding="serious", note="卫生设施停用。", **answers)
    post(second, address, do="sign")
    page = post(first, address, do="propose", kind="revocation", text="不再具备条件。", basis="")
    assert "行政许可法第六十九条第一款第四项" in page
    assert "作出决定" not in page
    uid = selectors.proposals(viewer=SYSTEM)[0].uid
    assert "撤销行政许可" in browser("decider").get("/workbench/inspections").content.decode()
    page = post("decider", address, do="decide", proposal=uid, accepted="yes", decision="事实清楚。")
    assert "已决定并执行" in page
    assert "不再具备条件" in page


def test_pages_are_for_those_who_may(watch: Watch) -> None:
    watch.objects(2)
    one = watch.first(watch.drawn(number=1))
    assert browser("outsider").get(f"/workbench/inspections/{one.uid}/").status_code == 404
    assert browser("outsider").post(f"/workbench/inspections/{one.uid}/", {"do": "sign"}).status_code == 404
    assert Client().get("/workbench/regulation").status_code == 302
    assert browser("decider").post(f"/workbench/inspections/{one.uid}/", {"do": "burn"}).status_code == 404
