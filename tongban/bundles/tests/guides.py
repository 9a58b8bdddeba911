"""Guides of a made-up city, short enough to be read: what each asks, who decides it, in how many days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tongban.bundles.policies import Constituent
from tongban.catalogue.services import MaterialView, ResultView, SituationView, StepView, VersionContent
from tongban.kernel.deadline import Limit, LimitUnit

ID_CARD, HOUSEHOLD, LICENCE, DISABLED = "T-ID", "T-HOUSEHOLD", "T-BUSINESS", "T-DISABLED"
STEPS = (
    StepView("受理", "clerk", verb="accept"),
    StepView("审查", "approver", verb="examine"),
    StepView("决定", "approver", verb="decide"),
    StepView("送达", "clerk", verb="deliver"),
)


def days(number: int) -> Limit:
    return Limit(number, LimitUnit.WORKING_DAY)


def form(required: Sequence[str] = (), **fields: Mapping[str, Any]) -> dict[str, Any]:
    """A form; a field is of text unless it says otherwise."""
    properties = {name: {"type": "string", "title": name, **rule} for name, rule in fields.items()}
    return {"type": "object", "additionalProperties": False, "properties": properties, "required": list(required)}


def element(code: str, title: str, **rule: Any) -> dict[str, Any]:
    return {"x-element": code, "title": title, **rule}


def papers(*named: str | MaterialView) -> tuple[MaterialView, ...]:
    """Materials by name, or in full; numbered in their order."""
    from dataclasses import replace

    return tuple(
        replace(one, order=order) if isinstance(one, MaterialView) else MaterialView(order, one)
        for order, one in enumerate(named, 1)
    )


def held(name: str, licence_type: str, **more: Any) -> MaterialView:
    """A material that a licence stands in for."""
    return MaterialView(0, name, licence_type_code=licence_type, **more)


def item(
    name: str,
    limit: int | Limit = 5,
    materials: Sequence[MaterialView] = (),
    *,
    schema: Mapping[str, Any] | None = None,
    issues: str = "",
    department: int = 1,
    region: str = "419900",
    visits: int | None = 1,
    permit: bool = False,
    situations: Sequence[SituationView] = (),
    **more: Any,
) -> Constituent:
    content = VersionContent(
        name=name,
        materials=tuple(materials),
        visits=visits,
        steps=STEPS,
        result=ResultView("licence", f"{name}结果", issues) if issues else ResultView("none"),
        form_schema=dict(schema or form()),
        situations=tuple(situations),
    )
    return Constituent(
        code=f"CODE-{name}",
        name=name,
        content=content,
        limit=limit if isinstance(limit, Limit) else days(limit),
        permit=permit,
        department_id=department,
        department_name=f"部门{department}",
        region_code=region,
        **more,
    )
