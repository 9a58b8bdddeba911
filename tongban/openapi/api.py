"""The API object: resources mounted, refusals installed."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.renderers import BaseRenderer

from tongban.openapi import problems
from tongban.openapi.auth import Bearer
from tongban.openapi.resources import cases, catalogue, licences, people


class OrjsonRenderer(BaseRenderer):
    """JSON by orjson, UTF-8 as it is."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """Bytes of the answer."""
        return orjson.dumps(data, default=str)


api = NinjaAPI(
    title="通办接口",
    version="1",
    description="一体化政务服务平台的接口：与页面、命令使用同一套动作。错误一律为 application/problem+json。",
    auth=Bearer(),
    renderer=OrjsonRenderer(),
    urls_namespace="openapi",
    docs_url=None,
)
problems.install(api)
api.add_router("/cases", cases.router)
api.add_router("", catalogue.router)
api.add_router("", people.router)
api.add_router("", licences.router)
