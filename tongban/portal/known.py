"""Where a value of the form came from: compared with the registers, so that an edited value is not called theirs."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from tongban.parties.selectors import RevealedParty


def sources(schema: Mapping[str, object], values: Mapping[str, object], known: RevealedParty) -> dict[str, str]:
    """Field name -> register the value stands in, for values that are as the register has them."""
    person = bool(known.citizen_no)
    register = _("自然人登记信息") if person else _("企业登记信息")
    answers = {
        "person.name": known.name if person else "",
        "person.citizen_no": known.citizen_no,
        "person.mobile": known.mobile,
        "enterprise.name": "" if person else known.name,
        "enterprise.uscc": known.uscc,
        "enterprise.legal_representative": known.legal_representative_name,
        "legal_representative.name": known.legal_representative_name,
    }
    properties = schema.get("properties", {})
    found: dict[str, str] = {}
    for name, rule in properties.items() if isinstance(properties, Mapping) else ():
        answer = answers.get(str(rule.get("x-element", "")), "")
        if answer and values.get(name) == answer:
            found[name] = register
    return found
