"""Before and after, counted and never typed (时间、跑动、材料、环节). Pure.

Before: every item by itself, one after the other, as its guide says. After: what the composition asks. Where one of
the guides does not say, the figure is not known: nothing unknown is taken for zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tongban.bundles.policies.graph import longest, working_days
from tongban.bundles.policies.terms import Constituent, Figure, MergedForm, MergedMaterial, Path
from tongban.bundles.shape import Shape
from tongban.catalogue.selectors import StepView

#: Done once for the whole: one window takes the application in, one hand gives the results out.
_SHARED = ("accept", "deliver")


def figures(
    items: Mapping[str, Constituent], shape: Shape, materials: Sequence[MergedMaterial], form: MergedForm, path: Path
) -> tuple[Figure, ...]:
    """Time in working days, trips, materials, those to hand in, steps, forms, fields."""
    members = [items[key] for key in shape.keys if key in items]
    forms = [one.content.form_schema.get("properties", {}) for one in members]
    steps = [one.content.steps for one in members]
    lines = [material for one in members for material in one.content.materials]
    listed = all(one.content.materials_stated or one.content.materials for one in members)
    described = all(steps)
    return (
        Figure(
            "time", "办理时间", "个工作日",
            sum(working_days(one.limit) for one in members),
            working_days(shape.promised) if shape.promised is not None else path.days,
        ),
        Figure("visits", "跑动次数", "次", *_visits(items, shape)),
        Figure(
            "materials", "申报材料", "份",
            len(lines) if listed else None, sum(one.pieces for one in materials) if listed else None,
        ),
        Figure(
            "to_hand_in", "其中要提交", "份",
            sum(not line.licence_type_code for line in lines) if listed else None,
            sum(one.to_hand_in for one in materials) if listed else None,
        ),
        Figure(
            "steps", "办理环节", "个",
            sum(map(len, steps)) if described else None, _steps(steps) if described else None,
        ),
        Figure("forms", "表单", "张", sum(map(bool, forms)), int(bool(form.fields))),
        Figure("fields", "填写项", "项", sum(map(len, forms)), len(form.fields)),
    )  # fmt: skip


def _steps(steps: Sequence[Sequence[StepView]]) -> int:
    shared = {step.verb for guide in steps for step in guide if step.verb in _SHARED}
    return len(shared) + sum(step.verb not in _SHARED for guide in steps for step in guide)


def _visits(items: Mapping[str, Constituent], shape: Shape) -> tuple[int | None, int | None]:
    """Items that run side by side share their trips; what waits for another takes a trip of its own."""
    visits = {key: items[key].content.visits for key in shape.keys if key in items}
    known = {key: number for key, number in visits.items() if number is not None}
    if len(known) < len(visits):
        return None, None
    trips = longest(shape, lambda key: known.get(key, 0), delayed=False)
    return sum(known.values()), trips.days
