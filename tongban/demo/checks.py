"""What must hold between the files of the demonstration city. Each check yields Chinese sentences; none means sound."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from tongban.bundles.services import read_shape
from tongban.catalogue.policies import longer
from tongban.catalogue.selectors import form_errors
from tongban.catalogue.services import VersionContent
from tongban.catalogue.states import KIND_OF_TYPE_CODE, ON_APPLICATION
from tongban.demo.model import DemoCity, DemoItem, DemoLicenceType
from tongban.feeds.wording import vague
from tongban.kernel.actor import Channel
from tongban.kernel.errors import DomainError
from tongban.kernel.standards import check_citizen_no, check_uscc, parse_item_code, uscc_findings
from tongban.orgs.states import DepartmentKind, Seat, WindowKind
from tongban.parties.states import MandateKind, PartyKind

#: The only codes of the national list used; every other entry is numbered in the local prefix, serials from 900.
NATIONAL_CODES = frozenset({"000117051000"})
LOCAL_PREFIX = "41"
#: Subscriber numbers never start with 0 and the range 154 was never handed out: nobody answers these.
PHONE = re.compile(r"0372-0000\d{3}")
MOBILE = re.compile(r"154\d{8}")
REGION_LENGTH = {1: 6, 2: 6, 3: 6, 4: 9, 5: 12}
ROLES = frozenset(
    {
        "clerk",
        "approver",
        "department_admin",
        "bureau",
        "supervisor",
        "hotline_agent",
        "system_admin",
        "security_admin",
        "audit_admin",
    }
)
ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})
VERBS = frozenset({"accept", "examine", "decide", "deliver", "inspect"})


def check_city(city: DemoCity) -> list[str]:
    """Every problem of the city, file by file; empty when it holds together."""
    parts: list[Callable[[DemoCity], Iterator[str]]] = [
        _regions,
        _departments,
        _halls,
        _officers,
        _residents,
        _enterprises,
        _mandates,
        _licence_types,
        _items,
        _bundles,
        _story,
    ]
    return [problem for part in parts for problem in part(city)]


def _twice(what: str, values: Iterable[str]) -> Iterator[str]:
    for value, count in Counter(values).items():
        if count > 1:
            yield f"{what}“{value}”出现{count}次"


def _refused(check: Callable[[str], object], value: str, whose: str) -> Iterator[str]:
    try:
        check(value)
    except DomainError as error:
        yield f"{whose}：{error.sentence}"


def _regions(city: DemoCity) -> Iterator[str]:
    codes = {region.code for region in city.profile.regions}
    yield from _twice("区划", [region.code for region in city.profile.regions])
    for region in city.profile.regions:
        if len(region.code) != REGION_LENGTH.get(region.level):
            yield f"区划“{region.name}”的代码长度与层级不符"
        if (region.level == 1) != (region.parent == "") or (region.parent and region.parent not in codes):
            yield f"区划“{region.name}”的上级不对"
        if region.synthetic and not region.code.startswith(city.profile.region_code[:4]):
            yield f"区划“{region.name}”不在演示城市的代码段里"
    if city.profile.region_code not in codes or "演示" not in city.profile.name:
        yield "城市没有列入区划，或者名称没有写明是演示"


def _departments(city: DemoCity) -> Iterator[str]:
    regions = {region.code for region in city.profile.regions}
    keys = {department.key for department in city.departments}
    yield from _twice("部门", [department.key for department in city.departments])
    yield from _twice("部门代码", [department.code for department in city.departments])
    for row in city.departments:
        refused = list(_refused(check_uscc, row.code, row.name))
        yield from refused or [f"{row.name}：{finding}" for finding in uscc_findings(row.code)]
        if row.kind not in DepartmentKind.values:
            yield f"{row.name}：没有“{row.kind}”这种性质"
        if row.region_code not in regions or (row.parent and row.parent not in keys):
            yield f"{row.name}：区划或者上级部门不存在"
        if not PHONE.fullmatch(row.phone):
            yield f"{row.name}：电话“{row.phone}”不是演示号码"


def _halls(city: DemoCity) -> Iterator[str]:
    keys = {department.key for department in city.departments}
    regions = {region.code for region in city.profile.regions}
    for hall in city.halls:
        yield from _twice(f"{hall.name}窗口", [window.no for window in hall.windows])
        if hall.region_code not in regions or not PHONE.fullmatch(hall.phone):
            yield f"{hall.name}：区划或者电话不对"
        for window in hall.windows:
            if window.kind not in WindowKind.values or set(window.departments) - keys:
                yield f"{hall.name}{window.no}：窗口类型或者部门不对"


def _officers(city: DemoCity) -> Iterator[str]:
    keys = {department.key for department in city.departments}
    places = {(hall.key, window.no) for hall in city.halls for window in hall.windows}
    yield from _twice("工号", [officer.staff_no for officer in city.officers])
    yield from _twice("用户名", [officer.username for officer in city.officers])
    for row in city.officers:
        if row.department not in keys or row.seat not in Seat.values or set(row.roles) - ROLES:
            yield f"工作人员{row.staff_no}：部门、席位或者角色不对"
        if row.window and (row.hall, row.window) not in places:
            yield f"工作人员{row.staff_no}：没有窗口{row.window}"
        if len(ADMINISTRATORS & set(row.roles)) > 1:
            yield f"工作人员{row.staff_no}：系统、安全、审计三员不得兼任"
    for key in sorted({item.department for item in city.items}):
        seats = [officer.seat for officer in city.officers if officer.department == key]
        # Who examined may not decide: with one approver a promised item could never be decided.
        if "clerk" not in seats or seats.count("approver") < 2:
            yield f"部门{key}缺少窗口人员，或者审批人不到两名"


def _residents(city: DemoCity) -> Iterator[str]:
    regions = {region.code for region in city.profile.regions}
    types = {kind.key: kind for kind in city.licence_types}
    yield from _twice("居民", [resident.key for resident in city.residents])
    yield from _twice("居民号码", [resident.citizen_no for resident in city.residents])
    for row in city.residents:
        try:
            number = check_citizen_no(row.citizen_no)
        except DomainError as error:
            yield f"居民{row.key}：{error.sentence}"
            continue
        if (number.birth_date, str(number.sex)) != (row.birth_date, row.sex):
            yield f"居民{row.key}：出生日期或者性别与号码不符"
        if row.region_code not in regions or not row.citizen_no.startswith(city.profile.region_code[:4]):
            yield f"居民{row.key}：区划不在演示城市"
        if not MOBILE.fullmatch(row.mobile):
            yield f"居民{row.key}：手机不是演示号段"
        yield from _held(row.key, "person", row.licences, types)


def _held(key: str, kind: str, licences: Iterable[str], types: dict[str, DemoLicenceType]) -> Iterator[str]:
    for licence in licences:
        if licence not in types:
            yield f"{key}：没有证照类型{licence}"
        elif kind not in types[licence].holder_kinds:
            yield f"{key}：“{types[licence].name}”不能由这类主体持有"


def _enterprises(city: DemoCity) -> Iterator[str]:
    people = {resident.key for resident in city.residents}
    regions = {region.code for region in city.profile.regions}
    types = {kind.key: kind for kind in city.licence_types}
    yield from _twice("单位代码", [row.uscc for row in city.enterprises])
    for row in city.enterprises:
        yield from _refused(check_uscc, row.uscc, row.name)
        if row.kind not in PartyKind.values or row.kind == PartyKind.PERSON:
            yield f"{row.name}：没有“{row.kind}”这种主体"
        if row.legal_representative not in people or row.region_code not in regions:
            yield f"{row.name}：负责人或者区划不存在"
        if not PHONE.fullmatch(row.phone):
            yield f"{row.name}：电话不是演示号码"
        yield from _held(row.key, row.kind, row.licences, types)


def _mandates(city: DemoCity) -> Iterator[str]:
    people = {resident.key for resident in city.residents}
    principals = people | {row.key for row in city.enterprises}
    for row in city.mandates:
        if row.principal not in principals or row.agent not in people or row.principal == row.agent:
            yield f"授权{row.document_no}：委托人或者受托人不对"
        if row.kind not in MandateKind.values or not 0 < row.valid_days <= 5 * 365:
            yield f"授权{row.document_no}：类型或者期限不对"


def _licence_types(city: DemoCity) -> Iterator[str]:
    keys = {department.key for department in city.departments}
    elements = {element.code for element in city.elements}
    yield from _twice("证照类型代码", [row.code for row in city.licence_types])
    yield from _twice("证照类型", [row.key for row in city.licence_types])
    for row in city.licence_types:
        yield from _refused(check_uscc, row.code[:18], row.name)
        if not re.fullmatch(r"\d{3}", row.code[18:]) or row.department not in keys:
            yield f"“{row.name}”的代码序号或者部门不对"
        if not row.holder_kinds or set(row.holder_kinds) - set(PartyKind.values):
            yield f"“{row.name}”的持证主体不对"
        for name, rule in row.fields["properties"].items():
            if (element := rule.get("x-element")) and (element not in elements or element != name):
                yield f"“{row.name}”的照面字段{name}指向不存在的数据元"


def _items(city: DemoCity) -> Iterator[str]:
    yield from _twice("事项", [item.task_code for item in city.items])
    yield from _twice("基本编码", [item.catalog_code for item in city.items])
    yield from _twice("事项名称", [item.name for item in city.items])
    for item in city.items:
        for check in (_codes, _limits, _materials, _form, _result, _guide):
            yield from (f"{item.name}：{problem}" for problem in check(city, item))


def _codes(city: DemoCity, item: DemoItem) -> Iterator[str]:
    try:
        code = parse_item_code(item.task_code)
    except DomainError as error:
        yield error.sentence
        return
    department = {row.key: row for row in city.departments}.get(item.department)
    if department is None or code.uscc != department.code or item.region_code != department.region_code:
        yield "实施主体与编码或者区划不一致"
    if code.catalog_code.value != item.catalog_code or item.entry.catalog_code != item.catalog_code:
        yield "基本编码不一致"
    if code.exercise_level != item.exercise_level or KIND_OF_TYPE_CODE[code.catalog_code.type_code] != item.item_kind:
        yield "行使层级或者事项类型与编码不一致"
    national = item.catalog_code in NATIONAL_CODES
    if national != (item.code_origin == "national") or not (national or item.catalog_code.startswith(LOCAL_PREFIX)):
        yield "编码来源不对"
    if item.entry.item_kind != item.item_kind or item.on_application != (item.item_kind in ON_APPLICATION):
        yield "目录类型或者是否依申请不对"


def _limits(city: DemoCity, item: DemoItem) -> Iterator[str]:
    content = item.content
    if content.promised is None:
        yield "没有承诺时限"
        return
    if content.statutory is None and (item.item_kind == "licensing" or not content.statutory_note):
        yield "没有法定时限，也没有说明"
    if content.statutory is not None and longer(content.promised, content.statutory):
        yield f"承诺时限{content.promised}长于法定时限{content.statutory}"
    if content.case_kind == "instant" and content.promised.number != 0:
        yield "即办件没有承诺当场办结"
    for step in content.steps:
        if step.seat not in ("clerk", "approver") or step.verb not in VERBS:
            yield f"环节“{step.name}”的席位或者动作不对"
        if step.limit is None or longer(step.limit, content.promised):
            yield f"环节“{step.name}”没有时限，或者长于承诺时限"
    if sum(step.verb == "decide" for step in content.steps) != 1:
        yield "应当恰有一个决定环节"


def _materials(city: DemoCity, item: DemoItem) -> Iterator[str]:
    content = item.content
    types = {kind.code for kind in city.licence_types}
    situations = {situation.code for situation in content.situations}
    yield from _twice("材料", [material.name for material in content.materials])
    if [material.order for material in content.materials] != list(range(1, len(content.materials) + 1)):
        yield "材料序号不连续"
    for material in content.materials:
        if found := vague(material.name) or vague(material.accept_standard):
            yield f"材料“{material.name}”含兜底用语“{found}”"
        if material.licence_type_code and material.licence_type_code not in types:
            yield f"材料“{material.name}”可用的证照类型不存在"
        if not (material.accept_standard and material.sample and material.basis and material.source and material.form):
            yield f"材料“{material.name}”缺少受理标准、样例、依据、来源或者形式"
        if set(material.situations) - situations:
            yield f"材料“{material.name}”指向没有的情形"


def _form(city: DemoCity, item: DemoItem) -> Iterator[str]:
    elements = {element.code for element in city.elements}
    schema = item.content.form_schema
    properties = schema.get("properties", {})
    for name, rule in properties.items():
        element = rule.get("x-element", "")
        if element not in elements or name != element.replace(".", "_"):
            yield f"表单项{name}没有对应的数据元"
        if not rule.get("title") or vague(rule["title"]):
            yield f"表单项{name}没有名称，或者是兜底用语"
    if missing := set(schema.get("required", ())) - set(properties):
        yield f"表单要求填写没有的项{sorted(missing)}"


def _result(city: DemoCity, item: DemoItem) -> Iterator[str]:
    result = item.content.result
    if result is None or result.kind not in ("licence", "approval", "other", "none") or not result.name:
        yield "没有办理结果"
        return
    kind = {row.code: row for row in city.licence_types}.get(result.licence_type_code)
    if result.kind == "licence" and kind is None:
        yield "结果证照类型不存在"
    if kind is not None:
        if lacking := set(item.content.applicant_kinds) - set(kind.holder_kinds):
            yield f"“{kind.name}”不能由这些申请人持有：{sorted(lacking)}"
        if (kind.name, kind.validity_months) != (result.name, result.validity_months):
            yield "结果的名称、有效期与证照类型不一致"


def _guide(city: DemoCity, item: DemoItem) -> Iterator[str]:
    content: VersionContent = item.content
    if (content.name, content.aliases) != (item.name, item.aliases) or len(item.aliases) < 2:
        yield "名称、俗称前后不一致，或者俗称太少"
    if not content.applicant_kinds or set(content.applicant_kinds) - set(PartyKind.values):
        yield "服务对象不对"
    if "window" not in content.channels or set(content.channels) - {str(channel) for channel in Channel}:
        yield "办理形式不对，或者没有窗口"
    if bool(content.visits) != bool(content.visit_reason):
        yield "到现场次数与原因不符"
    if not 2 <= len(content.faqs) <= 3 or not content.accept_conditions or not content.legal_bases:
        yield "常见问题、受理条件或者设定依据不全"
    if any(basis.verified and not basis.excerpt for basis in content.legal_bases):
        yield "没有引文的依据不能标为已核对"
    if content.extra.get("synthetic") is not True or not content.extra.get("remedies"):
        yield "没有标明演示，或者没有救济途径"


def _bundles(city: DemoCity) -> Iterator[str]:
    """Leads, members and shapes that hold together; what the guides say to them the room `bundles` checks itself."""
    keys = {row.key for row in city.departments}
    codes = {row.handling_code or row.task_code for row in city.items}
    yield from _twice("一件事编码", (row.code for row in city.bundles))
    for row in city.bundles:
        if row.department not in keys:
            yield f"一件事{row.name}：没有部门{row.department}"
        try:
            shape = read_shape(row.shape)
        except ValueError as error:
            yield f"一件事{row.name}：{error}"
            continue
        yield from (f"一件事{row.name}：没有事项{m.item_code}" for m in shape.members if m.item_code not in codes)


def _story(city: DemoCity) -> Iterator[str]:
    story = city.story
    item = {row.task_code: row for row in city.items}.get(story.item_task_code)
    holders = {row.key: row.licences for row in city.residents} | {row.key: row.licences for row in city.enterprises}
    accounts = {row.username: row for row in city.officers}
    if item is None or item.name != story.item_name:
        yield "故事：没有这个事项"
        return
    yield from (f"故事：{text}" for text in form_errors(item.content.form_schema, story.form_data).values())
    types = {row.key: row.code for row in city.licence_types}
    materials = {material.order: material for material in item.content.materials}
    for licence in story.licences:
        if licence.licence_type not in holders.get(licence.holder, ()):
            yield f"故事：{licence.holder}没有{licence.licence_type}"
        elif materials[licence.material_order].licence_type_code != types[licence.licence_type]:
            yield f"故事：{licence.licence_type}不能代替第{licence.material_order}项材料"
    if not re.fullmatch(r"(09|1[0-6]):[0-5]\d", story.start_time):
        yield "故事：开始时间不在服务时间里"
    given = {row.material_order for row in story.licences} | {row.material_order for row in story.uploads}
    if any(row.necessity == "required" and row.order not in given for row in materials.values()):
        yield "故事：必要材料没有交齐"
    for username, seat in ((story.clerk, "clerk"), (story.approver, "approver")):
        if username not in accounts or accounts[username].seat != seat:
            yield f"故事：{username}不是{seat}"
