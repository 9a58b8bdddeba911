"""Two departments with three published items, their administrators, the bureau, and a window that composes nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from pytest_django import DjangoDbBlocker

from tongban.access.tests.actors import seated
from tongban.bundles import services
from tongban.bundles.selectors import BundleVersionView
from tongban.bundles.shape import Edge, Member, Shape
from tongban.bundles.tests.guides import days
from tongban.cases.tests.conftest import MORNING, content, publish
from tongban.catalogue import services as catalogue
from tongban.catalogue.selectors import ItemVersionView
from tongban.catalogue.services import MaterialView
from tongban.catalogue.tests.publishing import put_in_force
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.standards.uscc import make_uscc
from tongban.kernel.tests.standing import standing
from tongban.orgs import services as orgs
from tongban.reference import services as reference

SYSTEM = Actor.system()


@dataclass(frozen=True)
class Town:
    """Items `premises` and `food` belong to the lead, `sign` to the other department."""

    lead_id: int
    other_id: int
    lead: Actor
    colleague: Actor
    stranger: Actor
    window: Actor
    bureau: Actor
    second_bureau: Actor
    premises: ItemVersionView
    food: ItemVersionView
    sign: ItemVersionView

    @property
    def shape(self) -> Shape:
        """Food after premises, the sign beside them."""
        items = {"premises": self.premises, "food": self.food, "sign": self.sign}
        members = tuple(Member(key, version.code) for key, version in items.items())
        return Shape(members, (Edge("food", "premises"),), promised=days(8))

    def draft(self, code: str = "419900RESTAURANT", shape: Shape | None = None) -> BundleVersionView:
        return services.create_bundle(
            code=code, name="开办餐饮店", department_id=self.lead_id, shape=shape or self.shape, actor=self.lead
        )

    def published(self, code: str = "419900RESTAURANT", shape: Shape | None = None) -> BundleVersionView:
        draft = self.draft(code, shape)
        services.submit_bundle(version_id=draft.id, actor=self.lead)
        return services.publish_bundle(version_id=draft.id, actor=self.bureau)

    def renew(self, version: ItemVersionView, *added: str) -> ItemVersionView:
        """A newer guide that asks for more papers."""
        fields = {field.name for field in dataclasses.fields(catalogue.VersionContent)}
        now = catalogue.VersionContent(**{name: getattr(version, name) for name in fields})
        more = [MaterialView(9, name, form="electronic", source="applicant", accept_standard="清晰") for name in added]
        return put_in_force(version.item_id, dataclasses.replace(now, materials=(*now.materials, *more)))


def build() -> Town:
    reference.load_reference_data(actor=SYSTEM)
    codes = make_uscc("11", "419900", 1), make_uscc("11", "419900", 2)
    first = orgs.register_department(code=codes[0], name="同安市市场监督管理局", region_code="419900", actor=SYSTEM)
    second = orgs.register_department(code=codes[1], name="同安市城市管理局", region_code="419900", actor=SYSTEM)
    return Town(
        lead_id=first.id,
        other_id=second.id,
        lead=seated(1, first.id, "department_admin"),
        colleague=seated(2, first.id, "department_admin"),
        stranger=seated(3, second.id, "department_admin"),
        window=seated(4, first.id, "clerk"),
        bureau=seated(5, second.id, "bureau", everywhere=True),
        second_bureau=seated(6, second.id, "bureau", everywhere=True),
        premises=publish(first.id, codes[0], 1, content("经营场所登记")),
        food=publish(first.id, codes[0], 2, content("食品经营许可")),
        sign=publish(second.id, codes[1], 3, content("户外招牌备案")),
    )


@pytest.fixture(scope="module")
def standing_town(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Town]]:
    yield from standing(request, django_db_blocker, build, at=MORNING)


@pytest.fixture
def town(standing_town: Callable[[], Town], db: None) -> Iterator[Town]:
    with clock.frozen(MORNING):
        yield standing_town()
