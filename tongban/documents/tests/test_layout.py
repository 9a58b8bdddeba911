"""Lines, pages, fonts, wording: what a reader sees."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from tongban.documents import wording
from tongban.documents.body import DocumentBody, DocumentSection, Letter, LicenceSheet, chinese_date
from tongban.documents.fonts import CID_FONT, FontSet, find_fonts, fonts, is_truetype
from tongban.documents.layout import render_letter
from tongban.documents.licence_layout import render_licence
from tongban.documents.typeset import Box, break_lines, paginate

DAY = dt.date(2026, 11, 21)
CASE_NO = "11440232MB2D06811W4000117051000202611210008"
NO_START, NO_END = "，。、；：？！）》〉】」』”’…％", "（《〈【「『“‘"


def letter(body: DocumentBody, *, title: str = "受理通知书", authority: str = "某某市卫生健康委员会") -> Letter:
    return Letter(
        title,
        "某卫许受〔2026〕1号",
        body,
        authority,
        DAY,
        "http://127.0.0.1:8000/verify/document/X",
        "ABCD",
        "政务服务专用章",
    )


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def plain(text: str) -> str:
    return "".join(text.split())


# --- lines ------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=200)
@given(
    st.text(alphabet="政务服务一体化平台办理ab1290，。、；：（）《》“” ", min_size=1, max_size=160), st.floats(120, 460)
)
def test_lines_hold_the_text_and_the_margins(text: str, width: float) -> None:
    lines = break_lines(fonts(), text, 16, width, 32)
    assert plain("".join(line.text for line in lines)) == plain(text)
    for line in lines:
        assert line.width <= width - line.indent + 2 * 16 + 0.01
        assert line.fill is None or line.fill == width - line.indent


def test_marks_do_not_start_a_line_nor_brackets_end_one() -> None:
    text = "根据《中华人民共和国行政许可法》（2019年修正）第三十二条，申请材料齐全、符合法定形式的，应当受理；" * 6
    for width in range(200, 460, 7):
        for line in break_lines(fonts(), text, 16, width)[1:]:
            assert line.text[0] not in NO_START
        for line in break_lines(fonts(), text, 16, width)[:-1]:
            assert line.text[-1] not in NO_END


def test_numbers_stay_whole_where_they_fit() -> None:
    lines = break_lines(
        fonts(), "办理时间为2026年11月21日15:30至16:00，请准时到场办理，联系电话0372-5912345。", 16, 200
    )
    joined = "\n".join(line.text for line in lines)
    for whole in ("2026", "15:30", "16:00", "0372-5912345"):
        assert whole in joined


# --- pages ------------------------------------------------------------------------------------------


def box(height: float, *, tied: bool = False) -> Box:
    return Box(height, lambda canvas, x, top: None, tied)


def test_a_heading_goes_with_its_text() -> None:
    first, heading, text = box(70), box(20, tied=True), box(20)
    assert paginate([first, heading, text], 100, 100) == [[first], [heading, text]]
    assert paginate([first, heading, text], 110, 100) == [[first, heading, text]]


def test_a_group_taller_than_a_page_is_still_set() -> None:
    tall = [box(40, tied=True) for _ in range(9)] + [box(40)]
    result = paginate(tall, 100, 200)
    assert sum(len(page) for page in result) == 10
    assert all(sum(item.height for item in page) <= 200 for page in result)


def test_a_short_letter_takes_one_page_and_a_long_one_carries_text_to_the_seal() -> None:
    assert len(pages(render_letter(letter(DocumentBody(addressee="某某", paragraphs=("受理。",)))))) == 1
    for count in range(1, 70, 3):
        body = DocumentBody(addressee="某某", sections=(DocumentSection("材料", numbered=("某项材料",) * count),))
        content = pages(render_letter(letter(body)))
        assert "2026年11月21日" in content[-1]
        assert content[-1].count("某项材料") >= min(count, 2)
        assert sum(page.count("某项材料") for page in content) == count


@pytest.mark.parametrize(
    "authority", ["某某局", "某某市卫生健康委员会", "某某市行政审批和政务信息管理局（某某市政务服务和数据管理局）"]
)
def test_short_and_long_authorities(authority: str) -> None:
    (text,) = pages(render_letter(letter(DocumentBody(paragraphs=("受理。",)), authority=authority)))
    assert plain(text).count(authority) >= 2


def test_every_part_of_a_body_is_printed() -> None:
    body = DocumentBody(
        addressee="某某公司：",
        paragraphs=("正文一段。",),
        table=(("办件编号", CASE_NO), ("空栏", "")),
        sections=(DocumentSection("小标题", paragraphs=("段落。",), numbered=("第一", "第二")),),
        remedies="救济途径。",
        contact="联系方式：某处",
        notes=("小字说明。",),
    )
    text = plain("".join(pages(render_letter(letter(body)))))
    parts = (
        "某某公司：",
        "正文一段。",
        CASE_NO,
        "—",
        "小标题",
        "段落。",
        "1.第一",
        "2.第二",
        "救济途径。",
        "联系方式：某处",
        "小字说明。",
        "某卫许受〔2026〕1号",
        "受理通知书",
    )
    for part in parts:
        assert part in text
    assert "：：" not in text


def test_a_licence_with_many_long_fields_keeps_to_one_page() -> None:
    rows = tuple((f"第{number}项", "很长的经营范围，" * 12) for number in range(12))
    sheet = LicenceSheet("食品经营许可证", "JY1", "1.2.3", rows, "某某市市场监督管理局", DAY, "http://x", "AB", DAY)
    (text,) = pages(render_licence(sheet))
    assert plain(text).count("很长的经营范围") == 144
    assert "起长期有效" in text


# --- fonts ------------------------------------------------------------------------------------------


def test_an_embedded_font_travels_with_the_paper() -> None:
    content = render_letter(letter(DocumentBody(paragraphs=("受理。",))))
    assert (b"/FontFile2" in content) == fonts().embedded
    assert (CID_FONT.encode() in content) != fonts().embedded


def test_without_any_font_the_reader_brings_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = FontSet([])
    assert (bare.embedded, bare.name) == (False, CID_FONT)
    monkeypatch.setattr("tongban.documents.layout.fonts", lambda: bare)
    content = render_letter(letter(DocumentBody(paragraphs=("受理申请。",))))
    assert b"STSong-Light" in content
    assert 0 < bare.width("受理", 10) <= 20.01


def test_a_character_no_font_has_is_seen_as_missing() -> None:
    """A name must not silently lose a character; a private-use code point stands for the rarest of them."""
    found = FontSet(find_fonts())
    if not found.embedded:
        return
    assert "".join(text for _, text in found.runs("王\U000f1234一")) == "王〓一"
    assert found.width("王\U000f1234一", 10) == pytest.approx(30, abs=1)
    assert "".join(text for _, text in found.runs("甲\n乙\u200b丙\t丁\x00")) == "甲 乙丙 丁"


def test_fonts_that_cannot_be_embedded_are_passed_over(tmp_path: Path, settings: Settings) -> None:
    outlines = tmp_path / "cff.otf"
    outlines.write_bytes(b"OTTO" + bytes(60))
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"\x00\x01\x00\x00" + bytes(60))
    assert not is_truetype(outlines)
    assert not is_truetype(tmp_path / "absent.ttf")
    assert is_truetype(broken)
    assert FontSet([broken]).name == CID_FONT
    settings.TONGBAN_FONT = str(outlines)
    assert outlines not in find_fonts()
    settings.TONGBAN_FONT = str(broken)
    assert find_fonts()[0] == broken


# --- wording ----------------------------------------------------------------------------------------


def test_acceptance_cites_the_law_only_where_it_governs() -> None:
    def words(*, licensing: bool) -> str:
        body = wording.acceptance_notice(
            applicant="某某",
            item_name="某事项",
            case_no=CASE_NO,
            received_on=DAY,
            accepted_on=DAY,
            limit_text="3个工作日",
            due_text="2026年11月26日",
            licensing=licensing,
            materials=("申请表",),
            owed_materials=("检测报告",),
            contact="某处",
        )
        return plain("".join(pages(render_letter(letter(body)))))

    assert "第三十二条第一款第五项" in words(licensing=True)
    assert "行政许可法" not in words(licensing=False)
    for part in ("3个工作日", "2026年11月26日前", "收到的材料", "承诺后补的材料", CASE_NO):
        assert part in words(licensing=False)


def test_a_supplement_notice_lists_everything_at_once() -> None:
    body = wording.supplement_notice(
        applicant="某某",
        item_name="某事项",
        case_no=CASE_NO,
        received_on=DAY,
        missing=(("申请表", "没有签名"), ("检测报告", "已过期")),
        how="网上上传",
        supplement_by="2026年12月4日",
        missed="逾期未补正的，视为撤回申请。",
        licensing=True,
    )
    text = plain("".join(pages(render_letter(letter(body)))))
    for part in ("1.申请表：没有签名", "2.检测报告：已过期", "2026年12月4日前补正", "视为撤回申请", "第四项"):
        assert part in text


def test_refusals_give_reasons_and_remedies() -> None:
    remedies = "可以在六十日内申请行政复议，或者在六个月内依法向某某区人民法院提起行政诉讼。"
    refused = wording.decision_refused(
        applicant="某某",
        item_name="某事项",
        case_no=CASE_NO,
        accepted_on=DAY,
        reasons=("不符合第一项条件。",),
        basis="《某法》第一条",
        act="不予行政许可",
        remedies=remedies,
        licensing=True,
    )
    not_accepted = wording.refusal_of_acceptance(
        applicant="某某",
        item_name="某事项",
        case_no=CASE_NO,
        received_on=DAY,
        reason="该事项不属于本机关职权范围。",
        basis="《中华人民共和国行政许可法》第三十二条第一款第二项",
        competent_authority="某某局",
        remedies=remedies,
    )
    for body, parts in (
        (refused, ("第三十八条第二款和《某法》第一条", "不予行政许可", "不符合第一项条件")),
        (not_accepted, ("不予受理", "由某某局办理", "职权范围。根据")),
    ):
        text = plain("".join(pages(render_letter(letter(body)))))
        for part in (*parts, "六十日内", "六个月内", "某某区人民法院"):
            assert part in text


def test_grants_receipts_and_withdrawals() -> None:
    granted = wording.decision_granted(
        applicant="某某",
        item_name="某事项",
        case_no=CASE_NO,
        accepted_on=DAY,
        basis="",
        act="准予行政许可",
        gives="颁发",
        result_name="某证",
        valid_text="四年",
        conditions=("按期校验",),
        licensing=True,
    )
    bodies = {
        "准予行政许可，颁发某证": granted,
        "网上": wording.receipt_note(
            applicant="某某",
            item_name="某事项",
            case_no=CASE_NO,
            received_at=dt.datetime(2026, 11, 21, 15, 5),
            channel="网上",
            materials=("申请表",),
            reply_by="2026年11月23日",
        ),
        "准予": wording.case_receipt(applicant="某某", item_name="某事项", case_no=CASE_NO, rows=(("结果", "准予"),)),
        "终止办理": wording.withdrawal_note(applicant="某某", item_name="某事项", case_no=CASE_NO, withdrawn_on=DAY),
    }
    for part, body in bodies.items():
        assert part in plain("".join(pages(render_letter(letter(body)))))
    other = wording.decision_granted(
        applicant="某某",
        item_name="某事项",
        case_no=CASE_NO,
        accepted_on=DAY,
        basis="",
        act="予以确认",
        licensing=False,
    )
    assert "行政许可" not in "".join(other.paragraphs)
    assert "我单位决定予以确认。" in "".join(other.paragraphs)


def test_dates_have_no_leading_zeros() -> None:
    assert chinese_date(dt.date(2026, 1, 5)) == "2026年1月5日"
