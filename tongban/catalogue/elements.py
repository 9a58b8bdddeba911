"""The elements of a guide (要素), each read from a line of the implementation list in the same way.

An element gives its content as lines of text: nothing stated is no line, and two guides are the same in an element
exactly when their normalised lines are. Completeness, sameness over levels and regions, differences between versions,
variants, spreadsheet columns and benchmarking all stand on this one table; an element set is a list of its codes.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tongban.catalogue.content import MaterialView, StepView
from tongban.catalogue.listing import Listing
from tongban.catalogue.states import CaseKind, ItemKind, Necessity
from tongban.catalogue.words import (
    CHANNELS,
    DEPTHS,
    FORMS,
    LEVELS,
    NATURES,
    PARTY_KINDS,
    RESULTS,
    SOURCES,
    yes_no,
)
from tongban.kernel.deadline import Limit

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Element:
    """One element. `national`: its column in the national exchange tables (standards §1.4), empty where there is none.

    `local`: where, by whom and at which telephone a guide is carried out says nothing about whether two guides are
    the same (standards §1.5). `needed` says for which lines the element has to be stated at all.
    """

    code: str
    label: str
    read: Callable[[Listing], Lines]
    national: str = ""
    local: bool = False
    needed: Callable[[Listing], bool] = lambda _: True

    def stated(self, listing: Listing) -> bool:
        """Whether the line says anything here."""
        return any(line.strip() for line in self.read(listing))

    def normalised(self, listing: Listing) -> Lines:
        """The lines as they are compared: half width, without blanks and punctuation that changes no meaning."""
        return tuple(filter(None, (plain(line) for line in self.read(listing))))

    def fingerprint(self, listing: Listing) -> str:
        """SHA-256 (hex) of the normalised lines."""
        return hashlib.sha256("\n".join(self.normalised(listing)).encode()).hexdigest()


_SIGNS = re.compile(r"[\s，,。.；;：:、“”\"'‘’（）()【】\[\]《》<>—\-_/]+")


def plain(text: str) -> str:
    """A text for comparison: NFKC, lower case, without blanks and punctuation."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text)).lower()


def _one(text: str) -> Lines:
    return (text,) if text.strip() else ()


def _many(words: dict[str, str], codes: Iterable[str]) -> Lines:
    return tuple(words.get(code, code) for code in codes)


def _limit(limit: Limit | None) -> Lines:
    return (str(limit),) if limit is not None else ()


def _unit(limit: Limit | None) -> Lines:
    return (limit.unit.label,) if limit is not None else ()


def _said(value: bool | None) -> Lines:
    return () if value is None else (yes_no(value),)


def _material(one: MaterialView) -> str:
    parts = [
        str(Necessity(one.necessity).label),
        FORMS.get(one.form, one.form),
        f"{one.copies}份" if one.copies is not None else "",
        SOURCES.get(one.source, one.source),
    ]
    return f"{one.name}（{'，'.join(part for part in parts if part)}）"


def _materials(listing: Listing) -> Lines:
    content = listing.content
    if content.materials:
        return tuple(_material(one) for one in content.materials)
    return ("不需要提交材料",) if content.materials_stated else ()


def _step(one: StepView) -> str:
    said = [str(one.limit or ""), f"第{one.wave}批" if one.wave else "", f"{one.hands}人签字" if one.hands else ""]
    said = [*filter(None, (*said, one.department_code))]
    return one.name + (f"（{'，'.join(said)}）" if said else "")


def _fees(listing: Listing) -> Lines:
    return tuple("，".join(filter(None, (one.name, one.standard, one.basis))) for one in listing.content.fee.items)


def _bases(listing: Listing) -> Lines:
    return tuple(
        f"《{one.law.strip('《》')}》{one.document_no and f'（{one.document_no}）'}{one.article}"
        for one in listing.content.legal_bases
    )


def _has_window(listing: Listing) -> bool:
    return "window" in listing.content.channels


ELEMENTS: dict[str, Element] = {
    element.code: element
    for element in (
        Element("name", "事项名称", lambda x: _one(x.content.name), "task_name"),
        Element("catalog_code", "基本编码", lambda x: _one(x.catalog_code), "catalog_code"),
        Element("task_code", "实施编码", lambda x: _one(x.task_code), "task_code", local=True),
        Element(
            "handling_code", "业务办理项编码", lambda x: _one(x.handling_code), "task_handle_item", local=True,
            needed=lambda x: False,
        ),
        Element("item_kind", "事项类型", lambda x: _one(str(ItemKind(x.item_kind).label)), "task_type"),
        Element("legal_bases", "设定依据", _bases, "by_law"),
        Element(
            "exercise_level", "行使层级", lambda x: _one(LEVELS.get(x.exercise_level, "")), "use_level", local=True
        ),
        Element("power_source", "权力来源", lambda x: _one(x.content.power_source), "power_source"),
        Element("department", "实施主体", lambda x: _one(x.department_name), "dept_name", local=True),
        Element("department_code", "实施主体编码", lambda x: _one(x.department_code), "dept_code", local=True),
        Element("nature", "实施主体性质", lambda x: _one(NATURES.get(x.nature, "")), "dept_type", local=True),
        Element(
            "entrusted_by", "委托部门", lambda x: _one(x.content.entrusted_by), "entrust_name", local=True,
            needed=lambda x: "委托" in x.content.power_source,
        ),
        Element(
            "joint_departments", "联办机构", lambda x: _one(x.content.joint_departments), "other_dept", local=True,
            needed=lambda x: False,
        ),
        Element("statutory_limit", "法定办结时限", lambda x: _limit(x.content.statutory), "anticipate_day"),
        Element("statutory_unit", "法定办结时限单位", lambda x: _unit(x.content.statutory), "anticipate_type"),
        Element(
            "statutory_note", "法定办结时限说明", lambda x: _one(x.content.statutory_note), "anticipate_explain",
            needed=lambda x: False,
        ),
        Element("promised_limit", "承诺办结时限", lambda x: _limit(x.content.promised), "promise_day"),
        Element("promised_unit", "承诺办结时限单位", lambda x: _unit(x.content.promised), "promise_type"),
        Element(
            "promised_note", "承诺办结时限说明", lambda x: _one(x.content.promised_note), "promise_explain",
            needed=lambda x: False,
        ),
        Element("accept_conditions", "受理条件", lambda x: _one(x.content.accept_conditions), "accept_condition"),
        Element(
            "party_kind", "服务对象", lambda x: _many(PARTY_KINDS, sorted(x.content.applicant_kinds)), "server_type"
        ),
        Element("case_kind", "办件类型", lambda x: _one(str(CaseKind(x.content.case_kind).label)), "project_type"),
        Element("channels", "办理形式", lambda x: _many(CHANNELS, sorted(x.content.channels)), "handle_type"),
        Element(
            "visit_count", "到办事现场次数",
            lambda x: () if x.content.visits is None else (f"{x.content.visits}次",), "limit_scene_num",
        ),
        Element(
            "visit_reason", "必须现场办理原因", lambda x: _one(x.content.visit_reason), "limit_scene_explain",
            needed=lambda x: bool(x.content.visits),
        ),
        Element(
            "special_procedures", "特别程序", lambda x: tuple(x.content.special_procedures), "special_procedure",
            needed=lambda x: False,
        ),
        Element("steps", "办理流程", lambda x: tuple(_step(one) for one in x.content.steps), "handle_flow"),
        Element(
            "places", "办理地点", lambda x: tuple(x.content.places), "transact_addr", local=True, needed=_has_window
        ),
        Element("hours", "办理时间", lambda x: _one(x.content.hours), "transact_time", local=True, needed=_has_window),
        Element(
            "phones", "咨询方式", lambda x: (*x.content.phones, *_one(x.content.consulting)), "link_way", local=True
        ),
        Element(
            "complaint_phones", "监督投诉方式", lambda x: (*x.content.complaint_phones, *_one(x.content.complaining)),
            "supervise_way", local=True,
        ),
        Element("handle_area", "通办范围", lambda x: _one(x.content.handle_area), "handle_area", local=True),
        Element("in_hall", "是否进驻政务大厅", lambda x: _said(x.content.in_hall), "is_entry_center", local=True),
        Element("online", "是否网办", lambda x: _said(x.content.online), "is_online"),
        Element(
            "online_depth", "网上办理深度", lambda x: _one(DEPTHS.get(x.content.online_depth or 0, "")),
            "online_handle_depth", needed=lambda x: bool(x.content.online),
        ),
        Element(
            "online_url", "网上办理地址", lambda x: _one(x.content.online_url), "online_handle_url", local=True,
            needed=lambda x: bool(x.content.online),
        ),
        Element("booking", "是否支持预约", lambda x: _said(x.content.booking), "is_schedule", local=True),
        Element("pay_online", "是否网上支付", lambda x: _said(x.content.pay_online), "is_pay_online", local=True),
        Element("courier", "是否支持物流快递", lambda x: _said(x.content.courier), "is_express", local=True),
        Element(
            "self_service", "是否支持自助终端", lambda x: _said(x.content.self_service), "is_service_terminals",
            local=True,
        ),
        Element("charged", "是否收费", lambda x: _said(x.content.fee.charged), "is_fee"),
        Element("fees", "收费项目和标准", _fees, "fee_project", needed=lambda x: bool(x.content.fee.charged)),
        Element("materials", "申请材料", _materials, "material"),
        Element(
            "intermediary", "中介服务", lambda x: _one(x.content.intermediary), "service_type", needed=lambda x: False
        ),
        Element(
            "quantity_limit", "数量限制", lambda x: _one(x.content.quantity_limit), "limit_explain",
            needed=lambda x: False,
        ),
        Element(
            "result_kind", "审批结果类型",
            lambda x: _one(RESULTS.get(x.content.result.kind, "") if x.content.result else ""), "result_type",
        ),
        Element(
            "result_name", "审批结果名称", lambda x: _one(x.content.result.name if x.content.result else ""),
            "result_name", needed=lambda x: bool(x.content.result and x.content.result.kind != "none"),
        ),
        Element(
            "result_sample", "审批结果样本", lambda x: _one(x.content.result_sample), "result_guid",
            needed=lambda x: bool(x.content.result and x.content.result.kind in ("licence", "approval")),
        ),
        # Beyond the 48: what ordinances ask of a guide besides.
        Element("review_points", "审查标准", lambda x: _one(x.content.review_points)),
        Element("remedies", "救济途径", lambda x: _one(x.content.remedies)),
        Element("commitment", "告知承诺", lambda x: _one(x.content.commitment), needed=lambda x: False),
        Element(
            "situations", "办理情形", lambda x: tuple(one.label for one in x.content.situations), needed=lambda x: False
        ),
        Element("form", "申请表单", lambda x: _fields(x), local=True),
        Element("faqs", "常见问题", lambda x: tuple(one.question for one in x.content.faqs), needed=lambda x: False),
        Element("themes", "主题分类", lambda x: tuple(sorted(x.content.themes)), needed=lambda x: False),
        Element("aliases", "俗称", lambda x: tuple(x.content.aliases), local=True, needed=lambda x: False),
    )
}  # fmt: skip
"""Every element by its code, in the order of the standard (standards §1.5), then what ordinances add."""


def _fields(listing: Listing) -> Lines:
    properties = listing.content.form_schema.get("properties", {})
    # A draft's form may be no schema at all: then it states nothing, and publication says why.
    fields = properties.items() if isinstance(properties, dict) else ()
    return tuple(str(field.get("title", name)) for name, field in fields if isinstance(field, dict))


@dataclass(frozen=True, slots=True)
class ElementSet:
    """A named list of elements with the rule it comes from; `same`: those that must agree over levels and regions."""

    code: str
    name: str
    basis: str
    elements: tuple[str, ...]
    same: tuple[str, ...] = ()

    def missing(self, listing: Listing) -> tuple[Element, ...]:
        """The elements that the line needs and does not state."""
        found = (ELEMENTS[code] for code in self.elements)
        return tuple(one for one in found if one.needed(listing) and not one.stated(listing))

    def completeness(self, listing: Listing) -> tuple[int, int]:
        """How many of the needed elements are stated, of how many."""
        needed = sum(ELEMENTS[code].needed(listing) for code in self.elements)
        return needed - len(self.missing(listing)), needed


GUIDE_ELEMENTS = ElementSet(
    code="guide",
    name="办事指南必备要素",
    basis="《安阳市政务服务条例》第十三条",
    elements=(
        "name", "legal_bases", "accept_conditions", "materials", "steps", "promised_limit", "party_kind", "channels",
        "visit_count", "places", "charged", "result_kind", "phones", "complaint_phones", "form",
    ),
)  # fmt: skip
"""What keeps our own guide from publication; the other sets are rows (`models.sets`), this one is law here."""
