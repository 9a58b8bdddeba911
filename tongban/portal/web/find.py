"""Finding an item: results and suggestions while typing."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tongban.access.services import public
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import SearchPage
from tongban.catalogue.states import ItemKind
from tongban.portal import themes
from tongban.portal.web.shared import page

PAGE_SIZE = 20
#: Inspections, punishments and coercion are not applied for; they can still be found by name.
KINDS = [(kind.value, kind.label) for kind in ItemKind]
APPLICANTS = [("person", _("个人")), ("enterprise", _("企业")), ("sole_trader", _("个体工商户"))]


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results; an empty search lists every item."""
    asked = request.GET
    number = asked.get("page", "1")
    kind = asked.get("kind", "") if asked.get("kind", "") in ItemKind.values else ""
    who = asked.get("who", "") if asked.get("who", "") in dict(APPLICANTS) else ""
    theme = themes.theme(asked.get("theme", ""))
    found = (
        _of_theme(theme)
        if theme
        else catalogue.search(
            asked.get("q", ""),
            kind=kind,
            applicant_kind=who,
            page=int(number) if number.isdecimal() and len(number) < 6 else 1,
            page_size=PAGE_SIZE,
        )
    )
    context = {
        "found": found,
        "theme": theme.label if theme else "",
        "params": {"q": found.text, "kind": kind, "who": who},
        "kinds": KINDS,
        "applicants": APPLICANTS,
        "examples": themes.EXAMPLES,
        "guide_href": _guide_href(),
    }
    return page(request, "results", context)


def _guide_href() -> Callable[[int], str]:
    """The address of a guide; found out once for the page, because looking up an address costs more than a card."""
    address = reverse("portal:guide", args=[_ANY])
    return lambda item_id: address.replace(str(_ANY), str(item_id))


_ANY = 987654321


def _of_theme(theme: themes.Theme) -> SearchPage:
    """The items of a life event, in the order in which it names them."""
    items = catalogue.search_each(theme.texts)
    return SearchPage(text="", how="theme", total=len(items), page=1, page_size=max(1, len(items)), items=items)


@public
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Names to offer while typing."""
    names = dict.fromkeys(hit.name for hit in catalogue.suggest(request.GET.get("q", ""), limit=8))
    return JsonResponse({"suggestions": list(names)}, json_dumps_params={"ensure_ascii": False})
