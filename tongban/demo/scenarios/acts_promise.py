"""What people do with promises: secondary materials later, notice and commitment, verification, revocation."""

from __future__ import annotations

from tongban.cases import selectors as case_questions
from tongban.cases import services as cases
from tongban.cases.services import MaterialInput
from tongban.cases.states import FINDING_LABELS, GROUND_LABELS
from tongban.demo.errors import BadScenario
from tongban.demo.scenarios.reading import Given
from tongban.demo.scenarios.stage import Stage
from tongban.kernel.actor import Actor


def promise(stage: Stage, who: Actor, given: Given) -> None:
    """承诺补齐."""
    cases.promise_materials(case_uid=stage.case_uid, actor=who, signed=given.text("签字"))


def accept_with_tolerance(stage: Stage, who: Actor, given: Given) -> None:
    """容缺受理."""
    cases.accept_with_tolerance(case_uid=stage.case_uid, actor=who, signed=given.text("签字"))


def hand_in_promised(stage: Stage, who: Actor, given: Given) -> None:
    """补交承诺的材料."""
    for name in given.names("材料"):
        material = MaterialInput(
            order=stage.material(name, given.where), digest=stage.paper(name, who), file_name=f"{name}.pdf"
        )
        cases.hand_in_promised(case_uid=stage.case_uid, material=material, actor=who)


def read_commitment(stage: Stage, who: Actor, given: Given) -> None:
    """看告知承诺书: what is told and committed is shown, and when."""
    offer = case_questions.commitment_offer(stage.case_uid, viewer=who)
    if offer is None:
        raise BadScenario(where=given.where, reason="事项没有告知承诺")
    stage.kept["告知承诺"] = offer.ticket


def commit(stage: Stage, who: Actor, given: Given) -> None:
    """选择告知承诺."""
    cases.commit(case_uid=stage.case_uid, ticket=str(stage.kept.get("告知承诺", "")), actor=who)


def withdraw_commitment(stage: Stage, who: Actor, given: Given) -> None:
    """撤回承诺."""
    cases.withdraw_commitment(case_uid=stage.case_uid, actor=who)


def decide_on_commitment(stage: Stage, who: Actor, given: Given) -> None:
    """按承诺当场决定."""
    cases.decide_on_commitment(case_uid=stage.case_uid, actor=who)


def verify(stage: Stage, who: Actor, given: Given) -> None:
    """核查承诺: 结论 in the words of the page."""
    cases.verify_commitment(
        case_uid=stage.case_uid,
        finding=_coded(FINDING_LABELS, given, "结论"),
        text=given.text("说明", "现场核查。"),
        mend_days=int(given.take("整改天数", 0)),
        actor=who,
    )


def report_mended(stage: Stage, who: Actor, given: Given) -> None:
    """报告整改."""
    cases.report_mended(case_uid=stage.case_uid, text=given.text("说明", "已经整改。"), actor=who)


def announce(stage: Stage, who: Actor, given: Given) -> None:
    """告知拟撤销决定."""
    cases.notify_revocation(
        case_uid=stage.case_uid, ground=_coded(GROUND_LABELS, given, "理由种类"), reason=given.text("理由"), actor=who
    )


def defend(stage: Stage, who: Actor, given: Given) -> None:
    """陈述申辩."""
    cases.state_defence(case_uid=stage.case_uid, text=given.text("意见"), actor=who)


def drop_revocation(stage: Stage, who: Actor, given: Given) -> None:
    """采纳意见不撤销."""
    cases.drop_revocation(case_uid=stage.case_uid, reason=given.text("理由"), actor=who)


def revoke(stage: Stage, who: Actor, given: Given) -> None:
    """撤销决定."""
    cases.revoke_decision(
        case_uid=stage.case_uid, reason=given.text("理由"), false_commitment=given.yes("虚假承诺"), actor=who
    )


def _coded(labels: dict[str, str], given: Given, name: str) -> str:
    word = given.text(name)
    for code, label in labels.items():
        if word and label.startswith(word):
            return code
    raise BadScenario(where=given.where, reason=f"“{name}”没有“{word}”，可以写：{'、'.join(labels.values())}")


ACTS = {
    "承诺补齐": promise,
    "容缺受理": accept_with_tolerance,
    "补交承诺的材料": hand_in_promised,
    "看告知承诺书": read_commitment,
    "选择告知承诺": commit,
    "撤回承诺": withdraw_commitment,
    "按承诺当场决定": decide_on_commitment,
    "核查承诺": verify,
    "报告整改": report_mended,
    "告知拟撤销决定": announce,
    "陈述申辩": defend,
    "采纳意见不撤销": drop_revocation,
    "撤销决定": revoke,
}
