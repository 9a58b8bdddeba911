"""TB8: sameness over levels (四级四同) and what was copied from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tongban.catalogue.elements import plain
from tongban.catalogue.lint.context import COPIED_FROM, Context
from tongban.catalogue.lint.rule import Found, Severity, Write, example, rule
from tongban.catalogue.lint.sample import SAMPLE
from tongban.catalogue.listing import Listing
from tongban.catalogue.states import ItemKind

_SAME = "国发〔2018〕27号《国务院关于加快推进全国一体化在线政务服务平台建设的指导意见》（四级四同）"
_OWN_GUIDE = "《安阳市政务服务条例》第十三条"
_LONG = (
    "申请人具有固定的经营场所，场所面积、通风、采光、照明符合卫生要求，配备与经营规模相适应的清洗、消毒、保洁设施设备，"
    "从业人员经过健康检查并取得合格结论。"
)


@rule(
    "TB801",
    "name_differs",
    "名称与目录不同",
    Severity.WARNING,
    basis=_SAME,
    bad=example("目录叫“公共场所卫生许可”，事项叫“卫生许可证核发”", name="卫生许可证核发"),
    good=example("名称与目录相同"),
)
def name_differs(line: Listing, context: Context) -> Iterator[Found]:
    """An item has its entry's name; a handling item adds its situation. The cure is the entry's name."""
    name, entry = plain(line.name), plain(line.entry_name)
    if not entry or name == entry or (line.handling_code and entry in name):
        return
    write = None if line.handling_code else Write("name", line.entry_name)
    yield Found("name", f"名称“{line.name}”与基本目录的“{line.entry_name}”不同。", write)


@rule(
    "TB802",
    "kind_of_entry_differs",
    "同一目录事项类型不同",
    Severity.ERROR,
    basis=_SAME,
    bad=example(
        "同一基本编码，这里是许可，多数地方是确认",
        others=tuple({"line": {"code": f"x{n}", "item_kind": "confirmation"}} for n in range(2)),
    ),
    good=example("同一基本编码，各地类型相同", others=({"line": {"code": "x"}},)),
)
def kind_of_entry_differs(line: Listing, context: Context) -> Iterator[Found]:
    """The kind is the same on all levels; the fewer are the suspect ones."""
    kinds = context.kinds.get(line.catalog_code, {})
    most = max(kinds, key=kinds.__getitem__, default=line.item_kind)
    if kinds.get(most, 0) > kinds.get(line.item_kind, 0) > 0:
        other, own = ItemKind(most).label, ItemKind(line.item_kind).label
        yield Found("item_kind", f"同一基本编码{line.catalog_code}，这里是{own}，多数是{other}。")


@rule(
    "TB803",
    "name_repeated",
    "同一部门名称重复",
    Severity.WARNING,
    basis=_OWN_GUIDE,
    bad=example("同一部门有两个同名事项", others=({"line": {"code": "x"}},)),
    good=example("名称写明情形，互不相同"),
)
def name_repeated(line: Listing, context: Context) -> Iterator[Found]:
    """Two items of one department with one name: the applicant cannot tell which is his."""
    others = [code for code in context.names.get((line.department_name, plain(line.name)), ()) if code != line.code]
    if others:
        yield Found(
            "name", f"{line.department_name}另有{len(others)}个事项也叫“{line.name}”（{others[0]}）：请写明情形。"
        )


@rule(
    "TB804",
    "text_copied",
    "条件与别的部门的另一事项相同",
    Severity.WARNING,
    basis=_OWN_GUIDE,
    bad=example(
        "受理条件与另一部门另一事项一字不差",
        accept_conditions=_LONG,
        others=(
            {
                "line": {"code": "x", "catalog_code": "000117901000", "department_name": "同安市城市管理局"},
                "content": {"accept_conditions": _LONG},
            },
        ),
    ),
    good=example(
        "上下级同一事项，条件本应相同",
        accept_conditions=_LONG,
        others=(
            {"line": {"code": "x", "department_name": "某省卫生健康委员会"}, "content": {"accept_conditions": _LONG}},
        ),
    ),
)
def text_copied(line: Listing, context: Context) -> Iterator[Found]:
    """The same long conditions under another main entry of another department: one of the two was copied."""
    text = plain(line.content.accept_conditions)
    if len(text) < COPIED_FROM:
        return
    for place in context.texts.get(text, ()):
        if place.catalog_code[:9] != line.catalog_code[:9] and place.department_name != line.department_name:
            yield Found(
                "accept_conditions",
                f"受理条件与{place.department_name}的另一事项（{place.code}）一字不差，像是抄来的。",
            )
            return


_AT = ("向", "到", "在")
_APPLY = re.compile(r"[^，。；、]{0,8}?(?:提出|提交|递交|申请|申报|办理|领取)")


@rule(
    "TB805",
    "other_department",
    "写着别的部门",
    Severity.WARNING,
    basis=_OWN_GUIDE,
    bad=example(
        "受理条件写“向同安市城市管理局提出申请”",
        accept_conditions="符合条件的，向同安市城市管理局提出申请。",
        others=({"line": {"code": "x", "department_name": "同安市城市管理局"}},),
    ),
    good=example(
        "受理条件写“向同安市卫生健康委员会提出申请”",
        accept_conditions="符合条件的，向同安市卫生健康委员会提出申请。",
        others=({"line": {"code": "x", "department_name": "同安市城市管理局"}},),
    ),
)
def other_department(line: Listing, context: Context) -> Iterator[Found]:
    """Another department as the one to apply to: left over from its guide. Consent, forwarding or papers of another
    department, and buildings that two share, are named rightly."""
    if context.departments is None:
        return
    text = line.content.accept_conditions
    known = f"{line.department_name}{line.content.joint_departments}{line.content.entrusted_by}"
    for found in context.departments.finditer(text):
        applied = text[max(0, found.start() - 1) : found.start()] in _AT and _APPLY.match(text[found.end() :])
        if applied and found[0] not in known and line.department_name not in found[0]:
            yield Found(
                "accept_conditions",
                f"文字写着向“{found[0]}”申请，实施主体却是{line.department_name}：请核对是不是抄来的。",
            )
            return


def _numbered(name: str, values: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for index, value in enumerate(values):
        yield f"{name}[{index}]", value


_CITY = re.compile(
    r"(?:^|[，。；、（(到向在至])(?:到|向|在)?([\u4e00-\u9fff]{2,3}市)(?:行政|政务|公共)(?:审批|服务)[^，。；]{0,6}(?:中心|大厅|局)"
)


@rule(
    "TB806",
    "other_place",
    "写着别的城市的大厅",
    Severity.WARNING,
    basis=_OWN_GUIDE,
    bad=example("办理地点写“安同市政务服务中心”", places=("安同市政务服务中心二楼3号窗口",)),
    good=example("办理地点写“同安市政务服务中心”", places=("同安市政务服务中心二楼3号窗口",)),
)
def other_place(line: Listing, context: Context) -> Iterator[Found]:
    """Another city's hall in a city's own guide. Provinces sit in a city of another name, so only below them."""
    own = re.match(r"[\u4e00-\u9fff]{2,3}市", line.department_name)
    if line.exercise_level < "3" or own is None:
        return
    for path, text in _numbered("places", line.content.places):
        for found in _CITY.finditer(text):
            if not found[1].endswith(own[0]) and not own[0].endswith(found[1]):
                yield Found(path, f"办理地点写着“{found[1]}”，实施主体却是{line.department_name}。")


@rule(
    "TB807",
    "guide_repeated",
    "同一部门内容完全相同的事项",
    Severity.NOTE,
    basis="《安阳市政务服务条例》第十二条",
    bad=example(
        "同一部门两个基本编码，条件和名称都一样",
        accept_conditions=_LONG,
        others=(
            {
                "line": {"code": "x", "catalog_code": "000123901009", "entry_name": SAMPLE.entry_name},
                "content": {"accept_conditions": _LONG},
            },
        ),
    ),
    good=example(
        "同一基本编码下的两个办理项，条件相同",
        accept_conditions=_LONG,
        others=({"line": {"code": "x"}, "content": {"accept_conditions": _LONG, "name": "公共场所卫生许可（变更）"}},),
    ),
)
def guide_repeated(line: Listing, context: Context) -> Iterator[Found]:
    """The same name and the same conditions under two entries of one department: merge, or tell them apart."""
    text = plain(line.content.accept_conditions)
    same = context.names.get((line.department_name, plain(line.name)), ())
    if len(text) < COPIED_FROM or len(same) < 2:
        return
    for place in context.texts.get(text, ()):
        if place.code in same and place.code != line.code and place.catalog_code != line.catalog_code:
            yield Found("name", f"与本部门另一事项（{place.code}）名称、条件都相同：请合并，或者写明区别。")
            return
