"""The feed `national`: the national exchange tables (`up_task_*`) as JSON, a workbook or CSV files (standards §1.3).

Taken as published (standards §1.8): a missing element or an unknown code is a finding at its cell. Refused is only what
cannot be told apart or placed: no usable code, type, name or authority, or a code that came before.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tongban.feeds import national_tables as tables
from tongban.feeds.errors import FeedUnreadable
from tongban.feeds.jsonlines import storable
from tongban.feeds.national_records import Record, read_tables
from tongban.feeds.national_texts import bases_from, contacts_from, flow_from
from tongban.feeds.rows import FeedItem, FeedRow, Json, Note, Weight
from tongban.feeds.sheet_files import Odd
from tongban.feeds.wording import vague
from tongban.kernel.deadline import BadLimit, Limit
from tongban.kernel.standards import BadCode, TaskCode, parse_item_code

_LONGEST = 20_000
_NAME, _SHORT = 300, 200
_LIMITS = {"task_name": _NAME, "dept_name": _SHORT, "material_name": 500, "page_format": 40, "fee_name": _NAME}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


class _Refused(Exception):
    """Inside one row: nothing of it can be taken."""


class _Item:
    """One item being read from its records, with the notes gathered on the way."""

    def __init__(self, basic: Record) -> None:
        self.basic, self.extend = basic, Record("extend", 0, {})
        self.parts: dict[str, list[Record]] = {"material": [], "fee_project": [], "questions": []}
        self.notes: list[Note] = []

    def note(self, kind: str, text: str, record: Record, column: str, weight: Weight = Weight.FINDING) -> None:
        self.notes.append(Note(weight, kind, text, record.place(column)))

    def refuse(self, kind: str, text: str, column: str) -> _Refused:
        self.note(kind, text, self.basic, column, Weight.REFUSED)
        return _Refused()

    def home(self, column: str) -> Record:
        """Where a column stands: what belongs to `extend` may stand in `basic` of a flat file."""
        return self.extend if column in self.extend.values else self.basic

    def text(self, column: str, record: Record | None = None) -> str:
        record = record or self.home(column)
        raw = record.values.get(column)
        if raw is None:
            return ""
        if isinstance(raw, Odd):
            if raw.kind == "merged" and raw.value:
                self.note("merged", f"在合并单元格（{raw.text}）里，按同一内容读取", record, column, Weight.MENDED)
                return raw.value
            self.note(raw.kind, "是公式、错误值或合并单元格，没有采用", record, column)
            return ""
        if isinstance(raw, dt.date) and column.endswith("_date"):
            return raw.isoformat()[:10]
        if isinstance(raw, dt.date | dt.time | dt.timedelta):
            text = f"表格软件把这一格改成了日期或时间（{raw}），没有采用"
            self.note("wrong_type", text, record, column)
            return ""
        if isinstance(raw, bool | list | dict):
            self.note("wrong_type", f"“{column}”应为文字，没有采用", record, column)
            return ""
        if isinstance(raw, float) and raw.is_integer():
            raw = int(raw)
        if isinstance(raw, int) and ("code" in column or column == "task_handle_item"):
            self.note("number_for_text", f"存成了数字 {raw}，开头的0可能已经丢失", record, column)
        value = _CONTROL.sub("", str(storable(str(raw)))).strip()
        most = _LIMITS.get(column, _LONGEST)
        if len(value) > most:
            text = f"内容有{len(value)}个字，超过{most}个字，已截短"
            self.note("too_long", text, record, column, Weight.MENDED)
        return value[:most]

    def code(self, column: str, table: dict[str, Any], record: Record | None = None) -> Any:
        """What the code means; None for an empty or unknown one."""
        record = record or self.home(column)
        value = self.text(column, record)
        if value and value not in table:
            self.note("unknown_code", f"“{column}”的代码“{value[:20]}”不在代码表里", record, column)
        if value == "2" and table is tables.YES_NO:
            self.note("yes_no_as_1_2", "用2表示“否”，已改为0", record, column, Weight.MENDED)
        return table.get(value)

    def codes(self, column: str, table: dict[str, str]) -> tuple[str, ...]:
        """Several codes, joined by ^ or commas."""
        found = []
        for code in filter(None, re.split(r"[\^,，、;；\s]", self.text(column))):
            if code not in table:
                self.note("unknown_code", f"“{column}”的代码“{code[:20]}”不在代码表里", self.home(column), column)
            elif table[code] not in found:
                found.append(table[code])
        return tuple(found)

    def number(self, column: str, most: int, record: Record | None = None) -> int | None:
        record = record or self.home(column)
        value = self.text(column, record)
        if value and (not re.fullmatch("[0-9]{1,6}", value) or int(value) > most):
            self.note("unknown_number", f"“{column}”“{value[:20]}”不是0到{most}的整数，按未知处理", record, column)
            return None
        return int(value) if value else None

    def limit(self, name: str, what: str) -> Limit | None:
        number = self.number(f"{name}_day", 36_500)
        unit = self.text(f"{name}_type").upper()
        if number is None:
            return None
        if unit not in tables.LIMIT_UNITS:
            text = f"{what}的单位“{unit[:10]}”没有公布的字典，时限按未知处理（不当作工作日）"
            self.note("unknown_limit_unit", text, self.home(f"{name}_type"), f"{name}_type")
            return None
        try:
            return Limit(number, tables.LIMIT_UNITS[unit])
        except BadLimit as error:
            self.note("unknown_limit", error.sentence, self.home(f"{name}_day"), f"{name}_day")
            return None


class NationalFeed:
    """The reader registered as `national`."""

    name = "national"
    title = "国家政务服务平台事项交换库表"
    silent_on = ("申请表单", "办理情形", "审查标准", "救济途径", "告知承诺", "行政区划（按实施主体编码推定）")

    def read(self, path: Path) -> Iterator[FeedRow]:
        """Every row of the basic tables, in their order. Raises `FeedUnreadable`."""
        found = read_tables(path)
        records = found.records
        if not records["basic"]:
            raise FeedUnreadable(name=path.name[:120], reason="没有基本信息表（up_task_general_basic），或者表是空的")
        names = {str(one.values.get("catalog_code")): str(one.values.get("task_name")) for one in records["directory"]}
        items = _joined(records)
        items[0].notes += [Note(Weight.FINDING, kind, text, place) for kind, text, place in found.unused]
        seen: dict[str, int] = {}
        for number, item in enumerate(items, 1):
            try:
                told = _item(item, names)
                if told.code in seen:
                    raise item.refuse("duplicate_code", f"编码与第{seen[told.code]}个重复，只取前一个", "task_code")
                seen[told.code] = number
                yield FeedRow(number, told.code, told, tuple(item.notes))
            except _Refused:
                code = str(item.basic.values.get("task_code") or "")[:40]
                yield FeedRow(number, _CONTROL.sub("", str(storable(code))), None, tuple(item.notes))


def _joined(records: dict[str, list[Record]]) -> list[_Item]:
    """Items with the rows that belong to them, by handling code, task code or the basic row's own mark."""
    items = [_Item(record) for record in records["basic"]]
    keys: dict[str, _Item] = {}
    for item in items:
        for column in ("row_guid", "task_code", "task_handle_item"):
            value = item.basic.values.get(column)
            # The task code belongs to the item without a handling code, else to the first that carries it.
            if value and (str(value) not in keys or not item.basic.values.get("task_handle_item")):
                keys.setdefault(str(value), item)
    for table in ("extend", "material", "fee_project", "questions"):
        for record in records[table]:
            owner = next(
                (
                    keys[str(record.values[column])]
                    for column in ("task_handle_item", "task_guid", "task_code", "row_guid")
                    if str(record.values.get(column) or "") in keys
                ),
                None,
            )
            if owner is None:
                items[0].note("unknown_item", "这一行不属于任何事项，没有使用", record, "task_code") if items else None
            elif table == "extend":
                owner.extend = record
            else:
                owner.parts[table].append(record)
    return items


def _item(item: _Item, names: dict[str, str]) -> FeedItem:
    task, handling = _codes(item)
    kind = item.code("task_type", tables.ITEM_KINDS)
    if kind is None:
        raise item.refuse("unknown_item_kind", "事项类型没有或者不在代码表里", "task_type")
    name, department = item.text("task_name"), item.text("dept_name")
    if not name:
        raise item.refuse("no_name", "没有事项名称", "task_name")
    if not department:
        raise item.refuse("no_department", "没有实施主体名称", "dept_name")
    _needed(item)
    visits = item.number("limit_scene_num", 99)
    channels = item.codes("handle_type", tables.CHANNELS)
    phones, consulting = contacts_from(item.text("link_way"))
    complaint_phones, complaining = contacts_from(item.text("supervise_way"))
    guide, extra = _guide(item, visits), _extra(item)
    if channels:
        guide["channels"] = list(channels)
    guide |= {"consulting": consulting, "complaining": complaining}
    if "steps" not in guide and (flow := item.text("handle_flow")):
        item.note("flow_not_understood", "办理流程认不出各环节，原文保留，按平台默认流程", item.basic, "handle_flow")
        extra["handle_flow"] = flow
    return FeedItem(
        task_code=task.value,
        handling_code=handling,
        issuer_code=task.uscc,
        issuer_valid=not task.issuer_finding,
        department_name=department,
        region_code=task.uscc[2:8] if task.uscc[2:8].isdigit() else "",
        exercise_level=task.exercise_level,
        catalog_code=task.catalog_code.value,
        entry_name=names.get(task.catalog_code.value) or name,
        main_code="",
        main_name="",
        item_kind=kind,
        item_state=item.code("task_state", tables.ITEM_STATES) or "in_use",
        name=name,
        local_code=item.text("local_task_code")[:40],
        statutory=item.limit("anticipate", "法定办结时限"),
        promised=item.limit("promise", "承诺办结时限"),
        on_the_spot=item.code("project_type", tables.CASE_KINDS) == "instant",
        applicant_kinds=item.codes("server_type", tables.PARTY_KINDS),
        visits=visits,
        online=item.code("is_online", tables.YES_NO),
        window="window" in channels if channels else None,
        online_url=item.text("online_handle_url") or item.text("link_addr"),
        booking=item.code("is_schedule", tables.YES_NO),
        courier=item.code("is_express", tables.YES_NO),
        accept_conditions=item.text("accept_condition"),
        places=tuple(filter(None, item.text("transact_addr").split("\n"))),
        phones=phones,
        complaint_phones=complaint_phones,
        themes=_themes(item),
        joint_departments=item.text("other_dept"),
        guide=guide,
        extra=extra,
    )


def _codes(item: _Item) -> tuple[TaskCode, str]:
    """Task code and handling code, which must agree; the catalog code beside them is compared."""
    given = item.text("task_handle_item") or item.text("task_code")
    try:
        parsed = parse_item_code(given, strict=False)
    except BadCode as error:
        raise item.refuse("bad_code", error.sentence, "task_code") from error
    task = parsed if isinstance(parsed, TaskCode) else parsed.task_code
    if task.issuer_finding:
        item.note("issuer_code_invalid", f"实施主体编码有误：{task.issuer_finding}", item.basic, "task_code")
    for column, inside in (("task_code", task.value), ("catalog_code", task.catalog_code.value)):
        if (other := item.text(column)) and other != inside:
            item.note("code_differs", f"“{other[:40]}”与编码里的{inside}不一致，以编码为准", item.basic, column)
    if (issuer := item.text("dept_code")) and issuer != task.uscc:
        item.note(
            "issuer_differs",
            f"实施主体编码{issuer[:20]}与实施编码前18位不一致，以实施编码为准",
            item.basic,
            "dept_code",
        )
    return task, parsed.value if parsed.value != task.value else ""


def _needed(item: _Item) -> None:
    """A finding for each column that the layout does not let be empty."""
    for record, table in ((item.basic, "basic"), (item.extend, "extend")):
        for column, label in tables.COLUMNS[table].items():
            empty = item.home(column).values.get(column) in (None, "")
            if label.endswith("*") and column != "row_guid" and empty:
                item.note("missing_element", f"没有“{label[:-1]}”", record, column)


def _guide(item: _Item, visits: int | None) -> dict[str, Json]:
    """What the tables say beyond the plain fields, by the names of the guide."""
    guide: dict[str, Json] = {
        name: item.text(column)
        for name, column in (
            ("statutory_note", "anticipate_explain"),
            ("promised_note", "promise_explain"),
            ("visit_reason", "limit_scene_explain"),
            ("hours", "transact_time"),
            ("entrusted_by", "entrust_name"),
            ("quantity_limit", "limit_explain"),
            ("intermediary", "service_type"),
            ("result_sample", "result_guid"),
        )
    }
    for name, column in (("in_hall", "is_entry_center"), ("pay_online", "is_pay_online")):
        guide[name] = item.code(column, tables.YES_NO)
    guide["self_service"] = item.code("is_service_terminals", tables.YES_NO)
    for name, column, table in (
        ("power_source", "power_source", tables.POWER_SOURCES),
        ("handle_area", "handle_area", tables.HANDLE_AREAS),
    ):
        guide[name] = table.get(item.text(column), item.text(column))
    special = item.text("special_procedure")
    guide["special_procedures"] = [part for part in special.split("^") if part not in ("", "无")]
    guide["online_depth"] = _depth(item, visits)
    if bases := item.text("by_law"):
        guide["legal_bases"] = list(bases_from(bases)) or [_unnamed(bases)]
    if steps := flow_from(item.text("handle_flow")):
        guide["steps"] = list(steps)
    if kind := item.code("result_type", tables.RESULTS):
        guide["result"] = {"kind": kind, "name": item.text("result_name")}
    guide["fee"] = {"charged": item.code("is_fee", tables.YES_NO), "items": [*_fees(item)]}
    guide["faqs"] = [
        {"question": item.text("question", one), "answer": item.text("answer", one)}
        for one in _ordered(item, "questions")
        if item.text("question", one)
    ]
    if materials := list(_materials(item)):
        guide |= {"materials": [*materials], "materials_stated": True}
    else:
        item.note("no_materials", "没有公布申请材料：未知，不等于不需要材料", item.basic, "task_name")
    return guide


def _unnamed(text: str) -> dict[str, Json]:
    """A legal basis that names no law between 《》: the first line stands for it."""
    first = text.split("\n")[0][:_SHORT]
    return {"law": first, "excerpt": text if text != first else ""}


def _ordered(item: _Item, table: str) -> list[Record]:
    return sorted(item.parts[table], key=lambda one: (item.number("order_num", 9999, one) or 0, one.line))


def _fees(item: _Item) -> Iterator[dict[str, Json]]:
    for one in _ordered(item, "fee_project"):
        if name := item.text("fee_name", one):
            yield {"name": name, "standard": item.text("fee_stand", one), "basis": item.text("by_law", one)}
        else:
            item.note("no_name", "收费项目没有名称，没有采用", one, "fee_name")


def _materials(item: _Item) -> Iterator[dict[str, Json]]:
    order = 0
    for one in _ordered(item, "material"):
        name = item.text("material_name", one)
        if not name:
            item.note("no_name", "材料没有名称，没有采用", one, "material_name")
            continue
        if found := vague(name):
            text = f"材料“{name[:40]}”含兜底用语“{found}”（安阳市政务服务条例第十三条）"
            item.note("vague_material", text, one, "material_name")
        order += 1
        yield {
            "order": order,
            "name": name,
            "necessity": item.code("is_need", tables.NECESSITIES, one) or "required",
            "form": item.code("material_type", tables.MATERIAL_TYPES, one) or "",
            "medium": item.code("material_format", tables.MATERIAL_FORMATS, one) or "",
            "copies": item.number("page_num", 9999, one),
            "paper_size": item.text("page_format", one),
            "source": item.code("source_type", tables.SOURCES, one) or "",
            "source_note": item.text("source_explain", one),
            "sample": item.text("example_guid", one),
            "filling_note": item.text("fill_explain", one),
            "accept_standard": item.text("accept_stand", one),
            "basis": item.text("by_law", one),
        }


def _depth(item: _Item, visits: int | None) -> int | None:
    """Our four levels from the set of eight abilities (standards §1.6)."""
    found = set(re.findall("[1-8]", item.text("online_handle_depth")))
    if {"5", "6"} <= found and visits == 0:
        return 4
    if found & {"3", "4", "5", "6", "7"}:
        return 3
    return 2 if "2" in found else 1 if "1" in found else None


def _themes(item: _Item) -> tuple[str, ...]:
    found = [*item.codes("user_topic_type", tables.USER_TOPICS), *item.codes("corp_topic_type", tables.CORP_TOPICS)]
    return tuple(dict.fromkeys(found))


def _extra(item: _Item) -> dict[str, Json]:
    """Columns with no place in the house, kept as they came."""
    kept = ("fee_basis", "mobile_terminal_url", "plan_effective_date", "plan_cancel_date", "town_code", "village_code")
    return {column: text for column in kept if (text := item.text(column))}


FEED = NationalFeed()
