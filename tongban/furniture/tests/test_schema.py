"""A form's JSON Schema becomes fields."""

from django.http import QueryDict

from tongban.furniture import schema

FORM = {
    "type": "object",
    "required": ["name", "area"],
    "properties": {
        "name": {"type": "string", "title": "名称", "maxLength": 60},
        "area": {"type": "number", "title": "面积", "x-unit": "平方米"},
        "day": {"type": "string", "format": "date", "title": "日期"},
        "mobile": {"type": "string", "title": "手机号", "maxLength": 11, "x-element": "person.mobile"},
        "water": {"title": "水", "oneOf": [{"const": "a", "title": "市政"}, {"const": "b", "title": "自备"}]},
        "town": {"type": "string", "title": "区县", "enum": [f"第{n}区" for n in range(9)]},
        "services": {"type": "array", "title": "服务", "items": {"enum": ["理发", "足浴"]}},
        "chain": {"type": "boolean", "title": "是否连锁"},
        "note": {"type": "string", "title": "说明", "maxLength": 500, "description": "可以不填。"},
    },
}


def test_kinds_follow_type_format_and_number_of_choices() -> None:
    kinds = {row.name: row.kind for row in schema.rows(FORM, {}, {}, {})}
    assert kinds == {
        "name": "text", "area": "number", "day": "date", "mobile": "text", "water": "radios", "town": "select",
        "services": "checkboxes", "chain": "radios", "note": "textarea",
    }  # fmt: skip


def test_order_requirement_value_error_and_source_are_carried() -> None:
    rows = schema.rows(
        FORM, {"name": "店", "chain": True, "day": None}, {"area": "要填数字。"}, {"name": "营业执照"}, "d."
    )
    found = {row.name: row for row in rows}
    assert list(found)[:2] == ["d.name", "d.area"]
    assert (found["d.name"].value, found["d.name"].source, found["d.name"].required) == ("店", "营业执照", True)
    assert (found["d.area"].error, found["d.area"].unit, found["d.area"].inputmode) == (
        "要填数字。",
        "平方米",
        "decimal",
    )
    assert (found["d.chain"].value, found["d.chain"].choices) == ("true", (("true", "是"), ("false", "否")))
    assert found["d.day"].value == ""
    assert (found["d.mobile"].inputmode, found["d.mobile"].width) == ("tel", "medium")
    assert found["d.note"].hint == "可以不填。"


def test_what_was_posted_is_read_back_by_the_names_of_the_fields() -> None:
    given = QueryDict("f-name=%20店&f-services=理发&f-services=足浴&f-day=&f-unknown=x&water=a")
    assert schema.read(FORM, given, "f-") == {"name": " 店", "day": "", "services": ["理发", "足浴"]}
    assert schema.read(FORM, given) == {"water": "a", "services": []}
