"""The one table between the content of a version and cells: every column with its name, heading and kind of value.

Written from it and read by it, so what is exported comes back. A name is the field of the part; `result.kind` is the
field of a part inside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tongban.catalogue.content import (
    FaqView,
    FeeItemView,
    FeeView,
    LegalBasisView,
    MaterialView,
    ResultView,
    SituationView,
    StepView,
    VersionContent,
    digests,
)
from tongban.catalogue.exchange.cells import (
    CODE,
    JSON,
    LIMIT,
    LINES,
    SURE,
    TEXT,
    YES_NO,
    Kind,
    shown,
    whole,
    word,
    words,
)
from tongban.catalogue.listing import Listing
from tongban.catalogue.states import CaseKind, ItemKind, ItemState, Necessity
from tongban.catalogue.words import CHANNELS, DEPTHS, FORMS, LEVELS, PARTY_KINDS, RESULTS, SEATS, SOURCES, STEP_VERBS

MEDIA = {"paper": "纸质", "electronic": "电子", "both": "纸质和电子"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `needed`: no row goes without it; `width` in characters; `most` characters fit, 0: any number."""

    name: str
    label: str
    kind: Kind = TEXT
    width: int = 16
    needed: bool = False
    most: int = 0

    def too_long(self, value: Any) -> bool:
        """Whether a text, or one line of several, is longer than what is kept of it."""
        texts = value if isinstance(value, tuple) else (value,)
        return 0 < self.most < max((len(one) for one in texts if isinstance(one, str)), default=0)


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet of parts of an item, a row each, keyed by the item's code and the order."""

    field: str
    sheet: str
    make: Callable[..., Any]
    columns: tuple[Column, ...]
    rows: Callable[[VersionContent], tuple[Any, ...]]


ITEM_SHEET, LEGEND_SHEET, LONG_SHEET = "事项", "说明", "续文"
CODE_COLUMN = Column("code", "事项编码", CODE, 36)
ORDER_COLUMN = Column("order", "序号", whole(9999), 6, needed=True)

KEY_COLUMNS: tuple[tuple[Column, Callable[[Listing], Any]], ...] = (
    (CODE_COLUMN, lambda line: line.code),
    (Column("catalog_code", "基本编码", CODE, 15), lambda line: line.catalog_code),
    (Column("entry_name", "目录名称", TEXT, 30), lambda line: line.entry_name),
    (
        Column("item_kind", "事项类型", shown({one.value: str(one.label) for one in ItemKind}), 12),
        lambda x: x.item_kind,
    ),
    (Column("exercise_level", "行使层级", shown(LEVELS), 10), lambda line: line.exercise_level),
    (
        Column("item_state", "事项状态", shown({one.value: str(one.label) for one in ItemState}), 10),
        lambda line: line.item_state,
    ),
    (Column("region_code", "行政区划", CODE, 14), lambda line: line.region_code),
    (Column("department_name", "实施主体", TEXT, 26), lambda line: line.department_name),
    (Column("department_code", "实施主体编码", CODE, 22), lambda line: line.department_code),
    (Column("number", "版本号", whole(1_000_000), 8), lambda line: line.number),
    (Column("base", "导出时的内容指纹", CODE, 10), lambda line: digests(line.content).whole),
)
"""What tells a line apart. It is written for the reader and never changed by a spreadsheet."""

CONTENT_COLUMNS = (
    Column("name", "事项名称", TEXT, 36, needed=True, most=300),
    Column("case_kind", "办件类型", word({one.value: str(one.label) for one in CaseKind}, needed=True), 10),
    Column("statutory", "法定办结时限", LIMIT, 14),
    Column("statutory_note", "法定时限说明", TEXT, 20),
    Column("promised", "承诺办结时限", LIMIT, 14),
    Column("promised_note", "承诺时限说明", TEXT, 20),
    Column("applicant_kinds", "服务对象", words(PARTY_KINDS), 20),
    Column("channels", "办理形式", words(CHANNELS), 14),
    Column("visits", "到办事现场次数", whole(99), 8),
    Column("visit_reason", "必须现场办理原因", TEXT, 24),
    Column("online", "是否网办", YES_NO, 8),
    Column("online_depth", "网上办理深度", word(DEPTHS, empty=None), 16),
    Column("in_hall", "是否进驻政务大厅", YES_NO, 8),
    Column("comprehensive_window", "是否综合窗口", YES_NO, 8),
    Column("one_seat", "是否一岗办结", SURE, 8),
    Column("result.kind", "审批结果类型", word(RESULTS), 10),
    Column("result.name", "审批结果名称", TEXT, 24),
    Column("result.licence_type_code", "结果证照类型代码", CODE, 24, most=40),
    Column("result.validity_months", "结果有效月数", whole(1200), 8),
    Column("materials_stated", "是否公布材料", SURE, 8),
    Column("accept_conditions", "受理条件", TEXT, 40),
    Column("review_points", "审查标准", TEXT, 30),
    Column("special_procedures", "特别程序", LINES, 16),
    Column("quantity_limit", "数量限制", TEXT, 14),
    Column("commitment", "告知承诺", TEXT, 20),
    Column("places", "办理地点", LINES, 30),
    Column("hours", "办理时间", TEXT, 24),
    Column("phones", "咨询电话", LINES, 18),
    Column("consulting", "其他咨询方式", TEXT, 20),
    Column("complaint_phones", "投诉电话", LINES, 18),
    Column("complaining", "其他投诉方式", TEXT, 20),
    Column("remedies", "救济途径", TEXT, 24),
    Column("fee.charged", "是否收费", YES_NO, 8),
    Column("pay_online", "是否网上支付", YES_NO, 8),
    Column("themes", "主题分类", LINES, 16),
    Column("aliases", "俗称", LINES, 16),
    Column("online_url", "网上办理地址", TEXT, 30),
    Column("online_platform", "网上办理平台", TEXT, 16),
    Column("booking", "是否支持预约", YES_NO, 8),
    Column("booking_url", "预约地址", TEXT, 30),
    Column("courier", "是否支持物流快递", YES_NO, 8),
    Column("self_service", "是否支持自助终端", YES_NO, 8),
    Column("joint_departments", "联办机构", TEXT, 20),
    Column("power_source", "权力来源", TEXT, 14),
    Column("handle_area", "通办范围", TEXT, 10),
    Column("entrusted_by", "委托部门", TEXT, 16),
    Column("intermediary", "中介服务", TEXT, 16),
    Column("result_sample", "审批结果样本", TEXT, 20),
    Column("form_schema", "申请表单（程序用）", JSON, 12),
    Column("defaults", "平台补齐的要素（程序用）", LINES, 12),
    Column("extra", "来源其他内容（程序用）", JSON, 12),
)

PARTS = (
    Part(
        "materials",
        "材料",
        MaterialView,
        (
            Column("name", "材料名称", TEXT, 40, needed=True, most=500),
            Column("necessity", "必要性", word({n.value: str(n.label) for n in Necessity}, needed=True), 10),
            Column("licence_type_code", "可用证照类型代码", CODE, 24, most=40),
            Column("source", "来源渠道", word(SOURCES), 16),
            Column("source_note", "来源说明", TEXT, 20),
            Column("form", "材料类型", word(FORMS), 12),
            Column("medium", "材料形式", word(MEDIA), 12),
            Column("copies", "份数", whole(9999), 6),
            Column("paper_size", "纸质规格", TEXT, 10, most=40),
            Column("filling_note", "填报须知", TEXT, 30),
            Column("accept_standard", "受理标准", TEXT, 30),
            Column("basis", "要求依据", TEXT, 30),
            Column("sample", "样表", TEXT, 20),
            Column("situations", "所属情形编码", LINES, 14, most=40),
            Column("standard_code", "标准材料编码", CODE, 16, most=40),
        ),
        lambda content: content.materials,
    ),
    Part(
        "steps",
        "环节",
        StepView,
        (
            Column("name", "环节名称", TEXT, 24, needed=True),
            Column("seat", "办理岗位", word(SEATS, needed=True), 12),
            Column("verb", "办理动作", word(STEP_VERBS), 10),
            Column("limit", "办理时限", LIMIT, 14),
            Column("standard", "审查标准", TEXT, 40),
            Column("wave", "并行批次", whole(99), 10),
            Column("department_code", "承办部门编码", CODE, 22, most=36),
            Column("hands", "签字人数", whole(9), 10),
        ),
        lambda content: content.steps,
    ),
    Part(
        "legal_bases",
        "依据",
        LegalBasisView,
        (
            Column("law", "法规名称", TEXT, 36, needed=True, most=200),
            Column("document_no", "文号", TEXT, 20, most=100),
            Column("article", "条款", TEXT, 16, most=100),
            Column("excerpt", "条文", TEXT, 60),
            Column("verified", "是否核对原文", SURE, 10),
        ),
        lambda content: content.legal_bases,
    ),
    Part(
        "fee.items",
        "收费",
        FeeItemView,
        (
            Column("name", "收费项目", TEXT, 30, needed=True),
            Column("standard", "收费标准", TEXT, 36),
            Column("basis", "收费依据", TEXT, 36),
        ),
        lambda content: content.fee.items,
    ),
    Part(
        "situations",
        "情形",
        SituationView,
        (
            Column("code", "情形编码", CODE, 14, needed=True),
            Column("label", "情形", TEXT, 30, needed=True),
            Column("hint", "提示", TEXT, 40),
        ),
        lambda content: content.situations,
    ),
    Part(
        "faqs",
        "问答",
        FaqView,
        (Column("question", "问题", TEXT, 40, needed=True), Column("answer", "回答", TEXT, 60, needed=True)),
        lambda content: content.faqs,
    ),
)


def item_columns() -> tuple[Column, ...]:
    """The columns of the sheet 事项."""
    return (*(column for column, _ in KEY_COLUMNS), *CONTENT_COLUMNS)


def part_columns(part: Part) -> tuple[Column, ...]:
    """The columns of a sheet of parts, with its two keys."""
    return (Column("item_code", "事项编码", CODE, 36, needed=True), ORDER_COLUMN, *part.columns)


def value_of(content: VersionContent, name: str) -> Any:
    """The value of a content column; None where the part inside is missing."""
    found: Any = content
    for step in name.split("."):
        found = None if found is None else getattr(found, step)
    return "" if found is None and name in ("result.kind", "result.name", "result.licence_type_code") else found


def content_from(values: dict[str, Any], parts: dict[str, list[dict[str, Any]]]) -> VersionContent:
    """The content that the columns and the rows of the parts say."""
    made: dict[str, Any] = {part.field: tuple(_made(part, parts.get(part.field, []))) for part in PARTS}
    flat = {name: value for name, value in values.items() if "." not in name}
    result = None
    if values["result.kind"]:
        result = ResultView(
            values["result.kind"],
            values["result.name"],
            values["result.licence_type_code"],
            values["result.validity_months"],
        )
    fee = FeeView(values["fee.charged"], made.pop("fee.items"))
    return VersionContent(**flat, **made, result=result, fee=fee)


def _made(part: Part, rows: list[dict[str, Any]]) -> list[Any]:
    numbered = part.make is MaterialView
    return [part.make(**({"order": order} if numbered else {}), **row) for order, row in enumerate(rows, 1)]
