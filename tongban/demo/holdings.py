"""The licences the written residents and organisations hold when the city opens, each with a whole face.

What a form or a party can tell stands under its data element; the rest is filled with plain sample values. From when
and until when they hold is left to `issue_licence`: they begin the day the city is built.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.demo.model import DemoCity, DemoEnterprise, DemoLicenceType, DemoResident

_SAMPLES: Mapping[str, object] = {
    "estate.unit_no": "419902001001GB00001F00010001",
    "vehicle.plate_no": "豫Y00001",
    "vehicle.vin": "LTB00000000000001",
    "vehicle.kind": "重型厢式货车",
    "qualification.number": "演示20260001",
    "child.name": "陈小满",
    "spouse.name": "演示配偶",
    "enterprise.type": "有限责任公司",
    "medical_org.subjects": "预防保健科；全科医疗科",
    "physician.category": "临床",
    "disability.category": "肢体",
    "seed.crops": "小麦、玉米",
    "seed.mode": "零售",
    "farm.kind": "动物饲养场",
    "hazchem.mode": "不带储存设施经营",
    "hazchem.scope": "工业酒精",
    "venue.capacity": 120,
    "transport.scope": "道路普通货物运输",
    "agri.scope": "农药（限制使用农药除外）",
    "food.business_kind": "餐饮服务经营者",
    "food.items": "热食类食品制售",
}
_DAY = "2024-05-20"


@dataclass(frozen=True, slots=True)
class Holding:
    """A licence in somebody's hands; `holder` is the key of a resident or an organisation."""

    type_key: str
    type_code: str
    holder: str
    department: str
    data: Mapping[str, object] = field(repr=False)


def holdings(city: DemoCity) -> tuple[Holding, ...]:
    """All licences held, in the order of the files. The same city gives the same licences."""
    types = {kind.key: kind for kind in city.licence_types}
    people = {row.key: row for row in city.residents}
    found = [_holding(types[key], row.key, _of_resident(row)) for row in city.residents for key in row.licences]
    for firm in city.enterprises:
        known = _of_enterprise(firm, people[firm.legal_representative])
        found.extend(_holding(types[key], firm.key, known) for key in firm.licences)
    return tuple(found)


def _holding(kind: DemoLicenceType, holder: str, known: Mapping[str, object]) -> Holding:
    properties: Mapping[str, Mapping[str, Any]] = kind.fields["properties"]
    data = {name: _value(name, rule, known) for name, rule in properties.items()}
    return Holding(kind.key, kind.code, holder, kind.department, data)


def _value(name: str, rule: Mapping[str, Any], known: Mapping[str, object]) -> object:
    if name in known:
        return known[name]
    if name in _SAMPLES:
        return _SAMPLES[name]
    if choices := rule.get("oneOf"):
        return choices[0]["const"]
    if rule.get("type") == "integer":
        return 2
    if rule.get("type") == "number":
        return 60
    if rule.get("format") == "date" or name.endswith("_on"):
        return _DAY
    return f"{rule['title']}（演示）"


def _of_resident(row: DemoResident) -> dict[str, object]:
    return {
        "person.name": row.name,
        "person.citizen_no": row.citizen_no,
        "person.sex": row.sex,
        "person.birth_date": row.birth_date.isoformat(),
        "person.address": row.address,
        "person.household_address": row.address,
        "household.head_name": row.name,
        "estate.place": row.address,
        "holder": row.name,
        "owner": row.name,
        "ownership": "单独所有",
        "relation": "户主",
    }


def _of_enterprise(row: DemoEnterprise, representative: DemoResident) -> dict[str, object]:
    return {
        "enterprise.name": row.name,
        "enterprise.proposed_name": row.name,
        "enterprise.uscc": row.uscc,
        "enterprise.type": "个体工商户" if row.kind == "sole_trader" else "有限责任公司",
        "enterprise.legal_representative": representative.name,
        "enterprise.address": row.address,
        "enterprise.scope": row.scope,
        "premises.address": row.address,
        "premises.kind": "理发店",
        "medical_org.name": row.name,
        "school.name": row.name,
        "school.head": representative.name,
        "estate.place": row.address,
        "holder": row.name,
        "owner": row.name,
    }
