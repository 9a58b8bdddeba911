"""Addresses of the workbench, mounted below `workbench/`."""

from __future__ import annotations

from django.urls import path

from tongban.workbench.web import actions, case, desk, intake, papers, ratings

app_name = "workbench"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("queue", desk.queue, name="queue"),
    path("results", desk.results, name="results"),
    path("cases/<uuid:uid>/", case.case, name="case"),
    path("cases/<uuid:uid>/act/<slug:verb>", actions.act, name="act"),
    path("cases/<uuid:uid>/materials/<int:order>", case.material, name="material"),
    path("cases/<uuid:uid>/licences/<int:order>", case.licence, name="licence"),
    path("cases/<uuid:uid>/instruments/<int:instrument_id>.pdf", case.instrument, name="instrument"),
    path("cases/<uuid:uid>/receipt", papers.receipt, name="receipt"),
    path("intake", intake.start, name="intake"),
    path("intake/for/<str:token>", intake.item, name="intake_item"),
    path("intake/<uuid:uid>/", papers.papers, name="intake_papers"),
    path("intake/<uuid:uid>/done", papers.done, name="intake_done"),
    path("ratings", ratings.ratings, name="ratings"),
    path("ratings/<uuid:uid>/", ratings.rating, name="rating"),
]
