"""What people do with the steps of a case: sign, send back, ask another department, give the case away."""

from __future__ import annotations

from tongban.cases import services as cases
from tongban.demo.errors import BadScenario
from tongban.demo.scenarios.acts_time import running_step
from tongban.demo.scenarios.reading import Given
from tongban.demo.scenarios.stage import OFFICERS, Stage
from tongban.kernel.actor import Actor


def take(stage: Stage, who: Actor, given: Given) -> None:
    """领取环节."""
    cases.take_step(case_uid=stage.case_uid, step_id=running_step(stage, given), actor=who)


def take_next(stage: Stage, who: Actor, given: Given) -> None:
    """领下一件: from the queue of the officer's own department."""
    (department_id,) = who.department_ids
    cases.take_next(department_id=department_id, actor=who)


def give_back(stage: Stage, who: Actor, given: Given) -> None:
    """放回环节."""
    cases.give_back(case_uid=stage.case_uid, step_id=running_step(stage, given), actor=who)


def finish(stage: Stage, who: Actor, given: Given) -> None:
    """完成环节: one signature."""
    cases.finish_step(
        case_uid=stage.case_uid,
        step_id=running_step(stage, given),
        opinion=given.text("意见", "符合条件。"),
        passed=given.yes("通过", default=True),
        actor=who,
    )


def return_step(stage: Stage, who: Actor, given: Given) -> None:
    """退回上一环节."""
    cases.return_step(case_uid=stage.case_uid, step_id=running_step(stage, given), reason=given.text("理由"), actor=who)


def return_to_examination(stage: Stage, who: Actor, given: Given) -> None:
    """退回补充审查."""
    cases.return_to_examination(case_uid=stage.case_uid, reason=given.text("理由"), actor=who)


def ask_assistance(stage: Stage, who: Actor, given: Given) -> None:
    """请协办."""
    cases.ask_assistance(
        case_uid=stage.case_uid, department_id=stage.departments[1], reason=given.text("理由"), actor=who
    )


def transfer(stage: Stage, who: Actor, given: Given) -> None:
    """移送: to the department of the named officer."""
    name = given.text("移送给")
    if name not in OFFICERS:
        raise BadScenario(where=given.where, reason=f"“移送给”要写单位里的人：{'、'.join(OFFICERS)}")
    cases.transfer_case(
        case_uid=stage.case_uid,
        department_id=stage.departments[OFFICERS[name][1]],
        reason=given.text("理由"),
        actor=who,
    )


def reopen(stage: Stage, who: Actor, given: Given) -> None:
    """恢复办理."""
    cases.reopen_case(case_uid=stage.case_uid, document_no=given.text("文号"), reason=given.text("理由"), actor=who)


def solved(stage: Stage, who: Actor, given: Given) -> None:
    """标记已解决."""
    cases.mark_solved(
        case_uid=stage.case_uid, reason=given.text("理由"), solved=given.yes("解决", default=True), actor=who
    )


ACTS = {
    "领取环节": take,
    "领下一件": take_next,
    "放回环节": give_back,
    "完成环节": finish,
    "退回上一环节": return_step,
    "退回补充审查": return_to_examination,
    "请协办": ask_assistance,
    "移送": transfer,
    "恢复办理": reopen,
    "标记已解决": solved,
}
