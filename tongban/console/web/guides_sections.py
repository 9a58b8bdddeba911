"""The sections of a guide as the editor shows them: which fields, in which words, and where a finding belongs."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.catalogue.selectors import DEPTHS, FIELDS, FORMS, RESULTS, SEATS, SOURCES, STEP_VERBS
from tongban.catalogue.services import (
    FaqView,
    FeeItemView,
    LegalBasisView,
    MaterialView,
    SituationView,
    StepView,
    VersionContent,
)
from tongban.catalogue.states import CaseKind, Necessity
from tongban.console.web.guides_fields import Field, Rows, Section, value_of
from tongban.kernel.actor import CHANNEL_LABELS, Channel
from tongban.parties.states import PartyKind

YES_NO = (("yes", _("是")), ("no", _("否")))
_LONG = 20_000
#: How people come to the city; the other channels are ways inside it.
_CHANNELS = (Channel.PORTAL, Channel.MOBILE, Channel.WINDOW, Channel.KIOSK, Channel.HOTLINE, Channel.POST)


def _without_order(make: Callable[..., Any]) -> Callable[..., Any]:
    """A part that has no number of its own."""

    def made(order: int, **values: Any) -> Any:
        return make(**values)

    return made


def _situation(order: int, code: str, label: str, hint: str) -> SituationView:
    """A new situation is marked by its place until `settled` gives it a code of its own."""
    return SituationView(code or f"new-{order}", label, hint)


BASIC = Section(
    "basic",
    _("基本"),
    (
        Field("name", _("事项名称"), most=300, needed=True),
        Field("aliases", _("简称和俗称"), "lines", _("每行一个，办事人会这样找")),
        Field("case_kind", _("办件类型"), "choice", choices=tuple(CaseKind.choices), width="medium", needed=True),
        Field("one_seat", _("由一个岗位当场办结"), "flag"),
        Field("applicant_kinds", _("服务对象"), "many", choices=tuple(PartyKind.choices)),
        Field("accept_conditions", _("受理条件"), "area", most=_LONG),
        Field("review_points", _("审查标准"), "area", most=_LONG),
        Field("quantity_limit", _("数量限制"), most=1000),
        Field(
            "extra.concerns",
            _("直接涉及的领域"),
            "many",
            _(
                "涉及本市规定的领域的，不得实行告知承诺；直接关系公共安全、人身健康、生命财产安全的许可，隐瞒情况或者提供虚假材料的一年内不得再次申请"
            ),
            choices=tuple(FIELDS.items()),
        ),
        Field("commitment", _("告知承诺"), "area", _("实行告知承诺的，写明承诺的内容"), most=_LONG),
        Field("result.kind", _("结果类型"), "choice", choices=tuple(RESULTS.items()), width="medium"),
        Field("result.name", _("结果名称"), most=300),
        Field("result.licence_type_code", _("结果的证照类型编码"), most=40),
        Field(
            "result.validity_months", _("结果的有效期（月）"), "number", _("长期有效的不填"), most=1200, width="short"
        ),
        Field("result_sample", _("结果样本"), most=1000),
        Field("power_source", _("权力来源"), most=200),
        Field("entrusted_by", _("委托部门"), most=200),
        Field("joint_departments", _("联办机构"), most=500),
        Field(
            "extra.joint",
            _("由几个部门统一办理、联合办理或者集中办理"),
            "flag",
            _(
                "勾选以后办理期限按行政许可法第四十二条第二款：没有写法定时限的四十五个工作日，延长由本级人民政府负责人批准"
            ),
        ),
        Field("intermediary", _("中介服务"), most=500),
        Field("themes", _("主题分类"), "lines", _("每行一个")),
    ),
)
LIMITS = Section(
    "limits",
    _("时限"),
    (
        Field("statutory", _("法定办结时限"), "limit", most=36525),
        Field("statutory_note", _("法定办结时限说明"), "area", most=_LONG),
        Field(
            "promised",
            _("承诺办结时限"),
            "limit",
            _("当场办结的写0；比现行承诺长的，送审时要有批准文件"),
            most=36525,
        ),
        Field("promised_note", _("承诺办结时限说明"), "area", most=_LONG),
        Field("special_procedures", _("特别程序"), "lines", _("每行一个，如听证、检测、专家评审")),
    ),
)
MATERIALS = Section(
    "materials",
    _("材料"),
    (Field("materials_stated", _("材料已经列全（没有列出材料表示不需要材料）"), "flag"),),
    Rows(
        "materials",
        _("材料"),
        MaterialView,
        (
            Field("name", _("材料名称"), most=500, needed=True),
            Field("necessity", _("必要性"), "choice", choices=tuple(Necessity.choices), width="medium", needed=True),
            Field("form", _("材料形式"), "choice", choices=tuple(FORMS.items()), width="medium"),
            Field("copies", _("份数"), "number", most=9999, width="short"),
            Field("source", _("来源渠道"), "choice", choices=tuple(SOURCES.items()), width="medium"),
            Field("licence_type_code", _("可用证照类型编码"), hint=_("填了就可以免提交"), most=40, width="medium"),
            Field("accept_standard", _("受理标准"), "area", most=_LONG, more=True),
            Field("basis", _("要求依据"), "area", most=_LONG, more=True),
            Field("situations", _("只在这些情形下需要"), "many", more=True),
            Field("filling_note", _("填报须知"), "area", most=_LONG, more=True),
            Field("source_note", _("来源说明"), most=1000, more=True),
            Field("medium", _("材料介质"), "choice", more=True, width="medium",
                  choices=(("paper", _("纸质")), ("electronic", _("电子")), ("both", _("纸质和电子")))),
            Field("paper_size", _("纸质规格"), most=40, more=True, width="medium"),
            Field("sample", _("样表"), most=1000, more=True),
            Field("standard_code", _("标准材料编码"), most=40, more=True, width="medium"),
        ),
        {"necessity": "required"},
    ),
)  # fmt: skip
STEPS = Section(
    "steps",
    _("环节"),
    rows=Rows(
        "steps",
        _("环节"),
        _without_order(StepView),
        (
            Field("name", _("环节名称"), most=100, needed=True),
            Field("seat", _("办理岗位"), "choice", width="medium", needed=True,
                  choices=tuple(SEATS.items())),
            Field("verb", _("办理动作"), "choice", width="medium", choices=tuple(STEP_VERBS.items())),
            Field("limit", _("环节时限"), "limit", most=36525),
            Field("standard", _("审查标准"), "area", most=_LONG, more=True),
            Field("wave", _("并行批次"), "number", hint=_("批次相同的环节同时办；空着就按顺序一个一个办"), most=99,
                  more=True, width="short"),
            Field("department_code", _("承办部门编码"), hint=_("由别的部门办的环节才填，填统一社会信用代码"), most=36,
                  more=True, width="medium"),
            Field("hands", _("签字人数"), "number", hint=_("空着按法律规定：现场勘验两人，其他一人"), most=9, more=True,
                  width="short"),
        ),
    ),
)  # fmt: skip
BASES = Section(
    "bases",
    _("依据"),
    rows=Rows(
        "legal_bases",
        _("依据"),
        _without_order(LegalBasisView),
        (
            Field("law", _("法规名称"), most=200, needed=True),
            Field("document_no", _("文号"), most=100, width="medium"),
            Field("article", _("条款"), hint=_("如：第十二条第一款"), most=100, width="medium"),
            Field("excerpt", _("条文"), "area", most=_LONG),
            Field("verified", _("已经与法规原文核对"), "flag"),
        ),
    ),
)
FEES = Section(
    "fees",
    _("收费"),
    (
        Field("fee.charged", _("是否收费"), "yes_no", choices=YES_NO, width="medium"),
        Field("pay_online", _("是否支持网上支付"), "yes_no", choices=YES_NO, width="medium"),
    ),
    Rows(
        "fee.items",
        _("收费项目"),
        _without_order(FeeItemView),
        (
            Field("name", _("收费项目名称"), most=200, needed=True),
            Field("standard", _("收费标准"), most=1000),
            Field("basis", _("收费依据"), most=1000),
        ),
    ),
)
CHANNELS = Section(
    "channels",
    _("到场与网办"),
    (
        Field("channels", _("办理形式"), "many", choices=tuple((one.value, CHANNEL_LABELS[one]) for one in _CHANNELS)),
        Field("visits", _("到办事现场次数"), "number", most=99, width="short"),
        Field("visit_reason", _("必须现场办理的原因"), "area", most=1000),
        Field("online", _("是否网办"), "yes_no", choices=YES_NO, width="medium"),
        Field("online_depth", _("网上办理深度"), "rank", width="medium",
              choices=tuple((str(code), label) for code, label in DEPTHS.items())),
        Field("online_url", _("网上办理地址"), most=1000),
        Field("online_platform", _("网上办理平台"), most=200),
        Field("in_hall", _("是否进驻政务大厅"), "yes_no", choices=YES_NO, width="medium"),
        Field("comprehensive_window", _("是否由综合窗口受理"), "yes_no", choices=YES_NO, width="medium"),
        Field("booking", _("是否支持预约"), "yes_no", choices=YES_NO, width="medium"),
        Field("booking_url", _("预约地址"), most=1000),
        Field("courier", _("是否支持物流快递"), "yes_no", choices=YES_NO, width="medium"),
        Field("self_service", _("是否支持自助终端"), "yes_no", choices=YES_NO, width="medium"),
        Field("handle_area", _("通办范围"), most=200),
    ),
)  # fmt: skip
CONTACTS = Section(
    "contacts",
    _("联系"),
    (
        Field("places", _("办理地点"), "lines", _("每行一个")),
        Field("hours", _("办理时间"), most=500),
        Field("phones", _("咨询电话"), "lines", _("每行一个，带区号")),
        Field("consulting", _("其他咨询方式"), most=1000),
        Field("complaint_phones", _("监督投诉电话"), "lines", _("每行一个，带区号")),
        Field("complaining", _("其他投诉方式"), most=1000),
        Field("remedies", _("救济途径"), "area", _("行政复议、行政诉讼向谁提出"), most=_LONG),
    ),
)
SITUATIONS = Section(
    "situations",
    _("情形"),
    rows=Rows(
        "situations",
        _("情形"),
        _situation,
        (
            Field("code", _("情形代码"), "hidden", most=40),
            Field("label", _("情形"), hint=_("办事人能判断自己是不是，如：使用集中空调"), most=200, needed=True),
            Field("hint", _("说明"), most=500),
        ),
    ),
    hint=_("材料只在某些情形下需要的，先在这里列出情形，再到“材料”里勾选。"),
)
FAQS = Section(
    "faqs",
    _("问答"),
    rows=Rows(
        "faqs",
        _("问答"),
        _without_order(FaqView),
        (
            Field("question", _("问题"), most=500, needed=True),
            Field("answer", _("回答"), "area", most=_LONG, needed=True),
        ),
    ),
)
SECTIONS = {
    one.code: one
    for one in (BASIC, LIMITS, MATERIALS, STEPS, BASES, FEES, CHANNELS, CONTACTS, SITUATIONS, FAQS)
}  # fmt: skip

#: Elements of findings whose field has another name.
_FIELD = {
    "promised_limit": "promised",
    "promised_unit": "promised",
    "statutory_limit": "statutory",
    "statutory_unit": "statutory",
    "visit_count": "visits",
    "party_kind": "applicant_kinds",
    "result": "result.kind",
    "result_kind": "result.kind",
    "result_name": "result.name",
    "licence_type": "result.licence_type_code",
    "charged": "fee.charged",
    "fee": "fee.charged",
    "fees": "fee.items",
    "concerns": "extra.concerns",
    "joint": "extra.joint",
}
_PATH = re.compile(r"(\w+)(?:\[(\d+)\])?(?:\.(\w+))?")


def place_of(path: str) -> tuple[str, str]:
    """Section and input that a finding's path means; ("", "") for what is not written in a guide (codes, levels)."""
    found = _PATH.fullmatch(path)
    head, index, part = found.groups() if found else (path, None, None)
    name = _FIELD.get(head, head)
    for section in SECTIONS.values():
        rows = section.rows
        if rows is not None and rows.name == name:
            cells = [one.name for one in rows.fields if one.kind != "hidden"]
            cell = part if part in cells else cells[0]
            return section.code, name if index is None else f"{name}-{index}-{cell}"
        if name in {one.name for one in section.fields}:
            return section.code, name
    return "", ""


def fitted(section: Section, content: VersionContent) -> Section:
    """The section with the choices that the guide itself gives: its situations, and codes it holds already."""
    situations = tuple((one.code, one.label) for one in content.situations)
    rows = section.rows
    if rows is not None:
        parts = value_of(content, rows.name) or ()
        fields = tuple(_with_held(one, parts, situations) for one in rows.fields)
        rows = dataclasses.replace(rows, fields=fields)
    fields = tuple(_with_held(one, (content,), ()) for one in section.fields)
    return dataclasses.replace(section, fields=fields, rows=rows)


def _with_held(one: Field, holders: Iterable[object], situations: tuple[tuple[str, str], ...]) -> Field:
    """A field that can hold what stands there: an older code as a choice of its own, a text of several lines."""
    if one.name == "situations":
        return dataclasses.replace(one, choices=situations)
    held = [value for holder in holders if (value := value_of(holder, one.name))]
    if one.kind == "text" and any("\n" in value for value in held):
        return dataclasses.replace(one, kind="area", most=max(one.most, _LONG))
    if one.kind not in ("choice", "many"):
        return one
    codes = dict.fromkeys(code for value in held for code in ([value] if isinstance(value, str) else value))
    known = dict(one.choices)
    return dataclasses.replace(one, choices=(*one.choices, *((code, code) for code in codes if code not in known)))


def settled(content: VersionContent) -> VersionContent:
    """The content with a code of its own for every new situation."""
    taken = {one.code for one in content.situations if not one.code.startswith("new-")}
    free = (f"s{number}" for number in range(1, 1000) if f"s{number}" not in taken)
    named = (
        dataclasses.replace(one, code=next(free)) if one.code.startswith("new-") else one for one in content.situations
    )
    return dataclasses.replace(content, situations=tuple(named))
