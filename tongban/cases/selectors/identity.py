"""Whether the form tells of the applicant what the register tells. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from tongban.cases.selectors.one import CaseView
from tongban.kernel.standards.masking import mask_citizen_no
from tongban.parties.states import PartyKind


def unlike_register(case: CaseView) -> tuple[str, ...]:
    """Labels of the form's identity fields that differ from the registered applicant; empty where all is well.

    Numbers are compared as the viewer may see them, so nothing needs to be revealed for it.
    """
    person = case.applicant.kind == PartyKind.PERSON
    prefix, number = ("person", "citizen_no") if person else ("enterprise", "uscc")
    known = {
        f"{prefix}.name": {case.applicant.name, case.applicant.masked_name},
        f"{prefix}.{number}": {case.applicant.masked_no},
    }
    properties = case.version.form_schema.get("properties", {})
    found: list[str] = []
    for field, rule in properties.items() if isinstance(properties, Mapping) else ():
        typed = str(case.form_data.get(field) or "").strip()
        expected = known.get(str(rule.get("x-element", "")), set()) - {""}
        if typed and expected and not expected & {typed, _masked(typed) if person else typed}:
            found.append(str(rule.get("title", field)))
    return tuple(found)


def _masked(number: str) -> str:
    return mask_citizen_no(number) if len(number) == 18 else number
