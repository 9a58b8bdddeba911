"""Fees and parcels, used as programs would."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tongban.cases.tests.charging import charged_item
from tongban.duties import services as duties
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger
from tongban.openapi.tests.conftest import World
from tongban.openapi.tests.walk_cases import accepted, draft
from tongban.post import services as post
from tongban.post.couriers import TEST_COURIER, signed_notice

SYSTEM = Actor.system()
HOME = {"name": "赵小满", "phone": "13800000011", "address": "同安市文峰区学院路3号楼2单元501室"}
CARD = {"lines": [{"name": "证照工本费", "quantity": 1, "unit_amount": 1000}]}


def walk(world: World) -> None:
    """Every verb once."""
    version = charged_item(world.city).id
    uid = accepted(world, version)
    _paid(world, uid)
    _ended(world, uid)
    _books(world)
    _parcels(world, version)


def _order(world: World, uid: str) -> str:
    return str(world["clerk"].post(f"/cases/{uid}/fees", CARD, expect=201)["uid"])


def _paid(world: World, uid: str) -> None:
    """In cash, and back again in two seats."""
    clerk, approver, order = world["clerk"], world["approver"], _order(world, uid)
    assert [one["uid"] for one in world["resident"].get(f"/cases/{uid}/fees")] == [order]
    world["stranger"].get(f"/fees/{order}", expect=404)
    clerk.post(f"/fees/{order}/cash", {"received": 1000, "receipt_no": "A001"}, expect=204)
    assert world["resident"].get(f"/fees/{order}")["payments"][0]["amount"] == 1000
    assert world["resident"].get(f"/fees/{order}/receipt").startswith(b"%PDF")
    granted, refused = (
        clerk.post(f"/fees/{order}/refunds", {"amount": amount, "reason": "多收"}, expect=201)["uid"]
        for amount in (300, 200)
    )
    assert [one["refund"]["uid"] for one in approver.get("/refunds")["rows"]] == [granted, refused]
    clerk.post(f"/refunds/{granted}/grant", {}, expect=403)
    approver.post(f"/refunds/{granted}/grant", {}, expect=204)
    approver.post(f"/refunds/{refused}/refuse", {"reason": "没有多收"}, expect=204)
    clerk.post(f"/refunds/{granted}/pay-out", {"receipt_no": "T001"}, expect=204)


def _ended(world: World, uid: str) -> None:
    """On-line, out of time and open again, taken back."""
    resident, order = world["resident"], _order(world, uid)
    assert "/test-bank/" in resident.post(f"/fees/{order}/pay")["address"]
    assert resident.post(f"/fees/{order}/ask") == {"answer": "open"}
    with clock.frozen(clock.now() + dt.timedelta(days=20)):
        duties.look_again(clock.now(), actor=SYSTEM)
        ledger.drain(raising=True)
        resident.post(f"/fees/{order}/reopen", expect=204)
        world["clerk"].post(f"/fees/{order}/cancel", {"reason": "不再办理"}, expect=204)


def _books(world: World) -> None:
    """A day compared; what nobody here knows is a difference, and cleared."""
    bureau, today = world["bureau"], clock.today()
    row = f"nobody,TB-lost,payment,0.77,{clock.now().isoformat()}"
    uid = bureau.post("/reconciliations", {"day": today.isoformat(), "statement": row}, expect=201)["uid"]
    assert [one["open_count"] for one in bureau.get("/reconciliations")] == [1]
    (wrong,) = bureau.get(f"/reconciliations/{uid}")["differences"]
    world["clerk"].get(f"/reconciliations/{uid}", expect=403)
    bureau.post(f"/differences/{wrong['uid']}/clear", {"note": "银行已撤销"}, expect=204)


def _parcels(world: World, version_id: int) -> None:
    """Originals to the department: called off, arrived and confirmed, lost and settled; addresses stay masked."""
    resident, clerk = world["resident"], world["clerk"]
    uid = draft(world, version_id, 1, 2)
    resident.post(f"/cases/{uid}/submit", {})
    off, arrived, lost = (
        resident.post(f"/cases/{uid}/parcels", {"sender": HOME, "orders": [1]}, expect=201)["uid"] for _ in range(3)
    )
    assert len(clerk.get(f"/cases/{uid}/parcels")) == 3
    resident.post(f"/parcels/{off}/cancel", expect=204)
    ledger.drain(raising=True)
    _told(clerk.get(f"/parcels/{arrived}"), "collected", "delivered")
    clerk.post(f"/parcels/{arrived}/confirm", {"complete": True}, expect=204)
    _told(clerk.get(f"/parcels/{lost}"), "collected", "lost")
    clerk.post(f"/parcels/{lost}/settle", {"note": "申请人补办"}, expect=204)
    assert "学院路" not in str(clerk.get(f"/parcels/{arrived}"))
    assert clerk.post(f"/parcels/{arrived}/address")["address"] == HOME["address"]
    world["stranger"].post(f"/parcels/{arrived}/address", expect=404)


def _told(parcel: Any, *kinds: str) -> None:
    """The courier's word, in order."""
    for kind in kinds:
        body, signature = signed_notice(parcel["tracking_no"], kind, kind, clock.now(), "同安市分拨中心")
        assert post.receive_notice(courier=TEST_COURIER, body=body, signature=signature) == "moved"
