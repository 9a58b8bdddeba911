"""A whole application in one request: what is filled in and every file, received together or not at all."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status

from tongban.cases import services
from tongban.cases.services import ReceivedCase
from tongban.openapi.auth import actor_of, applicant_of
from tongban.openapi.forms import form_body, given_materials, told_part
from tongban.openapi.schemas import applications as s

router = Router(tags=["办件"])
PART = "application"


@router.post(
    "",
    response={201: s.ApplicationReceived},
    operation_id="submit_application",
    summary="一次提交整件申请",
    openapi_extra=form_body(PART, s.ApplicationIn),
)
def submit_application(request: HttpRequest) -> Status[ReceivedCase]:
    """Form and materials at once: `multipart/form-data` with the JSON part `application` and the files it names.

    The same checks as drafting, attaching and submitting one after the other. What is refused leaves nothing behind.
    """
    actor = actor_of(request)
    given = told_part(request, PART, s.ApplicationIn)
    received = services.submit_application(
        item_code=given.item_code,
        applicant_id=applicant_of(actor, given.applicant_id),
        subject_id=given.subject_id,
        form_data=given.form,
        materials=given_materials(request, PART, given.materials),
        incomplete=given.incomplete,
        actor=actor,
    )
    return Status(201, received)
