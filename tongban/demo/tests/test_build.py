"""The city is built by the public verbs, once; a second build finds everything there."""

from __future__ import annotations

import pytest

from tongban.catalogue import selectors as catalogue
from tongban.demo.loader import load_city
from tongban.demo.services import build_city
from tongban.licences import selectors as licences
from tongban.orgs import selectors as orgs


@pytest.mark.django_db
def test_the_city_is_built_once() -> None:
    city = load_city()
    told: list[str] = []
    first = build_city(told.append)
    assert str(len(city.items)) in first
    for item in city.items:
        assert catalogue.item_by_code(item.task_code).name == item.name
    for department in city.departments:
        assert orgs.department_by_code(department.code) is not None
    assert len(licences.licence_types()) == len(city.licence_types)
    found = catalogue.search("理发店卫生证")
    assert city.story.item_name in [card.name for card in found.items]

    again: list[str] = []
    assert build_city(again.append) == first
    assert len(again) < len(told)
