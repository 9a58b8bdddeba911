"""The feed `sheet`: a bare list of another city's items, its columns told by the words of their headings.

Lists of names and codes come in every shape: a title above, sequence numbers, merged department cells, traditional
characters, one JSON object a line. `rows` gives all that have a name, for benchmarking; `read` refuses those that the
catalogue cannot hold.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from tongban.feeds.errors import FeedUnreadable
from tongban.feeds.jsonlines import storable
from tongban.feeds.national_tables import ITEM_KINDS
from tongban.feeds.national_texts import limit_from
from tongban.feeds.rows import FeedItem, FeedRow, Note, Weight
from tongban.feeds.sheet_files import Odd, Row, Sheet, open_book, opening
from tongban.feeds.sheet_lines import records
from tongban.feeds.traditional import SIMPLIFIED, TRADITIONAL
from tongban.kernel.deadline import Limit
from tongban.kernel.standards import BadCode, TaskCode, normalise, parse_item_code

#: What a heading says, most telling words first; each column is taken by the first word that fits.
HEADINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("promised", re.compile("承诺.*(时限|时间|期限|天数|工作日)")),
    ("statutory", re.compile("法定.*(时限|时间|期限|天数|工作日)")),
    ("visits", re.compile("到.*现场.*次数|跑动次数|到.*大厅.*次数|到场次数")),
    ("materials", re.compile("材料")),
    ("catalog", re.compile("(基本|目录)编码|^cata(log)?_?(id|code)$")),
    ("code", re.compile("(实施|业务办理项|办理项|事项|清单|项目)?编码|编号$|事项代码|^(task|item)?_?code$")),
    ("item_kind", re.compile("事项类型|事项类别|权力类型|职权类型")),
    (
        "department",
        re.compile("实施主体|实施机关|部门|主管单位|责任单位|实施单位|^(所属)?单位(名称)?$|^dep(t|artment)(_?name)?$"),
    ),
    (
        "name",
        re.compile(
            "业务办理项名称|办理项名称|事项名称|子项名称|主项名称|项目名称|^名称$|^事项$|^(task|item|matter)?_?name$"
        ),
    ),
)
#: Two headings that say the same: the more exact one first.
_EXACT = {
    "code": ("业务办理项编码", "办理项编码", "实施编码", "事项编码"),
    "name": ("业务办理项名称", "办理项名称", "子项名称", "事项名称"),
}
_KIND_WORDS = {
    "行政许可": "licensing", "行政确认": "confirmation", "行政给付": "benefit_payment", "行政奖励": "reward",
    "行政裁决": "adjudication", "行政检查": "inspection", "行政征收": "levy", "其他行政权力": "other_power",
    "公共服务": "public_service", "行政处罚": "punishment", "行政强制": "coercion",
}  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_CATALOG = re.compile("[0-9A-Z]{12}")
_NATIONAL = 31
_HEAD_WITHIN = 20


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the headings stand, what each column is, and which columns nobody knows."""

    row: int
    columns: dict[str, int]
    unknown: tuple[str, ...]


def layout_of(sheet: Sheet) -> Layout | None:
    """The heading row among the first twenty: the one with most known words, a name among them."""
    best: Layout | None = None
    for row in sheet.rows[:_HEAD_WITHIN]:
        found = _columns(row)
        if "name" in found.columns and (best is None or len(found.columns) > len(best.columns)):
            best = found
    return best


def _columns(row: Row) -> Layout:
    heads = [re.sub(r"\s", "", _shown(value)).translate(SIMPLIFIED).lower() for value in row.values]
    columns: dict[str, int] = {}
    unknown = []
    for index, head in enumerate(heads):
        name = next((name for name, words in HEADINGS if words.search(head) and len(head) <= 30), "")
        if not name:
            unknown += [head[:40]] if head else []
        elif name not in columns or _rank(name, head) < _rank(name, heads[columns[name]]):
            columns[name] = index
    return Layout(row.number, columns, tuple(unknown))


def _rank(name: str, head: str) -> int:
    exact = _EXACT.get(name, ())
    return next((rank for rank, word in enumerate(exact) if word in head), len(exact))


def _shown(value: object) -> str:
    if isinstance(value, Odd):
        return value.value if value.kind == "merged" else ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)


def _filled(value: object) -> bool:
    """Whether a cell holds anything, a formula too; a merged one only where its first cell does."""
    return bool(_shown(value).strip()) or (isinstance(value, Odd) and value.kind != "merged")


def _tables(path: Path) -> tuple[Collection[Sheet], tuple[FeedRow, ...], tuple[str, ...]]:
    """The tables of a file, the lines that are no rows of any, and what was put right to read it."""
    if opening(path).removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"{", b"["):
        sheet, refused = records(path)
        return (sheet,), refused, ()
    book = open_book(path)
    return book.sheets.values(), (), book.mended


class SheetFeed:
    """The reader registered as `sheet`."""

    name = "sheet"
    title = "事项清单表格"
    silent_on = ("设定依据", "办理流程", "申请表单", "审批结果", "收费", "服务对象", "办理形式", "联系方式")

    def rows(self, path: Path) -> Iterator[FeedRow]:
        """Every row with a name, however little else it says; `task_code` holds the code as given, or nothing.

        Row numbers go on over the sheets of a workbook. What concerns the file as a whole (an encoding, a sheet that is
        no list) is noted on the first row. Raises `FeedUnreadable` where no sheet has a heading for names.
        """
        sheets, refused, mended = _tables(path)
        found = [(sheet, layout) for sheet in sheets if (layout := layout_of(sheet))]
        if not found:
            raise FeedUnreadable(name=path.name[:120], reason="没有一列的列名是“事项名称”之类，认不出事项清单")
        read = {sheet.name for sheet, _ in found}
        notes = [Note(Weight.MENDED, "wrong_encoding", text) for text in mended]
        notes += [
            Note(Weight.FINDING, "no_list", f"工作表“{sheet.name[:40]}”里没有“事项名称”一列，没有读取")
            for sheet in sheets
            if sheet.rows and sheet.name not in read
        ]
        for row in chain(refused, self._rows(found)):
            yield replace(row, notes=(*notes, *row.notes))
            notes = []

    def _rows(self, found: list[tuple[Sheet, Layout]]) -> Iterator[FeedRow]:
        before = 0
        seen: dict[str, str] = {}
        for sheet, layout in found:
            for row in sheet.rows:
                if row.number > layout.row and any(map(_filled, row.values)):
                    yield _Reader(sheet, layout, row, seen).read(before)
            before += sheet.rows[-1].number

    def read(self, path: Path) -> Iterator[FeedRow]:
        """The same rows; refused are those without a whole task code, a known type and an authority."""
        for row in self.rows(path):
            item = row.item
            missing = []
            if item is not None:
                missing += [] if len(item.task_code) == 31 else ["31位或者33位编码"]
                missing += [] if item.item_kind else ["事项类型"]
                missing += [] if item.department_name else ["实施主体"]
            if missing:
                text = f"没有{'、'.join(missing)}，不能收录（可以用于对标）"
                row = replace(row, item=None, notes=(*row.notes, Note(Weight.REFUSED, "not_complete", text)))
            yield row


class _Reader:
    """One row of the list."""

    def __init__(self, sheet: Sheet, layout: Layout, row: Row, seen: dict[str, str]) -> None:
        self.sheet, self.layout, self.row, self.seen = sheet, layout, row, seen
        self.notes: list[Note] = []

    def note(self, kind: str, text: str, name: str, weight: Weight = Weight.FINDING) -> None:
        place = self.sheet.place(self.row.number, self.layout.columns.get(name, 0))
        self.notes.append(Note(weight, kind, f"{place}：{text}", place))

    def text(self, name: str, most: int = 2000) -> str:
        index = self.layout.columns.get(name)
        value = self.row.at(index) if index is not None else None
        if isinstance(value, Odd) and value.kind != "merged":
            self.note(value.kind, "这一格是公式、错误值或者不是文字，没有采用", name)
        elif isinstance(value, Odd):
            self.note("merged", f"在合并单元格（{value.text}）里，按同一内容读取", name, Weight.MENDED)
        elif value is not None and not isinstance(value, str | int | float):
            self.note("wrong_type", f"表格软件把这一格改成了日期或时间（{value}），没有采用", name)
            return ""
        elif name in ("code", "catalog") and isinstance(value, int | float):
            self.note("number_for_text", f"编码存成了数字 {value}，开头的0或后面的位数可能已经丢失", name)
        text = _CONTROL.sub("", str(storable(_shown(value)))).strip()
        if len(text) > most:
            self.note("too_long", f"内容有{len(text)}个字，超过{most}个字，已截短", name, Weight.MENDED)
        return "" if text[:most] in ("无", "/", "-", "—") else text[:most]

    def read(self, before: int) -> FeedRow:
        line = before + self.row.number
        name = re.sub(r"\s*\n\s*", "", self.text("name", 300))
        code = normalise(self.text("code", 60))
        if not name:
            self.note("no_name", "没有事项名称", "name", Weight.REFUSED)
            return FeedRow(line, code, None, tuple(self.notes))
        if other := TRADITIONAL.findall(name):
            self.note("traditional", f"名称里有繁体字“{''.join(dict.fromkeys(other))[:12]}”，按简体字比对", "name")
        if code and code in self.seen:
            self.note("duplicate_code", f"编码与{self.seen[code]}重复", "code", Weight.REFUSED)
            return FeedRow(line, code, None, tuple(self.notes))
        if code:
            self.seen[code] = self.sheet.place(self.row.number, self.layout.columns.get("code", 0))
        return FeedRow(line, code, self._item(name, code), tuple(self.notes))

    def _item(self, name: str, code: str) -> FeedItem:
        task: TaskCode | None = None
        catalog = self._catalog(code)
        handling = ""
        try:
            parsed = parse_item_code(code, strict=False)
            task = parsed if isinstance(parsed, TaskCode) else parsed.task_code
            catalog = task.catalog_code.value
            handling = parsed.value if parsed.value != task.value else ""
        except BadCode as error:
            # A city's own short number is no mistake; a code as long as the national one is meant to be it.
            if len(code) >= _NATIONAL:
                self.note("bad_code", error.sentence, "code")
        promised, statutory = self._limit("promised"), self._limit("statutory")
        materials = [part.strip() for part in re.split(r"\n|；|;", self.text("materials", 20_000)) if part.strip()]
        counted = len(materials) == 1 and materials[0].isdigit()
        return FeedItem(
            task_code=task.value if task else code,
            handling_code=handling,
            issuer_code=task.uscc if task else "",
            issuer_valid=bool(task) and not task.issuer_finding if task else False,
            department_name=re.sub(r"\s", "", self.text("department", 200)),
            region_code=task.uscc[2:8] if task and task.uscc[2:8].isdigit() else "",
            exercise_level=task.exercise_level if task else "",
            catalog_code=catalog,
            entry_name=name,
            main_code="",
            main_name="",
            item_kind=self._kind(catalog),
            item_state="in_use",
            name=name,
            statutory=statutory,
            promised=promised,
            on_the_spot=promised is not None and promised.number == 0,
            visits=self._visits(),
            materials=tuple(dict.fromkeys(_NUMBERED.sub("", one) for one in materials))
            if materials and not counted
            else None,
            extra={"material_count": int(materials[0])} if counted else {},
        )

    def _catalog(self, code: str) -> str:
        """The code of the basic catalogue: in a column of its own, or given as the item's code."""
        written = normalise(self.text("catalog", 60))
        if written and not _CATALOG.fullmatch(written):
            self.note("bad_code", f"“{written[:20]}”不是12位基本编码，没有采用", "catalog")
        return next((one for one in (written, code) if _CATALOG.fullmatch(one)), "")

    def _kind(self, catalog: str) -> str:
        """The type as written, else as the national catalogue code says it."""
        word = self.text("item_kind", 40)
        if word and word not in _KIND_WORDS:
            self.note("unknown_code", f"事项类型“{word[:20]}”看不懂", "item_kind")
        return _KIND_WORDS.get(word) or ITEM_KINDS.get(catalog[2:4], "")

    def _limit(self, name: str) -> Limit | None:
        """A limit in words, or a bare number under a heading that names its unit."""
        text = self.text(name, 60)
        head = self._head(name)
        if re.fullmatch("[0-9]{1,5}", text) and (unit := re.search("工作日|自然日|小时", head)):
            text += unit[0]
        found = limit_from(re.sub(r"[（(](工作日|自然日)[)）]", r"个\1", text).replace("个个", "个"))
        if text and found is None:
            self.note("unknown_limit", f"时限“{text[:20]}”看不出数字和单位，按未知处理", name)
        return found

    def _head(self, name: str) -> str:
        index = self.layout.columns.get(name)
        heads = next(row for row in self.sheet.rows if row.number == self.layout.row)
        return "" if index is None else _shown(heads.at(index)).translate(SIMPLIFIED)

    def _visits(self) -> int | None:
        text = self.text("visits", 20)
        match = re.fullmatch("([0-9]{1,2})次?", text)
        if text and match is None:
            self.note("unknown_number", f"到现场次数“{text}”不是次数，按未知处理", "visits")
        return int(match[1]) if match else None


_NUMBERED = re.compile(r"^\s*[（(]?[0-9]{1,2}[)）.、．]\s*")
FEED = SheetFeed()
