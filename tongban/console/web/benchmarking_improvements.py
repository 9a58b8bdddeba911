"""Improvements in the console: one improvement with what may be done to it, the board by department, the report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.access.services import actor_of, requires
from tongban.benchmarking import selectors, services
from tongban.benchmarking.selectors import ImprovementView, Scoreboard
from tongban.benchmarking.services import PlannedStep
from tongban.console.web.benchmarking import SEE
from tongban.console.web.pages import asked, attempted, day_of, page, posted, tell
from tongban.furniture import charts
from tongban.furniture.frame import Frame
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, InvalidInput, NotFound
from tongban.kernel.standards.text import row_number

STEPS = range(1, 6)
"""Lines of the timetable that the form offers."""

Act = Callable[[HttpRequest, ImprovementView, Actor], object]


@requires(*SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def improvement(request: HttpRequest, uid: str) -> HttpResponse:
    """Target, measures, timetable, what the guide and real cases show; a form for each possible step."""
    actor = actor_of(request)
    found = selectors.improvement(uid, viewer=actor)
    done, error = attempted(request, lambda: _act(request, found, actor))
    if done is not None:
        return done
    if error:
        found = selectors.improvement(uid, viewer=actor)
    context = {
        "nav_current": "console:benchmarking",
        "improvement": found,
        "today": clock.today(),
        "actions": selectors.actions(found, viewer=actor),
        "history": [_event(fact.text, fact.occurred_at, fact.data) for fact in selectors.improvement_history(found)],
        "steps": STEPS,
        "open_steps": [(str(step.order), step.text) for step in found.milestones if step.done_on is None],
        "errors": _placed(error, posted(request, "do")),
        "done": request.POST.get("do", ""),
    }
    return page(request, "benchmarking/improvement.html", context, error=error)


def _act(request: HttpRequest, found: ImprovementView, actor: Actor) -> HttpResponse:
    """Do what a button says; the verb checks person and state."""
    act = ACTS.get(posted(request, "do"))
    if act is None:
        raise NotFound()
    act(request, found, actor)
    tell(request, _("已记录。"))
    return HttpResponseRedirect(request.path)


@requires(*SEE)
@require_safe
def roadmap(request: HttpRequest, uid: str) -> HttpResponse:
    """The timetable drawn; the page beside it has the same days as a table."""
    rows = selectors.roadmap(selectors.improvement(uid, viewer=actor_of(request)))
    if not rows:
        raise NotFound()
    drawn = charts.svg(charts.spans(rows, label="name", start="since", end="until", done="done"))
    response = HttpResponse(drawn, content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=60"
    return response


def _placed(error: DomainError | None, do: str) -> dict[str, str]:
    """What was wrong by the name of the field that the page has for it."""
    fields = {
        "timetable": "step1",
        "done": "finished",
        "reason": "return_reason" if do == "return_improvement" else "reason",
        "due_on": "rectify_on" if do == "order_rectification" else "due_on",
    }
    found = error.errors if isinstance(error, InvalidInput) else {}
    return {fields.get(name, name): sentence for name, sentence in found.items()}


def _event(text: str, at: dt.datetime, data: Mapping[str, object]) -> dict[str, object]:
    """A line of the history with the words that people wrote."""
    said = (data.get(key) for key in ("text", "reason", "conclusion", "document_no"))
    return {"text": text, "at": at, "detail": "　".join(str(one) for one in said if one)}


def _day(request: HttpRequest, name: str) -> dt.date:
    return day_of(posted(request, name), name)


def _assign(request: HttpRequest, found: ImprovementView, actor: Actor) -> object:
    steps = [
        PlannedStep(posted(request, f"step{number}"), _day(request, f"day{number}"))
        for number in STEPS
        if posted(request, f"step{number}")
    ]
    return services.assign_improvement(uid=found.uid, due_on=_day(request, "due_on"), timetable=steps, actor=actor)


def _progress(request: HttpRequest, found: ImprovementView, actor: Actor) -> object:
    done = [number for one in request.POST.getlist("finished") if (number := row_number(one)) is not None]
    return services.report_progress(uid=found.uid, text=posted(request, "text"), done=done, actor=actor)


def _return(request: HttpRequest, found: ImprovementView, actor: Actor) -> object:
    return services.return_improvement(uid=found.uid, reason=posted(request, "return_reason"), actor=actor)


def _measure(request: HttpRequest, found: ImprovementView, actor: Actor) -> object:
    return services.measure_improvement(uid=found.uid, actor=actor)


def _close(request: HttpRequest, found: ImprovementView, actor: Actor) -> object:
    return services.close_improvement(uid=found.uid, conclusion=posted(request, "conclusion"), actor=actor)


def _rectify(request: HttpRequest, found: ImprovementView, actor: Actor) -> object:
    return services.order_rectification(
        uid=found.uid,
        document_no=posted(request, "document_no"),
        reason=posted(request, "reason"),
        due_on=_day(request, "rectify_on"),
        actor=actor,
    )


def _appraise(request: HttpRequest, found: ImprovementView, actor: Actor) -> object:
    say = services.commend if posted(request, "do") == "commend" else services.criticise
    return say(
        department_id=found.department_id,
        document_no=posted(request, "document_no"),
        reason=posted(request, "reason"),
        uid=found.uid,
        actor=actor,
    )


ACTS: dict[str, Act] = {
    "assign_improvement": _assign,
    "report_progress": _progress,
    "return_improvement": _return,
    "measure_improvement": _measure,
    "close_improvement": _close,
    "order_rectification": _rectify,
    "commend": _appraise,
    "criticise": _appraise,
}


def _asked(request: HttpRequest) -> tuple[dt.date, dt.date]:
    """The period in the address; this year where it holds none."""
    found = []
    for name, otherwise in (("since", clock.today().replace(month=1, day=1)), ("until", clock.today())):
        try:
            found.append(day_of(asked(request, name), name))
        except InvalidInput:
            found.append(otherwise)
    return found[0], max(found)


def _board(request: HttpRequest) -> Scoreboard:
    since, until = _asked(request)
    return selectors.scoreboard(since=since, until=until, viewer=actor_of(request))


@requires(*SEE)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Departments in bands and their improvements: the report as a page."""
    found = _board(request)
    context = {
        "nav_current": "console:benchmarking",
        "board": found,
        "summary": selectors.summary(found),
        "rule": selectors.BAND_RULE,
        "params": {"since": found.since.isoformat(), "until": found.until.isoformat()},
    }
    return page(request, "benchmarking/board.html", context)


@requires(*SEE)
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """The same on paper."""
    found = _board(request)
    response = HttpResponse(selectors.report_pdf(found, city=Frame().city_name), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="benchmarking-{found.until.isoformat()}.pdf"'
    return response
