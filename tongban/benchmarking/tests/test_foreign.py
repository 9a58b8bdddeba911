"""Lists of other places in the states they come in: what can be read is compared, every row and cell that cannot is
named, and a file that cannot be read at all leaves nothing behind."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tongban.benchmarking import foreign, selectors, services
from tongban.benchmarking.errors import ListUnreadable
from tongban.benchmarking.foreign import Foreign, read_foreign
from tongban.benchmarking.models import Comparison, TheirLine
from tongban.benchmarking.tests.test_alignment_real import kept
from tongban.benchmarking.tests.test_comparison import BUREAU, SYSTEM, proposals
from tongban.catalogue import services as catalogue
from tongban.feeds.errors import FeedUnreadable
from tongban.feeds.guangdong import FEED as GUANGDONG
from tongban.feeds.sheet_files import MOST_BYTES

HEAD = ["事项名称", "编码", "部门"]


def workbook(*rows: list[Any], change: Callable[[Workbook], object] | None = None) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "清单"
    for one in rows:
        page.append(one)
    if change is not None:
        change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def without(content: bytes, part: str, instead: bytes | None = None) -> bytes:
    """The archive without one part, or with other bytes in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
            elif instead is not None:
                new.writestr(name, instead)
    return file.getvalue()


def read(folder: Path, content: bytes, name: str = "乙市.xlsx") -> Foreign:
    file = folder / name
    file.write_bytes(content)
    return read_foreign(file)


GOOD = workbook(HEAD, ["取水许可", "A1", "水务局"])
SHEET = "xl/worksheets/sheet1.xml"
BOMB = b"<worksheet><sheetData>" + b"<row/>" * 400_000
BROKEN = {
    "nothing": b"",
    "another encoding": b"\xff\xfe\x00\x81",
    "half a character": "事项名称,编码\n取水许可,1\n".encode("gb18030") + b"\xff\n",
    "no heading": "列一,列二\n甲,乙\n".encode(),
    "only a heading": "事项名称,编码\n".encode(),
    "no archive": b"PK\x03\x04broken",
    "broken XML": without(GOOD, SHEET, b"<worksheet><sheetData><row r='1'><c t='inlineStr'"),
    "no sheet": without(GOOD, SHEET),
    "no book": without(GOOD, "xl/workbook.xml"),
    "rows without end": without(GOOD, SHEET, BOMB),
    "old or locked": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "a page": "<html><table><tr><td>事项名称</td></tr></table></html>".encode(),
    "no JSON": b"{broken\n[1]\n",
    "JSON without names": b'{"a": "b"}\n',
    "one JSON list": '[{"名称": "取水许可"}]\n'.encode(),
    "too many keys": "\n".join(json.dumps({"name": "甲", f"k{n}": 1}) for n in range(500)).encode(),
    "too many columns": workbook(HEAD, ["甲", *range(500)]),
    "names that are formulas": workbook(HEAD, ["=A1", "1", "甲局"], ["=A2", "2", "乙局"]),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(tmp_path: Path, kind: str) -> None:
    with pytest.raises((ListUnreadable, FeedUnreadable)) as refusal:
        read(tmp_path, BROKEN[kind])
    assert "乙市.xlsx" in refusal.value.sentence
    assert len(refusal.value.sentence) > 20


def test_a_file_that_is_missing_or_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FeedUnreadable):
        read_foreign(tmp_path / "missing.csv")
    for head in (b"PK\x03\x04", b'{"a": 1}\n', "事项名称\n".encode()):
        large = tmp_path / "large"
        large.write_bytes(head)
        with large.open("r+b") as file:
            file.truncate(MOST_BYTES + 1)
        with pytest.raises(FeedUnreadable, match="50 MB"):
            read_foreign(large)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "乙市.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bomb:
        with bomb.open("xl/styles.xml", "w") as part:
            for _ in range(401):
                part.write(bytes(1 << 20))
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            bomb.writestr(name, b"<x/>")
    assert file.stat().st_size < 4 << 20
    with pytest.raises(FeedUnreadable, match="压缩炸弹"):
        read_foreign(file)


def test_names_that_are_formulas_are_named_by_their_cells(tmp_path: Path) -> None:
    with pytest.raises(ListUnreadable, match=r"清单!A2：.*公式.*清单!A3"):
        read(tmp_path, BROKEN["names that are formulas"])


def test_more_lines_than_any_place_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "MOST_LINES", 2)
    with pytest.raises(ListUnreadable, match="超过2项"):
        read(tmp_path, workbook(HEAD, ["甲", 1], ["乙", 2], ["丙", 3]))


def test_bad_rows_are_said_by_their_cells_and_the_rest_is_read(tmp_path: Path) -> None:
    rows = "事项名称,编码\n取水许可,1\n,2\n取水许可变更,1\n\n排污许可,3\n"
    found = read(tmp_path, rows.encode("gb18030"), "a.csv")
    assert [(line.name, line.code) for line in found.lines] == [("取水许可", "1"), ("排污许可", "3")]
    assert found.findings == (
        "编码不是 UTF-8，已按 GB 18030 读取",
        "没有收录：A3：没有事项名称",
        "没有收录：B4：编码与B2重复",
    )


def test_merged_cells_formulas_and_changed_cells_are_said(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book["清单"].merge_cells("C2:C4")
        book.create_sheet("说明").append(["本表由某局填报"])

    rows: list[list[Any]] = [
        HEAD,
        ["甲许可", "A1", "水务局"],
        ["乙许可", "=A1", None],
        ["丙许可", 117051000, None],
        [None, "A4", None],
    ]
    found = read(tmp_path, workbook(*rows, change=change))
    assert [(line.name, line.code, line.department_name) for line in found.lines] == [
        ("甲许可", "A1", "水务局"),
        ("乙许可", "行 3", "水务局"),
        ("丙许可", "117051000", "水务局"),
    ]
    first, second, third, last = found.findings
    assert "工作表“说明”里没有“事项名称”一列，没有读取" in first
    assert "清单!B3：这一格是公式" in second
    assert "清单!C3：在合并单元格（C2:C4）里，按同一内容读取" in second
    assert "清单!B4：编码存成了数字" in third
    assert last == "没有收录：清单!A5：没有事项名称"


def test_lines_of_json_are_a_table_whose_bad_lines_are_said(tmp_path: Path) -> None:
    lines = [
        '{"name": "取水许可", "dept_name": "水务局", "cataid": "000117051000"}', "{broken", '"x"',
        '{"code": "A4"}', '{"name": {"a": 1}, "code": "A5"}', '{"NAME": "排污许可", "code": "A6"}',
        '{"name": "养殖许可", "code": "A6"}',
    ]  # fmt: skip
    found = read(tmp_path, "\n".join(lines).encode(), "a.jsonl")
    assert [(line.name, line.code, line.department_name, line.catalog_code) for line in found.lines] == [
        ("取水许可", "行 1", "水务局", "000117051000"),
        ("养殖许可", "A6", "", ""),
    ]
    said = "\n".join(found.findings)
    assert len(found.findings) == 5
    assert "不是完整的 JSON" in said
    assert "这一行不是一个 JSON 对象" in said
    assert "第4行“name”：没有事项名称" in said
    assert "第5行“name”：这一格是公式、错误值或者不是文字" in said


def test_two_files_pasted_together_are_read_line_by_line(tmp_path: Path) -> None:
    content = "事项名称,编码\n取水许可,1\n".encode() + "河道采砂许可,2\n".encode("gb18030")
    found = read(tmp_path, content, "a.csv")
    assert [line.name for line in found.lines] == ["取水许可", "河道采砂许可"]
    assert found.findings == ("第3行的编码不是 UTF-8，已按 GB 18030 读取",)


def test_traditional_characters_are_said_and_aligned(tmp_path: Path) -> None:
    theirs = read(tmp_path, "事項名稱,編碼\n藥品經營許可證核發（變更）,1\n".encode(), "a.csv")
    assert theirs.lines[0].name == "藥品經營許可證核發（變更）"
    assert "A2：名称里有繁体字“藥經營許證發變”，按简体字比对" in theirs.findings[0]
    mine = read(tmp_path, "事项名称\n药品经营许可证核发（变更）\n药品经营许可证核发（注销）\n".encode(), "b.csv")
    (match,) = selectors.align(mine.lines, theirs.lines).pairs
    assert (match.ours, match.theirs) == (0, 0)


def test_codes_longer_than_any_do_not_clash_unsaid(tmp_path: Path) -> None:
    same = "X" * 70
    found = read(tmp_path, f"事项名称,编码\n甲,{same}1\n乙,{same}2\n".encode(), "a.csv")
    assert [line.code for line in found.lines] == ["X" * 60]
    assert "B2：内容有71个字，超过60个字，已截短" in found.findings[0]
    assert "没有收录：" in found.findings[1]
    assert "编码与B2重复" in found.findings[1]


def test_a_common_entry_of_several_lines_is_no_clash(tmp_path: Path) -> None:
    rows = "事项名称,基本编码\n取水许可（新办）,000117051000\n取水许可（变更）,000117051000\n取水许可（延续）,1170\n"
    found = read(tmp_path, rows.encode(), "a.csv")
    assert [line.catalog_code for line in found.lines] == ["000117051000", "000117051000", ""]
    assert found.findings == ("B4：“1170”不是12位基本编码，没有采用",)


@pytest.mark.django_db
def test_a_refused_file_leaves_no_comparison(ours: None, tmp_path: Path) -> None:
    for kind in ("broken XML", "rows without end", "no JSON", "only a heading"):
        file = tmp_path / "乙市.xlsx"
        file.write_bytes(BROKEN[kind])
        with pytest.raises((ListUnreadable, FeedUnreadable)):
            services.start_comparison(ours_region="440100", theirs_file=file, actor=BUREAU)
    assert not Comparison.objects.exists()
    assert not TheirLine.objects.exists()


@pytest.mark.django_db
def test_eleven_hundred_names_and_codes_from_a_spreadsheet(ours: None, tmp_path: Path) -> None:
    """A title above, sequence numbers, merged departments; every twentieth row is at fault in a way of its own."""
    rows: list[list[Any]] = [["某市政务服务事项清单"], ["序号", *HEAD]]
    for number in range(1, 1101):
        name, code = f"{name_of(number)}备案", f"YS{number:05}"
        if number % 20 == 0:
            name, code = [("", code), (name, f"YS{number - 1:05}"), (name, "=B3")][number // 20 % 3]
        rows.append([number, name, code, f"第{number // 100}局"])
    rows[501][1:3] = ["新增取水许可", "YS90001"]
    file = tmp_path / "乙市.xlsx"
    file.write_bytes(workbook(*rows, change=lambda book: book["清单"].merge_cells("D3:D40")))
    uid = services.start_comparison(ours_region="440100", theirs_file=file, actor=BUREAU).uid
    view = selectors.comparison(uid, viewer=BUREAU)
    without_name = twice = formula = 18
    assert view.theirs_count == 1100 - without_name - twice == TheirLine.objects.count()
    refused = [text for text in view.findings if text.startswith("没有收录：")]
    assert len(refused) == without_name + twice
    assert sum("公式" in text for text in view.findings) == formula
    assert sum("在合并单元格（D3:D40）里" in text for text in view.findings) == 37
    assert view.findings_count == len(view.findings)
    assert proposals(uid)["取水许可（新办）"].theirs.code == "YS90001"


def name_of(number: int) -> str:
    """A made-up matter, each another."""
    stems = "桥梁河道林地草场渔港仓库广场影院书店车站码头矿井窑炉温室"
    return "".join(stems[number // 28**place % 28] for place in range(3))


@pytest.mark.real_data
@pytest.mark.django_db
def test_eleven_hundred_real_names_without_their_codes(real_data: Path, tmp_path: Path) -> None:
    """Guangzhou's guides against a spreadsheet of 1,100 of the province's names, departments and numbers of its own."""
    city = real_data / "items/guangzhou_city.jsonl"
    assert catalogue.import_feed("guangdong", city, actor=SYSTEM).refused == 0
    partners = {one["ours"][0]: one["theirs"] for one in kept("partners.json")["partners"]}
    province = [one.item for one in GUANGDONG.read(real_data / "items/guangdong_province.jsonl") if one.item]
    meant = {code for codes in partners.values() for code in codes}
    chosen = sorted(province, key=lambda item: item.code not in meant)[:1100]
    rows = [[item.name, f"C{number}", item.department_name] for number, item in enumerate(chosen)]
    file = tmp_path / "省.xlsx"
    file.write_bytes(workbook(HEAD, *rows))
    uid = services.start_comparison(ours_region="440100", theirs_file=file, actor=BUREAU).uid
    view = selectors.comparison(uid, viewer=BUREAU)
    assert view.theirs_count == 1100
    assert all("名称里有繁体字" in text for text in view.findings)
    assert view.findings_count <= 5
    right = {code: {f"C{n}" for n, item in enumerate(chosen) if item.code in codes} for code, codes in partners.items()}
    found = {pair.ours_code: pair.theirs.code for pair in selectors.pairs(uid, viewer=BUREAU)}
    hits = sum(found.get(code) in codes for code, codes in right.items())
    assert hits / len(partners) >= 0.9
    assert hits / len(found) >= 0.95
