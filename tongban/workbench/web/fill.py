"""A form of the case page begun from a text kept ready: the page again, with the text in its field."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.access.services import requires
from tongban.cases import selectors as cases
from tongban.cases.selectors import CaseView
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.kernel.ids import uid_of
from tongban.workbench.web.case import case_page
from tongban.workbench.web.opinions import USES
from tongban.workbench.web.pages import CASEWORK, attempted, officer_of, posted


@requires(*CASEWORK)
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, uid: UUID, verb: str) -> HttpResponse:
    """Nothing is done to the case; what was typed stays, the text comes after it."""
    if verb not in USES:
        raise NotFound()
    if request.method != "POST":
        return HttpResponseRedirect(reverse("workbench:case", args=[uid]))
    actor = officer_of(request)
    view = cases.case_view(uid, viewer=actor)
    filled, error = attempted(request, lambda: _filled(request, view, verb, actor))
    if filled is None:
        return case_page(request, view, actor, verb=verb, error=error)
    typed, note = filled
    return case_page(request, view, actor, verb=verb, typed=typed, note=note)


def _filled(request: HttpRequest, view: CaseView, verb: str, actor: Actor) -> tuple[QueryDict, str]:
    """What stands in the form now, and the sentence that says so."""
    uses, field = USES[verb]
    field = field or _material(request, view)
    chosen = uid_of(posted(request, "opinion_uid"), InvalidInput(errors={"opinion_uid": _("请选择模板。")}))
    found = cases.filled_opinion(view, chosen, viewer=actor)
    if found.use not in uses:
        raise NotFound()
    before, typed = posted(request, field), request.POST.copy()
    if found.text in before:
        note = _("“%(title)s”的文字已经在里面了，没有再加。")
    elif before:
        typed[field] = f"{before}\n{found.text}"
        note = _("“%(title)s”接在了您写的内容后面，请核对、改好后再提交。")
    else:
        typed[field] = found.text
        note = _("已填入“%(title)s”，请核对、改好后再提交。")
    told = note % {"title": found.title}
    if found.lacking:
        told += _("这件还没有的内容要您自己写：%(words)s。") % {"words": "、".join(found.lacking)}
    return typed, told


def _material(request: HttpRequest, view: CaseView) -> str:
    """The material of the guide whose field the text goes into. Raises `InvalidInput`."""
    into = posted(request, "into")
    if into not in {f"want-{material.order}" for material in view.materials}:
        raise InvalidInput(errors={"into": _("请选择写到哪一份材料。")})
    return into
