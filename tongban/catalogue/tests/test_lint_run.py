"""The linter over a city: the report, drafts and their mends."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tongban.catalogue import facts, selectors, services
from tongban.catalogue.errors import NothingToMend
from tongban.catalogue.lint import RULES, lint
from tongban.catalogue.selectors import EntryView, ItemView
from tongban.catalogue.tests.conftest import SYSTEM, guide, publish
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, MoveNotAllowed, NotFound, PermissionDenied
from tongban.kernel.standards import make_uscc
from tongban.ledger import selectors as ledger
from tongban.ledger.facts import FactView
from tongban.orgs import services as orgs
from tongban.orgs.selectors import DepartmentView

pytestmark = pytest.mark.django_db
UNTIDY: dict[str, Any] = {"materials": (services.MaterialView(1, "1.章程；"), services.MaterialView(2, "居民身份证"))}


def test_the_report_counts_what_it_found(item: ItemView, department: DepartmentView) -> None:
    publish(item.id, guide(**UNTIDY))
    report = selectors.lint_catalogue()
    assert report.items == 1
    assert set(report.by_rule) == set(RULES)
    assert sum(report.by_rule.values()) == sum(report.by_severity.values()) == len(report.findings)
    assert report.by_rule["TB311"] == 1
    assert selectors.lint_catalogue(department_id=department.id, region_code="410500").findings == report.findings
    assert selectors.lint_catalogue(region_code="440100").items == 0
    with pytest.raises(InvalidInput):
        selectors.lint_catalogue(severity="loud")


def test_what_is_abolished_above_is_found_below(entry: EntryView, item: ItemView) -> None:
    province = orgs.register_department(
        code=make_uscc("11", "410000", 1), name="某省卫生健康委员会", region_code="410000", actor=SYSTEM
    )
    code = f"{province.code}2{entry.catalog_code}"
    above = services.create_item(code=code, department_id=province.id, name="公共场所卫生许可", actor=SYSTEM)
    publish(above.id, guide())
    publish(item.id, guide())
    assert selectors.lint_catalogue(rules=["TB108"]).findings == ()
    services.abolish_item(item_id=above.id, reason="国务院决定取消", actor=SYSTEM)
    (found,) = selectors.lint_catalogue(rules=["TB108"]).findings
    assert found.item == item.code


def test_a_draft_is_checked_while_it_is_written(item: ItemView) -> None:
    draft = services.draft_version(item_id=item.id, content=guide(), actor=SYSTEM)
    checked = selectors.checking(draft.id, viewer=SYSTEM)
    before = {found.rule for found in checked.findings()}
    content = replace(checked.line.content, **UNTIDY)
    assert {found.rule for found in checked.findings(content)} - before >= {"TB304", "TB311"}
    assert checked.findings(content) == lint(checked.line.with_content(content), checked.context)
    with pytest.raises(PermissionDenied):
        selectors.checking(draft.id, viewer=Actor())
    with pytest.raises(NotFound):
        selectors.checking(0, viewer=SYSTEM)


def _timeline(item: ItemView) -> list[FactView]:
    return list(ledger.timeline(facts.item_ref(item.code)))


def test_a_mend_is_recorded_as_the_change_it_is(item: ItemView) -> None:
    draft = services.draft_version(item_id=item.id, content=guide(**UNTIDY), actor=SYSTEM)
    changed = services.mend_draft(version_id=draft.id, rules=["TB311", "TB302"], actor=SYSTEM)
    assert [material.name for material in changed.materials] == ["章程", "居民身份证"]
    kinds = [fact.kind for fact in _timeline(item)]
    assert kinds.count("catalogue.version_changed") == 1
    (fact,) = [fact for fact in _timeline(item) if fact.kind == "catalogue.version_mended"]
    assert fact.data["rules"] == "TB311"
    with pytest.raises(NothingToMend):
        services.mend_draft(version_id=draft.id, rules=["TB311"], actor=SYSTEM)
    with pytest.raises(InvalidInput):
        services.mend_draft(version_id=draft.id, rules=["TB000"], actor=SYSTEM)


def test_a_published_version_is_not_mended(item: ItemView) -> None:
    version = publish(item.id, guide(**UNTIDY))
    with pytest.raises(MoveNotAllowed):
        services.mend_draft(version_id=version.id, rules=["TB311"], actor=SYSTEM)
    assert selectors.version(version.id).materials[0].name == "1.章程；"
