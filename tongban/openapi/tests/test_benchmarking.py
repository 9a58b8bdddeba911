"""Benchmarking by interface: exact answers, the scope of the caller, and what is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tongban.access import services as access
from tongban.benchmarking import services
from tongban.cases.tests.conftest import MORNING, REGION, SYSTEM
from tongban.cases.tests.test_handling import decide_after
from tongban.cases.tests.test_item_changes import publish_next
from tongban.kernel import clock
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.ledger.models import Fact
from tongban.ledger.services import drain
from tongban.openapi.tests.conftest import Caller, World
from tongban.orgs import services as orgs

ROOT = "/benchmarking"
NOWHERE = "00000000-0000-4000-8000-000000000000"
TODAY = clock.local(MORNING).date()
DAY = dt.timedelta(days=1)
THEIRS = """事项名称,编码,部门,承诺办结时限（工作日）,到现场次数
公共场所卫生许可延续,B1,乙市卫健委,1,1
公共场所卫生许可证延续,B2,乙市审批局,2,1
卫生许可证补办,B3,乙市卫健委,,
,B4,乙市卫健委,,
"""


@pytest.fixture
def compared(world: World, tmp_path: Path) -> str:
    """The address of a comparison of the city with a file of another place."""
    file = tmp_path / "乙市.csv"
    file.write_text(THEIRS, encoding="utf-8")
    return f"{ROOT}/comparisons/{services.start_comparison(ours_region=REGION, theirs_file=file, actor=SYSTEM).uid}"


def pair_of(world: World, address: str, code: str) -> dict[str, Any]:
    """The pair of the promised item with a line of theirs."""
    rows = world["bureau"].get(f"{address}/pairs?candidates=true")
    return next(row for row in rows if (row["item_id"], row["theirs"]["code"]) == (world.city.promised.item_id, code))


def accepted(world: World, address: str) -> int:
    """The pair of the promised item, confirmed."""
    pair: int = pair_of(world, address, "B1")["id"]
    world["bureau"].post(f"{ROOT}/pairs/{pair}/accept", {"note": "同一事项"})
    return pair


def administrator_of(department_id: int) -> Caller:
    """A program of the administrator of another department."""
    person = orgs.register_officer(department_id=department_id, name="周立冬", staff_no="X009", actor=SYSTEM)
    account = access.create_account(username="elsewhere", officer_id=person.id, actor=SYSTEM)
    access.grant_role(account_id=account.id, role="department_admin", actor=SYSTEM)
    return Caller(access.issue_token(account_id=account.id, actor=SYSTEM, second_factor=True))


def test_comparisons_and_what_was_wrong_with_the_file(world: World, compared: str) -> None:
    services.start_comparison(ours_region=REGION, theirs_region=REGION, theirs_name="邻市", actor=SYSTEM)
    bureau = world["bureau"]
    newest, oldest = bureau.get(f"{ROOT}/comparisons")
    assert (newest["theirs_name"], newest["theirs_region"], newest["findings_count"]) == ("邻市", REGION, 0)
    assert (oldest["theirs_name"], oldest["ours_count"], oldest["theirs_count"]) == ("乙市.csv", 4, 3)
    assert "findings" not in oldest
    whole = bureau.get(compared)
    assert whole == {**oldest, "findings": ["没有收录：A5：没有事项名称"], "findings_count": 1}
    assert [bureau.get(f"{ROOT}/comparisons?size=1&page={page}") for page in (1, 2, 3)] == [[newest], [oldest], []]


def test_pairs_with_method_score_and_reasons(world: World, compared: str) -> None:
    first = pair_of(world, compared, "B1")
    assert (first["method"], first["state"], first["rank"], first["note"]) == ("name", "proposed", 0, "")
    assert first["theirs"] == {"code": "B1", "name": "公共场所卫生许可延续", "department_name": "乙市卫健委"}
    assert (first["score"], first["reasons"]) == (1.0, ["名称相同"])
    second = pair_of(world, compared, "B2")
    assert (second["rank"], "办理情形一致（延续）" in second["reasons"]) == (1, True)
    assert 0.7 < second["score"] < 1
    bureau = world["bureau"]
    proposals = bureau.get(f"{compared}/pairs?state=proposed")
    assert {row["theirs"]["code"] for row in proposals} == {"B1", "B3"}
    assert [bureau.get(f"{compared}/pairs?size=1&page={page}") for page in (1, 2, 3)] == [
        [proposals[0]], [proposals[1]], [],
    ]  # fmt: skip
    assert bureau.get(f"{compared}/pairs?state=accepted") == []


def test_a_pair_is_accepted_another_refused_and_the_choice_changed(world: World, compared: str) -> None:
    bureau = world["bureau"]
    first, second = (pair_of(world, compared, code)["id"] for code in ("B1", "B2"))
    answer = bureau.post(f"{ROOT}/pairs/{first}/accept", {"note": "同一事项"})
    assert (answer["id"], answer["state"], answer["state_label"], answer["note"]) == (
        first, "accepted", "已确认", "同一事项",
    )  # fmt: skip
    assert bureau.post(f"{ROOT}/pairs/{first}/accept", {}) == answer
    assert bureau.post(f"{ROOT}/pairs/{second}/accept", {})["state"] == "accepted"
    assert pair_of(world, compared, "B1")["state"] == "proposed"
    assert bureau.post(f"{ROOT}/pairs/{first}/refuse", {"note": "只管地下水"})["state"] == "refused"
    whole = bureau.get(compared)
    assert (whole["proposed"], whole["accepted"], whole["refused"]) == (1, 1, 1)
    facts = Fact.objects.filter(kind__startswith="benchmarking.pair").order_by("id")
    assert [(fact.kind, fact.channel) for fact in facts] == [
        ("benchmarking.pair_accepted", "api"),
        ("benchmarking.pair_accepted", "api"),
        ("benchmarking.pair_refused", "api"),
    ]


def test_weak_links_are_gap_times_cases(world: World, compared: str) -> None:
    bureau = world["bureau"]
    assert bureau.get(f"{compared}/weak-links") == []
    accepted(world, compared)
    for _ in range(3):
        world.city.submitted(world.city.promised)
    (link,) = bureau.get(f"{compared}/weak-links")
    assert link["ours"] == {
        "item_id": world.city.promised.item_id,
        "code": world.city.promised.code,
        "name": "公共场所卫生许可（延续）",
        "department_id": world.city.department_id,
        "department_name": "同安市卫生健康委员会",
    }
    gaps = {gap["element"]: gap for gap in link["gaps"]}
    assert gaps["promised_limit"] == {
        "element": "promised_limit", "label": "办结时限", "ours": "5个工作日", "theirs": "1个工作日",
        "direction": "worse", "amount": 0.8, "extra": [],
    }  # fmt: skip
    assert {name for name, gap in gaps.items() if gap["direction"] == "unknown"} == {
        "materials", "steps", "charged", "online_depth",
    }  # fmt: skip
    # Of two known elements one is behind by 0.8 and one the same.
    assert (link["gap"], link["cases"], link["weight"]) == (0.4, 3, pytest.approx(1.2))


def test_improvements_with_their_state_and_measured_gain(world: World, compared: str) -> None:
    city, bureau = world.city, world["bureau"]
    assert bureau.get(f"{ROOT}/improvements") == []
    decide_after(city, (6, 7, 8))
    with clock.frozen(MORNING + 9 * DAY):
        uid = services.set_target(
            pair_id=accepted(world, compared), element="promised_limit", target=1, measures=["post"], actor=SYSTEM
        ).uid
        steps = [services.PlannedStep("授权窗口", TODAY + 20 * DAY)]
        services.assign_improvement(uid=uid, due_on=TODAY + 30 * DAY, timetable=steps, actor=SYSTEM)
        (found,) = bureau.get(f"{ROOT}/improvements?state=assigned&department_id={city.department_id}")
        assert (found["uid"], found["state_label"], found["late"], found["gain"], found["guide"]) == (
            uid, "已交办", False, None, None,
        )  # fmt: skip
        assert (found["element"], found["element_label"], found["before"], found["target"], found["case_volume"]) == (
            "promised_limit",
            "办结时限",
            {"number": 5, "unit": "working_day"},
            {"number": 1, "unit": "working_day"},
            3,
        )
        assert found["milestones"] == [
            {"order": 1, "text": "授权窗口", "due_on": str(TODAY + 20 * DAY), "done_on": None}
        ]
        version = publish_next(city, city.promised.item_id, promised=Limit(1, LimitUnit.WORKING_DAY))
        while drain(50):
            pass
        decide_after(city, (0, 0, 1), version)
    with clock.frozen(MORNING + 20 * DAY):
        services.measure_improvement(uid=uid, actor=SYSTEM)
        (found,) = bureau.get(f"{ROOT}/improvements")
        board = bureau.get(f"{ROOT}/scoreboard?since=2026-11-01&until=2026-12-31")
    assert (found["state"], found["attained"], found["compressed"]) == ("measured", 1.0, 0.8)
    gain = found["gain"]
    assert (gain["cases_before"], gain["median_before"], gain["cases_after"], gain["median_after"]) == (3, 5, 3, 0)
    assert (gain["quicker"], gain["days_spared"]) == (1.0, 15)
    assert gain["caveats"] == ["改前只办结3件，不足10件，仅供参考。", "改后只办结3件，不足10件，仅供参考。"]
    assert bureau.get(f"{ROOT}/improvements?state=closed") == []
    assert bureau.get(f"{ROOT}/improvements?page=2") == []
    assert (board["reached"], board["late"], board["days_spared"]) == (1, 0, 15)
    (score,) = board["departments"]
    assert (score["name"], score["band"], score["band_label"], score["attained"], score["case_volume"]) == (
        "同安市卫生健康委员会", "first", "第一档", 1.0, 3,
    )  # fmt: skip
    assert score["said"] == {"commendation": 0, "criticism": 0, "rectification": 0}
    assert "合计少等15个工作日" in board["summary"]
    assert "达成率不低于95%" in board["rule"]


def test_a_board_is_of_its_period(world: World, compared: str) -> None:
    bureau = world["bureau"]
    target: dict[str, Any] = {"element": "promised_limit", "target": 1, "measures": ["post"], "actor": SYSTEM}
    uid = services.set_target(pair_id=accepted(world, compared), **target).uid
    services.assign_improvement(uid=uid, due_on=TODAY + 30 * DAY, actor=SYSTEM)
    for since, until, number in (
        (TODAY, TODAY, 1),
        (TODAY + DAY, TODAY + 9 * DAY, 0),
        (TODAY - 9 * DAY, TODAY - DAY, 0),
        ("1949-10-01", "2200-01-01", 1),
    ):
        board = bureau.get(f"{ROOT}/scoreboard?since={since}&until={until}")
        assert (board["since"], board["until"], len(board["departments"])) == (str(since), str(until), number)
    this_year = bureau.get(f"{ROOT}/scoreboard")
    assert (this_year["since"], this_year["until"], len(this_year["departments"])) == ("2026-01-01", str(TODAY), 1)
    assert this_year["departments"][0]["band"] == "none"
    services.return_improvement(uid=uid, reason="法律规定必须现场勘验。", actor=SYSTEM)
    assert bureau.get(f"{ROOT}/scoreboard")["departments"] == []


def test_only_the_own_departments_are_seen_and_only_the_bureau_decides(world: World, compared: str) -> None:
    pair = accepted(world, compared)
    target: dict[str, Any] = {"element": "promised_limit", "target": 1, "measures": ["post"], "actor": SYSTEM}
    services.set_target(pair_id=pair, **target)
    owner, supervisor = world["department_admin"], world["supervisor"]
    assert len(owner.get(f"{compared}/pairs")) == 2
    assert len(owner.get(f"{ROOT}/improvements")) == len(supervisor.get(f"{ROOT}/improvements")) == 1
    for verb in ("accept", "refuse"):
        for role in ("department_admin", "supervisor", "clerk", "resident"):
            world[role].post(f"{ROOT}/pairs/{pair}/{verb}", {}, expect=403)
        world["anonymous"].post(f"{ROOT}/pairs/{pair}/{verb}", {}, expect=401)
    for address in (f"{ROOT}/comparisons", compared, f"{compared}/pairs", f"{compared}/weak-links"):
        for role in ("clerk", "resident", "security_admin"):
            world[role].get(address, expect=403)
        world["anonymous"].get(address, expect=401)
    for address in (f"{ROOT}/improvements", f"{ROOT}/scoreboard"):
        world["clerk"].get(address, expect=403)
    elsewhere = administrator_of(min(world.city.outsider.department_ids))
    assert elsewhere.get(compared)["accepted"] == 0
    for address in (f"{compared}/pairs", f"{compared}/weak-links", f"{ROOT}/improvements"):
        assert elsewhere.get(address) == []
    assert elsewhere.get(f"{ROOT}/scoreboard")["departments"] == []


WRONG = [
    ("GET", f"{ROOT}/comparisons/{NOWHERE}", 404),
    ("GET", f"{ROOT}/comparisons/{NOWHERE}/pairs", 404),
    ("GET", f"{ROOT}/comparisons/{NOWHERE}/weak-links", 404),
    ("GET", f"{ROOT}/comparisons/x/pairs", 422),
    ("GET", f"{ROOT}/comparisons?page=0", 422),
    ("GET", f"{ROOT}/comparisons?size=201", 422),
    ("GET", f"{ROOT}/improvements?state=flying", 422),
    ("GET", f"{ROOT}/improvements?department_id=0", 422),
    ("GET", f"{ROOT}/scoreboard?since=2026-02-30", 422),
    ("GET", f"{ROOT}/scoreboard?since=2027-01-01&until=2026-01-01", 422),
    ("GET", f"{ROOT}/scoreboard?since=0001-01-01", 422),
    ("GET", f"{ROOT}/scoreboard?until=9999-12-31", 422),
    ("POST", f"{ROOT}/pairs/987654/accept", 404),
    ("POST", f"{ROOT}/pairs/{2**63}/accept", 422),
]


def test_what_is_not_there_and_what_fits_nothing(world: World, compared: str) -> None:
    bureau = world["bureau"]
    for method, path, status in WRONG:
        bureau.call(method, path, {} if method == "POST" else None, expect=status)
    pair = pair_of(world, compared, "B1")["id"]
    bureau.post(f"{ROOT}/pairs/{pair}/accept", {"note": "长" * 501}, expect=422)
    bureau.post(f"{ROOT}/pairs/{pair}/accept", {"remark": "x"}, expect=422)
    assert pair_of(world, compared, "B1")["state"] == "proposed"


def test_the_same_key_decides_once(world: World, compared: str) -> None:
    pair = pair_of(world, compared, "B1")["id"]
    headers = {"Idempotency-Key": "once"}
    answers = [world["bureau"].post(f"{ROOT}/pairs/{pair}/accept", {"note": "甲"}, **headers) for _ in range(2)]
    assert answers[0] == answers[1]
    assert Fact.objects.filter(kind="benchmarking.pair_accepted").count() == 1
