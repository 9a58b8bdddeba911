"""Checking what was filled in against a form's JSON Schema; every refusal is a Chinese sentence.

`clean_form` first mends what people mean: outer blanks, full-width digits and letters in fields that hold codes
and numbers, digits typed into a number field, empty fields. What remains wrong is reported by field.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, cast

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from tongban.catalogue.content import JsonObject
from tongban.feeds.jsonlines import storable
from tongban.kernel import clock
from tongban.kernel.errors import DomainError
from tongban.kernel.standards import check_citizen_no, check_uscc
from tongban.reference import selectors as reference

_FORMATS = FormatChecker(formats=())
_CODE_FORMATS = {"date", "date-time", "email", "uri", "time"}
_TRUE = {"true": True, "false": False, "是": True, "否": False, "on": True}
_MOST = 200_000
_DEEPEST = 8
# Compatibility ideographs are names of their own, which composing would change.
_COMPOSABLE = re.compile("[^\uf900-\ufaff\U0002f800-\U0002fa1f]+")
_SIGNS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\x85": "\n", "\r": "\n"})
UNKNOWN = "表单里没有这一项，请删除。"
EMPTY = "请填写{title}。"
LATER = "{title}不能晚于今天。"
HIDDEN = "{title}里有看不见的控制字符（可能来自复制粘贴），已经去掉，请核对后再保存。"


def _pattern(validator: object, pattern: str, instance: object, schema: object) -> Iterator[ValidationError]:
    """As JSON Schema means it: `\\d` is 0 to 9 and not the digit of any script, `$` is the very end."""
    if isinstance(instance, str) and not re.search(re.sub(r"(?<!\\)\$$", r"\\Z", pattern), instance, re.ASCII):
        yield ValidationError("does not match")


_Validator = extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]  # of the library


@_FORMATS.checks("date")
def _is_date(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        return len(value) == 10 and bool(dt.date.fromisoformat(value))
    except ValueError:
        return False


@_FORMATS.checks("email")
def _is_email(value: object) -> bool:
    return not isinstance(value, str) or re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", value) is not None


def form_errors(schema: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with the data, by field (nested ones as `outer.inner`); empty where nothing is."""
    return clean_form(schema, data)[1]


def clean_form(schema: Mapping[str, Any], data: Mapping[str, Any]) -> tuple[JsonObject, dict[str, str]]:
    """The data as it is kept, and what is wrong with it by field. Unknown fields are left out and reported."""
    errors: dict[str, str] = {}
    cleaned = _clean_object(dict(schema), data, "", errors)
    validator = _Validator(dict(schema), format_checker=_FORMATS)
    for error in sorted(validator.iter_errors(cleaned), key=lambda found: [str(part) for part in found.absolute_path]):
        for field, text in _sentences(error, schema):
            errors.setdefault(field, text)
    _check_values(schema, cleaned, "", errors)
    return cleaned, errors


def _clean_object(schema: JsonObject, data: Mapping[str, Any], prefix: str, errors: dict[str, str]) -> JsonObject:
    properties = schema.get("properties", {})
    cleaned: JsonObject = {}
    for name, value in data.items():
        where = str(storable(f"{prefix}{name}"[:200]))
        if name not in properties:
            errors[where] = UNKNOWN
            continue
        mended = _clean(properties[name], value, where, errors)
        if mended is not None:
            cleaned[name] = mended
    return cleaned


def _clean(schema: JsonObject, value: Any, where: str, errors: dict[str, str]) -> Any:
    kind = schema.get("type")
    if isinstance(value, Mapping) and kind == "object":
        return _clean_object(schema, value, f"{where}.", errors)
    if isinstance(value, list | tuple) and kind == "array":
        entries = [_clean(schema.get("items", {}), entry, f"{where}.{n}", errors) for n, entry in enumerate(value)]
        return [entry for entry in entries if entry is not None] or None
    if isinstance(value := _number_kept(value), str):
        return _clean_text(schema, value, where, errors)
    if isinstance(value, float) and kind == "integer" and value.is_integer():
        value = int(value)  # 5.0 is a whole number to JSON Schema; whoever reads it later expects 5
    return _storable(value)


def _storable(value: Any, depth: int = 0) -> Any:
    """Wrong input is kept until it is corrected, so it must fit a JSON column and an answer: no NUL, no NaN, no
    endless number, nothing nested without end."""
    if isinstance(value, Mapping | list | tuple) and depth >= _DEEPEST:
        return None
    if isinstance(value, Mapping):
        return {str(storable(str(key))): _storable(entry, depth + 1) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(entry, depth + 1) for entry in value]
    return storable(_number_kept(value))


def _number_kept(value: Any) -> Any:
    """A number that JSON has no place for becomes words, which the field then refuses like any others."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**53:
        return "数字太大"
    return value


def _clean_text(schema: JsonObject, value: str, where: str, errors: dict[str, str]) -> Any:
    text = _visible(schema, str(storable(value[:_MOST])), where, errors)
    if not text:
        return None
    kind = schema.get("type")
    if kind in ("integer", "number"):
        return _number(text, kind)
    if kind == "boolean":
        return _TRUE.get(text.lower(), text)
    if kind == "array":
        return [_clean(schema.get("items", {}), text, f"{where}.0", errors)]
    if "pattern" in schema or schema.get("format") in _CODE_FORMATS:
        # Once more without the blanks: what stood apart may compose now.
        text = unicodedata.normalize("NFKC", re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))
        return text.upper() if str(schema.get("x-element", "")).endswith(("_no", ".uscc")) and text.isascii() else text
    return text


def _visible(schema: JsonObject, text: str, where: str, errors: dict[str, str]) -> str:
    """Composed, trimmed, and without marks that show other letters than there are; the person is told of them.

    Unassigned code points stay: they are characters of names younger than this Python's tables (GB 18030 amended).
    """
    text = text.replace("\r\n", "\n").translate(_SIGNS)
    kept = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cf"))
    if len(kept) < len(text):
        errors.setdefault(where, HIDDEN.format(title=schema.get("title", "这一项")))
    # Composed last: a hidden mark may have stood between a letter and its accent.
    return _COMPOSABLE.sub(lambda found: unicodedata.normalize("NFC", found[0]), kept).strip()


def _number(text: str, kind: str) -> Any:
    """The number that was meant; what is none is kept as it was typed, so that the person sees it again."""
    typed, text = text, unicodedata.normalize("NFKC", text).replace(",", "").strip()
    if re.fullmatch(r"[+-]?\d{1,15}", text):
        return int(text)
    if kind == "number" and re.fullmatch(r"[+-]?\d{1,15}\.\d{1,9}", text):
        return float(text)
    return typed


def _check_values(field: Mapping[str, Any], value: Any, where: str, errors: dict[str, str]) -> None:
    """What no schema can know: check digits of citizen numbers and credit codes, and days that cannot lie ahead."""
    if isinstance(value, Mapping):
        for name, part in field.get("properties", {}).items():
            _check_values(part, value.get(name), f"{where}.{name}" if where else name, errors)
    elif isinstance(value, list):
        for place, entry in enumerate(value):
            _check_values(field.get("items", {}), entry, f"{where}.{place}", errors)
    elif isinstance(value, str) and where not in errors and (sentence := _doubt(field, value)):
        errors[where] = sentence


def _doubt(field: Mapping[str, Any], value: str) -> str:
    element = str(field.get("x-element", ""))
    try:
        if element.endswith((".citizen_no", ".legal_representative_no")):
            check_citizen_no(value)
        elif element.endswith(".uscc"):
            check_uscc(value)
    except DomainError as error:
        return error.sentence
    # The table is asked only where a day lies ahead, which is seldom.
    ahead = field.get("format") == "date" and value > clock.today().isoformat()
    return LATER.format(title=field.get("title", "这一项")) if ahead and element in reference.past_elements() else ""


def _sentences(error: ValidationError, schema: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The sentences of one refusal, each with the field it belongs to."""
    path = [str(part) for part in error.absolute_path]
    where, instance, own = ".".join(path), cast("Any", error.instance), _schema_of(error)
    if error.validator == "required":
        missing = [name for name in cast("Any", error.validator_value) if name not in instance]
        parent = own.get("properties", {})
        return [
            (".".join([*path, name]), EMPTY.format(title=parent.get(name, {}).get("title", name))) for name in missing
        ]
    if error.validator == "additionalProperties":
        known = own.get("properties", {})
        return [(".".join([*path, name]), UNKNOWN) for name in instance if name not in known]
    if error.validator in ("anyOf", "oneOf") and not path:
        first = next(iter(schema.get("properties", {})), "")
        return [(first, str(schema.get("x-any-of-text", "填写的内容不完整，请按其中一种情形填写完整。")))]
    return [(where, _sentence(error))]


def _schema_of(error: ValidationError) -> Mapping[str, Any]:
    """The part of the schema that refused; `true` and `false` are schemas too, without words of their own."""
    return error.schema if isinstance(error.schema, Mapping) else {}


_TYPES = {
    "integer": "整数",
    "number": "数字",
    "boolean": "“是”或“否”",
    "string": "文字",
    "array": "列表",
    "object": "分项",
}
_PATTERN_HINTS = {
    "citizen_no": "应为18位公民身份号码",
    "uscc": "应为18位统一社会信用代码",
    "mobile": "应为11位手机号码",
}


def _sentence(error: ValidationError) -> str:
    schema = _schema_of(error)
    title, value = str(schema.get("title", "这一项")), cast("Any", error.validator_value)
    unit = str(schema.get("x-unit", ""))
    if error.validator == "pattern":
        element = str(schema.get("x-element", "")).rpartition(".")[2]
        hint = schema.get("x-pattern-text") or _PATTERN_HINTS.get(element, "格式不正确，请核对")
        return f"{title}{hint}。"
    if error.validator == "format":
        return f"{title}应写成年-月-日，例如2026-01-31。" if value == "date" else f"{title}格式不正确，请核对。"
    if error.validator in ("enum", "oneOf", "anyOf", "const"):
        return f"{title}不在可选的范围里，请重新选择。"
    if error.validator == "type":
        wanted = value if isinstance(value, str) else value[0]
        return f"{title}应填{_TYPES.get(wanted, '其他内容')}。"
    texts = {
        "minLength": f"{title}至少填{value}个字。",
        "maxLength": f"{title}最多填{value}个字。",
        "minimum": f"{title}不能小于{value}{unit}。",
        "exclusiveMinimum": f"{title}应大于{value}{unit}。",
        "maximum": f"{title}不能大于{value}{unit}。",
        "exclusiveMaximum": f"{title}应小于{value}{unit}。",
        "minItems": f"{title}至少选{value}项。",
        "maxItems": f"{title}最多选{value}项。",
        "uniqueItems": f"{title}里有重复的内容。",
        "multipleOf": f"{title}的小数位太多，最小单位是{value}{unit}。",
    }
    return texts.get(str(error.validator), f"{title}填写有误，请核对。")
