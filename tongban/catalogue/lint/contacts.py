"""TB7: what a guide has to state at all, telephones, places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tongban.catalogue.content import LegalBasisView, VersionContent
from tongban.catalogue.elements import ELEMENTS, GUIDE_ELEMENTS, plain
from tongban.catalogue.lint.context import Context, blank, informs
from tongban.catalogue.lint.rule import Check, Found, Severity, Write, each, example, numbered, rule
from tongban.catalogue.lint.texts import half_width
from tongban.catalogue.listing import Listing

_GUIDE = GUIDE_ELEMENTS.basis
_CONTACTS = "《河南省优化营商环境条例》第二十八条；《安阳市政务服务条例》第十三条"
_REMEDY = "《行政许可法》第七条、第三十八条"
_PRIVATE = "《个人信息保护法》第六条"
PHONE = re.compile(r"(\+?86-?)?(0\d{2,3}-?)?\d{3,8}(-\d{1,6}|转\d{1,6}){0,3}|1\d{10}|400-?\d{3,4}-?\d{3,4}", re.ASCII)
#: Elements whose lack has a rule of its own.
_OWN_RULE = {"legal_bases", "phones", "complaint_phones"}


def _lacking(code: str, message: str = "") -> Check:
    """A check for one element: needed, not stated, and not one that the line's publisher never speaks of."""
    element = ELEMENTS[code]

    def check(line: Listing, context: Context) -> Iterator[Found]:
        if element.needed(line) and not element.stated(line) and context.speaks_of(line, code):
            yield Found(code, message or f"缺少“{element.label}”。")

    return check


_LACKING = [_lacking(code) for code in GUIDE_ELEMENTS.elements if code not in _OWN_RULE]


@rule(
    "TB701",
    "element_missing",
    "缺少必备要素",
    Severity.ERROR,
    blocks=True,
    basis=_GUIDE,
    bad=example("受理条件空着", accept_conditions=""),
    good=example("必备要素齐全"),
)
def element_missing(line: Listing, context: Context) -> Iterator[Found]:
    """The elements that keep a guide from publication, but for those with a rule of their own."""
    for lacking in () if informs(line, context) else _LACKING:
        yield from lacking(line, context)


for _code, _element, _name, _basis, _good in (
    ("TB702", "legal_bases", "设定依据", _GUIDE, "写明法规和条款"),
    ("TB703", "phones", "咨询方式", _CONTACTS, "写明咨询电话"),
    ("TB704", "complaint_phones", "监督投诉方式", _CONTACTS, "写明投诉电话"),
):
    _empty: dict[str, Any] = {_element: ()}
    rule(
        _code, "element_missing", f"缺少{_name}", Severity.ERROR, blocks=True, basis=_basis,
        bad=example(f"{_name}空着", **_empty), good=example(_good),
    )(_lacking(_element))  # fmt: skip


@rule(
    "TB705",
    "remedies_missing",
    "缺少救济途径",
    Severity.WARNING,
    basis=_REMEDY,
    bad=example("行政复议和行政诉讼途径空着", remedies=""),
    good=example("写明向谁复议、向哪里起诉、多久以内"),
)
def remedies_missing(line: Listing, context: Context) -> Iterator[Found]:
    """The right to reconsideration and to the court; a public service decides nothing over rights."""
    if context.manifest(line).reviewed:
        yield from _REMEDIES(line, context)


_REMEDIES = _lacking("remedies", "没有写明行政复议、行政诉讼的途径和期限。")
rule(
    "TB706", "hours_missing", "有窗口却没有办理时间", Severity.WARNING, basis=_GUIDE,
    bad=example("窗口办理，办理时间空着", hours=""), good=example("写明窗口的办理时间"),
)(_lacking("hours", "有窗口办理，却没有写明办理时间。"))  # fmt: skip


@rule(
    "TB707",
    "article_missing",
    "设定依据没有条款",
    Severity.ERROR,
    blocks=True,
    basis=_GUIDE,
    bad=example("依据只写法规名", legal_bases=(LegalBasisView("公共场所卫生管理条例"),)),
    good=example("依据写到第几条"),
)
@each(lambda content: numbered("legal_bases", content.legal_bases))
def article_missing(basis: LegalBasisView, line: Listing, context: Context) -> Found | None:
    """A law without its article cannot be looked up."""
    return None if basis.article.strip() else Found(".article", f"设定依据《{basis.law}》没有写明条款。")


def _phones(content: VersionContent) -> Iterator[tuple[str, str]]:
    yield from numbered("phones", content.phones)
    yield from numbered("complaint_phones", content.complaint_phones)


_AREA_FIRST = re.compile(r"^[（(]\s*(0\d{2,3})\s*[）)]\s*-?")
_LABEL = re.compile(r"^[\u4e00-\u9fff]{0,6}电话\s*[：:]\s*|[。；;]$")
#: One number written with blanks; two hotlines side by side (110 119) are two.
_ONE_NUMBER = re.compile(r"(?:0\d{2,3}-?)?[2-8]\d{6,7}(?:-\d{1,6}|转\d{1,6})*|1[3-9]\d{9}|400\d{7}", re.ASCII)


def _tidy(phone: str) -> str:
    """A telephone as one writes it: label away, half width, dashes as one, no blanks inside."""
    text = _AREA_FIRST.sub(r"\1-", _LABEL.sub("", half_width(phone.strip())))
    text = re.sub(r"\s+", " ", re.sub(r"[-—－–‐―]+", "-", text)).replace(" -", "-").replace("- ", "-")
    text = re.sub(r"^(0\d{2,3}) (?=\d)", r"\1-", text)
    joined = text.replace(" ", "")
    return joined if joined == text or _ONE_NUMBER.fullmatch(joined) else text


@rule(
    "TB708",
    "bad_phone",
    "电话不像电话",
    Severity.ERROR,
    blocks=True,
    basis=_GUIDE,
    bad=example("电话写“请到窗口询问”", phones=("请到窗口询问",)),
    good=example("0372-0000001"),
)
@each(_phones)
def bad_phone(phone: str, line: Listing, context: Context) -> Found | None:
    """A telephone can be dialled. The cure takes a label before it away and writes the dash as one."""
    if PHONE.fullmatch(phone):
        return None
    tidy = _tidy(phone)
    if PHONE.fullmatch(tidy):
        return Found("", f"电话“{phone}”写法不规范，应写作“{tidy}”。", Write("", tidy))
    return Found("", f"电话“{phone[:80]}”不像电话号码。")


_TEST_PHONE = re.compile(r"(?:0\d{2,3}-?)?(?:(\d)\1{6,7}|12345678?|1234567)|1(\d)\2{9}|13800138000")


@rule(
    "TB709",
    "test_phone",
    "占位的电话",
    Severity.WARNING,
    basis=_GUIDE,
    bad=example("电话写“0372-11111111”", phones=("0372-11111111",)),
    good=example("能打通的电话"),
)
@each(_phones)
def test_phone(phone: str, line: Listing, context: Context) -> Found | None:
    """One digit all over, or counting up: nobody answers."""
    fake = _TEST_PHONE.fullmatch(phone) and phone != "12345"
    return Found("", f"电话“{phone}”像是占位的号码。") if fake else None


_LOCAL = re.compile(r"[2-8]\d{6,7}(?:-\d{1,6}|转\d{1,6})?")
_AREA = re.compile(r"(0\d{2,3})-?\d{7,8}.*")


@rule(
    "TB710",
    "phone_without_area",
    "电话没有区号",
    Severity.NOTE,
    basis=_GUIDE,
    bad=example("电话写“3456789”", phones=("3456789", "0372-0000001")),
    good=example("电话写“0372-3456789”"),
)
def phone_without_area(line: Listing, context: Context) -> Iterator[Found]:
    """Who calls from another place needs the area code. The cure is the one of the item's other telephones, if one."""
    phones = [*_phones(line.content)]
    areas = {match[1] for _, phone in phones if (match := _AREA.fullmatch(phone))}
    for path, phone in phones:
        if _LOCAL.fullmatch(phone):
            write = Write(path, f"{next(iter(areas))}-{phone}") if len(areas) == 1 else None
            yield Found(path, f"电话“{phone}”没有区号，外地和手机拨打不通。", write)


@rule(
    "TB711",
    "private_mobile",
    "公开了手机号码",
    Severity.WARNING,
    basis=_PRIVATE,
    bad=example("咨询电话是手机号", phones=("15400000001",)),
    good=example("咨询电话是办公电话"),
)
@each(_phones)
def private_mobile(phone: str, line: Listing, context: Context) -> Found | None:
    """A mobile number is somebody's, and goes with him."""
    mobile = re.fullmatch(r"(?:\+?86-?)?1[3-9]\d{9}", phone)
    return Found("", "咨询或者投诉电话是手机号码：请换成不随人变动的办公电话或者热线。") if mobile else None


_HOTLINE = re.compile(r"400-?\d{3,4}-?\d{3,4}|(?:0\d{2,3}-?)?1[12]\d{3}(?:-\d+)*|95\d{3}|(?:0\d{2,3}-?)95\d{3}")


@rule(
    "TB712",
    "complaint_to_itself",
    "投诉电话就是咨询电话",
    Severity.NOTE,
    basis=_CONTACTS,
    bad=example("咨询和投诉是同一座机", complaint_phones=("0372-0000001",)),
    good=example("投诉电话另设，或者用12345"),
)
def complaint_to_itself(line: Listing, context: Context) -> Iterator[Found]:
    """A complaint that rings at the desk complained of; hotlines sort their callers themselves."""
    asked = {plain(phone) for phone in line.content.phones}
    for index, phone in enumerate(line.content.complaint_phones):
        if plain(phone) in asked and not _HOTLINE.fullmatch(phone):
            yield Found(f"complaint_phones[{index}]", f"投诉电话“{phone}”与咨询电话相同，投诉会打到被投诉的窗口。")


@rule(
    "TB713",
    "place_without_address",
    "地点找不到",
    Severity.NOTE,
    basis=_GUIDE,
    bad=example("办理地点写“市民中心”", places=("市民中心",)),
    good=example("写明路名、门牌、楼层、窗口"),
)
@each(lambda content: numbered("places", content.places))
def place_without_address(place: str, line: Listing, context: Context) -> Found | None:
    """Without street or number nobody finds the way."""
    if len(place.strip()) < 2 or re.search(r"[路街巷道村镇乡号楼层室栋座幢弄里大厦]|https?:", place):
        return None
    return Found("", f"办理地点“{place[:40]}”没有路名、门牌或者楼层，申请人找不到。")


@rule(
    "TB714",
    "guide_blank",
    "指南没有可办的内容",
    Severity.WARNING,
    basis="《安阳市政务服务条例》第十二条、第十三条",
    bad=example(
        "条件、材料、时限都空着",
        accept_conditions="",
        materials=(),
        materials_stated=False,
        statutory=None,
        promised=None,
    ),
    good=example("写明条件、材料和时限"),
)
def guide_blank(line: Listing, context: Context) -> Iterator[Found]:
    """Nothing to act on: news and pages to look at are no items of the catalogue."""
    if blank(line):
        yield Found(
            "accept_conditions",
            "受理条件、申请材料、办理时限都没有写明：只供浏览、查询的内容不应列为政务服务事项；确需办理的，请补齐。",
        )
