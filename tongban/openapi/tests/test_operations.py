"""Every operation, used as a program would: each ends well at least once, and its answer fits the document."""

from __future__ import annotations

import datetime as dt

import orjson
from django.core.files.uploadedfile import SimpleUploadedFile

from tongban.benchmarking import services as benchmarking
from tongban.cases.tests.conftest import SYSTEM
from tongban.cases.tests.stepping import planned, step
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.kernel.standards.people import make_citizen_no
from tongban.ledger import services as ledger
from tongban.openapi.tests import walk_cases, walk_credit, walk_desk, walk_money, walk_places, walk_watch
from tongban.openapi.tests.conftest import World, operations

FORM = {"name": "赵小满", "premises_name": "小满理发店"}


def draft(world: World, version_id: int, *, licences: bool = False) -> str:
    """A complete draft of the resident."""
    resident = world["resident"]
    uid: str = resident.post("/cases", {"version_id": version_id}, expect=201)["uid"]
    assert resident.put(f"/cases/{uid}/form", {"form_data": FORM}) == {"errors": {}}
    stored = resident.upload("/files", "申请表.pdf", PDF)
    material = {"digest": stored["digest"], "file_name": stored["name"]}
    resident.put(f"/cases/{uid}/materials/1", material, expect=204)
    if licences:
        assert resident.post(f"/cases/{uid}/use-licences") == {"orders": [2]}
    else:
        resident.put(f"/cases/{uid}/materials/2", material, expect=204)
    return uid


def submitted(world: World, version_id: int) -> str:
    uid = draft(world, version_id)
    world["resident"].post(f"/cases/{uid}/submit", {})
    return uid


def test_every_operation_ends_well_at_least_once(world: World) -> None:
    _public(world)
    closed = _road(world)
    _ratings(world, closed)
    _side_roads(world)
    _window(world)
    _licences(world)
    _lists(world)
    _benchmarking(world)
    with clock.frozen(clock.now() + dt.timedelta(days=1)):
        _at_once(world)
        _steps(world)
        _time(world)
    with clock.frozen(clock.now() + dt.timedelta(days=20)):  # after the hearing: time does not run back
        walk_cases.walk(world)
        walk_credit.walk(world)
        walk_watch.walk(world)
        walk_places.walk(world)
        walk_money.walk(world)
        walk_desk.walk(world)
    missing = operations().keys() - world["resident"].done
    assert not missing, f"operations without a success: {sorted(missing)}"


def _at_once(world: World) -> None:
    materials = [{"order": 1, "file": "first"}, {"order": 2, "file": "second"}]
    application = {"item_code": world.city.promised.code, "form": FORM, "materials": materials}
    files = {name: SimpleUploadedFile(f"{name}.pdf", PDF) for name in ("first", "second")}
    received = world["resident"].form("/applications", {"application": orjson.dumps(application).decode(), **files})
    assert received["case_no"]


def _steps(world: World) -> None:
    """Two steps one after the other: taken, given back, taken from the queue, sent back, signed."""
    examiner, version = world["examiner"], planned(world.city, step("初审"), step("复核"), serial=9)
    uid = submitted(world, version.id)
    world["clerk"].post(f"/cases/{uid}/accept", {})
    first, second = (one["id"] for one in world["resident"].get(f"/cases/{uid}/steps"))
    at = f"/cases/{uid}/steps"
    examiner.post(f"{at}/{first}/take", expect=204)
    assert [row["step_id"] for row in examiner.get("/steps")["rows"]] == [first]
    examiner.post(f"{at}/{first}/give-back", expect=204)
    assert first in [row["step_id"] for row in world["approver"].get("/steps/queue")["rows"]]
    while examiner.post("/steps/next", {"department_id": world.city.department_id})["step_id"] != first:
        pass
    assert examiner.post(f"{at}/{first}/finish", {"opinion": "符合"}) == {"done": True}
    world["approver"].post(f"{at}/{second}/finish", {"opinion": ""}, expect=422)
    world["approver"].post(f"{at}/{second}/return", {"reason": "没有写面积"}, expect=204)
    world["stranger"].get(f"/cases/{uid}/steps", expect=404)


def _time(world: World) -> None:
    """Shortened, stopped for a test, lengthened by the head, heard, and accounted for."""
    examiner, resident, today = world["examiner"], world["resident"], clock.today()
    uid = submitted(world, world.city.promised.id)
    world["clerk"].post(f"/cases/{uid}/accept", {})
    at = f"/cases/{uid}"
    examiner.post(f"{at}/shorten", {"number": 4, "reason": "参加开标"}, expect=204)
    until = (today + dt.timedelta(days=9)).isoformat()
    stop = {"kind": "testing", "reason": "空气要检测", "expected_on": until}
    resident.post(f"{at}/suspend", stop, expect=403)
    examiner.post(f"{at}/suspend", {**stop, "kind": "publicity"}, expect=422)
    assert examiner.post(f"{at}/suspend", stop)["number"]
    ordered = next(one["id"] for one in examiner.get(f"{at}/steps") if one["kind"] == "testing")
    assert examiner.post(f"{at}/steps/{ordered}/resume", {"result": "合格"}) == {"running": True}
    examiner.post(f"{at}/extension", {"days": 3, "reason": "外地核实"})
    examiner.post(f"{at}/extension/answer", {"granted": True}, expect=403)
    assert [one["days"] for one in world["head"].get("/extensions")] == [3]
    assert world["head"].post(f"{at}/extension/answer", {"granted": True})["number"]
    assert examiner.post(f"{at}/hearing-right", {"reason": "涉及相邻业主"})["number"]
    resident.post(f"{at}/hearing-request", expect=204)
    held_at = clock.now() + dt.timedelta(days=14)
    chair = world.city.approver.officer_id
    hearing = {"held_at": held_at.isoformat(), "place": "三楼", "chair_id": chair, "reason": "听取意见"}
    assert examiner.post(f"{at}/hearing", hearing)["number"]
    with clock.frozen(held_at + dt.timedelta(hours=2)):
        minutes = examiner.upload("/files", "笔录.pdf", PDF)
        examiner.post(f"{at}/hearing/minutes", {"summary": "已陈述", "digest": minutes["digest"]}, expect=204)
        heard = next(one["id"] for one in examiner.get(f"{at}/steps") if one["kind"] == "hearing")
        assert resident.get(f"{at}/steps/{heard}/record").startswith(b"%PDF")
        plain, official = resident.get(f"{at}/time"), examiner.get(f"{at}/time")
        assert [one["label"] for one in plain] == ["承诺时限", "法定时限"]
        assert not any(line["basis"] for one in plain for line in one["lines"])
        assert any("第四十五条" in line["basis"] for one in official for line in one["lines"])
        assert resident.post(f"{at}/time-statement")["id"]


def _public(world: World) -> None:
    anyone = world["anonymous"]
    found = anyone.get("/items?q=卫生许可")
    assert found["total"] == 4
    guide = anyone.get(f"/items/{world.licensed.item_id}")
    assert guide["materials"][1]["licence_type_code"]
    assert guide["promised"] == {"number": 5, "unit": "working_day"}
    assert len(anyone.get("/departments?region_code=410500")) == 1
    assert isinstance(anyone.get("/regions"), list)
    answer = anyone.get("/deadline?start=2026-11-24&limit=5&unit=working_day&pause=2026-11-26:2026-11-27")
    assert answer["due"] == "2026-12-03"
    assert anyone.get("/statistics")["units"] == 4


def _road(world: World) -> str:
    """From draft to closed with a licence in place of a paper and a licence as the result."""
    resident, clerk = world["resident"], world["clerk"]
    uid = draft(world, world.licensed.id, licences=True)
    assert len(resident.post(f"/cases/{uid}/submit", {"incomplete": False})["case_no"]) == 43
    assert [row["uid"] for row in clerk.get("/cases/queue?tab=intake")["rows"]] == [uid]
    assert clerk.post(f"/cases/{uid}/accept", {"opinion": "材料齐全"})["number"]
    world["examiner"].post(f"/cases/{uid}/examine", {"opinion": "符合条件"}, expect=204)
    assert world["approver"].post(f"/cases/{uid}/decide", {"granted": True})["number"]
    issued = world["approver"].post(f"/cases/{uid}/issue-result")
    assert issued["licence_identifier"]
    clerk.post(f"/cases/{uid}/deliver", {"method": "electronic"}, expect=204)
    clerk.post(f"/cases/{uid}/close", expect=204)
    ledger.drain()
    case = resident.get(f"/cases/{uid}")
    assert (case["state"], case["licence_identifier"]) == ("closed", issued["licence_identifier"])
    assert [m["provision"] for m in case["materials"]] == ["upload", "licence"]
    assert {c["kind"] for c in resident.get(f"/cases/{uid}/clocks")} >= {"case.promise", "case.statutory"}
    kinds = [fact["kind"] for fact in resident.get(f"/cases/{uid}/timeline")]
    assert kinds[0] == "case.drafted"
    assert "case.closed" in kinds
    pdf = resident.get(f"/cases/{uid}/instruments/{case['instruments'][0]['id']}")
    assert pdf.startswith(b"%PDF")
    return uid


def _ratings(world: World, case_uid: str) -> None:
    resident, bureau = world["resident"], world["bureau"]
    invitation = resident.get("/ratings/invitations")[0]
    assert (invitation["case_uid"], invitation["can_rate"]) == (case_uid, True)
    assert [one["level"] for one in world["anonymous"].get("/ratings/levels")] == [5, 4, 3, 2, 1]
    given = resident.post("/ratings", {"token": invitation["token"], "level": 1, "text": "等了很久"})
    assert given["level"] == 1
    row = bureau.get("/ratings/bad")["rows"][0]
    at = f"/ratings/{row['uid']}"
    bureau.post(f"{at}/rectification", {"measure": "增开窗口", "reply": "已经增开窗口。"}, expect=409)
    handled = bureau.post(f"{at}/contact", {"finding": "valid", "note": "已电话核实"})
    assert handled["rectify_by"]
    bureau.post(f"{at}/rectification", {"measure": "增开窗口", "reply": ""}, expect=422)
    mended = bureau.post(f"{at}/rectification", {"measure": "增开窗口", "reply": "已经增开窗口。"})
    assert (mended["state"], mended["reply"]) == ("rectified", "已经增开窗口。")
    asked = {"note": "办事人表示满意", "satisfied": True}
    world["clerk"].post(f"{at}/call-back", asked, expect=403)
    bureau.post(f"{at}/call-back", {"note": "", "satisfied": True}, expect=422)
    assert bureau.post(f"{at}/call-back", asked)["state"] == "closed"
    assert bureau.get(at)["called_back_at"]
    assert bureau.get("/ratings/bad?state=to_contact")["rows"] == []
    world["clerk"].get(at, expect=403)
    bureau.get("/ratings/00000000-0000-4000-8000-000000000000", expect=404)


def _side_roads(world: World) -> None:
    """Supplement, refusal of acceptance, decision on the spot, withdrawal."""
    resident, clerk = world["resident"], world["clerk"]
    uid = submitted(world, world.city.promised.id)
    assert clerk.post(f"/cases/{uid}/supplement-notice", {"wanted": [{"order": 1, "text": "看不清"}]})["number"]
    with clock.frozen(clock.now() + dt.timedelta(hours=1)):
        stored = resident.upload("/files", "清楚.pdf", PDF + b"2")
        resident.put(f"/cases/{uid}/materials/1", {"digest": stored["digest"]}, expect=204)
        resident.post(f"/cases/{uid}/supplement", expect=204)
        assert clerk.post(f"/cases/{uid}/refuse-acceptance", {"reason": "不属于本机关职权"})["number"]
        spot = submitted(world, world.city.one_seat.id)
        assert world["approver"].post(f"/cases/{spot}/decide-on-the-spot", {"granted": True})["number"]
        gone = submitted(world, world.city.promised.id)
        resident.post(f"/cases/{gone}/withdraw", {"reason": "不办了"}, expect=204)
        first = resident.get("/cases?size=2")
        second = resident.get(f"/cases?size=2&cursor={first['cursor']}")
        uids = [row["uid"] for row in first["rows"] + second["rows"]]
        assert uids[:3] == [gone, spot, uid]
        assert len(set(uids)) == 4
        assert second["cursor"] == ""


def _window(world: World) -> None:
    clerk = world["clerk"]
    number = make_citizen_no("410502", dt.date(1985, 5, 5), 21)
    person = clerk.post("/parties/persons", {"name": "孙立秋", "citizen_no": number})
    found = clerk.post("/parties/find", {"number": number, "purpose": "窗口收件"})
    assert (found["id"], number in found["masked_no"]) == (person["id"], False)
    uid = clerk.post("/cases", {"version_id": world.city.promised.id, "applicant_id": person["id"]}, expect=201)["uid"]
    clerk.put(f"/cases/{uid}/materials/1", {"paper": True}, expect=204)


def _licences(world: World) -> None:
    resident, anyone = world["resident"], world["anonymous"]
    assert {row["identifier"] for row in resident.get("/licences")} >= {world.held}
    assert resident.get(f"/licences/{world.held}")["status"] == "valid"
    pdf = resident.get(f"/licences/{world.held}/file")
    assert anyone.upload("/verify", "证照.pdf", pdf)["ok"]
    shown = resident.post(f"/licences/{world.held}/present")
    assert anyone.get(f"/verify/{shown['token']}")["ok"]
    world["approver"].post(
        f"/licences/{world.held}/revoke", {"reason": "以欺骗手段取得", "basis": "行政许可法第六十九条"}, expect=204
    )
    assert not anyone.get(f"/verify/{world.held}")["ok"]


def _benchmarking(world: World) -> None:
    bureau, region = world["bureau"], world.city.promised.region_code
    uid = benchmarking.start_comparison(ours_region=region, theirs_region=region, actor=SYSTEM).uid
    here = f"/benchmarking/comparisons/{uid}"
    assert bureau.get("/benchmarking/comparisons")[0] == {k: v for k, v in bureau.get(here).items() if k != "findings"}
    first, second = (row["id"] for row in bureau.get(f"{here}/pairs?size=2"))
    assert bureau.post(f"/benchmarking/pairs/{first}/accept", {})["state"] == "accepted"
    assert bureau.post(f"/benchmarking/pairs/{second}/refuse", {"note": "不同"})["state"] == "refused"
    assert bureau.get(f"{here}/weak-links") == bureau.get("/benchmarking/improvements") == []
    assert bureau.get("/benchmarking/scoreboard")["departments"] == []


def _lists(world: World) -> None:
    resident = world["resident"]
    assert resident.get("/me")["seats"] == ["resident"]
    assert {row["kind"] for row in resident.get("/me/principals")} >= {"enterprise"}
    ledger.drain()
    page = resident.get("/notices?size=1")
    assert page["unread"] > 1
    resident.post(f"/notices/{page['rows'][0]['uid']}/read", expect=204)
    assert resident.get(f"/notices?cursor={page['cursor']}")["unread"] == page["unread"] - 1
    duties = world["clerk"].get("/duties?size=1")
    assert duties["rows"]
    if duties["next_cursor"]:
        following = world["clerk"].get(f"/duties?size=1&cursor={duties['next_cursor']}")
        assert following["rows"][0]["id"] != duties["rows"][0]["id"]
    verified = world["audit_admin"].post("/ledger/verify")
    assert verified["ok"]
    assert verified["facts"] > 20
