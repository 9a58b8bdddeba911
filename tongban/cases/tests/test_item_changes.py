"""Items change under running cases: each goes on to its end with the version it was begun with."""

from __future__ import annotations

import dataclasses

import pytest

from tongban.cases import selectors, services
from tongban.cases.errors import ItemNotOpen
from tongban.cases.tests.conftest import SYSTEM, City, content
from tongban.catalogue import selectors as items
from tongban.catalogue import services as catalogue
from tongban.catalogue.services import Grounds, NewItem
from tongban.catalogue.tests.publishing import put_in_force
from tongban.kernel.deadline import Limit, LimitUnit

pytestmark = pytest.mark.django_db


def publish_next(city: City, item_id: int, **changes: object) -> int:
    guide = content("公共场所卫生许可（新版）", **changes)
    return put_in_force(item_id, guide).id


def change(city: City) -> None:
    one = dataclasses.replace(content("x").materials[0], name="全新的材料")
    publish_next(city, city.promised.item_id, promised=Limit(2, LimitUnit.WORKING_DAY), materials=(one,))


def split(city: City) -> None:
    parts = [NewItem(f"{city.promised.task_code}0{n}", f"拆分之{n}") for n in (1, 2)]
    made = catalogue.split_item(
        item_id=city.promised.item_id, parts=parts, grounds=Grounds("拆分", "同政〔2026〕7号"), actor=SYSTEM
    )
    for one in made:
        (draft,) = items.versions_of(one.id, viewer=SYSTEM)
        catalogue.submit_for_review(version_id=draft.id, actor=SYSTEM)
        catalogue.publish_version(version_id=draft.id, actor=SYSTEM)
    assert items.item(city.promised.item_id).state == "abolished"


def abolish(city: City) -> None:
    catalogue.abolish_item(item_id=city.promised.item_id, reason="国务院取消", actor=SYSTEM)


@pytest.mark.parametrize("act", [change, split, abolish])
def test_a_case_goes_on_to_its_end(city: City, act: object) -> None:
    uid = city.submitted(city.promised)
    act(city)  # type: ignore[operator]  # one of the three above
    services.accept_case(case_uid=uid, actor=city.clerk)
    services.examine_case(case_uid=uid, opinion="材料真实，条件符合。", actor=city.examiner)
    services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    found = selectors.case_view(uid, viewer=city.approver)
    assert found.version.id == city.promised.id
    assert found.version.promised == Limit(5, LimitUnit.WORKING_DAY)
    assert [one.name for one in found.version.materials] == ["申请表", "场所平面图"]
    if act is not change:
        # Nobody begins a new one: the draft says so, and the item says what it became.
        with pytest.raises(ItemNotOpen):
            services.draft_case(
                version_id=city.promised.id,
                applicant_id=city.resident.party_id,  # type: ignore[arg-type]  # a resident is a party
                actor=city.resident,
            )
        assert len(items.successors(city.promised.item_id)) == (2 if act is split else 0)
