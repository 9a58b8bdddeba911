"""Departments: own codes are right, foreign ones are kept as they came, nobody unauthorised changes anything."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError, InvalidInput, NotFound, PermissionDenied
from tongban.kernel.standards.uscc import make_uscc
from tongban.ledger import selectors as ledger
from tongban.orgs import facts, selectors, services
from tongban.orgs.errors import DepartmentExists, DepartmentLoop
from tongban.orgs.models import Department
from tongban.orgs.selectors import DepartmentView

pytestmark = pytest.mark.django_db
WRONG = "11410500MB000000X1"


def code(serial: int) -> str:
    return make_uscc("11", "410500", serial)


def test_registered_department_is_found_and_recorded(health: DepartmentView) -> None:
    assert selectors.department(health.id) == health
    assert selectors.department_by_code(health.code.lower()) == health
    assert health.code_valid
    kinds = [fact.kind for fact in ledger.timeline(facts.department_ref(health.id))]
    assert kinds == ["department.registered"]


def test_wrong_check_digit_is_refused_for_our_own(manager: Actor) -> None:
    right = code(2)
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    with pytest.raises(DomainError) as refusal:
        services.register_department(code=wrong, name="某局", actor=manager)
    assert refusal.value.status == 422
    assert not Department.objects.exists()


def test_same_code_twice_names_the_known_department(health: DepartmentView, manager: Actor) -> None:
    with pytest.raises(DepartmentExists) as refusal:
        services.register_department(code=health.code, name="另一个名称", actor=manager)
    assert "安阳市卫生健康委员会" in refusal.value.sentence


@pytest.mark.parametrize("name", ["", "   ", "卫健委\u202e", "卫\u0000健", "卫\u200b健委", "长" * 201])
def test_names_that_hide_something_are_refused(name: str, manager: Actor) -> None:
    with pytest.raises(InvalidInput):
        services.register_department(code=code(3), name=name, actor=manager)


def test_foreign_department_with_bad_code_is_kept_and_flagged() -> None:
    importer = Actor(account_id=9, permissions=frozenset({"catalogue.import"}))
    first = services.ensure_department(code=WRONG, name="外地某局", region_code="440100000000", actor=importer)
    again = services.ensure_department(code=WRONG.lower(), name="换了名字", actor=importer)
    assert not first.code_valid
    assert again == first
    assert first.region_code == "440100"
    assert len(ledger.timeline(facts.department_ref(first.id))) == 1


def test_foreign_department_without_code_is_refused(system: Actor) -> None:
    with pytest.raises(InvalidInput):
        services.ensure_department(code=" ", name="外地某局", actor=system)


@pytest.mark.parametrize(
    "permissions", [frozenset[str](), frozenset({"cases.accept", "orgs.staff", "catalogue.import"})]
)
def test_wrong_role_registers_nothing(permissions: frozenset[str]) -> None:
    with pytest.raises(PermissionDenied):
        services.register_department(code=code(4), name="某局", actor=Actor(account_id=3, permissions=permissions))
    assert not Department.objects.exists()


def test_database_refuses_a_valid_flag_on_a_malformed_code() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Department.objects.create(code="123", code_valid=True, name="某局", short_name="某局")


def test_tree_has_no_loops(health: DepartmentView, manager: Actor) -> None:
    child = services.register_department(code=code(5), name="市疾控局", parent_id=health.id, actor=manager)
    grandchild = services.register_department(code=code(6), name="市疾控中心", parent_id=child.id, actor=manager)
    assert selectors.with_descendants([health.id]) == {health.id, child.id, grandchild.id}
    assert selectors.with_descendants([grandchild.id]) == {grandchild.id}
    assert selectors.with_descendants([]) == frozenset()
    for parent in (health.id, child.id, grandchild.id):
        with pytest.raises(DepartmentLoop):
            services.change_department(department_id=health.id, parent_id=parent, actor=manager)


def test_change_records_only_what_changed(health: DepartmentView, manager: Actor) -> None:
    changed = services.change_department(department_id=health.id, phone="0372-1234567", name=health.name, actor=manager)
    assert changed.phone == "0372-1234567"
    services.change_department(department_id=health.id, phone="0372-1234567", actor=manager)
    recorded = [f for f in ledger.timeline(facts.department_ref(health.id)) if f.kind == "department.changed"]
    assert [list(fact.data["fields"]) for fact in recorded] == [["phone"]]  # type: ignore[arg-type]  # a list in JSON


def test_unknown_parent_and_unknown_department(manager: Actor) -> None:
    with pytest.raises(NotFound):
        services.register_department(code=code(7), name="某局", parent_id=999_999, actor=manager)
    with pytest.raises(NotFound):
        services.change_department(department_id=999_999, name="某局", actor=manager)
    with pytest.raises(NotFound):
        selectors.department(999_999)


def test_filters_narrow_together(health: DepartmentView, manager: Actor) -> None:
    services.register_department(
        code=code(8), name="市水务集团", region_code="410500", kind="public_utility", actor=manager
    )
    services.change_department(department_id=health.id, active=False, actor=manager)
    assert [d.name for d in selectors.departments(region_code="410500000000")] == ["市水务集团"]
    assert selectors.departments(kind="data_bureau") == []
    assert [d.name for d in selectors.departments(text="卫健", active_only=False)] == ["安阳市卫生健康委员会"]
