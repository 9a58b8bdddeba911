"""The editor of a draft: sections that lose nothing, findings beside fields, two editors, rows, what is no number."""

from __future__ import annotations

import dataclasses
from dataclasses import replace

import pytest
from django.http import QueryDict

from tongban.cases.tests.conftest import SYSTEM, content
from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services as verbs
from tongban.catalogue.services import (
    FaqView,
    FeeItemView,
    FeeView,
    LegalBasisView,
    MaterialView,
    ResultView,
    SituationView,
    StepView,
    VersionContent,
)
from tongban.console.tests.test_guides import draft_of, second_admin
from tongban.console.tests.test_pages import Town, text
from tongban.console.web.guides_fields import MOST_ROWS, Form
from tongban.console.web.guides_sections import SECTIONS, fitted, place_of, settled
from tongban.kernel.deadline import Limit, LimitUnit

RICH = content(
    "公共场所卫生许可（延续）",
    aliases=("卫生证", "开浴室"),
    hours="工作日9:00—12:00\n13:00—17:00",
    channels=("portal", "window", "api"),
    result=ResultView("licence", "卫生许可证", "11410500TB000001XD001", 48),
    fee=FeeView(True, (FeeItemView("工本费", "每证10元", "豫发改〔2020〕1号"), FeeItemView("检测费"))),
    situations=(SituationView("air", "使用集中空调", "看通风口"), SituationView("plain", "不使用集中空调")),
    materials=(
        MaterialView(1, "申请表", form="electronic", source="applicant", accept_standard="填写完整\n签字"),
        MaterialView(2, "检测报告", "tolerable", situations=("air",), copies=2, medium="both", paper_size="A4"),
        MaterialView(3, "旧证", form="某种旧代码", source_note="原发证机关", filling_note="照抄", standard_code="S1"),
    ),
    steps=(
        StepView("受理", "clerk", Limit(1, LimitUnit.WORKING_DAY), "accept", "齐全"),
        StepView("决定", "approver", None, "decide"),
    ),
    legal_bases=(LegalBasisView("公共场所卫生管理条例", "第四条", "实行许可。", True, "国发〔1987〕24号"),),
    faqs=(FaqView("多久办好？", "5个工作日。\n当场能办的当场办。"),),
    special_procedures=("现场核查",),
    booking=True,
    pay_online=False,
    remedies="可以在60日内申请行政复议。",
)


def form_of(part: str, guide: VersionContent) -> Form:
    return Form.of_content(fitted(SECTIONS[part], guide), guide)


def sent(form: Form) -> dict[str, list[str]]:
    """What a browser sends of a section."""
    found: dict[str, list[str]] = {}
    for name, value in form.pairs():
        found.setdefault(name, []).append(value)
    return found


def typed(version_id: int, part: str, **changes: str | list[str]) -> dict[str, list[str]]:
    """A section of a draft as it stands, with its revision and some inputs changed."""
    draft = catalogue.draft_in_hand(version_id, viewer=SYSTEM)
    found = sent(form_of(part, draft.checking.line.content)) | {"revision": [str(draft.revision)]}
    return found | {name: [value] if isinstance(value, str) else value for name, value in changes.items()}


def posted(data: dict[str, list[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in data.items():
        query.setlist(name, values)
    return query


def kept(version_id: int) -> VersionContent:
    """The content as it is saved, without the numbers of its rows."""
    found = catalogue.draft_in_hand(version_id, viewer=SYSTEM).checking.line.content
    return replace(found, materials=tuple(replace(one, id=0) for one in found.materials))


@pytest.mark.parametrize("part", SECTIONS)
def test_a_section_gives_back_what_it_was_given(part: str) -> None:
    for guide in (RICH, content("只有名称"), VersionContent(name="空")):
        form = form_of(part, guide)
        assert form.read(guide) == guide
        again = Form.of_post(fitted(SECTIONS[part], guide), posted(sent(form)))
        assert (again.read(guide), again.errors) == (guide, {})


def test_every_field_of_a_guide_is_in_some_section() -> None:
    names = {one.name.split(".")[0] for section in SECTIONS.values() for one in section.fields}
    parts = {section.rows.name.split(".")[0]: section.rows for section in SECTIONS.values() if section.rows}
    missing = {one.name for one in dataclasses.fields(VersionContent)} - names - set(parts)
    assert missing == {"form_schema", "defaults"}
    views = {"materials": MaterialView, "steps": StepView, "legal_bases": LegalBasisView, "fee": FeeItemView}
    views |= {"situations": SituationView, "faqs": FaqView}
    for name, view in views.items():
        shown = {one.name for one in parts[name].fields}
        assert {one.name for one in dataclasses.fields(view)} - shown <= {"order", "id"}


def test_what_is_said_besides_is_kept_and_ticked(town: Town) -> None:
    """Joint handling and the fields that are concerned stand among what a guide says besides its elements."""
    version_id = draft_of(town, extra={"tolerance_days": 3})
    client, address = town.signed_in("department_admin"), f"/console/guides/versions/{version_id}/edit?part=basic"
    ticked: dict[str, str | list[str]] = {"extra.joint": "yes", "extra.concerns": ["ecology", "public_safety"]}
    assert client.post(address, typed(version_id, "basic", **ticked)).status_code == 302
    said = {"tolerance_days": 3, "joint": True, "concerns": ["public_safety", "ecology"]}
    assert kept(version_id).extra == said
    assert form_of("basic", kept(version_id)).read(kept(version_id)).extra == said
    bare: dict[str, list[str]] = {name: [] for name in ticked}
    assert client.post(address, typed(version_id, "basic", **bare)).status_code == 302
    assert kept(version_id).extra == {"tolerance_days": 3}
    assert place_of("concerns") == ("basic", "extra.concerns")


def test_a_finding_has_its_place() -> None:
    assert place_of("promised_limit") == ("limits", "promised")
    assert place_of("materials[2].copies") == ("materials", "materials-2-copies")
    assert place_of("fees[0].standard") == ("fees", "fee.items-0-standard")
    assert place_of("situations[1]") == ("situations", "situations-1-label")
    assert place_of("places[0]") == ("contacts", "places")
    assert place_of("steps") == ("steps", "steps")
    assert place_of("task_code") == ("", "")


def test_every_section_opens_and_says_what_is_found(town: Town) -> None:
    version_id = draft_of(town, phones=(), places=("１号楼",))
    client, address = town.signed_in("department_admin"), f"/console/guides/versions/{version_id}/edit"
    for part in (*SECTIONS, "nonsense"):
        assert client.get(address, {"part": part}).status_code == 200
    page = text(client.get(address, {"part": "contacts"}))
    place = page.index('data-found="places"')
    assert "全角" in page[place : place + 300]
    assert "mend:TB" in page[place : place + 900]


def test_saving_one_section_leaves_the_others(town: Town) -> None:
    version_id = draft_of(town)
    before = kept(version_id)
    client, address = town.signed_in("department_admin"), f"/console/guides/versions/{version_id}/edit"
    answer = client.post(f"{address}?part=contacts", typed(version_id, "contacts", hours="周一至周日", phones="a\n\nb"))
    assert answer.status_code == 302
    assert kept(version_id) == replace(before, hours="周一至周日", phones=("a", "b"))
    assert "已经保存" in text(client.get(f"{address}?part=contacts"))


@pytest.mark.parametrize(
    ("part", "name", "value", "words"),
    [
        ("basic", "name", " ", "请填写事项名称"),
        ("basic", "name", "长" * 301, "最多300个字"),
        ("basic", "case_kind", "forged", "从给出的选项里选"),
        ("basic", "applicant_kinds", ["person", "forged"], "从给出的选项里选"),
        ("limits", "promised", ["五", "working_day"], "0到36525的整数"),
        ("limits", "promised", ["5", ""], "同时写数字和单位"),
        ("limits", "promised", ["9" * 40, "month"], "整数"),
        ("limits", "statutory", ["1300", "month"], "一百年"),
        ("channels", "visits", "1.5", "0到99的整数"),
        ("channels", "online_depth", "7", "从给出的选项里选"),
        ("materials", "materials-0-name", "", "请填写材料名称"),
        ("materials", "materials-0-copies", "-1", "整数"),
        ("steps", "steps-1-limit", ["3", "年"], "同时写数字和单位"),
        ("contacts", "places", "\n".join("长" * 9 for _ in range(201)), "最多200行"),
    ],
)
def test_what_cannot_be_read_is_said(part: str, name: str, value: str | list[str], words: str) -> None:
    guide = content("公共场所卫生许可（延续）")
    wrong = [value] if isinstance(value, str) else value
    form = Form.of_post(fitted(SECTIONS[part], guide), posted(sent(form_of(part, guide)) | {name: wrong}))
    form.read(guide)
    assert words in form.errors[name]
    assert form.values[name] == wrong


def test_nothing_is_lost_or_saved_where_something_is_wrong(town: Town) -> None:
    version_id = draft_of(town)
    before = catalogue.draft_in_hand(version_id, viewer=SYSTEM)
    client, address = town.signed_in("department_admin"), f"/console/guides/versions/{version_id}/edit"
    for part, wrong, kept_text in (
        ("basic", {"name": ["长" * 301], "case_kind": ["forged"], "applicant_kinds": ["forged"]}, "长" * 301),
        ("limits", {"promised": ["五天", ""], "statutory": ["9" * 40, "month"]}, "五天"),
        ("channels", {"visits": ["一次半"], "online_depth": ["7"]}, "一次半"),
        ("materials", {"materials-0-name": [""], "materials-1-copies": ["许多"]}, "许多"),
        ("steps", {"steps-1-limit": ["3", "年"], "steps-0-seat": ["forged"]}, "受理"),
    ):
        answer = client.post(f"{address}?part={part}", typed(version_id, part) | wrong)
        page = text(answer)
        assert answer.status_code == 422
        assert kept_text in page
        for name in wrong:
            assert f'href="#f-{name}"' in page
            assert f'id="f-{name}"' in page
    assert catalogue.draft_in_hand(version_id, viewer=SYSTEM) == before


def test_a_result_is_of_some_kind(town: Town) -> None:
    version_id = draft_of(town)
    data = typed(version_id, "basic") | {"result.kind": [""], "result.name": ["卫生许可证"]}
    answer = town.signed_in("department_admin").post(f"/console/guides/versions/{version_id}/edit?part=basic", data)
    assert answer.status_code == 422
    assert "请选择结果类型" in text(answer)
    assert 'value="卫生许可证"' in text(answer)


def test_full_width_digits_are_digits(town: Town) -> None:
    version_id = draft_of(town)
    data = typed(version_id, "limits", promised=["３", "working_day"])
    town.signed_in("department_admin").post(f"/console/guides/versions/{version_id}/edit?part=limits", data)
    assert kept(version_id).promised == Limit(3, LimitUnit.WORKING_DAY)


def test_rows_come_go_and_move_before_anything_is_saved(town: Town) -> None:
    version_id = draft_of(town)
    before = kept(version_id)
    client, address = town.signed_in("department_admin"), f"/console/guides/versions/{version_id}/edit?part=materials"
    page = text(
        client.post(address, typed(version_id, "materials", do="add") | {"materials-0-name": ["改了名的申请表"]})
    )
    assert 'name="materials-count" value="3"' in page
    assert "改了名的申请表" in page
    assert "还没有保存" in page
    page = text(client.post(address, typed(version_id, "materials", do="down:0")))
    assert page.index("场所平面图") < page.index("申请表")
    page = text(client.post(address, typed(version_id, "materials", do="remove:1")))
    assert "场所平面图" not in page
    for strange in ("remove:99", "up:0", "down:1", "down:999"):
        assert client.post(address, typed(version_id, "materials", do=strange)).status_code == 200
    assert kept(version_id) == before
    data = typed(version_id, "materials") | {"materials-count": ["4"], "materials-3-name": ["检测报告"]}
    data |= {"materials-3-necessity": ["tolerable"], "materials-2-necessity": ["required"]}
    assert client.post(address, data).status_code == 302
    names = [(one.order, one.name, one.necessity) for one in kept(version_id).materials]
    assert names[2:] == [(3, "检测报告", "tolerable")]


def test_a_new_situation_gets_a_code_that_materials_can_name(town: Town) -> None:
    version_id = draft_of(town, situations=(SituationView("s1", "使用集中空调"),))
    client, address = town.signed_in("department_admin"), f"/console/guides/versions/{version_id}/edit"
    data = typed(version_id, "situations") | {"situations-count": ["2"], "situations-1-label": ["不使用集中空调"]}
    assert client.post(f"{address}?part=situations", data).status_code == 302
    assert [one.code for one in kept(version_id).situations] == ["s1", "s2"]
    data = typed(version_id, "materials") | {"materials-0-situations": ["s2"]}
    assert client.post(f"{address}?part=materials", data).status_code == 302
    assert kept(version_id).materials[0].situations == ("s2",)
    assert settled(kept(version_id)) == kept(version_id)


def test_the_second_editor_sees_what_the_first_wrote(town: Town) -> None:
    version_id = draft_of(town)
    first, second = town.signed_in("department_admin"), second_admin(town)
    address = f"/console/guides/versions/{version_id}/edit?part=contacts"
    mine, theirs = (
        typed(version_id, "contacts", hours="我写的时间"),
        typed(version_id, "contacts", hours="别人写的时间"),
    )
    assert second.post(address, theirs).status_code == 302
    answer = first.post(address, mine)
    page = text(answer)
    assert answer.status_code == 409
    assert "别人先保存了这份草稿" in page
    assert "我写的时间" in page
    assert kept(version_id).hours == "别人写的时间"
    assert first.post(address, mine | {"revision": ["forged"]}).status_code == 409
    revision = str(catalogue.draft_in_hand(version_id, viewer=SYSTEM).revision)
    assert f'name="revision" value="{revision}"' in page
    assert first.post(address, mine | {"revision": [revision]}).status_code == 302
    assert kept(version_id).hours == "我写的时间"


def test_a_draft_sent_meanwhile_keeps_what_was_typed_on_the_page(town: Town) -> None:
    version_id = draft_of(town)
    data = typed(version_id, "contacts", hours="我写的时间")
    verbs.submit_for_review(version_id=version_id, actor=SYSTEM)
    client, address = town.signed_in("department_admin"), f"/console/guides/versions/{version_id}/edit?part=contacts"
    answer = client.post(address, data)
    assert answer.status_code == 409
    assert "我写的时间" in text(answer)
    assert "不能修改" in text(answer)
    assert client.get(address)["Location"] == f"/console/guides/versions/{version_id}/"


def test_one_click_saves_and_mends(town: Town) -> None:
    version_id = draft_of(town, places=("１号楼一层",))
    draft = catalogue.draft_in_hand(version_id, viewer=SYSTEM)
    (rule,) = {one.rule for one in draft.checking.findings() if one.path.startswith("places") and one.mend}
    client, address = town.signed_in("department_admin"), f"/console/guides/versions/{version_id}/edit?part=contacts"
    assert client.post(address, typed(version_id, "contacts", do=f"mend:{rule}", hours="周一")).status_code == 302
    assert (kept(version_id).places, kept(version_id).hours) == (("1号楼一层",), "周一")
    assert client.post(address, typed(version_id, "contacts", do=f"mend:{rule}", hours="周二")).status_code == 302
    assert kept(version_id).hours == "周二"
    assert "没有规则" in text(client.get(address))


def test_checking_while_typing_saves_nothing(town: Town) -> None:
    version_id = draft_of(town)
    before = catalogue.draft_in_hand(version_id, viewer=SYSTEM)
    client, address = town.signed_in("department_admin"), f"/console/guides/versions/{version_id}/check?part=materials"
    data = typed(version_id, "materials") | {"materials-count": ["4"], "materials-3-name": ["其他有关材料"]}
    found = client.post(address, data).json()["found"]
    assert "materials-3-name" in {one["input"] for one in found}
    assert all(one["section"] == "materials" for one in found)
    assert client.post(address, data | {"materials-0-copies": ["许多"]}).status_code == 200
    assert client.post(address, {}).status_code == 200
    assert catalogue.draft_in_hand(version_id, viewer=SYSTEM) == before
    assert client.get(address).status_code == 405
    assert second_admin(town, elsewhere=True).post(address, data).status_code == 403
    assert client.post(f"/console/guides/versions/{town.city.promised.id}/check", data).status_code == 404


def test_why_it_came_back_stands_above_the_form(town: Town) -> None:
    version_id = draft_of(town)
    verbs.submit_for_review(version_id=version_id, actor=SYSTEM)
    verbs.return_version(version_id=version_id, reason="咨询电话打不通", actor=SYSTEM)
    page = text(town.signed_in("department_admin").get(f"/console/guides/versions/{version_id}/edit"))
    assert "咨询电话打不通" in page


def test_a_list_too_long_for_a_form_is_left_alone(town: Town) -> None:
    many = tuple(MaterialView(number, f"第{number}份证明") for number in range(1, MOST_ROWS + 2))
    version_id = draft_of(town, materials=many)
    client, address = town.signed_in("department_admin"), f"/console/guides/versions/{version_id}/edit?part=materials"
    assert "请下载表格修改" in text(client.get(address))
    assert client.post(address, {"materials-count": ["1"], "revision": ["0"]}).status_code == 200
    assert kept(version_id).materials == many


def test_who_edits(town: Town) -> None:
    version_id = draft_of(town)
    address = f"/console/guides/versions/{version_id}/edit"
    stranger = second_admin(town, elsewhere=True)
    assert stranger.get(address).status_code == 403
    assert stranger.post(address, {"name": "别的"}).status_code == 403
    assert town.signed_in("clerk").get(address).status_code == 403
    assert town.signed_in("bureau").get(address).status_code == 200
    assert town.signed_in("bureau").get("/console/guides/versions/999999/edit").status_code == 404
    assert town.signed_in("bureau").get(f"/console/guides/versions/{10**30}/edit").status_code == 404
