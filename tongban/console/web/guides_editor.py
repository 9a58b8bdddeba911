"""The editor of a draft: a section at a time, findings beside their fields, nothing lost on an error."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.access.services import actor_of, requires
from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services as verbs
from tongban.catalogue.selectors import DraftInHand, LintFinding, VersionContent
from tongban.catalogue.states import VersionState
from tongban.console.web.guides import EDIT
from tongban.console.web.guides_fields import Form, Section
from tongban.console.web.guides_sections import BASIC, SECTIONS, fitted, place_of, settled
from tongban.console.web.pages import known_id, page, posted, tell
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import LimitUnit
from tongban.kernel.errors import DomainError, InvalidInput, NotFound, StaleState
from tongban.kernel.standards.text import row_number

_ROW = re.compile(r"(remove|up|down):(\d{1,3})")
_WEIGHT = {"error": 0, "warning": 1, "note": 2}


@requires(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, version_id: int) -> HttpResponse:
    """One section of a draft; `part` in the address says which."""
    actor = actor_of(request)
    draft = catalogue.draft_in_hand(known_id(version_id), viewer=actor)
    if draft.state != VersionState.DRAFT and request.method != "POST":
        return HttpResponseRedirect(reverse("console:guides_version", args=[version_id]))
    section = _section(request, draft.checking.line.content)
    shown = Form.of_content(section, draft.checking.line.content)
    if request.method == "POST" and not shown.too_long:
        return _posted(request, draft, Form.of_post(section, request.POST), actor)
    return _page(request, draft, shown)


def _section(request: HttpRequest, content: VersionContent) -> Section:
    return fitted(SECTIONS.get(request.GET.get("part", ""), BASIC), content)


def _posted(request: HttpRequest, draft: DraftInHand, form: Form, actor: Actor) -> HttpResponse:
    """Change the rows on the page, or save; a cure of the linter is applied to what was saved."""
    do = posted(request, "do")
    if _rows_changed(form, do):
        return _page(request, draft, form, unsaved=True)
    line = draft.checking.line
    try:
        content = _read(form, line.content)
    except InvalidInput:
        return _page(request, draft, form, unsaved=True, status=422)
    said = row_number(posted(request, "revision"))
    revision = -1 if said is None else said
    try:
        verbs.change_draft(version_id=line.version_id, content=content, revision=revision, actor=actor)
    except StaleState:
        return _stale(request, draft, form, content)
    except DomainError as error:
        fields = error.errors if isinstance(error, InvalidInput) else {}
        form.errors.update({place_of(name)[1] or name: text for name, text in fields.items()})
        return _page(request, draft, form, unsaved=True, error=error)
    tell(request, _("“%(part)s”已经保存。") % {"part": form.section.label})
    if do.startswith("mend:"):
        _mend(request, line.version_id, do.removeprefix("mend:"), actor)
    return HttpResponseRedirect(f"{request.path}?part={form.section.code}")


def _mend(request: HttpRequest, version_id: int, rule: str, actor: Actor) -> None:
    """Apply one rule's cure to the saved draft; where nothing is left to mend, that is said and nothing is lost."""
    try:
        verbs.mend_draft(version_id=version_id, rules=[rule], actor=actor)
        tell(request, _("已经按检查规则%(rule)s修改。") % {"rule": rule})
    except DomainError as error:
        messages.warning(request, error.sentence + error.advice)


def _read(form: Form, content: VersionContent) -> VersionContent:
    """The content with what was typed. Raises `InvalidInput` where something cannot be read."""
    found = settled(form.read(content))
    if form.errors:
        raise InvalidInput(errors=dict(form.errors))
    return found


def _rows_changed(form: Form, do: str) -> bool:
    """Whether the button only adds, removes or moves a row of the page."""
    if do == "add":
        form.add_row()
        return True
    found = _ROW.fullmatch(do)
    if found is None:
        return False
    order, number = list(range(form.count)), int(found[2])
    other = number + {"remove": 0, "up": -1, "down": 1}[found[1]]
    if found[1] == "remove":
        order = [place for place in order if place != number]
    elif 0 <= other < form.count and number < form.count:
        order[number], order[other] = order[other], order[number]
    form.arrange(order)
    return True


def _page(
    request: HttpRequest,
    draft: DraftInHand,
    form: Form,
    *,
    unsaved: bool = False,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The section as typed, with what the linter says of it as typed."""
    errors = dict(form.errors)
    content = settled(form.read(draft.checking.line.content)) if unsaved else draft.checking.line.content
    form.errors = errors
    found = _placed(draft.checking.findings(content), form)
    context = {
        "nav_current": "console:guides",
        "line": draft.checking.line,
        "revision": posted(request, "revision") if request.method == "POST" else draft.revision,
        "returned": draft.returned,
        "form": form,
        "parts": [_part(one, form, found) for one in SECTIONS.values()],
        "found": found,
        "here": [one for one in found if one["section"] == form.section.code],
        "elsewhere": [one for one in found if not one["section"]],
        "units": [(unit.value, unit.label) for unit in LimitUnit],
        "unsaved": unsaved,
    }
    return page(request, "guides/editor.html", context, status=status, error=error)


def _part(section: Section, form: Form, found: list[dict[str, str]]) -> dict[str, object]:
    """A section in the navigation, with the number of its findings."""
    number = sum(one["section"] == section.code for one in found)
    current = section.code == form.section.code
    return {"label": section.label, "href": f"?part={section.code}", "count": number or None, "current": current}


def _placed(findings: tuple[LintFinding, ...], form: Form) -> list[dict[str, str]]:
    """Findings with section and input, the weightiest first; rows are counted as they were typed."""
    rows = form.section.rows
    placed = []
    for one in sorted(findings, key=lambda finding: _WEIGHT[finding.severity.value]):
        section, name = place_of(one.path)
        row = re.fullmatch(r"(.+)-(\d+)-(\w+)", name)
        if rows is not None and section == form.section.code and row and int(row[2]) < len(form.kept):
            name = f"{row[1]}-{form.kept[int(row[2])]}-{row[3]}"
        placed.append(
            {
                "section": section,
                "input": name,
                "severity": one.severity.value,
                "word": one.severity.label,
                "text": one.message,
                "rule": one.rule,
                "basis": one.basis,
                "mend": one.rule if one.mend else "",
            }
        )
    return placed


def _stale(request: HttpRequest, draft: DraftInHand, form: Form, content: VersionContent) -> HttpResponse:
    """Somebody saved meanwhile: what they wrote beside what was typed here, and the choice."""
    line = draft.checking.line
    context = {
        "nav_current": "console:guides",
        "line": line,
        "section": form.section,
        "changes": catalogue.differences(line, line.with_content(content)),
        "typed": form.pairs(),
        "revision": draft.revision,
    }
    return page(request, "guides/stale.html", context, status=409)


@requires(EDIT)
@require_POST
def check(request: HttpRequest, version_id: int) -> JsonResponse:
    """What the linter says of a section as it is typed; nothing is saved."""
    draft = catalogue.draft_in_hand(known_id(version_id), viewer=actor_of(request))
    content = draft.checking.line.content
    if draft.state != VersionState.DRAFT:
        raise NotFound()
    form = Form.of_post(_section(request, content), request.POST)
    found = _placed(draft.checking.findings(settled(form.read(content))), form)
    here = [one for one in found if one["section"] == form.section.code]
    told = _("这一部分有%(n)s处检查发现。") % {"n": len(here)} if here else _("这一部分没有检查发现。")
    return JsonResponse({"found": here, "told": told})
