"""Benchmarking in the console: the whole loop by forms, without a script; who may do what; what is typed wrong."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tongban.benchmarking import selectors as benchmarking
from tongban.cases.tests.conftest import REGION, SYSTEM
from tongban.cases.tests.test_item_changes import publish_next
from tongban.console.tests.test_pages import Town, text
from tongban.kernel import clock
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.ledger.services import drain

HOME = "/console/benchmarking"
BY_REGION = {"ours": REGION, "theirs": REGION, "name": "邻市"}
STRANGE = "00000000-0000-4000-8000-000000000000"


def compared(bureau: Client, town: Town) -> tuple[str, str]:
    """The address of a comparison, and of the pair of the promised item in it."""
    here = bureau.post(HOME, BY_REGION)["Location"]
    uid = here.rstrip("/").rsplit("/", 1)[-1]
    pairs = benchmarking.pairs(uid, viewer=SYSTEM)
    return here, f"{here}?pair={next(one.id for one in pairs if one.item_id == town.city.promised.item_id)}"


def set_target(bureau: Client, town: Town) -> str:
    """The address of a improvement that was just made of an accepted pair."""
    _, pair = compared(bureau, town)
    assert bureau.post(pair, {"do": "accept", "note": "同一事项"}).status_code == 302
    answer = bureau.post(pair, {"do": "target", "element": "promised_limit", "target": "1", "measures": ["post"]})
    assert answer.status_code == 302, text(answer)
    return str(answer["Location"])


def test_the_loop_by_forms(town: Town) -> None:
    bureau, owner = town.signed_in("bureau"), town.signed_in("department_admin")
    improvement = set_target(bureau, town)
    today = clock.today()
    plan = {"due_on": today + dt.timedelta(days=30), "step1": "授权窗口", "day1": today + dt.timedelta(days=5)}
    assert bureau.post(improvement, {"do": "assign_improvement", **plan}).status_code == 302
    assert "授权窗口" in text(owner.get(improvement))
    drawn = owner.get(f"{improvement}roadmap.svg")
    assert (drawn["Content-Type"], drawn.content[:4]) == ("image/svg+xml", b"<svg")
    assert (
        owner.post(improvement, {"do": "report_progress", "text": "已经授权。", "finished": ["1"]}).status_code == 302
    )
    publish_next(town.city, town.city.promised.item_id, promised=Limit(1, LimitUnit.WORKING_DAY))
    while drain(50):
        pass
    shown = text(owner.get(improvement))
    assert "指南已达标" in shown
    assert "评估成效" not in shown
    assert bureau.post(improvement, {"do": "measure_improvement"}).status_code == 302
    assert "改后没有办结的办件，无法比较。" in text(bureau.get(improvement))
    assert bureau.post(improvement, {"do": "close_improvement", "conclusion": "达到目标。"}).status_code == 302
    said = {"do": "commend", "document_no": "同政数〔2026〕8号", "reason": "成效明显。"}
    assert bureau.post(improvement, said).status_code == 302
    board = text(bureau.get(f"{HOME}/board"))
    assert "第一档" in board
    assert "表扬1，通报0，整改0" in board
    paper = bureau.get(f"{HOME}/report.pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")


def test_pairs_are_shown_side_by_side_and_refused(town: Town) -> None:
    bureau = town.signed_in("bureau")
    here, pair = compared(bureau, town)
    assert "公共场所卫生许可（延续）" in text(bureau.get(here))
    assert "相当" in text(bureau.get(pair))
    assert bureau.post(pair, {"do": "refuse", "note": "不是一回事"}).status_code == 302
    assert "不是一回事" in text(bureau.get(pair))
    assert "公共场所卫生许可（延续）" in text(bureau.get(here, {"state": "refused"}))
    assert "公共场所卫生许可（延续）" not in text(bureau.get(here, {"state": "accepted"}))
    assert bureau.get(here, {"view": "weak"}).status_code == 200


def test_a_file_is_compared(town: Town) -> None:
    bureau = town.signed_in("bureau")
    file = SimpleUploadedFile("乙市.csv", "事项名称,编码\n公共场所卫生许可延续,A1\n".encode("gb18030"))
    here = bureau.post(HOME, {"ours": REGION, "file": file})["Location"]
    assert "乙市.csv" in text(bureau.get(here))
    assert "公共场所卫生许可延续" in text(bureau.get(here))


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"ours": REGION},
        {"ours": "999999", "theirs": REGION},
        {"ours": REGION, "file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04broken")},
        {"ours": REGION, "feed": "nonsense", "file": SimpleUploadedFile("a.csv", b"x")},
    ],
)
def test_what_cannot_be_compared_is_said(town: Town, typed: dict[str, object]) -> None:
    answer = town.signed_in("bureau").post(HOME, typed)
    assert answer.status_code in (404, 422)
    assert 'role="alert"' in text(answer)


def test_what_is_typed_wrong_is_said_beside_its_field(town: Town) -> None:
    bureau = town.signed_in("bureau")
    _, pair = compared(bureau, town)
    bureau.post(pair, {"do": "accept"})
    answer = bureau.post(pair, {"do": "target", "element": "promised_limit", "target": "很快", "measures": ["post"]})
    assert (answer.status_code, "目标要写成不小于零的整数。" in text(answer)) == (422, True)
    improvement = set_target(bureau, town)
    for wrong, field in (
        ({"due_on": "明天"}, "due_on"),
        ({"due_on": "2026-12-30", "step1": "授权", "day1": "2027-12-30"}, "step1"),
        ({"due_on": "2020-01-01"}, "due_on"),
    ):
        answer = bureau.post(improvement, {"do": "assign_improvement", **wrong})
        assert answer.status_code == 422
        assert f'id="f-{field}-error"' in text(answer)
    assert bureau.post(improvement, {"do": "close_improvement", "conclusion": " "}).status_code == 422
    assert bureau.post(improvement, {"do": "measure_improvement"}).status_code == 409
    assert bureau.post(improvement, {"do": "nonsense"}).status_code == 404


def test_only_the_bureau_decides_and_only_scope_is_seen(town: Town) -> None:
    bureau, owner, clerk = (town.signed_in(role) for role in ("bureau", "department_admin", "clerk"))
    here, pair = compared(bureau, town)
    improvement = set_target(bureau, town)
    assert owner.get(here).status_code == owner.get(improvement).status_code == 200
    assert owner.post(HOME, BY_REGION).status_code == 403
    assert owner.post(pair, {"do": "accept"}).status_code == 403
    assert owner.post(improvement, {"do": "assign_improvement", "due_on": "2026-12-30"}).status_code == 403
    for address in (HOME, here, improvement, f"{HOME}/board", f"{HOME}/report.pdf"):
        assert clerk.get(address).status_code == 403
    for lost in (
        f"{HOME}/comparisons/{STRANGE}/",
        f"{HOME}/improvements/{STRANGE}/",
        f"{HOME}/improvements/x/",
        f"{improvement}roadmap.svg",  # nothing is planned yet
        f"{here}?pair=987654",
    ):
        assert bureau.get(lost).status_code == 404
