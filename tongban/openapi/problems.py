"""Every refusal as `application/problem+json` (RFC 9457), in Chinese, with what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tongban.kernel.errors import DomainError, InvalidInput, NotFound
from tongban.openapi.auth import NotSignedIn


class Problem(Schema):
    """One refusal."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    basis: str
    data: dict[str, Any]


class BadRequest(DomainError):
    """The request cannot be read at all."""

    code = "bad_request"
    status = 400
    text = "请求的格式读不懂。"
    hint = "请检查请求体是否为正确的 JSON（UTF-8），再试一次。"


def problem(error: DomainError) -> HttpResponse:
    """The response of one refusal."""
    body = orjson.dumps(error.problem(), default=str)
    return HttpResponse(body, status=error.status, content_type="application/problem+json")


_MESSAGES = {
    "missing": "这一项必须填写",
    "json_invalid": "不是正确的 JSON",
    "string_too_long": "太长了",
    "string_too_short": "太短了",
    "extra_forbidden": "没有这一项",
    "date_from_datetime_parsing": "日期要写成 2026-11-21",
    "date_parsing": "日期要写成 2026-11-21",
    "uuid_parsing": "不是正确的编号",
    "int_parsing": "要写整数",
    "enum": "不在可选的范围里",
    "literal_error": "不在可选的范围里",
}


def _field_errors(rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    found = {}
    for row in rows:
        place = ".".join(str(part) for part in row.get("loc", ()) if part not in ("body", "query", "path", "payload"))
        found[place or "body"] = _MESSAGES.get(str(row.get("type")), "不符合要求") + "。"
    return found


def install(api: NinjaAPI) -> None:
    """Register the handlers on the API."""

    @api.exception_handler(DomainError)
    def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
        return problem(error)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return problem(NotSignedIn())

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return problem(InvalidInput(errors=_field_errors(error.errors)))

    @api.exception_handler(Http404)
    def absent(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(NotFound())

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(BadRequest())
