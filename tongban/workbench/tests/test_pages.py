"""The pages of officers: who may open them, what a case page shows and does, what a refusal leaves behind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.test import Client

from tongban.cases import selectors as cases
from tongban.cases import services
from tongban.cases.states import DeliveryMethod
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger
from tongban.ratings import selectors as ratings
from tongban.ratings import services as rating_verbs
from tongban.workbench.tests.conftest import Bench

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

SYS = Actor.system()


def text(response: Answer) -> str:
    """The page as a person reads it."""
    return response.content.decode()


def act(client: Client, uid: str, verb: str, **fields: str) -> Answer:
    """Press a button of the case page, with the revision the page showed."""
    shown = re.search(r'name="revision" value="(\d+)"', text(client.get(f"/workbench/cases/{uid}/")))
    revision = shown[1] if shown else "0"
    return client.post(f"/workbench/cases/{uid}/act/{verb}", {"revision": revision, **fields})


def state(uid: str) -> str:
    """Where the case stands."""
    return cases.case_view(uid, viewer=SYS).state


PAGES = {
    "/workbench/": {"clerk", "approver", "head", "bureau"},
    "/workbench/queue": {"clerk", "approver", "head", "bureau"},
    "/workbench/results": {"clerk", "approver", "head", "bureau"},
    "/workbench/intake": {"clerk"},
    "/workbench/ratings": {"head", "bureau"},
}


@pytest.mark.parametrize("address", PAGES)
def test_pages_open_to_the_right_roles_only(bench: Bench, address: str) -> None:
    for username in ("clerk", "approver", "head", "bureau"):
        expected = 200 if username in PAGES[address] else 403
        assert bench.signed_in(username).get(address).status_code == expected, username
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/sign-in/")


def test_another_departments_case_does_not_exist(bench: Bench) -> None:
    uid = bench.city.submitted(bench.city.promised)
    client = bench.signed_in("outsider")
    for path in ("", "materials/1", "receipt", "instruments/1.pdf", "licences/1"):
        assert client.get(f"/workbench/cases/{uid}/{path}").status_code == 404, path
    assert client.post(f"/workbench/cases/{uid}/act/accept", {"revision": "1"}).status_code == 404
    assert client.get(f"/workbench/cases/{uuid4()}/").status_code == 404
    assert state(uid) == "submitted"


def test_opening_a_case_is_recorded_once_per_look(bench: Bench) -> None:
    uid = bench.city.submitted(bench.city.promised)
    client = bench.signed_in("clerk")
    page = text(client.get(f"/workbench/cases/{uid}/"))
    assert "小满理发店" in page
    assert "工作人员查看过1次" in page
    act(client, uid, "accept")
    looks = [f for f in cases.timeline(uid, viewer=SYS) if f.kind == "case.viewed"]
    assert len(looks) == 2


def test_a_promised_case_walks_the_whole_road(bench: Bench) -> None:
    uid = bench.city.submitted(bench.city.promised)
    clerk, examiner, approver = (bench.signed_in(name) for name in ("clerk", "examiner", "approver"))
    assert act(clerk, uid, "accept").status_code == 302
    assert act(examiner, uid, "examine", opinion="材料真实，条件符合。").status_code == 302
    own = text(examiner.get(f"/workbench/cases/{uid}/"))
    assert "审查人和决定人不能是同一人" in own
    assert 'id="act-decide"' not in own
    assert act(approver, uid, "decide", granted="yes").status_code == 302
    assert act(clerk, uid, "deliver", method="window").status_code == 302
    assert act(clerk, uid, "close").status_code == 302
    assert state(uid) == "closed"
    page = text(clerk.get(f"/workbench/cases/{uid}/"))
    assert "准予行政许可决定书" in page
    # The procedure is over; whether what the person came for is settled can still be noted.
    assert re.findall(r'id="act-(\w+)"', page) == ["mark_solved"]


def test_pressing_twice_does_it_once(bench: Bench) -> None:
    uid = bench.city.submitted(bench.city.promised)
    client = bench.signed_in("clerk")
    revision = str(cases.case_view(uid, viewer=SYS).revision)
    first = client.post(f"/workbench/cases/{uid}/act/accept", {"revision": revision})
    second = client.post(f"/workbench/cases/{uid}/act/accept", {"revision": revision})
    assert (first.status_code, second.status_code) == (302, 409)
    accepted = [f for f in cases.timeline(uid, viewer=SYS) if f.kind == "case.accepted"]
    assert len(accepted) == 1


def test_a_stale_page_says_so_and_changes_nothing(bench: Bench) -> None:
    uid = bench.city.submitted(bench.city.promised)
    client = bench.signed_in("clerk")
    answer = client.post(
        f"/workbench/cases/{uid}/act/refuse_acceptance", {"revision": "0", "reason": "不属于本机关职权"}
    )
    assert answer.status_code == 409
    assert "刚刚已被其他人改变" in text(answer)
    assert "不属于本机关职权" in text(answer)
    assert state(uid) == "submitted"


def test_a_refusal_keeps_what_was_typed_and_names_the_law(bench: Bench) -> None:
    uid = bench.city.examined(bench.city.promised)
    client = bench.signed_in("approver")
    answer = act(client, uid, "decide", granted="no")
    assert answer.status_code == 422
    page = text(answer)
    assert "必须写明理由" in page
    assert "行政许可法第三十八条" in page
    assert re.search(r'value="no" checked', page)
    assert re.search(r'<details class="act" id="act-decide" open', page)
    unanswered = act(client, uid, "decide", reason="意见已写")
    assert unanswered.status_code == 422
    assert "请选择准予还是不予" in text(unanswered)
    assert "意见已写" in text(unanswered)
    assert state(uid) == "examined"


def test_the_one_time_notice_names_what_was_typed(bench: Bench) -> None:
    uid = bench.city.submitted(bench.city.promised)
    client = bench.signed_in("clerk")
    assert act(client, uid, "notify_supplement").status_code == 422
    assert act(client, uid, "notify_supplement", **{"want-2": "没有标明消毒间。"}).status_code == 302
    view = cases.case_view(uid, viewer=SYS)
    assert view.state == "supplement_notified"
    assert [m.order for m in view.materials if m.noticed] == [2]


def test_a_button_nobody_knows_is_not_found(bench: Bench) -> None:
    uid = bench.city.submitted(bench.city.promised)
    client = bench.signed_in("clerk")
    assert client.post(f"/workbench/cases/{uid}/act/deem_accepted", {"revision": "1"}).status_code == 404
    assert client.get(f"/workbench/cases/{uid}/act/accept")["Location"] == f"/workbench/cases/{uid}/"


def test_materials_are_shown_in_the_page_and_framed_by_us_only(bench: Bench) -> None:
    uid = bench.city.submitted(bench.city.promised)
    answer = bench.signed_in("clerk").get(f"/workbench/cases/{uid}/materials/1")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert bench.signed_in("clerk").get(f"/workbench/cases/{uid}/materials/9").status_code == 404


def test_the_queue_finds_counts_and_turns_pages(bench: Bench) -> None:
    uids = [bench.city.submitted(bench.city.promised) for _ in range(21)]
    client = bench.signed_in("clerk")
    first = text(client.get("/workbench/queue?tab=intake"))
    assert first.count("data-row") == 20
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = text(client.get("/workbench/queue" + following[1].replace("&amp;", "&")))
    assert second.count("data-row") == 1
    number = cases.case_view(uids[3], viewer=SYS).case_no
    found = text(client.get("/workbench/queue", {"q": number}))
    assert found.count("data-row") == 1
    assert uids[3] in found
    assert "没有找到符合的件" in text(client.get("/workbench/queue", {"q": "没有这件事"}))
    assert client.get("/workbench/queue?tab=nonsense&cursor=x").status_code == 200


def test_the_desk_shows_each_duty_with_its_case(bench: Bench) -> None:
    uid = bench.city.accepted(bench.city.promised)
    page = text(bench.signed_in("clerk").get("/workbench/"))
    assert "承诺时限" in page
    assert "法定时限" in page
    assert f"/workbench/cases/{uid}/" in page
    assert "没有超期的事" in text(bench.signed_in("clerk").get("/workbench/?lamp=red"))
    assert f"/workbench/cases/{uid}/" not in text(bench.signed_in("outsider").get("/workbench/"))


def bad_rating(bench: Bench) -> str:
    """A closed case that the applicant rated 不满意; the id under which it is handled."""
    uid = bench.city.examined(bench.city.promised)
    services.decide_case(case_uid=uid, granted=True, actor=bench.city.approver)
    services.deliver_result(case_uid=uid, method=DeliveryMethod.WINDOW, actor=bench.city.clerk)
    services.close_case(case_uid=uid, actor=bench.city.clerk)
    ledger.drain()
    invited = ratings.invitation_for(uid, viewer=bench.city.resident)
    assert invited is not None
    offered = next(one for one in ratings.levels() if one.level == 2).options[0].code
    rating_verbs.rate(token=invited.token, level=2, options=[offered], text="等了太久", actor=bench.city.resident)
    ledger.drain()
    return invited.uid


def test_a_bad_rating_is_verified_rectified_and_called_back(bench: Bench) -> None:
    uid = bad_rating(bench)
    client = bench.signed_in("head")
    assert "不满意" in text(client.get("/workbench/ratings"))
    address = f"/workbench/ratings/{uid}/"
    empty = client.post(address, {"do": "contact", "finding": "valid", "note": ""})
    assert empty.status_code == 422
    assert re.search(r'value="valid" checked', text(empty))
    assert client.post(address, {"do": "contact", "finding": "valid", "note": "已致电核实"}).status_code == 302
    assert client.post(address, {"do": "rectify", "measure": "加开窗口", "reply": "已加开窗口"}).status_code == 302
    assert client.post(address, {"do": "call_back", "note": "满意", "satisfied": ""}).status_code == 422
    assert client.post(address, {"do": "call_back", "note": "已回访", "satisfied": "yes"}).status_code == 302
    again = client.post(address, {"do": "call_back", "note": "已回访", "satisfied": "yes"})
    assert again.status_code == 409
    assert client.get(f"/workbench/ratings/{uuid4()}/").status_code == 404
    assert bench.signed_in("clerk").get(address).status_code == 403
