"""A draw nobody could steer: lists and secret first, the seed after, and the file checked by a stranger."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tongban.cases.tests.conftest import SYSTEM
from tongban.duties.selectors import duties_of
from tongban.kernel import clock
from tongban.kernel.errors import InvalidInput, MoveNotAllowed, NotFound, PermissionDenied
from tongban.kernel.gm import sm3
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.ledger.selectors import timeline
from tongban.parties import selectors as parties
from tongban.regulation import draw, selectors, services
from tongban.regulation.errors import (
    InspectorRegistered,
    ListChanged,
    NothingToDraw,
    NotSealedYet,
    TooFewInspectors,
    WordsMissing,
)
from tongban.regulation.models import Inspection, InspectionPlan, RegulatedObject
from tongban.regulation.tests.conftest import Watch

TOOLS = Path(__file__).resolve().parents[3] / "docs" / "tools"


# --- registers ----------------------------------------------------------------------------------------
def test_inspectors_enter_leave_and_are_recused(watch: Watch) -> None:
    officer_id = watch.inspectors[0].officer_id
    assert officer_id is not None
    with pytest.raises(InspectorRegistered):
        services.register_inspector(officer_id=officer_id, actor=watch.planner)
    services.retire_inspector(code=watch.codes[0], actor=watch.planner)
    again = services.register_inspector(officer_id=officer_id, specialities=["食品", "食品"], actor=watch.planner)
    assert again != watch.codes[0]
    (code, *_) = watch.objects(1)
    party_id = RegulatedObject.objects.get(code=code).party_id
    for _ in range(2):
        services.recuse_inspector(code=again, party_id=party_id, reason="亲属经营", actor=watch.planner)
    found = next(one for one in selectors.inspectors(viewer=watch.planner) if one.code == again)
    assert (found.specialities, len(found.recused)) == (("食品",), 1)
    with pytest.raises(NotFound):
        services.retire_inspector(code=watch.codes[0], actor=watch.planner)
    with pytest.raises(WordsMissing):
        services.recuse_inspector(code=again, party_id=party_id, reason="", actor=watch.planner)
    for actor in (watch.decider, watch.city.clerk):
        with pytest.raises(PermissionDenied):
            services.retire_inspector(code=again, actor=actor)


def test_objects_change_and_leave(watch: Watch) -> None:
    (code, *_) = watch.objects(2)
    services.set_risk(code=code, risk="high", actor=watch.planner)
    with pytest.raises(InvalidInput):
        services.set_risk(code=code, risk="huge", actor=watch.planner)
    with pytest.raises(PermissionDenied):
        services.set_risk(code=code, risk="low", actor=watch.decider)
    services.end_object(code=code, reason="已注销营业", actor=watch.planner)
    assert [one.code == code for one in selectors.objects(viewer=watch.planner)] == [False]
    with pytest.raises(NotFound):
        services.end_object(code=code, reason="已注销营业", actor=watch.planner)


# --- plans --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "wrong",
    [
        {"number": None},
        {"percent": 5},
        {"number": 0},
        {"number": None, "percent": 101},
        {"until": dt.date(2026, 11, 1)},
        {"check_lines": [" "]},
        {"item_kind": "magic"},
    ],
)
def test_a_plan_is_whole(watch: Watch, wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        watch.plan(**wrong)


def test_only_the_planner_of_the_department_plans(watch: Watch) -> None:
    with pytest.raises(NotFound):
        watch.plan(department_id=watch.other_department_id)
    with pytest.raises(PermissionDenied):
        watch.plan(actor=watch.decider)
    plan = watch.plan()
    assert plan.plan_no == "同卫健双随机〔2026〕第1号"
    for verb in (services.commit_draw, services.draw_inspections):
        with pytest.raises(PermissionDenied):
            verb(uid=plan.uid, actor=watch.decider)


def test_nothing_is_drawn_before_the_commitment_and_its_seal(watch: Watch) -> None:
    watch.objects(3)
    uid = watch.plan().uid
    with pytest.raises(MoveNotAllowed):
        services.draw_inspections(uid=uid, actor=watch.planner)
    services.commit_draw(uid=uid, actor=watch.planner)
    with pytest.raises(NotSealedYet):
        services.draw_inspections(uid=uid, actor=watch.planner)
    assert not Inspection.objects.exists()
    ledger.seal()
    assert services.draw_inspections(uid=uid, actor=watch.planner).state == "drawn"
    for verb in (services.commit_draw, services.draw_inspections):
        with pytest.raises(MoveNotAllowed):
            verb(uid=uid, actor=watch.planner)
    with pytest.raises(MoveNotAllowed):
        services.cancel_plan(uid=uid, reason="不想查了", actor=watch.planner)


def test_the_commitment_tells_the_digests_and_not_the_secret(watch: Watch) -> None:
    watch.objects(3)
    uid = watch.plan().uid
    services.commit_draw(uid=uid, actor=watch.planner)
    row = InspectionPlan.objects.get()
    (fact,) = [one for one in timeline(ObjectRef("inspection_plan", uid)) if one.uid == str(row.commitment_uid)]
    assert fact.data["objects"] == sm3(bytes(row.objects_list)).hex()
    assert fact.data["inspectors"] == sm3(bytes(row.inspectors_list)).hex()
    assert (fact.data["listed"], fact.data["number"], fact.data["each"]) == (3, 2, 2)
    assert bytes(row.secret_cipher).find(bytes.fromhex(str(fact.data["secret"]))) == -1
    assert row.seed == ""
    public = selectors.published_plan(uid)
    assert (public.plan.state, public.results, public.commitment.listed) == ("committed", (), 3)
    with pytest.raises(NotFound):
        selectors.draw_file(uid)


def test_a_percentage_is_rounded_up(watch: Watch) -> None:
    watch.objects(5)
    uid = watch.plan(number=None, percent=30).uid
    assert services.commit_draw(uid=uid, actor=watch.planner).to_draw == 2


def test_too_little_to_draw_from_is_refused(watch: Watch) -> None:
    uid = watch.plan().uid
    with pytest.raises(NothingToDraw):
        services.commit_draw(uid=uid, actor=watch.planner)
    (code, *_) = watch.objects(2)
    party_id = RegulatedObject.objects.get(code=code).party_id
    for one in watch.codes[:3]:
        services.recuse_inspector(code=one, party_id=party_id, reason="亲属经营", actor=watch.planner)
    with pytest.raises(TooFewInspectors) as caught:
        services.commit_draw(uid=uid, actor=watch.planner)
    assert caught.value.data == {"code": code, "able": 1, "wanted": 2}


def test_what_the_plan_speaks_of_is_listed_with_weights(watch: Watch) -> None:
    watch.objects(2, risk="high")
    services.commit_draw(uid=watch.plan(number=1).uid, actor=watch.planner)
    rows = draw.read_objects(bytes(InspectionPlan.objects.get().objects_list))
    assert [(one.risk, one.weight) for one in rows] == [("high", 8), ("high", 8)]
    other = watch.plan(number=1, weighted=False).uid
    services.commit_draw(uid=other, actor=watch.planner)
    rows = draw.read_objects(bytes(InspectionPlan.objects.get(uid=other).objects_list))
    assert [one.weight for one in rows] == [1, 1]
    for nobody in ({"category": "食品"}, {"item_kind": "confirmation"}):
        with pytest.raises(NothingToDraw):
            services.commit_draw(uid=watch.plan(**nobody).uid, actor=watch.planner)


@pytest.mark.parametrize(("column", "what"), [("objects_list", "检查对象名单"), ("inspectors_list", "检查人员名单")])
def test_a_list_changed_after_the_commitment_is_found(watch: Watch, column: str, what: str) -> None:
    watch.objects(3)
    uid = watch.plan().uid
    services.commit_draw(uid=uid, actor=watch.planner)
    ledger.seal()
    row = InspectionPlan.objects.get()
    text = bytes(getattr(row, column))
    InspectionPlan.objects.update(**{column: text.replace(b"[{", b"[ {", 1)})
    with pytest.raises(ListChanged) as caught:
        services.draw_inspections(uid=uid, actor=watch.planner)
    assert what in caught.value.sentence
    assert not Inspection.objects.exists()


def test_a_new_object_after_the_commitment_is_not_drawn(watch: Watch) -> None:
    codes = watch.objects(2)
    uid = watch.plan().uid
    services.commit_draw(uid=uid, actor=watch.planner)
    watch._object(300, "公共场所", "high")
    ledger.seal()
    services.draw_inspections(uid=uid, actor=watch.planner)
    assert {row.object.code for row in Inspection.objects.select_related("object")} == set(codes)


def test_a_cancelled_plan_stays_public_once_it_committed(watch: Watch) -> None:
    watch.objects(2)
    silent, told = watch.plan().uid, watch.plan().uid
    services.cancel_plan(uid=silent, reason="合并到另一计划", actor=watch.planner)
    services.commit_draw(uid=told, actor=watch.planner)
    with pytest.raises(WordsMissing):
        services.cancel_plan(uid=told, reason="", actor=watch.planner)
    services.cancel_plan(uid=told, reason="对象名录有误", actor=watch.planner)
    assert [one.uid for one in selectors.published_plans().rows] == [told]
    assert selectors.published_plan(told).plan.cancel_reason == "对象名录有误"
    with pytest.raises(NotFound):
        selectors.published_plan(silent)


def test_drawn_objects_become_inspections_with_duties(watch: Watch) -> None:
    watch.objects(5)
    plan = watch.drawn(number=3)
    rows = list(Inspection.objects.order_by("order"))
    assert [row.order for row in rows] == [1, 2, 3]
    for row in rows:
        (duty,) = duties_of(ObjectRef("inspection", str(row.uid)))
        assert (duty.kind, clock.local(duty.due_at).date()) == ("regulation.inspect", plan.until)  # type: ignore[arg-type]  # it has an end
    public = selectors.published_plan(plan.uid)
    assert [line.state_label for line in public.results] == ["待检查"] * 3


def test_the_public_page_names_nobody(watch: Watch) -> None:
    codes = watch.objects(4)
    plan = watch.drawn()
    names = {parties.party(row.party_id, viewer=SYSTEM).name for row in RegulatedObject.objects.filter(code__in=codes)}
    shown = repr(selectors.published_plan(plan.uid)) + selectors.draw_file(plan.uid).decode()
    assert not [name for name in names if name in shown]
    assert all(one.object_code in codes for one in selectors.published_plan(plan.uid).results)
    assert "工作人员" not in selectors.draw_file(plan.uid).decode()


# --- the file, checked by a stranger --------------------------------------------------------------------
Check = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Run the checker as anybody would: its own process, nothing of ours to import but the two programs."""
    for name in ("check_draw.py", "check_history.py"):
        shutil.copy(TOOLS / name, tmp_path / name)

    def run(content: bytes, *arguments: str) -> subprocess.CompletedProcess[str]:
        path = tmp_path / "draw.json"
        path.write_bytes(content)
        command = [sys.executable, "-I", "-S", str(tmp_path / "check_draw.py"), str(path), *arguments]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=tmp_path)

    return run


@pytest.fixture
def content(watch: Watch) -> bytes:
    watch.objects(6, risk="medium")
    return selectors.draw_file(watch.drawn().uid)


def test_the_true_file_passes(content: bytes, check: Check) -> None:
    done = check(content, "--fingerprint", ledger.published_key()[1])
    assert (done.returncode, done.stderr) == (0, "")
    assert "核对通过。" in done.stdout
    assert "重新抽取 2 个对象，每个 2 名检查人员，与公布的结果完全一致" in done.stdout
    assert "没有给出公布的公钥指纹" in check(content).stdout


def _swap_drawn(file: dict[str, Any]) -> None:
    file["drawn"].reverse()


def _other_inspector(file: dict[str, Any]) -> None:
    file["drawn"][0]["inspectors"].reverse()


def _heavier(file: dict[str, Any]) -> None:
    file["objects"] = file["objects"].replace('"weight":4', '"weight":9', 1)


def _recused(file: dict[str, Any]) -> None:
    file["inspectors"] = file["inspectors"].replace('"recused":[]', '"recused":["D1"]', 1)


def _other_secret(file: dict[str, Any]) -> None:
    file["secret"] = "00" * 32


def _other_seed(file: dict[str, Any]) -> None:
    file["seed"] = "00" * 32


def _fewer(file: dict[str, Any]) -> None:
    file["commitment"]["body"] = file["commitment"]["body"].replace('"number":2', '"number":1')


def _other_root(file: dict[str, Any]) -> None:
    seal = file["commitment"]["seal"]
    start = seal.index('"root":"') + 8
    file["commitment"]["seal"] = seal[:start] + "0" * 64 + seal[start + 64 :]


def _other_plan(file: dict[str, Any]) -> None:
    file["plan"]["uid"] = "00000000-0000-4000-8000-000000000000"


def _more(file: dict[str, Any]) -> None:
    file["extra"] = 1


@pytest.mark.parametrize(
    ("tamper", "says"),
    [
        (_swap_drawn, "重新抽取的结果与公布的不同"),
        (_other_inspector, "重新抽取的结果与公布的不同"),
        (_heavier, "检查对象名单与锁定时公布的摘要不符"),
        (_recused, "检查人员名单与锁定时公布的摘要不符"),
        (_other_secret, "公布的秘密与锁定时的摘要不符"),
        (_other_seed, "种子不是由秘密和封存的总摘要算出来的"),
        (_fewer, "锁定记录的封存路径通不到签名的总摘要"),
        (_other_root, "封存的签名无效"),
        (_other_plan, "锁定记录不是这份计划的"),
        (_more, "文件的组成不对"),
    ],
)
def test_every_change_is_found(
    content: bytes, check: Check, tamper: Callable[[dict[str, Any]], None], says: str
) -> None:
    file = json.loads(content)
    tamper(file)
    done = check(json.dumps(file, ensure_ascii=False).encode())
    assert (done.returncode, done.stderr) == (1, "")
    assert says in done.stdout


def test_another_fingerprint_and_no_file(content: bytes, check: Check, tmp_path: Path) -> None:
    assert check(content, "--fingerprint", "00" * 32).returncode == 1
    assert check(b"{}").returncode == 1
    (tmp_path / "check_history.py").unlink()
    assert check(content).returncode == 2
