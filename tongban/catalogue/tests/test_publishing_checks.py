"""One refusal names everything that keeps one of our own versions from publication."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tongban.catalogue import selectors, services
from tongban.catalogue.errors import PublishBlocked
from tongban.catalogue.models import CatalogueEntry, ServiceItem
from tongban.catalogue.policies import Issuer, longer, publish_findings
from tongban.catalogue.selectors import ItemView
from tongban.catalogue.services import FeeItemView, FeeView, LegalBasisView, MaterialView, ResultView, StepView
from tongban.catalogue.tests.conftest import SYSTEM, guide, publish, working_days
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.standards import make_uscc

#: What may not be granted on commitment stands in the city's rule pack.
pytestmark = pytest.mark.django_db

ISSUER = Issuer(make_uscc("11", "410500", 1), True)


def _item(**changes: Any) -> ServiceItem:
    entry = CatalogueEntry(catalog_code="410123901001", name="x", item_kind="licensing")
    code = f"{ISSUER.code}3{entry.catalog_code}"
    return ServiceItem(**{"code": code, "task_code": code, "entry": entry, "item_kind": "licensing", **changes})


def _kinds(content: services.VersionContent, item: ServiceItem | None = None, issuer: Issuer = ISSUER) -> set[str]:
    return {finding.kind for finding in publish_findings(content, item or _item(), issuer)}


def test_a_good_guide_has_no_findings() -> None:
    assert _kinds(guide()) == set()


def _materials(name: str, **changes: Any) -> dict[str, Any]:
    return {"materials": (MaterialView(1, name, **changes),)}


_FEE = FeeItemView("工本费", "10元/证")


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"legal_bases": ()}, "element_missing"),
        ({"accept_conditions": " "}, "element_missing"),
        ({"promised": None}, "element_missing"),
        ({"applicant_kinds": ()}, "element_missing"),
        ({"visits": None}, "element_missing"),
        ({"fee": FeeView()}, "element_missing"),
        ({"materials": (), "materials_stated": False}, "element_missing"),
        ({"phones": ()}, "element_missing"),
        ({"form_schema": {}}, "element_missing"),
        ({"legal_bases": (LegalBasisView("公共场所卫生管理条例"),)}, "article_missing"),
        ({"fee": FeeView(True, (_FEE,))}, "fee_without_basis"),
        ({"fee": FeeView(True)}, "fee_without_items"),
        ({"statutory": None}, "no_statutory_limit"),
        ({"promised": working_days(21)}, "promise_longer"),
        ({"promised": Limit(1, LimitUnit.YEAR)}, "promise_longer"),
        ({"case_kind": "instant"}, "instant_too_long"),
        (_materials("其他材料"), "vague_material"),
        (_materials("法律、法规规定的其他有关材料"), "vague_material"),
        (_materials("相关证明"), "vague_material"),
        ({"materials": (MaterialView(1, "章程"), MaterialView(2, "章程 "))}, "material_repeated"),
        (_materials("章程", situations=("moon",)), "situation_unknown"),
        (_materials("执照", licence_type_code="营业执照"), "bad_licence_type"),
        ({"form_schema": {"type": "nonsense"}}, "form_invalid"),
        ({"form_schema": {"properties": {"a": {"title": "甲"}}}}, "field_without_element"),
        ({"form_schema": {"properties": {"a": {"x-element": "person.name"}}}}, "field_without_title"),
        (
            {"form_schema": {"properties": {"a": {"title": "甲", "x-element": "x.y"}}, "required": ["b"]}},
            "required_unknown",
        ),
        ({"steps": (StepView("受理", "clerk", verb="accept"),)}, "no_decision"),
        ({"steps": (StepView("决定", "approver", working_days(9), "decide"),)}, "step_too_long"),
        ({"result": ResultView("licence", "证")}, "no_licence_type"),
        ({"result": ResultView("approval")}, "result_without_name"),
        ({"channels": ("portal",)}, "no_window"),
        ({"visits": 1}, "visit_without_reason"),
        ({"phones": ("请到窗口询问",)}, "bad_phone"),
    ],
)
def test_each_defect_is_found(changes: dict[str, Any], kind: str) -> None:
    assert kind in _kinds(guide(**changes))


@pytest.mark.parametrize("name", ["真实性承诺书", "其他股东身份证", "有关部门批准文件清单", "无犯罪记录证明"])
def test_named_papers_are_not_vague(name: str) -> None:
    assert "vague_material" not in _kinds(guide(**_materials(name)))


@pytest.mark.parametrize("phone", ["0372-0000001", "12345", "020-38356454转1", "15400000001", "400-000-0000"])
def test_telephones(phone: str) -> None:
    assert _kinds(guide(phones=(phone,))) == set()


def test_codes_are_checked_again() -> None:
    good = _item()
    assert "issuer_code_invalid" in _kinds(guide(), issuer=replace(ISSUER, code_valid=False))
    assert "issuer_differs" in _kinds(guide(), issuer=Issuer(make_uscc("11", "410500", 2), True))
    assert "bad_code" in _kinds(guide(), _item(code=good.code[:-1]))
    assert "kind_differs" in _kinds(guide(), _item(item_kind="reward"))
    other = CatalogueEntry(catalog_code="410123901002")
    assert "entry_differs" in _kinds(guide(), _item(entry=other))


def test_limits_of_different_units_are_compared_roughly() -> None:
    assert longer(Limit(1, LimitUnit.MONTH), working_days(20))
    assert not longer(working_days(20), Limit(1, LimitUnit.MONTH))
    assert not longer(Limit(24, LimitUnit.HOUR), Limit(1, LimitUnit.NATURAL_DAY))


def test_one_refusal_lists_all_and_changes_nothing(item: ItemView) -> None:
    first = publish(item.id, guide())
    bad = guide(legal_bases=(), phones=("xx",), **_materials("其他材料"))
    draft = services.draft_version(item_id=item.id, content=bad, actor=SYSTEM)
    expected = {"element_missing", "bad_phone", "vague_material"}
    assert {finding.kind for finding in selectors.publication_findings(draft.id, viewer=SYSTEM)} == expected
    services.submit_for_review(version_id=draft.id, actor=SYSTEM)
    with pytest.raises(PublishBlocked) as refused:
        services.publish_version(version_id=draft.id, actor=SYSTEM)
    assert len(refused.value.findings) == 3
    assert "（3）" in refused.value.sentence
    assert "第十三条" in refused.value.sentence
    assert selectors.current_version(item.id) == first
