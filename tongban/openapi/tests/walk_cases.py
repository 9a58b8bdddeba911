"""The verbs of cases beyond the ordinary road, used as programs would: hands, exit, promises, second lives."""

from __future__ import annotations

import datetime as dt

from tongban.cases.tests.conftest import content
from tongban.cases.tests.promising import offering, tolerant
from tongban.cases.tests.stepping import neighbour, planned, step
from tongban.catalogue.tests.publishing import put_in_force
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.kernel.standards.people import make_citizen_no
from tongban.openapi.tests.conftest import World

FORM = {"name": "赵小满", "premises_name": "小满理发店"}
NUMBER = make_citizen_no("410502", dt.date(1990, 3, 7), 11)
"""The resident's."""


def draft(world: World, version_id: int, *orders: int) -> str:
    """A draft of the resident with these materials."""
    resident = world["resident"]
    uid: str = resident.post("/cases", {"version_id": version_id}, expect=201)["uid"]
    assert resident.put(f"/cases/{uid}/form", {"form_data": FORM}) == {"errors": {}}
    for order in orders:
        resident.put(f"/cases/{uid}/materials/{order}", upload(world), expect=204)
    return uid


def upload(world: World, role: str = "resident") -> dict[str, str]:
    """A stored file, as a material names it."""
    stored = world[role].upload("/files", "材料.pdf", PDF)
    return {"digest": stored["digest"], "file_name": stored["name"]}


def accepted(world: World, version_id: int) -> str:
    """An application that the clerk has accepted."""
    uid = draft(world, version_id, 1, 2)
    world["resident"].post(f"/cases/{uid}/submit", {})
    world["clerk"].post(f"/cases/{uid}/accept", {})
    return uid


def decided(world: World, *, granted: bool = True) -> str:
    """A decision on the promised item."""
    uid = accepted(world, world.city.promised.id)
    world["examiner"].post(f"/cases/{uid}/examine", {"opinion": "符合"}, expect=204)
    world["approver"].post(f"/cases/{uid}/decide", {"granted": granted, "reason": "" if granted else "面积不足"})
    return uid


def closed(world: World, *, granted: bool = True) -> str:
    """A case that has gone its whole way."""
    uid = decided(world, granted=granted)
    world["clerk"].post(f"/cases/{uid}/deliver", {"method": "electronic"}, expect=204)
    world["clerk"].post(f"/cases/{uid}/close", expect=204)
    return uid


def walk(world: World) -> None:
    """Every verb once."""
    _hands(world)
    _exit(world)
    _tolerance(world)
    _commitment(world)
    _second_lives(world)
    _versions(world)
    _counsel(world)
    _past(world)


def _hands(world: World) -> None:
    """Handed to a colleague, helped by the department next door, sent back, given to another department."""
    clerk, examiner, approver, near = world["clerk"], world["examiner"], world["approver"], neighbour()
    uid = accepted(world, planned(world.city, step("初审"), serial=8).id)
    (first,) = (one["id"] for one in examiner.get(f"/cases/{uid}/steps"))
    colleagues = examiner.get(f"/cases/{uid}/steps/{first}/colleagues")
    assert world.city.approver.officer_id in [one["officer_id"] for one in colleagues]
    chosen = {"officer_id": world.city.approver.officer_id}
    world["resident"].get(f"/cases/{uid}/steps/{first}/colleagues", expect=404)
    examiner.post(f"/cases/{uid}/steps/{first}/hand-over", chosen, expect=204)
    wanted = {"department_id": near.department_id, "reason": "核对消防", "limit": {"number": 3}}
    assert approver.post(f"/cases/{uid}/assistance", wanted)["step_id"] != first
    sent_back = accepted(world, world.city.promised.id)
    examiner.post(f"/cases/{sent_back}/examine", {"opinion": "符合"}, expect=204)
    approver.post(f"/cases/{sent_back}/return-to-examination", {"reason": "没有写面积"}, expect=204)
    given = accepted(world, world.city.promised.id)
    clerk.post(f"/cases/{given}/transfer", {"department_id": near.department_id, "reason": ""}, expect=422)
    clerk.post(f"/cases/{given}/transfer", {"department_id": near.department_id, "reason": "属消防职权"}, expect=204)


def _exit(world: World) -> None:
    """The code is the applicant's alone; it is fetched with it and with the document."""
    clerk, resident, uid = world["clerk"], world["resident"], decided(world)
    clerk.post(f"/cases/{uid}/exit", {"method": "window", "place": "出件窗口2号"}, expect=204)
    code = resident.get(f"/cases/{uid}")["exit_code"]
    assert len(code) == 6
    assert clerk.get(f"/cases/{uid}")["exit_code"] == ""
    clerk.post(f"/cases/{uid}/fetch", {"code": "000000", "number": NUMBER}, expect=422)
    clerk.post(f"/cases/{uid}/fetch", {"code": code, "number": NUMBER}, expect=204)
    history = resident.post(f"/cases/{uid}/history")
    assert history["format"]
    empty = draft(world, world.city.promised.id, 1)
    resident.call("DELETE", f"/cases/{empty}/materials/1", expect=204)


def _tolerance(world: World) -> None:
    """Secondary materials promised, accepted without them, handed in later."""
    resident, version = world["resident"], tolerant(world.city, serial=5)
    uid = draft(world, version.id, 1, 2)
    assert [one["order"] for one in resident.get(f"/cases/{uid}/promise")["offered"]] == [3, 4]
    assert resident.post(f"/cases/{uid}/promise", {}) == {"orders": [3, 4]}
    resident.post(f"/cases/{uid}/submit", {})
    assert world["clerk"].post(f"/cases/{uid}/accept-with-tolerance", {})["number"]
    assert resident.put(f"/cases/{uid}/owed/3", upload(world)) == {"settled": False}
    assert resident.put(f"/cases/{uid}/owed/4", upload(world)) == {"settled": True}


def _committed(world: World, uid: str) -> None:
    """The offer is read for twenty seconds, then confirmed."""
    with clock.frozen(clock.now() - dt.timedelta(seconds=20)):
        offer = world["resident"].get(f"/cases/{uid}/commitment")["offer"]
    world["resident"].post(f"/cases/{uid}/commitment", {"ticket": offer["ticket"]}, expect=204)


def _commitment(world: World) -> None:
    """Chosen, taken back, chosen again, granted on the spot, mended, broken, heard, dropped and revoked."""
    resident, examiner, approver = world["resident"], world["examiner"], world["approver"]
    uid = draft(world, offering(world.city, serial=6).id, 1)
    _committed(world, uid)
    resident.post(f"/cases/{uid}/commitment/withdraw", expect=204)
    resident.post(f"/cases/{uid}/commitment", {"ticket": "x"}, expect=422)
    _committed(world, uid)
    resident.post(f"/cases/{uid}/submit", {})
    assert approver.post(f"/cases/{uid}/commitment/decide")["number"]
    found = {"finding": "deviates", "text": "标牌不全", "mend_days": 3}
    assert examiner.post(f"/cases/{uid}/commitment/verify", found)["number"]
    resident.post(f"/cases/{uid}/commitment/mended", {"text": "已经换好"}, expect=204)
    broken = {"finding": "broken", "text": "没有开业"}
    assert examiner.post(f"/cases/{uid}/commitment/verify", broken)["number"]
    assert resident.get(f"/cases/{uid}/revocation")["ground"] == "commitment"
    approver.post(f"/cases/{uid}/revocation/drop", {"reason": "已经开业"}, expect=204)
    resident.get(f"/cases/{uid}/revocation", expect=404)
    assert resident.get(f"/cases/{uid}/commitment")["commitment"]["state"] == "mending"


def _second_lives(world: World) -> None:
    """Announced, answered, revoked by another seat; taken up again by a document; settled or not."""
    resident, uid = world["resident"], closed(world)
    resident.post(f"/cases/{uid}/solved", {}, expect=204)
    assert resident.get(f"/cases/{uid}")["solved_at"]
    notice = {"ground": "procedure", "reason": "遗漏了听取意见的程序"}
    assert world["examiner"].post(f"/cases/{uid}/revocation-notice", notice)["number"]
    resident.post(f"/cases/{uid}/defence", {"text": "已经公示"}, expect=204)
    world["examiner"].post(f"/cases/{uid}/revocation", {"reason": "程序违法"}, expect=403)
    assert world["approver"].post(f"/cases/{uid}/revocation", {"reason": "程序违法"})["number"]
    again = {"document_no": "同政复决〔2026〕3号", "reason": "复议决定责令重新作出"}
    refused = closed(world, granted=False)
    assert world["department_admin"].post(f"/cases/{refused}/reopen", again)["number"]


def _versions(world: World) -> None:
    """Under a newer version where the law demands it, and back; on an item of its own, which others do not use."""
    version = planned(world.city, step("初审"), serial=11)
    uid, admin = accepted(world, version.id), world["department_admin"]
    newer = put_in_force(version.item_id, content("公共场所卫生许可（新版）"))
    move = {"to_version_id": newer.id, "reason": "条例修订", "basis": "《公共场所卫生管理条例》第四条"}
    assert admin.post(f"/cases/{uid}/version", move)["number"]
    admin.post(f"/cases/{uid}/version/undo", {"reason": "原版本仍可适用"}, expect=204)


def _counsel(world: World) -> None:
    """Advised at the desk, read by the person, and an application that came of it."""
    clerk, resident, version = world["clerk"], world["resident"], world.city.promised
    lines = [{"order": 1, "ready": True}, {"order": 2, "advice": "请标明面积"}]
    told = {"party_id": world.city.resident.party_id, "version_id": version.id, "lines": lines, "advice": "先办执照"}
    uid = clerk.post("/counsels", told, expect=201)["uid"]
    assert [one["uid"] for one in resident.get("/counsels")["rows"]] == [uid]
    assert resident.get(f"/counsels/{uid}")["lines"][1]["advice"] == "请标明面积"
    world["stranger"].get(f"/counsels/{uid}", expect=404)
    resident.post(f"/counsels/{uid}/case", {"case_uid": draft(world, version.id)}, expect=204)


def _past(world: World) -> None:
    """Handled off the system a month ago; a second officer compares it with the file."""
    received = clock.now() - dt.timedelta(days=29)
    told = {
        "version_id": world.city.promised.id,
        "applicant_id": world.city.resident.party_id,
        "form_data": FORM,
        "received_at": received.isoformat(),
        "accepted_at": (received + dt.timedelta(hours=1)).isoformat(),
        "decided_at": (received + dt.timedelta(days=14)).isoformat(),
        "reason": "系统停机",
        "evidence_digest": upload(world, "clerk")["digest"],
    }
    uid = world["clerk"].post("/past-cases", told, expect=201)["uid"]
    world["clerk"].post(f"/cases/{uid}/confirm-past", {"confirmed": True}, expect=403)
    world["approver"].post(f"/cases/{uid}/confirm-past", {"confirmed": True}, expect=204)
    assert world["resident"].get(f"/cases/{uid}")["entered_reason"] == "系统停机"
