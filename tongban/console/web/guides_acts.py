"""Acts on an item as a whole (动态管理), a page each: what will happen, which others are concerned, on what grounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tongban.access.services import actor_of, requires
from tongban.cases import selectors as cases
from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services as verbs
from tongban.catalogue.selectors import LEVELS, Dossier
from tongban.catalogue.services import Grounds, NewItem
from tongban.catalogue.states import ChangeVerb
from tongban.console.web.guides import PUBLISH
from tongban.console.web.pages import asked, attempted, day_in, known_id, page, posted, tell
from tongban.furniture.formatting import cn_date
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, MoveNotAllowed
from tongban.kernel.standards.text import row_number
from tongban.orgs import selectors as orgs

LEAST_PARTS, MOST_PARTS, MOST_PICKED, OFFERED = 2, 10, 20, 20
#: What the verbs call a field, and what the page has for it.
PLACES = {"item_ids": "picks", "department_ids": "picks", "department_id": "picks"}
_REVIEW = gettext_lazy("草稿照常审核两步：先由部门审核，再由政务服务主管部门审核发布。")
_STANDS = gettext_lazy("新指南全部发布、生效日期也到了，原来的事项才取消；在那以前照常收件。")
_DRAFTS = gettext_lazy("申请人还没有提交的草稿，到时候不能再提交，要按新的指南申请。")


@dataclass(frozen=True, slots=True)
class Decision:
    """What was asked for on the page of an act."""

    request: HttpRequest
    item: Dossier
    picked: list[int]
    grounds: Grounds
    actor: Actor

    @property
    def plain(self) -> dict[str, object]:
        """As the verbs take it that move an item itself."""
        return {
            "item_id": self.item.item_id,
            "reason": self.grounds.reason,
            "document_no": self.grounds.document_no,
            "effective_on": self.grounds.effective_on,
            "actor": self.actor,
        }


@dataclass(frozen=True, slots=True)
class Kind:
    """An act: its words, what is chosen for it from which list (`least` to `most` of it), and the verb.

    `parts`: how many new items its form begins with.
    """

    do: Callable[[Decision], str]
    effects: tuple[Promise, ...]
    picks: str = ""
    asks: Promise | str = ""
    least: int = 0
    most: int = 0
    parts: int = 0


@requires(PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, item_id: int, verb: str) -> HttpResponse:
    """One act on one item. The address keeps what was picked, so that the page works without scripts."""
    actor, kind = actor_of(request), KINDS[ChangeVerb(verb)]
    item = catalogue.dossier(known_id(item_id), viewer=actor, facts=0)
    label = str(ChangeVerb(verb).label)
    named = (row_number(one) for one in request.GET.getlist("pick"))
    picked = list(dict.fromkeys(found for found in named if found))[: kind.most]
    more = posted(request, "do") == "add"
    done, error = (None, None) if more else attempted(request, lambda: _decide(request, item, kind, picked, actor))
    if done is not None:
        return done
    pending = catalogue.acts_of_item(item_id, pending_only=True)
    possible = {one.verb: one.why_off for one in catalogue.possible_acts(item, pending, viewer=actor)}
    why_off = possible.get(verb, MoveNotAllowed(state=item.state_label, verb=label).sentence)
    said = error.errors if isinstance(error, InvalidInput) else {}
    context = {
        "nav_current": "console:guides",
        "item": item,
        "verb": verb,
        "label": label,
        "kind": kind,
        "why_off": "" if error else why_off,
        "running": cases.running_cases([item_id, *(picked if verb == ChangeVerb.MERGE else ())], viewer=actor),
        "levels": [(code, name) for code, name in LEVELS.items() if code > item.code[18:19]],
        "count": _count(request, kind) + more,
        "most_parts": MOST_PARTS,
        "errors": {PLACES.get(name, name): text for name, text in said.items()},
        **_picks(request, item, kind, picked, actor),
    }
    return page(request, "guides/act.html", context, error=error)


def _decide(request: HttpRequest, item: Dossier, kind: Kind, picked: list[int], actor: Actor) -> HttpResponse:
    """Call the verb; it checks person, scope, state and law."""
    day = day_in(posted(request, "effective_on"), "effective_on")
    grounds = Grounds(posted(request, "reason"), posted(request, "document_no"), day)
    tell(request, kind.do(Decision(request, item, picked, grounds, actor)))
    return HttpResponseRedirect(reverse("console:guides_item", args=[item.item_id]))


# --- what is chosen ---------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Choice:
    """An item or a department on the page; `then`: what is picked after a click on it."""

    id: int
    name: str
    note: str
    code: str
    then: tuple[int, ...]


def _picks(request: HttpRequest, item: Dossier, kind: Kind, picked: list[int], actor: Actor) -> dict[str, object]:
    """What was picked and what is offered, each with what a click on it leaves picked."""
    text = asked(request, "q")
    rows: list[tuple[int, str, str, str]] = []
    if kind.picks == "items":
        found = catalogue.items_at_hand(viewer=actor, text=text, ids=picked, limit=OFFERED)
        rows = [(one.item_id, one.name, one.department_name, one.code) for one in found if one.item_id != item.item_id]
    elif kind.picks == "departments":
        known = {one.id: one for one in (*orgs.departments(ids=picked), *orgs.departments(text=text)[:OFFERED])}
        rows = [(one.id, one.name, one.kind_label, one.code) for one in known.values() if one.id != item.department_id]
    # Of a single choice the next one takes the place of the last.
    kept = picked if kind.most > 1 else []
    return {
        "params": {"q": text, "pick": picked},
        "chosen": [Choice(*row, tuple(one for one in picked if one != row[0])) for row in rows if row[0] in picked],
        "offered": [Choice(*row, (*kept, row[0])) for row in rows if row[0] not in picked and len(kept) < kind.most],
    }


def _count(request: HttpRequest, kind: Kind) -> int:
    """How many new items the form has lines for."""
    return min(max(kind.parts, row_number(posted(request, "count")) or 0), MOST_PARTS) if kind.parts else 0


def _new_items(asked_for: Decision, least: int) -> list[NewItem]:
    """The new items as typed: the code is the old one's department and level, an entry, and a serial of two digits.

    Raises `InvalidInput`.
    """
    request, item = asked_for.request, asked_for.item
    errors: dict[str, str] = {}
    found = []
    for line in range(max(least, min(row_number(posted(request, "count")) or 0, MOST_PARTS))):
        name, entry, serial = (posted(request, f"{field}-{line}") for field in ("name", "entry", "serial"))
        if line >= least and not (name or serial):
            continue
        if not name:
            errors[f"name-{line}"] = _("请填写新事项的名称。")
        if not (len(entry) == 12 and entry.isascii() and entry.isalnum()):
            errors[f"entry-{line}"] = _("基本编码是12位，可以在基本目录里查到。")
        if serial and not (len(serial) == 2 and serial.isascii() and serial.isdecimal()):
            errors[f"serial-{line}"] = _("业务办理项序号是两位数字，如 01；只有一个办理项的不填。")
        found.append(NewItem(f"{item.code[:19]}{entry}{serial}", name))
    if errors:
        raise InvalidInput(errors=errors)
    return found


# --- the acts ---------------------------------------------------------------------------------------
def _split(asked_for: Decision) -> str:
    parts = _new_items(asked_for, LEAST_PARTS)
    made = verbs.split_item(
        item_id=asked_for.item.item_id, parts=parts, grounds=asked_for.grounds, actor=asked_for.actor
    )
    return _("拆分已经决定，%(n)s个新事项的草稿已经建立，请部门修改后送审。") % {"n": len(made)}


def _merge(asked_for: Decision) -> str:
    (merged,) = _new_items(asked_for, 1)
    made = verbs.merge_items(
        item_ids=[asked_for.item.item_id, *asked_for.picked],
        merged=merged,
        grounds=asked_for.grounds,
        actor=asked_for.actor,
    )
    return _("合并已经决定，“%(name)s”的草稿已经建立，请部门修改后送审。") % {"name": made.name}


def _devolve(asked_for: Decision) -> str:
    keep = posted(asked_for.request, "keep")
    errors = {} if keep in ("yes", "no") else {"keep": _("请选择上级的事项保留不保留。")}
    level = posted(asked_for.request, "level")
    if level not in LEVELS:
        errors["level"] = _("请选择下放到哪一级。")
    if errors:
        raise InvalidInput(errors=errors)
    made = verbs.devolve_item(
        item_id=asked_for.item.item_id,
        department_ids=asked_for.picked,
        level=level,
        keep=keep == "yes",
        grounds=asked_for.grounds,
        actor=asked_for.actor,
    )
    return _("下放已经决定，%(n)s个承接部门的草稿已经建立，请各部门填写地点、时间和电话后送审。") % {"n": len(made)}


def _transfer(asked_for: Decision) -> str:
    if not asked_for.picked:
        raise InvalidInput(errors={"department_id": _("请选择接收的部门。")})
    made = verbs.transfer_item(
        item_id=asked_for.item.item_id,
        department_id=asked_for.picked[0],
        grounds=asked_for.grounds,
        actor=asked_for.actor,
    )
    there = orgs.department(made.department_id).name
    return _("划转已经决定，%(department)s的草稿已经建立，请修改后送审。") % {"department": there}


def _suspend(asked_for: Decision) -> str:
    verbs.suspend_item(**asked_for.plain)  # type: ignore[arg-type]  # named as the verb names them
    return _when(asked_for.grounds.effective_on, _("已经暂停，现在起不收新的申请。"), _("定于%(day)s暂停。"))


def _resume(asked_for: Decision) -> str:
    verbs.resume_item(**asked_for.plain)  # type: ignore[arg-type]  # named as the verb names them
    return _when(asked_for.grounds.effective_on, _("已经恢复，现在起照常收件。"), _("定于%(day)s恢复。"))


def _abolish(asked_for: Decision) -> str:
    if posted(asked_for.request, "sure") != "yes":
        raise InvalidInput(errors={"sure": _("取消以后不能恢复，请先确认。")})
    verbs.abolish_item(successor_ids=asked_for.picked, **asked_for.plain)  # type: ignore[arg-type]  # see above
    return _when(asked_for.grounds.effective_on, _("已经取消。"), _("定于%(day)s取消。"))


def _when(day: dt.date | None, done: str, planned: str) -> str:
    """Said of what took effect at once, or of what is planned."""
    return done if day is None or day <= clock.today() else planned % {"day": cn_date(day)}


KINDS = {
    ChangeVerb.SPLIT: Kind(
        _split,
        (gettext_lazy("每个新事项得到一份草稿，内容就是现行的指南，由部门修改。"), _REVIEW, _STANDS, _DRAFTS),
        parts=LEAST_PARTS,
    ),
    ChangeVerb.MERGE: Kind(
        _merge,
        (
            gettext_lazy("合并后的事项得到一份草稿：从这个事项的指南开始，加上其他事项的材料、依据、情形和申请人类型。"),
            _REVIEW,
            _STANDS,
            _DRAFTS,
        ),
        picks="items",
        asks=gettext_lazy("和哪些事项合并"),
        least=1,
        most=MOST_PICKED,
        parts=1,
    ),
    ChangeVerb.DEVOLVE: Kind(
        _devolve,
        (
            gettext_lazy("每个承接部门得到一个新事项和一份草稿，权力来源写明上级下放；地点、时间和电话由承接部门填写。"),
            _REVIEW,
            gettext_lazy("选择不保留的，新指南全部发布、生效日期也到了，上级的事项才取消；在那以前照常收件。"),
        ),
        picks="departments",
        asks=gettext_lazy("下放到哪些部门"),
        least=1,
        most=MOST_PICKED,
    ),
    ChangeVerb.TRANSFER: Kind(
        _transfer,
        (
            gettext_lazy("编码里有部门的代码，所以接收的部门得到一个新事项和一份草稿，内容就是现行的指南。"),
            _REVIEW,
            _STANDS,
            _DRAFTS,
        ),
        picks="departments",
        asks=gettext_lazy("划转到哪个部门"),
        least=1,
        most=1,
    ),
    ChangeVerb.SUSPEND: Kind(
        _suspend,
        (
            gettext_lazy("暂停以后不收新的申请，指南上写明已经暂停；现行指南不变，可以恢复。"),
            gettext_lazy("申请人还没有提交的草稿，恢复以前不能提交。"),
        ),
    ),
    ChangeVerb.RESUME: Kind(_resume, (gettext_lazy("恢复以后按现行指南照常收件。"),)),
    ChangeVerb.ABOLISH: Kind(
        _abolish,
        (
            gettext_lazy("取消以后不能恢复；再要办理，须按新的依据重新登记。"),
            gettext_lazy("正在编制、还没有发布的版本同时作废；申请人还没有提交的草稿不能再提交。"),
        ),
        picks="items",
        asks=gettext_lazy("由哪些事项接着办"),
        most=MOST_PICKED,
    ),
}  # fmt: skip
