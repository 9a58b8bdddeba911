"""What stands on the face of a licence: checked against the type's schema, personal parts kept apart (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias, cast

from jsonschema import Draft202012Validator, FormatChecker, SchemaError, ValidationError

from tongban.kernel.errors import InvalidInput

FaceValue: TypeAlias = "str | int | float | bool | list[FaceValue] | dict[str, FaceValue] | None"
Face: TypeAlias = dict[str, FaceValue]
Schema: TypeAlias = Mapping[str, object]

_RULES = {
    "type": "格式不对",
    "maxLength": "太长，最多{limit}个字",
    "minLength": "太短，至少{limit}个字",
    "pattern": "格式不对",
    "format": "格式不对",
    "enum": "不在可选范围内",
    "const": "不在可选范围内",
    "minimum": "不能小于{limit}",
    "maximum": "不能大于{limit}",
    "exclusiveMinimum": "应大于{limit}",
    "additionalProperties": "有多余的内容",
    "minItems": "至少要有{limit}项",
    "maxItems": "最多{limit}项",
}


@dataclass(frozen=True, slots=True)
class FaceField:
    """One line of the face, ready for a page or the PDF."""

    name: str
    label: str
    value: str


def properties(schema: Schema) -> dict[str, Mapping[str, object]]:
    """The schema's properties in their order."""
    found = schema.get("properties", {})
    return {str(k): v for k, v in found.items() if isinstance(v, Mapping)} if isinstance(found, Mapping) else {}


def label(schema: Schema, name: str) -> str:
    """The Chinese name of a field."""
    return str(properties(schema).get(name, {}).get("title", name))


def is_personal(name: str, rule: Mapping[str, object], personal: frozenset[str]) -> bool:
    """Whether a field is about a natural person and is kept sealed; `personal` are the data elements that are."""
    element = str(rule.get("x-element", name))
    return bool(rule.get("x-personal")) or element in personal or element.startswith("person.")


def check_schema(schema: Schema) -> None:
    """Raise `InvalidInput` unless this is a JSON Schema (2020-12) of an object."""
    try:
        Draft202012Validator.check_schema(dict(schema))
    except SchemaError as error:
        raise InvalidInput(errors={"fields": f"照面字段的定义不是有效的 JSON Schema：{error.json_path}。"}) from error
    if schema and schema.get("type") != "object":
        raise InvalidInput(errors={"fields": "照面字段的定义应是一个对象（type: object）。"})


def check_face(schema: Schema, data: Mapping[str, object]) -> Face:
    """The face: what the schema names, checked. Raises `InvalidInput` with one Chinese sentence per field.

    Whatever else the caller's form held (a contact's mobile, say) does not belong on a licence and is left out.
    """
    named = properties(schema)
    data = {name: value for name, value in data.items() if name in named}
    errors: dict[str, str] = {}
    if "\\x00" in ascii(data):
        errors[""] = "照面内容里有不可见的控制字符。"
    validator = Draft202012Validator(dict(schema), format_checker=FormatChecker())
    for error in sorted(validator.iter_errors(data), key=lambda found: found.json_path):
        for name, sentence in _sentences(schema, error):
            errors.setdefault(name, sentence)
    if errors:
        raise InvalidInput(errors=errors)
    return cast("Face", data)


def _sentences(schema: Schema, error: ValidationError) -> list[tuple[str, str]]:
    if error.validator == "required" and not error.absolute_path:
        instance = cast("Mapping[str, object]", error.instance)
        required = cast("list[str]", error.validator_value)
        return [(name, f"“{label(schema, name)}”没有填写。") for name in required if name not in instance]
    name = str(error.absolute_path[0]) if error.absolute_path else ""
    shown = f"“{label(schema, name)}”" if name else "照面内容"
    rule = _RULES.get(str(error.validator), "不符合要求").format(limit=error.validator_value)
    return [(name, f"{shown}{rule}。")]


def split(schema: Schema, face: Face, personal: frozenset[str]) -> tuple[Face, Face]:
    """`(open, personal)`: fields that may lie in the clear, and fields about natural persons."""
    secret = {name for name, rule in properties(schema).items() if is_personal(name, rule, personal)}
    return (
        {name: value for name, value in face.items() if name not in secret},
        {name: value for name, value in face.items() if name in secret},
    )


def plain(value: FaceValue) -> object:
    """A value whose JSON text is the same before and after a database: numbers become their shortest decimal text."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, (int, float)):
        number = Decimal(str(value))
        return {"number": format(number.normalize() if number else Decimal(0), "f")}
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    return {name: plain(entry) for name, entry in value.items()}


def shown(schema: Schema, face: Face, order: Sequence[str] = ()) -> tuple[FaceField, ...]:
    """The face as labelled lines in the order given; other fields come last, by name."""
    rules = properties(schema)
    order = [name for name in order if name in face] + sorted(name for name in face if name not in order)
    return tuple(FaceField(name, label(schema, name), _text(rules.get(name, {}), face[name])) for name in order)


def _text(rule: Mapping[str, object], value: FaceValue) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_text(rule, entry) for entry in value)
    if isinstance(value, dict):
        return "，".join(f"{name}：{_text({}, entry)}" for name, entry in value.items())
    labels = rule.get("x-labels")
    if isinstance(labels, Mapping) and str(value) in labels:
        return str(labels[str(value)])
    choices = rule.get("oneOf")
    if isinstance(choices, list):
        for choice in choices:
            if isinstance(choice, Mapping) and choice.get("const") == value:
                return str(choice.get("title", value))
    unit = str(rule.get("x-unit", ""))
    return f"{value}{unit}"
