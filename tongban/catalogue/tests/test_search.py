"""The search finds what people type: two characters, one, sounds, codes, whole questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.catalogue import selectors, services, tokens
from tongban.catalogue.models import SearchDocument
from tongban.catalogue.selectors import EntryView
from tongban.catalogue.tests.conftest import SYSTEM, guide, publish
from tongban.orgs.selectors import DepartmentView

NAMES = {
    "01": ("申办公证服务指引", ("公正",)),
    "02": ("机动车驾驶证换证", ("驾照换证",)),
    "03": ("公共场所卫生许可", ()),
    "04": ("酒店（宾馆）特种行业许可", ("开旅馆",)),
    "05": ("税务注销", ()),
}


@pytest.fixture
def items(department: DepartmentView, entry: EntryView) -> dict[str, int]:
    found = {}
    for serial, (name, aliases) in NAMES.items():
        code = f"{department.code}3{entry.catalog_code}{serial}"
        made = services.create_item(code=code, department_id=department.id, name=name, actor=SYSTEM)
        publish(made.id, guide(name=name, aliases=aliases))
        found[serial] = made.id
    return found


@pytest.mark.parametrize(
    ("text", "first", "how"),
    [
        ("公证", "01", "words"),  # the dictionary cuts 申/办公/证 here
        ("ｇｚｂｌ", "", ""),
        ("sbgz", "01", "sound"),
        ("gongzheng", "01", "sound"),
        ("GongZheng", "01", "sound"),
        ("驾照", "02", "words"),
        ("换证", "02", "words"),
        ("怎么换驾驶证", "02", "words"),
        ("我要开旅馆", "04", "words"),
        ("税", "05", "words"),
        ("注销税务", "05", "words"),
        ("宾馆 许可", "04", "words"),
        ("许可", "03", "words"),
        ("公共场所卫生许可", "03", "words"),
        ("卫生的许可证", "03", "words"),
        ("火星移民签证", "", ""),
        ("'; DROP TABLE x; --", "", ""),
        ("公证' | '驾驶", "", ""),
        ("\\'\\", "", ""),
        ("%_%", "", ""),
        ("\x00\ud800", "", ""),
    ],
)
def test_first_hit(items: dict[str, int], text: str, first: str, how: str) -> None:
    page = selectors.search(text)
    if not first:
        assert page.how != "sound" or page.total == 0
        return
    assert page.items[0].item_id == items[first]
    assert page.how == how


def test_codes_are_found_whole_and_in_part(items: dict[str, int], department: DepartmentView, entry: EntryView) -> None:
    code = f"{department.code}3{entry.catalog_code}04"
    assert [card.item_id for card in selectors.search(code).items] == [items["04"]]
    assert selectors.search(code.lower()[:20]).total == 5
    assert selectors.search(entry.catalog_code).total == 5
    assert selectors.search(code).how == "code"


def test_names_come_before_departments_and_materials(items: dict[str, int]) -> None:
    page = selectors.search("卫生")  # the department of all of them is 卫生健康委员会
    assert page.total == 5
    assert page.items[0].item_id == items["03"]
    materials = selectors.search("检测报告")
    assert materials.total == 5


def test_filters_narrow(items: dict[str, int], department: DepartmentView) -> None:
    assert selectors.search("许可", kind="licensing").total > 0
    assert selectors.search("许可", kind="reward").total == 0
    assert selectors.search("许可", region_code="410500").total > 0
    assert selectors.search("许可", region_code="440000").total == 0
    assert selectors.search("", department_id=department.id).total == 5
    assert selectors.search("", applicant_kind="enterprise").total == 5
    assert selectors.search("", applicant_kind="person").total == 0


def test_pages_hold_every_item_once(items: dict[str, int]) -> None:
    seen: list[int] = []
    number: int | None = 1
    while number:
        page = selectors.search("", page=number, page_size=2)
        assert (page.how, page.total, page.pages) == ("all", 5, 3)
        seen += [card.item_id for card in page.items]
        number = page.next_page
    assert sorted(seen) == sorted(items.values())
    beyond = selectors.search("许可", page=9)
    assert (beyond.items, beyond.next_page) == ((), None)
    assert beyond.total > 0


def test_cards_say_what_lists_show(items: dict[str, int]) -> None:
    card = selectors.item_card(items["03"])
    assert (card.material_count, card.free_material_count, card.visits, card.online_depth) == (3, 1, 0, 4)
    assert (card.department_name, card.limit_source) == ("同安市卫生健康委员会", "promised")


@pytest.mark.parametrize(
    ("text", "first"), [("公", "03"), ("税务", "05"), ("jdc", "02"), ("ggcs", "03"), ("驾照", "02")]
)
def test_suggestions(items: dict[str, int], text: str, first: str) -> None:
    found = selectors.suggest(text)
    assert items[first] in [suggestion.item_id for suggestion in found]
    assert len(found) <= 8


def test_nothing_is_suggested_for_nothing(items: dict[str, int]) -> None:
    assert selectors.suggest("  ") == []
    assert selectors.suggest("%") == []


def test_suspended_items_are_not_offered_and_the_index_can_be_rebuilt(items: dict[str, int]) -> None:
    services.suspend_item(item_id=items["01"], reason="系统升级", actor=SYSTEM)
    assert selectors.search("公证").total == 0
    assert selectors.suggest("申办") == []
    services.resume_item(item_id=items["01"], actor=SYSTEM)
    assert selectors.search("公证").total == 1
    SearchDocument.objects.all().delete()
    assert services.rebuild_search() == 5
    assert selectors.search("公证").total == 1


_chinese = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=12)


@given(_chinese, st.data())
def test_every_run_of_two_characters_is_a_token(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 2))
    assert name[start : start + 2] in tokens.index_tokens(name)


@given(st.text(max_size=40))
def test_any_text_gives_a_query_without_quotes_of_its_own(text: str) -> None:
    query = tokens.run_query(text)
    assert query.count("'") % 2 == 0
    assert "\\" not in query


def test_spelling() -> None:
    assert tokens.spell("公证办理") == ("gongzhengbanli", "gzbl")
    assert tokens.spell("银行（重庆）ABC") == ("yinhangchongqing", "yhcq")
