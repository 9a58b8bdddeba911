"""Third parties on the case page: named and told, their requests noted, who of them came to the hearing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tongban.cases import selectors as cases
from tongban.cases import services
from tongban.cases.selectors import CaseView, InterestedView
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.kernel.ids import uid_of
from tongban.ledger.facts import FactView
from tongban.parties import services as parties
from tongban.workbench.web.forms import ActForm, Field
from tongban.workbench.web.pages import posted

_PURPOSE = "告知利害关系人听证权利"


def found(case: CaseView, facts: Sequence[FactView], actor: Actor) -> tuple[InterestedView, ...]:
    """The third parties; asked for only where the timeline tells that somebody was named."""
    told = any(fact.kind == "case.interested_named" for fact in facts)
    return cases.interested_of(case.uid, viewer=actor) if told else ()


def forms(case: CaseView, others: dict[str, ActForm], concerned: Sequence[InterestedView]) -> dict[str, ActForm]:
    """The form of naming; and who of those named came, in the form that records the hearing."""
    made = {"name_interested": _name_form()} if _allowed(case, "name_interested") else {}
    if concerned and (form := others.get("record_hearing")) is not None:
        choices = [(str(one.uid), one.name) for one in concerned]
        came = Field("checkboxes", "heard", _("到场听取了意见的利害关系人"), choices=choices, required=False)
        made["record_hearing"] = dataclasses.replace(form, fields=(*form.fields, came))
    return made


def _allowed(case: CaseView, verb: str) -> bool:
    return any(action.verb == verb and action.allowed for action in case.actions)


def _name_form() -> ActForm:
    return ActForm(
        _("书面告知"),
        (
            Field(
                "text", "number", _("证件号码"), _("已经实名登记的填号码，平台同时发消息；查找会留下记录。"),
                required=False, maxlength="24", width="long",
            ),
            Field("text", "name", _("姓名或者名称"), _("没有登记的，填姓名和送达地址，告知书打印送达。"),
                  required=False, maxlength="120"),
            Field("text", "address", _("送达地址"), required=False, maxlength="300", width="long"),
            Field("textarea", "interest", _("有什么重大利益关系"),
                  _("例如“与拟开设的场所相邻，排烟、噪声影响居住”，告知书上会写明。"), maxlength="1000"),
        ),
        _("利害关系人有权陈述、申辩，五个工作日内可以要求听证；还没有告知申请人的，同时告知申请人。"),
    )  # fmt: skip


def _name(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    party_id = None
    if number := posted(request, "number"):
        party = parties.find_by_number(number, actor=actor, purpose=_PURPOSE)
        if party is None:
            raise InvalidInput(errors={"number": _("平台里没有登记这个号码，请填写姓名和送达地址。")})
        party_id = party.id
    told = services.name_interested(
        case_uid=uid,
        party_id=party_id,
        name=posted(request, "name"),
        address=posted(request, "address"),
        interest=posted(request, "interest"),
        actor=actor,
    )
    return _("已告知利害关系人，告知书文号：%(number)s。") % {"number": told}


def _ask(request: HttpRequest, uid: UUID, actor: Actor) -> str:
    wanted = posted(request, "interested")
    if wanted not in {str(one.uid) for one in cases.interested_of(uid, viewer=actor)}:
        raise NotFound()
    services.ask_interested_hearing(interested_uid=wanted, actor=actor)
    return _("已登记利害关系人的听证申请，二十个工作日内组织听证。")


def came(request: HttpRequest) -> list[UUID]:
    """Those ticked as heard."""
    strange = InvalidInput(errors={"heard": _("请从名单里选。")})
    return [uid_of(one, strange) for one in request.POST.getlist("heard")]


ACTS: dict[str, Callable[[HttpRequest, UUID, Actor], str]] = {"name_interested": _name, "ask_interested": _ask}
