"""跨域通办专窗 in a browser without a network: what the clerk sees and presses, who sees nothing."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tongban.cross_region.models import CrossRegionCase
from tongban.cross_region.services import note_step
from tongban.cross_region.tests.conftest import elsewhere, letter
from tongban.exchange.models import OutgoingEnvelope
from tongban.files.tests.papers import PDF
from tongban.kernel.actor import Actor
from tongban.workbench.tests.conftest import Bench
from tongban.workbench.web.intake import token_of


@dataclass
class Desk:
    """The clerk's browser and a case that waits for a supplement."""

    bench: Bench
    client: Client
    uid: str
    peer: int
    code: str

    @property
    def case(self) -> CrossRegionCase:
        return CrossRegionCase.objects.get(uid=self.uid)

    @property
    def page(self) -> str:
        return reverse("workbench:cross_region_case", args=[self.uid])

    def press(self, do: str, **more: object) -> str:
        """Press a button of the page; the text of the page that follows."""
        answer = self.client.post(self.page, {"do": do, **more}, follow=True)
        return answer.content.decode()


@pytest.fixture
def desk(bench: Bench) -> Desk:
    return Desk(bench, bench.signed_in("clerk"), *elsewhere(bench.city))


def scan(name: str = "2.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + b"new", "application/pdf")


def test_list_and_case(desk: Desk) -> None:
    shown = desk.client.get(reverse("workbench:cross_region")).content.decode()
    assert "养老保险关系转移接续" in shown
    assert "待补正" in shown
    assert "邯郸市政务服务平台" in shown
    page = desk.client.get(desk.page).content.decode()
    for text in ("没有盖章", "对方记载 2026-11-24 10:00", "养老保险手册", "补正告知书.pdf", "封函件没有送到对方"):
        assert text in page, text
    digest = desk.case.steps.last().documents[0]["digest"]  # type: ignore[union-attr]  # there are steps
    paper = desk.client.get(reverse("workbench:cross_region_document", args=[desk.uid, digest]))
    assert paper.content.startswith(b"%PDF")
    assert desk.client.get(reverse("workbench:cross_region_document", args=[desk.uid, "0" * 64])).status_code == 404


def test_supplement_hand_over_papers_assistance(desk: Desk) -> None:
    assert "这一步没有办成" in desk.press("supplement")
    assert "补正材料已转送" in desk.press("supplement", **{"material-2": scan()})
    assert OutgoingEnvelope.objects.filter(kind="cross_region.supplemented").count() == 1
    paper = desk.case.papers.get()
    assert "快递单号" in desk.press("paper", paper=str(paper.uid), verb="send")
    assert "寄往办理地" in desk.press("paper", paper=str(paper.uid), verb="send", courier_no="EA1")
    for state, more in (("received", {}), ("accepted", {}), ("decided", {"hand_over": True, "outcome": "granted"})):
        case = desk.case
        note_step(
            letter=letter(desk.peer, case.conversation, 3, {"step": state, "state": state, **more}),
            actor=Actor.system(),
        )
    assert "待交付结果" in desk.client.get(reverse("workbench:cross_region") + "?tab=waiting").content.decode()
    assert "交给谁" in desk.client.get(desk.page).content.decode()
    assert "交字第" in desk.press("hand_over", receiver="申请人本人")
    one = desk.case.assistance.get()
    assert "远程帮办已开始" in desk.press("begin", assistance=str(one.uid))
    assert "请写明这次远程帮办的结果" in desk.press("end", assistance=str(one.uid), outcome="")
    assert "讲清了画法" in desk.press("end", assistance=str(one.uid), outcome="讲清了画法")
    assert "房间号" in desk.press("book", day="2026-11-30", time="15:30")
    assert "日期写成" in desk.press("book", day="明天", time="")


def test_withdrawal(desk: Desk) -> None:
    assert "撤回申请已转送" in desk.press("withdraw", reason="不办了")
    assert OutgoingEnvelope.objects.filter(kind="cross_region.withdrawal_asked").count() == 1


def test_intake_for_another_place(desk: Desk) -> None:
    token = token_of(desk.bench.city.resident.party_id or 0, desk.bench.city.clerk)
    items = reverse("workbench:cross_region_items", args=[token])
    form = reverse("workbench:cross_region_form", args=[token, desk.peer, desk.code])
    assert form in desk.client.get(items).content.decode()
    filled = {
        "form-name": "赵小满", "form-premises_name": "小满理发店", "mode": "collect_on_behalf", "originals": "户口簿",
        "together": desk.uid, "received": "material-1",
    }  # fmt: skip
    refused = desk.client.post(form, {**filled, "material-2": scan()})
    assert refused.status_code == 422
    assert "单独同意" in refused.content.decode()
    wrong = desk.client.post(form, {"consent": "yes", "form-name": "赵小满"})
    assert wrong.status_code == 422
    assert "场所名称" in wrong.content.decode()
    answer = desk.client.post(form, {**filled, "consent": "yes", "material-2": scan()})
    assert answer.status_code == 302
    new = CrossRegionCase.objects.latest("pk")
    assert answer["Location"] == reverse("workbench:cross_region_case", args=[new.uid])
    assert str(new.together) == desk.uid
    assert [bool(one["digest"]) for one in new.materials] == [False, True]
    assert "一起办的其他地方" in desk.client.get(answer["Location"]).content.decode()


def test_whose_it_is_not(desk: Desk) -> None:
    other = desk.bench.signed_in("outsider")
    assert other.get(desk.page).status_code == 404
    assert other.post(desk.page, {"do": "withdraw"}).status_code in (403, 404)
    assert "养老保险关系转移接续" not in other.get(reverse("workbench:cross_region")).content.decode()
    approver = desk.bench.signed_in("approver")
    assert approver.get(desk.page).status_code == 200
    assert approver.post(reverse("workbench:cross_region"), {"peer": str(desk.peer)}).status_code == 403
    asked = desk.client.post(reverse("workbench:cross_region"), {"peer": str(desk.peer)}, follow=True)
    assert "已向对方索取办事指南" in asked.content.decode()
    assert OutgoingEnvelope.objects.filter(kind="cross_region.guides_asked").count() == 1
