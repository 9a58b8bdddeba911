"""Code lists and data elements as the house ships them."""

from __future__ import annotations

import re

import pytest
from jsonschema import Draft202012Validator

from tongban.kernel.actor import Actor
from tongban.kernel.standards import check_uscc
from tongban.reference import selectors, services
from tongban.reference.errors import UnknownCode, UnknownDataElement
from tongban.reference.models import CodeEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded() -> None:
    services.load_reference_data(actor=Actor.system())


def test_labels() -> None:
    assert selectors.code_label("item_kind", "licensing") == "行政许可"
    assert [entry.value for entry in selectors.code_list("rating_level")] == ["5", "4", "3", "2", "1"]
    assert len(selectors.code_list("ethnicity")) == 56
    assert selectors.code_list("no_such_list") == ()
    with pytest.raises(UnknownCode):
        selectors.code_label("item_kind", "no_such_value")


def test_licence_type_codes_are_well_formed() -> None:
    entries = selectors.code_list("licence_type")
    for entry in entries:
        assert re.fullmatch(r"[0-9A-Z]{18}\d{3}", entry.value)
        assert check_uscc(entry.value[:18]) == entry.value[:18]
    assert len({entry.label for entry in entries}) == len(entries)
    names = {entry.label: entry for entry in entries}
    assert names["居民身份证"].verified
    assert not names["公共场所卫生许可证"].verified


def test_a_value_that_left_the_file_keeps_its_label() -> None:
    CodeEntry.objects.create(code_list_id="case_kind", value="special", label="上报件", position=9)
    assert services.load_reference_data(actor=Actor.system()).code_entries == 1
    assert [entry.value for entry in selectors.code_list("case_kind")] == ["instant", "promised"]
    assert selectors.code_label("case_kind", "special") == "上报件"


def test_data_elements_are_schemas_with_known_lists_and_sources() -> None:
    elements = selectors.data_elements()
    assert len({element.code for element in elements}) == len(elements) > 100
    for element in elements:
        Draft202012Validator.check_schema(element.json_schema)
        assert element.json_schema["title"] == element.label
        if listed := element.json_schema.get("x-code-list"):
            assert selectors.code_list(str(listed)), element.code
        source = element.source.partition(":")
        assert source[0] in ("", "party", "licence"), element.code


def test_every_licence_that_fills_an_element_has_a_type_code() -> None:
    names = {entry.label for entry in selectors.code_list("licence_type")}
    for element in selectors.data_elements():
        room, _, licence = element.source.partition(":")
        assert room != "licence" or not licence or licence in names, element.code


@pytest.mark.parametrize(
    "code",
    [
        "person.name",
        "person.citizen_no",
        "person.mobile",
        "enterprise.name",
        "enterprise.uscc",
        "premises.name",
        "premises.address",
        "premises.area",
    ],
)
def test_the_elements_every_form_uses(code: str) -> None:
    assert selectors.data_element(code).label


def test_personal_elements_are_marked_and_unknown_ones_refused() -> None:
    assert selectors.data_element("person.citizen_no").personal
    assert not selectors.data_element("premises.area").personal
    with pytest.raises(UnknownDataElement):
        selectors.data_element("person.shoe_size")
