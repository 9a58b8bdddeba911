"""Addresses: the display switch everywhere; the example pages only where nobody mistakes them for real."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path

from tongban.furniture import web

app_name = "furniture"

urlpatterns: list[URLPattern] = [path("display/", web.display, name="display")]
if settings.TONGBAN_CITY_KIND != "production":
    urlpatterns += [
        path("", web.example_index, name="examples"),
        path("<slug:family>/", web.example, name="example"),
    ]
