"""A workbook taken back: changed rows become drafts, unchanged rows do nothing, one fault stops everything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tongban.catalogue import selectors, services
from tongban.catalogue.exchange.workbook import write_workbook
from tongban.catalogue.models import ItemVersion
from tongban.catalogue.selectors import EntryView, ItemView
from tongban.catalogue.tests.conftest import SYSTEM, guide, publish
from tongban.catalogue.tests.test_exchange_sheet import column
from tongban.feeds.errors import FeedUnreadable
from tongban.kernel.actor import Actor
from tongban.kernel.errors import PermissionDenied
from tongban.ledger.models import Fact
from tongban.orgs.selectors import DepartmentView

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(department: DepartmentView, entry: EntryView) -> ItemView:
    code = f"{department.code}3{entry.catalog_code}01"
    return services.create_item(code=code, department_id=department.id, name="公共场所卫生许可（变更）", actor=SYSTEM)


@pytest.fixture
def exported(tmp_path: Path, item: ItemView, second: ItemView) -> Path:
    publish(item.id, guide())
    publish(second.id, guide(name="公共场所卫生许可（变更）"))
    file = tmp_path / "items.xlsx"
    assert write_workbook(selectors.listings(), file) == 2
    return file


def edit(file: Path, **cells: object) -> None:
    """Write cells named 事项_K3 and the like."""
    book = load_workbook(file)
    for place, value in cells.items():
        sheet, cell = place.split("_")
        book[sheet][cell].value = value
    book.save(file)


def take(file: Path, *, dry_run: bool = False) -> services.ImportReport:
    return services.import_sheet(path=file, actor=SYSTEM, dry_run=dry_run)


def test_an_unchanged_workbook_does_nothing(exported: Path) -> None:
    facts = Fact.objects.count()
    report = take(exported)
    assert (report.rows, report.unchanged, report.taken, report.refused) == (2, 2, 0, 0)
    assert report.findings == ()
    assert (Fact.objects.count(), ItemVersion.objects.count()) == (facts, 2)


def test_a_changed_row_becomes_a_draft(exported: Path, item: ItemView, second: ItemView) -> None:
    edit(exported, **{f"事项_{column('promised')}3": "3个工作日", f"材料_{column('name', '材料')}3": "申请书"})
    report = take(exported)
    assert [(one.row, one.outcome) for one in report.outcomes] == [(3, "taken"), (4, "unchanged")]
    assert "第2版草稿" in report.outcomes[0].why
    draft = ItemVersion.objects.get(item=item.id, number=2)
    assert (draft.state, str(selectors.version(draft.pk).promised)) == ("draft", "3个工作日")
    assert selectors.version(draft.pk).materials[0].name == "申请书"
    assert selectors.current_version(item.id).number == 1
    assert ItemVersion.objects.filter(item=second.id).count() == 1
    again = take(exported)
    assert [one.outcome for one in again.outcomes] == ["unchanged", "unchanged"]
    assert ItemVersion.objects.count() == 3


def test_a_dry_run_writes_nothing(exported: Path) -> None:
    edit(exported, **{f"事项_{column('promised')}3": "3个工作日"})
    facts = Fact.objects.count()
    report = take(exported, dry_run=True)
    assert (report.taken, report.unchanged) == (1, 1)
    assert (ItemVersion.objects.count(), Fact.objects.count()) == (2, facts)


def test_one_bad_cell_and_nothing_is_taken(exported: Path) -> None:
    place = f"{column('necessity', '材料')}4"
    edit(exported, **{f"事项_{column('promised')}4": "3个工作日", f"材料_{place}": "随便"})
    report = take(exported)
    assert (report.taken, report.refused) == (0, 2)
    assert [(one.row, one.field, one.weight) for one in report.findings] == [(3, f"材料!{place}", "refused")]
    assert "必要、非必要、容缺后补" in report.findings[0].text
    assert "没有导入" in report.outcomes[1].why
    assert ItemVersion.objects.count() == 2


def test_a_line_changed_meanwhile_is_reported_and_not_overwritten(exported: Path, item: ItemView) -> None:
    new = publish(item.id, guide(hours="周一至周五"))
    edit(exported, **{f"事项_{column('promised')}3": "3个工作日", f"事项_{column('promised')}4": "3个工作日"})
    report = take(exported)
    assert [one.kind for one in report.findings] == ["changed_meanwhile"]
    assert "第2版（已发布）" in report.findings[0].text
    assert report.taken == 0
    assert ItemVersion.objects.count() == 3
    assert selectors.current_version(item.id) == new


def test_a_draft_that_was_exported_is_changed_itself(exported: Path, item: ItemView, tmp_path: Path) -> None:
    draft = services.draft_version(item_id=item.id, content=guide(hours="周一至周五"), actor=SYSTEM)
    file = tmp_path / "draft.xlsx"
    write_workbook(selectors.listings_of_versions([draft.id]), file)
    edit(file, **{f"事项_{column('hours')}3": "周一至周日"})
    assert [one.why for one in take(file).outcomes] == ["第2版草稿已修改"]
    assert selectors.version(draft.id).hours == "周一至周日"
    edit(exported, **{f"事项_{column('hours')}3": "不知道有草稿"})
    assert [one.kind for one in take(exported).findings] == ["changed_meanwhile"]


def test_columns_that_say_which_item_it_is_stay(exported: Path) -> None:
    place = f"{column('department_name')}3"
    edit(exported, **{f"事项_{place}": "别的部门", f"事项_{column('promised')}3": "3个工作日"})
    report = take(exported)
    assert [(one.kind, one.field) for one in report.findings] == [("locked_column", f"事项!{place}")]
    assert ItemVersion.objects.count() == 2


def test_an_item_nobody_registered(exported: Path, item: ItemView) -> None:
    lines = [replace(one, code=one.code[:-1] + "9") for one in selectors.listings() if one.item_id == item.id]
    write_workbook(lines, exported)
    report = take(exported)
    assert [one.kind for one in report.findings] == ["unknown_item"]
    assert report.refused == 1


def test_who_may_not_edit_is_refused_before_the_file_is_read(tmp_path: Path) -> None:
    with pytest.raises(PermissionDenied):
        services.import_sheet(path=tmp_path / "nothing.xlsx", actor=Actor())
    with pytest.raises(FeedUnreadable):
        take(tmp_path / "nothing.xlsx")


@pytest.mark.real_data
def test_real_items_come_back_from_the_database(real_data: Path, tmp_path: Path) -> None:
    """What another city published is exported from the rows, and unchanged rows do nothing to foreign items either."""
    services.import_feed("guangdong", real_data / "items/guangzhou_city.jsonl", actor=SYSTEM)
    file = tmp_path / "city.xlsx"
    assert write_workbook(selectors.listings(region_code="440100"), file) == 238
    report = take(file)
    assert (report.rows, report.unchanged, report.findings) == (238, 238, ())
    edit(file, **{f"事项_{column('hours')}3": "周一至周日"})
    assert [one.kind for one in take(file).findings] == ["foreign_item"]
