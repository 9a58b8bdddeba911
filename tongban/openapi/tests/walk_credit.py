"""Credit records, used as programs would."""

from __future__ import annotations

from typing import Any

from tongban.openapi.tests.conftest import World
from tongban.openapi.tests.walk_cases import upload


def _record(world: World, number: int, **changes: object) -> Any:
    told = {
        "party_id": world.city.resident.party_id,
        "kind": "false_commitment",
        "paper": f"同卫健〔2026〕责改字第{number}号",
        "department_id": world.city.department_id,
        "text": "核查发现经营场所与承诺不符。",
        **changes,
    }
    return world["approver"].post("/credit/records", told, expect=201)


def _at(record: Any) -> str:
    return f"/credit/records/{record['uid']}"


def walk(world: World) -> None:
    """Every verb once."""
    _checked(world)
    _serious(world)
    _answered(world)
    _looks(world)


def _checked(world: World) -> None:
    """Sent back, put right, given up; confirmed by another officer and undone."""
    approver, admin = world["approver"], world["department_admin"]
    first = _at(_record(world, 1))
    approver.post(f"{first}/confirm", {}, expect=403)
    assert admin.post(f"{first}/refuse", {"reason": "没有写日期"})["state"] == "returned"
    assert approver.post(f"{first}/resubmit", {"text": "十一月二日核查发现不符。"})["state"] == "proposed"
    assert approver.post(f"{first}/drop", {"reason": "证据不足"})["state"] == "dropped"
    second = _at(_record(world, 2))
    assert admin.post(f"{second}/confirm", {"note": "属实"})["counts"]
    undone = {"reason": "决定被撤销", "document_no": "同政复决〔2026〕8号"}
    assert approver.post(f"{second}/revoke", undone)["state"] == "revoked"


def _serious(world: World) -> None:
    """Announced first; what the party says is weighed by somebody else."""
    resident, serious = world["resident"], _at(_record(world, 3, serious=True))
    proof = {"digest": upload(world)["digest"], "name": "现场照片.pdf"}
    said = resident.post(f"{serious}/defence", {"text": "场所没有变。", "evidence": [proof]})
    assert said["state"] == "defended"
    found = resident.get(serious)
    assert resident.get(f"{serious}/papers/{found['papers'][0]['id']}").startswith(b"%PDF")
    assert world["department_admin"].get(f"{serious}/evidence/{proof['digest']}").startswith(b"%PDF")
    world["stranger"].get(serious, expect=404)
    weighed = world["department_admin"].post(f"{serious}/weigh", {"heeded": True, "reason": "照片属实"})
    assert weighed["state"] == "dropped"


def _answered(world: World) -> None:
    """Objected to and upheld; put right, proved, repaired."""
    resident, admin, record = world["resident"], world["department_admin"], _at(_record(world, 4))
    admin.post(f"{record}/confirm", {})
    said = {"ground": "content", "text": "场所早已整改。"}
    assert resident.post(f"{record}/objection", said)["contested"]
    answer = {"outcome": "upheld", "answer": "整改在核查之后"}
    assert not admin.post(f"{record}/objection/answer", answer)["contested"]
    proof = [{"digest": upload(world)["digest"]}]
    resident.post(f"{record}/repair", {"text": "已经整改并通过验收。", "evidence": proof})
    assert admin.post(f"{record}/repair/answer", {"granted": True, "answer": "验收合格"})["state"] == "repaired"
    assert resident.get(f"{record}/story")["events"]
    admin.get(f"{record}/story", expect=404)


def _looks(world: World) -> None:
    """Own files, the department's list, a file opened for a purpose, and what is published of organisations."""
    assert world["resident"].get("/credit/mine")[0]["party_id"] == world.city.resident.party_id
    shown = world["supervisor"].get("/credit/records?tab=ended")["rows"]
    assert shown
    assert all(row["party"]["name"] == "赵**" for row in shown)
    asked = {"party_id": world.city.resident.party_id, "purpose": "许可审查"}
    assert world["approver"].post("/credit/files", asked)["standing"]["level"]
    world["clerk"].post("/credit/files", asked, expect=403)
    assert world["anonymous"].get("/credit/published?q=小满") == {"rows": [], "cursor": ""}
