"""Plan, lock, draw by mouse, and what the public sees of it."""

from __future__ import annotations

import json

from django.test import Client

from tongban.access.tests.actors import officer
from tongban.cases.tests.conftest import SYSTEM
from tongban.ledger import services as ledger
from tongban.regulation import selectors
from tongban.regulation.models import OversightRule
from tongban.regulation.tests.conftest import Watch, browser

PLANS, REGISTERS, RULES = "/console/regulation", "/console/regulation/registers", "/console/regulation/rules"
FORM = {
    "title": "公共场所卫生抽查", "number": "2", "since": "2026-11-24", "until": "2026-12-31", "weighted": "yes",
    "check_lines": "证照齐全有效\n卫生设施正常使用\n",
}  # fmt: skip


def test_from_plan_to_public_result(watch: Watch) -> None:
    watch.objects(4)
    by = browser("planner")
    department = str(watch.city.department_id)
    refused = by.post(PLANS, {**FORM, "department": department, "percent": "5"})
    assert refused.status_code == 422
    assert "抽取数量和抽取比例填写一个" in refused.content.decode()
    made = by.post(PLANS, {**FORM, "department": department})
    assert made.status_code == 302
    address = made["Location"]
    uid = address.rstrip("/").rsplit("/", 1)[-1]
    public = f"/inspections/{uid}/"
    assert Client().get(public).status_code == 404
    assert by.post(address, {"do": "draw"}).status_code == 409
    assert by.post(address, {"do": "commit"}).status_code == 302
    assert "还没有抽取" in Client().get(public).content.decode()
    assert by.post(address, {"do": "draw"}).status_code == 409
    ledger.seal()
    assert by.post(address, {"do": "draw"}).status_code == 302
    page = Client().get(public).content.decode()
    seed = selectors.published_plan(uid).plan.seed
    assert seed in page
    assert "check_draw.py" in page
    assert json.loads(Client().get(f"{public}draw.json").content)["seed"] == seed
    assert b"tongban-draw/1" in Client().get("/inspections/check_draw.py").content
    assert "公共场所卫生抽查" in Client().get("/inspections").content.decode()
    assert "同安第" not in page


def test_registers_are_kept_by_the_planner(watch: Watch) -> None:
    (code, *_) = watch.objects(1)
    by = browser("planner")
    fresh = officer(watch.city.department_id, "N001", "approver")
    added = by.post(REGISTERS, {"do": "inspector", "officer": str(fresh.officer_id), "specialities": "食品、学校"})
    assert added.status_code == 302
    (inspector,) = [one for one in selectors.inspectors(viewer=SYSTEM) if one.officer_id == fresh.officer_id]
    assert inspector.specialities == ("学校", "食品")
    recused = {"do": "recuse", "inspector": inspector.code, "object": code, "reason": "亲属经营"}
    assert by.post(REGISTERS, recused).status_code == 302
    assert "亲属经营" in by.get(REGISTERS).content.decode()
    assert by.post(REGISTERS, {**recused, "object": "D0"}).status_code == 422
    assert by.post(REGISTERS, {"do": "end_object", "ended": code, "end_reason": "停业"}).status_code == 302
    assert by.post(REGISTERS, {"do": "retire", "inspector": inspector.code}).status_code == 302
    assert browser("decider").post(REGISTERS, {"do": "retire", "inspector": watch.codes[0]}).status_code == 403


def test_the_bureau_says_who_oversees(watch: Watch) -> None:
    by = browser("bureau")
    rule = {"do": "set", "scope": "item", "key": watch.licensed.code, "department": str(watch.other_department_id)}
    assert by.post(RULES, {**rule, "former_authority": "yes"}).status_code == 302
    assert "《安阳市政务服务条例》第十六条" in by.get(RULES).content.decode()
    assert by.post(RULES, rule).status_code == 422
    assert by.post(RULES, {**rule, "basis": "同政办"}).status_code == 409
    uid = str(OversightRule.objects.get().uid)
    assert browser("planner").post(RULES, {"do": "end", "rule": uid}).status_code == 403
    assert by.post(RULES, {"do": "end", "rule": uid}).status_code == 302
