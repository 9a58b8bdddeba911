"""The applicant's pages of promises, commitments, revocation and "settled", by Django's client."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tongban.cases import selectors, services
from tongban.cases.models import Case, Commitment, MaterialPromise
from tongban.cases.states import CaseState, CommitmentState
from tongban.cases.tests.conftest import MORNING
from tongban.cases.tests.promising import drafted, granted, offering, tolerant
from tongban.kernel import clock
from tongban.portal.tests.conftest import Town


@pytest.fixture
def mine(town: Town) -> Client:
    """The resident's browser."""
    return town.signed_in()


def at(name: str, uid: str) -> str:
    return reverse(f"portal:{name}", args=[uid])


def text(client: Client, name: str, uid: str, status: int = 200) -> str:
    answer = client.get(at(name, uid))
    assert answer.status_code == status
    return answer.content.decode()


def test_both_ways_stand_side_by_side_and_confirming_is_a_second_step(town: Town, mine: Client) -> None:
    uid = drafted(town.city, offering(town.city), 1)
    shown = text(mine, "tasks", uid)
    assert "一般程序：提交全部材料" in shown
    assert "告知承诺：看完告知" in shown
    shown = text(mine, "commitment", uid)
    for expected in ("场所面积不少于十平方米", "所填内容真实", "不实承诺的，撤销许可", "同政〔2026〕1号", "场所平面图"):
        assert expected in shown
    ticket = re.findall(r'name="ticket" value="([^"]+)"', shown)[0]
    early = mine.post(at("commitment", uid), {"do": "confirm", "ticket": ticket})
    assert early.status_code == 422
    assert "请先看完告知和承诺的内容" in early.content.decode()
    with clock.frozen(MORNING + dt.timedelta(seconds=30)):
        second = mine.post(at("commitment", uid), {"do": "read", "ticket": ticket}).content.decode()
        assert "我确认承诺" in second
        assert not Commitment.objects.exists()
        assert mine.post(at("commitment", uid), {"do": "confirm", "ticket": ticket}).status_code == 302
        assert Commitment.objects.get().state == CommitmentState.MADE
        assert "您已选择告知承诺" in text(mine, "tasks", uid)
        assert mine.post(at("commitment", uid), {"do": "withdraw"}).status_code == 302
        assert Commitment.objects.get().state == CommitmentState.WITHDRAWN
        assert "需要您承诺的内容" in text(mine, "commitment", uid)


def test_the_guide_tells_main_and_secondary_materials_and_the_commitment(town: Town) -> None:
    client = Client()
    shown = client.get(reverse("portal:guide", args=[tolerant(town.city, 6).item_id])).content.decode()
    assert "主要材料：申请表、场所平面图" in shown
    assert "次要材料：卫生检测报告、卫生管理制度" in shown
    shown = client.get(reverse("portal:guide", args=[offering(town.city).item_id])).content.decode()
    assert "不选择的按一般程序办理" in shown
    assert "有独立的消毒间" in shown


def test_promised_on_the_page_and_handed_in_later(town: Town, mine: Client) -> None:
    uid = drafted(town.city, tolerant(town.city, 6), 1, 2)
    assert "我承诺按期补齐" in text(mine, "owed", uid)
    assert mine.post(at("owed", uid), {"do": "promise"}).status_code == 302
    assert MaterialPromise.objects.get().orders == [3, 4]
    assert mine.post(at("owed", uid), {"do": "promise"}).status_code == 302  # pressed twice
    services.submit_case(case_uid=uid, actor=town.resident)
    services.accept_case(case_uid=uid, actor=town.city.clerk)
    assert "请在2026年12月8日前补齐" in text(mine, "case", uid)
    given = SimpleUploadedFile("检测.pdf", b"%PDF-1.4\n%r", content_type="application/pdf")
    assert mine.post(at("owed", uid), {"m3": given}).status_code == 302
    bad = SimpleUploadedFile("坏.pdf", b"MZ\x90\x00" + b"\0" * 99, content_type="application/pdf")
    assert mine.post(at("owed", uid), {"m4": bad}).status_code == 422
    assert selectors.owed_materials(uid, viewer=town.resident) == {4: "卫生管理制度"}


def test_spoken_before_a_revocation(town: Town, mine: Client) -> None:
    uid = granted(town.city, offering(town.city), licence=False)
    services.notify_revocation(case_uid=uid, ground="procedure", reason="没有听取邻居意见。", actor=town.city.examiner)
    assert "看理由，提意见" in text(mine, "case", uid)
    assert "没有听取邻居意见" in text(mine, "defence", uid)
    assert mine.post(at("defence", uid), {"text": " "}).status_code == 422
    assert mine.post(at("defence", uid), {"text": "已经公示过。"}).status_code == 302
    assert "意见已经收到" in text(mine, "defence", uid)
    assert mine.post(at("defence", uid), {"text": "再说一次。"}).status_code == 422


def test_mended_and_told(town: Town, mine: Client) -> None:
    uid = granted(town.city, offering(town.city), licence=False)
    services.verify_commitment(
        case_uid=uid, finding="deviates", text="没有隔开。", mend_days=5, actor=town.city.examiner
    )
    assert "报告整改完成" in text(mine, "commitment", uid)
    assert mine.post(at("commitment", uid), {"do": "mended", "text": ""}).status_code == 422
    assert mine.post(at("commitment", uid), {"do": "mended", "text": "已经隔开。"}).status_code == 302


def test_settled_is_the_applicants_word(town: Town, mine: Client) -> None:
    uid = town.city.submitted(town.city.promised)
    services.withdraw_case(case_uid=uid, actor=town.resident)
    assert "已经解决" in text(mine, "case", uid)
    assert mine.post(at("settled", uid), {"solved": "yes"}).status_code == 302
    assert Case.objects.get(uid=uid).solved_at == MORNING
    assert "其实没有解决" in text(mine, "case", uid)
    assert mine.post(at("settled", uid), {"solved": "no"}).status_code == 302
    assert Case.objects.get(uid=uid).solved_at is None
    assert mine.get(at("settled", uid)).status_code == 405


def test_nobody_elses_pages(town: Town) -> None:
    uid = granted(town.city, offering(town.city), licence=False)
    other = town.signed_in("lixia")
    for name in ("commitment", "owed", "defence"):
        assert other.get(at(name, uid)).status_code == 404
        assert other.post(at(name, uid), {"do": "promise", "text": "x"}).status_code == 404
    assert other.post(at("settled", uid), {"solved": "yes"}).status_code == 404
    assert Case.objects.get(uid=uid).state == CaseState.DECIDED
