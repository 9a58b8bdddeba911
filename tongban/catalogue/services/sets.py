"""Define element sets (要素集): what a guide is checked against is data of the bureau."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from tongban.catalogue import facts
from tongban.catalogue.elements import ELEMENTS, GUIDE_ELEMENTS, ElementSet
from tongban.catalogue.models import ElementSetRow
from tongban.catalogue.policies import PUBLISH
from tongban.catalogue.selectors.sets import element_set
from tongban.catalogue.standard_sets import STANDARD_SETS
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput
from tongban.ledger import services as ledger

_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")


@transaction.atomic
def define_element_set(
    *, code: str, name: str, basis: str, elements: Sequence[str], same: Sequence[str] = (), actor: Actor
) -> ElementSet:
    """Define a set, or define it anew: its elements by code, and those that must agree over levels and regions.

    Raises `PermissionDenied`, `InvalidInput` (unknown or repeated elements, a name that is taken, no basis).
    """
    actor.require(PUBLISH)
    errors = _errors(code, name, basis, elements, same)
    if errors:
        raise InvalidInput(errors=errors)
    values = {"name": name.strip(), "basis": basis.strip(), "elements": list(elements), "same": list(same)}
    try:
        with transaction.atomic():
            ElementSetRow.objects.update_or_create(code=code, defaults=values)
    except IntegrityError as error:
        raise InvalidInput(errors={"name": f"名称“{name.strip()}”已被另一个要素集使用。"}) from error
    ledger.record(
        facts.ELEMENT_SET_DEFINED,
        actor=actor,
        objects=[facts.element_set_ref(code)],
        data={"name": name.strip(), "elements": list(elements), "same": list(same)},
    )
    return element_set(code)


def _errors(code: str, name: str, basis: str, elements: Sequence[str], same: Sequence[str]) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not _CODE.fullmatch(code):
        errors["code"] = "代号用小写字母、数字和下划线，以字母开头，最多40个字符。"
    elif code == GUIDE_ELEMENTS.code:
        errors["code"] = f"“{GUIDE_ELEMENTS.name}”由{GUIDE_ELEMENTS.basis}规定，不能改动。"
    taken = {one.name for one in STANDARD_SETS if one.code != code}
    if not name.strip() or len(name.strip()) > 100 or name.strip() in taken:
        errors["name"] = "请填写名称，最多100个字，不与已有的相同。"
    if not basis.strip():
        errors["basis"] = "请写明依据的文件。"
    if not elements or len(set(elements)) != len(elements):
        errors["elements"] = "至少要有一个要素，每个要素只列一次。"
    elif unknown := [one for one in elements if one not in ELEMENTS]:
        errors["elements"] = f"没有这样的要素：{'、'.join(unknown[:10])}。"
    if len(set(same)) != len(same) or set(same) - set(elements):
        errors["same"] = "应当一致的要素要在本要素集之内，每个只列一次。"
    return errors
