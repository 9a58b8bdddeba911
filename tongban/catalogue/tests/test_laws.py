"""Laws as rows: what rests on them, and what needs a look when one ends."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from tongban.catalogue import selectors, services
from tongban.catalogue.errors import LawExists, LawRepealed
from tongban.catalogue.models import Law
from tongban.catalogue.selectors import EntryView, ItemView
from tongban.catalogue.services import LegalBasisView
from tongban.catalogue.tests.conftest import SYSTEM, guide, publish
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound, PermissionDenied
from tongban.ledger.models import Fact

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)
DAY = dt.date(2026, 12, 1)


@pytest.mark.parametrize(
    "written",
    [
        "公共场所卫生管理条例",
        "《公共场所卫生管理条例》",
        "中华人民共和国公共场所卫生管理条例",
        "公共场所卫生管理条例（2024年修订）",
        "公共场所卫生管理条例(2019年第二次修正)",
        " 公共场所 卫生管理条例",
    ],
)
def test_a_law_is_found_however_a_guide_writes_its_title(item: ItemView, written: str) -> None:
    law = services.register_law(title="公共场所卫生管理条例", document_no="国务院令第714号", actor=SYSTEM)
    publish(item.id, guide(legal_bases=(LegalBasisView(written, "第四条"),)))
    (found,) = selectors.items_resting_on(law.id)
    assert (found.item_id, found.article, found.how) == (item.id, "第四条", "guide")
    assert selectors.law_by_title(written) == law


@pytest.mark.parametrize("other", ["公共场所卫生管理条例实施细则", "公共场所管理条例", "卫生管理条例"])
def test_another_law_is_not_it(item: ItemView, other: str) -> None:
    law = services.register_law(title="公共场所卫生管理条例", actor=SYSTEM)
    publish(item.id, guide(legal_bases=(LegalBasisView(other, "第四条"),)))
    assert selectors.items_resting_on(law.id) == []


def test_a_repeal_names_the_items_to_look_at(item: ItemView, entry: EntryView) -> None:
    with clock.frozen(NOON):
        law = services.register_law(title="公共场所卫生管理条例", in_force_from=dt.date(1987, 4, 1), actor=SYSTEM)
        later = services.register_law(title="公共场所卫生法", actor=SYSTEM)
        services.base_power(catalog_code=entry.catalog_code, law_id=law.id, article="第四条", actor=SYSTEM)
        services.base_power(catalog_code=entry.catalog_code, law_id=law.id, article="第四条", actor=SYSTEM)
        first = publish(item.id, guide())
        assert [one.how for one in selectors.items_resting_on(law.id)] == ["guide", "power"]
        ended = services.repeal_law(
            law_id=law.id, repealed_on=DAY, document_no="国务院令第900号", repealed_by=later.id, actor=SYSTEM
        )
        assert (ended.repealed_by_title, ended.in_force(DAY), ended.in_force(DAY - dt.timedelta(1))) == (
            "公共场所卫生法",
            False,
            True,
        )
        # The day has not come: nothing to review yet, and the question can be asked of the day.
        assert selectors.items_to_review() == []
        assert [one.how for one in selectors.items_to_review(on=DAY)] == ["guide", "power"]
        assert selectors.items_to_review(on=DAY, department_id=item.department_id + 1) == []
    with clock.frozen(clock.at(DAY)):
        assert len(selectors.items_to_review(department_id=item.department_id)) == 2
        publish(item.id, guide(legal_bases=(LegalBasisView("公共场所卫生法", "第九条"),)))
        # The guide is mended; the power list still says the old law. The old version counts no more.
        assert [one.how for one in selectors.items_to_review()] == ["power"]
        assert selectors.version(first.id).state == "superseded"
        services.abolish_item(item_id=item.id, reason="取消", actor=SYSTEM)
        assert selectors.items_to_review() == []
    assert list(
        Fact.objects.filter(kind__in=["catalogue.law_registered", "catalogue.law_repealed", "catalogue.power_based"])
        .order_by("id")
        .values_list("kind", flat=True)
    ) == ["catalogue.law_registered", "catalogue.law_registered", "catalogue.power_based", "catalogue.law_repealed"]


def test_a_law_made_anew_under_its_title_takes_over_what_cites_it(item: ItemView) -> None:
    with clock.frozen(NOON):
        old = services.register_law(title="公共场所卫生管理条例", actor=SYSTEM)
        publish(item.id, guide())
        with pytest.raises(LawExists):
            services.register_law(title="《中华人民共和国公共场所卫生管理条例》", actor=SYSTEM)
        services.repeal_law(law_id=old.id, repealed_on=clock.today(), document_no="x", actor=SYSTEM)
        assert len(selectors.items_to_review()) == 1
        new = services.register_law(title="公共场所卫生管理条例（2026修订）", actor=SYSTEM)
        assert selectors.items_to_review() == []
        assert [one.item_id for one in selectors.items_resting_on(new.id)] == [item.id]
        assert [one.title for one in selectors.laws(in_force_only=True)] == ["公共场所卫生管理条例（2026修订）"]
        assert len(selectors.laws()) == 2
        with pytest.raises(LawRepealed):
            services.repeal_law(law_id=old.id, repealed_on=clock.today(), document_no="x", actor=SYSTEM)


def test_laws_are_the_bureaus_to_keep(entry: EntryView) -> None:
    editor = Actor(permissions=frozenset({"catalogue.edit"}), everywhere=True)
    law = services.register_law(title="公共场所卫生管理条例", in_force_from=DAY, actor=SYSTEM)
    with pytest.raises(PermissionDenied):
        services.register_law(title="x法律", actor=editor)
    with pytest.raises(PermissionDenied):
        services.repeal_law(law_id=law.id, repealed_on=DAY, document_no="x", actor=editor)
    with pytest.raises(PermissionDenied):
        services.base_power(catalog_code=entry.catalog_code, law_id=law.id, actor=editor)
    with pytest.raises(InvalidInput):
        services.register_law(title="《》", actor=SYSTEM)
    with pytest.raises(InvalidInput) as refused:
        services.repeal_law(law_id=law.id, repealed_on=dt.date(2020, 1, 1), document_no=" ", actor=SYSTEM)
    assert set(refused.value.errors) == {"document_no", "repealed_on"}
    with pytest.raises(NotFound):
        services.repeal_law(law_id=law.id, repealed_on=DAY, document_no="x", repealed_by=law.id, actor=SYSTEM)
    with pytest.raises(NotFound):
        services.base_power(catalog_code="999999999999", law_id=law.id, actor=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Law.objects.create(title="公共场所卫生管理条例 ")
