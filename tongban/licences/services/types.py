"""Register licence types."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.db import transaction

from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.licences import face, policies
from tongban.licences.errors import LicenceTypeExists
from tongban.licences.facts import TYPE_DEFINED
from tongban.licences.models import LicenceType
from tongban.licences.selectors import LicenceTypeView, type_view
from tongban.parties.states import PartyKind

NUMBER_WORDS = frozenset({"year", "serial", "short", "region"})
_CODE = re.compile(r"[0-9A-Z]{21}")


def define_licence_type(
    *,
    code: str,
    name: str,
    defined_by: str,
    fields: Mapping[str, object],
    single_valid: bool = True,
    holder_kinds: Sequence[str] = (),
    validity_months: int | None = None,
    number_pattern: str = "{year}{serial}",
    actor: Actor,
) -> LicenceTypeView:
    """Register a licence type: `code` is 21 characters (defining department's USCC and a serial), `fields` the JSON
    Schema of the face, `validity_months` None for licences without end.

    The words `{year}`, `{serial}`, `{short}` (issuer's short name) and `{region}` may stand in `number_pattern`.
    Repeating it with the same content changes nothing. Raises `PermissionDenied`, `InvalidInput`, `LicenceTypeExists`.
    """
    with transaction.atomic():
        row = LicenceType.objects.select_for_update(no_key=True).filter(code=code).first()
        actor.require(policies.DEFINE)
        content: dict[str, object] = {
            "name": name.strip(),
            "defined_by": defined_by.strip(),
            "fields": dict(fields),
            "single_valid": single_valid,
            "holder_kinds": list(holder_kinds),
            "validity_months": validity_months,
            "number_pattern": number_pattern,
        }
        if row is not None:
            if any(getattr(row, key) != value for key, value in content.items()):
                raise LicenceTypeExists(type_code=code, name=row.name)
            return type_view(row)
        _check(code, content)
        face.check_schema(fields)
        row = LicenceType.objects.create(
            code=code,
            name=name.strip(),
            defined_by=defined_by.strip(),
            fields=dict(fields),
            field_order=list(face.properties(fields)),
            single_valid=single_valid,
            holder_kinds=list(holder_kinds),
            validity_months=validity_months,
            number_pattern=number_pattern,
        )
        ledger.record(TYPE_DEFINED, actor=actor, objects=[ObjectRef("licence_type", code)], data={"name": row.name})
        return type_view(row)


def _check(code: str, content: Mapping[str, object]) -> None:
    errors = {}
    if not _CODE.fullmatch(code):
        errors["code"] = "证照类型代码应为21位：18位统一社会信用代码加3位序号，字母大写。"
    if not content["name"]:
        errors["name"] = "证照名称没有填写。"
    months = content["validity_months"]
    if isinstance(months, int) and not 0 < months <= 1200:
        errors["validity_months"] = "有效期应为1到1200个月；长期有效的留空。"
    kinds = content["holder_kinds"]
    if isinstance(kinds, list) and (unknown := [kind for kind in kinds if kind not in PartyKind.values]):
        errors["holder_kinds"] = f"没有这种持证主体：{'、'.join(unknown)}。"
    pattern = str(content["number_pattern"])
    if set(re.findall(r"\{(.*?)\}", pattern)) - NUMBER_WORDS or "{serial}" not in pattern:
        errors["number_pattern"] = "证照编号格式要含{serial}，另外只能用{year}、{short}、{region}。"
    if errors:
        raise InvalidInput(errors=errors)
