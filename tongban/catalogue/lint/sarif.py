"""Findings as SARIF 2.1.0, which editors and build servers read. Places are logical: item and element, no files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tongban.catalogue.lint.rule import LintFinding, Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(findings: Iterable[LintFinding], rules: Iterable[Rule]) -> dict[str, Any]:
    """One log with one run. A certain cure stands in the properties of its result."""
    described = list(rules)
    place = {rule.code: index for index, rule in enumerate(described)}
    driver = {
        "name": "tongban catalogue lint",
        "language": "zh-CN",
        "rules": [_described(rule) for rule in described],
    }
    results = [_result(found, place[found.rule]) for found in findings]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _described(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(part.title() for part in rule.kind.split("_")),
        "shortDescription": {"text": rule.name},
        "fullDescription": {"text": f"{rule.name}。依据：{rule.basis}"},
        "help": {"text": f"不对：{rule.bad.text}。对：{rule.good.text}。"},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"blocks": rule.blocks},
    }


def _result(found: LintFinding, index: int) -> dict[str, Any]:
    logical = {"name": found.path, "fullyQualifiedName": f"{found.item}/{found.path}", "kind": "element"}
    return {
        "ruleId": found.rule,
        "ruleIndex": index,
        "level": found.severity.value,
        "message": {"text": found.message},
        "locations": [{"logicalLocations": [logical]}],
        "properties": {"basis": found.basis, "mend": found.mend.as_json() if found.mend else None},
    }
