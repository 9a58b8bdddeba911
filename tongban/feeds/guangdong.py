"""The feed `guangdong`: service items with whole guides, one object a line, rows are handling units (业务办理项).

Taken as published (standards §1.8): wrong issuer codes, missing limits and vague materials are findings beside
the row, not reasons to refuse it. Refused is only what cannot be told apart or placed: no usable code, type, name
or department.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from tongban.feeds import guangdong_tables as tables
from tongban.feeds.jsonlines import Line, read_lines, storable
from tongban.feeds.rows import FeedItem, FeedRow, Json, Note, Weight
from tongban.feeds.wording import vague
from tongban.kernel.deadline import Limit
from tongban.kernel.standards import BadCode, TaskCode, normalise, parse_item_code
from tongban.kernel.standards.codes import EXERCISE_LEVELS, CatalogCode

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_PHONE_SPLIT = re.compile(r"[、；;,，/]\s*(?=\d)")


class _Refused(Exception):
    """Inside one row: nothing of it can be taken."""


class _Row:
    """One record being read: values cleaned column by column, notes gathered on the way."""

    def __init__(self, record: dict[str, Json], notes: tuple[Note, ...]) -> None:
        self.record = record
        self.notes = list(notes)
        for name in record.keys() - tables.COLUMNS.keys():
            shown = _CONTROL.sub("", str(storable(name)))[:40]
            self.finding("unknown_column", f"有未知的列“{shown}”，原样保留、不使用", shown)
        for name in tables.COLUMNS.keys() - record.keys():
            self.finding("missing_column", f"缺少列“{name}”", name)

    def finding(self, kind: str, text: str, field: str = "") -> None:
        self.notes.append(Note(Weight.FINDING, kind, text, field))

    def mended(self, kind: str, text: str, field: str) -> None:
        self.notes.append(Note(Weight.MENDED, kind, text, field))

    def refuse(self, kind: str, text: str, field: str) -> _Refused:
        self.notes.append(Note(Weight.REFUSED, kind, text, field))
        return _Refused()

    def clean(self, raw: str, field: str) -> str:
        """Without control characters and outer blanks, composed (NFC), not longer than the column."""
        value = _CONTROL.sub("", str(storable(unicodedata.normalize("NFC", raw)))).strip()
        if value != raw:
            self.mended("blanks", "去掉首尾空白或不可见字符", field)
        most = tables.COLUMNS[field]
        if len(value) > most:
            self.mended("too_long", f"内容有{len(value)}个字，超过{most}个字，已截短", field)
            value = value[:most].rstrip()
        return value

    def text(self, field: str) -> str:
        """The value as text; 无 and the like are empty."""
        raw = self.record.get(field)
        if raw is None:
            return ""
        if isinstance(raw, bool | list | dict):
            self.finding("wrong_type", f"“{field}”应为文字，没有采用", field)
            return ""
        if not isinstance(raw, str):
            self.mended("wrong_type", "数字已改为文字", field)
        value = self.clean(str(raw), field)
        return "" if value in tables.UNKNOWN else value

    def listing(self, field: str) -> tuple[str, ...] | None:
        """A list of texts without repeats; None where the source prints 无."""
        raw = self.record.get(field)
        if raw is None or (isinstance(raw, str) and raw.strip() in tables.UNKNOWN):
            return None
        entries = raw if isinstance(raw, list) else [raw]
        values: list[str] = []
        for entry in entries:
            if isinstance(entry, bool) or not isinstance(entry, str | int | float):
                self.finding("wrong_type", f"“{field}”中有一项不是文字，没有采用", field)
                continue
            value = self.clean(str(entry), field)
            if value in values:
                self.mended("repeated", f"“{value[:30]}”重复，只留一个", field)
            elif value not in tables.UNKNOWN:
                values.append(value)
        return tuple(values)

    def flag(self, field: str) -> bool | None:
        value = self.text(field)
        if value not in tables.YES_NO:
            self.finding("unknown_code", f"“{value[:20]}”不是“是”或“否”，按未知处理", field)
        return tables.YES_NO.get(value)

    def limit(self, field: str, what: str) -> Limit | None:
        value = self.text(field)
        try:
            return tables.parse_limit(value)
        except ValueError:
            self.finding("unknown_limit", f"{what}“{value[:20]}”看不懂，按未知处理", field)
            return None

    def number(self, field: str) -> int | None:
        value = self.text(field)
        if not value:
            return None
        if not re.fullmatch(r"[0-9]{1,2}", value):
            self.finding("unknown_number", f"“{value[:20]}”不是次数，按未知处理", field)
            return None
        return int(value)

    def phones(self, field: str) -> tuple[str, ...]:
        value = self.text(field)
        return tuple(part.strip() for part in _PHONE_SPLIT.split(value) if part.strip()) if value else ()


class GuangdongFeed:
    """The reader registered as `guangdong`."""

    name = "guangdong"
    title = "广东政务服务网"
    silent_on = ("设定依据", "办理流程", "申请表单", "审批结果", "收费", "材料的必要性和份数", "办件类型")

    def read(self, path: Path) -> Iterator[FeedRow]:
        """Every row of the file. A code that came before is refused with the line where it stands."""
        seen: dict[str, int] = {}
        for line in read_lines(path):
            row = self.parse(line)
            if row.item is not None and row.item.code in seen:
                note = Note(
                    Weight.REFUSED, "duplicate_code", f"编码与第{seen[row.item.code]}行重复，只取前一行", "TASK_CODE"
                )
                row = FeedRow(row.line, row.code, None, (*row.notes, note))
            elif row.item is not None:
                seen[row.item.code] = row.line
            yield row

    def parse(self, line: Line) -> FeedRow:
        """One line; never raises."""
        if line.record is None:
            return FeedRow(line.number, "", None, line.notes)
        row = _Row(line.record, line.notes)
        code = str(line.record.get("TASK_CODE") or "")[:40]
        try:
            item = _item(row)
        except _Refused:
            return FeedRow(line.number, _CONTROL.sub("", str(storable(code))), None, tuple(row.notes))
        return FeedRow(line.number, item.code, item, tuple(row.notes))


def _item(row: _Row) -> FeedItem:
    task, handling_code = _codes(row)
    kind = _kind(row)
    name, department = _names(row)
    entry_name = row.text("subCatalogName") or row.text("CATANAME") or name
    statutory, promised = _limits(row)
    visits = _visits(row)
    online = row.flag("ONLINECHECK")
    materials = _materials(row)
    window, places = _window(row, visits)
    phones, complaints = _phones(row)
    return FeedItem(
        task_code=task.value,
        handling_code=handling_code,
        issuer_code=task.uscc,
        issuer_valid=not task.issuer_finding,
        department_name=department,
        region_code=_region(row),
        exercise_level=_level(row, task),
        catalog_code=task.catalog_code.value,
        entry_name=entry_name,
        main_code=row.text("parentCatalogId"),
        main_name=row.text("parentCatalogName") or entry_name,
        item_kind=kind,
        item_state=_state(row),
        name=name,
        aliases=_aliases(row, name),
        local_code=row.text("matter_code"),
        statutory=statutory,
        promised=promised,
        on_the_spot=promised is not None and promised.number == 0,
        applicant_kinds=_applicant_kinds(row),
        visits=visits,
        online=online,
        window=window,
        online_url=row.text("URL"),
        online_platform=row.text("bear_paltform"),
        booking=row.flag("online_book"),
        booking_url=row.text("online_book_addr"),
        courier=row.flag("courier_service"),
        materials=materials,
        accept_conditions=row.text("accept_standard"),
        places=places,
        phones=phones,
        complaint_phones=complaints,
        themes=row.listing("theme_category") or (),
        joint_departments=row.text("co_department"),
        extra=_extra(row),
    )


def _kind(row: _Row) -> str:
    code = row.text("TASK_TYPE")
    if code not in tables.ITEM_KINDS:
        raise row.refuse("unknown_item_kind", f"事项类型“{code[:10]}”不在这个来源的代码表里", "TASK_TYPE")
    for field in ("TASK_TYPE_TEXT", "matter_type"):
        if (word := row.text(field)) and word != tables.KIND_WORDS[code]:
            row.finding("kind_differs", f"类型代码{code}与文字“{word[:20]}”不一致，以代码为准", field)
    return tables.ITEM_KINDS[code]


def _names(row: _Row) -> tuple[str, str]:
    name = row.text("TASK_NAME") or row.text("matter_name")
    if not name:
        raise row.refuse("no_name", "没有事项名称", "TASK_NAME")
    department = row.text("DEPT_NAME")
    if not department:
        raise row.refuse("no_department", "没有实施主体名称", "DEPT_NAME")
    return name, department


def _aliases(row: _Row, name: str) -> tuple[str, ...]:
    found = [row.text(field) for field in ("matter_short", "matter_daily")]
    return tuple(dict.fromkeys(alias for alias in found if alias and alias != name))


def _window(row: _Row, visits: int | None) -> tuple[bool | None, tuple[str, ...]]:
    """Whether there is a window (None: not said) and where."""
    place = row.text("handle_location").removeprefix("办理地点：").strip()
    window = None if not place else place != tables.NO_WINDOW
    if visits and not window:
        row.finding("visit_without_window", f"到现场{visits}次，却没有公布办理窗口", "handle_location")
    return window, (place,) if window else ()


def _phones(row: _Row) -> tuple[tuple[str, ...], tuple[str, ...]]:
    phones, complaints = row.phones("consult_phone"), row.phones("complain_phone")
    if not phones:
        row.finding("no_phone", "没有咨询电话", "consult_phone")
    if not complaints:
        row.finding("no_complaint_phone", "没有投诉电话", "complain_phone")
    return phones, complaints


def _codes(row: _Row) -> tuple[TaskCode, str]:
    raw = row.text("TASK_CODE")
    try:
        parsed = parse_item_code(raw, strict=False)
    except BadCode as error:
        raise row.refuse("bad_code", error.sentence, "TASK_CODE") from error
    if parsed.value != raw:
        row.mended("code_written_otherwise", "编码已改为半角大写、不带空格", "TASK_CODE")
    handling = parsed.value if len(parsed.value) == 33 else ""
    task = parsed if isinstance(parsed, TaskCode) else parsed.task_code
    if task.issuer_finding:
        row.finding("issuer_code_invalid", f"实施主体编码有误：{task.issuer_finding}", "TASK_CODE")
    try:
        CatalogCode.parse(task.value[19:31])
    except BadCode as error:
        row.finding("catalog_code_unusual", error.sentence, "TASK_CODE")
    given = normalise(row.text("CATAID"))
    if given and given != task.catalog_code.value:
        row.finding("catalog_code_differs", "基本编码与实施编码里的不一致，以实施编码为准", "CATAID")
    return task, handling


def _level(row: _Row, task: TaskCode) -> str:
    level = task.exercise_level
    if level not in EXERCISE_LEVELS:
        row.finding("level_unknown", f"行使层级“{level}”不在1到7之间", "TASK_CODE")
    word = row.text("matter_level")
    if word and tables.LEVEL_WORDS.get(word, level) != level:
        row.finding("level_differs", f"行使层级文字“{word[:10]}”与编码不一致，以编码为准", "matter_level")
    return level


def _region(row: _Row) -> str:
    code = normalise(row.text("AREACODE"))
    if not re.fullmatch(r"[0-9]{6}|[0-9]{9}|[0-9]{12}", code):
        row.finding("region_unknown", f"行政区划代码“{code[:12]}”不正确，留空", "AREACODE")
        return ""
    return code


def _state(row: _Row) -> str:
    value = row.text("TASK_STATE")
    if value not in tables.ITEM_STATES:
        row.finding("unknown_code", f"事项状态“{value[:10]}”看不懂，按在用处理", "TASK_STATE")
    return tables.ITEM_STATES.get(value, "in_use")


def _limits(row: _Row) -> tuple[Limit | None, Limit | None]:
    statutory = row.limit("handle_time", "法定办结时限")
    promised = row.limit("handle_time_limit", "承诺办结时限")
    if statutory is None and promised is None:
        row.finding("no_limit", "没有法定时限，也没有承诺时限：未知，不是零", "handle_time")
    elif statutory is None:
        row.finding("no_statutory_limit", "没有法定办结时限：未知，不是零", "handle_time")
    elif promised is None:
        row.finding("no_promise", "没有承诺时限，以法定时限为承诺", "handle_time_limit")
    elif statutory.unit == promised.unit and promised.number > statutory.number:
        row.finding("promise_longer", f"承诺时限{promised}长于法定时限{statutory}", "handle_time_limit")
    return statutory, promised


def _visits(row: _Row) -> int | None:
    visits, other = row.number("visit_number"), row.number("LIMIT_SCENE_NUM")
    if visits is None:
        return other
    if other is not None and other != visits:
        row.finding("visits_differ", f"到现场次数有两个：{visits}和{other}，取前一个", "visit_number")
    return visits


def _applicant_kinds(row: _Row) -> tuple[str, ...]:
    kinds: list[str] = []
    for word in row.listing("service_object_name") or ():
        kind = tables.PARTY_KINDS.get(word)
        if kind is None:
            row.finding("unknown_code", f"服务对象“{word[:20]}”不在这个来源的代码表里", "service_object_name")
        else:
            kinds.append(kind)
    if not kinds:
        row.finding("no_applicant_kind", "没有服务对象，不限制申请人类型", "service_object_name")
    return tuple(kinds)


def _materials(row: _Row) -> tuple[str, ...] | None:
    materials = row.listing("material_intro")
    if not materials:
        row.finding("no_materials", "没有公布申请材料：未知，不等于不需要材料", "material_intro")
        return None
    for name in materials:
        if found := vague(name):
            row.finding(
                "vague_material",
                f"材料“{name[:40]}”含兜底用语“{found}”（安阳市政务服务条例第十三条）",
                "material_intro",
            )
    return materials


def _extra(row: _Row) -> dict[str, Json]:
    """Columns with no place in the house, kept as they came; the repeated ones are dropped."""
    kept = {"ORGCODE", "AREA_CODE_TEXT", "TASK_TAG", "subTaskName", "matter_name", "CATANAME", "district"}
    unknown = row.record.keys() - tables.COLUMNS.keys()
    found = {
        str(storable(name))[:80]: storable(row.record[name]) for name in sorted(kept | unknown) if name in row.record
    }
    return {name: value for name, value in found.items() if value not in (None, "", "无")}


FEED = GuangdongFeed()
