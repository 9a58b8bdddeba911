"""TB1: codes, the credit code inside them, levels, and entries that were abolished above."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from tongban.catalogue.lint.context import Context, Place
from tongban.catalogue.lint.rule import Found, Severity, example, rule
from tongban.catalogue.lint.sample import SAMPLE
from tongban.catalogue.listing import Listing
from tongban.catalogue.states import KIND_OF_TYPE_CODE, OWN, ItemKind
from tongban.catalogue.words import LEVELS
from tongban.kernel.standards import BadCode, HandlingCode, TaskCode, make_uscc, parse_item_code

_STANDARD = "GB/T 39554.1—2020《全国一体化政务服务平台 政务服务事项基本目录及实施清单 第1部分：编码要求》"
_CREDIT = "GB 32100—2015《法人和其他组织统一社会信用代码编码规则》"
_MANAGED = "《安阳市政务服务条例》第十二条"
_GOOD = example("编码31位，前18位是本部门的统一社会信用代码")


@lru_cache(maxsize=4096)
def _parsed(code: str) -> TaskCode | HandlingCode | str:
    """The code, or the sentence that says what is wrong with it."""
    try:
        return parse_item_code(code)
    except BadCode as error:
        return error.sentence


@rule(
    "TB101",
    "bad_code",
    "编码不正确",
    Severity.ERROR,
    blocks=True,
    basis=_STANDARD,
    good=_GOOD,
    bad=example("编码少一位", line={"code": SAMPLE.code[:-1]}),
)
def bad_code(line: Listing, context: Context) -> Iterator[Found]:
    """Structure and check digit of the code."""
    if isinstance(found := _parsed(line.code), str):
        yield Found("task_code", found)


@rule(
    "TB102",
    "issuer_code_invalid",
    "实施主体代码校验不正确",
    Severity.ERROR,
    blocks=True,
    basis=_CREDIT,
    good=_GOOD,
    bad=example("登记的部门代码校验位不对", line={"department_code_valid": False}),
)
def issuer_code_invalid(line: Listing, context: Context) -> Iterator[Found]:
    """The check digit of the department's own code."""
    if not line.department_code_valid and not isinstance(_parsed(line.code), str):
        yield Found("department", f"实施主体的统一社会信用代码“{line.department_code}”校验不正确。")


@rule(
    "TB103",
    "issuer_differs",
    "编码不是本部门的",
    Severity.ERROR,
    blocks=True,
    basis=_STANDARD,
    good=_GOOD,
    bad=example("编码前18位是另一部门的代码", line={"department_code": make_uscc("11", "410500", 2)}),
)
def issuer_differs(line: Listing, context: Context) -> Iterator[Found]:
    """The issuer inside the code is the department."""
    code = _parsed(line.code)
    if not isinstance(code, str) and code.uscc != line.department_code:
        yield Found("task_code", f"编码前18位“{code.uscc}”不是实施主体的代码“{line.department_code}”。")


@rule(
    "TB104",
    "entry_differs",
    "编码里的基本编码不是目录的",
    Severity.ERROR,
    blocks=True,
    basis=_STANDARD,
    good=_GOOD,
    bad=example("编码里的基本编码与目录不同", line={"catalog_code": "000123901002"}),
)
def entry_differs(line: Listing, context: Context) -> Iterator[Found]:
    """The entry inside the code is the entry."""
    code = _parsed(line.code)
    if not isinstance(code, str) and code.catalog_code.value != line.catalog_code:
        yield Found("task_code", f"编码里的基本编码不是目录的{line.catalog_code}。")


@rule(
    "TB105",
    "kind_differs",
    "编码里的事项类型不同",
    Severity.ERROR,
    blocks=True,
    basis=_STANDARD,
    good=_GOOD,
    bad=example("编码第22、23位是许可，登记为奖励", line={"item_kind": "reward"}),
)
def kind_differs(line: Listing, context: Context) -> Iterator[Found]:
    """The kind inside the code; provinces number 20 and above in their own way, so only national codes of theirs."""
    code = _parsed(line.code)
    if isinstance(code, str) or (line.origin != OWN and not code.catalog_code.is_national):
        return
    expected = KIND_OF_TYPE_CODE.get(code.catalog_code.type_code)
    if expected is not None and expected != line.item_kind:
        registered = ItemKind(line.item_kind).label
        yield Found("item_kind", f"编码里的事项类型是“{expected.label}”，登记的是“{registered}”。")


@rule(
    "TB106",
    "level_differs",
    "行使层级与编码不符",
    Severity.WARNING,
    basis=_STANDARD,
    bad=example("编码第19位是3（市级），登记为县级", line={"exercise_level": "4"}),
    good=example("编码第19位是3，登记为市级"),
)
def level_differs(line: Listing, context: Context) -> Iterator[Found]:
    """The level inside the code is the level; village level exists for public services only."""
    code = _parsed(line.code)
    if isinstance(code, str):
        return
    if code.exercise_level != line.exercise_level:
        said = LEVELS.get(line.exercise_level, line.exercise_level or "空")
        yield Found("exercise_level", f"编码第19位是“{code.exercise_level}”，登记的行使层级是“{said}”。")
    elif line.exercise_level == "6" and context.manifest(line).power:
        yield Found("exercise_level", "村（社区）级只有公共服务事项，行政权力事项不在这一级行使。")


@rule(
    "TB107",
    "code_repeated",
    "编码重复",
    Severity.ERROR,
    basis=_STANDARD,
    bad=example("两行用了同一编码", others=({},)),
    good=example("每个业务办理项各有编码"),
)
def code_repeated(line: Listing, context: Context) -> Iterator[Found]:
    """One code, one line: before anything is kept, sheets can have it twice."""
    if context.codes.get(line.code, 0) > 1:
        yield Found("task_code", f"编码“{line.code}”在清单里出现了{context.codes[line.code]}次。")


def _above(upper: str, lower: str) -> bool:
    """Whether a region holds another: the same, or its code without closing zeros begins the other's."""
    return not upper or lower.startswith(upper.rstrip("0"))


@rule(
    "TB108",
    "abolished_above",
    "上级已经取消的事项仍在用",
    Severity.ERROR,
    basis=_MANAGED,
    bad=example(
        "省级同一基本编码已取消，市级仍在用",
        others=({"line": {"code": "x", "item_state": "abolished", "exercise_level": "2", "region_code": "410000"}},),
    ),
    good=example(
        "外省取消的，不影响本市",
        others=({"line": {"code": "x", "item_state": "abolished", "exercise_level": "2", "region_code": "440000"}},),
    ),
)
def abolished_above(line: Listing, context: Context) -> Iterator[Found]:
    """An entry whose every line on a higher level of the same place was abolished cannot live on below by itself."""

    def above(places: tuple[Place, ...]) -> list[Place]:
        higher = [place for place in places if place.exercise_level < line.exercise_level]
        return [place for place in higher if _above(place.region_code, line.region_code)]

    gone = above(context.abolished.get(line.catalog_code, ()))
    # Split, merged or handed over: the old item is abolished, and others carry the entry on beside it.
    if gone and not above(context.living.get(line.catalog_code, ())):
        level = LEVELS.get(gone[0].exercise_level, "上级")
        yield Found(
            "catalog_code",
            f"基本编码{line.catalog_code}在{level}（{gone[0].department_name}）已经取消，本级仍在用：请核对取消文件。",
        )
