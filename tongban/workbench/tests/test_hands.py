"""The pages about hands: my steps and the queue, handing over, the counsel desk, back entry, the exit window."""

from __future__ import annotations

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tongban.cases import selectors as cases
from tongban.cases import services
from tongban.cases.models import Case
from tongban.cases.tests import stepping
from tongban.cases.tests.conftest import MORNING, REGION, SYSTEM
from tongban.cases.tests.stepping import planned, running, step
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.kernel.standards.people import make_citizen_no
from tongban.orgs import services as orgs
from tongban.workbench.tests.conftest import Bench, account_of
from tongban.workbench.tests.test_pages import SYS, act, state, text
from tongban.workbench.web.intake import token_of


def token(bench: Bench) -> str:
    """The clerk serves the resident."""
    return token_of(bench.city.resident.party_id or 0, bench.city.clerk)


def test_the_queue_gives_the_next_one_and_the_case_page_signs_it(bench: Bench) -> None:
    uid = bench.city.accepted(planned(bench.city, step("初审"), step("复核")))
    client = bench.signed_in("examiner")
    assert "取下一件" in text(client.get("/workbench/steps"))
    taken = client.post("/workbench/steps", {"department": str(bench.city.department_id)})
    one = running(uid)["初审"]
    assert taken["Location"] == f"/workbench/cases/{uid}/#step-{one}"
    again = client.post("/workbench/steps", {"department": str(bench.city.department_id)})
    assert again.status_code == 409
    assert "本部门现在没有等人认领的环节" in text(again)
    page = text(client.get(f"/workbench/cases/{uid}/"))
    assert f'id="step-{one}"' in page
    assert "放回待办" in page
    assert "认领“初审”" not in page
    refused = act(client, uid, "finish_step", step=str(one), opinion="看过了")
    assert refused.status_code == 422
    assert act(client, uid, "finish_step", step=str(one), opinion="看过了", passed="yes").status_code == 302
    second = running(uid)["复核"]
    colleague = bench.signed_in("approver")
    assert act(colleague, uid, "return_step", step=str(second), reason="没有写面积").status_code == 302
    assert "没有写面积" in text(colleague.get(f"/workbench/cases/{uid}/"))
    assert set(running(uid)) == {"初审"}


def test_a_step_is_handed_to_a_colleague_and_a_case_to_another_department(bench: Bench) -> None:
    other = stepping.neighbour()
    account_of("fire", other.first, "approver")
    uid = bench.city.accepted(bench.city.promised)
    one = running(uid)["审查"]
    client = bench.signed_in("examiner")
    assert "A002" in text(client.get(f"/workbench/cases/{uid}/hand/hand_over_step?step={one}"))
    given = {"step": str(one), "officer": str(bench.city.approver.officer_id)}
    assert act(client, uid, "hand_over_step", **given).status_code == 302
    assert "同安市消防救援支队" in text(client.get(f"/workbench/cases/{uid}/hand/ask_assistance"))
    assert client.get(f"/workbench/cases/{uid}/hand/hand_over_step?step=0").status_code == 404
    asked = {"department": str(other.department_id), "reason": "请核对消防通道"}
    assert act(client, uid, "ask_assistance", **asked).status_code == 302
    fire = bench.signed_in("fire")
    page = text(fire.get(f"/workbench/cases/{uid}/"))
    assert "同消协办" in page
    assert "您现在没有要办的步骤" in page
    moved = bench.city.accepted(bench.city.promised)
    given = {"department": str(other.department_id), "reason": "属消防职责", "back": "queue"}
    assert act(client, moved, "transfer", **given)["Location"] == "/workbench/queue"
    assert client.get(f"/workbench/cases/{moved}/").status_code == 404
    assert fire.get(f"/workbench/cases/{moved}/").status_code == 200
    assert bench.signed_in("outsider").get(f"/workbench/cases/{uid}/hand/transfer").status_code == 404


def test_the_counsel_desk_keeps_advice_and_the_application_finds_it(bench: Bench) -> None:
    client, version = bench.signed_in("clerk"), bench.city.promised
    address = f"/workbench/intake/for/{token(bench)}/counsel/{version.id}"
    assert "场所平面图" in text(client.get(address))
    assert client.post(address, {"advice": " "}).status_code == 422
    kept = client.post(address, {"ready": "1", "advice-2": "要标明面积。", "advice": ""})
    assert kept.status_code == 302
    assert "要标明面积。" in text(client.get(kept["Location"]))
    assert version.name in text(client.get("/workbench/counsels"))
    begun = client.post(f"/workbench/intake/for/{token(bench)}", {"version": str(version.id)})
    page = text(client.get(begun["Location"]))
    assert "办前辅导：" in page
    assert "收件以后由同安市卫生健康委员会办理" in page
    assert client.post(kept["Location"]).status_code == 409
    assert bench.signed_in("outsider").get(kept["Location"]).status_code == 404


def test_a_past_case_is_entered_and_confirmed_by_another_person(bench: Bench) -> None:
    client, version = bench.signed_in("clerk"), bench.city.promised
    address = f"/workbench/intake/for/{token(bench)}/past/{version.id}"
    assert "原始材料" in text(client.get(address))
    local = clock.local(MORNING - dt.timedelta(days=20)).replace(tzinfo=None)
    given = {
        "received": local.isoformat(timespec="minutes"),
        "accepted": local.isoformat(timespec="minutes"),
        "decided": (local + dt.timedelta(days=3)).isoformat(timespec="minutes"),
        "granted": "yes",
        "reason": "系统停机",
        "form-name": "赵小满",
        "form-premises_name": "小满理发店",
    }
    assert client.post(address, given).status_code == 422
    late = {**given, "decided": "2099-01-01T00:00", "evidence": SimpleUploadedFile("a.pdf", PDF)}
    assert "还没有到的时间" in text(client.post(address, late))
    entered = client.post(address, {**given, "evidence": SimpleUploadedFile("a.pdf", PDF)})
    uid = entered["Location"].split("/")[3]
    page = text(client.get(entered["Location"]))
    assert "系统停机" in page
    assert 'id="act-confirm_past"' not in page
    assert client.get(f"/workbench/cases/{uid}/materials/0")["Content-Type"] == "application/pdf"
    approver = bench.signed_in("approver")
    assert 'id="act-confirm_past"' in text(approver.get(f"/workbench/cases/{uid}/"))
    assert act(approver, uid, "confirm_past").status_code == 422
    assert act(approver, uid, "confirm_past", confirmed="yes").status_code == 302
    assert state(uid) == "decided"
    watched = text(bench.signed_in("bureau").get("/console/entered"))
    assert "系统停机" in watched
    assert bench.signed_in("clerk").get("/console/entered").status_code == 403


def test_a_result_is_fetched_at_the_exit_window(bench: Bench) -> None:
    city = bench.city
    uid = city.examined(city.promised)
    services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    client = bench.signed_in("clerk")
    assert act(client, uid, "place_result", method="window", place="出件窗口2号").status_code == 302
    code = cases.case_view(uid, viewer=city.resident).exit_code
    assert code not in text(client.get(f"/workbench/cases/{uid}/"))
    number = make_citizen_no("410502", dt.date(1990, 3, 7), 11)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert act(client, uid, "fetch_result", code=wrong, number=number).status_code == 422
    assert act(client, uid, "fetch_result", code=code, number=number).status_code == 302
    assert cases.case_view(uid, viewer=SYS).state == "delivered"


def test_a_window_is_remembered_and_stands_on_the_case(bench: Bench) -> None:
    hall = orgs.open_hall(name="市民之家", region_code=REGION, actor=SYSTEM)
    window = orgs.open_window(hall_id=hall.id, no="3", actor=SYSTEM)
    client = bench.signed_in("clerk")
    assert "市民之家 3" in text(client.get("/workbench/intake"))
    client.post("/workbench/intake", {"do": "window", "window": str(window.id)})
    begun = client.post(f"/workbench/intake/for/{token(bench)}", {"version": str(bench.city.promised.id)})
    uid = begun["Location"].split("/")[3]
    assert Case.objects.get(uid=uid).window_id == window.id


def test_only_their_roles_open_these_pages(bench: Bench) -> None:
    uid = bench.city.accepted(bench.city.promised)
    pages = {
        "/workbench/steps": {"approver"},
        "/workbench/counsels": {"clerk", "approver", "head", "bureau"},
        "/console/entered": {"head", "bureau"},
        f"/workbench/cases/{uid}/hand/transfer": {"clerk", "approver"},
    }
    for address, who in pages.items():
        for username in ("clerk", "approver", "head", "bureau"):
            expected = 200 if username in who else 403
            assert bench.signed_in(username).get(address).status_code == expected, (address, username)
        assert Client().get(address).status_code == 302
