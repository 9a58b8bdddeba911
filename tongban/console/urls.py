"""Addresses of the console, mounted below `console/`."""

from __future__ import annotations

from django.urls import path

from tongban.console.web import city, ledger, people

app_name = "console"
urlpatterns = [
    path("", city.home, name="home"),
    path("outbox", city.outbox, name="outbox"),
    path("rules", city.rules, name="rules"),
    path("calendar", city.calendar, name="calendar"),
    path("organisations", city.organisations, name="organisations"),
    path("organisations/<int:department_id>/", city.organisation, name="organisation"),
    path("statistics", city.statistics, name="statistics"),
    path("roles", people.roles, name="roles"),
    path("accounts", people.accounts, name="accounts"),
    path("staff", people.accounts, name="staff"),
    path("accounts/<int:account_id>/", people.account, name="account"),
    path("ledger", ledger.facts, name="ledger"),
    path("ledger/verify", ledger.verify, name="ledger_verify"),
]
