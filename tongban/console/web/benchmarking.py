"""Benchmarking in the console: comparisons with another place, their pairs side by side, and which items lag."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.access.services import actor_of, requires
from tongban.benchmarking import selectors, services
from tongban.benchmarking.selectors import AIMS, ComparisonView
from tongban.benchmarking.states import Measure
from tongban.console.web.pages import asked, attempted, page, posted, tell, uploaded
from tongban.feeds.registry import FEEDS
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.kernel.standards.text import row_number
from tongban.reference import selectors as reference

MANAGE = "benchmarking.manage"
SEE = ("insight.view", MANAGE)
PAGE, MOST_LINKS, MOST_IMPROVEMENTS, MOST_TARGET = 25, 30, 60, 999_999
#: The endings that an uploaded file keeps; what it is, its content tells.
ENDINGS = (".jsonl", ".csv", ".txt", ".xlsx")


@requires(*SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """The improvements under way and the latest comparisons; the bureau starts another."""
    actor = actor_of(request)
    started, error = attempted(request, lambda: _start(request, actor))
    if started is not None:
        return HttpResponseRedirect(reverse("console:benchmarking_comparison", args=[started.uid]))
    context = {
        "improvements": selectors.improvements(viewer=actor, limit=MOST_IMPROVEMENTS),
        "today": clock.today(),
        "comparisons": selectors.comparisons(viewer=actor, limit=20),
        "feeds": [("list", _("只有名称和编码的清单")), *((name, feed.title) for name, feed in FEEDS.items())],
        "may_manage": actor.may(MANAGE),
    }
    return page(request, "benchmarking/home.html", context, error=error)


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
        name = name or reference.region_names([theirs]).get(theirs, "")
        return services.start_comparison(ours_region=ours, theirs_region=theirs, theirs_name=name, actor=actor)
    with uploaded(request, "file", _("这个文件是空的，请重新选择。"), ENDINGS) as path:
        return services.start_comparison(
            ours_region=ours,
            theirs_file=path,
            feed=posted(request, "feed")[:20] or "list",
            theirs_name=name or (file.name or "")[:200],
            actor=actor,
        )


@requires(*SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def comparison(request: HttpRequest, uid: str) -> HttpResponse:
    """One comparison: its pairs, one of them side by side (`pair`), or our weak links (`view=weak`).

    `item` leads from a weak link to its pair.
    """
    actor = actor_of(request)
    address, error = attempted(request, lambda: _decide(request, uid, actor))
    if address is not None:
        return HttpResponseRedirect(address)
    if item_id := row_number(asked(request, "item")):
        accepted = selectors.pairs(uid, viewer=actor, state="accepted", item_id=item_id)
        return HttpResponseRedirect(f"{request.path}?pair={accepted[0].id}" if accepted else request.path)
    found = selectors.comparison(uid, viewer=actor)
    chosen = row_number(asked(request, "pair"))
    context = {
        "nav_current": "console:benchmarking",
        "comparison": found,
        "here": request.path,
        "may_manage": actor.may(MANAGE),
    }
    if chosen is not None:
        beside = selectors.beside(uid, chosen, viewer=actor)
        aims = [(name, aim.label) for name, aim in AIMS.items()]
        context |= {"beside": beside, "aims": aims, "measures": Measure.choices, "directions": selectors.DIRECTIONS}
    elif request.GET.get("view") == "weak":
        context |= {"links": selectors.lagging(uid, viewer=actor)[:MOST_LINKS]}
    else:
        context |= _pairs(request, found, actor)
    return page(request, "benchmarking/comparison.html", context, error=error)


def _pairs(request: HttpRequest, found: ComparisonView, actor: Actor) -> dict[str, object]:
    counts = {"proposed": found.proposed, "accepted": found.accepted, "refused": found.refused}
    state = asked(request, "state")
    state = state if state in counts else ""
    total = counts[state] if state else sum(counts.values())
    pages = max(1, -(-total // PAGE))
    number = min(max(1, row_number(asked(request, "page")) or 1), pages)
    return {
        "rows": selectors.pair_page(found.uid, viewer=actor, state=state, number=number, size=PAGE),
        "state": state,
        "number": number,
        "pages": pages,
        "total": total,
        "params": {"state": state} if state else {},
    }


def _decide(request: HttpRequest, uid: str, actor: Actor) -> str:
    """Accept, refuse, or set a target; returns the address to go on with."""
    actor.require(MANAGE)
    pair = selectors.beside(uid, row_number(asked(request, "pair")) or 0, viewer=actor).pair
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
    target = row_number(posted(request, "target"))
    if target is None or target > MOST_TARGET:
        raise InvalidInput(errors={"target": _("目标要写成不小于零的整数。")})
    improvement = services.set_target(
        pair_id=pair.id,
        element=posted(request, "element"),
        target=target,
        measures=request.POST.getlist("measures"),
        actor=actor,
    )
    tell(request, _("已定目标，请交办。"))
    return reverse("console:benchmarking_improvement", args=[improvement.uid])
