"""Bare lists of other cities, in the shapes they come in."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tongban.feeds.errors import FeedUnreadable
from tongban.feeds.registry import feed_named
from tongban.feeds.rows import FeedRow
from tongban.feeds.sheet import FEED
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.standards import make_uscc

USCC = make_uscc("11", "330100", 7)


def rows_of(folder: Path, rows: list[list[Any]], merged: str = "") -> list[FeedRow]:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    if merged:
        page.merge_cells(merged)
    file = folder / "list.xlsx"
    book.save(file)
    return list(FEED.rows(file))


def test_eleven_hundred_names_and_codes(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["序号", "事项名称", "基本编码"]]
    rows += [[number, f"第{number}号许可", f"0001{number:08d}"] for number in range(1, 1101)]
    begun = time.process_time()
    found = rows_of(tmp_path, rows)
    assert time.process_time() - begun < 5
    assert len(found) == 1100
    assert not any(row.refused for row in found)
    item = found[41].item
    assert item is not None
    assert (item.name, item.catalog_code, item.item_kind, found[41].line) == (
        "第42号许可", "000100000042", "licensing", 43,
    )  # fmt: skip
    assert (item.statutory, item.visits, item.materials) == (None, None, None)


def test_a_list_with_everything(tmp_path: Path) -> None:
    code = f"{USCC}3330117001W0001"
    rows: list[list[Any]] = [
        ["某市政务服务事项清单"],
        ["單位", "事項名稱", "實施編碼", "法定時限", "承諾辦結時限（工作日）", "到辦事現場次數", "申請材料", "备注"],
        ["市住建局", "施工许可", code, "7(工作日)", 1, "0次", "1.申请表\n2.合同", "x"],
        [None, "竣工备案", f"{USCC}3331017002000", "当场办结", "无", 1, 5, None],
    ]
    first, second = rows_of(tmp_path, rows, "A3:A4")
    assert first.item is not None
    assert second.item is not None
    assert (first.item.department_name, second.item.department_name) == ("市住建局", "市住建局")
    assert (first.item.code, first.item.region_code, first.item.exercise_level) == (code, "330100", "3")
    assert (first.item.statutory, first.item.promised) == (
        Limit(7, LimitUnit.WORKING_DAY), Limit(1, LimitUnit.WORKING_DAY),
    )  # fmt: skip
    assert (first.item.visits, first.item.materials) == (0, ("申请表", "合同"))
    assert (second.item.statutory, second.item.promised) == (Limit(0, LimitUnit.WORKING_DAY), None)
    assert (second.item.materials, second.item.extra) == (None, {"material_count": 5})
    assert {note.kind for note in second.notes} == {"merged"}


def test_doubts_are_named_at_their_cells(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["事项名称", "编码", "承诺时限"],
        ["甲", 117051000, "尽快"],
        ["乙", "000117051000", "=1+1"],
        ["丙", "000117051000", None],
        [None, "000117051001", None],
        ["丁", "#N/A", None],
    ]
    found = rows_of(tmp_path, rows)
    told = {note.kind: note for row in found for note in row.notes}
    assert told["number_for_text"].field == "Sheet!B2"
    assert "开头的0" in told["number_for_text"].text
    assert told["unknown_limit"].field == "Sheet!C2"
    assert told["formula"].field == "Sheet!C3"
    assert told["duplicate_code"].field == "Sheet!B4"
    assert "Sheet!B3" in told["duplicate_code"].text
    assert told["no_name"].field == "Sheet!A5"
    assert told["error"].field == "Sheet!B6"
    assert [row.refused for row in found] == [False, False, True, True, False]


def test_csv_in_gb18030(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes("部门,项目名称,事项编码\n某局,许可,000117051000\n".encode("gb18030"))
    (row,) = FEED.rows(file)
    assert row.item is not None
    assert (row.item.department_name, row.item.catalog_code) == ("某局", "000117051000")


def test_the_catalogue_takes_only_whole_rows(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"部门,事项名称,编码\n某局,甲,{USCC}3000117001000\n某局,乙,000117051000\n", encoding="utf-8")
    whole, bare = feed_named("sheet").read(file)
    assert not whole.refused
    assert bare.refused
    assert "可以用于对标" in bare.notes[-1].text


def test_no_list_at_all(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(FeedUnreadable, match="事项名称"):
        list(FEED.rows(file))
