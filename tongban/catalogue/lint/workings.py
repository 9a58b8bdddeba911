"""TB9: the form, the steps and the result."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from tongban.catalogue.content import TWO_HANDS, ResultView, StepView, waves
from tongban.catalogue.lint.context import Context
from tongban.catalogue.lint.rule import Found, Severity, example, rule
from tongban.catalogue.listing import Listing

_FORM = "《国务院关于在线政务服务的若干规定》第二条（标准统一）；JSON Schema 2020-12"
_STEPS = "《安阳市政务服务条例》第十三条（办理程序）"
_RESULT = "《行政许可法》第三十八条、第三十九条"


@lru_cache(maxsize=512)
def _schema_error(text: str) -> str:
    """What the schema of forms says against one; most items share few forms."""
    try:
        Draft202012Validator.check_schema(json.loads(text))
    except SchemaError as error:
        return error.message[:120]
    except RecursionError:
        return _TOO_DEEP
    return ""


_TOO_DEEP = "嵌套层数太多"


def _broken(line: Listing, context: Context) -> str:
    """What is wrong with a line's own form; one that the platform filled in is not its publisher's to answer for."""
    schema = line.content.form_schema if context.speaks_of(line, "form") else {}
    try:
        return _schema_error(json.dumps(schema, ensure_ascii=False, sort_keys=True, default=str)) if schema else ""
    except RecursionError:
        return _TOO_DEEP


@rule(
    "TB901",
    "form_invalid",
    "表单不是正确的模式",
    Severity.ERROR,
    blocks=True,
    basis=_FORM,
    bad=example("表单类型写错", form_schema={"type": "nonsense"}),
    good=example("JSON Schema（2020-12）"),
)
def form_invalid(line: Listing, context: Context) -> Iterator[Found]:
    """The form is a schema."""
    if message := _broken(line, context):
        yield Found("form", f"表单不是正确的 JSON Schema（2020-12）：{message}。")


@rule(
    "TB902",
    "field_without_element",
    "表单项没有数据元",
    Severity.ERROR,
    blocks=True,
    basis=_FORM,
    bad=example("表单项没有 x-element", form_schema={"properties": {"a": {"title": "甲"}}}),
    good=example("每项都有数据元", form_schema={"properties": {"a": {"title": "甲", "x-element": "person.name"}}}),
)
def field_without_element(line: Listing, context: Context) -> Iterator[Found]:
    """Fields name data elements, so that bundles merge them and pre-fill can source them."""
    for name, schema in _fields(line, context):
        if not schema.get("x-element"):
            yield Found("form", f"表单项“{schema.get('title', name)}”没有对应的数据元。")


@rule(
    "TB903",
    "field_without_title",
    "表单项没有名称",
    Severity.ERROR,
    blocks=True,
    basis=_FORM,
    bad=example("表单项没有 title", form_schema={"properties": {"a": {"x-element": "person.name"}}}),
    good=example("每项都有名称", form_schema={"properties": {"a": {"title": "甲", "x-element": "person.name"}}}),
)
def field_without_title(line: Listing, context: Context) -> Iterator[Found]:
    """People read titles."""
    for name, schema in _fields(line, context):
        if not schema.get("title"):
            yield Found("form", f"表单项“{name}”没有名称。")


@rule(
    "TB904",
    "required_unknown",
    "表单要求填写没有的项",
    Severity.ERROR,
    blocks=True,
    basis=_FORM,
    bad=example(
        "必填的项不在表单里", form_schema={"properties": {"a": {"title": "甲", "x-element": "x.y"}}, "required": ["b"]}
    ),
    good=example(
        "必填的项都在表单里", form_schema={"properties": {"a": {"title": "甲", "x-element": "x.y"}}, "required": ["a"]}
    ),
)
def required_unknown(line: Listing, context: Context) -> Iterator[Found]:
    """Nobody can fill in what is not there."""
    properties = dict(_fields(line, context))
    for name in _required(line, context):
        if name not in properties:
            yield Found("form", f"表单要求填写没有的项“{name}”。")


def _required(line: Listing, context: Context) -> Sequence[str]:
    """The names that a form which is one wants filled in."""
    judged = context.speaks_of(line, "form") and not _broken(line, context)
    return line.content.form_schema.get("required", ()) if judged else ()


def _fields(line: Listing, context: Context) -> Iterator[tuple[str, dict[str, object]]]:
    """The fields of a form that is one."""
    if context.speaks_of(line, "form") and not _broken(line, context):
        for name, schema in line.content.form_schema.get("properties", {}).items():
            yield name, schema if isinstance(schema, dict) else {}


@rule(
    "TB905",
    "no_decision",
    "没有决定环节",
    Severity.ERROR,
    blocks=True,
    basis=_STEPS,
    bad=example("环节只有受理", steps=(StepView("受理", "clerk", verb="accept"),)),
    good=example("受理、审查、决定"),
)
def no_decision(line: Listing, context: Context) -> Iterator[Found]:
    """Something decides."""
    steps = line.content.steps
    if steps and not any(step.verb == "decide" for step in steps):
        yield Found("steps", "办理程序里没有作出决定的环节。")


@rule(
    "TB906",
    "no_licence_type",
    "结果证照没有类型代码",
    Severity.ERROR,
    blocks=True,
    basis=_RESULT,
    bad=example("结果是证照，没有代码", result=ResultView("licence", "卫生许可证")),
    good=example("结果是证照，有代码"),
)
def no_licence_type(line: Listing, context: Context) -> Iterator[Found]:
    """A licence is of a type."""
    result = line.content.result
    if result and result.kind == "licence" and not result.licence_type_code:
        yield Found("result", "结果是证照，却没有证照类型代码。")


@rule(
    "TB907",
    "result_without_name",
    "结果没有名称",
    Severity.ERROR,
    blocks=True,
    basis=_RESULT,
    bad=example("结果是批文，没有名称", result=ResultView("approval")),
    good=example("结果有名称"),
)
def result_without_name(line: Listing, context: Context) -> Iterator[Found]:
    """What the applicant gets has a name."""
    result = line.content.result
    if result and result.kind in ("licence", "approval") and not result.name:
        yield Found("result", "办理结果没有名称。")


@rule(
    "TB908",
    "no_examination",
    "承诺件没有审查环节",
    Severity.NOTE,
    basis=_STEPS,
    bad=example(
        "承诺件没有审查环节",
        steps=(StepView("受理", "clerk", verb="accept"), StepView("决定", "approver", verb="decide")),
    ),
    good=example("承诺件有受理、审查、决定"),
)
def no_examination(line: Listing, context: Context) -> Iterator[Found]:
    """What is promised for later is examined in between."""
    steps = line.content.steps
    verbs = {step.verb for step in steps}
    if "decide" in verbs and not verbs & {"examine", "inspect"} and line.content.case_kind != "instant":
        yield Found("steps", "承诺件的办理程序里没有审查环节：不需要审查的，应当登记为即办件。")


_TWICE_EXAMINED = (
    StepView("初审", "approver", verb="examine"),
    StepView("复审", "approver", verb="examine"),
    StepView("决定", "chief_delegate", verb="decide"),
)


@rule(
    "TB909",
    "more_than_two_signatures",
    "本部门审批超过两级签字",
    Severity.WARNING,
    basis="北京市“两级签字”做法（经办人、首席代表两级签字办结）；《安阳市政务服务条例》第十三条（办理程序）",
    bad=example("初审、复审、决定三级签字", steps=_TWICE_EXAMINED),
    good=example("经办人审查，首席代表决定", steps=_TWICE_EXAMINED[1:]),
)
def more_than_two_signatures(line: Listing, context: Context) -> Iterator[Found]:
    """Handler and chief delegate sign, one after the other; what other departments add does not count."""
    steps = line.content.steps if context.speaks_of(line, "steps") else ()
    handlers = {wave for wave, step in waves(steps) if step.verb == "examine" and not step.department_code}
    deciders = [step for step in steps if step.verb == "decide"]
    if len(handlers) + len(deciders) > 2:
        yield Found("steps", f"本部门先后要{len(handlers) + len(deciders)}级签字：经办人和首席代表两级签字就可以办结。")


@rule(
    "TB910",
    "inspection_by_one",
    "现场核查只有一人",
    Severity.ERROR,
    basis="《行政许可法》第三十四条第三款、第五十五条第二款",
    bad=example(
        "现场勘验一人签字",
        steps=(StepView("勘验", "approver", verb="site_inspection", hands=1), *_TWICE_EXAMINED[1:]),
    ),
    good=example(
        "现场勘验两人签字",
        steps=(StepView("勘验", "approver", verb="site_inspection", hands=2), *_TWICE_EXAMINED[1:]),
    ),
)
def inspection_by_one(line: Listing, context: Context) -> Iterator[Found]:
    """Facts are looked at on the spot by two officers or more."""
    for index, step in enumerate(line.content.steps):
        if step.verb in TWO_HANDS and step.hands is not None and step.hands < 2:
            yield Found(f"steps[{index}].hands", f"“{step.name}”应当指派两名以上工作人员，写的是{step.hands}人。")
