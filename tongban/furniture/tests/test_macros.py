"""Macros keep their promises at the edges."""

import datetime as dt

import pytest
from django.template import engines
from markupsafe import escape

from tongban.kernel import clock

NOON = dt.datetime(2026, 11, 21, 4, 0, tzinfo=dt.UTC)


def draw(source: str, **context: object) -> str:
    return str(engines["jinja2"].from_string(source).render(context))


def imported(family: str, names: str, body: str, **context: object) -> str:
    return draw(f'{{% from "furniture/macros/{family}.html" import {names} %}}{body}', **context)


@pytest.mark.parametrize(
    ("lamp", "remaining", "words"),
    [
        ("green", 3, ["正常", "还剩3个工作日"]),
        ("yellow", 0, ["临近到期", "今天到期"]),
        ("red", -2, ["超期", "已超2个工作日"]),
    ],
)
def test_a_lamp_always_has_a_word_and_days(lamp: str, remaining: int, words: list[str]) -> None:
    html = imported("timeline", "lamp_chip", "{{ lamp_chip(lamp, remaining=n) }}", lamp=lamp, n=remaining)
    assert all(word in html for word in words)


def test_a_button_that_is_off_explains_itself_and_submits_nothing() -> None:
    body = '{{ action_button("受理", "/accept", csrf_input, why_off="还差1份材料。") }}'
    html = imported("buttons", "action_button", body, csrf_input="")
    assert 'aria-disabled="true"' in html
    assert 'type="button"' in html
    assert "<form" not in html
    assert html.count("还差1份材料。") == 2


def test_error_summary_links_to_the_field_it_speaks_of() -> None:
    body = '{{ error_summary({"mobile": "少一位。"}) }}{{ text_field("mobile", "手机号", error="少一位。") }}'
    html = imported("form", "error_summary, text_field", body)
    assert 'href="#f-mobile"' in html
    assert 'id="f-mobile"' in html
    assert 'aria-describedby="f-mobile-error"' in html
    assert 'aria-invalid="true"' in html
    assert imported("form", "error_summary", "{{ error_summary({}) }}").strip() == ""


def test_values_are_escaped_and_passwords_never_come_back() -> None:
    value = '"><script>alert(1)</script>'
    html = imported("form", "text_field", '{{ text_field("a", "甲", value=v) }}', v=value)
    assert "<script>" not in html
    assert str(escape(value)) in html
    assert "value=" not in imported("form", "password_field", '{{ password_field("p", "密码") }}')


def test_choices_are_checked_whatever_type_the_value_has() -> None:
    html = imported("form", "radio_field", '{{ radio_field("n", "数", [(1, "一"), (2, "二")], value="2") }}')
    assert html.count("checked") == 1
    assert html.index('value="2"') < html.index("checked")


def test_materials_held_by_government_ask_for_no_upload() -> None:
    rows = [
        {"name": "营业执照", "status": "held", "source": "电子营业执照", "field_name": "m1"},
        {
            "name": "平面图",
            "status": "needed",
            "field_name": "m2",
            "promise_allowed": True,
            "promise_by": dt.date(2026, 12, 1),
        },
    ]
    with clock.frozen(NOON):
        html = imported("materials", "material_checklist", '{{ material_checklist(rows, mode="apply") }}', rows=rows)
    assert 'name="m1"' not in html
    assert 'type="file" id="f-m2" name="m2"' in html
    assert 'name="promise:m2"' in html
    assert "12月1日前交齐" in html
    assert "不用提交" in html


def test_counts_of_materials_read_as_a_sentence() -> None:
    rows = [{"status": status} for status in ("held", "held", "needed", "tolerable")]
    html = imported("materials", "material_counts", "{{ material_counts(rows) }}", rows=rows)
    assert "共4份材料" in html
    assert "2份政府已有，不用您交" in html
    assert "选交" not in html


def test_queue_sorts_by_links_and_turns_the_order_round() -> None:
    columns = [{"key": "due", "label": "时限", "sortable": True}, {"key": "at", "label": "时间", "sortable": True}]
    body = '{{ queue_table(columns, rows, "件", params={"q": "a", "cursor": "z"}, sort="due") }}'
    html = imported("queue", "queue_table", body, columns=columns, rows=[{"due": 1, "at": 2, "id": "x"}])
    assert 'href="?q=a&amp;sort=-due"' in html
    assert 'href="?q=a&amp;sort=at"' in html
    assert html.count('aria-sort="ascending"') == 1
    assert "没有要办的件" in imported("queue", "queue_table", '{{ queue_table(columns, [], "件") }}', columns=columns)


def test_timeline_says_days_used_and_days_stood_still() -> None:
    events = [{"text": "已受理", "at": "2026-11-09T06:00:00+00:00", "who": "市卫健委", "used": 0, "still": 3}]
    html = imported("timeline", "timeline", "{{ timeline(events) }}", events=events)
    assert all(word in html for word in ("2026年11月9日 14:00", "市卫健委", "用了0个工作日", "停表3个工作日"))


def test_clock_says_when_the_calendar_is_provisional() -> None:
    clocks = {"due_on": dt.date(2027, 1, 5), "limit": (20, "working_day"), "lamp": "yellow", "used": 18, "remaining": 2,
              "provisional": True}  # fmt: skip
    with clock.frozen(NOON):
        html = imported("timeline", "clock_pair", "{{ clock_pair(statutory=c) }}", c=clocks)
    assert "节假日未公布" in html
    assert "2027年1月5日前" in html
    assert 'width="90.0"' in html


def test_rating_words_stand_beside_the_faces_best_first() -> None:
    html = imported("rating", "rating_faces", "{{ rating_faces(value=1) }}")
    words = ["非常满意", "基本满意", "非常不满意"]
    assert [html.index(f"<span>{word}</span>") for word in words] == sorted(
        html.index(f"<span>{word}</span>") for word in words
    )
    assert html.count("checked") == 1


def test_pager_is_silent_when_there_is_nothing_to_turn() -> None:
    assert imported("feedback", "pager", "{{ pager() }}").strip() == ""
    assert "第3页，共1,049页" in imported("feedback", "pager", '{{ pager(next_href="#", page=3, pages=1049) }}')


def test_summary_shows_what_is_missing() -> None:
    rows = [{"label": "面积", "value": "", "missing": True, "href": "/area"}, {"label": "地址", "value": ["一", "二"]}]
    html = imported("summary", "summary_list", "{{ summary_list(rows) }}", rows=rows)
    assert "还没有填写" in html
    assert html.count('class="line"') == 2


def test_search_marks_the_words_found() -> None:
    body = '{{ item_card("公共场所卫生许可", "/i", mark="卫生", promised=(1, "working_day"), visits=0, materials=0) }}'
    html = imported("cards", "item_card", body)
    assert "<mark>卫生</mark>" in html
    assert all(word in html for word in ("1个工作日", "不用跑", "不用材料"))
