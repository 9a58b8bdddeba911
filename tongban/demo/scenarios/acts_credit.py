"""What people do with credit records: check, object, repair."""

from __future__ import annotations

from tongban.credit import selectors as credit_questions
from tongban.credit import services as credit
from tongban.credit.selectors import CreditRecordView
from tongban.credit.states import CreditKind, Ground, Outcome
from tongban.demo.errors import BadScenario
from tongban.demo.scenarios.reading import Given
from tongban.demo.scenarios.stage import Stage
from tongban.kernel.actor import Actor
from tongban.ledger.facts import ObjectRef


def newest(stage: Stage, given: Given) -> CreditRecordView:
    """The newest record of the applicant."""
    for found in credit_questions.file_of(stage.person_id, viewer=Actor.system()):
        return found
    raise BadScenario(where=given.where, reason="申请人没有信用记录")


def record(stage: Stage, who: Actor, given: Given) -> None:
    """记录信用: about the case, by an officer."""
    credit.record_credit(
        party_id=stage.person_id,
        kind=_coded(CreditKind, given, "种类"),
        about=ObjectRef("case", stage.case_uid),
        department_id=stage.departments[0],
        text=given.text("事实"),
        serious=given.yes("严重"),
        actor=who,
    )


def confirm(stage: Stage, who: Actor, given: Given) -> None:
    """核查信用记录."""
    credit.confirm_record(record_uid=newest(stage, given).uid, note=given.text("说明"), actor=who)


def refuse(stage: Stage, who: Actor, given: Given) -> None:
    """退回信用记录."""
    credit.refuse_record(record_uid=newest(stage, given).uid, reason=given.text("理由"), actor=who)


def defend(stage: Stage, who: Actor, given: Given) -> None:
    """对信用告知陈述申辩."""
    credit.state_defence(record_uid=newest(stage, given).uid, text=given.text("意见"), actor=who)


def weigh(stage: Stage, who: Actor, given: Given) -> None:
    """复核申辩."""
    credit.weigh_defence(
        record_uid=newest(stage, given).uid, heeded=given.yes("采纳"), reason=given.text("理由"), actor=who
    )


def object_to(stage: Stage, who: Actor, given: Given) -> None:
    """提出信用异议."""
    credit.object_record(
        record_uid=newest(stage, given).uid,
        ground=_coded(Ground, given, "种类"),
        text=given.text("意见"),
        actor=who,
    )


def answer(stage: Stage, who: Actor, given: Given) -> None:
    """答复信用异议."""
    credit.answer_objection(
        record_uid=newest(stage, given).uid,
        outcome=_coded(Outcome, given, "结论"),
        answer=given.text("说明"),
        corrected_text=given.text("更正为"),
        actor=who,
    )


def repair(stage: Stage, who: Actor, given: Given) -> None:
    """申请信用修复: with one proof."""
    evidence = credit_questions.Evidence(stage.paper("整改证明", who), "整改证明.pdf")
    credit.apply_for_repair(
        record_uid=newest(stage, given).uid, text=given.text("说明"), evidence=[evidence], actor=who
    )


def decide_repair(stage: Stage, who: Actor, given: Given) -> None:
    """决定信用修复."""
    credit.decide_repair(
        record_uid=newest(stage, given).uid,
        granted=given.yes("准予", default=True),
        answer=given.text("说明", "已经整改到位。"),
        actor=who,
    )


def revoke(stage: Stage, who: Actor, given: Given) -> None:
    """撤销信用记录: what it rests on was undone."""
    credit.revoke_record(
        record_uid=newest(stage, given).uid, reason=given.text("理由"), document_no=given.text("文号"), actor=who
    )


def put_away(stage: Stage, who: Actor, given: Given) -> None:
    """清理到期信用记录: what the platform does every hour."""
    credit.lapse_records(actor=who)


def look_up(stage: Stage, who: Actor, given: Given) -> None:
    """查看信用档案: by an officer, who says what for."""
    credit.open_file(party_id=stage.person_id, purpose=given.text("用途"), actor=who)


def _coded(choices: type[CreditKind] | type[Ground] | type[Outcome], given: Given, name: str) -> str:
    word = given.text(name)
    for one in choices:
        if word and str(one.label).startswith(word):
            return str(one.value)
    labels = "、".join(str(one.label) for one in choices)
    raise BadScenario(where=given.where, reason=f"“{name}”没有“{word}”，可以写：{labels}")


ACTS = {
    "记录信用": record,
    "核查信用记录": confirm,
    "退回信用记录": refuse,
    "对信用告知陈述申辩": defend,
    "复核申辩": weigh,
    "提出信用异议": object_to,
    "答复信用异议": answer,
    "申请信用修复": repair,
    "决定信用修复": decide_repair,
    "撤销信用记录": revoke,
    "清理到期信用记录": put_away,
    "查看信用档案": look_up,
}
