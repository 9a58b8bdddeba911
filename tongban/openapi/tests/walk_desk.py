"""The tools of the desk, used as programs would: conversation, many cases at once, texts kept ready, third parties,
false materials, cases moved together; and to whom each of them is refused.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

from tongban.cases.tests.conftest import content
from tongban.cases.tests.stepping import planned, step
from tongban.catalogue.tests.publishing import put_in_force
from tongban.kernel import clock
from tongban.kernel.standards.people import make_citizen_no
from tongban.openapi.tests.conftest import World
from tongban.openapi.tests.walk_cases import NUMBER, accepted, closed, draft, upload
from tongban.orgs import selectors as orgs

NOWHERE = "00000000-0000-4000-8000-000000000000"
NEIGHBOUR = make_citizen_no("410502", dt.date(1990, 3, 7), 13)
"""The stranger's number."""
Refusal = tuple[str, str, str, object, int]


def walk(world: World) -> None:
    """Every verb once; the hearing last, because time does not run back."""
    _talk(world)
    _batch(world)
    _opinions(world)
    _moves(world)
    _false_materials(world)
    _interested(world)


def refused(world: World, *cases: Refusal) -> None:
    """Each of these roles, methods, addresses and bodies gets this status."""
    for role, method, path, body, status in cases:
        world[role].call(method, path, body, expect=status)


def _talk(world: World) -> None:
    """Asked by the office, read and answered by the applicant, found by the officers."""
    clerk, resident, uid = world["clerk"], world["resident"], accepted(world, world.city.promised.id)
    at = f"/cases/{uid}/talk"
    first = clerk.post(at, {"text": "备用间做什么用？", "after": 0}, expect=201)["id"]
    assert clerk.post(at, {"text": "备用间做什么用？", "after": 0}, expect=201)["id"] == first
    found = resident.get(at)
    assert (found["unread"], found["may_write"], found["last"], found["cursor"]) == (1, True, first, "")
    assert (found["rows"][0]["from_office"], found["rows"][0]["officer_id"]) == (True, None)
    assert resident.post(f"{at}/read") == {"read": 1}
    resident.post(at, {"text": "做消毒间。", "after": 0}, expect=409)
    second = resident.post(at, {"text": "做消毒间。", "after": first}, expect=201)["id"]
    assert [row["id"] for row in clerk.get(f"{at}?cursor={second}")["rows"]] == [first]
    waiting = next(row for row in world["examiner"].get("/talks") if row["case_uid"] == uid)
    assert waiting["unread"] == 1
    assert clerk.post(f"{at}/read") == {"read": 1}
    assert world["supervisor"].get(at)["takes_part"] is False
    assert clerk.get(f"/cases/{uid}/materials/1").startswith(b"%PDF")
    said = {"text": "补充说明"}
    refused(
        world,
        ("resident", "GET", "/talks", None, 403),
        ("supervisor", "POST", at, said, 403),
        ("supervisor", "POST", f"{at}/read", None, 403),
        ("stranger", "GET", at, None, 404),
        ("stranger", "POST", at, said, 404),
        ("stranger", "GET", f"/cases/{uid}/materials/1", None, 404),
        ("resident", "GET", f"/cases/{uid}/materials/9", None, 404),
        ("outsider", "POST", f"{at}/read", None, 404),
        ("resident", "POST", at, {"text": " "}, 422),
        ("resident", "GET", f"{at}?cursor=x", None, 422),
        ("resident", "POST", f"/cases/{closed(world)}/talk", said, 409),
    )


def _batch(world: World) -> None:
    """Looked at together, examined together; one was withdrawn meanwhile. Sent again, nothing happens again."""
    examiner, batch = world["examiner"], str(uuid4())
    good, gone = (accepted(world, world.city.promised.id) for _ in range(2))
    asked = f"/batches/plan?act=examine&case_uid={good}&case_uid={gone}&case_uid={NOWHERE}"
    plan = examiner.get(asked)
    assert ([one["case_uid"] for one in plan["open"]], plan["closed"], plan["gone"]) == ([good, gone], [], 1)
    lines = [{"case_uid": one["case_uid"], "revision": one["revision"]} for one in plan["open"]]
    world["resident"].post(f"/cases/{gone}/withdraw", {"reason": "不办了"}, expect=204)
    told = {"act": "examine", "lines": lines, "text": "材料真实，符合条件。"}
    for text, headers in (("材料真实，符合条件。", {"Idempotency-Key": batch}), ("另一种意见。", {})):
        done = examiner.put(f"/batches/{batch}", {**told, "text": text}, **headers)
        assert (done["done"], [one["state"] for one in done["lines"]]) == (1, ["done", "refused"])
    assert examiner.get(f"/batches/{batch}") == done
    closed_now = examiner.get(asked)["closed"]
    assert [bool(one["refusal"]["sentence"] and one["refusal"]["advice"]) for one in closed_now] == [True, True]
    path = f"/batches/{uuid4()}"
    alone = examiner.call("PUT", path, {**told, "act": "refuse"}, expect=422)
    assert alone["basis"] == "行政许可法第三十八条第二款"
    refused(
        world,
        ("resident", "GET", asked, None, 403),
        ("resident", "PUT", path, told, 403),
        ("clerk", "GET", f"/batches/{batch}", None, 403),
        ("approver", "GET", f"/batches/{batch}", None, 404),
        ("approver", "PUT", f"/batches/{batch}", told, 404),
        ("examiner", "PUT", path, {**told, "text": " "}, 422),
        ("examiner", "PUT", path, {**told, "lines": []}, 422),
        ("examiner", "GET", "/batches/plan", None, 422),
    )
    outside = world["outsider"].put(path, told)
    assert (outside["lines"], outside["gone"]) == ([], 2)


def _opinions(world: World) -> None:
    """Kept by the administrator, begun from by the officer, put right, offered no more."""
    admin, examiner = world["department_admin"], world["examiner"]
    text = {"title": "材料齐全", "text": "经审查，{申请人}的材料真实。"}
    kept = {"department_id": world.city.department_id, "use": "examine", **text}
    uid = admin.post("/opinions", kept, expect=201)["uid"]
    assert [one["uid"] for one in admin.get("/opinions?use=examine")] == [uid]
    case = accepted(world, world.city.promised.id)
    assert uid in [one["uid"] for one in examiner.get(f"/cases/{case}/opinions")]
    filled = examiner.get(f"/cases/{case}/opinions/{uid}")
    assert (filled["text"], filled["lacking"]) == ("经审查，赵小满的材料真实。", [])
    at = f"/opinions/{uid}"
    changed = admin.put(at, {**text, "text": "材料真实。", "revision": 0})
    assert (changed["text"], changed["revision"]) == ("材料真实。", 1)
    (elsewhere,) = (one.id for one in orgs.departments(region_code="410600"))
    refused(
        world,
        ("department_admin", "PUT", at, {**text, "revision": 0}, 409),
        ("department_admin", "POST", "/opinions", kept | {"title": "材料齐全"}, 409),
        ("department_admin", "POST", "/opinions", kept | {"text": "{姓名}"}, 422),
        ("department_admin", "POST", "/opinions", kept | {"use": "none"}, 422),
        ("department_admin", "POST", "/opinions", kept | {"department_id": elsewhere}, 404),
        ("department_admin", "GET", f"/opinions/{NOWHERE}", None, 404),
        ("department_admin", "POST", f"/opinions/{NOWHERE}/drop", None, 404),
        ("examiner", "GET", "/opinions", None, 403),
        ("examiner", "POST", "/opinions", kept, 403),
        ("examiner", "GET", at, None, 403),
        ("examiner", "PUT", at, {**text, "revision": 1}, 403),
        ("examiner", "POST", f"{at}/drop", None, 403),
        ("resident", "GET", f"/cases/{case}/opinions", None, 403),
        ("outsider", "GET", f"/cases/{case}/opinions", None, 404),
        ("outsider", "GET", f"/cases/{case}/opinions/{uid}", None, 404),
    )
    admin.post(f"{at}/drop", expect=204)
    assert admin.get(at)["dropped_at"]
    examiner.get(f"/cases/{case}/opinions/{uid}", expect=404)


def _moves(world: World) -> None:
    """Tried, moved together under the version in force, sent again, taken back; on an item of its own."""
    admin, version = world["department_admin"], planned(world.city, step("初审"), serial=12)
    accepted(world, version.id)
    newer = put_in_force(version.item_id, content("公共场所卫生许可（新版）"))
    at, batch = f"/items/{version.item_id}/moves", f"/moves/{uuid4()}"
    assert admin.get(at)["plan"] is None
    tried = admin.get(f"{at}?from_version_id={version.id}")
    assert [(one["version_id"], one["running"]) for one in tried["versions"]] == [(newer.id, 0), (version.id, 1)]
    plan = tried["plan"]
    assert (plan["total"], plan["movable"], plan["to_number"]) == (1, 1, newer.number)
    move = {"from_version_id": version.id, "to_version_id": newer.id, "reason": "条例修订", "basis": "《条例》第四条"}
    other = world.city.promised.id
    refused(
        world,
        ("approver", "GET", at, None, 403),
        ("approver", "PUT", batch, move, 403),
        ("approver", "POST", f"{batch}/undo", {"reason": "不必"}, 403),
        ("department_admin", "GET", f"/items/{2**62}/moves", None, 404),
        ("department_admin", "PUT", batch, move | {"to_version_id": other}, 404),
        ("department_admin", "PUT", batch, move | {"from_version_id": 2**62}, 404),
        ("department_admin", "POST", f"{batch}/undo", {"reason": "不必"}, 404),
        ("department_admin", "PUT", batch, move | {"basis": ""}, 422),
    )
    assert [admin.put(batch, move)[name] for name in ("moved", "stayed")] == [1, []]
    assert admin.put(batch, move)["moved"] == 0
    assert [(one["cases"], one["undone"]) for one in admin.get(at)["batches"]] == [(1, 0)]
    refused(world, ("department_admin", "POST", f"{batch}/undo", {"reason": " "}, 422))
    assert admin.post(f"{batch}/undo", {"reason": "原版本仍可适用"})["moved"] == 1


def _false_materials(world: World) -> None:
    """Found on the way and refused for it: said on the record of the applicant."""
    approver, reason = world["approver"], {"reason": "检测报告是伪造的", "false_materials": True}
    uid = accepted(world, world.city.promised.id)
    world["examiner"].post(f"/cases/{uid}/examine", {"opinion": "报告编号查不到"}, expect=204)
    approver.post(f"/cases/{uid}/decide", {"granted": True, **reason}, expect=422)
    assert approver.post(f"/cases/{uid}/decide", {"granted": False, **reason})["number"]
    early = draft(world, world.city.promised.id, 1, 2)
    world["resident"].post(f"/cases/{early}/submit", {})
    assert world["clerk"].post(f"/cases/{early}/refuse-acceptance", reason)["number"]
    told = [row["kind"] for row in approver.get("/credit/records?size=100")["rows"]]
    assert told.count("false_materials") == 2


def _interested(world: World) -> None:
    """Somebody next door is named, states and asks; an officer names another one, and both come to the hearing."""
    examiner, stranger = world["examiner"], world["stranger"]
    uid, interest = accepted(world, world.city.promised.id), {"interest": "相邻，排烟影响居住。"}
    at = f"/cases/{uid}/interested"
    assert examiner.post(at, {**interest, "number": NEIGHBOUR})["number"]
    assert examiner.post(at, {**interest, "name": "孙秋分", "address": "槐荫街5号"})["number"]
    known, other = (one["uid"] for one in examiner.get(at))
    mine = f"/interested/{known}"
    found = stranger.get(mine)
    assert (found["may_ask"], found["applicant_name"]) == (True, "赵小满")
    paper = f"{mine}/papers/{found['papers'][0]['id']}"
    assert stranger.get(paper).startswith(b"%PDF")
    said, unknown = {"text": "排烟口正对我家窗户。"}, make_citizen_no("410502", dt.date(1991, 1, 1), 77)
    refused(
        world,
        ("resident", "GET", at, None, 403),
        ("resident", "POST", at, {**interest, "name": "孙秋分", "address": "槐荫街5号"}, 403),
        ("outsider", "GET", at, None, 404),
        ("outsider", "POST", at, {**interest, "number": NUMBER}, 404),
        ("examiner", "POST", at, interest, 422),
        ("examiner", "POST", at, {**interest, "number": unknown}, 422),
        ("examiner", "POST", at, {**interest, "number": NEIGHBOUR}, 409),
        ("resident", "GET", mine, None, 404),
        ("resident", "GET", paper, None, 404),
        ("resident", "POST", f"{mine}/statement", said, 404),
        ("resident", "POST", f"{mine}/hearing-request", None, 404),
        ("supervisor", "POST", f"{mine}/statement", said, 403),
        ("supervisor", "POST", f"{mine}/hearing-request", None, 403),
        ("outsider", "POST", f"{mine}/hearing-request", None, 404),
        ("stranger", "POST", f"{mine}/statement", {"text": " "}, 422),
    )
    stranger.post(f"{mine}/statement", said, expect=204)
    stranger.post(f"{mine}/hearing-request", expect=204)
    refused(world, ("examiner", "POST", f"/interested/{other}/hearing-request", None, 409))
    _heard(world, uid, known)


def _heard(world: World, uid: str, who: Any) -> None:
    """The hearing, and who was heard."""
    examiner, held_at = world["examiner"], clock.now() + dt.timedelta(days=14)
    hearing = {"held_at": held_at.isoformat(), "place": "三楼", "chair_id": world.city.approver.officer_id}
    examiner.post(f"/cases/{uid}/hearing", {**hearing, "reason": "利害关系人要求"})
    with clock.frozen(held_at + dt.timedelta(hours=2)):
        minutes = {"summary": "已陈述", "digest": upload(world, "examiner")["digest"], "heard": [who]}
        examiner.post(f"/cases/{uid}/hearing/minutes", minutes, expect=204)
        assert [bool(one["heard_at"]) for one in examiner.get(f"/cases/{uid}/interested")] == [True, False]
