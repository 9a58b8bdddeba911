"""What a scope says of a row it says of a table. Facts are the lowest rows of the house with department and region."""

from __future__ import annotations

import dataclasses

import pytest
from django.db.models import Q

from tongban.kernel.actor import Actor
from tongban.kernel.scope import of_departments, within
from tongban.ledger.facts import ObjectRef
from tongban.ledger.models import Fact, FactObject
from tongban.ledger.services import record
from tongban.ledger.tests.conftest import MOVED

pytestmark = pytest.mark.django_db
HERE, NOBODY = "410502", Actor(officer_id=1)
VIEWERS = (
    Actor.system(),
    dataclasses.replace(NOBODY, everywhere=True),
    dataclasses.replace(NOBODY, everywhere=True, region_codes=frozenset({HERE})),
    dataclasses.replace(NOBODY, department_ids=frozenset({3, 5})),
    dataclasses.replace(NOBODY, department_ids=frozenset({4}), region_codes=frozenset({HERE, ""})),
    dataclasses.replace(NOBODY, region_codes=frozenset({HERE})),
    NOBODY,
)


def test_a_table_is_narrowed_as_each_row_is() -> None:
    for number, (department, region) in enumerate(((3, ""), (3, HERE), (4, "410503"), (6, HERE), (None, ""))):
        thing = [ObjectRef("probe", f"p-{number}")]
        record(MOVED, actor=Actor.system(), objects=thing, department_id=department, region_code=region)
    rows = list(Fact.objects.all())
    for viewer in VIEWERS:
        reach = {row.pk for row in rows if viewer.covers(department_id=row.department_id, region_code=row.region_code)}
        assert set(Fact.objects.filter(within(viewer)).values_list("pk", flat=True)) == reach
        own = {row.pk for row in rows if viewer.covers_department(row.department_id)}
        assert set(Fact.objects.filter(of_departments(viewer)).values_list("pk", flat=True)) == own
        joined = FactObject.objects.filter(of_departments(viewer, "fact__department_id"))
        assert set(joined.values_list("fact_id", flat=True)) == own


def test_the_whole_stays_whole_beside_another_condition() -> None:
    record(MOVED, actor=Actor.system(), objects=[ObjectRef("probe", "p")], department_id=3)
    for scope in (within, of_departments):
        assert Fact.objects.filter(Q(department_id=9) | scope(Actor.system())).count() == 1
