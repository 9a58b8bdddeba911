"""What people do on the straight road: apply, complete, accept, examine, decide, deliver, close."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from tongban.cases import services as cases
from tongban.cases.services import MaterialInput
from tongban.cases.states import DELIVERY_LABELS, DeliveryMethod
from tongban.demo.errors import BadScenario
from tongban.demo.scenarios.reading import Given
from tongban.demo.scenarios.stage import Stage
from tongban.kernel.actor import Actor, Channel
from tongban.post.services import Address
from tongban.reference import services as reference


def apply(stage: Stage, who: Actor, given: Given) -> None:
    """提交申请 on the portal: `缺` names what is left out, `只存草稿` stops before it is handed in, `替` whom an agent
    applies for."""
    if principal := given.text("替"):
        who = replace(who, principal_id=stage.actor(principal, given.where).party_id)
    _draft(stage, who, who.principal_id or 0, given)
    if not given.yes("只存草稿"):
        cases.submit_case(case_uid=stage.case_uid, actor=who, incomplete=given.yes("不齐也交", default=True))


def apply_at_window(stage: Stage, who: Actor, given: Given) -> None:
    """在窗口替申请人提交: the clerk takes the papers of somebody who stands there; `窗口` is one that was opened."""
    number = given.text("窗口")
    window_id = stage.left(f"窗口{number}", given.where) if number else None
    _draft(stage, replace(who, channel=Channel.WINDOW), stage.person_id, given, window_id)
    cases.submit_case(case_uid=stage.case_uid, actor=replace(who, channel=Channel.WINDOW), incomplete=True)


def _draft(stage: Stage, who: Actor, applicant_id: int, given: Given, window_id: int | None = None) -> None:
    missing = given.names("缺")
    drafted = cases.draft_case(version_id=stage.version.id, applicant_id=applicant_id, window_id=window_id, actor=who)
    stage.case_uid = str(drafted)
    name = given.text("姓名", "赵小满")
    cases.save_form(case_uid=stage.case_uid, form_data={"name": name, "premises_name": "文峰路一号"}, actor=who)
    for one in stage.version.materials:
        if one.name not in missing:
            _hand_in(stage, who, one.name, given.where)
    for name in missing:
        stage.material(name, given.where)


def _hand_in(stage: Stage, who: Actor, name: str, where: str) -> None:
    digest = stage.paper(name, who)
    material = MaterialInput(order=stage.material(name, where), digest=digest, file_name=f"{name}.pdf")
    cases.attach_material(case_uid=stage.case_uid, material=material, actor=who)


def submit(stage: Stage, who: Actor, given: Given) -> None:
    """提交草稿."""
    cases.submit_case(case_uid=stage.case_uid, actor=who, incomplete=given.yes("不齐也交", default=True))


def supplement(stage: Stage, who: Actor, given: Given) -> None:
    """补正: hand in the named materials, and say that this is all."""
    for name in given.names("材料"):
        _hand_in(stage, who, name, given.where)
    cases.supplement_case(case_uid=stage.case_uid, actor=who)


def hand_in(stage: Stage, who: Actor, given: Given) -> None:
    """上传材料."""
    for name in given.names("材料"):
        _hand_in(stage, who, name, given.where)


def withdraw(stage: Stage, who: Actor, given: Given) -> None:
    """撤回申请."""
    cases.withdraw_case(case_uid=stage.case_uid, actor=who, reason=given.text("理由"))


def notify(stage: Stage, who: Actor, given: Given) -> None:
    """一次性告知: `材料` maps each name to what is missing."""
    wanted = {stage.material(name, given.where): str(text) for name, text in dict(given.need("材料")).items()}
    stage.told_last = cases.notify_supplement(case_uid=stage.case_uid, wanted=wanted, actor=who)


def accept(stage: Stage, who: Actor, given: Given) -> None:
    """受理."""
    stage.told_last = cases.accept_case(case_uid=stage.case_uid, actor=who)


def refuse_acceptance(stage: Stage, who: Actor, given: Given) -> None:
    """不予受理: `虚假材料` 是 where they are the reason."""
    stage.told_last = cases.refuse_acceptance(
        case_uid=stage.case_uid, reason=given.text("理由"), false_materials=given.yes("虚假材料"), actor=who
    )


def examine(stage: Stage, who: Actor, given: Given) -> None:
    """审查."""
    cases.examine_case(case_uid=stage.case_uid, opinion=given.text("意见", "符合条件。"), actor=who)


def decide(stage: Stage, who: Actor, given: Given) -> None:
    """作出决定: 准予 是 or 否; `虚假材料` 是 where they are the reason."""
    stage.told_last = cases.decide_case(
        case_uid=stage.case_uid,
        granted=given.yes("准予", default=True),
        reason=given.text("理由"),
        false_materials=given.yes("虚假材料"),
        actor=who,
    )


def decide_on_the_spot(stage: Stage, who: Actor, given: Given) -> None:
    """当场决定."""
    stage.told_last = cases.decide_on_the_spot(
        case_uid=stage.case_uid, granted=given.yes("准予", default=True), reason=given.text("理由"), actor=who
    )


def issue(stage: Stage, who: Actor, given: Given) -> None:
    """制作结果."""
    licence = cases.issue_result(case_uid=stage.case_uid, actor=who)
    stage.kept["证照"] = [*stage.kept.get("证照", []), licence]


def deliver(stage: Stage, who: Actor, given: Given) -> None:
    """送达: 方式 as on the page; by post to an `地址` a parcel is ordered."""
    names = {label: DeliveryMethod(code) for code, label in DELIVERY_LABELS.items()}
    name = given.text("方式", DELIVERY_LABELS[DeliveryMethod.WINDOW])
    if name not in names:
        raise BadScenario(where=given.where, reason=f"没有“{name}”这种送达方式")
    address = home(given) if "地址" in given else None
    cases.deliver_result(case_uid=stage.case_uid, method=names[name], address=address, actor=who)


def home(given: Given) -> Address:
    """The applicant's end of a parcel."""
    return Address("赵小满", "13800000811", given.text("地址"))


def close(stage: Stage, who: Actor, given: Given) -> None:
    """办结."""
    cases.close_case(case_uid=stage.case_uid, actor=who)


def close_offices(stage: Stage, who: Actor, given: Given) -> None:
    """公布放假: days off and weekend days that work instead."""
    days = {dt.date.fromisoformat(str(day)): (False, "放假") for day in given.names("放假")}
    days |= {dt.date.fromisoformat(str(day)): (True, "调休上班") for day in given.names("上班")}
    reference.set_calendar_days(days=days, document_no=given.text("文号"), actor=who)


def look(stage: Stage, who: Actor, given: Given) -> None:
    """查看办件."""
    cases.open_case(case_uid=stage.case_uid, actor=who)


ACTS = {
    "提交申请": apply,
    "在窗口替申请人提交": apply_at_window,
    "提交草稿": submit,
    "补正": supplement,
    "上传材料": hand_in,
    "撤回申请": withdraw,
    "一次性告知": notify,
    "受理": accept,
    "不予受理": refuse_acceptance,
    "审查": examine,
    "作出决定": decide,
    "当场决定": decide_on_the_spot,
    "制作结果": issue,
    "送达": deliver,
    "办结": close,
    "查看办件": look,
    "公布放假": close_offices,
}
