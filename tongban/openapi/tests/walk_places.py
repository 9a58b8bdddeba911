"""Applications for other places, used as programs would."""

from __future__ import annotations

import datetime as dt

import orjson
from django.core.files.uploadedfile import SimpleUploadedFile

from tongban.cases.tests.conftest import SYSTEM
from tongban.cross_region import services
from tongban.cross_region.models import CrossRegionCase
from tongban.cross_region.tests.conftest import FORM, elsewhere, letter
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.openapi.tests.conftest import World


def form(name: str, told: object, *files: str) -> dict[str, object]:
    """The parts of a form with files."""
    return {name: orjson.dumps(told).decode(), **{one: SimpleUploadedFile(f"{one}.pdf", PDF) for one in files}}


def walk(world: World) -> None:
    """Every verb once."""
    uid, peer, code = elsewhere(world.city)
    clerk, resident, at = world["clerk"], world["resident"], f"/cross-region/{uid}"
    assert [one["item_code"] for one in resident.get("/cross-region/guides?applicant_kind=person")] == [code]
    assert clerk.post("/cross-region/guides/ask", {"peer_id": peer})["conversation"]
    _forwarded(world, peer, code)
    assert uid in [row["uid"] for row in resident.get("/cross-region?side=intake")["rows"]]
    world["stranger"].get(at, expect=404)
    view = clerk.get(at)
    assert [one["order"] for one in view["wanted"]] == [2]
    assert resident.get(f"{at}/documents/{view['steps'][-1]['documents'][0]['digest']}").startswith(b"%PDF")
    paper = view["papers"][0]["uid"]
    clerk.post(f"{at}/papers/{paper}", {"verb": "send"}, expect=422)
    assert clerk.post(f"{at}/papers/{paper}", {"verb": "send", "courier_no": "SF100"})["number"]
    materials = [{"order": 2, "file": "second"}]
    resident.form(f"{at}/supplement", form("supplement", {"materials": materials}, "second"), expect=204)
    _talk(world, at, view["assistance"][0]["uid"])
    _result(uid, peer)
    assert clerk.post(f"{at}/hand-over", {"receiver": "申请人本人"})["number"]


def _forwarded(world: World, peer: int, code: str) -> None:
    """On-line by the resident with consent, and taken back."""
    materials = [{"order": 1, "file": "first"}, {"order": 2, "file": "second"}]
    told = {"peer_id": peer, "item_code": code, "form": FORM, "materials": materials, "mode": "fully_online"}
    resident = world["resident"]
    resident.form("/cross-region", form("application", told, "first", "second"), expect=422)
    agreed = form("application", {**told, "consent": True}, "first", "second")
    uid = resident.form("/cross-region", agreed, expect=201)["uid"]
    resident.post(f"/cross-region/{uid}/withdraw", {"reason": "不办了"}, expect=204)


def _talk(world: World, at: str, talk: str) -> None:
    """One conversation held, another one booked."""
    clerk = world["clerk"]
    clerk.post(f"{at}/assistance/{talk}/begin", expect=204)
    clerk.post(f"{at}/assistance/{talk}/end", {"outcome": "已讲清"}, expect=204)
    assert clerk.post(f"{at}/assistance", {"at": (clock.now() + dt.timedelta(days=1)).isoformat()})["room"]


def _result(uid: str, peer: int) -> None:
    """The other place has decided; the result is handed over here."""
    conversation = CrossRegionCase.objects.get(uid=uid).conversation
    for number, state in enumerate(("received", "accepted", "decided"), 10):
        told = {"at": "2026-11-25T10:00:00+08:00", "step": state, "state": state, "source": f"step-{number}"}
        if state == "decided":
            told |= {"outcome": "granted", "hand_over": True}  # type: ignore[dict-item]  # as letters are
        services.note_step(letter=letter(peer, conversation, number, dict(told)), actor=SYSTEM)
