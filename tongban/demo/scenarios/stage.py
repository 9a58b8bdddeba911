"""The small city a scenario is played in: two departments, their people, a resident, an enterprise, one item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tongban.access import selectors as access
from tongban.access.states import CITY_WIDE
from tongban.catalogue import services as catalogue
from tongban.catalogue.selectors import ItemVersionView
from tongban.catalogue.services import (
    FeeItemView,
    FeeView,
    LegalBasisView,
    MaterialView,
    ResultView,
    StepView,
    VersionContent,
)  # fmt: skip
from tongban.catalogue.states import KIND_OF_TYPE_CODE, ItemKind
from tongban.demo.errors import BadScenario
from tongban.demo.scenarios.reading import Given, Scenario
from tongban.files import services as files
from tongban.kernel.actor import Actor, Channel
from tongban.kernel.standards import make_uscc
from tongban.kernel.standards.people import make_citizen_no
from tongban.licences import services as licences
from tongban.orgs import services as orgs
from tongban.parties import services as parties

REGION = "410500"
SYSTEM = Actor.system()
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
FORM = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "title": "申请人", "x-element": "person.name", "maxLength": 60},
        "premises_name": {"type": "string", "title": "场所名称", "x-element": "premises.name", "maxLength": 100},
    },
}
KINDS = {str(kind.label): kind.value for kind in ItemKind}
#: Who stands behind the names a scenario uses: role, and which of the two departments.
OFFICERS = {
    "窗口人员": ("clerk", 0),
    "审查人": ("approver", 0),
    "另一审查人": ("approver", 0),
    "审批人": ("approver", 0),
    "单位负责人": ("head", 0),
    "部门管理员": ("department_admin", 0),
    "协办单位人员": ("approver", 1),
    "协办单位窗口": ("clerk", 1),
    "政数局": ("bureau", 2),
    "监察员": ("supervisor", 2),
}


@dataclass(frozen=True)
class Town:
    """The departments and the people: the same for every scenario."""

    people: dict[str, Actor]
    departments: tuple[int, int, int]
    department_code: str
    person_id: int
    enterprise_id: int


@dataclass
class Stage:
    """Who and what there is, and the case that is under way."""

    version: ItemVersionView
    people: dict[str, Actor]
    departments: tuple[int, int, int]
    person_id: int
    enterprise_id: int
    case_uid: str = ""
    told_last: str = ""
    #: What acts leave for later ones, by a name of their own (the step of a special procedure, an order to pay).
    kept: dict[str, Any] = field(default_factory=dict)

    def actor(self, who: str, where: str) -> Actor:
        """Raises `BadScenario` for somebody who is not on the stage."""
        if who in self.people:
            return self.people[who]
        raise BadScenario(where=where, reason=f"没有“{who}”这个人，可以写：{'、'.join(self.people)}")

    def material(self, name: str, where: str) -> int:
        """The order of a material by its name."""
        for one in self.version.materials:
            if one.name == name:
                return one.order
        raise BadScenario(where=where, reason=f"事项没有“{name}”这份材料")

    def left(self, name: str, where: str) -> Any:
        """What an earlier act left under this name. Raises `BadScenario` where there is none."""
        if name in self.kept:
            return self.kept[name]
        raise BadScenario(where=where, reason=f"前面还没有“{name}”")

    def paper(self, name: str, actor: Actor) -> str:
        """The digest of a stored paper."""
        return files.store(content=PDF + name.encode(), name=f"{name}.pdf", actor=actor).digest


def build_town() -> Town:
    """Everybody who may take part; everything is synthetic. The caller takes it back."""
    departments = tuple(
        orgs.register_department(
            code=make_uscc("11", REGION, 90_001 + number), name=name, short_name=short, region_code=REGION, actor=SYSTEM
        )
        for number, (name, short) in enumerate(
            (
                ("同安市卫生健康委员会", "同卫健"),
                ("同安市市场监督管理局", "同市监"),
                ("同安市政务服务和大数据管理局", "同政数"),
            )
        )
    )
    ids = (departments[0].id, departments[1].id, departments[2].id)
    people = {name: _officer(ids[at], f"S{n:03d}", name, role) for n, (name, (role, at)) in enumerate(OFFICERS.items())}
    resident, other, handler = _person("赵小满", 811), _person("钱立夏", 813), _person("孙谷雨", 815)
    enterprise = parties.register_enterprise(
        name="同安小满餐饮管理有限公司",
        uscc=make_uscc("91", REGION, 90_003),
        legal_representative_id=handler.party_id,
        actor=SYSTEM,
    )
    people |= {"申请人": resident, "旁人": other, "企业经办人": replace(handler, principal_id=enterprise.id)}
    people |= {"未成年人": _person("李冬至", 817, born=2012), "平台": SYSTEM}
    return Town(people, ids, departments[0].code, resident.party_id or 0, enterprise.id)


def set_stage(scenario: Scenario, town: Town | None = None) -> Stage:
    """The item of this scenario in the town, which is built where none stands. The caller takes it back."""
    town = town or build_town()
    version = _item(Given(scenario.item, f"{scenario.name} 事项"), town.department_code, town.departments)
    return Stage(version, town.people, town.departments, town.person_id, town.enterprise_id)


def _person(name: str, seq: int, *, born: int = 1990) -> Actor:
    number = make_citizen_no("410502", dt.date(born, 3, 7), seq)
    party = parties.register_person(name=name, citizen_no=number, mobile=f"1380000{seq:04d}", actor=SYSTEM)
    return Actor(
        account_id=None,
        party_id=party.id,
        principal_id=party.id,
        seats=frozenset({"resident"}),
        permissions=access.permissions_of("resident"),
        channel=Channel.PORTAL,
    )


def _officer(department_id: int, staff_no: str, name: str, role: str) -> Actor:
    found = orgs.register_officer(department_id=department_id, name=name, staff_no=staff_no, actor=SYSTEM)
    return Actor(
        account_id=None,
        officer_id=found.id,
        seats=frozenset({role}),
        department_ids=frozenset({department_id}),
        everywhere=role in CITY_WIDE,
        permissions=access.permissions_of(role),
        channel=Channel.WINDOW,
    )


# --- the item -----------------------------------------------------------------------------------
def _item(given: Given, department_code: str, departments: tuple[int, int, int]) -> ItemVersionView:
    kind = given.text("种类", "行政许可")
    if kind not in KINDS:
        raise BadScenario(where=given.where, reason=f"没有“{kind}”这种事项")
    guide = _guide(given, licensing=KINDS[kind] == ItemKind.LICENSING)
    given.done()
    number = next(code for code, found in KIND_OF_TYPE_CODE.items() if found == KINDS[kind])
    entry = f"41{number}23990001"
    catalogue.create_entry(catalog_code=entry, name=guide.name, item_kind=KINDS[kind], actor=SYSTEM)
    item = catalogue.create_item(
        code=f"{department_code}3{entry}",
        department_id=departments[0],
        name=guide.name,
        region_code=REGION,
        actor=SYSTEM,
    )
    return publish(item.id, guide)


def publish(item_id: int, guide: VersionContent) -> ItemVersionView:
    """The guide as the item's version in force."""
    draft = catalogue.draft_version(item_id=item_id, content=guide, actor=SYSTEM)
    catalogue.submit_for_review(version_id=draft.id, actor=SYSTEM)
    return catalogue.publish_version(version_id=draft.id, actor=SYSTEM)


def _guide(given: Given, *, licensing: bool) -> VersionContent:
    instant = given.text("办件类型", "承诺件") == "即办件"
    result = given.text("结果", "许可证" if licensing else "无")
    return VersionContent(
        name=given.text("名称", "公共场所卫生许可"),
        case_kind="instant" if instant else "promised",
        one_seat=given.yes("一人当场决定"),
        statutory=given.limit("法定时限"),
        promised=given.limit("承诺时限"),
        applicant_kinds=("person", "enterprise", "sole_trader"),
        channels=("window", "portal"),
        visits=1,
        visit_reason="领取证件",
        online=True,
        online_depth=3,
        in_hall=True,
        comprehensive_window=True,
        result=_result(result),
        materials=tuple(_materials(given)),
        steps=tuple(_steps(given)),
        legal_bases=(LegalBasisView("公共场所卫生管理条例", "第四条", "国家对公共场所实行“卫生许可证”制度。"),),
        form_schema=FORM,
        accept_conditions="符合卫生标准和要求",
        places=("市民之家一楼",),
        hours="工作日9:00—17:00",
        phones=("0372-0000001",),
        complaint_phones=("0372-0000002",),
        fee=_fee(given),
        extra=dict(given.take("特别约定", {})),
    )


def _materials(given: Given) -> list[MaterialView]:
    tolerable = given.names("次要材料")
    names = [*given.names("材料"), *tolerable] if "材料" in given else ["申请表", "场所平面图", *tolerable]
    return [
        MaterialView(
            order,
            name,
            necessity="tolerable" if name in tolerable else "required",
            form="electronic",
            source="applicant",
            accept_standard="内容完整",
        )
        for order, name in enumerate(names, 1)
    ]


def _steps(given: Given) -> list[StepView]:
    plan: list[Mapping[str, Any]] = given.take("环节", [])
    middle = [_step(Given(one, given.where)) for one in plan] or [StepView("审查", "approver", verb="examine")]
    return [
        StepView("受理", "clerk", verb="accept"),
        *middle,
        StepView("决定", "approver", verb="decide"),
    ]


def _step(given: Given) -> StepView:
    found = StepView(given.text("名称"), "approver", limit=given.limit("时限"), verb=given.text("种类", "examine"))
    given.done()
    return found


def _fee(given: Given) -> FeeView:
    lines: list[Mapping[str, Any]] = given.take("收费", [])
    items = tuple(FeeItemView(str(one["名称"]), str(one["标准"]), str(one.get("依据", ""))) for one in lines)
    return FeeView(charged=bool(items), items=items)


def _result(name: str) -> ResultView:
    if name == "无":
        return ResultView("none")
    code = make_uscc("11", REGION, 90_001) + "901"
    licences.define_licence_type(
        code=code,
        name=name,
        defined_by="同安市卫生健康委员会",
        fields={"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "title": "持证人"}}},
        number_pattern="{short}许〔{year}〕第{serial}号",
        actor=SYSTEM,
    )
    return ResultView("licence", name=name, licence_type_code=code, validity_months=48)
