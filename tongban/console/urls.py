"""Addresses of the console, mounted below `console/`."""

from __future__ import annotations

from django.urls import path

from tongban.console.web import (
    benchmarking,
    benchmarking_improvements,
    city,
    entered,
    guides,
    guides_acts,
    guides_claim,
    guides_editor,
    guides_moves,
    guides_register,
    guides_version,
    ledger,
    opinions,
    people,
    points,
    reconciliation,
    regulation,
    statistics,
    suspensions,
)

app_name = "console"
urlpatterns = [
    path("", city.home, name="home"),
    path("outbox", city.outbox, name="outbox"),
    path("rules", city.rules, name="rules"),
    path("calendar", city.calendar, name="calendar"),
    path("entered", entered.entered, name="entered"),
    path("suspensions", suspensions.suspensions, name="suspensions"),
    path("opinions", opinions.opinions, name="opinions"),
    path("opinions/<uuid:uid>/", opinions.opinion, name="opinion"),
    path("organisations", city.organisations, name="organisations"),
    path("organisations/<int:department_id>/", city.organisation, name="organisation"),
    path("statistics", statistics.overview, name="statistics"),
    path("statistics/items", statistics.items, name="statistics_items"),
    path("statistics/trend", statistics.trend, name="statistics_trend"),
    path("statistics/kept", statistics.kept, name="statistics_kept"),
    path("statistics/keep", statistics.keep, name="statistics_keep"),
    path("statistics/<str:name>.svg", statistics.chart, name="statistics_chart"),
    path("statistics/table.csv", statistics.table, name="statistics_table"),
    path("statistics/report.pdf", statistics.report, name="statistics_report"),
    path("guides", guides.items, name="guides"),
    path("guides/waiting", guides.waiting, name="guides_waiting"),
    path("guides/drafts", guides.drafts, name="guides_drafts"),
    path("guides/scheduled", guides.scheduled, name="guides_scheduled"),
    path("guides/claim", guides_claim.claim, name="guides_claim"),
    path("guides/sheet", guides_claim.sheet, name="guides_sheet"),
    path("guides/sheet.xlsx", guides_claim.sheet_file, name="guides_sheet_file"),
    path("guides/items/<int:item_id>/", guides.item, name="guides_item"),
    path("guides/items/<int:item_id>/moves", guides_moves.moves, name="guides_moves"),
    *(
        path(f"guides/items/<int:item_id>/{verb}", guides_acts.act, {"verb": verb}, name=f"guides_{verb}")
        for verb in map(str, guides_acts.KINDS)
    ),
    path("guides/acts", guides_register.acts, name="guides_acts"),
    path("guides/acts/<int:change_id>/", guides_register.act, name="guides_act"),
    path("guides/versions/<int:version_id>/", guides_version.version, name="guides_version"),
    path("guides/versions/<int:version_id>/edit", guides_editor.edit, name="guides_edit"),
    path("guides/versions/<int:version_id>/check", guides_editor.check, name="guides_check"),
    path("benchmarking", benchmarking.home, name="benchmarking"),
    path("benchmarking/comparisons/<str:uid>/", benchmarking.comparison, name="benchmarking_comparison"),
    path(
        "benchmarking/improvements/<str:uid>/", benchmarking_improvements.improvement, name="benchmarking_improvement"
    ),
    path(
        "benchmarking/improvements/<str:uid>/roadmap.svg",
        benchmarking_improvements.roadmap,
        name="benchmarking_roadmap",
    ),
    path("benchmarking/board", benchmarking_improvements.board, name="benchmarking_board"),
    path("benchmarking/report.pdf", benchmarking_improvements.report, name="benchmarking_report"),
    path("regulation", regulation.plans, name="regulation"),
    path("regulation/plans/<str:uid>/", regulation.plan, name="regulation_plan"),
    path("regulation/registers", regulation.registers, name="regulation_registers"),
    path("regulation/rules", regulation.rules, name="regulation_rules"),
    path("points", points.points, name="points"),
    path("points/<int:hall_id>/", points.point, name="point"),
    path("roles", people.roles, name="roles"),
    path("accounts", people.accounts, name="accounts"),
    path("staff", people.accounts, name="staff"),
    path("accounts/<int:account_id>/", people.account, name="account"),
    path("ledger", ledger.facts, name="ledger"),
    path("ledger/verify", ledger.verify, name="ledger_verify"),
    path("reconciliation", reconciliation.days, name="reconciliation"),
    path("reconciliation/<uuid:uid>/", reconciliation.day, name="reconciliation_day"),
]
