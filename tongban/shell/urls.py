"""Addresses: each room brings its own list; this file only mounts them."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from tongban.shell.health import health

MOUNTS = {
    "furniture": "furniture/",
    "openapi": "api/v1/",
    "exchange": "api/exchange/",
    "workbench": "workbench/",
    "console": "console/",
    "access": "account/",
    "portal": "",
}

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health, name="health"),
    *(
        path(prefix, include(f"tongban.{room}.urls"))
        for room, prefix in MOUNTS.items()
        if find_spec(f"tongban.{room}.urls")
    ),
]
handler400 = "tongban.furniture.web.bad_request"
handler403 = "tongban.furniture.web.forbidden"
handler404 = "tongban.furniture.web.page_not_found"
handler500 = "tongban.shell.lost_database.fault"
