"""Addresses below `api/exchange/`."""

from __future__ import annotations

from django.urls import path

from tongban.exchange import web

app_name = "exchange"
urlpatterns = [
    path("envelopes", web.envelopes, name="envelopes"),
    path("contents", web.contents, name="contents"),
]
