"""Promises, commitments, revocation and second lives on the case page: the acts and their forms."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tongban.cases import services
from tongban.cases.selectors import CaseView
from tongban.cases.states import FINDING_LABELS, GROUND_LABELS, RevocationGround
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput
from tongban.workbench.web.forms import ActForm, Field
from tongban.workbench.web.pages import posted


def forms(case: CaseView) -> dict[str, ActForm]:
    """The forms of this family's verbs that are open on this case."""
    allowed = {action.verb for action in case.actions if action.allowed}
    return {verb: make(case) for verb, make in _FORMS.items() if verb in allowed}


def _reason(hint: str, label: str = "") -> Field:
    return Field("textarea", "reason", label or _("理由"), hint, maxlength="2000")


def _tolerance_form(case: CaseView) -> ActForm:
    names = "、".join(one.name for one in case.missing_secondary)
    return ActForm(
        _("容缺受理"),
        (
            Field(
                "text", "signed", _("谁签的字，承诺书存在哪里"), _("例如：申请人本人签字，存3号窗口。"), width="long",
                maxlength="200",
            ),
        ),
        _("主要材料齐全，还缺：%(names)s。申请人自愿书面承诺的先予受理，当场告知时限和逾期后果；不得要求承诺。")
        % {"names": names},
    )  # fmt: skip


def _commitment_form(case: CaseView) -> ActForm:
    return ActForm(
        _("按承诺当场准予"), (), _("申请人已确认承诺。准予后制作告知承诺书和准予决定书，并开始计算核查期限。")
    )


def _verify_form(case: CaseView) -> ActForm:
    found = case.commitment
    owed = _("约定后补的材料还缺：%(names)s。") % {"names": "、".join(found.owed)} if found and found.owed else ""
    return ActForm(
        _("记录核查结论"),
        (
            Field("radios", "finding", _("结论"), choices=list(FINDING_LABELS.items())),
            Field("textarea", "text", _("核查情况"), _("写明时间、地点、看到的事实。"), maxlength="2000"),
            Field(
                "number", "mend_days", _("整改期限"), _("只在责令整改时填；不填按规则包的最长期限。"), required=False,
                unit=_("个工作日"), width="short",
            ),
        ),
        owed,
    )  # fmt: skip


def _notice_form(case: CaseView) -> ActForm:
    choices = [(code, label) for code, label in GROUND_LABELS.items() if code != RevocationGround.COMMITMENT]
    return ActForm(
        _("发出撤销决定前告知书"),
        (
            Field("radios", "ground", _("法定情形"), choices=choices),
            _reason(_("写明事实、理由和依据，当事人会在告知书上看到。"), _("事实和理由")),
        ),
        _("当事人有权陈述、申辩；决定由另一位有决定权的工作人员作出。可能对公共利益造成重大损害的，不予撤销。"),
    )


def _revoke_form(case: CaseView) -> ActForm:
    fields = [_reason(_("写明采纳或者不采纳陈述申辩的理由，当事人会在撤销决定书上看到。"))]
    if case.commitment is not None:
        choices = [("no", _("没有履行承诺")), ("yes", _("承诺时就不真实（虚假承诺）"))]
        fields.append(Field("radios", "false_commitment", _("记入信用的情形"), choices=choices, value="no"))
    intro = _("同时撤销已发的证照，并按规定记入信用。")
    return ActForm(_("作出撤销决定"), tuple(fields), intro, kind="danger")


def _drop_form(case: CaseView) -> ActForm:
    return ActForm(_("不撤销，决定继续有效"), (_reason(_("当事人会收到这个理由。")),))


def _reopen_form(case: CaseView) -> ActForm:
    return ActForm(
        _("恢复办理"),
        (
            Field(
                "text", "document_no", _("依据的文书"), _("复议决定、判决或者自行纠错文书的名称和文号。"), width="long",
                maxlength="200",
            ),
            _reason(_("申请人会在恢复办理告知书上看到。")),
        ),
        _("恢复后回到“已受理”，办理期限从今天重新计算。"),
    )  # fmt: skip


def _solved_form(case: CaseView) -> ActForm:
    return ActForm(
        _("标记已解决"),
        (_reason(_("怎样知道的，例如电话回访。申请人会看到，并可以改回“没有解决”。")),),
        _("“办结”是程序走完了，“解决”是申请人要办的事办成了。"),
    )


_FORMS: dict[str, Callable[[CaseView], ActForm]] = {
    "accept_with_tolerance": _tolerance_form,
    "decide_on_commitment": _commitment_form,
    "verify_commitment": _verify_form,
    "notify_revocation": _notice_form,
    "revoke": _revoke_form,
    "drop_revocation": _drop_form,
    "reopen": _reopen_form,
    "mark_solved": _solved_form,
}


# --- acts -----------------------------------------------------------------------------------------
def _tolerate(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.accept_with_tolerance(case_uid=uid, signed=posted(request, "signed"), actor=actor)
    return _("已容缺受理，请把容缺受理告知书当场交给申请人。")


def _decide_on_commitment(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    number = services.decide_on_commitment(case_uid=uid, actor=actor)
    return _("已按承诺当场准予，文号：%(number)s。") % {"number": number}


def _verify(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    number = services.verify_commitment(
        case_uid=uid,
        finding=posted(request, "finding"),
        text=posted(request, "text"),
        mend_days=_days(posted(request, "mend_days")),
        actor=actor,
    )
    return _("核查结论已记录，文书文号：%(number)s。") % {"number": number} if number else _("核查结论已记录。")


def _days(text: str) -> int:
    if text and not (text.isascii() and text.isdecimal() and len(text) < 4):
        raise InvalidInput(errors={"mend_days": _("请填写工作日数，例如 10。")})
    return int(text or 0)


def _announce(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    number = services.notify_revocation(
        case_uid=uid, ground=posted(request, "ground"), reason=posted(request, "reason"), actor=actor
    )
    return _("已发出撤销决定前告知书，文号：%(number)s。") % {"number": number}


def _revoke(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    number = services.revoke_decision(
        case_uid=uid,
        reason=posted(request, "reason"),
        false_commitment=posted(request, "false_commitment") == "yes",
        actor=actor,
    )
    return _("已撤销，撤销决定书文号：%(number)s。") % {"number": number}


def _drop(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.drop_revocation(case_uid=uid, reason=posted(request, "reason"), actor=actor)
    return _("决定不撤销，已告知当事人。")


def _reopen(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    number = services.reopen_case(
        case_uid=uid, document_no=posted(request, "document_no"), reason=posted(request, "reason"), actor=actor
    )
    return _("已恢复办理，告知书文号：%(number)s。") % {"number": number}


def _solve(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    services.mark_solved(case_uid=uid, reason=posted(request, "reason"), actor=actor)
    return _("已标记为“已解决”，已告知申请人。")


ACTS: dict[str, Callable[[HttpRequest, UUID, Actor], str]] = {
    "accept_with_tolerance": _tolerate,
    "decide_on_commitment": _decide_on_commitment,
    "verify_commitment": _verify,
    "notify_revocation": _announce,
    "revoke": _revoke,
    "drop_revocation": _drop,
    "reopen": _reopen,
    "mark_solved": _solve,
}
