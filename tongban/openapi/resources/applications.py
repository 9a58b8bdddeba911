"""A whole application in one request: what is filled in and every file, received together or not at all."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

import orjson
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from ninja import Router
from ninja.errors import HttpError
from ninja.responses import Status
from pydantic import ValidationError

from tongban.cases import services
from tongban.cases.services import GivenMaterial, ReceivedCase, Upload
from tongban.kernel.errors import InvalidInput
from tongban.openapi.auth import actor_of, applicant_of
from tongban.openapi.bodies import keepable
from tongban.openapi.problems import MediaTypeNotSupported, field_errors
from tongban.openapi.schemas import applications as s

router = Router(tags=["办件"])
PART = "application"
_BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": [PART],
                "properties": {PART: s.ApplicationIn.model_json_schema(ref_template="#/components/schemas/{model}")},
                "additionalProperties": {"type": "string", "format": "binary"},
            },
            "encoding": {PART: {"contentType": "application/json"}},
        }
    },
}


@router.post(
    "",
    response={201: s.ApplicationReceived},
    operation_id="submit_application",
    summary="一次提交整件申请",
    openapi_extra={"requestBody": _BODY},
)
def submit_application(request: HttpRequest) -> Status[ReceivedCase]:
    """Form and materials at once: `multipart/form-data` with the JSON part `application` and the files it names.

    The same checks as drafting, attaching and submitting one after the other. What is refused leaves nothing behind.
    """
    actor = actor_of(request)
    given = _application(request)
    received = services.submit_application(
        item_code=given.item_code,
        applicant_id=applicant_of(actor, given.applicant_id),
        subject_id=given.subject_id,
        form_data=given.form,
        materials=_materials(given, request),
        incomplete=given.incomplete,
        actor=actor,
    )
    return Status(201, received)


def _application(request: HttpRequest) -> s.ApplicationIn:
    """The JSON part. Raises `MediaTypeNotSupported`, `InvalidInput`, and 400 for what is no JSON."""
    if request.content_type != "multipart/form-data":
        raise MediaTypeNotSupported()
    text: str | bytes | None = request.POST.get(PART)
    if text is None and isinstance(part := request.FILES.get(PART), UploadedFile):
        text = part.read()
    if text is None:
        raise InvalidInput(errors={PART: "缺少 application 部分，请把申请内容写成 JSON 放在这里。"})
    try:
        data = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise HttpError(400, "json") from error
    if not isinstance(data, dict) or not keepable(data):
        raise HttpError(400, "json")
    try:
        return s.ApplicationIn.model_validate(data)
    except ValidationError as error:
        raise InvalidInput(errors=field_errors(cast("Any", error.errors()))) from error


def _materials(given: s.ApplicationIn, request: HttpRequest) -> list[GivenMaterial]:
    """Materials with the parts they name. Every file is named once, every name has its file."""
    uploads = {name: file for name, file in request.FILES.items() if name != PART}
    found = []
    for one in given.materials:
        upload = None
        if one.file:
            part = uploads.pop(one.file, None)
            if not isinstance(part, UploadedFile):
                place = f"materials.{one.order}.file"
                raise InvalidInput(errors={place: f"没有名为“{one.file}”的文件，或者它用了两次。"})
            upload = Upload(cast(BinaryIO, part), part.name or "", part.content_type or "")
        found.append(GivenMaterial(one.order, upload, one.licence, one.paper))
    if uploads:
        names = "、".join(sorted(uploads)[:5])
        raise InvalidInput(errors={"materials": f"有文件没有写明是哪份材料：{names}。"})
    return found
