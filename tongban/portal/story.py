"""A case told in words: what to do next, and what has happened. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from tongban.cases.policies import NOTICE_BASIS
from tongban.cases.selectors import CaseView, ClockView, InstrumentView
from tongban.cases.states import (
    DELIVERY,
    NOTICE,
    PROMISE,
    STEP_KIND_LABELS,
    SUPPLEMENT,
    CaseState,
    Instrument,
    Outcome,
    StepState,
)
from tongban.duties.states import kinds
from tongban.fees.policies import yuan_text
from tongban.furniture.formatting import before, cn_datetime
from tongban.kernel.actor import CHANNEL_LABELS, Channel
from tongban.ledger.facts import FactView
from tongban.portal.rows import Row

#: Facts of clocks a person cares about; the rest of `duty.*` is the engine's own noise.
#: What stands still or lengthens is told by the fact of the case that did it, with its paper.
_CLOCK_FACTS = {"duty.warned", "duty.overdue", "duty.due_changed"}
_HIDDEN = {
    "rating.recorded", "document.issued", "case.viewed", "case.messages_read", "licence.used", "licence.fetched",
    "licence.issued",
}  # fmt: skip
_TEXTS = {
    "case.drafted": "开始填写申请",
    "case.submitted": "提交了申请",
    "case.supplement_notified": "一次性告知要补正的材料",
    "case.supplemented": "补交了材料",
    "case.accepted": "受理了申请",
    "case.deemed_accepted": "到期没有告知补正，依法视为受理",
    "case.refused_acceptance": "不予受理",
    "case.examined": "完成审查",
    "case.decided": "作出了决定",
    "case.result_issued": "制作了结果",
    "case.delivered": "送达了结果",
    "case.closed": "办结",
    "case.withdrawn": "申请已撤回",
    "rating.invited": "请您评价这次办理",
    "rating.given": "您评价了这次办理",
}
_PAPERS = {
    "case.submitted": (Instrument.RECEIPT_NOTE,),
    "case.supplement_notified": (Instrument.SUPPLEMENT_NOTICE,),
    "case.accepted": (Instrument.ACCEPTANCE_NOTICE, Instrument.TOLERANCE_NOTICE),
    "case.deemed_accepted": (Instrument.ACCEPTANCE_NOTICE,),
    "case.refused_acceptance": (Instrument.ACCEPTANCE_REFUSAL,),
    "case.decided": (Instrument.DECISION_GRANTED, Instrument.DECISION_REFUSED),
    "case.commitment_in_force": (Instrument.COMMITMENT,),
    "case.commitment_verified": (Instrument.MENDING_ORDER,),
    "case.revocation_noticed": (Instrument.REVOCATION_PRIOR_NOTICE,),
    "case.revoked": (Instrument.REVOCATION,),
    "case.reopened": (Instrument.REOPENING_NOTICE,),
    "case.version_moved": (Instrument.VERSION_NOTICE,),
}
_TONES = {
    CaseState.SUPPLEMENT_NOTIFIED: "warn",
    CaseState.REFUSED_ACCEPTANCE: "bad",
    CaseState.WITHDRAWN: "",
    CaseState.DRAFT: "",
    CaseState.REVOKED: "bad",
    CaseState.CLOSED: "good",
    CaseState.DELIVERED: "good",
}


def tone(state: str, outcome: str = "") -> str:
    """Colour of a state's tag; words carry the meaning."""
    if outcome == Outcome.REFUSED:
        return "bad"
    return _TONES.get(CaseState(state), "info")


def next_step(case: CaseView, clocks: Iterable[ClockView]) -> str:
    """What happens now, by when, and whether the applicant has to do anything."""
    ends = {one.kind: before(one.duty.due.due_on) for one in clocks if one.duty.running and one.duty.due.due_on}
    who = case.department_name
    notice, promise, delivery = ends.get(str(NOTICE)), ends.get(str(PROMISE)), ends.get(str(DELIVERY))
    if case.state == CaseState.DRAFT:
        return _("申请还没有提交。填写的内容已经保存，可以随时回来继续。")
    if case.state == CaseState.SUBMITTED:
        if not notice:
            return _("%(who)s正在核对材料，现在不用您做什么。") % {"who": who}
        text = _("%(who)s正在核对材料，应在%(day)s告知您结果。现在不用您做什么；到期没有告知的，依法视为已经受理。")
        return text % {"who": who, "day": notice}
    if case.state == CaseState.SUPPLEMENT_NOTIFIED:
        return _supplement(case, ends.get(str(SUPPLEMENT), ""))
    if case.state in (CaseState.ACCEPTED, CaseState.EXAMINED):
        if not promise:
            return _("%(who)s正在审查，现在不用您做什么。") % {"who": who}
        text = _("%(who)s正在审查，承诺%(day)s作出决定。现在不用您做什么。")
        return text % {"who": who, "day": promise}
    if case.state == CaseState.SUSPENDED:
        return _suspended(case)
    if case.state in (CaseState.DECIDED, CaseState.RESULT_ISSUED) and case.outcome != Outcome.REFUSED:
        tail = _("，应在%(day)s送达") % {"day": delivery} if delivery else ""
        return _("已经准予，正在制作和送达结果%(tail)s。办好后会发消息通知您。") % {"tail": tail}
    return _ended(case)


def _suspended(case: CaseView) -> str:
    """What time waits for, and until when."""
    steps = [step for step in case.steps if step.state == StepState.RUNNING and step.document_no]
    words = {"who": case.department_name, "what": "、".join(dict.fromkeys(step.kind_label for step in steps))}
    ends = [step.expected_on for step in steps if step.expected_on is not None]
    if not ends:
        return _("%(who)s正在进行%(what)s，期间停止计时。现在不用您做什么。") % words
    text = _("%(who)s正在进行%(what)s，期间停止计时，预计%(day)s结束，然后接着算。现在不用您做什么。")
    return text % {**words, "day": before(max(ends)).removesuffix("前")}


def _supplement(case: CaseView, day: str) -> str:
    names = "、".join(m.name for m in case.materials if m.noticed)
    day = day or _("期限届满前")
    return _("请%(day)s补交：%(names)s。为什么要补、怎样算合格、逾期没有补交怎么办，都写在补正告知书里。") % {
        "day": day,
        "names": names,
    }


def _ended(case: CaseView) -> str:
    if case.state == CaseState.REFUSED_ACCEPTANCE:
        return _("申请没有被受理。理由：%(why)s 不服的，可以按决定书写明的期限申请行政复议或者提起行政诉讼。") % {
            "why": case.reason
        }
    if case.state == CaseState.REVOKED:
        return _("准予的决定已被撤销。理由：%(why)s 不服的，可以按决定书写明的期限申请行政复议或者提起行政诉讼。") % {
            "why": case.reason
        }
    if case.outcome == Outcome.REFUSED:
        return _("没有批准。理由：%(why)s 不服的，可以按决定书写明的期限申请行政复议或者提起行政诉讼。") % {
            "why": case.reason
        }
    if case.outcome == Outcome.SUPPLEMENT_LAPSED:
        return _("补正期限内没有收到材料，申请按撤回处理。备齐材料后可以重新申请，不影响以后办理。")
    if case.state == CaseState.WITHDRAWN:
        return _("申请已按您的要求撤回。需要时可以重新申请。")
    return _("这件事已经办好。")


def events(case: CaseView, facts: Sequence[FactView]) -> list[Row]:
    """The timeline, oldest first; the last thing that happened is marked."""
    shown = [fact for fact in facts if _is_shown(fact)]
    rows = [_event(case, fact) for fact in shown]
    if rows:
        rows[-1]["current"] = True
    return rows


def _is_shown(fact: FactView) -> bool:
    if fact.kind in _HIDDEN or fact.kind.startswith(("notice.", "party.", "file.")):
        return False
    return fact.kind in _CLOCK_FACTS or not fact.kind.startswith("duty.")


def _event(case: CaseView, fact: FactView) -> Row:
    who = _who(case, fact)
    channel = CHANNEL_LABELS[Channel(fact.channel)] if fact.channel != Channel.SYSTEM else ""
    return {
        "text": _TEXTS.get(fact.kind, fact.text),
        "at": fact.occurred_at,
        "who": who,
        "channel": channel,
        "detail": _detail(case, fact),
        "documents": [_link(case, one) for one in _papers(case, fact)],
    }


def _who(case: CaseView, fact: FactView) -> str:
    if fact.officer_id is not None:
        return case.department_name
    if fact.party_id is not None:
        agent = case.agent is not None and fact.party_id == case.agent.id
        return _("经办人") if agent else _("申请人")
    return _("平台")


def _detail(case: CaseView, fact: FactView) -> str:
    if fact.kind == "case.decided":
        return case.outcome_label + (f"：{case.reason}" if case.reason else "")
    if fact.kind == "case.withdrawn":
        return case.outcome_label
    if fact.kind == "case.deemed_accepted":
        return _("没有在期限内一次性告知，自收到申请之日起即为受理（%(basis)s）") % {"basis": NOTICE_BASIS}
    if fact.kind in ("fee.charged", "fee.paid"):
        return yuan_text(int(str(fact.data["amount"])))
    if fact.kind in _CLOCK_FACTS:
        code = str(fact.data.get("kind") or "")
        return str(kinds()[code].text) if code in kinds() else ""
    if fact.kind in ("case.suspended", "case.resumed"):
        return STEP_KIND_LABELS.get(str(fact.data.get("step")), "")
    if fact.kind == "case.supplement_notified":
        return "、".join(m.name for m in case.materials if m.noticed)
    return ""


def _papers(case: CaseView, fact: FactView) -> list[InstrumentView]:
    """The papers that came with a fact: those of its kinds issued nearest to it."""
    named = [one for one in case.instruments if one.number == fact.data.get("instrument")]
    found = [one for one in case.instruments if one.kind in _PAPERS.get(fact.kind, ())]
    return named or [one for one in found if abs((one.issued_at - fact.occurred_at).total_seconds()) < 60]


def _link(case: CaseView, one: InstrumentView) -> tuple[str, str]:
    return f"{one.label}（{one.number}）", reverse("portal:instrument", args=[case.uid, one.id])


def looks(facts: Sequence[FactView]) -> list[str]:
    """When officers looked at the case, newest first."""
    return [cn_datetime(fact.occurred_at) for fact in reversed(facts) if fact.kind == "case.viewed"]
