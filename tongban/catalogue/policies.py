"""What law and state allow in the catalogue: who may, which promise holds, what may be published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from tongban.catalogue.content import VersionContent
from tongban.catalogue.elements import GUIDE_ELEMENTS
from tongban.catalogue.errors import PublishBlocked
from tongban.catalogue.listing import Listing
from tongban.catalogue.models import ServiceItem
from tongban.catalogue.states import KIND_OF_TYPE_CODE, CaseKind, ItemKind, LimitSource
from tongban.feeds.wording import vague
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.caching import remembered
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.errors import DomainError, PermissionDenied
from tongban.kernel.standards import BadCode, parse_item_code
from tongban.reference import selectors as reference

EDIT = "catalogue.edit"
PUBLISH = "catalogue.publish"
IMPORT = "catalogue.import"

#: 行政许可法 42: twenty working days, used by analogy where neither the publisher nor the city pack sets a limit.
FALLBACK_LIMIT = Limit(20, LimitUnit.WORKING_DAY)
FALLBACK_BASIS = "参照《行政许可法》第四十二条"
#: Rough length in natural days, to compare limits of different units; never used to count time.
_ROUGH_DAYS = {
    LimitUnit.HOUR: 1 / 24,
    LimitUnit.NATURAL_DAY: 1.0,
    LimitUnit.WORKING_DAY: 1.4,
    LimitUnit.MONTH: 30.0,
    LimitUnit.YEAR: 365.0,
}
_PHONE = re.compile(r"(\+?86-?)?(0\d{2,3}-?)?\d{3,8}(-\d{1,6}|转\d{1,6})?|1\d{10}|400-?\d{3,4}-?\d{3,4}")
#: GB/T 36903: the defining body's code of 18 characters and a serial of three.
_LICENCE_TYPE = re.compile(r"[0-9A-Z]{21}")
#: 营商环境条例 37, 安阳市政务服务条例 22: the authority may not force online or offline.
_FREE_CHANNEL = "《优化营商环境条例》第三十七条"


def check_scope(actor: Actor, permission: str, department_id: int) -> None:
    """The seat and the data scope; raises `PermissionDenied`."""
    actor.require(permission)
    if not actor.covers_department(department_id):
        raise PermissionDenied(permission=permission)


@dataclass(frozen=True, slots=True)
class EffectivePromise:
    """The promise that holds, where it comes from and the rule behind it."""

    limit: Limit
    source: str
    basis: str


def effective_promise(
    statutory: Limit | None, promised: Limit | None, *, item_kind: str, region_code: str = ""
) -> EffectivePromise:
    """Standards §1.8: no promise → the statutory limit; neither → the city pack's default for the type."""
    if promised is not None:
        return EffectivePromise(promised, LimitSource.PROMISED, "")
    if statutory is not None:
        return EffectivePromise(statutory, LimitSource.STATUTORY, "")
    limit, basis = _default_limit(item_kind, region_code, clock.today().toordinal())
    return EffectivePromise(limit, LimitSource.DEFAULT, basis)


def _read_default_limit(item_kind: str, region_code: str, day: int) -> tuple[Limit, str]:
    for key in (f"default_limit.{item_kind}", "default_limit"):
        try:
            found = reference.parameter(key, region_code=region_code)
            return found.limit, found.citation
        except (DomainError, ValueError):
            continue
    return FALLBACK_LIMIT, FALLBACK_BASIS


# The day is an argument so that a parameter that begins or ends overnight is seen.
_default_limit = remembered(_read_default_limit)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that keeps one of our own versions from publication."""

    field: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Issuer:
    """What publication needs to know of the department: its code, whether the check digit is right, name and kind."""

    code: str
    code_valid: bool
    name: str = ""
    nature: str = ""


class _Department(Protocol):
    code: str
    code_valid: bool
    name: str
    kind: str


def issuer_of(department: _Department) -> Issuer:
    """The issuer as a department's row or view tells it."""
    return Issuer(department.code, department.code_valid, department.name, department.kind)


def publish_findings(content: VersionContent, item: ServiceItem, issuer: Issuer) -> tuple[Finding, ...]:
    """Everything that keeps this version from publication, in the order of the guide; empty when it is fit."""
    return (
        *_code_findings(item, issuer),
        *_element_findings(content, listing_of(item, content, issuer)),
        *_limit_findings(content, item),
        *_material_findings(content),
        *_form_findings(content),
        *_step_findings(content),
        *_channel_findings(content),
        *_contact_findings(content),
    )


def check_publishable(content: VersionContent, item: ServiceItem, issuer: Issuer) -> None:
    """Raise `PublishBlocked` with every finding at once."""
    findings = publish_findings(content, item, issuer)
    if findings:
        raise PublishBlocked(name=content.name, findings=[finding.text for finding in findings])


def _code_findings(item: ServiceItem, issuer: Issuer) -> Iterator[Finding]:
    try:
        code = parse_item_code(item.code)
    except BadCode as error:
        yield Finding("task_code", "bad_code", error.sentence)
        return
    if not issuer.code_valid:
        yield Finding("department", "issuer_code_invalid", f"实施主体的统一社会信用代码“{issuer.code}”校验不正确。")
    if code.uscc != issuer.code:
        yield Finding("task_code", "issuer_differs", f"编码前18位“{code.uscc}”不是实施主体的代码“{issuer.code}”。")
    if code.catalog_code.value != item.entry.catalog_code:
        yield Finding("task_code", "entry_differs", f"编码里的基本编码不是目录的{item.entry.catalog_code}。")
    expected = KIND_OF_TYPE_CODE.get(code.catalog_code.type_code)
    if expected is not None and expected != item.item_kind:
        yield Finding(
            "item_kind",
            "kind_differs",
            f"编码里的事项类型是“{expected.label}”，登记的是“{ItemKind(item.item_kind).label}”。",
        )


def listing_of(item: ServiceItem, content: VersionContent, issuer: Issuer) -> Listing:
    """The line of the implementation list that an item and a content make (entry joined)."""
    return Listing(
        code=item.code,
        task_code=item.task_code,
        handling_code=item.handling_code,
        local_code=item.local_code,
        catalog_code=item.entry.catalog_code,
        entry_name=item.entry.name,
        item_kind=item.item_kind,
        exercise_level=item.exercise_level,
        item_state=item.state,
        region_code=item.region_code,
        department_id=item.department_id,
        department_name=issuer.name,
        department_code=issuer.code,
        department_code_valid=issuer.code_valid,
        nature=issuer.nature,
        origin=item.origin,
        item_id=item.pk or 0,
        content=content,
    )


def _element_findings(content: VersionContent, listing: Listing) -> Iterator[Finding]:
    for element in GUIDE_ELEMENTS.missing(listing):
        yield Finding(element.code, "element_missing", f"缺少“{element.label}”。")
    for basis in content.legal_bases:
        if not basis.article:
            yield Finding("legal_bases", "article_missing", f"设定依据《{basis.law}》没有写明条款。")
    if content.fee.charged and not all(item.basis and item.standard for item in content.fee.items):
        yield Finding("fee", "fee_without_basis", "收费项目没有写明标准或依据。")
    if content.fee.charged and not content.fee.items:
        yield Finding("fee", "fee_without_items", "写明收费，却没有收费项目。")


def longer(one: Limit, other: Limit) -> bool:
    """Whether a limit is longer than another, roughly where the units differ."""
    if one.unit == other.unit:
        return one.number > other.number
    return one.number * _ROUGH_DAYS[one.unit] > other.number * _ROUGH_DAYS[other.unit]


def _limit_findings(content: VersionContent, item: ServiceItem) -> Iterator[Finding]:
    if item.item_kind == ItemKind.LICENSING and content.statutory is None:
        yield Finding(
            "statutory_limit", "no_statutory_limit", "行政许可必须写明法定办结时限（《行政许可法》第四十二条）。"
        )
    if content.promised and content.statutory and longer(content.promised, content.statutory):
        text = f"承诺时限{content.promised}长于法定时限{content.statutory}。"
        yield Finding("promised_limit", "promise_longer", text)
    if (
        content.case_kind == CaseKind.INSTANT
        and content.promised
        and longer(content.promised, Limit(1, LimitUnit.WORKING_DAY))
    ):
        yield Finding("promised_limit", "instant_too_long", f"即办件的承诺时限不能是{content.promised}。")
    if content.one_seat and content.case_kind != CaseKind.INSTANT:
        yield Finding("one_seat", "one_seat_not_instant", "只有即办件可以由一个岗位办结。")


def _material_findings(content: VersionContent) -> Iterator[Finding]:
    names = [material.name.strip() for material in content.materials]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield Finding(
            "materials", "material_repeated", f"材料“{name}”列了不止一次（《安阳市政务服务条例》第二十三条）。"
        )
    situations = {situation.code for situation in content.situations}
    for material in content.materials:
        if found := vague(material.name):
            text = f"材料“{material.name}”含兜底用语“{found}”，应当逐一明确（《安阳市政务服务条例》第十三条）。"
            yield Finding("materials", "vague_material", text)
        if lost := set(material.situations) - situations:
            yield Finding("materials", "situation_unknown", f"材料“{material.name}”指向没有的情形{sorted(lost)}。")


def _form_findings(content: VersionContent) -> Iterator[Finding]:
    try:
        Draft202012Validator.check_schema(content.form_schema)
    except SchemaError as error:
        yield Finding("form", "form_invalid", f"表单不是正确的 JSON Schema（2020-12）：{error.message[:120]}。")
        return
    properties = content.form_schema.get("properties", {})
    for name, schema in properties.items():
        if not schema.get("x-element"):
            yield Finding("form", "field_without_element", f"表单项“{schema.get('title', name)}”没有对应的数据元。")
        if not schema.get("title"):
            yield Finding("form", "field_without_title", f"表单项“{name}”没有名称。")
    for name in content.form_schema.get("required", ()):
        if name not in properties:
            yield Finding("form", "required_unknown", f"表单要求填写没有的项“{name}”。")


def _step_findings(content: VersionContent) -> Iterator[Finding]:
    if content.steps and not any(step.verb == "decide" for step in content.steps):
        yield Finding("steps", "no_decision", "办理程序里没有作出决定的环节。")
    for step in content.steps:
        if step.limit and content.promised and longer(step.limit, content.promised):
            yield Finding(
                "steps", "step_too_long", f"环节“{step.name}”的时限{step.limit}长于承诺时限{content.promised}。"
            )
    result = content.result
    codes = [material.licence_type_code for material in content.materials]
    for code in dict.fromkeys([*codes, result.licence_type_code if result else ""]):
        if code and not _LICENCE_TYPE.fullmatch(code):
            yield Finding("licence_type", "bad_licence_type", f"证照类型代码“{code}”应为21位数字和大写字母。")
    if result and result.kind == "licence" and not result.licence_type_code:
        yield Finding("result", "no_licence_type", "结果是证照，却没有证照类型代码。")
    if result and result.kind in ("licence", "approval") and not result.name:
        yield Finding("result", "result_without_name", "办理结果没有名称。")


def _channel_findings(content: VersionContent) -> Iterator[Finding]:
    if content.channels and "window" not in content.channels:
        yield Finding("channels", "no_window", f"没有窗口办理：不得限定申请人只能网上办（{_FREE_CHANNEL}）。")
    if content.visits and not content.visit_reason:
        yield Finding("visit_count", "visit_without_reason", "要求到现场，却没有写明必须现场办理的原因。")


def _contact_findings(content: VersionContent) -> Iterator[Finding]:
    for field, phones in (("phones", content.phones), ("complaint_phones", content.complaint_phones)):
        for phone in phones:
            if not _PHONE.fullmatch(phone):
                yield Finding(field, "bad_phone", f"电话“{phone}”不像电话号码。")
