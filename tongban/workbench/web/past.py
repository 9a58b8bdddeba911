"""Back entry (补录) of a case that was handled outside the system."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tongban.access.services import requires
from tongban.cases import services
from tongban.cases.services import PastDates
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.selectors import ItemVersionView
from tongban.files import services as files
from tongban.furniture import schema
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, InvalidInput
from tongban.parties.selectors import PartyView
from tongban.workbench.web.counsel import version_of
from tongban.workbench.web.intake import INTAKE, party_of
from tongban.workbench.web.pages import attempted, officer_of, page, posted, tell

FORM = "form-"
#: Field of the page, its label, whether it must be filled in.
WHEN = (
    ("received", gettext_lazy("实际收件时间"), True),
    ("accepted", gettext_lazy("实际受理时间"), True),
    ("decided", gettext_lazy("实际决定时间"), False),
)


@requires(INTAKE, "cases.accept")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, token: str, version_id: int) -> HttpResponse:
    """Dates, reason, evidence and form of what was done off the system; it is flagged for ever."""
    actor = officer_of(request)
    applicant, version = party_of(token, actor), version_of(version_id)
    rule = catalogue.for_applicant(version.form_schema, applicant.kind)
    form_data = schema.read(rule, request.POST, FORM)
    uid, error = attempted(request, lambda: _entered(request, applicant, version, form_data, actor))
    if uid is not None:
        tell(request, _("已补录。已有决定的，请另一位有决定权的工作人员核对确认。"))
        return HttpResponseRedirect(reverse("workbench:case", args=[uid]))
    errors = _named(error, version)
    plain = {name.removeprefix(FORM): text for name, text in errors.items() if name.startswith(FORM)}
    context = {
        "nav_current": "workbench:intake",
        "applicant": applicant,
        "token": token,
        "version": version,
        "when": WHEN,
        "fields": schema.rows(rule, form_data, plain, {}, FORM),
        "errors": errors,
    }
    return page(request, "past.html", context, error=error)


def _entered(
    request: HttpRequest,
    applicant: PartyView,
    version: ItemVersionView,
    form_data: Mapping[str, object],
    actor: Actor,
) -> UUID:
    dates = {name: _moment(request, name, needed=needed) for name, _label, needed in WHEN}
    received, accepted = dates["received"], dates["accepted"]
    upload = request.FILES.get("evidence")
    if upload is None or received is None or accepted is None:
        raise InvalidInput(errors={"evidence": _("请上传系统外办理的原始材料。")})
    stored = files.store(content=upload, name=upload.name or "", declared_type=upload.content_type or "", actor=actor)
    return services.enter_past_case(
        version_id=version.id,
        applicant_id=applicant.id,
        form_data=form_data,
        dates=PastDates(received, accepted, dates["decided"]),
        reason=posted(request, "reason"),
        evidence_digest=stored.digest,
        granted=posted(request, "granted") != "no",
        decision_reason=posted(request, "decision_reason"),
        actor=actor,
    )


def _moment(request: HttpRequest, name: str, *, needed: bool) -> dt.datetime | None:
    """Day and time of a field, in China."""
    text = posted(request, name)
    if not text and not needed:
        return None
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=clock.CHINA)
    except ValueError:
        raise InvalidInput(errors={name: _("请填写日期和时间。")}) from None


def _named(error: DomainError | None, version: ItemVersionView) -> dict[str, str]:
    """The sentences of a refusal by field of the page: those of the form carry its prefix."""
    if not isinstance(error, InvalidInput):
        return {}
    fields = set(version.form_schema.get("properties", {}))
    return {(FORM + name if name in fields else name): text for name, text in error.errors.items()}
