"""Intake at the window, first half: who stands here, and what for."""

from __future__ import annotations

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.access.services import requires
from tongban.cases import selectors as cases
from tongban.cases import services
from tongban.catalogue import selectors as catalogue
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, InvalidInput, NotFound
from tongban.kernel.standards.text import row_number
from tongban.orgs import selectors as orgs
from tongban.parties import selectors as parties
from tongban.parties import services as party_verbs
from tongban.parties.selectors import PartyView
from tongban.parties.states import PartyKind
from tongban.workbench.web.pages import asked, attempted, officer_of, page, posted, tell

INTAKE = "cases.intake"
PURPOSE = "窗口收件"
_SALT = "tongban.workbench.intake"
_HOUR = 3600
_WINDOW = "window_id"
#: Which field of the form a refusal of a verb belongs to.
_FIELDS = {
    "bad_citizen_no": "number",
    "bad_uscc": "number",
    "person_name_mismatch": "name",
    "enterprise_name_mismatch": "name",
}
ORGANISATION_KINDS = [(kind.value, kind.label) for kind in PartyKind if kind != PartyKind.PERSON]


@requires(INTAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Find the person or enterprise by number; unknown ones are registered here. The number is never in an address."""
    actor = officer_of(request)
    register = posted(request, "do") == "register"
    if request.method != "POST":
        return _start_page(request, windows=_windows(actor))
    if posted(request, "do") == "window":
        return _sit_down(request, actor)
    try:
        found = _register(request, actor) if register else _find(request, actor)
    except DomainError as error:
        return _start_page(request, errors=_field_errors(error), register=register)
    if found is None:
        return _start_page(request, register=True, unknown=True)
    return HttpResponseRedirect(reverse("workbench:intake_item", args=[token_of(found.id, actor)]))


def _windows(actor: Actor) -> list[tuple[str, str]]:
    """The windows of the officer's region, to say once where one sits."""
    if not actor.department_ids:
        return []
    region = orgs.department(min(actor.department_ids)).region_code
    return [(str(one.id), f"{hall} {one.no} {one.name}".strip()) for hall, one in orgs.windows_of_region(region)]


def _sit_down(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Remember the window for as long as the officer is signed in; an empty choice is no window."""
    chosen = posted(request, "window")
    request.session[_WINDOW] = int(chosen) if chosen in dict(_windows(actor)) else None
    return HttpResponseRedirect(reverse("workbench:intake"))


def _find(request: HttpRequest, actor: Actor) -> PartyView | None:
    if not posted(request, "number"):
        raise InvalidInput(errors={"number": _("请输入公民身份号码或统一社会信用代码。")})
    return party_verbs.find_by_number(posted(request, "number"), actor=actor, purpose=PURPOSE)


def _register(request: HttpRequest, actor: Actor) -> PartyView:
    number, name = posted(request, "number"), posted(request, "name")
    kind = posted(request, "kind") or PartyKind.PERSON
    if kind == PartyKind.PERSON:
        return party_verbs.register_person(name=name, citizen_no=number, mobile=posted(request, "mobile"), actor=actor)
    return party_verbs.register_enterprise(name=name, uscc=number, kind=kind, actor=actor)


def _field_errors(error: DomainError) -> dict[str, str]:
    """A refusal as the sentences of its fields; what belongs to no field belongs to the number."""
    if isinstance(error, InvalidInput) and error.errors:
        return {("number" if name in ("citizen_no", "uscc") else name): text for name, text in error.errors.items()}
    return {_FIELDS.get(error.code, "number"): error.sentence + error.advice}


def _start_page(
    request: HttpRequest,
    *,
    errors: dict[str, str] | None = None,
    register: bool = False,
    unknown: bool = False,
    windows: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    number = posted(request, "number")
    context = {
        "nav_current": "workbench:intake",
        "errors": errors or {},
        "register": register,
        "unknown": unknown,
        "typed": request.POST,
        "organisation": any(char.isalpha() for char in number[:17]),
        "kinds": ORGANISATION_KINDS,
        "windows": windows or [],
        "window": (window := str(request.session.get(_WINDOW) or "")),
        "window_name": dict(windows or []).get(window, ""),
    }
    return page(request, "intake_start.html", context, status=422 if errors else 200)


def token_of(party_id: int, actor: Actor) -> str:
    """A signed note of whom this officer is serving: addresses carry no numbers of people, and end after an hour."""
    return signing.dumps([party_id, actor.officer_id], salt=_SALT, compress=False)


def party_of(token: str, actor: Actor) -> PartyView:
    """The party of a token of this officer. Raises `NotFound`."""
    try:
        party_id, officer_id = signing.loads(token, salt=_SALT, max_age=_HOUR)
    except (signing.BadSignature, ValueError):
        raise NotFound() from None
    if officer_id != actor.officer_id:
        raise NotFound()
    return parties.party(party_id, viewer=actor)


@requires(INTAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, token: str) -> HttpResponse:
    """Find the item; choosing one begins the case and takes the licences the government already holds."""
    actor = officer_of(request)
    applicant = party_of(token, actor)
    begun, error = attempted(request, lambda: _begin(request, applicant, actor))
    if begun is not None:
        return begun
    text = asked(request, "q")
    number = row_number(asked(request, "page", 6)) or 1
    context = {
        "nav_current": "workbench:intake",
        "applicant": applicant,
        "token": token,
        "text": text,
        "found": catalogue.search(text, applicant_kind=applicant.kind, page=number, page_size=10),
        "params": request.GET.dict(),
    }
    return page(request, "intake_item.html", context, error=error)


def _begin(request: HttpRequest, applicant: PartyView, actor: Actor) -> HttpResponse:
    chosen = row_number(posted(request, "version"))
    if chosen is None:
        raise NotFound()
    version = catalogue.version(chosen)
    uid = services.draft_case(
        version_id=version.id, applicant_id=applicant.id, window_id=request.session.get(_WINDOW), actor=actor
    )
    if advised := cases.unused_counsel(party_id=applicant.id, item_id=version.item_id, viewer=actor):
        services.draft_from_counsel(counsel_uid=advised, case_uid=uid, actor=actor)
        tell(request, _("已和办前的辅导意见关联。"))
    taken = services.use_held_licences(case_uid=uid, actor=actor)
    if taken:
        tell(request, _("政府部门已有的%(count)s份材料已自动调取，不用申请人提交。") % {"count": len(taken)})
    return HttpResponseRedirect(reverse("workbench:intake_papers", args=[uid]))
