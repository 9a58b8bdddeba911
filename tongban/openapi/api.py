"""The API object: resources mounted, refusals installed, and the document completed in one place."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from tongban.openapi import problems
from tongban.openapi.answers import FILES, JSON
from tongban.openapi.auth import Bearer
from tongban.openapi.bodies import keepable
from tongban.openapi.resources import (
    applications,
    batches,
    benchmarking,
    cases,
    catalogue,
    counsel,
    credit,
    cross_region,
    fees,
    hands,
    inspections,
    interested,
    licences,
    lives,
    moves,
    opinions,
    people,
    post,
    promises,
    ratings,
    regulation,
    steps,
    talk,
    time,
)
from tongban.openapi.schemas.applications import ApplicationMaterial

#: Every operation may answer with these; each body is a `Problem`.
REFUSALS = {
    "400": "读不懂的请求",
    "401": "没有登录",
    "403": "没有权限",
    "404": "没有找到，或者不可见",
    "405": "不支持这种方法",
    "409": "与现在的状态不符",
    "413": "内容太大",
    "415": "不支持这种内容类型",
    "422": "填写有误",
    "429": "请求太频繁",
    "503": "暂时不能办理",
}
_KEY_HEADER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "同一把钥匙重复提交，只办一次，得到第一次的答复。",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}


class OrjsonRenderer(BaseRenderer):
    """JSON by orjson, UTF-8 as it is."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """Bytes of the answer."""
        return orjson.dumps(data, default=str)


class StrictParser(Parser):
    """JSON by orjson: UTF-8 only, no lone surrogates, and nothing that the database cannot keep."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body as an object. Raises `HttpError` 400."""
        try:
            data = orjson.loads(request.body)
        except orjson.JSONDecodeError as error:
            raise HttpError(400, "json") from error
        if not isinstance(data, dict) or not keepable(data):
            raise HttpError(400, "json")
        return data


class CityAPI(NinjaAPI):
    """The API, whose document also tells of refusals, keys and PDF answers."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The OpenAPI document; the same for the same code."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        components = schema["components"].setdefault("schemas", {})
        for part in (ApplicationMaterial,):  # named by the multipart body, which ninja does not read
            components[part.__name__] = part.model_json_schema()
        components["Problem"] = problems.Problem.model_json_schema()
        body = {"schema": {"$ref": "#/components/schemas/Problem"}}
        for methods in schema["paths"].values():
            for method, operation in methods.items():
                operation["responses"] = {str(status): told for status, told in operation["responses"].items()}
                for status, text in REFUSALS.items():
                    answer = {"description": text, "content": {problems.MEDIA_TYPE: body}}
                    operation["responses"].setdefault(status, answer)
                if kind := FILES.get(operation["operationId"]):
                    plain = {"type": "object"} if kind == JSON else {"type": "string", "format": "binary"}
                    operation["responses"]["200"]["content"] = {kind: {"schema": plain}}
                if method != "get":
                    operation.setdefault("parameters", []).append(dict(_KEY_HEADER))
        return schema


api = CityAPI(
    title="通办接口",
    version="1",
    description="一体化政务服务平台的接口：与页面、命令使用同一套动作。错误一律为 application/problem+json。",
    auth=Bearer(),
    renderer=OrjsonRenderer(),
    parser=StrictParser(),
    urls_namespace="openapi",
    docs_url=None,
)
problems.install(api)
for _router in (
    cases.router,
    steps.of_case,
    hands.of_case,
    time.of_case,
    promises.of_case,
    lives.of_case,
    counsel.of_case,
    talk.of_case,
    opinions.of_case,
    interested.of_case,
    fees.of_case,
    post.of_case,
):
    api.add_router("/cases", _router)
api.add_router("/steps", steps.router)
api.add_router("/extensions", hands.router)
api.add_router("/applications", applications.router)
api.add_router("/counsels", counsel.router)
api.add_router("/past-cases", counsel.past)
api.add_router("/talks", talk.router)
api.add_router("/batches", batches.router)
api.add_router("/opinions", opinions.router)
api.add_router("/interested", interested.router)
api.add_router("/items", moves.of_item)
api.add_router("/moves", moves.router)
api.add_router("/ratings", ratings.router)
api.add_router("/parcels", post.router)
api.add_router("/credit", credit.router)
api.add_router("/regulation", regulation.router)
api.add_router("/inspections", inspections.router)
api.add_router("/cross-region", cross_region.router)
api.add_router("/benchmarking", benchmarking.router)
api.add_router("", fees.router)
api.add_router("", catalogue.router)
api.add_router("", people.router)
api.add_router("", licences.router)
