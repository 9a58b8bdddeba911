"""What is remembered under the mark of the ground changes with its table, in every process."""

from __future__ import annotations

import pytest

from tongban.kernel.actor import Actor
from tongban.kernel.caching import ground_as_of
from tongban.notices import selectors as notices
from tongban.notices import services as notice_verbs
from tongban.notices.templates_data import Template
from tongban.reference import selectors as reference
from tongban.reference.models import DataElement

pytestmark = pytest.mark.django_db


def _wording() -> Template:
    with ground_as_of(reference.ground_mark):
        return notices.template("case_submitted")


def test_a_new_wording_is_used_at_once() -> None:
    before = _wording()
    assert _wording() is before
    notice_verbs.revise_template(code="case_submitted", title="新的标题", body=before.body, actor=Actor.system())
    assert _wording().title == "新的标题"


def _personal() -> frozenset[str]:
    with ground_as_of(reference.ground_mark):
        return reference.personal_elements()


def test_an_element_that_becomes_personal_is_known_at_once() -> None:
    assert _personal() == {element.code for element in reference.data_elements() if element.personal}
    DataElement.objects.create(
        code="test.colour", label="颜色", json_schema={}, source="申请人", personal=False, position=9_999
    )
    assert "test.colour" not in _personal()
    DataElement.objects.filter(code="test.colour").update(personal=True)
    assert "test.colour" in _personal()
