"""Lines written as the national exchange tables (`up_task_*`): JSON, a workbook, or CSV files in a .zip.

`feeds.national` reads what is written here. What the layout has no column for is listed in `NOT_CARRIED`.
"""

from __future__ import annotations

import csv
import io
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import orjson
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from tongban.catalogue.content import MaterialView, VersionContent, as_json
from tongban.catalogue.exchange.tables import escaped, fits
from tongban.catalogue.listing import Listing
from tongban.catalogue.words import NATURES
from tongban.feeds import national_tables as tables
from tongban.feeds.national_texts import bases_text, contacts_text, flow_text
from tongban.feeds.sheet_files import guarded
from tongban.kernel.deadline import Limit

Record: TypeAlias = dict[str, str]

#: What the layout cannot carry, for the report of an export. By field, in Chinese.
NOT_CARRIED: dict[str, str] = {
    "form_schema": "申请表单",
    "situations": "办理情形，以及材料所属的情形",
    "comprehensive_window": "是否综合窗口",
    "one_seat": "是否一岗办结",
    "review_points": "审查标准",
    "commitment": "告知承诺",
    "remedies": "救济途径",
    "aliases": "俗称",
    "online_platform": "网上办理平台",
    "booking_url": "预约地址",
    "materials_stated": "没有材料与没有公布材料的区别",
    "materials.licence_type_code": "材料可用的证照类型、标准材料编码，“电子件”这一材料类型",
    "result.licence_type_code": "结果证照的类型代码和有效期",
    "steps.standard": "环节的岗位和审查标准（由环节名称推定），推不出受理和决定的流程",
    "legal_bases.verified": "依据是否核对过原文，不以“第”开头的条款，以书名号开头的条文行",
    "places": "地点里的换行",
    "applicant_kinds": "个体工商户（代码表里没有，归入其他组织）",
    "channels": "移动端与电脑端的区别、自助终端和热线",
    "online_depth": "需要到现场的Ⅳ级（按Ⅲ级）",
    "themes": "国家主题分类以外的主题，主题的先后",
    "phones": "夹有文字说明的电话（成为咨询方式的文字）",
    "extra": "来源的其他列，平台补齐了哪些要素",
}


def records(line: Listing) -> Iterator[tuple[str, Record]]:
    """The rows of one line, each with the kind of its table."""
    key = {"task_code": line.task_code, "task_handle_item": line.handling_code}
    yield "basic", {**_mark(line, "basic"), **key, **_basic(line)}
    yield "extend", {**_mark(line, "extend"), **key, **_extend(line)}
    content = line.content
    for order, material in enumerate(content.materials, 1):
        yield "material", {**_mark(line, f"material/{order}"), **key, **_material(material), "order_num": str(order)}
    for order, fee in enumerate(content.fee.items, 1):
        values = {"fee_name": fee.name, "fee_stand": fee.standard, "by_law": fee.basis, "order_num": str(order)}
        yield "fee_project", {**_mark(line, f"fee/{order}"), **key, **values}
    for order, faq in enumerate(content.faqs, 1):
        values = {"question": faq.question, "answer": faq.answer, "order_num": str(order)}
        yield "questions", {**_mark(line, f"question/{order}"), **key, **values}


def _mark(line: Listing, part: str) -> Record:
    """The record's own mark: the same for the same record in every export."""
    return {"row_guid": uuid.uuid5(uuid.NAMESPACE_URL, f"urn:tongban:item:{line.code}:{part}").hex}


def _flag(value: bool | None) -> str:
    return "" if value is None else str(int(value))


def _limit(name: str, limit: Limit | None) -> Record:
    if limit is None:
        return {f"{name}_day": "", f"{name}_type": ""}
    unit = next(code for code, unit in tables.LIMIT_UNITS.items() if unit == limit.unit)
    return {f"{name}_day": str(limit.number), f"{name}_type": unit}


def _codes(table: Mapping[str, str], words: Iterable[str], other: str = "") -> str:
    codes = {meaning: code for code, meaning in reversed(list(table.items()))}
    return "^".join(dict.fromkeys(filter(None, (codes.get(word, other) for word in words))))


def _basic(line: Listing) -> Record:
    content = line.content
    nature = NATURES.get(line.nature, "")
    channels = ["portal" if one == "mobile" else one for one in content.channels]
    return {
        "local_task_code": line.local_code,
        "catalog_code": line.catalog_code,
        "task_name": content.name,
        "task_type": tables.code_of(tables.ITEM_KINDS, line.item_kind),
        "by_law": bases_text(as_json(content)["legal_bases"]),
        "power_source": tables.code_of(tables.POWER_SOURCES, content.power_source) or content.power_source,
        "use_level": line.exercise_level,
        "task_state": tables.code_of(tables.ITEM_STATES, line.item_state),
        "task_version": str(line.number),
        "dept_name": line.department_name,
        "dept_type": tables.code_of(tables.NATURES, nature),
        "dept_code": line.department_code,
        "entrust_name": content.entrusted_by,
        **_limit("anticipate", content.statutory),
        "anticipate_explain": content.statutory_note,
        **_limit("promise", content.promised),
        "promise_explain": content.promised_note,
        "server_type": _codes(tables.PARTY_KINDS, content.applicant_kinds, "9"),
        "project_type": tables.code_of(tables.CASE_KINDS, content.case_kind),
        "handle_type": _codes(tables.CHANNELS, channels),
        "limit_scene_num": "" if content.visits is None else str(content.visits),
        "special_procedure": "^".join(content.special_procedures) or "无",
        "accept_condition": content.accept_conditions,
        "handle_flow": flow_text((step.name, step.limit) for step in content.steps),
        "transact_addr": "\n".join(content.places),
        "transact_time": content.hours,
        "link_way": contacts_text(content.phones, content.consulting),
        "supervise_way": contacts_text(content.complaint_phones, content.complaining),
        "is_fee": _flag(content.fee.charged),
        "fee_basis": "\n".join(dict.fromkeys(fee.basis for fee in content.fee.items if fee.basis)),
        "link_addr": content.online_url,
    }


def _extend(line: Listing) -> Record:
    content = line.content
    result = content.result
    return {
        "is_entry_center": _flag(content.in_hall),
        "handle_area": tables.code_of(tables.HANDLE_AREAS, content.handle_area) or content.handle_area,
        "other_dept": content.joint_departments,
        "service_type": content.intermediary,
        "limit_explain": content.quantity_limit,
        "result_type": tables.code_of(tables.RESULTS, result.kind) if result else "",
        "result_name": result.name if result else "",
        "result_guid": content.result_sample,
        "is_schedule": _flag(content.booking),
        "is_pay_online": _flag(content.pay_online),
        "is_express": _flag(content.courier),
        "is_service_terminals": _flag(content.self_service),
        "is_online": _flag(content.online),
        "online_handle_depth": tables.DEPTHS.get(content.online_depth or 0, ""),
        "online_handle_url": content.online_url,
        "limit_scene_explain": content.visit_reason,
        **_topics(content),
    }


def _topics(content: VersionContent) -> Record:
    """Themes of persons, of legal entities, or of both, by whom the guide is for."""
    persons = "person" in content.applicant_kinds or not content.applicant_kinds
    others = any(kind != "person" for kind in content.applicant_kinds)
    user = [theme for theme in content.themes if persons or theme not in tables.CORP_TOPICS.values()]
    corp = [theme for theme in content.themes if others or theme not in tables.USER_TOPICS.values()]
    return {
        "user_topic_type": _codes(tables.USER_TOPICS, user),
        "corp_topic_type": _codes(tables.CORP_TOPICS, corp),
    }


def _material(material: MaterialView) -> Record:
    return {
        "material_name": material.name,
        "is_need": tables.code_of(tables.NECESSITIES, material.necessity),
        "material_type": tables.code_of(tables.MATERIAL_TYPES, material.form),
        "material_format": tables.code_of(tables.MATERIAL_FORMATS, material.medium),
        "page_num": "" if material.copies is None else str(material.copies),
        "page_format": material.paper_size,
        "source_type": tables.code_of(tables.SOURCES, material.source),
        "source_explain": material.source_note,
        "example_guid": material.sample,
        "fill_explain": material.filling_note,
        "accept_stand": material.accept_standard,
        "by_law": material.basis,
    }


def national_tables(lines: Iterable[Listing]) -> dict[str, list[Record]]:
    """All rows by the physical name of their table; every table stands, with or without rows."""
    found: dict[str, list[Record]] = {
        f"up_task_{family}_{kind}": [] for family in tables.FAMILIES for kind in tables.COLUMNS if kind != "directory"
    }
    directory: dict[str, Record] = {}
    for line in lines:
        family = tables.family_of(line.item_kind)
        for kind, record in records(line):
            found[f"up_task_{family}_{kind}"].append(record)
        directory.setdefault(
            line.catalog_code,
            {
                "row_guid": uuid.uuid5(uuid.NAMESPACE_URL, f"urn:tongban:entry:{line.catalog_code}").hex,
                "catalog_code": line.catalog_code,
                "task_name": line.entry_name or line.name,
                "task_type": tables.code_of(tables.ITEM_KINDS, line.item_kind),
                "task_state": "1",
            },
        )
    return {"up_task_directory": list(directory.values()), **found}


def write_national(lines: Iterable[Listing], path: Path) -> int:
    """Write the tables in the shape that the name asks for (.json, .xlsx, else a .zip of CSV) and count the items.

    Raises `ValueError` where a text is longer than a cell of a workbook holds.
    """
    found = national_tables(lines)
    if path.suffix.lower() == ".json":
        path.write_bytes(orjson.dumps(found))
    elif path.suffix.lower() == ".xlsx":
        _workbook(found, path)
    else:
        _csv_files(found, path)
    return sum(len(rows) for name, rows in found.items() if name.endswith("_basic"))


def _columns(name: str) -> dict[str, str]:
    return tables.COLUMNS[name.removeprefix("up_task_").removeprefix("general_").removeprefix("public_")]


def _workbook(found: dict[str, list[Record]], path: Path) -> None:
    for text in (text for rows in found.values() for row in rows for text in row.values()):
        if not fits(text):
            raise ValueError(f"“{text[:20]}……”有{len(text)}个字，表格一格放不下，请导出为 .json")
    book = Workbook(write_only=True)
    for name, rows in found.items():
        page = book.create_sheet(name)
        page.freeze_panes = "A3"
        columns = _columns(name)
        for row in (dict(zip(columns, columns, strict=True)), columns, *rows):
            page.append([_cell(page, row.get(column, "")) for column in columns])
    book.save(path)


def _cell(page: Any, text: str) -> Any:
    if not text:
        return None
    cell = WriteOnlyCell(page, escaped(text))
    cell.data_type, cell.number_format = "s", "@"
    return cell


def _csv_files(found: dict[str, list[Record]], path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in found.items():
            columns = _columns(name)
            text = io.StringIO()
            writer = csv.writer(text)
            writer.writerows([list(columns), list(columns.values())])
            writer.writerows([guarded(row.get(column, "")) for column in columns] for row in rows)
            archive.writestr(f"{name}.csv", text.getvalue().encode("utf-8-sig"))
