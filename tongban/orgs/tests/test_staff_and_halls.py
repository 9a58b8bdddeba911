"""Posts, officers, halls and windows."""

from __future__ import annotations

import datetime as dt

import pytest

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound, PermissionDenied
from tongban.kernel.standards.uscc import make_uscc
from tongban.orgs import selectors, services
from tongban.orgs.errors import (
    DepartmentClosed,
    HallExists,
    PostAlreadyHeld,
    PostExists,
    PostNotHeld,
    PostOfOtherDepartment,
    StaffNoTaken,
    WindowNoTaken,
)
from tongban.orgs.selectors import DepartmentView

pytestmark = pytest.mark.django_db
DAY = dt.date(2030, 3, 4)


def test_post_is_held_from_to_both_days_included(health: DepartmentView, manager: Actor) -> None:
    post = services.create_post(department_id=health.id, name="公共卫生审批岗", seat="approver", actor=manager)
    with clock.frozen(clock.at(DAY)):
        officer = services.register_officer(department_id=health.id, name="审批员甲", staff_no="W001", actor=manager)
        services.assign_post(officer_id=officer.id, post_id=post.id, actor=manager)
        last = DAY + dt.timedelta(days=30)
        services.end_post(officer_id=officer.id, post_id=post.id, valid_to=last, actor=manager)
    for day, held in ((DAY - dt.timedelta(1), 0), (DAY, 1), (last, 1), (last + dt.timedelta(1), 0)):
        assert len(selectors.officer(officer.id, on=day).posts) == held, day


def test_a_post_is_not_held_twice_nor_given_up_twice(health: DepartmentView, manager: Actor) -> None:
    post = services.create_post(department_id=health.id, name="收件岗", seat="clerk", actor=manager)
    officer = services.register_officer(department_id=health.id, name="窗口甲", staff_no="W002", actor=manager)
    services.assign_post(officer_id=officer.id, post_id=post.id, actor=manager)
    with pytest.raises(PostAlreadyHeld):
        services.assign_post(officer_id=officer.id, post_id=post.id, actor=manager)
    with pytest.raises(InvalidInput):
        services.end_post(officer_id=officer.id, post_id=post.id, valid_to=dt.date(2000, 1, 1), actor=manager)
    services.end_post(officer_id=officer.id, post_id=post.id, actor=manager)
    with pytest.raises(PostNotHeld):
        services.end_post(officer_id=officer.id, post_id=post.id, actor=manager)


def test_names_and_numbers_are_taken_once(health: DepartmentView, manager: Actor) -> None:
    services.create_post(department_id=health.id, name="收件岗", seat="clerk", actor=manager)
    services.register_officer(department_id=health.id, name="窗口甲", staff_no="W002", actor=manager)
    with pytest.raises(PostExists):
        services.create_post(department_id=health.id, name="收件岗", seat="clerk", actor=manager)
    with pytest.raises(StaffNoTaken):
        services.register_officer(department_id=health.id, name="窗口乙", staff_no="W002", actor=manager)
    with pytest.raises(InvalidInput):
        services.create_post(department_id=health.id, name="别的岗", seat="king", actor=manager)


def test_department_administrator_manages_the_own_staff_only(health: DepartmentView, manager: Actor) -> None:
    other = services.register_department(code=make_uscc("11", "410500", 77), name="市林业局", actor=manager)
    admin = Actor(account_id=5, permissions=frozenset({"orgs.staff"}), department_ids=frozenset({health.id}))
    services.register_officer(department_id=health.id, name="窗口甲", staff_no="1", actor=admin)
    with pytest.raises(PermissionDenied):
        services.register_officer(department_id=other.id, name="窗口甲", staff_no="1", actor=admin)
    foreign = services.create_post(department_id=other.id, name="收件岗", seat="clerk", actor=manager)
    officer = selectors.officers(department_id=health.id)[0]
    with pytest.raises(PostOfOtherDepartment):
        services.assign_post(officer_id=officer.id, post_id=foreign.id, actor=admin)


def test_retired_officer_leaves_all_posts(health: DepartmentView, manager: Actor) -> None:
    post = services.create_post(department_id=health.id, name="收件岗", seat="clerk", actor=manager)
    officer = services.register_officer(department_id=health.id, name="窗口甲", staff_no="W002", actor=manager)
    services.assign_post(officer_id=officer.id, post_id=post.id, actor=manager)
    today = clock.today()
    gone = services.retire_officer(officer_id=officer.id, on=today, actor=manager)
    assert not gone.active
    assert selectors.officer(officer.id, on=today + dt.timedelta(1)).posts == ()
    assert services.retire_officer(officer_id=officer.id, actor=manager) == selectors.officer(officer.id)
    with pytest.raises(NotFound):
        services.assign_post(officer_id=officer.id, post_id=post.id, actor=manager)


def test_a_post_that_was_to_end_later_ends_with_the_service(health: DepartmentView, manager: Actor) -> None:
    post = services.create_post(department_id=health.id, name="收件岗", seat="clerk", actor=manager)
    officer = services.register_officer(department_id=health.id, name="窗口甲", staff_no="W002", actor=manager)
    services.assign_post(officer_id=officer.id, post_id=post.id, actor=manager)
    later = clock.today() + dt.timedelta(days=90)
    services.end_post(officer_id=officer.id, post_id=post.id, valid_to=later, actor=manager)
    services.retire_officer(officer_id=officer.id, actor=manager)
    assert selectors.officer(officer.id, on=later).posts == ()


def test_names_with_the_youngest_characters_are_names(health: DepartmentView, manager: Actor) -> None:
    """Characters of GB 18030 as amended in 2023 are unknown to this Python's tables; they do show."""
    officer = services.register_officer(department_id=health.id, name="张\U00031350", staff_no="W003", actor=manager)
    assert officer.name == "张\U00031350"
    for hidden in ("张\u202e三", "张\ue000"):
        with pytest.raises(InvalidInput):
            services.register_officer(department_id=health.id, name=hidden, staff_no="W004", actor=manager)


def test_closed_department_takes_nobody(health: DepartmentView, manager: Actor) -> None:
    services.change_department(department_id=health.id, active=False, actor=manager)
    with pytest.raises(DepartmentClosed):
        services.register_officer(department_id=health.id, name="窗口甲", staff_no="W002", actor=manager)


def test_window_serves_its_departments(health: DepartmentView, manager: Actor) -> None:
    other = services.register_department(code=make_uscc("11", "410500", 78), name="市林业局", actor=manager)
    hall = services.open_hall(name="市政务服务中心", region_code="410500", actor=manager)
    services.open_window(hall_id=hall.id, no="1", actor=manager)
    services.open_window(hall_id=hall.id, no="2", kind="department", department_ids=[health.id], actor=manager)
    assert [w.no for w in selectors.windows(hall.id, department_id=health.id)] == ["1", "2"]
    assert [w.no for w in selectors.windows(hall.id, department_id=other.id)] == ["1"]
    second = selectors.windows(hall.id)[1]
    changed = services.change_window(window_id=second.id, department_ids=[other.id], actor=manager)
    assert changed.department_ids == (other.id,)
    services.change_window(window_id=second.id, active=False, actor=manager)
    assert [w.no for w in selectors.windows(hall.id)] == ["1"]


def test_halls_and_windows_are_refused_when_wrong(health: DepartmentView, manager: Actor) -> None:
    hall = services.open_hall(name="市政务服务中心", region_code="410500", actor=manager)
    services.open_window(hall_id=hall.id, no="1", actor=manager)
    with pytest.raises(HallExists):
        services.open_hall(name="市政务服务中心", region_code="410500000000", actor=manager)
    with pytest.raises(WindowNoTaken):
        services.open_window(hall_id=hall.id, no=" 1 ", actor=manager)
    with pytest.raises(NotFound):
        services.open_window(hall_id=hall.id, no="2", department_ids=[health.id, 999_999], actor=manager)
    with pytest.raises(InvalidInput):
        services.open_hall(name="别的中心", region_code="41O5", actor=manager)
    with pytest.raises(PermissionDenied):
        services.open_hall(name="别的中心", region_code="410500", actor=Actor(account_id=2))
