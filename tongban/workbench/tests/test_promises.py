"""The officer's buttons of promises, commitments, revocation and second lives."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tongban.cases import selectors, services
from tongban.cases.models import Case, Commitment
from tongban.cases.states import CaseState, CommitmentState, DeliveryMethod
from tongban.cases.tests.conftest import City
from tongban.cases.tests.promising import committed, drafted, offering, tolerant
from tongban.workbench.tests.conftest import Bench


def act(client: Client, uid: str, verb: str, status: int = 302, **fields: str) -> str:
    """Press a button of the page as it stands."""
    revision = Case.objects.get(uid=uid).revision
    answer = client.post(reverse("workbench:act", args=[uid, verb]), {"revision": revision, **fields})
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def page(client: Client, uid: str) -> str:
    return client.get(reverse("workbench:case", args=[uid])).content.decode()


def closed(city: City, *, grant: bool) -> str:
    uid = city.examined(city.promised)
    services.decide_case(case_uid=uid, granted=grant, reason="" if grant else "面积不足。", actor=city.approver)
    services.deliver_result(case_uid=uid, method=DeliveryMethod.ELECTRONIC, actor=city.clerk)
    services.close_case(case_uid=uid, actor=city.clerk)
    return uid


def test_tolerance_at_the_window(bench: Bench) -> None:
    uid = drafted(bench.city, tolerant(bench.city), 1, 2)
    services.submit_case(case_uid=uid, actor=bench.city.resident)
    clerk = bench.signed_in("clerk")
    assert "窗口承诺，容缺受理" in page(clerk, uid)
    assert "申请人还没有书面承诺" in act(clerk, uid, "accept", 422)
    act(clerk, uid, "accept_with_tolerance", signed="本人签字，存3号窗口")
    assert Case.objects.get(uid=uid).state == CaseState.ACCEPTED
    shown = page(clerk, uid)
    assert "容缺受理告知书" in shown
    assert "申请人补齐容缺材料" in shown


def test_a_commitment_from_decision_to_revocation_and_reopening(bench: Bench) -> None:
    uid = committed(bench.city, offering(bench.city))
    approver, examiner = bench.signed_in("approver"), bench.signed_in("examiner")
    assert "按承诺当场决定" in page(approver, uid)
    act(approver, uid, "decide_on_commitment")
    shown = page(examiner, uid)
    assert "核查承诺" in shown
    assert "约定后补：场所平面图" in shown
    act(examiner, uid, "verify_commitment", 422, finding="", text="x")
    act(examiner, uid, "verify_commitment", 422, finding="deviates", text="没有隔开。", mend_days="many")
    act(examiner, uid, "verify_commitment", finding="broken", text="场所不存在。")
    assert "陈述、申辩的期限到" in page(approver, uid)
    services.state_defence(case_uid=uid, text="还在装修。", actor=bench.city.resident)
    assert "还在装修" in page(approver, uid)
    assert "不能是同一人" in act(examiner, uid, "revoke", 403, reason="没有履行承诺。")
    act(approver, uid, "revoke", reason="没有履行承诺。", false_commitment="yes")
    assert Commitment.objects.get(case__uid=uid).state == CommitmentState.BROKEN
    assert Case.objects.get(uid=uid).state == CaseState.REVOKED
    head = bench.signed_in("head")
    assert "恢复办理" in page(head, uid)
    act(head, uid, "reopen", 422, document_no="", reason="x")
    act(head, uid, "reopen", document_no="同政复决〔2026〕3号", reason="责令重新作出决定。")
    assert "恢复办理过1次" in page(head, uid)


def test_announced_dropped_and_solved(bench: Bench) -> None:
    uid = closed(bench.city, grant=True)
    approver, examiner = bench.signed_in("approver"), bench.signed_in("examiner")
    act(examiner, uid, "notify_revocation", 422, ground="", reason="x")
    act(examiner, uid, "notify_revocation", ground="procedure", reason="没有听取意见。")
    act(approver, uid, "drop_revocation", reason="意见成立。")
    assert selectors.announced_revocation(uid, viewer=bench.city.resident) is None
    clerk = bench.signed_in("clerk")
    assert "没有说明是否解决" in page(clerk, uid)
    act(clerk, uid, "mark_solved", reason="电话回访，已经开业。")
    assert "已解决" in page(clerk, uid)


def test_seats_and_scope(bench: Bench) -> None:
    uid = closed(bench.city, grant=False)
    clerk = bench.signed_in("clerk")
    assert "恢复办理" not in page(clerk, uid)
    act(clerk, uid, "reopen", 403, document_no="文号", reason="理由")
    act(bench.signed_in("outsider"), uid, "mark_solved", 404, reason="x")
