"""Oversight, used as programs would: handovers, registers, the draw, inspections in two hands, proposals."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tongban.kernel import clock
from tongban.ledger import services as ledger
from tongban.openapi.tests.conftest import Caller, World
from tongban.openapi.tests.walk_cases import decided
from tongban.orgs import selectors as orgs

LINES = ["证照齐全有效", "卫生设施正常使用"]


def walk(world: World) -> None:
    """Every verb once."""
    _handovers(world)
    _rules(world)
    _registers(world)
    found = _draw(world)
    _inspection(world, found)


def _handovers(world: World) -> None:
    """Granted, pushed, taken under regulation; another one sent back and routed on."""
    approver, uids = world["approver"], [decided(world) for _ in range(2)]
    ledger.drain(raising=True)
    rows = approver.get("/regulation/handovers?state=pushed&size=100")["rows"]
    taken, returned = (next(row["uid"] for row in rows if row["case_uid"] == uid) for uid in uids)
    at = f"/regulation/handovers/{taken}"
    assert approver.post(f"{at}/acknowledge")["state"] == "acknowledged"
    assert approver.post(f"{at}/take", {"category": "公共场所", "risk": "medium"})["object_code"]
    assert approver.get(at)["state"] == "under_regulation"
    world["clerk"].get(at, expect=403)
    away = f"/regulation/handovers/{returned}"
    assert approver.post(f"{away}/return", {"reason": "不属于本部门监管"})["state"] == "returned"
    (other,) = (one.id for one in orgs.departments(region_code="410600"))
    routed = world["bureau"].post(f"{away}/route", {"department_id": other, "basis": "三定规定"})
    assert routed["department_id"] == other


def _rules(world: World) -> None:
    """Said and ended."""
    bureau = world["bureau"]
    rule = {"scope": "item_kind", "key": "reward", "overseer_id": world.city.department_id, "basis": "三定规定"}
    uid = bureau.post("/regulation/rules", rule, expect=201)["uid"]
    assert [one["uid"] for one in bureau.get("/regulation/rules")] == [uid]
    bureau.post(f"/regulation/rules/{uid}/end")


def _registers(world: World) -> None:
    """Objects and inspectors, with what keeps both lists in order."""
    admin, department = world["department_admin"], world.city.department_id
    entry = {
        "licence_identifier": world.held,
        "department_id": department,
        "item_kind": "licensing",
        "category": "公共场所",
        "risk": "low",
    }
    code = admin.post("/regulation/objects", entry, expect=201)["code"]
    admin.call("PUT", f"/regulation/objects/{code}/risk", {"risk": "high"}, expect=204)
    shown = admin.get("/regulation/objects")
    assert next(one["risk"] for one in shown if one["code"] == code) == "high"
    two = (world.city.examiner.officer_id, world.city.approver.officer_id)
    codes = [admin.post("/regulation/inspectors", {"officer_id": one}, expect=201)["code"] for one in two]
    third = admin.post("/regulation/inspectors", {"officer_id": world.city.clerk.officer_id}, expect=201)["code"]
    assert [one["code"] for one in admin.get("/regulation/inspectors")] == [*codes, third]
    recusal = {"object_code": code, "reason": "近亲属"}
    admin.post(f"/regulation/inspectors/{third}/recuse", recusal, expect=204)
    admin.post(f"/regulation/inspectors/{third}/recuse", {**recusal, "object_code": "D0"}, expect=422)
    admin.post(f"/regulation/inspectors/{third}/retire", expect=204)
    admin.post(f"/regulation/objects/{code}/end", {"reason": "已停业"}, expect=204)


def _draw(world: World) -> Any:
    """Lists locked, sealed, drawn, everything for everybody; another plan cancelled."""
    admin, anyone, day = world["department_admin"], world["anonymous"], clock.today()
    told = {
        "department_id": world.city.department_id,
        "title": "公共场所卫生抽查",
        "since": day.isoformat(),
        "until": (day + dt.timedelta(days=30)).isoformat(),
        "check_lines": LINES,
        "number": 1,
    }
    uid, other = (admin.post("/inspections/plans", told, expect=201)["uid"] for _ in range(2))
    assert admin.post(f"/inspections/plans/{other}/cancel", {"reason": "重复"})["state"] == "cancelled"
    anyone.get(f"/inspections/published/{uid}", expect=404)
    assert admin.post(f"/inspections/plans/{uid}/commit")["state"] == "committed"
    admin.post(f"/inspections/plans/{uid}/draw", expect=409)
    ledger.seal()
    assert admin.post(f"/inspections/plans/{uid}/draw")["seed"]
    assert admin.get(f"/inspections/plans/{uid}")["state"] == "drawn"
    assert len(admin.get("/inspections/plans")["rows"]) == 2
    assert [row["uid"] for row in anyone.get("/inspections/published")["rows"]] == [uid]
    assert len(anyone.get(f"/inspections/published/{uid}")["results"]) == 1
    assert anyone.get(f"/inspections/published/{uid}/draw")
    return admin.get("/inspections")["rows"][0]


def _pair(world: World, found: Any) -> tuple[Caller, Caller]:
    """The two who were drawn, in their order."""
    by_id = {world.city.examiner.officer_id: world["examiner"], world.city.approver.officer_id: world["approver"]}
    one, two = (by_id[officer_id] for officer_id in found["inspector_ids"])
    return one, two


def _inspection(world: World, found: Any) -> None:
    """Recorded, sent back, recorded, signed, published, looked at again; what follows is decided elsewhere."""
    one, two = _pair(world, found)
    at, until = f"/inspections/{found['uid']}", (clock.today() + dt.timedelta(days=5)).isoformat()
    written = {"answers": ["yes", "no"], "finding": "minor", "note": "一台设备停用", "mend_until": until}
    one.post(f"{at}/record", written)
    one.post(f"{at}/sign", expect=403)
    two.post(f"{at}/return", {"reason": "没有写台账"})
    one.post(f"{at}/record", written)
    two.post(f"{at}/sign")
    assert two.post(f"{at}/publish")["state"] == "published"
    again = f"/inspections/{one.post(f'{at}/recheck')['uid']}"
    one.post(f"{again}/record", {"answers": ["yes", "no"], "finding": "minor", "note": "仍然停用"})
    signed = two.post(f"{again}/sign")
    assert "credit" in signed["proposable"]
    proposed = one.post(f"{again}/proposals", {"kind": "credit", "text": "责令整改后仍未整改"}, expect=201)
    admin = world["department_admin"]
    assert [row["uid"] for row in admin.get("/inspections/proposals")] == [proposed["uid"]]
    decision = {"accepted": True, "note": "属实"}
    two.post(f"/inspections/proposals/{proposed['uid']}/decide", decision, expect=403)
    assert admin.post(f"/inspections/proposals/{proposed['uid']}/decide", decision)["state"] == "carried_out"
    assert one.get(again)["proposals"][0]["state"] == "carried_out"
