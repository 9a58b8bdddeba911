"""Handing materials in, and what is left to do before an application can go."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tongban.access.services import actor_of
from tongban.cases import services as verbs
from tongban.cases.selectors import CaseView
from tongban.cases.services import MaterialInput
from tongban.files import services as files
from tongban.files.selectors import stored_files
from tongban.kernel.errors import DomainError
from tongban.kernel.standards.text import row_number
from tongban.licences import selectors as licences
from tongban.licences.selectors import LicenceView
from tongban.parties import selectors as parties
from tongban.portal import rows
from tongban.portal.rows import Row


def receive(request: HttpRequest, case: CaseView) -> dict[str, str]:
    """Take the files of a form, one verb each; what is wrong comes back by field, the rest is kept."""
    actor, errors = actor_of(request), dict[str, str]()
    if removed := request.POST.get("remove", ""):
        order = row_number(removed.removeprefix("m")) or 0
        verbs.remove_material(case_uid=case.uid, order=order, actor=actor)
    if "licences" in request.POST:
        verbs.use_held_licences(case_uid=case.uid, actor=actor)
    for material in case.materials:
        uploaded = request.FILES.get(f"m{material.order}")
        if uploaded is None or isinstance(uploaded, list):
            continue
        try:
            stored = files.store(
                content=uploaded,
                name=uploaded.name or material.name,
                declared_type=uploaded.content_type or "",
                actor=actor,
            )
            given = MaterialInput(order=material.order, digest=stored.digest, file_name=stored.name)
            verbs.attach_material(case_uid=case.uid, material=given, actor=actor)
        except DomainError as refusal:
            errors[f"m{material.order}"] = refusal.sentence + refusal.advice
    return errors


def used_licences(case: CaseView) -> dict[str, LicenceView]:
    """The licences that stand in for materials of this case, by identifier (the case itself was checked)."""
    wanted = {m.licence_type_code for m in case.materials if m.provision == "licence"}
    if not wanted:
        return {}
    representative = parties.legal_representative_of(case.applicant.id)
    holders = sorted({case.applicant.id, case.subject.id, representative or case.applicant.id})
    found = licences.evidence_for(holders, wanted)
    return {view.identifier: view for view in found}


def material_rows(case: CaseView, errors: Mapping[str, str]) -> list[Row]:
    """The materials of a case on the page where they are handed in; those asked for again come first."""
    held = used_licences(case)
    stored = stored_files([m.digest for m in case.materials if m.digest])
    asked = {m.order: m for m in case.version.materials}
    shown = sorted(case.materials, key=lambda m: (not m.noticed, m.order))
    return [
        rows.apply_material(
            given,
            asked[given.order],
            held,
            stored,
            error=errors.get(f"m{given.order}", ""),
            href=reverse("portal:material", args=[case.uid, given.order]),
        )
        for given in shown
    ]


def sections(case: CaseView, wrong: Mapping[str, str]) -> list[Row]:
    """The task list of an application."""
    links = rows.case_links(case)
    missing = case.missing
    held = sum(1 for m in case.materials if m.provision == "licence")
    hints = [_("共%(n)s份") % {"n": len(case.materials)}]
    if held:
        hints.append(_("%(n)s份用电子证照代替") % {"n": held})
    if missing:
        hints.append(_("还差%(n)s份") % {"n": len(missing)})
    whom = case.applicant.name + (_("，由您代办") if case.agent is not None else "")
    form: Row = {"title": _("填写申请表"), "href": links["form"], "status": "todo" if wrong else "done"}
    if wrong:
        form["hint"] = _("还有%(n)s处要填写或改正，已知的内容已经替您填好") % {"n": len(wrong)}
    papers: Row = {
        "title": _("提交材料"),
        "href": links["materials"],
        "hint": "，".join(hints) if case.materials else _("这个事项不用交材料"),
        "status": "todo" if missing else "done",
    }
    if missing:
        papers["status_text"] = _("待提交")
    ready: Row = {"title": _("核对并提交"), "href": links["check"], "status": "blocked" if wrong else "todo"}
    ready["status_text"] = _("暂不能提交") if wrong else _("待提交")
    if wrong:
        ready["hint"] = _("申请表填完后才能提交")
    return [
        {"title": _("替谁办"), "tasks": [{"title": whom, "status": "done", "hint": case.applicant.masked_no}]},
        {"title": _("填写和上传"), "tasks": [form, papers]},
        {"title": _("提交"), "tasks": [ready]},
    ]
