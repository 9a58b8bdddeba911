"""The national exchange tables: every kind of file, every doubt at its cell."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tongban.feeds import national_tables as tables
from tongban.feeds.errors import FeedUnreadable
from tongban.feeds.national_texts import bases_from, bases_text, contacts_from, contacts_text, flow_from
from tongban.feeds.registry import feed_named
from tongban.feeds.rows import FeedRow
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.standards import make_uscc

USCC = make_uscc("11", "410500", 1)
CODE = f"{USCC}3000123901W00"


def basic(**changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(tables.COLUMNS["basic"], "")
    row |= {
        "row_guid": "g1", "task_code": CODE, "catalog_code": CODE[19:], "task_name": "某某许可", "task_type": "01",
        "by_law": "《条例》（令1号）第四条：条文。", "power_source": "1", "use_level": "3", "task_state": "1",
        "task_version": "2", "dept_name": "某局", "dept_type": "1", "dept_code": USCC, "anticipate_day": "20",
        "anticipate_type": "W", "promise_day": "5", "promise_type": "W", "server_type": "1^5^9", "project_type": "2",
        "handle_type": "1^2", "limit_scene_num": "1", "special_procedure": "无", "accept_condition": "条件",
        "handle_flow": "受理（1个工作日）→现场勘验→决定→送达", "transact_addr": "一楼", "transact_time": "周一",
        "link_way": "0372-0000001、12345；窗口", "supervise_way": "12345", "is_fee": "1",
    }  # fmt: skip
    return {**row, **changes}


EXTEND = {
    "task_code": CODE, "is_entry_center": "1", "result_type": "10", "result_name": "某证", "is_online": "1",
    "online_handle_depth": "1^2^3", "is_pay_online": "2", "is_express": "0", "user_topic_type": "010,998",
}  # fmt: skip
MATERIALS = [
    {"task_code": CODE, "material_name": "身份证", "is_need": "1", "material_type": "2", "order_num": "2"},
    {
        "task_code": CODE,
        "material_name": "申请表",
        "is_need": "3",
        "page_num": "2",
        "source_type": "10",
        "order_num": "1",
    },
]


def tables_of(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "up_task_general_basic": list(rows) or [basic()],
        "up_task_general_extend": [EXTEND],
        "up_task_general_material": MATERIALS,
        "up_task_general_fee_project": [{"task_code": CODE, "fee_name": "工本费", "fee_stand": "10元"}],
        "up_task_general_questions": [{"task_code": CODE, "question": "问", "answer": "答"}],
        **more,
    }


def read(folder: Path, found: dict[str, Any]) -> list[FeedRow]:
    file = folder / "national.json"
    file.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return list(feed_named("national").read(file))


def kinds(row: FeedRow) -> set[str]:
    return {note.kind for note in row.notes}


def test_a_whole_item(tmp_path: Path) -> None:
    (row,) = read(tmp_path, tables_of())
    item = row.item
    assert item is not None
    assert (item.code, item.item_kind, item.region_code, item.exercise_level) == (CODE, "licensing", "410500", "3")
    assert item.statutory == Limit(20, LimitUnit.WORKING_DAY)
    assert item.applicant_kinds == ("person", "unincorporated_enterprise", "other_organisation")
    assert (item.phones, item.guide["consulting"]) == (("0372-0000001", "12345"), "窗口")
    assert item.guide["channels"] == ["window", "portal"]
    assert item.guide["power_source"] == "法定本级行使"
    assert item.guide["legal_bases"] == [
        {"law": "条例", "document_no": "令1号", "article": "第四条", "excerpt": "条文。"}
    ]
    assert [step["verb"] for step in item.guide["steps"]] == ["accept", "inspect", "decide", "deliver"]  # type: ignore[call-overload,index,union-attr]
    assert item.guide["result"] == {"kind": "licence", "name": "某证"}
    assert [one["name"] for one in item.guide["materials"]] == ["申请表", "身份证"]  # type: ignore[call-overload,index,union-attr]
    assert item.guide["fee"] == {"charged": True, "items": [{"name": "工本费", "standard": "10元", "basis": ""}]}
    assert (item.guide["online_depth"], item.guide["pay_online"], item.themes) == (3, False, ("户籍办理", "地方特色"))
    assert kinds(row) == {"yes_no_as_1_2"}
    assert row.mended


@pytest.mark.parametrize(
    ("changes", "kind", "refused"),
    [
        ({"task_code": "123"}, "bad_code", True),
        ({"task_type": "21"}, "unknown_item_kind", True),
        ({"task_name": ""}, "no_name", True),
        ({"dept_name": " "}, "no_department", True),
        ({"anticipate_type": "2"}, "unknown_limit_unit", False),
        ({"promise_day": "五"}, "unknown_number", False),
        ({"server_type": "1^7"}, "unknown_code", False),
        ({"dept_code": "X"}, "issuer_differs", False),
        ({"catalog_code": "000123901000"}, "code_differs", False),
        ({"accept_condition": ""}, "missing_element", False),
        ({"handle_flow": "见窗口公告"}, "flow_not_understood", False),
        ({"task_name": ["x"]}, "wrong_type", True),
        ({"task_name": "长" * 301}, "too_long", False),
    ],
)
def test_every_doubt_is_at_its_column(tmp_path: Path, changes: dict[str, Any], kind: str, refused: bool) -> None:
    (row,) = read(tmp_path, tables_of(basic(**changes)))
    assert kind in kinds(row)
    assert row.refused is refused
    (column,) = changes
    assert any(note.field.endswith(f"[1].{column}") for note in row.notes if note.kind == kind)


def test_a_code_that_came_before_is_refused(tmp_path: Path) -> None:
    rows = read(tmp_path, tables_of(basic(), basic(row_guid="g2")))
    assert [row.refused for row in rows] == [False, True]
    assert "duplicate_code" in kinds(rows[1])


def test_unknown_units_stay_unknown(tmp_path: Path) -> None:
    (row,) = read(tmp_path, tables_of(basic(anticipate_type="", promise_type="5")))
    assert row.item is not None
    assert (row.item.statutory, row.item.promised) == (None, None)


def test_a_workbook_with_its_places(tmp_path: Path) -> None:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in tables_of(basic(limit_scene_num="两次", promise_day="=5+1")).items():
        page = book.create_sheet(name)
        columns = list(tables.COLUMNS[name.removeprefix("up_task_general_")])
        page.append(columns)
        page.append(list(tables.COLUMNS[name.removeprefix("up_task_general_")].values()))
        for row in rows:
            page.append([row.get(column) for column in columns])
    file = tmp_path / "national.xlsx"
    book.save(file)
    (found,) = feed_named("national").read(file)
    assert found.item is not None
    assert found.item.promised is None
    places = {note.kind: note.field for note in found.notes}
    assert places["unknown_number"].startswith("up_task_general_basic!")
    assert places["unknown_number"].endswith("3")
    assert places["formula"].startswith("up_task_general_basic!")


def test_one_csv_file_is_the_basic_table(tmp_path: Path) -> None:
    row = basic()
    file = tmp_path / "清单.csv"
    text = ",".join(row) + "\n" + ",".join(f'"{value}"' for value in row.values()) + "\n"
    file.write_bytes(text.encode("gb18030"))
    (found,) = feed_named("national").read(file)
    assert found.item is not None
    assert found.item.name == "某某许可"


@pytest.mark.parametrize("content", ["{}", "{坏", '{"up_task_general_basic": []}', "[1]"])
def test_files_without_the_tables(tmp_path: Path, content: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(FeedUnreadable):
        list(feed_named("national").read(file))


def test_texts_come_back() -> None:
    bases: list[dict[str, Any]] = [
        {"law": "甲法", "document_no": "", "article": "第一条", "excerpt": "一\n二"},
        {"law": "乙条例", "document_no": "令2号", "article": "", "excerpt": ""},
    ]
    assert bases_from(bases_text(bases)) == bases
    assert bases_from("按有关规定") == []
    nested = [
        {
            "law": "关于印发《某管理办法》的通知",
            "document_no": "国办发〔2020〕1号（修订）",
            "article": "第四条 第二款",
            "excerpt": "第一句。",
        },
        {"law": "丙法", "document_no": "", "article": "第五条", "excerpt": ""},
    ]
    assert bases_from(bases_text(nested)) == nested
    (run_on,) = bases_from(f"《丙法》第四条第二款国家{'实行许可' * 40}")
    assert (run_on["article"], str(run_on["excerpt"])[:4]) == ("第四条第二款", "国家实行")
    assert bases_from(f"《{'长' * 201}》第一条") == []
    assert contacts_from(contacts_text(("12345", "0372-1234567"), "窗口；网络")) == (
        ("12345", "0372-1234567"),
        "窗口；网络",
    )
    assert contacts_from("请到窗口咨询") == ((), "请到窗口咨询")
    assert flow_from("申请人到窗口") == []


def test_what_of_a_workbook_is_not_used_is_told(tmp_path: Path) -> None:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, row in (("up_task_general_basic", basic(my_note="x")), ("up_task_general_materials", MATERIALS[0])):
        page = book.create_sheet(name)
        page.append(list(row))
        page.append(list(row.values()))
    sheet = book["up_task_general_basic"]
    cells = {str(cell.value): sheet.cell(2, number) for number, cell in enumerate(sheet[1], 1)}
    for name in ("transact_time", "plan_effective_date"):
        cells[name].value = dt.datetime(2026, 3, 5)
    file = tmp_path / "national.xlsx"
    book.save(file)
    (found,) = feed_named("national").read(file)
    told = {(note.kind, note.field) for note in found.notes}
    assert ("unknown_sheet", "up_task_general_materials") in told
    assert ("unknown_column", "up_task_general_basic") in told
    assert ("wrong_type", f"up_task_general_basic!{cells['transact_time'].coordinate}") in told
    assert found.item is not None
    assert found.item.guide["hours"] == ""
    assert found.item.extra["plan_effective_date"] == "2026-03-05"


def test_what_of_a_document_is_not_used_is_told(tmp_path: Path) -> None:
    (found,) = read(tmp_path, {"up_task_general_basic": [basic(), "x"], "up_task_general_extend": [EXTEND], "other": 1})
    assert kinds(found) >= {"not_an_object", "unknown_sheet", "missing_sheet"}


def test_each_dictionary_is_the_layouts_own() -> None:
    """5 is an unincorporated enterprise here, a government body in GB/T 39046."""
    assert tables.PARTY_KINDS["5"] == "unincorporated_enterprise"
    assert tables.ITEM_KINDS["10"] == "other_power"
    assert len(set(tables.LIMIT_UNITS.values())) == 5
