"""Benchmarking in the console: comparisons with another place, their pairs side by side, and which items lag."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.access.services import actor_of, requires
from tongban.benchmarking import selectors, services
from tongban.benchmarking.selectors import AIMS, ComparisonView
from tongban.benchmarking.states import Measure
from tongban.cases import selectors as cases
from tongban.console.web.pages import page, posted, tell
from tongban.feeds.registry import FEEDS
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, InvalidInput, NotFound

MANAGE = "benchmarking.manage"
SEE = ("insight.view", MANAGE)
PAGE, MOST_LINKS, MOST_IMPROVEMENTS = 25, 30, 60
YEAR = dt.timedelta(days=365)
#: How a file is read is told by the ending of its name; what has none of these is taken for lines of JSON.
ENDINGS = (".csv", ".txt", ".xlsx")


@requires(*SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """The improvements under way and the latest comparisons; the bureau starts another."""
    actor = actor_of(request)
    error: DomainError | None = None
    if request.method == "POST":
        try:
            return HttpResponseRedirect(reverse("console:benchmarking_comparison", args=[_start(request, actor).uid]))
        except DomainError as refusal:
            error = refusal
    context = {
        "improvements": selectors.improvements(viewer=actor, limit=MOST_IMPROVEMENTS),
        "today": clock.today(),
        "comparisons": selectors.comparisons(viewer=actor, limit=20),
        "feeds": [("list", _("只有名称和编码的清单")), *((name, feed.title) for name, feed in FEEDS.items())],
        "may_manage": actor.may(MANAGE),
        **_refused(request, error),
    }
    return page(request, "benchmarking/home.html", context, status=error.status if error else 200)


def _start(request: HttpRequest, actor: Actor) -> ComparisonView:
    """Theirs is a region imported before, or a file, of which the comparison keeps what it says."""
    actor.require(MANAGE)
    ours, theirs, name = (posted(request, key)[:200] for key in ("ours", "theirs", "name"))
    file = request.FILES.get("file")
    if not ours:
        raise InvalidInput(errors={"ours": _("请填写我方区划代码。")})
    if file is None:
        if not theirs:
            raise InvalidInput(errors={"theirs": _("请填写对方区划代码，或者选择文件。")})
        return services.start_comparison(ours_region=ours, theirs_region=theirs, theirs_name=name, actor=actor)
    ending = Path(file.name or "").suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"theirs{ending if ending in ENDINGS else '.jsonl'}"
        with path.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        return services.start_comparison(
            ours_region=ours,
            theirs_file=path,
            feed=posted(request, "feed")[:20] or "list",
            theirs_name=name or (file.name or "")[:200],
            actor=actor,
        )


def _refused(request: HttpRequest, error: DomainError | None) -> dict[str, object]:
    """What a form shows again after a refusal."""
    return {
        "error": error,
        "errors": error.errors if isinstance(error, InvalidInput) else {},
        "typed": request.POST,
    }


@requires(*SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def comparison(request: HttpRequest, uid: str) -> HttpResponse:
    """One comparison: its pairs, one of them side by side (`pair`), or our weak links (`view=weak`)."""
    actor = actor_of(request)
    error: DomainError | None = None
    if request.method == "POST":
        try:
            return HttpResponseRedirect(_decide(request, uid, actor))
        except NotFound:
            raise
        except DomainError as refusal:
            error = refusal
    found = selectors.comparison(uid, viewer=actor)
    chosen = _number(request.GET.get("pair", ""))
    context = {
        "nav_current": "console:benchmarking",
        "comparison": found,
        "here": request.path,
        "may_manage": actor.may(MANAGE),
        **_refused(request, error),
    }
    if chosen:
        beside = selectors.beside(uid, chosen, viewer=actor)
        aims = [(name, aim.label) for name, aim in AIMS.items()]
        context |= {"beside": beside, "aims": aims, "measures": Measure.choices, "directions": selectors.DIRECTIONS}
    elif request.GET.get("view") == "weak":
        context |= {"links": _weak_links(uid, actor)}
    else:
        context |= _pairs(request, uid, actor)
    return page(request, "benchmarking/comparison.html", context, status=error.status if error else 200)


def _weak_links(uid: str, actor: Actor) -> list[selectors.WeakLink]:
    today = clock.today()
    volumes = cases.case_volumes(since=today - YEAR, until=today, viewer=actor)
    return selectors.lagging(uid, viewer=actor, cases=volumes)[:MOST_LINKS]


def _pairs(request: HttpRequest, uid: str, actor: Actor) -> dict[str, object]:
    state = request.GET.get("state", "")
    state = state if state in ("proposed", "accepted", "refused") else ""
    rows = selectors.pairs(uid, viewer=actor, state=state)
    number = max(1, _number(request.GET.get("page", "")))
    shown = rows[(number - 1) * PAGE : number * PAGE]
    return {
        "rows": shown,
        "state": state,
        "number": number,
        "pages": max(1, -(-len(rows) // PAGE)),
        "total": len(rows),
        "params": {"state": state} if state else {},
    }


def _number(text: str) -> int:
    """A number in the address; 0 where it is none."""
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def _decide(request: HttpRequest, uid: str, actor: Actor) -> str:
    """Accept, refuse, or set a target; returns the address to go on with."""
    actor.require(MANAGE)
    pair = selectors.beside(uid, _number(request.GET.get("pair", "")), viewer=actor).pair
    back = reverse("console:benchmarking_comparison", args=[uid])
    note, do = posted(request, "note"), posted(request, "do")
    if do == "accept":
        services.accept_pair(pair_id=pair.id, note=note, actor=actor)
        tell(request, _("已确认是同一个事项，可以定目标了。"))
        return f"{back}?pair={pair.id}"
    if do == "refuse":
        services.refuse_pair(pair_id=pair.id, note=note, actor=actor)
        tell(request, _("已拒绝，以后不再这样配对。"))
        return back
    if do != "target":
        raise NotFound()
    target = posted(request, "target")
    if not target.isdecimal() or len(target) > 6:
        raise InvalidInput(errors={"target": _("目标要写成不小于零的整数。")})
    improvement = services.set_target(
        pair_id=pair.id,
        element=posted(request, "element"),
        target=int(target),
        measures=request.POST.getlist("measures"),
        actor=actor,
    )
    tell(request, _("已定目标，请交办。"))
    return reverse("console:benchmarking_improvement", args=[improvement.uid])
