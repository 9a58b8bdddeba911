"""The form of an item whose publisher publishes none: who applies, how to reach them, what for.

Pure. Fields name the standard data elements, so that pre-fill and bundles treat them like any other. A form for
persons and organisations alike carries both groups, each property with the kinds it is for; `for_applicant`
leaves the group that fits.
"""

from __future__ import annotations

import copy
from collections.abc import Collection

from tongban.catalogue.content import JsonObject

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NUMBER = r"^\d{17}[\dX]$"
_MOBILE = r"^1[3-9]\d{9}$"
_USCC = "^[0-9A-HJ-NPQRTUWXY]{18}$"
PERSON_KINDS = ("person",)

_PERSON: dict[str, JsonObject] = {
    "person_name": {"x-element": "person.name", "title": "姓名", "minLength": 1, "maxLength": 60},
    "citizen_no": {"x-element": "person.citizen_no", "title": "公民身份号码", "pattern": _NUMBER},
    "person_mobile": {"x-element": "person.mobile", "title": "手机号码", "pattern": _MOBILE},
    "person_address": {"x-element": "person.address", "title": "住址", "minLength": 1, "maxLength": 200},
}
_ORGANISATION: dict[str, JsonObject] = {
    "enterprise_name": {"x-element": "enterprise.name", "title": "单位名称", "minLength": 1, "maxLength": 120},
    "uscc": {"x-element": "enterprise.uscc", "title": "统一社会信用代码", "pattern": _USCC},
    "legal_representative": {
        "x-element": "enterprise.legal_representative",
        "title": "法定代表人（负责人）",
        "minLength": 1,
        "maxLength": 60,
    },
    "enterprise_address": {
        "x-element": "enterprise.address",
        "title": "住所（经营场所）",
        "minLength": 1,
        "maxLength": 200,
    },
    "contact_name": {"x-element": "contact.name", "title": "联系人", "minLength": 1, "maxLength": 60},
    "contact_mobile": {"x-element": "contact.mobile", "title": "联系人手机号码", "pattern": _MOBILE},
}
_COMMON: dict[str, JsonObject] = {
    "application_items": {"x-element": "application.items", "title": "申请内容", "maxLength": 500, "x-rows": 3},
    "remark": {"x-element": "application.remark", "title": "备注", "maxLength": 500, "x-rows": 2},
}
#: Needed to decide whose application it is and to reach them; addresses are welcome, not demanded.
_PERSON_REQUIRED = ("person_name", "citizen_no", "person_mobile")
_ORGANISATION_REQUIRED = ("enterprise_name", "uscc", "contact_name", "contact_mobile")


def default_form(applicant_kinds: Collection[str]) -> JsonObject:
    """A JSON Schema (2020-12) for these applicants; no kinds means everybody."""
    person = not applicant_kinds or any(kind in PERSON_KINDS for kind in applicant_kinds)
    organisation = not applicant_kinds or any(kind not in PERSON_KINDS for kind in applicant_kinds)
    properties: dict[str, JsonObject] = {}
    if person:
        properties |= {name: _field(field, "person" if organisation else "") for name, field in _PERSON.items()}
    if organisation:
        properties |= {name: _field(field, "organisation" if person else "") for name, field in _ORGANISATION.items()}
    properties |= {name: _field(field, "") for name, field in _COMMON.items()}
    schema: JsonObject = {
        "$schema": _DIALECT,
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
    if person and organisation:
        schema["anyOf"] = [{"required": list(_PERSON_REQUIRED)}, {"required": list(_ORGANISATION_REQUIRED)}]
        schema["x-required"] = {"person": list(_PERSON_REQUIRED), "organisation": list(_ORGANISATION_REQUIRED)}
        schema["x-any-of-text"] = "请填写个人信息（姓名、号码、手机），或者单位信息（名称、代码、联系人）。"
    else:
        schema["required"] = list(_PERSON_REQUIRED if person else _ORGANISATION_REQUIRED)
    return schema


def _field(field: JsonObject, applicant: str) -> JsonObject:
    return {"type": "string", **field, **({"x-applicant": applicant} if applicant else {})}


def for_applicant(schema: JsonObject, party_kind: str) -> JsonObject:
    """The form as this kind of applicant fills it: fields of the other group gone, its own required ones required.

    A form without groups comes back unchanged. The schema given is not touched.
    """
    if "x-required" not in schema:
        return schema
    group = "person" if party_kind in PERSON_KINDS else "organisation"
    trimmed = copy.deepcopy(schema)
    for key in ("anyOf", "x-required", "x-any-of-text"):
        trimmed.pop(key, None)
    properties = trimmed.get("properties", {})
    trimmed["properties"] = {
        name: field for name, field in properties.items() if field.get("x-applicant", group) == group
    }
    trimmed["required"] = [*trimmed.get("required", ()), *schema["x-required"].get(group, ())]
    return trimmed
