"""Forms with files: one JSON part that says everything, and the files it names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO, TypeVar, cast

import orjson
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from ninja.errors import HttpError
from pydantic import ValidationError

from tongban.cases.services import GivenMaterial, Upload
from tongban.kernel.errors import InvalidInput
from tongban.openapi.bodies import keepable
from tongban.openapi.problems import MediaTypeNotSupported, field_errors
from tongban.openapi.schemas.applications import ApplicationMaterial, Part

Told = TypeVar("Told", bound=Part)


def form_body(name: str, shape: type[Part]) -> dict[str, Any]:
    """How the document describes such a form."""
    part = shape.model_json_schema(ref_template="#/components/schemas/{model}")
    schema = {
        "type": "object",
        "required": [name],
        "properties": {name: part},
        "additionalProperties": {"type": "string", "format": "binary"},
    }
    encoding = {name: {"contentType": "application/json"}}
    content = {"multipart/form-data": {"schema": schema, "encoding": encoding}}
    return {"requestBody": {"required": True, "content": content}}


def told_part(request: HttpRequest, name: str, shape: type[Told]) -> Told:
    """The JSON part. Raises `MediaTypeNotSupported`, `InvalidInput`, and 400 for what is no JSON."""
    if request.content_type != "multipart/form-data":
        raise MediaTypeNotSupported()
    text: str | bytes | None = request.POST.get(name)
    if text is None and isinstance(part := request.FILES.get(name), UploadedFile):
        text = part.read()
    if text is None:
        raise InvalidInput(errors={name: f"缺少 {name} 部分，请把内容写成 JSON 放在这里。"})
    try:
        data = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise HttpError(400, "json") from error
    if not isinstance(data, dict) or not keepable(data):
        raise HttpError(400, "json")
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        raise InvalidInput(errors=field_errors(cast("Any", error.errors()))) from error


def given_materials(request: HttpRequest, name: str, materials: Sequence[ApplicationMaterial]) -> list[GivenMaterial]:
    """Materials with the parts they name. Every file is named once, every name has its file. Raises `InvalidInput`."""
    uploads = {part: file for part, file in request.FILES.items() if part != name}
    found = []
    for one in materials:
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
