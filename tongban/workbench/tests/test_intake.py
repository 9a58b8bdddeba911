"""Intake at the window: find or register, choose, take the papers, hand in, tell what is missing at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tongban.cases import selectors as cases
from tongban.cases.selectors import CaseView
from tongban.catalogue.selectors import ItemVersionView
from tongban.files.tests.papers import PDF
from tongban.kernel.actor import Actor
from tongban.kernel.standards.people import make_citizen_no
from tongban.kernel.standards.uscc import make_uscc
from tongban.workbench.tests.conftest import Bench

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

SYS = Actor.system()
KNOWN = make_citizen_no("410502", dt.date(1990, 3, 7), 11)
UNKNOWN = make_citizen_no("410502", dt.date(1991, 5, 1), 33)


def text(response: Answer) -> str:
    """The page as a person reads it."""
    return response.content.decode()


def find(client: Client, number: str = KNOWN) -> Answer:
    """Look a number up."""
    return client.post("/workbench/intake", {"do": "find", "number": number})


def begin(client: Client, version: ItemVersionView) -> str:
    """Find the resident and begin an item; returns the uid of the case."""
    chosen = client.post(find(client)["Location"], {"version": str(version.id)})
    assert chosen.status_code == 302
    return str(chosen["Location"]).rstrip("/").split("/")[-1]


def view(uid: str) -> CaseView:
    """The case as the platform sees it."""
    return cases.case_view(uid, viewer=SYS)


def hand_in(
    client: Client, uid: str, do: str = "submit", fields: Mapping[str, object] | None = None, **more: object
) -> Answer:
    """Press a button of the papers page with the form filled in."""
    revision = str(view(uid).revision)
    filled: dict[str, object] = {"form-name": "赵小满", "form-premises_name": "小满理发店"}
    return client.post(
        f"/workbench/intake/{uid}/", {"revision": revision, "do": do, **filled, **more, **(fields or {})}
    )


def test_a_known_person_is_found_without_the_number_in_the_address(bench: Bench) -> None:
    client = bench.signed_in("clerk")
    answer = find(client)
    assert answer.status_code == 302
    assert KNOWN not in answer["Location"]
    page = text(client.get(answer["Location"]))
    assert "赵小满" in page
    assert KNOWN not in page


def test_a_wrong_number_comes_back_with_the_reason(bench: Bench) -> None:
    client = bench.signed_in("clerk")
    answer = find(client, KNOWN[:-1] + ("0" if KNOWN[-1] != "0" else "1"))
    assert answer.status_code == 422
    assert 'class="error-summary"' in text(answer)
    assert KNOWN[:-1] in text(answer)
    assert find(client, "").status_code == 422


def test_an_unknown_person_is_registered_on_the_spot(bench: Bench) -> None:
    client = bench.signed_in("clerk")
    unknown = find(client, UNKNOWN)
    assert unknown.status_code == 200
    assert "没有登记过" in text(unknown)
    fields = {"do": "register", "number": UNKNOWN, "kind": "person"}
    nameless = client.post("/workbench/intake", {**fields, "name": "", "mobile": "13800000033"})
    assert nameless.status_code == 422
    assert "13800000033" in text(nameless)
    registered = client.post("/workbench/intake", {**fields, "name": "孙立秋", "mobile": "13800000033"})
    assert registered.status_code == 302
    assert "孙立秋" in text(client.get(registered["Location"]))


def test_an_unknown_enterprise_is_registered_as_one(bench: Bench) -> None:
    client = bench.signed_in("clerk")
    code = make_uscc("91", "410500", 77)
    assert "单位名称" in text(find(client, code))
    fields = {"do": "register", "number": code, "name": "同安立冬餐饮有限公司", "kind": "enterprise"}
    answer = client.post("/workbench/intake", fields)
    assert answer.status_code == 302


def test_the_note_of_whom_one_serves_is_the_officers_own(bench: Bench) -> None:
    address = find(bench.signed_in("clerk"))["Location"]
    assert bench.signed_in("clerk").get(address + "x").status_code == 404
    assert bench.signed_in("approver").get(address).status_code == 403


def test_papers_seen_and_files_uploaded_make_a_submitted_case(bench: Bench) -> None:
    client = bench.signed_in("clerk")
    uid = begin(client, bench.city.promised)
    upload = SimpleUploadedFile("平面图.pdf", PDF, content_type="application/pdf")
    answer = hand_in(client, uid, received="material-1", fields={"material-2": upload})
    assert answer.status_code == 302
    done = view(uid)
    assert done.state == "submitted"
    assert done.channel == "window"
    assert [m.provision for m in done.materials] == ["paper", "upload"]
    page = text(client.get(answer["Location"]))
    assert done.case_no in page
    assert "材料齐全，可以当场受理" in page
    receipt = text(client.get(f"/workbench/cases/{uid}/receipt"))
    assert "原件已核验" in receipt
    assert done.case_no in receipt
    back = client.post(f"/workbench/cases/{uid}/act/accept", {"revision": str(done.revision), "back": "intake"})
    assert back["Location"].endswith("/done")
    assert view(uid).state == "accepted"


def test_missing_papers_are_refused_and_everything_else_kept(bench: Bench) -> None:
    client = bench.signed_in("clerk")
    uid = begin(client, bench.city.promised)
    answer = hand_in(client, uid, received="material-1")
    assert answer.status_code in (409, 422)
    assert "场所平面图" in text(answer)
    assert "小满理发店" in text(answer)
    assert [m.provision for m in view(uid).materials] == ["paper", ""]
    assert view(uid).state == "draft"


def test_errors_of_the_form_stand_at_their_fields(bench: Bench) -> None:
    client = bench.signed_in("clerk")
    uid = begin(client, bench.city.promised)
    answer = hand_in(client, uid, fields={"form-premises_name": "", "received": ["material-1", "material-2"]})
    assert answer.status_code == 422
    assert 'href="#f-form-premises_name"' in text(answer)
    assert view(uid).state == "draft"
    program = SimpleUploadedFile("图.pdf", b"MZ\x90\x00" + b"\0" * 200, content_type="application/pdf")
    refused = hand_in(client, uid, fields={"material-1": program})
    assert refused.status_code == 422
    assert 'id="f-material-1-error"' in text(refused)


def test_an_incomplete_application_is_taken_and_told_at_once(bench: Bench) -> None:
    client = bench.signed_in("clerk")
    uid = begin(client, bench.city.promised)
    answer = hand_in(client, uid, "incomplete", received="material-1")
    page = text(client.get(answer["Location"]))
    assert "还缺1份材料，请当场一次性告知" in page
    wanted = re.findall(r'name="(want-\d)"[^>]*>([^<]+)</textarea>', page)
    assert wanted == [("want-2", "还没有提交，请补交。")]
    fields = {"revision": str(view(uid).revision), "back": "intake", "want-2": "请补交场所平面图。"}
    told = client.post(f"/workbench/cases/{uid}/act/notify_supplement", fields)
    assert told["Location"].endswith("/done")
    assert "补正告知书" in text(client.get(told["Location"]))
    again = hand_in(client, uid, received="material-2")
    assert again.status_code == 302
    assert view(uid).state == "submitted"


def test_a_complete_instant_item_is_accepted_in_the_same_flow(bench: Bench) -> None:
    client = bench.signed_in("clerk")
    uid = begin(client, bench.city.instant)
    answer = hand_in(client, uid, received=["material-1", "material-2"])
    assert view(uid).state == "accepted"
    assert "已当场受理，正在等审批人决定" in text(client.get(answer["Location"]))


def test_saving_keeps_a_half_filled_form(bench: Bench) -> None:
    client = bench.signed_in("clerk")
    uid = begin(client, bench.city.promised)
    assert hand_in(client, uid, "save", {"form-premises_name": ""}).status_code == 302
    assert view(uid).form_data["name"] == "赵小满"
    assert view(uid).state == "draft"


def test_submitting_twice_makes_one_case_number(bench: Bench) -> None:
    client = bench.signed_in("clerk")
    uid = begin(client, bench.city.promised)
    revision = str(view(uid).revision)
    first = hand_in(client, uid, received=["material-1", "material-2"])
    number = view(uid).case_no
    second = client.post(f"/workbench/intake/{uid}/", {"revision": revision, "do": "submit"})
    assert first.status_code == second.status_code == 302
    assert second["Location"] == f"/workbench/cases/{uid}/"
    assert view(uid).case_no == number


def test_another_departments_draft_does_not_exist(bench: Bench) -> None:
    uid = begin(bench.signed_in("clerk"), bench.city.promised)
    assert bench.signed_in("outsider").get(f"/workbench/intake/{uid}/").status_code == 403
    assert bench.signed_in("outsider").get(f"/workbench/cases/{uid}/").status_code == 404
