"""Addresses of the console, mounted below `console/`."""

from __future__ import annotations

from django.urls import path

from tongban.console.web import city, ledger, people, points, statistics

app_name = "console"
urlpatterns = [
    path("", city.home, name="home"),
    path("outbox", city.outbox, name="outbox"),
    path("rules", city.rules, name="rules"),
    path("calendar", city.calendar, name="calendar"),
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
    path("points", points.points, name="points"),
    path("points/<int:hall_id>/", points.point, name="point"),
    path("roles", people.roles, name="roles"),
    path("accounts", people.accounts, name="accounts"),
    path("staff", people.accounts, name="staff"),
    path("accounts/<int:account_id>/", people.account, name="account"),
    path("ledger", ledger.facts, name="ledger"),
    path("ledger/verify", ledger.verify, name="ledger_verify"),
]
