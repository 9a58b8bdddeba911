"""Rows of a workbook that register items: the claim of the page, cell by cell; and the export of what is worked on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tongban.catalogue import selectors, services
from tongban.catalogue.exchange.columns import CONTENT_COLUMNS, KEY_COLUMNS
from tongban.catalogue.exchange.reading import SheetLine
from tongban.catalogue.exchange.tables import sheets
from tongban.catalogue.exchange.workbook import write_workbook
from tongban.catalogue.models import ItemVersion, ServiceItem
from tongban.catalogue.selectors import EntryView, ItemView
from tongban.catalogue.services import LegalBasisView, MaterialView, ResultView, VersionContent
from tongban.catalogue.services._new_rows import register_row
from tongban.catalogue.tests.conftest import SYSTEM, guide, publish
from tongban.catalogue.tests.test_exchange_sheet import column
from tongban.catalogue.words import PARTY_KINDS
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, PermissionDenied
from tongban.kernel.standards import make_uscc
from tongban.ledger.models import Fact
from tongban.orgs import services as orgs
from tongban.orgs.selectors import DepartmentView

pytestmark = pytest.mark.django_db
ITEM = {one.name: index for index, one in enumerate(sheets()["事项"])}
MATERIAL = {one.name: index for index, one in enumerate(sheets()["材料"])}


@pytest.fixture
def other(db: None) -> EntryView:
    return services.create_entry(
        catalog_code="410123902001", name="饮用水卫生许可", item_kind="licensing", actor=SYSTEM
    )


@pytest.fixture
def exported(tmp_path: Path, item: ItemView) -> Path:
    publish(item.id, guide())
    file = tmp_path / "items.xlsx"
    assert write_workbook(selectors.listings(), file) == 1
    return file


def new_row(department: DepartmentView, entry: EntryView, **changes: Any) -> dict[str, Any]:
    """What an officer types for an item that nobody registered."""
    return {
        "code": "新增1",
        "catalog_code": entry.catalog_code,
        "exercise_level": "市级",
        "department_name": department.name,
        "name": "饮用水卫生许可（新办）",
        "case_kind": "承诺件",
        "promised": "5个工作日",
        "statutory": "20个工作日",
        "one_seat": "否",
        "materials_stated": "是",
        "applicant_kinds": PARTY_KINDS["enterprise"],
        **changes,
    }


def append(file: Path, row: dict[str, Any], *materials: dict[str, Any]) -> int:
    """Write a row of 事项 with its materials below what stands there; the row's number."""
    book = load_workbook(file)
    for sheet, names, rows in (("事项", ITEM, [row]), ("材料", MATERIAL, materials)):
        for values in rows:
            number = max(cell.row for cell in book[sheet]["A"] if cell.value is not None) + 1
            for name, value in values.items():
                book[sheet].cell(number, names[name] + 1, value)
    book.save(file)
    return max(int(cell.row) for cell in book["事项"]["N"] if cell.value is not None)


def take(file: Path, actor: Actor = SYSTEM, *, dry_run: bool = False) -> services.ImportReport:
    return services.import_sheet(path=file, actor=actor, dry_run=dry_run)


def test_a_new_row_is_claimed_and_drafted(exported: Path, department: DepartmentView, other: EntryView) -> None:
    paper = {"item_code": "新增1", "order": 1, "name": "水质检测报告", "necessity": "必要"}
    row = append(exported, new_row(department, other), paper)
    before = Fact.objects.count()
    assert take(exported, dry_run=True).taken == 1
    assert (ServiceItem.objects.count(), Fact.objects.count()) == (1, before)
    report = take(exported)
    assert report.findings == ()
    assert [(one.row, one.outcome) for one in report.outcomes] == [(3, "unchanged"), (row, "taken")]
    code = f"{department.code}3{other.catalog_code}"
    assert code in report.outcomes[1].why
    item = selectors.item_by_code(code)
    assert (item.department_id, item.name) == (department.id, "饮用水卫生许可（新办）")
    draft = selectors.version(ItemVersion.objects.get(item=item.id).pk)
    assert (draft.state, draft.number, str(draft.promised)) == ("draft", 1, "5个工作日")
    assert [one.name for one in draft.materials] == ["水质检测报告"]
    assert draft.form_schema["properties"]
    kinds = list(Fact.objects.order_by("pk").values_list("kind", flat=True))[before:]
    assert kinds == ["catalogue.item_created", "catalogue.version_drafted", "catalogue.feed_imported"]
    again = take(exported)
    assert [(one.kind, one.field) for one in again.findings] == [("item_exists", f"事项!B{row}")]


@pytest.mark.parametrize(
    ("changes", "kind", "at"),
    [
        ({"catalog_code": None}, "no_entry", "catalog_code"),
        ({"catalog_code": "410123902009"}, "entry_mismatch", "catalog_code"),
        ({"catalog_code": "12"}, "bad_code", "catalog_code"),
        ({"catalog_code": "410123901001"}, "item_exists", "catalog_code"),
        ({"exercise_level": None}, "no_level", "exercise_level"),
        ({"exercise_level": "宇宙级"}, "no_level", "exercise_level"),
        ({"department_name": None}, "no_department", "department_name"),
        ({"department_name": "没有的局"}, "unknown_department", "department_name"),
        ({"department_code": "11410500TB000009XX"}, "unknown_department", "department_code"),
        ({"entry_name": "别的名称"}, "locked_column", "entry_name"),
        ({"item_kind": "行政奖励"}, "locked_column", "item_kind"),
        ({"region_code": "410000"}, "locked_column", "region_code"),
        ({"name": "长" * 301}, "bad_cell", "name"),
        ({"name": "=A1"}, "formula", "name"),
        ({"case_kind": None}, "bad_cell", "case_kind"),
        ({"code": "11410500000000000"}, "bad_code", "code"),
    ],
)
def test_each_fault_of_a_new_row_is_named_at_its_cell(
    exported: Path, department: DepartmentView, other: EntryView, changes: dict[str, Any], kind: str, at: str
) -> None:
    row = append(exported, new_row(department, other, **changes))
    report = take(exported)
    assert [(one.kind, one.field) for one in report.findings] == [(kind, f"事项!{column(at)}{row}")]
    assert report.taken == 0
    assert ServiceItem.objects.count() == 1


def test_a_whole_code_and_no_code_are_both_understood(
    exported: Path, department: DepartmentView, other: EntryView
) -> None:
    code = f"{department.code}3{other.catalog_code}02"
    append(
        exported, new_row(department, other, code=code, department_name=None, catalog_code=None, exercise_level=None)
    )
    append(exported, new_row(department, other, code=None, department_code=department.code))
    report = take(exported)
    assert report.findings == ()
    assert report.taken == 2
    assert selectors.item_by_code(code).id
    assert selectors.item_by_code(code[:31]).id


def test_one_bad_new_row_and_nothing_is_taken(exported: Path, department: DepartmentView, other: EntryView) -> None:
    append(exported, new_row(department, other))
    append(exported, new_row(department, other, code="新增2"))
    report = take(exported)
    assert [(one.kind, one.row) for one in report.findings] == [("item_exists", 5)]
    assert [one.outcome for one in report.outcomes] == ["unchanged", "refused", "refused"]
    assert ServiceItem.objects.count() == 1


def test_a_row_without_code_and_entry_is_said(exported: Path, department: DepartmentView, other: EntryView) -> None:
    row = append(exported, new_row(department, other, code=None, catalog_code=None))
    assert [one.field for one in take(exported).findings] == [f"事项!A{row}"]


def test_only_departments_of_the_officer(exported: Path, department: DepartmentView, other: EntryView) -> None:
    foreign = orgs.register_department(
        code=make_uscc("11", "410500", 7), name="同安市水利局", region_code="410500", actor=SYSTEM
    )
    row = append(exported, new_row(department, other, department_name=foreign.name))
    officer = Actor(account_id=1, permissions=frozenset({"catalogue.edit"}), department_ids=frozenset({department.id}))
    assert [(one.kind, one.field) for one in take(exported, officer).findings] == [
        ("permission_denied", f"事项!{column('department_name')}{row}")
    ]


def test_a_row_typed_again_for_an_item_of_the_platform(
    exported: Path, department: DepartmentView, item: ItemView
) -> None:
    book = load_workbook(exported)
    for name in ("number", "base"):
        book["事项"][f"{column(name)}3"].value = None
    book["事项"][f"{column('hours')}3"].value = "周一至周五"
    book.save(exported)
    (found,) = take(exported).findings
    assert (found.kind, found.field) == ("item_exists", "事项!A3")


def test_what_is_worked_on_is_exported_as_it_stands(item: ItemView, department: DepartmentView) -> None:
    publish(item.id, guide())
    draft = services.draft_version(item_id=item.id, content=guide(hours="周一至周五"), actor=SYSTEM)
    (line,) = selectors.newest_lines(viewer=SYSTEM)
    assert (line.version_id, line.content.hours) == (draft.id, "周一至周五")
    assert [one.version_id for one in selectors.newest_lines(viewer=SYSTEM, region_code="410500")] == [draft.id]
    assert list(selectors.newest_lines(viewer=SYSTEM, item_kind="reward")) == []
    outsider = Actor(account_id=1, permissions=frozenset({"catalogue.edit"}))
    assert list(selectors.newest_lines(viewer=outsider)) == []
    with pytest.raises(PermissionDenied):
        list(selectors.newest_lines(viewer=Actor()))
    services.abolish_item(item_id=item.id, reason="取消", actor=SYSTEM)
    assert list(selectors.newest_lines(viewer=SYSTEM)) == []


def test_longest_texts_are_those_of_the_columns() -> None:
    """What a cell may hold is what the database holds: a longer text is a fault of its cell, not of the server."""
    from tongban.catalogue.models import LegalBasis, MaterialRequirement

    for sheet, model in (("材料", MaterialRequirement), ("依据", LegalBasis)):
        fields = {field.name: getattr(field, "max_length", None) for field in model._meta.get_fields()}
        for one in sheets()[sheet]:
            words = one.kind.words or one.name in ("item_code", "situations")
            assert words or one.most == (fields.get(one.name) or 0), one.name
    assert {one.name: one.most for one in CONTENT_COLUMNS if one.most} == {"name": 300, "result.licence_type_code": 40}
    assert not any(one.most for one, _ in KEY_COLUMNS)


@pytest.mark.parametrize(
    ("element", "changes"),
    [
        ("legal_bases", {"legal_bases": (LegalBasisView("长" * 201),)}),
        ("legal_bases", {"legal_bases": (LegalBasisView("某法", article="长" * 101),)}),
        ("materials", {"materials": (MaterialView(1, "章程", paper_size="长" * 41),)}),
        ("materials", {"materials": (MaterialView(1, "章程", situations=("长" * 41,)),)}),
        ("result", {"result": ResultView("licence", "证", "9" * 41)}),
    ],
)
def test_a_draft_holds_to_the_same_lengths(item: ItemView, element: str, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        services.draft_version(item_id=item.id, content=guide(**changes), actor=SYSTEM)
    assert set(refused.value.errors) == {element}


@pytest.mark.parametrize(
    ("sheet", "name", "value"),
    [
        ("依据", "law", "长" * 201), ("依据", "document_no", "长" * 101), ("材料", "paper_size", "长" * 41),
        ("材料", "situations", "长" * 41), ("事项", "result.licence_type_code", "9" * 41), ("事项", "hours", "_x0000_"),
        ("事项", "hours", "_xD800_"), ("事项", "extra", '{"a": "\\u0000"}'), ("事项", "extra", '{"a": NaN}'),
        ("事项", "extra", '{"a": 1e999}'), ("事项", "extra", '{"a": 99999999999999999999}'),
        ("事项", "extra", '{"a": ' + "[" * 60 + "]" * 60 + "}"), ("事项", "form_schema", '{"\\ud800": 1}'),
        ("事项", "remedies", 41050019900101001), ("事项", "remedies", 1e300),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_a_fault_of_its_cell(exported: Path, sheet: str, name: str, value: Any) -> None:
    place = f"{column(name, sheet)}3"
    book = load_workbook(exported)
    book[sheet][place].value = value
    book.save(exported)
    report = take(exported)
    assert [(one.kind, one.field) for one in report.findings] == [("bad_cell", f"{sheet}!{place}")]
    assert ItemVersion.objects.count() == 1


def test_a_copy_of_another_departments_row_tells_nothing_of_its_draft(item: ItemView, tmp_path: Path) -> None:
    version = publish(item.id, guide())
    (line,) = selectors.listings()
    file = tmp_path / "foreign.xlsx"
    write_workbook([replace(line, content=replace(line.content, hours="改"))], file)
    services.draft_version(item_id=item.id, content=guide(hours="别人的草稿"), actor=SYSTEM)
    officer = Actor(account_id=1, permissions=frozenset({"catalogue.edit"}), department_ids=frozenset({0}))
    book = load_workbook(file)
    book["事项"][f"{column('base')}3"].value = "x"
    book.save(file)
    (found,) = take(file, officer).findings
    assert (found.kind, "草稿" in found.text) == ("permission_denied", False)
    assert selectors.current_version(item.id) == version


def test_a_crash_in_the_middle_keeps_nothing(
    exported: Path, department: DepartmentView, other: EntryView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row is claimed and drafted, a second one breaks the server: neither is there afterwards."""
    append(exported, new_row(department, other))
    append(exported, new_row(department, other, code=f"{department.code}3{other.catalog_code}02"))
    facts = Fact.objects.count()
    taken: list[str] = []

    def breaking(line: SheetLine, content: VersionContent, **given: Any) -> str:
        if taken:
            raise MemoryError
        taken.append(register_row(line, content, **given))
        return taken[0]

    monkeypatch.setattr("tongban.catalogue.services.sheets.register_row", breaking)
    with pytest.raises(MemoryError):
        take(exported)
    assert len(taken) == 1
    assert (ServiceItem.objects.count(), ItemVersion.objects.count(), Fact.objects.count()) == (1, 1, facts)
