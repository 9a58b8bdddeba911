"""Statistics of the catalogue: rates as of a day, the items behind each, trend, charts, table, report, kept figures."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.access.services import actor_of, requires
from tongban.cases import selectors as cases
from tongban.catalogue import selectors as catalogue
from tongban.catalogue import services as verbs
from tongban.catalogue.selectors import LEVELS, CatalogueStatistics, Filters, Part, Rate, Rules
from tongban.catalogue.states import ItemKind
from tongban.console.web.pages import page, posted, tell
from tongban.console.web.statistics_charts import groups_chart, trend_chart
from tongban.console.web.statistics_report import Reported, report_of
from tongban.feeds.sheet_files import guarded
from tongban.furniture import charts
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, InvalidInput, NotFound
from tongban.kernel.standards.text import row_number
from tongban.orgs import selectors as orgs
from tongban.reference import selectors as reference

VIEW = "insight.view"
GROUPS = {"department": "部门", "kind": "事项类型", "level": "行使层级", "region": "行政区划"}
#: The rates of the grouped table; the others stand in the list above it.
COLUMNS = ("instant_rate", "one_day_rate", "compression_converted", "fully_online_rate", "no_visit_rate")
TREND = ("instant_rate", "one_day_rate", "compression_converted", "online_rate", "fully_online_rate", "no_visit_rate")
MOST_GROUPS = 60
YEAR = dt.timedelta(days=364)


def asked(request: HttpRequest) -> tuple[Filters, dict[str, str]]:
    """The filters in the address, and the address's own words of those that are understood."""
    keys = ("as_of", "region", "department", "kind", "level", "base", "weigh")
    given = {key: request.GET.get(key, "").strip()[:40] for key in keys}
    filters: Filters = {}
    if given["kind"] in ItemKind.values:
        filters["item_kind"] = given["kind"]
    if given["level"] in LEVELS:
        filters["level"] = given["level"]
    if (department_id := row_number(given["department"])) is not None:
        filters["department_id"] = department_id
    if given["region"].isascii() and given["region"].isdecimal() and len(given["region"]) <= 12:
        filters["within"] = given["region"]
    day = _day(given["as_of"])
    if day and day < clock.today():
        filters["as_of"] = day
    base = _day(given["base"])
    known = {
        "kind": filters.get("item_kind", ""),
        "level": filters.get("level", ""),
        "department": given["department"] if "department_id" in filters else "",
        "region": filters.get("within", ""),
        "as_of": day.isoformat() if "as_of" in filters and day else "",
        "base": base.isoformat() if base and base < clock.today() else "",
        "weigh": "1" if given["weigh"] == "1" else "",
    }
    return filters, {key: value for key, value in known.items() if value}


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _by(request: HttpRequest) -> str:
    by = request.GET.get("by", "")
    return by if by in GROUPS else "department"


def names_of(by: str, keys: list[str]) -> dict[str, str]:
    """What groups are called."""
    if by == "department":
        return {str(key): name for key, name in orgs.department_names(int(key) for key in keys).items()}
    if by == "region":
        return reference.region_names([key for key in keys if key])
    words = dict(ItemKind.choices) if by == "kind" else LEVELS
    return {key: str(words.get(key, "")) for key in keys}


def choices() -> dict[str, list[tuple[str, str]]]:
    """What the filters offer."""
    return {
        "kinds": [(one.value, str(one.label)) for one in ItemKind],
        "levels": list(LEVELS.items()),
        "departments": [(str(row.id), row.name) for row in orgs.departments(active_only=False)[:200]],
    }


def ranked(by: str, groups: dict[str, CatalogueStatistics], rule: Rules) -> list[dict[str, object]]:
    """Groups with names, the largest first, each with its rates as printed."""
    names = names_of(by, list(groups))
    rows = [
        {
            "key": key,
            "name": names.get(key) or key or str(_("没有写明")),
            "units": found.units,
            "printed": catalogue.printed(found, rule.rounding),
            "rates": found.rates,
        }
        for key, found in groups.items()
    ]
    return sorted(rows, key=lambda row: (-cast("int", row["units"]), str(row["name"])))


@requires(VIEW)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every rate with its numerator and denominator, and the groups; the address holds the filters."""
    filters, params = asked(request)
    by = _by(request)
    found, groups = catalogue.breakdown(by, **filters)
    rule = catalogue.rules(filters.get("as_of"))
    rows = ranked(by, groups, rule)
    cut = _cut(params, filters, rule)
    printed = catalogue.printed(found, rule.rounding)
    context = {
        "found": found,
        "day": filters.get("as_of") or clock.today(),
        "rule": rule,
        "params": params,
        "by": by,
        "groups": GROUPS,
        "rates": [
            (term, rate, printed[term.name], rule.shown(term, rate.numerator), rule.shown(term, rate.denominator))
            for term, rate in ((catalogue.TERMS[name], rate) for name, rate in found.rates.items())
        ],
        "cut": cut,
        "weighted": _weighted(actor_of(request), filters, rule) if "weigh" in params else None,
        "rows": rows[:MOST_GROUPS],
        "more": max(0, len(rows) - MOST_GROUPS),
        "shown": rule.shown,
        "columns_of": [catalogue.TERMS[name] for name in COLUMNS],
        "address": urlencode({**params, "by": by}),
        "may_keep": actor_of(request).may("catalogue.publish"),
        **choices(),
    }
    return page(request, "statistics.html", context)


def _cut(params: dict[str, str], filters: Filters, rule: Rules) -> list[tuple[str, str, Rate, str]]:
    """材料压减率 where a base day is asked."""
    base = _day(params.get("base", ""))
    if base is None:
        return []
    return [
        (
            catalogue.EXTRAS[name].label,
            catalogue.EXTRAS[name].formula,
            rate,
            catalogue.written(name, rate, rule.rounding),
        )
        for name, rate in catalogue.materials_cut(base, **filters).items()
    ]


def _weighted(actor: Actor, filters: Filters, rule: Rules) -> dict[str, object]:
    """The mean of visits weighted by the cases that the viewer may count, of the year that ends with the day."""
    until = filters.get("as_of") or clock.today()
    since = until - YEAR
    rate = catalogue.weighted_visits(cases.case_volumes(since=since, until=until, viewer=actor), **filters)
    printed = catalogue.written("weighted_visits", rate, rule.rounding)
    return {
        "term": catalogue.EXTRAS["weighted_visits"],
        "rate": rate,
        "printed": printed,
        "since": since,
        "until": until,
    }


@requires(VIEW)
@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """The items behind one rate, a page at a time."""
    filters, params = asked(request)
    rate, part = request.GET.get("rate", "")[:60], request.GET.get("part", "over")[:8]
    cursor = request.GET.get("cursor", "")[:40].replace("\x00", "")
    found = catalogue.counted_items(rate, cast("Part", part), cursor=cursor, **filters)
    here = {**params, "rate": rate, "part": part}
    context = {
        "nav_current": "console:statistics",
        "term": catalogue.TERMS[rate],
        "shown": catalogue.rules(filters.get("as_of")).shown,
        "part": part,
        "found": found,
        "names": orgs.department_names({row.department_id for row in found.rows}),
        "day": filters.get("as_of") or clock.today(),
        "params": here,
        "back": reverse("console:statistics") + "?" + urlencode(params),
        "first_page": not cursor,
    }
    return page(request, "statistics_items.html", context)


@requires(VIEW)
@require_safe
def trend(request: HttpRequest) -> HttpResponse:
    """The main rates at the ends of the last months."""
    filters, params = asked(request)
    rule = catalogue.rules(filters.get("as_of"))
    points = [(day, found.units, catalogue.printed(found, rule.rounding)) for day, found in _months(filters)]
    context = {
        "nav_current": "console:statistics",
        "points": points,
        "terms": [catalogue.TERMS[name] for name in TREND],
        "params": params,
        "address": urlencode(params),
        "back": reverse("console:statistics") + "?" + urlencode(params),
        "rule": rule,
    }
    return page(request, "statistics_trend.html", context)


def _months(filters: Filters) -> list[tuple[dt.date, CatalogueStatistics]]:
    """The figures at the day asked for and at the ends of the months before."""
    narrowed = cast("Filters", {key: value for key, value in filters.items() if key != "as_of"})
    return catalogue.trend(catalogue.month_ends(until=filters.get("as_of")), **narrowed)


@requires(VIEW)
@require_safe
def chart(request: HttpRequest, name: str) -> HttpResponse:
    """A drawing: `groups` (items by group) or `trend`. The page beside it has the same figures as a table."""
    filters, _params = asked(request)
    rule = catalogue.rules(filters.get("as_of"))
    if name == "groups":
        by = _by(request)
        spec, _shown = groups_chart(ranked(by, catalogue.breakdown(by, **filters)[1], rule))
    elif name == "trend":
        spec = trend_chart(_months(filters), TREND)
    else:
        raise NotFound()
    response = HttpResponse(charts.svg(spec), content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=60"
    return response


def _label(name: str) -> str:
    return catalogue.TERMS[name].label


@requires(VIEW)
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """Everything on the page as CSV: each rate of the whole and of every group, with the rule of rounding."""
    filters, _params = asked(request)
    by = _by(request)
    found, groups = catalogue.breakdown(by, **filters)
    rule = catalogue.rules(filters.get("as_of"))
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(["统计日", "分组", "名称", "指标", "指标代码", "分子", "分母", "比率", "保留小数"])
    day = (filters.get("as_of") or clock.today()).isoformat()
    whole: dict[str, object] = {
        "name": "全部",
        "rates": found.rates,
        "printed": catalogue.printed(found, rule.rounding),
    }
    for row in [whole, *ranked(by, groups, rule)]:
        words = cast("dict[str, str]", row["printed"])
        for name, rate in cast("dict[str, Rate]", row["rates"]).items():
            write.writerow([
                day, GROUPS[by], guarded(str(row["name"])), _label(name), name, rate.numerator, rate.denominator,
                words[name], rule.rounding.words,
            ])  # fmt: skip
    # A byte order mark, so that spreadsheets open it as UTF-8.
    return _file("\ufeff" + out.getvalue(), "text/csv; charset=utf-8", f"statistics-{day}.csv")


def _file(content: str | bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@requires(VIEW)
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """The same figures on paper: the day, the rule pack, the formulas."""
    filters, params = asked(request)
    by = _by(request)
    found, groups = catalogue.breakdown(by, **filters)
    day = filters.get("as_of") or clock.today()
    rule = catalogue.rules(filters.get("as_of"))
    content = report_of(
        Reported(
            found=found,
            rows=ranked(by, groups, rule),
            months=_months(filters),
            rule=rule,
            day=day,
            by=GROUPS[by],
            selection=_words(params),
            columns=COLUMNS,
            trend=TREND,
        )
    )
    return _file(content, "application/pdf", f"statistics-{day.isoformat()}.pdf")


def _words(params: dict[str, str]) -> str:
    """The selection in words."""
    department, region = params.get("department", ""), params.get("region", "")
    parts = [
        dict(ItemKind.choices).get(params.get("kind", ""), ""),
        LEVELS.get(params.get("level", ""), ""),
        orgs.department_names([int(department)]).get(int(department), "") if department else "",
        reference.region_names([region]).get(region, region) if region else "",
    ]
    return "、".join(str(part) for part in parts if part) or "全部在用事项"


@requires(VIEW)
@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """Figures that were kept; each can be counted again."""
    asked_for = row_number(request.GET.get("prove", ""))
    proof = None if asked_for is None else catalogue.prove(asked_for)
    context = {
        "nav_current": "console:statistics",
        "rows": catalogue.snapshots(),
        "proof": proof,
        "terms": catalogue.TERMS,
        "params": request.GET.dict(),
    }
    return page(request, "statistics_kept.html", context)


@requires("catalogue.publish")
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the figures shown, under a title; back to the list, or to the page with the reason."""
    filters, params = asked(request)
    try:
        view = verbs.keep_statistics(title=posted(request, "title"), filters=filters, actor=actor_of(request))
    except InvalidInput as refused:
        tell(request, _refusal(refused))
        return HttpResponseRedirect(reverse("console:statistics") + "?" + urlencode(params))
    tell(request, _("已留存“%(title)s”，以后可以逐项核对。") % {"title": view.title})
    return HttpResponseRedirect(reverse("console:statistics_kept"))


def _refusal(refused: DomainError) -> str:
    errors = getattr(refused, "errors", None)
    return "".join(errors.values()) if isinstance(errors, dict) else refused.sentence
