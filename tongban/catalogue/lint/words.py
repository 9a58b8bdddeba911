"""TB6: the words of a guide."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tongban.catalogue.content import LegalBasisView, MaterialView
from tongban.catalogue.lint.context import Context
from tongban.catalogue.lint.laws import ceased_in
from tongban.catalogue.lint.rule import Found, Severity, Write, each, example, rule
from tongban.catalogue.lint.texts import FULL_WIDTH, debris, half_width, swept, texts
from tongban.catalogue.listing import Listing
from tongban.feeds.traditional import SIMPLIFIED, TRADITIONAL
from tongban.kernel.standards import BadCitizenNo, check_citizen_no

_CLEAR = "《安阳市政务服务条例》第十三条；《优化营商环境条例》第三十五条"
_NO_CATCH_ALL = "《河南省优化营商环境条例》第二十八条；《安阳市政务服务条例》第十三条"
_LANGUAGE = "《国家通用语言文字法》第九条"
_NUMBERS = "GB/T 15835—2011《出版物上数字用法》"
_PRIVATE = "《个人信息保护法》第六条、第二十五条"
_PLACEHOLDER = re.compile(
    r"[\s/\\\-—_.。·*#]*+(?:无|暂无|没有|空|待定|待补充|待完善|略|详见|同上|测试|test|null|none|n/?a|x{2,}|某+|[1１]{3,}|[?？]+)?+"
    r"[\s/\\\-—_.。·*#]*+(?:数据|内容)?",
    re.IGNORECASE,
)
#: 无 is an answer to these, not a filler.
_MAY_BE_NONE = frozenset(
    {
        "quantity_limit",
        "intermediary",
        "commitment",
        "statutory_note",
        "promised_note",
        "visit_reason",
        "handle_area",
        "consulting",
        "complaining",
        "filling_note",
        "source_note",
        "hint",
    }
)
#: Parts that an entry cannot be without.
_NEEDED = frozenset({"name", "law", "label", "question", "answer"})


@rule(
    "TB601",
    "placeholder",
    "占位文字",
    Severity.WARNING,
    basis=_CLEAR,
    bad=example("受理条件写“暂无”", accept_conditions="暂无"),
    good=example("写明受理条件"),
)
def placeholder(line: Listing, context: Context) -> Iterator[Found]:
    """无, 暂无, 测试 …: a filler hides that nothing is stated. The cure empties the field; then it is missing."""
    for path, text in texts(line.content):
        head, _, part = path.partition(".")
        if (part or path) in _MAY_BE_NONE or not _PLACEHOLDER.fullmatch(text.strip()):
            continue
        # Names of a guide, a material, a step or a law cannot be empty; the entry has to be looked at by a person.
        fixed = path == "name" or part in _NEEDED
        value = None if head.endswith("]") and not part else ""
        yield Found(path, f"“{text.strip()[:20]}”是占位文字，等于没有写。", None if fixed else Write(path, value))


@rule(
    "TB602",
    "full_width",
    "全角数字和字母",
    Severity.NOTE,
    basis=_NUMBERS,
    bad=example("“第１４２号”", accept_conditions="符合省政府令第１４２号规定的条件。"),
    good=example("“第142号”", accept_conditions="符合省政府令第142号规定的条件。"),
)
@each(texts)
def full_width(text: str, line: Listing, context: Context) -> Found | None:
    """Full-width digits are not found by a search for the number."""
    found = FULL_WIDTH.search(text)
    return Found("", f"含全角数字或字母“{found[0]}”，应改为半角。", Write("", half_width(text))) if found else None


@rule(
    "TB603",
    "traditional",
    "夹杂繁体字",
    Severity.NOTE,
    basis=_LANGUAGE,
    bad=example("“提交營業執照”", accept_conditions="依法取得營業執照。"),
    good=example("规范汉字"),
)
@each(texts)
def traditional(text: str, line: Listing, context: Context) -> Found | None:
    """Public services are written in standard characters; only forms that simplified text never uses are counted."""
    found = TRADITIONAL.findall(text)
    if not found:
        return None
    # A name may be a title that somebody gave; whether it may keep its characters is for a person.
    write = None if text == line.name else Write("", text.translate(SIMPLIFIED))
    return Found("", f"夹杂繁体字“{''.join(dict.fromkeys(found))[:12]}”，应使用规范汉字。", write)


_TITLE = r"《[^《》]+》(?:\s*[（(][^（）()]*[）)])?"
_ARTICLE = r"(?:第[一二三四五六七八九十百千零\d]+[条章款项节](?:(?:第|之)[一二三四五六七八九十\d（）()]+[条款项节]?)*)?"
_BLANKS = re.compile(r"(\s)\s+")
_ONLY_LAW = re.compile(
    rf"(?:根据|依据|按照|按|依照|符合|见|详见|参照|满足|遵守)?[：:]?\s*{_TITLE}\s*{_ARTICLE}"
    rf"(?:\s*[、和及，,；;。\n与]\s*(?:以及)?{_TITLE}\s*{_ARTICLE})*"
    r"\s*(?:等)?(?:的)?[所中]?(?:相关|有关)?(?:法律法规|文件|法规|规章)?(?:的)?(?:相关|有关)?(?:所?规定|所?要求|条件)?(?:的)?(?:条件|要求|情形)?(?:执行|办理)?(?:的)?"
    r"(?:即可(?:申请|办理)?|可以?申请|者)?[。.；;]?\s*"
)


def _folded(text: str) -> str:
    """Each run of blanks as its first, so that no pattern has to try its parts."""
    return _BLANKS.sub(r"\1", text.strip())


@rule(
    "TB604",
    "only_a_title",
    "条件只写了法规名称",
    Severity.WARNING,
    basis=_CLEAR,
    bad=example("受理条件写“符合《公共场所卫生管理条例》规定”", accept_conditions="符合《公共场所卫生管理条例》规定。"),
    good=example("把条件逐条写出来"),
)
def only_a_title(line: Listing, context: Context) -> Iterator[Found]:
    """A title tells an applicant nothing: the conditions themselves belong into the guide."""
    text = _folded(line.content.accept_conditions)
    if text and len(text) <= 400 and _ONLY_LAW.fullmatch(text):
        yield Found("accept_conditions", f"受理条件只写了法规名称“{text[:40]}”，没有写条件：请逐条写明。")


@rule(
    "TB605",
    "law_ceased",
    "引用已废止的法规",
    Severity.ERROR,
    basis="《行政许可法》第四条；各法规的废止规定",
    bad=example("依据《物权法》", legal_bases=(LegalBasisView("中华人民共和国物权法", "第九条"),)),
    good=example("依据《民法典》", legal_bases=(LegalBasisView("中华人民共和国民法典", "第二百零九条"),)),
)
def law_ceased(line: Listing, context: Context) -> Iterator[Found]:
    """A law that no longer holds carries nothing; the list is short and dated."""
    for path, text in texts(line.content):
        for ceased in ceased_in(text, context.day, context.ceased, bare=path.endswith(".law")):
            yield Found(
                path, f"《{ceased.title}》自{ceased.day.isoformat()}起废止，现行的是{ceased.successor}：请更新依据。"
            )


@rule(
    "TB606",
    "debris",
    "夹带网页代码或不可见字符",
    Severity.NOTE,
    basis=_CLEAR,
    bad=example("“章程&nbsp;<br>”", accept_conditions="有章程。&nbsp;<br>有固定场所。"),
    good=example("干净的文字"),
)
@each(texts)
def debris_in_text(text: str, line: Listing, context: Context) -> Found | None:
    """Left over from copying out of web pages."""
    if not (found := debris(text)):
        return None
    clean = swept(text)
    return Found("", f"夹带“{found[:40]}”，应清除。", Write("", clean) if clean and not debris(clean) else None)


_BROKEN = re.compile(r"\ufffd|[?]{3,}|锟斤拷|烫烫烫|Ã[\x80-\xbf]|â€")


@rule(
    "TB607",
    "unreadable",
    "文字已损坏",
    Severity.ERROR,
    basis=_CLEAR,
    bad=example("“符合???规定”", accept_conditions="符合???规定的条件。"),
    good=example("文字完整"),
)
@each(texts)
def unreadable(text: str, line: Listing, context: Context) -> Found | None:
    """Signs that a wrong encoding leaves behind."""
    found = _BROKEN.search(text)
    return Found("", f"文字“{found[0][:20]}”像是编码损坏，请对照原文改正。") if found else None


_VAGUE = re.compile(
    r"(?:(?<![一-鿿])|(?:的|规定|要求|符合|具备|及|和|、|以及|满足|达到))"
    r"(?<!》规定的)(?<!号规定的)((?:其他|其它|有关|相关)的?(?:其他|其它|有关|相关)?的?条件)(?=[。；;，,、）)\s]|$)"
)


@rule(
    "TB608",
    "vague_condition",
    "兜底条件",
    Severity.WARNING,
    basis=_NO_CATCH_ALL,
    bad=example("“法律、法规规定的其他条件”", accept_conditions="（一）有固定场所；（二）法律、法规规定的其他条件。"),
    good=example("条件逐条写明", accept_conditions="（一）有固定场所；（二）有卫生设施。"),
)
def vague_condition(line: Listing, context: Context) -> Iterator[Found]:
    """“其他条件” leaves open what is asked for: conditions are named one by one as materials are."""
    found = list(dict.fromkeys(match[1] for match in _VAGUE.finditer(line.content.accept_conditions)))
    if found:
        shown = "”“".join(found[:3])
        yield Found("accept_conditions", f"受理条件含兜底用语“{shown}”：请逐条写明，或者写明是哪部法规的哪一条。")


_ELSEWHERE = re.compile(
    r"(?:详见|参见|请见|见|以|参照|按照?|依据|请查阅|请登录)[^。；\n]{0,30}"
    r"(?:附件|附表|官网|网站|网页|通知|通告|公告|公众号|文件|另行通知|说明)(?:中?的?[^。；\n]{0,12})?(?:为准|执行|办理|查询|查看)?[。；.]?\s*"
)


@rule(
    "TB609",
    "conditions_elsewhere",
    "条件写在别处",
    Severity.WARNING,
    basis=_CLEAR,
    bad=example("受理条件写“以本年度通知文件为准。”", accept_conditions="以本年度通知文件为准。"),
    good=example("把条件写在指南里"),
)
def conditions_elsewhere(line: Listing, context: Context) -> Iterator[Found]:
    """A guide that sends its reader elsewhere is none."""
    text = _folded(line.content.accept_conditions)
    if 0 < len(text) <= 60 and _ELSEWHERE.fullmatch(text) and not _ONLY_LAW.fullmatch(text):
        yield Found("accept_conditions", f"受理条件只写“{text}”，申请人看不到条件：请写进指南。")


_PAIRED = (("（(", "）)"), ("《", "》"), ("“", "”"), ("【", "】"))


@rule(
    "TB610",
    "unbalanced",
    "括号或书名号不成对",
    Severity.NOTE,
    basis="GB/T 15834—2011《标点符号用法》",
    bad=example("“营业执照（副本”", materials=(MaterialView(1, "检测报告（副本", form="copy", copies=1),)),
    good=example("“检测报告（副本）”", materials=(MaterialView(1, "检测报告（副本）", form="copy", copies=1),)),
)
def unbalanced(line: Listing, context: Context) -> Iterator[Found]:
    """A bracket left open is mostly a name cut off. Names only: lists in long texts number with single brackets."""
    for path, text in texts(line.content):
        if path != "name" and not (path.startswith(("materials", "places")) and path.endswith(("name", "]"))):
            continue
        for opening, closing in _PAIRED:
            if sum(map(text.count, opening)) != sum(map(text.count, closing)):
                yield Found(path, f"“{text[:40]}”里的“{opening[0]}{closing[0]}”不成对，可能被截断。")
                break


_CUT = re.compile(r"(?:[，,、：:]|以下条件之一|下列条件)\s*$")


@rule(
    "TB611",
    "cut_off",
    "文字没有写完",
    Severity.WARNING,
    basis=_CLEAR,
    bad=example("受理条件以“应符合以下条件：”结尾", accept_conditions="申请人应符合以下条件："),
    good=example("条件完整"),
)
def cut_off(line: Listing, context: Context) -> Iterator[Found]:
    """Ends where a list should begin."""
    for path in ("accept_conditions", "review_points", "remedies", "visit_reason"):
        text = getattr(line.content, path).rstrip()
        if text and _CUT.search(text):
            yield Found(path, f"文字以“{text[-12:]}”结尾，没有写完。")


_CITIZEN_NO = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[0-9Xx](?![0-9A-Za-z])")


@rule(
    "TB612",
    "personal_number",
    "指南里有公民身份号码",
    Severity.ERROR,
    basis=_PRIVATE,
    bad=example("条件里留下了身份号码", accept_conditions="样表：张三，11010519491231002X。"),
    good=example("样表里的号码用星号", accept_conditions="样表：张三，1101051949****002X。"),
)
@each(texts)
def personal_number(text: str, line: Listing, context: Context) -> Found | None:
    """A number with a right check digit is somebody's, in half width or full. The cure masks it; the message never
    repeats it."""
    if len(text) < 18:
        return None
    places = [found.start() for found in _CITIZEN_NO.finditer(half_width(text)) if _somebodys(found[0])]
    clean = text
    for at in places:
        clean = f"{clean[: at + 6]}{'*' * 8}{clean[at + 14 :]}"
    return Found("", "文字里有公民身份号码，公开的指南不得含个人信息。", Write("", clean)) if places else None


def _somebodys(number: str) -> bool:
    try:
        check_citizen_no(number)
    except BadCitizenNo:
        return False
    return True


#: “3.15投诉” begins with a day, not with a number.
_NUMBER_FIRST = re.compile(r"^\d+[.、．](?!\s*\d)\s*")
_INNER_BLANK = re.compile(r"(?<=[\u4e00-\u9fff])\s++(?=[\u4e00-\u9fff])")


@rule(
    "TB613",
    "name_untidy",
    "事项名称不规范",
    Severity.NOTE,
    basis="《安阳市政务服务条例》第十二条",
    bad=example("“公共场所卫生许可。”", name="公共场所卫生许可。"),
    good=example("“公共场所卫生许可”"),
)
def name_untidy(line: Listing, context: Context) -> Iterator[Found]:
    """Blanks inside, closing signs or a number before the name: equal names no longer look equal."""
    name = line.name
    tidy = _INNER_BLANK.sub("", _NUMBER_FIRST.sub("", name.strip())).rstrip("。；;，,、.")
    if tidy and tidy != name:
        yield Found("name", f"事项名称“{name[:40]}”带着空格、序号或句末标点。", Write("name", tidy))
