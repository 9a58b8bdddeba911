"""Acts on steps and around them: take, sign, give or send back, hand over, transfer, assist, exit, back entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from tongban.cases import services
from tongban.cases.selectors import CaseView
from tongban.cases.states import DeliveryMethod
from tongban.furniture.formatting import cn_datetime
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.kernel.standards.text import row_number
from tongban.workbench.web.forms import ActForm, Field
from tongban.workbench.web.pages import chosen, posted, yes_or_no

Act = Callable[[HttpRequest, UUID, Actor], str]
#: Where a result can wait to be fetched.
EXITS = (
    (DeliveryMethod.WINDOW.value, gettext_lazy("出件窗口")),
    (DeliveryMethod.LOCKER.value, gettext_lazy("自助取件柜")),
)


def forms(case: CaseView) -> dict[str, ActForm]:
    """The forms of this family's verbs that are open on this case."""
    allowed = {action.verb for action in case.actions if action.allowed}
    return {verb: make(case) for verb, make in _FORMS.items() if verb in allowed}


def _elsewhere(verb: str, intro: str) -> Callable[[CaseView], ActForm]:
    """The department is chosen on a page of its own."""
    return lambda case: ActForm(_("选择部门"), intro=_(intro), link=reverse(f"workbench:hand_{verb}", args=[case.uid]))


def _return_form(case: CaseView) -> ActForm:
    reason = Field("textarea", "reason", _("退回的理由"), _("写明还要查清什么。办理时限不停。"), maxlength="2000")
    return ActForm(_("退回补充审查"), (reason,), kind="secondary")


def _place_form(case: CaseView) -> ActForm:
    hint = _("例如：一楼出件窗口2号，或者一楼大厅取件柜1号柜12格。会写在给申请人的通知里。")
    where = [(value, str(label)) for value, label in EXITS]
    return ActForm(
        _("登记并发取件码"),
        (
            Field("radios", "method", _("放在哪里"), choices=where, inline=True),
            Field("text", "place", _("具体位置"), hint, case.exit_place, maxlength="60", width="long"),
        ),
    )


def _fetch_form(case: CaseView) -> ActForm:
    shown = _("照证件输入。只能是申请人、代办人或者单位的法定代表人；核验会留下记录。")
    return ActForm(
        _("核对并交付"),
        (
            Field("text", "code", _("取件码"), _("申请人收到的6位数字，只能用一次"), maxlength="12", width="short"),
            Field("text", "number", _("取件人证件号码"), shown, maxlength="24", width="long"),
        ),
        intro=_("结果放在：%(place)s") % {"place": case.exit_place},
    )


def _confirm_form(case: CaseView) -> ActForm:
    answers = [("yes", _("与原始材料一致，确认补录")), ("no", _("不实，退回"))]
    told = _("补录的决定：%(outcome)s，决定时间%(at)s。请打开系统外办理的原始材料核对。")
    return ActForm(
        _("提交核对结果"),
        (
            Field("radios", "confirmed", _("核对结果"), choices=answers),
            Field("textarea", "reason", _("退回的理由"), required=False, rows=2, maxlength="500"),
        ),
        intro=told % {"outcome": case.outcome_label, "at": cn_datetime(case.decided_at)},
    )


_FORMS: dict[str, Callable[[CaseView], ActForm]] = {
    "transfer": _elsewhere(
        "transfer", gettext_noop("不属于本部门职责的，移交有职责的部门，时限接着计算，申请人会收到通知。")
    ),
    "ask_assistance": _elsewhere(
        "ask_assistance", gettext_noop("请别的部门办一个环节，和现在的环节同时进行，办理时限不停。")
    ),
    "return_to_examination": _return_form,
    "place_result": _place_form,
    "fetch_result": _fetch_form,
    "confirm_past": _confirm_form,
}


def people(case: CaseView) -> Iterator[int | None]:
    """Everybody who holds or has signed a step of the case."""
    for step in case.steps:
        yield step.holder_id
        yield from (hand.officer_id for hand in step.signed)


def _step(request: HttpRequest) -> int:
    number = row_number(posted(request, "step"))
    if number is None:
        raise NotFound()
    return number


def _take(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.take_step(case_uid=uid, step_id=_step(request), actor=actor)
    return _("已认领这个环节。")


def _give_back(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.give_back(case_uid=uid, step_id=_step(request), actor=actor)
    return _("已放回待办，同事可以认领。")


def _finish(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    passed = yes_or_no(request, "passed", _("请选择通过还是不通过。"))
    done = services.finish_step(
        case_uid=uid, step_id=_step(request), opinion=posted(request, "opinion"), passed=passed, actor=actor
    )
    return _("这个环节已完成。") if done else _("已签字，还要另一位工作人员签字。")


def _return(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.return_step(case_uid=uid, step_id=_step(request), reason=posted(request, "reason"), actor=actor)
    return _("已退回上一环节，理由已记录。")


def _hand_over(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    officer = chosen(request, "officer", _("请选择转给谁。"))
    services.hand_over_step(case_uid=uid, step_id=_step(request), officer_id=officer, actor=actor)
    return _("已转给同事办理。")


def _transfer(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    department = chosen(request, "department", _("请选择部门。"))
    services.transfer_case(case_uid=uid, department_id=department, reason=posted(request, "reason"), actor=actor)
    return _("已移交，时限接着计算，申请人会收到通知。")


def _assist(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    department = chosen(request, "department", _("请选择部门。"))
    services.ask_assistance(case_uid=uid, department_id=department, reason=posted(request, "reason"), actor=actor)
    return _("已请求协办，对方在“我的环节”里办理，完成后才进入下一环节。")


def _back_to_examination(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.return_to_examination(case_uid=uid, reason=posted(request, "reason"), actor=actor)
    return _("已退回补充审查。")


def _place(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    method = posted(request, "method")
    if method not in dict(EXITS):
        raise InvalidInput(errors={"method": _("请选择放在哪里。")})
    services.place_result(case_uid=uid, method=DeliveryMethod(method), place=posted(request, "place"), actor=actor)
    return _("已登记存放位置，取件码已发给申请人。")


def _fetch(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.fetch_result(case_uid=uid, code=posted(request, "code"), number=posted(request, "number"), actor=actor)
    return _("取件码和证件核对无误，结果已交付。")


def _confirm_past(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    confirmed = yes_or_no(request, "confirmed", _("请选择确认还是退回。"))
    services.confirm_past_case(case_uid=uid, confirmed=confirmed, reason=posted(request, "reason"), actor=actor)
    return _("补录已确认。") if confirmed else _("补录已退回。")


ACTS: dict[str, Act] = {
    "take_step": _take,
    "give_back": _give_back,
    "finish_step": _finish,
    "return_step": _return,
    "hand_over_step": _hand_over,
    "transfer": _transfer,
    "ask_assistance": _assist,
    "return_to_examination": _back_to_examination,
    "place_result": _place,
    "fetch_result": _fetch,
    "confirm_past": _confirm_past,
}
