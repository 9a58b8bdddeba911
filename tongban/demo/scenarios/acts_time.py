"""What people do with time: special procedures, hearings, extensions, shortening."""

from __future__ import annotations

import datetime as dt

from tongban.cases import selectors as case_questions
from tongban.cases import services as cases
from tongban.cases.states import STEP_KIND_LABELS, StepKind, StepState
from tongban.demo.errors import BadScenario
from tongban.demo.scenarios.reading import Given
from tongban.demo.scenarios.stage import Stage
from tongban.kernel import clock
from tongban.kernel.actor import Actor

_KINDS = {label: StepKind(code) for code, label in STEP_KIND_LABELS.items()}


def kind_of(given: Given) -> StepKind:
    """The kind of a step by its label."""
    name = given.text("程序")
    if name not in _KINDS:
        raise BadScenario(where=given.where, reason=f"没有“{name}”这种环节，可以写：{'、'.join(_KINDS)}")
    return _KINDS[name]


def running_step(stage: Stage, given: Given) -> int:
    """The id of the running step of this kind."""
    kind = kind_of(given)
    view = case_questions.case_view(stage.case_uid, viewer=Actor.system())
    for step in view.steps:
        if step.kind == kind and step.state == StepState.RUNNING:
            return step.id
    raise BadScenario(where=given.where, reason=f"没有正在办理的“{STEP_KIND_LABELS[kind]}”")


def suspend(stage: Stage, who: Actor, given: Given) -> None:
    """启动特别程序."""
    stage.told_last = cases.suspend_case(
        case_uid=stage.case_uid,
        kind=kind_of(given),
        reason=given.text("理由"),
        expected_on=given.day("预计结束"),
        actor=who,
    )


def resume(stage: Stage, who: Actor, given: Given) -> None:
    """结束特别程序: one officer's signature under the step."""
    cases.resume_case(
        case_uid=stage.case_uid, step_id=running_step(stage, given), result=given.text("结果", "符合要求。"), actor=who
    )


def ask_extension(stage: Stage, who: Actor, given: Given) -> None:
    """申请延期."""
    cases.ask_extension(case_uid=stage.case_uid, days=int(given.need("天数")), reason=given.text("理由"), actor=who)


def answer_extension(stage: Stage, who: Actor, given: Given) -> None:
    """答复延期: 同意 是 or 否."""
    cases.answer_extension(
        case_uid=stage.case_uid, granted=given.yes("同意", default=True), answer=given.text("意见"), actor=who
    )


def tell_hearing_right(stage: Stage, who: Actor, given: Given) -> None:
    """告知听证权利."""
    cases.tell_hearing_right(case_uid=stage.case_uid, reason=given.text("理由"), actor=who)


def ask_hearing(stage: Stage, who: Actor, given: Given) -> None:
    """申请听证."""
    cases.ask_hearing(case_uid=stage.case_uid, actor=who)


def name_interested(stage: Stage, who: Actor, given: Given) -> None:
    """告知利害关系人: somebody on the stage, or a name with an address."""
    known = given.text("利害关系人")
    cases.name_interested(
        case_uid=stage.case_uid,
        interest=given.text("理由"),
        party_id=stage.actor(known, given.where).party_id if known else None,
        name=given.text("姓名"),
        address=given.text("地址"),
        actor=who,
    )


def arrange_hearing(stage: Stage, who: Actor, given: Given) -> None:
    """组织听证: time, place, chair."""
    held_at = dt.datetime.fromisoformat(given.text("举行时间")).replace(tzinfo=clock.CHINA)
    chair = stage.actor(given.text("主持人"), given.where)
    cases.arrange_hearing(
        case_uid=stage.case_uid,
        held_at=held_at,
        place=given.text("地点", "市民之家三楼听证室"),
        chair_id=chair.officer_id or 0,
        reason=given.text("理由", "申请人要求听证。"),
        actor=who,
    )


def record_hearing(stage: Stage, who: Actor, given: Given) -> None:
    """记录听证."""
    cases.record_hearing(
        case_uid=stage.case_uid,
        summary=given.text("结论", "听取了申请人的意见。"),
        digest=stage.paper("听证笔录", who),
        file_name="听证笔录.pdf",
        actor=who,
    )


def shorten(stage: Stage, who: Actor, given: Given) -> None:
    """缩短承诺时限."""
    cases.shorten_promise(case_uid=stage.case_uid, number=int(given.need("天数")), reason=given.text("理由"), actor=who)


def state_time(stage: Stage, who: Actor, given: Given) -> None:
    """出具用时说明."""
    cases.state_time(case_uid=stage.case_uid, actor=who)


ACTS = {
    "启动特别程序": suspend,
    "结束特别程序": resume,
    "申请延期": ask_extension,
    "答复延期": answer_extension,
    "告知听证权利": tell_hearing_right,
    "申请听证": ask_hearing,
    "告知利害关系人": name_interested,
    "组织听证": arrange_hearing,
    "记录听证": record_hearing,
    "缩短承诺时限": shorten,
    "出具用时说明": state_time,
}
