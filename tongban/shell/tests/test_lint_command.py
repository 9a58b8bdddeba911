"""`tongban catalogue lint`: one JSON document, text for people, SARIF for tools."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from typing import Any

import pytest

from tongban.catalogue import services
from tongban.catalogue.lint import RULES
from tongban.catalogue.lint.sample import CONTENT
from tongban.catalogue.selectors import ItemView
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.kernel.standards import make_uscc
from tongban.orgs import services as orgs
from tongban.shell.commands.lint import COMMANDS

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
ISSUER = make_uscc("11", "410500", 1)
ENTRY = "000123901001"


@pytest.fixture
def item(db: None) -> ItemView:
    """One published item that asks for an untidily named paper and for an identity card."""
    department = orgs.register_department(code=ISSUER, name="同安市卫生健康委员会", region_code="410500", actor=SYSTEM)
    services.create_entry(catalog_code=ENTRY, name=CONTENT.name, item_kind="licensing", actor=SYSTEM)
    made = services.create_item(code=f"{ISSUER}3{ENTRY}", department_id=department.id, name=CONTENT.name, actor=SYSTEM)
    materials = (services.MaterialView(1, "1.章程；"), services.MaterialView(2, "居民身份证"))
    draft = services.draft_version(item_id=made.id, content=replace(CONTENT, materials=materials), actor=SYSTEM)
    services.submit_for_review(version_id=draft.id, actor=SYSTEM)
    services.publish_version(version_id=draft.id, actor=SYSTEM)
    return made


def _run(**given: Any) -> Any:
    values = {"region": "", "department": "", "rule": [], "severity": "", "format": "text", **given}
    return COMMANDS[0].run(argparse.Namespace(**values))


def test_the_answer_of_the_command(item: ItemView) -> None:
    answer = _run()
    assert answer.findings
    document = answer.document
    assert document["items"] == 1
    assert document["by_rule"]["TB311"] == 1
    assert set(document["by_rule"]) == set(RULES)
    assert sum(document["by_rule"].values()) == document["count"] == len(document["findings"])
    (tidy,) = [found for found in document["findings"] if found["rule"] == "TB311"]
    assert tidy == {
        "rule": "TB311",
        "severity": "note",
        "item": item.code,
        "path": "materials[0].name",
        "message": "材料名称“1.章程；”带着序号或句末标点。",
        "basis": RULES["TB311"].basis,
        "mend": {"path": "materials[0].name", "value": "章程"},
    }
    assert any("TB311" in line and "可自动修改" in line for line in answer.lines)
    assert json.loads("".join(_run(format="json").lines)) == json.loads(json.dumps(document))


def test_narrowed_by_rule_severity_department_and_region(item: ItemView) -> None:
    assert set(_run(rule=["tb304"]).document["by_rule"]) == {"TB304"}
    assert {found["severity"] for found in _run(severity="warning").document["findings"]} == {"warning"}
    assert _run(department=ISSUER).document["items"] == 1
    assert _run(department=str(item.department_id), region="410500").document["items"] == 1
    assert _run(region="440100").document["items"] == 0
    assert not _run(region="440100").findings
    with pytest.raises(NotFound):
        _run(department=make_uscc("11", "410500", 999))
    with pytest.raises(InvalidInput, match="TB999"):
        _run(rule=["TB999"])


def test_sarif_has_the_shape_of_the_standard(item: ItemView) -> None:
    document = _run(format="sarif").document
    assert document["version"] == "2.1.0"
    assert document["$schema"].endswith("sarif-2.1.0.json")
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"]
    assert [rule["id"] for rule in rules] == list(RULES)
    assert run["results"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        (location,) = result["locations"]
        (logical,) = location["logicalLocations"]
        assert logical["fullyQualifiedName"].startswith(item.code)
    json.dumps(document)
