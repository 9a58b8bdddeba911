"""Time on the case page: what ran and what stood still, and the acts about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.access.services import requires
from tongban.cases import selectors as cases
from tongban.cases import services
from tongban.cases.policies import time as law
from tongban.cases.selectors import CaseStepView, CaseView, ClockView
from tongban.cases.states import STEP_KIND_LABELS, StepKind, StepState
from tongban.files import services as files
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.ledger.facts import FactView
from tongban.orgs import selectors as orgs
from tongban.workbench.web import interested
from tongban.workbench.web.forms import ActForm, Field
from tongban.workbench.web.pages import CASEWORK, chosen, officer_of, page, posted, yes_or_no

EXAMINE = "cases.examine"
_REPORTS = ".pdf,.jpg,.jpeg,.png"


def context(case: CaseView, found: Sequence[ClockView], facts: Sequence[FactView]) -> dict[str, object]:
    """What the clock part of the page shows: both clocks in words with articles, what stands still now, an extension
    that waits for an answer."""
    told = cases.told_clocks([clock.duty for clock in found], facts, case.extensions, cited=cases.cited(case.version))
    return {
        "told": told,
        "standing": _standing(case),
        "asked": next((one for one in case.extensions if one.granted is None), None),
        "minutes": [step for step in case.steps if step.record_name],
    }


def _standing(case: CaseView) -> list[CaseStepView]:
    """Steps that make time stand still now."""
    return [step for step in case.steps if step.state == StepState.RUNNING and step.document_no]


# --- forms ----------------------------------------------------------------------------------------
def forms(case: CaseView) -> dict[str, ActForm]:
    """The forms of this family's verbs that are open on this case."""
    allowed = {action.verb for action in case.actions if action.allowed}
    return {verb: make(case) for verb, make in _FORMS.items() if verb in allowed}


def _reason(label: str, hint: str) -> Field:
    return Field("textarea", "reason", label, hint, maxlength="1000")


def _suspend_form(case: CaseView) -> ActForm:
    kinds = [(kind.value, STEP_KIND_LABELS[kind]) for kind in law.excluded_kinds() if kind != StepKind.HEARING]
    return ActForm(
        _("启动并发出告知书"),
        (
            Field("select", "kind", _("程序"), choices=kinds, width="medium"),
            _reason(_("事由"), _("写明为什么需要这个程序，申请人会在特别程序告知书上看到。")),
            Field(
                "date",
                "expected_on",
                _("预计结束日"),
                _("到这一天还没有结束的，会亮红灯并告诉申请人。"),
                width="medium",
            ),
        ),
        _("从告知书发出起，承诺时限和法定时限都停止计算，程序结束后接着算。"),
    )


def _resume_form(case: CaseView) -> ActForm:
    ending = [step for step in _standing(case) if step.kind != StepKind.HEARING]
    choices = [(str(step.id), f"{step.name}（{step.document_no}）") for step in ending]
    one = choices[0][0] if len(choices) == 1 else ""
    return ActForm(
        _("结束这个程序"),
        (
            Field("radios", "step", _("结束哪一个"), choices=choices, value=one),
            Field("textarea", "result", _("结果"), maxlength="2000"),
            Field(
                "radios", "passed", _("是否通过"), choices=[("yes", _("通过")), ("no", _("不通过"))], value="yes",
                inline=True,
            ),
            Field("file", "report", _("报告"), required=False, accept=_REPORTS),
        ),
        _("全部程序结束后，时限继续计算，申请人会收到消息。"),
    )  # fmt: skip


def _extend_form(case: CaseView) -> ActForm:
    most = law.most_days(case.version)
    head = _("本级人民政府负责人") if law.is_joint(case.version) else _("单位负责人")
    return ActForm(
        _("提请批准"),
        (
            Field("number", "days", _("延长几个工作日"), value=str(most), unit=_("个工作日"), width="short"),
            _reason(_("理由"), _("批准后申请人会在延长办理期限告知书上看到。")),
        ),
        _("最多延长%(most)s个工作日，只能延长一次，要在期限届满前由%(head)s批准。") % {"most": most, "head": head},
    )


def _answer_form(case: CaseView) -> ActForm:
    asked = next((one for one in case.extensions if one.granted is None), None)
    intro = (
        _("提请延长%(days)s个工作日。理由：%(reason)s") % {"days": asked.days, "reason": asked.reason} if asked else ""
    )
    return ActForm(
        _("答复"),
        (
            Field("radios", "granted", _("决定"), choices=[("yes", _("批准延长")), ("no", _("不批准"))], inline=True),
            Field("textarea", "answer", _("意见"), _("不批准的要写明理由。"), required=False, maxlength="1000"),
        ),
        intro,
    )


def _shorten_form(case: CaseView) -> ActForm:
    return ActForm(
        _("缩短承诺时限"),
        (
            Field(
                "number",
                "number",
                _("缩短为"),
                _("从受理起算，要比现在的承诺短。"),
                unit=_("（按原单位）"),
                width="short",
            ),
            _reason(_("紧急的理由"), _("例如抢险救灾、参加开标、就医，申请人会看到。")),
        ),
        _("法定时限不变；缩短以后不能再改长。"),
    )


def _right_form(case: CaseView) -> ActForm:
    hint = _("写明为什么有权要求听证，例如“该许可直接涉及您与相邻业主之间的重大利益关系”。")
    return ActForm(
        _("书面告知"),
        (_reason(_("告知的内容"), hint),),
        _("申请人在五个工作日内可以要求听证；期满前、听证举行前不能作出决定。时限照常计算。"),
    )


def _arrange_form(case: CaseView) -> ActForm:
    return ActForm(
        _("安排时间、地点和主持人"),
        intro=_("听证要提前七个工作日通知，从通知发出起停止计算时限。"),
        link=reverse("workbench:hearing", args=[case.uid]),
    )


def _record_form(case: CaseView) -> ActForm:
    return ActForm(
        _("保存听证笔录"),
        (
            Field("textarea", "summary", _("听证情况"), maxlength="2000"),
            Field("file", "minutes", _("听证笔录"), _("由参加人确认签字的笔录。"), accept=_REPORTS),
        ),
        _("保存后时限继续计算，决定书会写明根据听证笔录作出。"),
    )


_FORMS: dict[str, Callable[[CaseView], ActForm]] = {
    "suspend": _suspend_form,
    "resume": _resume_form,
    "ask_extension": _extend_form,
    "answer_extension": _answer_form,
    "shorten_promise": _shorten_form,
    "tell_hearing_right": _right_form,
    "arrange_hearing": _arrange_form,
    "record_hearing": _record_form,
}


@requires(EXAMINE)
@require_safe
def hearing(request: HttpRequest, uid: UUID) -> HttpResponse:
    """When, where and before whom: the chair is one of the department's other officers."""
    actor = officer_of(request)
    view = cases.case_view(uid, viewer=actor)
    if "arrange_hearing" not in {action.verb for action in view.actions if action.allowed}:
        raise NotFound()
    found = orgs.officers(department_id=view.department_id)
    chairs = [(str(one.id), one.name) for one in found if one.id != actor.officer_id]
    form = ActForm(
        _("发出听证通知书"),
        (
            Field("date", "held_on", _("日期"), _("至少提前七个工作日。"), width="medium"),
            Field("time", "held_at", _("时间"), value="09:00", width="short"),
            Field("text", "place", _("地点"), maxlength="200"),
            Field("select", "chair", _("主持人"), _("不能是审查这件申请的人。"), choices=chairs, width="medium"),
            _reason(_("听证的事由"), _("申请人会在听证通知书上看到。")),
        ),
    )
    return page(request, "hearing.html", {"nav_current": "workbench:queue", "case": view, "form": form})


@requires("cases.extend")
@require_safe
def extensions(request: HttpRequest) -> HttpResponse:
    """What waits for the head of the authority, each with the clock that ends first."""
    return page(request, "extensions.html", {"rows": cases.extensions_asked(viewer=officer_of(request))})


@requires(*CASEWORK)
@require_safe
def record(request: HttpRequest, uid: UUID, step_id: int) -> HttpResponse:
    """Minutes or report of a step, as a file."""
    name, content = cases.step_record(uid, step_id, viewer=officer_of(request))
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


# --- acts -----------------------------------------------------------------------------------------
def _day(request: HttpRequest, name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(posted(request, name))
    except ValueError as error:
        raise InvalidInput(errors={name: _("请选择日期。")}) from error


def _yes(request: HttpRequest, name: str) -> bool:
    return yes_or_no(request, name, _("请选择一项。"))


def _upload(request: HttpRequest, name: str, actor: Actor) -> tuple[str, str]:
    """Digest and name of the file given, two empty texts where there is none."""
    given = request.FILES.get(name)
    if given is None:
        return "", ""
    stored = files.store(content=given, name=given.name or "", declared_type=given.content_type or "", actor=actor)
    return stored.digest, stored.name


def _suspend(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    kind = posted(request, "kind")
    if kind not in set(StepKind):
        raise InvalidInput(errors={"kind": _("请选择程序。")})
    number = services.suspend_case(
        case_uid=uid,
        kind=StepKind(kind),
        reason=posted(request, "reason"),
        expected_on=_day(request, "expected_on"),
        actor=actor,
    )
    return _("已停止计时，特别程序告知书文号：%(number)s。") % {"number": number}


def _resume(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    step_id, passed = chosen(request, "step", _("请选择结束哪一个程序。")), _yes(request, "passed")
    digest, name = _upload(request, "report", actor)
    runs = services.resume_case(
        case_uid=uid,
        step_id=step_id,
        result=posted(request, "result"),
        passed=passed,
        digest=digest,
        file_name=name,
        actor=actor,
    )
    return _("程序已结束，时限继续计算。") if runs else _("已记录。还有程序没有结束或者要另一人签字，时限仍停止计算。")


def _ask_extension(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    days = chosen(request, "days", _("请填写延长几个工作日。"))
    services.ask_extension(case_uid=uid, days=days, reason=posted(request, "reason"), actor=actor)
    return _("已提请批准，批准前期限不变。")


def _answer_extension(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    number = services.answer_extension(
        case_uid=uid, granted=_yes(request, "granted"), answer=posted(request, "answer"), actor=actor
    )
    return _("已批准，延长办理期限告知书文号：%(number)s。") % {"number": number} if number else _("已答复不批准延长。")


def _shorten(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    number = chosen(request, "number", _("请填写缩短后的期限。"))
    services.shorten_promise(case_uid=uid, number=number, reason=posted(request, "reason"), actor=actor)
    return _("承诺时限已缩短，已告诉申请人。")


def _tell_right(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    number = services.tell_hearing_right(case_uid=uid, reason=posted(request, "reason"), actor=actor)
    return _("已告知听证权利，文号：%(number)s。") % {"number": number}


def _arrange(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    try:
        at = dt.time.fromisoformat(posted(request, "held_at"))
    except ValueError as error:
        raise InvalidInput(errors={"held_at": _("请填写时间，例如09:00。")}) from error
    number = services.arrange_hearing(
        case_uid=uid,
        held_at=clock.at(_day(request, "held_on"), at),
        place=posted(request, "place"),
        chair_id=chosen(request, "chair", _("请选择主持人。")),
        reason=posted(request, "reason"),
        actor=actor,
    )
    return _("已安排听证，听证通知书文号：%(number)s。") % {"number": number}


def _record(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    digest, name = _upload(request, "minutes", actor)
    services.record_hearing(
        case_uid=uid,
        summary=posted(request, "summary"),
        digest=digest,
        file_name=name,
        heard=interested.came(request),
        actor=actor,
    )
    return _("听证笔录已保存，时限继续计算。")


def _state(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.state_time(case_uid=uid, actor=actor)
    return _("已出具办理用时说明，在“文书”里下载。")


ACTS: dict[str, Callable[[HttpRequest, UUID, Actor], str]] = {
    "suspend": _suspend,
    "resume": _resume,
    "ask_extension": _ask_extension,
    "answer_extension": _answer_extension,
    "shorten_promise": _shorten,
    "tell_hearing_right": _tell_right,
    "arrange_hearing": _arrange,
    "record_hearing": _record,
    "state_time": _state,
}
