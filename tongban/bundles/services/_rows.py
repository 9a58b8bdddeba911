"""What the verbs share: rows locked in one order, what columns can hold, the fact at the end."""

from __future__ import annotations

from collections.abc import Mapping

from tongban.bundles import facts
from tongban.bundles.errors import BundleUnfit
from tongban.bundles.models import Bundle, BundleVersion
from tongban.bundles.policies import Composition, compose
from tongban.bundles.selectors.bundles import version_view
from tongban.bundles.selectors.compositions import findings_of, in_force, joint_limit
from tongban.bundles.shape import MOST_MEMBERS, Shape
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound
from tongban.ledger import services as ledger
from tongban.ledger.facts import FactKind, JsonValue, ObjectRef

_LONGEST = 500
_MOST_LINES = 200


def locked(version_id: int) -> tuple[Bundle, BundleVersion]:
    """The bundle first, then its version: every verb locks in this order. Raises `NotFound`."""
    bundle_id = BundleVersion.objects.filter(pk=version_id).values_list("bundle_id", flat=True).first()
    if bundle_id is None:
        raise NotFound()
    bundle = Bundle.objects.select_for_update(no_key=True).get(pk=bundle_id)
    version = BundleVersion.objects.select_for_update(no_key=True).get(pk=version_id)
    version.bundle = bundle
    return bundle, version


def locked_bundle(code: str) -> Bundle:
    """A bundle by its code. Raises `NotFound`."""
    row = Bundle.objects.select_for_update(no_key=True).filter(code=code.strip().upper()).first()
    if row is None:
        raise NotFound()
    return row


def hands(before: list[int], actor: Actor) -> list[int]:
    """The accounts that wrote or sent a version: none of them publishes it."""
    return sorted({*before, *([actor.account_id] if actor.account_id is not None else [])})


def check_texts(shape: Shape) -> None:
    """What can be kept at all; whether it holds together is said by the composition. Raises `InvalidInput`."""
    texts = [
        shape.conditions[4 * _LONGEST :],
        *(edge.basis[_LONGEST:] for edge in shape.edges),
        *(choice.prompt[_LONGEST:] for choice in shape.choices),
        *(line[_LONGEST:] for line in (*shape.places, *shape.phones, shape.hours)),
        *(name[_LONGEST:] for same in shape.sames for _, name in same.lines),
    ]
    errors = {}
    if any(texts):
        errors["shape"] = f"每一处文字最多{_LONGEST}个字，办理条件最多{4 * _LONGEST}个字。"
    if max(map(len, (shape.edges, shape.choices, shape.sames))) > _MOST_LINES or len(shape.members) > MOST_MEMBERS:
        errors["members"] = f"最多{MOST_MEMBERS}个事项，先后关系、选择组和同一材料各最多{_MOST_LINES}条。"
    if errors:
        raise InvalidInput(errors=errors)


def checked(version: BundleVersion) -> Composition:
    """The composition by the guides in force, when nothing keeps it from an applicant. Raises `BundleUnfit`."""
    view = version_view(version)
    composed = compose(in_force(view.shape), view.shape, joint_limit=joint_limit(view.region_code))
    found = [finding.text for finding in findings_of(view, composed) if finding.blocking]
    if found:
        raise BundleUnfit(name=view.name, findings=found)
    return composed


def composed_from(composed: Composition) -> dict[str, object]:
    """What is noted of a composition beside the version: the guides it came from, and its figures."""
    return {
        "versions": {key: one.version_id for key, one in composed.items.items()},
        "figures": [
            {"name": one.name, "label": one.label, "unit": one.unit, "before": one.before, "after": one.after}
            for one in composed.figures
        ],
        "days": composed.path.days,
    }


def record(
    kind: FactKind,
    bundle: Bundle,
    actor: Actor,
    data: Mapping[str, JsonValue],
    version: BundleVersion | None = None,
    more: tuple[ObjectRef, ...] = (),
) -> None:
    """The fact of a verb, in the chain of its bundle."""
    objects = [facts.bundle_ref(bundle.code), *([facts.version_ref(version.pk)] if version else []), *more]
    ledger.record(
        kind,
        actor=actor,
        objects=objects,
        data=dict(data),
        department_id=bundle.department_id,
        region_code=bundle.region_code,
    )
