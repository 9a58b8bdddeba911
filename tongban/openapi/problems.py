"""Every refusal as `application/problem+json` (RFC 9457), in Chinese, with what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from tongban.kernel.errors import DomainError, InvalidInput, NotFound, PermissionDenied
from tongban.openapi.auth import NotSignedIn

MEDIA_TYPE = "application/problem+json"


class Problem(Schema):
    """One refusal: what happened, why, and what to do next."""

    type: str = Field(description="urn:tongban:error:<code>")
    title: str = Field(description="What happened, in Chinese.")
    status: int
    code: str = Field(description="Stable name of the reason.")
    detail: str = Field(description="What to do next, in Chinese.")
    basis: str = Field(description="The article it rests on, empty where there is none.")
    data: dict[str, Any]


class BadRequest(DomainError):
    """The request cannot be read at all."""

    code = "bad_request"
    status = 400
    text = "请求的格式读不懂。"
    hint = "请检查请求体是否为正确的 JSON（UTF-8），再试一次。"


class MethodNotAllowed(DomainError):
    """The address exists, but not with this method."""

    code = "method_not_allowed"
    status = 405
    text = "这个地址不支持这种请求方法。"
    hint = "可用的方法见响应头 Allow；全部操作见接口文档。"


class BodyTooLarge(DomainError):
    """More bytes than any operation takes. Data: `limit` (words)."""

    code = "body_too_large"
    status = 413
    text = "请求内容太大，最多{limit}，本次没有保存。"
    hint = "请把文件压缩或分开后再上传。"


class MediaTypeNotSupported(DomainError):
    """A body that is neither JSON nor a form with files."""

    code = "media_type_not_supported"
    status = 415
    text = "不支持这种内容类型。"
    hint = "请在请求头 Content-Type 里写 application/json；上传文件用 multipart/form-data。"


class InternalError(DomainError):
    """A fault of ours; nothing was kept, and nothing about the inside is told."""

    code = "internal_error"
    status = 500
    text = "系统出错，本次操作没有执行。"
    hint = "请稍后再试；如果再次出现，请联系平台运维人员。"


_BY_STATUS: Mapping[int, type[DomainError]] = {
    400: BadRequest,
    401: NotSignedIn,
    403: PermissionDenied,
    404: NotFound,
    405: MethodNotAllowed,
    415: MediaTypeNotSupported,
}


def problem(error: DomainError) -> HttpResponse:
    """The response of one refusal."""
    body = orjson.dumps(error.problem(), default=str)
    return HttpResponse(body, status=error.status, content_type=MEDIA_TYPE)


def problem_of_status(status: int) -> HttpResponse:
    """The response for a refusal that is known by its HTTP status only."""
    kind = _BY_STATUS.get(status, InternalError if status >= 500 else BadRequest)
    return problem(kind())


_MESSAGES = {
    "missing": "这一项必须填写",
    "json_invalid": "不是正确的 JSON",
    "string_too_long": "太长了",
    "string_too_short": "太短了",
    "string_pattern_mismatch": "格式不对",
    "extra_forbidden": "没有这一项",
    "date_from_datetime_parsing": "日期要写成 2026-11-21",
    "date_parsing": "日期要写成 2026-11-21",
    "uuid_parsing": "不是正确的编号",
    "int_parsing": "要写整数",
    "greater_than_equal": "太小了",
    "less_than_equal": "太大了",
    "enum": "不在可选的范围里",
    "literal_error": "不在可选的范围里",
}
_PLACES = ("body", "query", "path", "payload")
_NAME_LIMIT = 60


def field_errors(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Sentences by field for what pydantic found."""
    found = {}
    for row in rows:
        place = ".".join(str(part)[:_NAME_LIMIT] for part in row.get("loc", ()) if part not in _PLACES)
        found[place or "body"] = f"{place}：" * bool(place) + _MESSAGES.get(str(row.get("type")), "不符合要求") + "。"
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
        return problem(InvalidInput(errors=field_errors(error.errors)))

    @api.exception_handler(Http404)
    def absent(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(NotFound())

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem_of_status(error.status_code)
