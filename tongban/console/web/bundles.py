"""One thing at once (一件事): the list, items thrown together to see what they share, and one bundle with what may be
done to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import actor_of, requires
from tongban.bundles import selectors, services
from tongban.bundles.policies import Composition
from tongban.bundles.selectors import BundleVersionView, BundleView, Edge
from tongban.bundles.states import BundleKind, BundleVersionState, Occasion
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.states import Necessity
from tongban.console.web import bundle_form
from tongban.console.web.pages import asked, attempted, chosen, page, posted, tell
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.kernel.standards.text import row_number
from tongban.orgs import selectors as orgs

COMPOSE, PUBLISH = "bundles.compose", "bundles.publish"
MOST_HITS = 10


@requires(COMPOSE, PUBLISH)
@require_safe
def bundles(request: HttpRequest) -> HttpResponse:
    """The bundles an officer may see, by the state of the version met first."""
    state = asked(request, "state", 20)
    state = state if state in BundleVersionState.values else ""
    rows = selectors.bundles(viewer=actor_of(request), state=state)
    context = {"rows": rows, "state": state, "states": BundleVersionState.choices}
    return page(request, "bundles.html", context)


@requires(COMPOSE, PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def compose(request: HttpRequest) -> HttpResponse:
    """Items side by side: what one application for all of them would ask. A POST makes a bundle of them."""
    actor = actor_of(request)
    codes = list(dict.fromkeys((request.POST if request.method == "POST" else request.GET).getlist("items")))
    composed = selectors.compose_items(codes) if codes else None
    made, error = attempted(request, lambda: _created(request, composed, actor))
    if made is not None:
        tell(request, _("已立为一件事，现在是草稿。"))
        return HttpResponseRedirect(reverse("console:bundle", args=[made]))
    text = asked(request, "q")
    hits = catalogue.search(text, page_size=MOST_HITS).items if text else ()
    context = {
        "nav_current": "console:bundles",
        "composed": composed,
        "codes": codes,
        "q": text,
        "hits": [hit for hit in hits if hit.code not in codes],
        "kinds": BundleKind.choices,
        "departments": sorted(orgs.department_names(actor.department_ids).items(), key=lambda one: one[1]),
        "may_compose": actor.may(COMPOSE),
        **words(composed),
    }
    return page(request, "bundles_compose.html", context, error=error)


@requires(COMPOSE, PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def bundle(request: HttpRequest, code: str) -> HttpResponse:
    """One version of a bundle (`version`, else the newest open or published one), and its next step."""
    actor = actor_of(request)
    found = selectors.bundle(code, viewer=actor)
    versions = selectors.bundle_versions(found.code, viewer=actor)
    wanted = row_number(asked(request, "version", 20)) or found.open_version_id or found.version_id
    version = next((one for one in versions if one.id == wanted), None)
    if version is None:
        raise NotFound()
    told, error = attempted(request, lambda: _acted(request, found, version, actor))
    if told is not None:
        tell(request, told)
        return HttpResponseRedirect(reverse("console:bundle", args=[found.code]))
    look = selectors.look(version)
    acts = selectors.next_acts(found, version, viewer=actor)
    if "change_bundle" in acts and (asked(request, "edit", 1) or posted(request, "do") == "change_bundle"):
        context = {"nav_current": "console:bundles", "bundle": found, "version": version}
        return page(request, "bundle_edit.html", context | bundle_form.shown(look.composition), error=error)
    context = {
        "nav_current": "console:bundles",
        "bundle": found,
        "version": version,
        "versions": versions,
        "composed": look.composition,
        "findings": look.findings,
        "changes": look.changes,
        "acts": acts,
        **words(look.composition),
    }
    return page(request, "bundle.html", context, error=error)


# --- what may be done -------------------------------------------------------------------------------
def _created(request: HttpRequest, composed: Composition | None, actor: Actor) -> str:
    if composed is None:
        raise InvalidInput(errors={"items": _("请先选择事项。")})
    only = next(iter(actor.department_ids)) if len(actor.department_ids) == 1 else None
    made = services.create_bundle(
        code=posted(request, "code"),
        name=posted(request, "name"),
        department_id=only if only is not None else chosen(request, "department", _("请选择牵头部门。")),
        shape=composed.shape,
        kind=posted(request, "kind"),
        actor=actor,
    )
    return made.bundle_code


def _acted(request: HttpRequest, found: BundleView, version: BundleVersionView, actor: Actor) -> str:
    given = {"version_id": version.id, "actor": actor}
    steps: Mapping[str, tuple[Callable[[], object], str]] = {
        "change_bundle": (lambda: _changed(request, version, actor), _("已保存。")),
        "submit_bundle": (lambda: services.submit_bundle(**given), _("已送审。")),  # type: ignore[arg-type]  # as named above
        "publish_bundle": (lambda: services.publish_bundle(**given), _("已发布，从现在起生效。")),  # type: ignore[arg-type]
        "return_bundle": (
            lambda: services.return_bundle(version_id=version.id, reason=posted(request, "reason"), actor=actor),
            _("已退回修改。"),
        ),
        "draft_bundle": (lambda: services.draft_bundle(code=found.code, actor=actor), _("新版本已起草。")),
        "discard_bundle": (lambda: services.discard_bundle(**given), _("这一版已作废。")),  # type: ignore[arg-type]
        "retire_bundle": (
            lambda: services.retire_bundle(code=found.code, reason=posted(request, "reason"), actor=actor),
            _("已停办，正在办的继续办完。"),
        ),
    }
    step = steps.get(posted(request, "do"))
    if step is None:
        raise InvalidInput(errors={"do": _("请选择要做什么。")})
    act, told = step
    act()
    return told


def _changed(request: HttpRequest, version: BundleVersionView, actor: Actor) -> None:
    shape = bundle_form.sent(request, selectors.look(version).composition)
    revision = row_number(posted(request, "revision"))
    services.change_bundle(version_id=version.id, shape=shape, revision=revision or 0, actor=actor)


# --- in words ---------------------------------------------------------------------------------------
def words(composed: Composition | None) -> dict[str, object]:
    """What the pages say of a composition beside its own figures."""
    if composed is None:
        return {"members": []}
    return {
        "members": [
            {
                "key": key,
                "item": composed.items.get(key),
                "name": composed.name(key),
                "waits": list(_waits(composed, key)),
                "begins": composed.path.begins.get(key),
                "ends": composed.path.ends.get(key),
                "critical": key in composed.path.critical,
                "choice": composed.shape.choice_of(key),
            }
            for key in composed.shape.keys
        ],
        "necessity": dict(Necessity.choices),
        "shared_fields": [one for one in composed.form.fields if len(one.sources) > 1],
        "held": sum(entry.to_hand_in == 0 for entry in composed.materials),
    }


def _waits(composed: Composition, key: str) -> Iterator[str]:
    for edge in composed.shape.edges:
        if key in composed.shape.nodes(edge.node):
            yield _edge(composed, edge)


def _edge(composed: Composition, edge: Edge) -> str:
    upon = Occasion(edge.upon).label if edge.upon in Occasion.values else edge.upon
    text = _("“%(name)s”%(upon)s") % {"name": composed.name(edge.after), "upon": upon}
    if edge.delay is not None:
        text += _("再过%(delay)s") % {"delay": edge.delay}
    return text + (f"（{edge.basis}）" if edge.basis else "")
