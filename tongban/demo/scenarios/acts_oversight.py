"""What people do after the grant: take it over, draw inspections, look, sign, order to mend, propose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tongban.demo.errors import BadScenario
from tongban.demo.scenarios.reading import Given
from tongban.demo.scenarios.stage import Stage
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger
from tongban.regulation import selectors as questions
from tongban.regulation import services as regulation
from tongban.regulation.selectors import HandoverView, InspectionView
from tongban.regulation.states import Finding, LineAnswer, ProposalKind, Risk, RuleScope

#: Whose departments are looked through for what was handed over or drawn: each sees its own rows only.
OVERSEERS = ("审批人", "协办单位人员")


def handover(stage: Stage, where: str) -> HandoverView:
    """What was handed over of the case. Raises `BadScenario`."""
    for name in OVERSEERS:
        for one in questions.handovers(viewer=stage.people[name]).rows:
            if one.case_uid == stage.case_uid:
                return one
    raise BadScenario(where=where, reason="办件没有推送监管")


def inspection(stage: Stage, where: str) -> InspectionView:
    """The newest inspection. Raises `BadScenario`."""
    if found := questions.inspections(viewer=stage.people[OVERSEERS[0]]).rows:
        return questions.inspection(found[-1].uid, viewer=Actor.system())
    raise BadScenario(where=where, reason="还没有抽取检查对象")


def _coded(choices: Any, given: Given, name: str) -> str:
    word = given.text(name)
    for one in choices:
        if word and str(one.label).startswith(word):
            return str(one.value)
    labels = "、".join(str(one.label) for one in choices)
    raise BadScenario(where=given.where, reason=f"“{name}”没有“{word}”，可以写：{labels}")


# --- handing over --------------------------------------------------------------------------------
def set_rule(stage: Stage, who: Actor, given: Given) -> None:
    """规定由谁监管: what the first department grants is overseen by the second, its former authority."""
    regulation.set_rule(
        scope=RuleScope.DEPARTMENT,
        key=str(stage.departments[0]),
        overseer_id=stage.departments[1],
        former_authority=given.yes("原行政机关", default=True),
        actor=who,
    )


def acknowledge(stage: Stage, who: Actor, given: Given) -> None:
    """签收审批结果."""
    regulation.acknowledge_handover(uid=handover(stage, given.where).uid, actor=who)


def give_back(stage: Stage, who: Actor, given: Given) -> None:
    """退回审批结果."""
    regulation.return_handover(uid=handover(stage, given.where).uid, reason=given.text("理由"), actor=who)


def route(stage: Stage, who: Actor, given: Given) -> None:
    """改派审批结果: to the other department."""
    found, target = handover(stage, given.where), stage.departments[1]
    regulation.route_handover(uid=found.uid, department_id=target, basis=given.text("依据"), actor=who)


def take(stage: Stage, who: Actor, given: Given) -> None:
    """纳入监管: with its category and risk."""
    risk, category = _coded(Risk, given, "风险"), given.text("类别", "公共场所")
    regulation.take_under_regulation(uid=handover(stage, given.where).uid, category=category, risk=risk, actor=who)


# --- drawing -------------------------------------------------------------------------------------
def register(stage: Stage, who: Actor, given: Given) -> None:
    """登记检查人员: by name."""
    for name in given.names("人员"):
        officer_id = stage.actor(name, given.where).officer_id or 0
        stage.kept[f"检查人员{name}"] = regulation.register_inspector(officer_id=officer_id, actor=who)


def recuse(stage: Stage, who: Actor, given: Given) -> None:
    """登记回避: of an inspector, from the applicant."""
    code = stage.left(f"检查人员{given.text('人员')}", given.where)
    regulation.recuse_inspector(code=code, party_id=stage.person_id, reason=given.text("理由"), actor=who)


def make_plan(stage: Stage, who: Actor, given: Given) -> None:
    """编制抽查计划: 抽取 so many until 截止."""
    plan = regulation.make_plan(
        department_id=stage.departments[0],
        title=given.text("名称", "公共场所卫生抽查"),
        since=clock.today(),
        until=given.day("截止"),
        check_lines=given.names("检查内容") or ["证照齐全有效", "卫生设施正常使用"],
        number=int(given.take("抽取", 1)),
        actor=who,
    )
    stage.kept["计划"] = plan.uid


def commit(stage: Stage, who: Actor, given: Given) -> None:
    """锁定名单."""
    regulation.commit_draw(uid=stage.left("计划", given.where), actor=who)


def draw(stage: Stage, who: Actor, given: Given) -> None:
    """抽取: after the next seal, as the platform sets one every minute; `先封存: 否` before it."""
    if given.yes("先封存", default=True):
        ledger.seal()
    regulation.draw_inspections(uid=stage.left("计划", given.where), actor=who)


# --- looking -------------------------------------------------------------------------------------
def record(stage: Stage, who: Actor, given: Given) -> None:
    """记录检查: an answer to every line, the finding, what was seen, until when to mend."""
    answers = {str(one.label): one.value for one in LineAnswer}
    regulation.record_inspection(
        uid=inspection(stage, given.where).uid,
        answers=[str(answers.get(name, "")) for name in given.names("结果")],
        finding=_coded(Finding, given, "结论"),
        note=given.text("情况", "现场查看了设施和台账。"),
        mend_until=given.day("整改到") if "整改到" in given else None,
        actor=who,
    )


def _plain(verb: Callable[..., object], **words: str) -> Callable[[Stage, Actor, Given], None]:
    """A verb about the newest inspection; `words` maps its arguments to names in the file."""

    def act(stage: Stage, who: Actor, given: Given) -> None:
        said: Mapping[str, str] = {argument: given.text(name) for argument, name in words.items()}
        verb(uid=inspection(stage, given.where).uid, actor=who, **said)

    return act


def publish_due(stage: Stage, who: Actor, given: Given) -> None:
    """公示到期结果: what the platform does every hour."""
    regulation.publish_due(actor=who)


def propose(stage: Stage, who: Actor, given: Given) -> None:
    """提出建议: 建议 as the page words it."""
    found, kind = inspection(stage, given.where), _coded(ProposalKind, given, "建议")
    regulation.propose(uid=found.uid, kind=kind, text=given.text("理由"), basis=given.text("依据"), actor=who)


def decide(stage: Stage, who: Actor, given: Given) -> None:
    """决定建议: 采纳 是 or 否."""
    proposals = inspection(stage, given.where).proposals
    if not proposals:
        raise BadScenario(where=given.where, reason="还没有提出建议")
    accepted = given.yes("采纳", default=True)
    regulation.decide_proposal(uid=proposals[-1].uid, accepted=accepted, note=given.text("理由"), actor=who)


ACTS = {
    "规定由谁监管": set_rule,
    "签收审批结果": acknowledge,
    "退回审批结果": give_back,
    "改派审批结果": route,
    "纳入监管": take,
    "登记检查人员": register,
    "登记回避": recuse,
    "编制抽查计划": make_plan,
    "锁定名单": commit,
    "抽取": draw,
    "记录检查": record,
    "退回检查记录": _plain(regulation.return_record, reason="理由"),
    "签字": _plain(regulation.sign_inspection),
    "公示结果": _plain(regulation.publish_result),
    "安排复查": _plain(regulation.order_recheck),
    "公示到期结果": publish_due,
    "提出建议": propose,
    "决定建议": decide,
}
