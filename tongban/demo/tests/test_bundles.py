"""The themes of the demonstration city: every choice an applicant may make is one application that holds together."""

from __future__ import annotations

from itertools import combinations, product

import pytest

from tongban.bundles import policies
from tongban.bundles.policies import Composition, Constituent
from tongban.bundles.services import Shape, read_shape
from tongban.demo.loader import load_city
from tongban.demo.model import DemoBundle
from tongban.kernel.deadline import Limit, LimitUnit

CITY = load_city()
ITEMS = {row.handling_code or row.task_code: row for row in CITY.items}


def members(shape: Shape) -> dict[str, Constituent]:
    found = {}
    for member in shape.members:
        row = ITEMS[member.item_code]
        found[member.key] = Constituent(
            code=member.item_code,
            name=row.name,
            content=row.content,
            limit=row.content.promised or row.content.statutory or Limit(20, LimitUnit.WORKING_DAY),
            permit=row.entry.item_kind == "licensing",
            department_name=row.department,
            region_code=row.region_code,
        )
    return found


def every_choice(shape: Shape) -> list[list[str]]:
    """All that the choice groups allow, together."""
    groups = [
        [part for size in range(choice.least, choice.most + 1) for part in combinations(choice.members, size)]
        for choice in shape.choices
    ]
    return [[key for part in parts for key in part] for parts in product(*groups)]


def theme(code: str) -> tuple[DemoBundle, Composition]:
    row = next(one for one in CITY.bundles if one.code == code)
    shape = read_shape(row.shape)
    return row, policies.compose(members(shape), shape)


@pytest.mark.parametrize("code", [row.code for row in CITY.bundles])
def test_every_choice_of_a_theme_holds_together(code: str) -> None:
    row, whole = theme(code)
    assert not [*whole.blocking, *policies.claim_findings(row.kind, whole)]
    assert "gate_missing" not in {finding.kind for finding in whole.findings}
    for figure in whole.figures:
        assert figure.before is not None
        assert figure.after is not None
        assert figure.after <= figure.before or figure.name == "time"
    choices = every_choice(whole.shape)
    assert choices
    for chosen in choices:
        part = policies.compose_chosen(whole.items, whole.shape, chosen)
        assert not part.blocking, chosen
        assert part.path.days <= whole.path.days
        assert part.path.ends.keys() == set(part.shape.keys)


def test_a_restaurant_asks_less_than_its_items() -> None:
    _, whole = theme("419900C0003")
    chosen = policies.compose_chosen(whole.items, whole.shape, ["trader", "small", "sign"])
    (licence,) = [entry for entry in chosen.materials if entry.name == "营业执照"]
    assert (licence.members, licence.made_by, licence.to_hand_in) == (("small", "sign"), ("trader",), 0)
    assert {one.kind for one in chosen.findings} >= {"applicant_changes"}


def test_three_meters_want_one_proof_of_the_address() -> None:
    _, whole = theme("419900C0004")
    (proof,) = [entry for entry in whole.materials if len(entry.asks) == 3 and "权属" in entry.name]
    assert (proof.pieces, proof.necessity) == (1, "tolerable")
    assert whole.figure("materials").after == len(whole.materials) < 7
