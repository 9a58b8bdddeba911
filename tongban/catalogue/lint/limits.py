"""TB2: statutory limit, promise and what the words say of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tongban.catalogue.content import LegalBasisView
from tongban.catalogue.lint.context import Context, informs
from tongban.catalogue.lint.rule import Found, Severity, Write, example, rule
from tongban.catalogue.lint.sample import days
from tongban.catalogue.listing import Listing
from tongban.catalogue.states import CaseKind
from tongban.kernel.deadline import Limit, LimitUnit

#: Rough length in natural days, to compare limits of different units; never used to count time.
_ROUGH_DAYS = {
    LimitUnit.HOUR: 1 / 24,
    LimitUnit.NATURAL_DAY: 1.0,
    LimitUnit.WORKING_DAY: 1.4,
    LimitUnit.MONTH: 30.0,
    LimitUnit.YEAR: 365.0,
}
_LICENSING_42 = "《行政许可法》第四十二条"
_GUIDE = "《安阳市政务服务条例》第十三条"
_SHORT = "《安阳市政务服务条例》第十三条（减时限）"
_TWENTY = Limit(20, LimitUnit.WORKING_DAY)


def longer(one: Limit, other: Limit) -> bool:
    """Whether a limit is longer than another, roughly where the units differ."""
    if one.unit == other.unit:
        return one.number > other.number
    return one.number * _ROUGH_DAYS[one.unit] > other.number * _ROUGH_DAYS[other.unit]


@rule(
    "TB201",
    "no_statutory_limit",
    "行政许可没有法定时限",
    Severity.ERROR,
    blocks=True,
    basis=_LICENSING_42,
    bad=example("许可事项，法定办结时限空着", statutory=None),
    good=example("法定办结时限20个工作日"),
)
def no_statutory_limit(line: Listing, context: Context) -> Iterator[Found]:
    """Every licence has a limit by law."""
    if context.manifest(line).governed and line.content.statutory is None:
        yield Found("statutory_limit", "行政许可必须写明法定办结时限（《行政许可法》第四十二条）。")


@rule(
    "TB202",
    "promise_longer",
    "承诺时限长于法定时限",
    Severity.ERROR,
    blocks=True,
    basis=_LICENSING_42,
    bad=example("法定20个工作日，承诺21个工作日", promised=days(21)),
    good=example("法定20个工作日，承诺5个工作日"),
)
def promise_longer(line: Listing, context: Context) -> Iterator[Found]:
    """A promise may only shorten. The cure is the law's own limit, where the two can be compared exactly."""
    promised, statutory = line.content.promised, line.content.statutory
    if promised and statutory and longer(promised, statutory):
        write = Write("promised_limit", statutory) if promised.unit == statutory.unit else None
        yield Found("promised_limit", f"承诺时限{promised}长于法定时限{statutory}。", write)


@rule(
    "TB203",
    "instant_too_long",
    "即办件的承诺超过一天",
    Severity.ERROR,
    blocks=True,
    basis=_GUIDE,
    bad=example("即办件，承诺5个工作日", case_kind="instant"),
    good=example("即办件，承诺1个工作日", case_kind="instant", promised=days(1), steps=()),
)
def instant_too_long(line: Listing, context: Context) -> Iterator[Found]:
    """What is decided on the spot is promised for the day."""
    content = line.content
    instant = content.case_kind == CaseKind.INSTANT
    if instant and content.promised and longer(content.promised, Limit(1, LimitUnit.WORKING_DAY)):
        yield Found("promised_limit", f"即办件的承诺时限不能是{content.promised}。")


@rule(
    "TB204",
    "one_seat_not_instant",
    "承诺件由一个岗位办结",
    Severity.ERROR,
    blocks=True,
    basis=_GUIDE,
    bad=example("承诺件设为一岗办结", one_seat=True),
    good=example("即办件一岗办结", one_seat=True, case_kind="instant", promised=days(0), steps=()),
)
def one_seat_not_instant(line: Listing, context: Context) -> Iterator[Found]:
    """Two seats for everything that is not decided on the spot."""
    if line.content.one_seat and line.content.case_kind != CaseKind.INSTANT:
        yield Found("one_seat", "只有即办件可以由一个岗位办结。", Write("one_seat", False))


@rule(
    "TB205",
    "spot_not_instant",
    "当场办结却登记为承诺件",
    Severity.WARNING,
    basis=_GUIDE,
    bad=example("承诺时限0，办件类型是承诺件", promised=days(0), steps=()),
    good=example("承诺时限0，办件类型是即办件", promised=days(0), case_kind="instant", steps=()),
)
def spot_not_instant(line: Listing, context: Context) -> Iterator[Found]:
    """A promise of nothing is a decision on the spot."""
    content = line.content
    if content.promised and not content.promised.number and content.case_kind != CaseKind.INSTANT:
        write = Write("case_kind", CaseKind.INSTANT.value)
        yield Found("case_kind", "承诺时限是当场办结，办件类型应为即办件。", write)


def _without_special_law(line: Listing, context: Context) -> bool:
    """Whether the guide tells its laws and none of them is another than the licensing law itself."""
    bases = line.content.legal_bases
    return context.speaks_of(line, "legal_bases") and all("行政许可法" in basis.law for basis in bases)


@rule(
    "TB206",
    "statutory_over_twenty",
    "许可的法定时限超过二十日",
    Severity.WARNING,
    basis=_LICENSING_42,
    bad=example(
        "法定60个工作日，依据只有行政许可法",
        statutory=days(60),
        legal_bases=(LegalBasisView("行政许可法", "第四十二条"),),
    ),
    good=example("法定60个工作日，写明说明", statutory=days(60), statutory_note="《测绘法》第二十九条另有规定。"),
)
def statutory_over_twenty(line: Listing, context: Context) -> Iterator[Found]:
    """Longer than twenty days only where a law or regulation says so: the guide has to name it."""
    content = line.content
    if not context.manifest(line).governed or content.statutory is None or content.statutory_note.strip():
        return
    if longer(content.statutory, _TWENTY) and _without_special_law(line, context):
        yield Found(
            "statutory_limit",
            f"许可的法定时限{content.statutory}超过二十日，却没有写明另有规定的法律、法规：请补写依据，或改为二十个工作日。",
        )


@rule(
    "TB207",
    "no_limit",
    "没有任何时限",
    Severity.WARNING,
    basis=_GUIDE,
    bad=example("法定时限和承诺时限都空着", statutory=None, promised=None),
    good=example("至少写明承诺时限"),
)
def no_limit(line: Listing, context: Context) -> Iterator[Found]:
    """A guide without any limit leaves the applicant with the city's default."""
    if line.content.statutory is None and line.content.promised is None and not informs(line, context):
        yield Found("promised_limit", "法定时限和承诺时限都没有写明：申请人不知道要等多久。")


@rule(
    "TB208",
    "not_working_days",
    "许可的时限不按工作日",
    Severity.WARNING,
    basis="《行政许可法》第八十二条",
    bad=example("许可的法定时限写成20日", statutory=Limit(20, LimitUnit.NATURAL_DAY), legal_bases=()),
    good=example("法定时限20个工作日"),
)
def not_working_days(line: Listing, context: Context) -> Iterator[Found]:
    """The limits of the licensing law are working days; a special law that is named may count otherwise."""
    limit = line.content.statutory
    if not context.manifest(line).governed or limit is None or limit.unit != LimitUnit.NATURAL_DAY:
        return
    if limit.number and _without_special_law(line, context):
        yield Found("statutory_limit", f"许可的法定时限{limit}按自然日写：行政许可法的期限以工作日计算，请核对单位。")


@rule(
    "TB209",
    "units_differ",
    "两个时限的单位不同",
    Severity.NOTE,
    basis=_GUIDE,
    bad=example("法定20个工作日，承诺5日", promised=Limit(5, LimitUnit.NATURAL_DAY)),
    good=example("法定、承诺都按工作日"),
)
def units_differ(line: Listing, context: Context) -> Iterator[Found]:
    """Days and working days side by side cannot be compared by the reader."""
    promised, statutory = line.content.promised, line.content.statutory
    if promised and statutory and promised.number and statutory.number and promised.unit != statutory.unit:
        yield Found("promised_limit", f"承诺时限{promised}与法定时限{statutory}的单位不同，读者无法比较。")


@rule(
    "TB210",
    "limit_beyond_reason",
    "时限长得不像时限",
    Severity.WARNING,
    basis=_SHORT,
    bad=example("法定时限999个工作日", statutory=days(999)),
    good=example("法定时限20个工作日"),
)
def limit_beyond_reason(line: Listing, context: Context) -> Iterator[Found]:
    """Above a year a limit is mostly a filler: 250 working days are one."""
    for path, limit in (("statutory_limit", line.content.statutory), ("promised_limit", line.content.promised)):
        if limit and longer(limit, Limit(365, LimitUnit.NATURAL_DAY)):
            yield Found(path, f"时限{limit}超过一年：请核对是否填写有误。")


_NUMERALS = {sign: number for number, sign in enumerate("零一二三四五六七八九")}
_SAID = re.compile(
    r"自(?:受理|收到申请|正式受理)[^。；，、\n]{0,12}?之日起(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3})"
    r"个?(?P<unit>工作日|日|天)(?:之?内)[^。；\n]{0,16}(?:办结|作出[^。；\n]{0,8}决定|核发|颁发|发证)"
)
#: Before such words the sentence speaks of another body, or of a part of the way.
_OTHERS = re.compile(r"(初审|县|区|地市|上报|转报|报送|下级|补正|异议|不服|延长)")


def _number(text: str) -> int:
    """Arabic or Chinese numerals up to 99."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.partition("十")
    return (_NUMERALS.get(tens, 1) * 10 if ten else _NUMERALS.get(tens, 0)) + (_NUMERALS.get(ones, 0) if ten else 0)


@rule(
    "TB211",
    "limit_in_words",
    "文字里的时限与时限栏不同",
    Severity.WARNING,
    basis=_GUIDE,
    bad=example(
        "条件写“自受理之日起15个工作日内作出决定”，时限栏是5和20",
        accept_conditions="符合条件的，自受理之日起15个工作日内作出许可决定。",
    ),
    good=example(
        "条件写“自受理之日起20个工作日内作出决定”，法定时限20",
        accept_conditions="符合条件的，自受理之日起二十个工作日内作出许可决定。",
    ),
)
def limit_in_words(line: Listing, context: Context) -> Iterator[Found]:
    """What the words promise is what the fields say; only sentences about this authority's own decision count."""
    known = {limit.number for limit in (line.content.statutory, line.content.promised) if limit}
    if not known:
        return
    for path, text in (
        ("accept_conditions", line.content.accept_conditions),
        ("statutory_note", line.content.statutory_note),
        ("promised_note", line.content.promised_note),
    ):
        for found in _SAID.finditer(text):
            before = text[max(0, found.start() - 15) : found.end()]
            if _number(found["number"]) not in known and not _OTHERS.search(before):
                yield Found(path, f"文字写“{found[0]}”，时限栏却是{'、'.join(map(str, sorted(known)))}：请统一。")


@rule(
    "TB212",
    "step_too_long",
    "一个环节比承诺还长",
    Severity.ERROR,
    blocks=True,
    basis=_GUIDE,
    bad=example("承诺2个工作日，审查环节3个工作日", promised=days(2)),
    good=example("各环节都不长于承诺时限"),
)
def step_too_long(line: Listing, context: Context) -> Iterator[Found]:
    """No step takes longer than the whole."""
    promised = line.content.promised
    for index, step in enumerate(line.content.steps):
        if step.limit and promised and longer(step.limit, promised):
            yield Found(f"steps[{index}].limit", f"环节“{step.name}”的时限{step.limit}长于承诺时限{promised}。")


@rule(
    "TB213",
    "steps_longer",
    "各环节加起来长于承诺",
    Severity.WARNING,
    basis=_GUIDE,
    bad=example("承诺4个工作日，环节合计5个工作日", promised=days(4)),
    good=example("环节合计不超过承诺时限"),
)
def steps_longer(line: Listing, context: Context) -> Iterator[Found]:
    """Steps follow each other, so their limits add up; delivery comes after the decision (行政许可法 44)."""
    promised = line.content.promised
    parts = [step.limit for step in line.content.steps if step.limit and step.verb != "deliver"]
    if promised and parts and all(part.unit == promised.unit for part in parts):
        total = sum(part.number for part in parts)
        if total > promised.number:
            yield Found("steps", f"各环节时限合计{Limit(total, promised.unit)}，长于承诺时限{promised}。")
