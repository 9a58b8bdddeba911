"""The city's files hold together, and a broken file is named with its place."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tongban.catalogue.models import CatalogueEntry, ServiceItem
from tongban.catalogue.policies import Issuer, publish_findings
from tongban.catalogue.selectors import clean_form, for_applicant
from tongban.demo import loader
from tongban.demo.checks import check_city
from tongban.demo.model import DemoCity, DemoItem
from tongban.demo.reading import DemoDataUnreadable
from tongban.kernel import clock
from tongban.licences import face
from tongban.parties import names
from tongban.reference.services.loading import _DATA as REFERENCE


@pytest.fixture(scope="module")
def city() -> DemoCity:
    return loader.load_city()


def test_the_city_holds_together(city: DemoCity) -> None:
    assert check_city(loader.read_city(loader.DATA)) == []
    assert 60 <= len(city.items) <= 75
    assert len(city.departments) >= 22
    assert len(city.officers) >= 50
    assert len(city.residents) >= 40
    assert len(city.enterprises) >= 20
    levels = Counter(region.level for region in city.profile.regions)
    assert levels[2] == 1
    assert levels[3] == 4
    assert levels[4] >= 6
    assert levels[5] >= 8


def test_every_file_says_that_it_is_invented() -> None:
    paths = sorted(loader.DATA.rglob("*.json"))
    assert len(paths) > 25
    for path in paths:
        data = json.loads(path.read_text("utf-8"))
        assert data["synthetic"] is True, path
        assert "演示" in data["note"], path


def test_items_are_spread_over_kinds_limits_and_visits(city: DemoCity) -> None:
    kinds = Counter(item.item_kind for item in city.items)
    assert {
        "licensing",
        "confirmation",
        "benefit_payment",
        "reward",
        "adjudication",
        "inspection",
        "other_power",
        "public_service",
    } == set(kinds)
    assert {item.content.visits for item in city.items} == {0, 1, 2}
    assert {item.content.case_kind for item in city.items} == {"instant", "promised"}
    limits = [limit for item in city.items for limit in (item.content.promised, item.content.statutory) if limit]
    units = {limit.unit.value for limit in limits}
    assert {"working_day", "natural_day", "month"} <= units
    assert {"required", "optional", "tolerable"} == {
        material.necessity for item in city.items for material in item.content.materials
    }


def _models(item: DemoItem) -> tuple[ServiceItem, Issuer]:
    entry = CatalogueEntry(catalog_code=item.catalog_code, name=item.entry.name, item_kind=item.item_kind)
    row = ServiceItem(
        code=item.task_code, task_code=item.task_code, entry=entry, name=item.name, item_kind=item.item_kind
    )
    return row, Issuer(item.department_code, True)


@pytest.mark.django_db
def test_every_item_may_be_published(city: DemoCity) -> None:
    found = {item.name: publish_findings(item.content, *_models(item)) for item in city.items}
    assert {name: findings for name, findings in found.items() if findings} == {}


def test_the_hygiene_licence_is_done_in_one_visit_with_two_papers_replaced(city: DemoCity) -> None:
    item = city.item(city.story.item_task_code)
    assert item.content.case_kind == "instant"
    assert item.content.visits == 1
    assert not item.content.one_seat
    replaced = {material.name for material in item.content.materials if material.licence_type_code}
    assert len(replaced) == 2
    assert any("营业执照" in name for name in replaced)
    assert any("居民身份证" in name for name in replaced)
    assert item.content.result is not None
    assert item.content.result.licence_type_code == city.licence_type("public_place").code


def test_the_story_form_gives_a_whole_licence_face(city: DemoCity) -> None:
    item = city.item(city.story.item_task_code)
    cleaned, errors = clean_form(item.content.form_schema, city.story.form_data)
    assert errors == {}
    properties = item.content.form_schema["properties"]
    by_element = {properties[name]["x-element"]: value for name, value in cleaned.items()}
    content = face.check_face(city.licence_type("public_place").fields, by_element)
    assert content["enterprise.name"] == city.enterprise(city.story.applicant).name
    assert set(content) == set(city.licence_type("public_place").fields["properties"])


def test_every_licence_face_is_a_schema(city: DemoCity) -> None:
    for kind in city.licence_types:
        face.check_schema(kind.fields)


def test_mixed_forms_ask_each_applicant_only_what_fits(city: DemoCity) -> None:
    mixed = [item for item in city.items if "x-required" in item.content.form_schema]
    assert mixed
    for item in mixed:
        kinds = set(item.content.applicant_kinds)
        assert "person" in kinds
        assert len(kinds) > 1
        person = for_applicant(item.content.form_schema, "person")
        organisation = for_applicant(item.content.form_schema, "enterprise")
        assert "enterprise_name" not in person["properties"], item.name
        assert "person_citizen_no" not in organisation["properties"], item.name
        assert set(person["required"]) <= set(person["properties"]), item.name
        assert set(organisation["required"]) <= set(organisation["properties"]), item.name


def test_reference_elements_are_those_of_the_house(city: DemoCity) -> None:
    house = {row["code"]: row for row in json.loads((REFERENCE / "data_elements.json").read_text("utf-8"))}
    for element in city.elements:
        if element.origin == "reference":
            assert house[element.code]["json_schema"] == element.json_schema, element.code
        else:
            assert element.code not in house, element.code


def test_names_are_accepted_and_cover_the_hard_cases(city: DemoCity) -> None:
    people = [resident.name for resident in city.residents]
    firms = [enterprise.name for enterprise in city.enterprises]
    assert [names.clean_person_name(name) for name in people] == people
    assert [names.clean_organisation_name(name) for name in firms] == firms
    assert any("·" in name for name in people)
    assert any(len(char.encode()) == 4 for name in people for char in name)
    assert any(name.startswith(("欧阳", "司徒", "上官", "诸葛")) for name in people)
    assert max(map(len, firms)) > 35
    assert len(people) > len(set(people)), "two people of the same name are needed to show that names do not identify"


def _broken(tmp_path: Path, name: str, change: Callable[[dict[str, Any]], None]) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(loader.DATA, folder)
    path = folder / name
    data = json.loads(path.read_text("utf-8"))
    change(data)
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return folder


def _set(*keys: str | int, to: object) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        where: Any = data
        for key in keys[:-1]:
            where = where[key]
        where[keys[-1]] = to

    return change


def _item(*keys: str | int, to: object) -> Callable[[dict[str, Any]], None]:
    return _set("items", 0, "content", *keys, to=to)


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("departments.json", _set("departments", 0, "code", to="11419900Y0000101X0"), "校验码"),
        ("parties.json", _set("residents", 0, "birth_date", to="1988-04-13"), "与号码不符"),
        ("parties.json", _set("residents", 0, "mobile", to="13800000000"), "演示号段"),
        ("parties.json", _set("enterprises", 0, "legal_representative", to="p99"), "负责人"),
        ("parties.json", _set("mandates", 0, "agent", to="e01"), "受托人"),
        ("items/health.json", _item("promised", "number", to=21), "长于法定时限"),
        ("items/health.json", _item("materials", 2, "name", to="其他有关材料"), "兜底用语"),
        ("items/health.json", _item("materials", 0, "licence_type_code", to="X" * 21), "证照类型不存在"),
        ("items/health.json", _item("form_schema", "properties", "premises_area", "x-element", to="a.b"), "数据元"),
        ("items/health.json", _set("items", 0, "task_code", to="1" * 31), "不正确"),
        ("items/health.json", _item("result", "licence_type_code", to=""), "证照类型不存在"),
        ("items/health.json", _item("channels", to=["portal"]), "没有窗口"),
        ("story_hygiene.json", _set("uploads", to=[]), "必要材料没有交齐"),
        ("story_hygiene.json", _set("form_data", "enterprise_uscc", to="91419900000000000X"), "统一社会信用代码"),
        ("story_hygiene.json", _set("start_time", to="18:30"), "服务时间"),
        ("parties.json", _set("mandates", 0, "valid_days", to=0), "期限"),
        ("story_hygiene.json", _set("clerk", to="health.2"), "不是clerk"),
        ("departments.json", _set("officers", 0, "roles", to=["system_admin", "audit_admin"]), "不得兼任"),
    ],
)
def test_a_mistake_is_found(tmp_path: Path, name: str, change: Callable[[dict[str, Any]], None], says: str) -> None:
    problems = check_city(loader.read_city(_broken(tmp_path, name, change)))
    assert problems
    assert any(says in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("profile.json", _set("synthetic", to=False), "演示数据"),
        ("profile.json", _set("seed", to=True), "应为 int"),
        ("profile.json", _set("colour", to="red"), "没有这些字段：colour"),
        ("items/health.json", _item("promised", "unit", to="week"), "不能理解的值"),
        ("items/health.json", _item("materials", to={}), "应为列表"),
        ("items/health.json", _set("department_code", to="x"), "不一致"),
        ("parties.json", _set("residents", 0, "birth_date", to="1988-02-30"), "不能理解的值"),
    ],
)
def test_an_unreadable_file_is_named(
    tmp_path: Path, name: str, change: Callable[[dict[str, Any]], None], says: str
) -> None:
    with pytest.raises(DemoDataUnreadable) as refused:
        loader.read_city(_broken(tmp_path, name, change))
    assert says in refused.value.sentence
    assert name.partition("/")[2] in refused.value.sentence


def test_a_file_that_is_no_json_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(loader.DATA, folder)
    (folder / "parties.json").write_text("{", "utf-8")
    with pytest.raises(DemoDataUnreadable, match=r"parties\.json"):
        loader.read_city(folder)


def test_mandates_begin_when_the_city_is_built(city: DemoCity) -> None:
    with clock.frozen(dt.datetime(2031, 2, 3, 9, 0, tzinfo=clock.CHINA)):
        for mandate in city.mandates:
            assert mandate.valid_from == dt.date(2031, 2, 3)
            assert mandate.valid_to > mandate.valid_from


def test_citizen_numbers_stay_out_of_what_is_printed(city: DemoCity) -> None:
    resident = city.residents[0]
    assert resident.citizen_no not in repr(resident)
    assert dataclasses.asdict(resident)["citizen_no"] == resident.citizen_no
