"""Lines into a workbook and back: nothing is lost, and every bad cell is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tongban.catalogue.content import FaqView, FeeItemView, FeeView, LegalBasisView, MaterialView, StepView
from tongban.catalogue.exchange.national import write_national
from tongban.catalogue.exchange.reading import MOST_PROBLEMS, Problem, Reading, is_own_workbook, read_workbook
from tongban.catalogue.exchange.workbook import write_csv_files, write_workbook
from tongban.catalogue.import_mapping import content_of
from tongban.catalogue.listing import Listing
from tongban.catalogue.tests.conftest import guide, working_days
from tongban.feeds.errors import FeedUnreadable
from tongban.feeds.registry import feed_named
from tongban.feeds.sheet_files import open_book
from tongban.kernel.deadline import Limit, LimitUnit

CODE = "11410500MB0000001U3410123901001"
AWKWARD = guide(
    name="=1+1",
    promised=Limit(0, LimitUnit.HOUR),
    accept_conditions="+长" * 20_000 + "\r\n_x000D_\x0b尾",
    places=("一楼\n二楼", "", "[三楼]"),
    phones=("0372-0000001", "@12345"),
    themes=("-a",),
    aliases=("〔续文 1〕",),
    commitment="〔续文 1〕",
    hours=" 前后空格 ",
    visits=None,
    online=None,
    materials_stated=False,
    fee=FeeView(charged=True, items=(FeeItemView("工本费", "10元", "x"), FeeItemView("'=2", "", ""))),
    materials=(
        MaterialView(1, "申请表", "optional", form="copy", copies=0, medium="both", situations=("air", "W00")),
        MaterialView(2, "0012", "tolerable", "0099", source="intermediary"),
    ),
    steps=(StepView("受理", "clerk", working_days(0), "accept"), StepView("公示", "approver", None, "", "\t=x")),
    legal_bases=(LegalBasisView("条例", "第一条", "a\nb", True, "令1号"),),
    faqs=(FaqView("问？", "答。"),),
    extra={"a": [1, {"b": None}]},
)


def line(content: Any = None, code: str = CODE, **changes: Any) -> Listing:
    values: dict[str, Any] = {
        "code": code,
        "task_code": code,
        "catalog_code": code[19:31],
        "entry_name": "公共场所卫生许可",
        "item_kind": "licensing",
        "exercise_level": "3",
        "region_code": "410500",
        "department_name": "同安市卫生健康委员会",
        "department_code": code[:18],
        "number": 1,
        "content": content or guide(),
    }
    return Listing(**{**values, **changes})


@pytest.mark.parametrize(("write", "name"), [(write_workbook, "a.xlsx"), (write_csv_files, "a.zip")])
def test_everything_comes_back(tmp_path: Path, write: Callable[..., int], name: str) -> None:
    file = tmp_path / name
    lines = [line(), line(AWKWARD, CODE[:-3] + "W00")]
    assert write(lines, file) == 2
    book = open_book(file)
    assert is_own_workbook(book)
    reading = read_workbook(book)
    assert reading.problems == []
    assert [found.content for found in reading.lines] == [guide(), AWKWARD]
    assert [found.code for found in reading.lines] == [CODE, CODE[:-3] + "W00"]


def test_nothing_is_written_as_a_formula_and_codes_are_text(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    write_workbook([line(AWKWARD)], file)
    book = load_workbook(file)
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    page = book["材料"]
    assert (page["D4"].value, page["D4"].number_format) == ("容缺后补", "@")
    assert page["E4"].value == "0099"
    assert page.freeze_panes == "C3"
    assert page.row_dimensions[1].hidden
    rules = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
    words = book["说明"][rules["D3:D200000"].replace("说明!", "").replace("$", "")]
    assert [cell[0].value for cell in words] == ["必要", "非必要", "容缺后补"]


def test_csv_cells_are_no_formulas_either(tmp_path: Path) -> None:
    import zipfile

    file = tmp_path / "a.zip"
    write_csv_files([line(AWKWARD)], file)
    with zipfile.ZipFile(file) as archive:
        text = archive.read("事项.csv").decode("utf-8-sig")
    assert ",'=1+1," in text


def changed(tmp_path: Path, change: Callable[[Workbook], None], *lines: Listing) -> Reading:
    """The workbook of the lines after somebody worked on it."""
    file = tmp_path / "changed.xlsx"
    write_workbook(lines or [line()], file)
    book = load_workbook(file)
    change(book)
    book.save(file)
    return read_workbook(open_book(file))


def put(sheet: str, cell: str, value: Any) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[sheet][cell].value = value

    return change


def column(name: str, sheet: str = "事项") -> str:
    from openpyxl.utils import get_column_letter

    from tongban.catalogue.exchange.tables import sheets

    return get_column_letter([found.name for found in sheets()[sheet]].index(name) + 1)


@pytest.mark.parametrize(
    ("sheet", "name", "value", "words"),
    [
        ("事项", "promised", "=SUM(1,2)", "公式"),
        ("事项", "promised", "五天", "5个工作日"),
        ("事项", "promised", 5, "看不出单位"),
        ("事项", "visits", "两次", "0到99"),
        ("事项", "visits", 100, "0到99"),
        ("事项", "visits", True, "0到99"),
        ("事项", "online", "可以", "是、否"),
        ("事项", "case_kind", "", "可以填"),
        ("事项", "channels", "窗口、电报", "“电报”不能用"),
        ("事项", "phones", 3720000001, "开头的0"),
        ("事项", "code", 410500, "开头的0"),
        ("事项", "name", "", "不能空着"),
        ("事项", "hours", dt.datetime(2026, 3, 5), "日期"),
        ("事项", "hours", 0.375, "应填文字"),
        ("事项", "result.kind", "證照", "简体字"),
        ("事项", "form_schema", "{坏", "JSON"),
        ("材料", "necessity", "随便", "必要、非必要、容缺后补"),
        ("材料", "copies", "#N/A", "错误值"),
        ("材料", "order", 2, "序号2不止一个"),
        ("材料", "item_code", "X", "没有编码X"),
        ("环节", "seat", "", "可以填"),
        ("依据", "law", None, "不能空着"),
    ],
)
def test_a_bad_cell_is_named(tmp_path: Path, sheet: str, name: str, value: Any, words: str) -> None:
    place = f"{column(name, sheet)}3"
    reading = changed(tmp_path, put(sheet, place, value))
    assert reading.faulty
    found = [problem for problem in reading.problems if problem.place == f"{sheet}!{place}"]
    assert found, reading.problems
    assert words in found[0].text
    assert [one.content for one in reading.lines if one.code == CODE] in ([], [None]) or name == "item_code"


def texts(problems: list[Problem]) -> str:
    return "\n".join(f"{problem.place}：{problem.text}" for problem in problems)


def test_merged_cells_are_named_one_by_one(tmp_path: Path) -> None:
    place = column("name", "材料")
    reading = changed(tmp_path, lambda book: book["材料"].merge_cells(f"{place}3:{place}5"))
    assert [problem.place for problem in reading.problems] == [f"材料!{place}{row}" for row in (3, 4, 5)]
    assert "合并单元格" in reading.problems[0].text


def test_missing_sheets_columns_and_names(tmp_path: Path) -> None:
    assert "缺少工作表“材料”" in texts(changed(tmp_path, lambda book: book.remove(book["材料"])).problems)
    gone = changed(tmp_path, lambda book: book["环节"].delete_cols(4))
    assert "缺少列“办理岗位”" in texts(gone.problems)
    headless = changed(tmp_path, lambda book: book["事项"].delete_rows(1))
    assert "第一行（固定名称）不见了" in texts(headless.problems)
    twice = changed(tmp_path, put("材料", "Z1", "name"))
    assert "材料!Z1：列“材料名称”（name）不止一个" in texts(twice.problems)
    assert gone.faulty
    assert headless.faulty
    assert twice.faulty


def test_what_is_unknown_is_said_and_not_used(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book.create_sheet("我的草稿")["A1"] = "x"
        book["事项"]["CZ1"] = "remark"
        book["事项"]["CZ3"] = "备注"

    reading = changed(tmp_path, change)
    assert not reading.faulty
    assert {problem.kind for problem in reading.problems} == {"unknown_sheet", "unknown_column"}
    assert reading.lines[0].content == guide()


def test_the_same_code_twice(tmp_path: Path) -> None:
    other = CODE[:-1] + "2"
    reading = changed(tmp_path, put("事项", "A4", CODE), line(), line(code=other))
    found = [problem for problem in reading.problems if problem.kind == "duplicate_code"]
    assert [(problem.place, problem.row) for problem in found] == [("事项!A4", 4)]


def test_a_piece_of_a_long_text_is_missed(tmp_path: Path) -> None:
    reading = changed(tmp_path, lambda book: book["续文"].delete_rows(4), line(AWKWARD))
    assert "找不到完整的续文" in texts(reading.problems)
    assert reading.faulty


def test_a_sheet_full_of_faults_names_the_first_and_counts_the_others(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        for row in range(3, 3 + MOST_PROBLEMS):
            book["材料"].cell(row, 1, CODE)
            book["材料"].cell(row, 2, "=1")

    reading = changed(tmp_path, change)
    assert len(reading.problems) == MOST_PROBLEMS + 1
    assert reading.problems[-1].kind == "more"
    assert "处错误没有逐一列出" in reading.problems[-1].text


def test_one_long_text_named_by_every_row_is_no_bomb(tmp_path: Path) -> None:
    lines = [line(guide(accept_conditions="长" * 2_000_000))]
    lines += [line(code=f"{CODE[:-3]}{number}") for number in range(100, 140)]
    file = tmp_path / "changed.xlsx"
    write_workbook(lines, file)
    book = load_workbook(file)
    for row in range(4, 44):
        book["事项"][f"{column('accept_conditions')}{row}"].value = "〔续文 1〕"
    book.save(file)
    reading = read_workbook(open_book(file))
    assert {problem.place for problem in reading.problems} >= {f"事项!{column('accept_conditions')}43"}
    assert "续文合计超过" in reading.problems[0].text


def test_characters_that_spreadsheets_count_twice(tmp_path: Path) -> None:
    """A cell holds 32,767 UTF-16 units: a longer text goes to 续文, and is refused where the layout has none."""
    text = "𠮷" * 20_000
    write_workbook([line(guide(accept_conditions=text))], tmp_path / "a.xlsx")
    book = open_book(tmp_path / "a.xlsx")
    assert len(book.sheets["续文"].rows) > 2
    assert read_workbook(book).lines[0].content == guide(accept_conditions=text)
    with pytest.raises(ValueError, match=r"\.json"):
        write_national([line(guide(accept_conditions=text))], tmp_path / "b.xlsx")


def test_files_that_are_no_workbook(tmp_path: Path) -> None:
    cases: dict[str, tuple[bytes, str]] = {
        "old.xlsx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 .xls"),
        "locked.xlsx": (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "密码",
        ),
        "page.xls": (b"<html><table><tr><td>a</td></tr></table></html>", "网页"),
        "broken.xlsx": (b"PK\x03\x04 and no more", "坏的"),
        "binary.csv": (b"\x00\x01\x02" * 100, "不是表格"),
        "bytes.csv": (b"a,b\n\xff\xff\xff,\xfe", "编码"),
        "other.zip": (b"PK\x05\x06" + b"\0" * 18, "没有工作表"),
    }
    for name, (content, words) in cases.items():
        file = tmp_path / name
        file.write_bytes(content)
        with pytest.raises(FeedUnreadable) as refused:
            open_book(file)
        assert words in refused.value.sentence, name
    with pytest.raises(FeedUnreadable):
        open_book(tmp_path / "nothing.xlsx")


def test_a_workbook_with_a_part_cut_off(tmp_path: Path) -> None:
    import zipfile

    whole, cut = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_workbook([line()], whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(cut, "w") as target:
        for entry in source.namelist():
            content = source.read(entry)
            target.writestr(entry, content[: len(content) // 2] if "sheet2" in entry else content)
    with pytest.raises(FeedUnreadable, match="不是完整的"):
        open_book(cut)


@pytest.mark.parametrize("what", ["size", "bomb", "rows"])
def test_what_is_too_large_is_refused_before_it_is_parsed(tmp_path: Path, what: str) -> None:
    import time
    import zipfile

    file = tmp_path / "a.xlsx"
    if what == "size":
        with file.open("wb") as sparse:
            sparse.truncate(51 << 20)
    else:
        piece = b"<row></row>" if what == "rows" else b"\0" * 11
        write_workbook([line()], file)
        with (
            zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive,
            archive.open("xl/worksheets/x.xml", "w") as part,
        ):
            for _ in range(40 if what == "rows" else 700):
                part.write(piece * 60_000)
    begun = time.process_time()
    with pytest.raises(FeedUnreadable) as refused:
        open_book(file)
    assert time.process_time() - begun < 10
    assert {"size": "最大 50 MB", "bomb": "压缩炸弹", "rows": "空行"}[what] in refused.value.sentence


def test_a_false_size_and_a_lonely_last_row_cost_nothing(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book["事项"]["A1048576"] = " "

    reading = changed(tmp_path, change)
    assert {problem.place for problem in reading.problems} >= {f"事项!{column('name')}1048576"}


def test_csv_as_chinese_spreadsheets_save_it(tmp_path: Path) -> None:
    file = tmp_path / "清单.csv"
    file.write_bytes("事项名称,编码\n食品经营许可,000117051000\n".encode("gb18030"))
    book = open_book(file)
    assert book.mended == ("编码不是 UTF-8，已按 GB 18030 读取",)
    assert book.sheets["清单"].rows[1].values == ("食品经营许可", "000117051000")


@pytest.mark.real_data
def test_all_real_items_come_back(tmp_path: Path, real_data: Path) -> None:
    files = [real_data / f"items/{name}.jsonl" for name in ("guangdong_province", "guangzhou_city")]
    items = [row.item for file in files for row in feed_named("guangdong").read(file) if row.item]
    lines = [line(content_of(item), item.code, item_kind=item.item_kind) for item in items]
    assert len(lines) == 2262
    file = tmp_path / "real.xlsx"
    write_workbook(lines, file)
    reading = read_workbook(open_book(file))
    assert reading.problems == []
    wrong = [one.code for one, ours in zip(reading.lines, lines, strict=True) if one.content != ours.content]
    assert wrong == []
