"""A case keeps its version; where the law demands the new one it is moved, told, and moved back if need be."""

from __future__ import annotations

import dataclasses
import datetime as dt
from uuid import uuid4

import pytest

from tongban.access.permissions import ROLE_PERMISSIONS
from tongban.cases import errors, selectors, services
from tongban.cases.errors import promises as refusals
from tongban.cases.models import CaseMaterial
from tongban.cases.services import MaterialInput
from tongban.cases.states import CaseState
from tongban.cases.tests.conftest import FORM, SYSTEM, City, content
from tongban.cases.tests.promising import MAIN, PLAN, REPORT, after, head, papers, row
from tongban.catalogue.selectors import ItemVersionView
from tongban.catalogue.services import MaterialView
from tongban.catalogue.tests.publishing import put_in_force
from tongban.duties import services as duties
from tongban.files import services as files
from tongban.kernel import clock
from tongban.kernel.deadline import Limit, LimitUnit
from tongban.kernel.errors import NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef

WHY, LAW = "新修订的条例取消了平面图。", "《公共场所卫生管理条例》（2026年修订）第四条"
NEW_FORM = {
    **FORM,
    "required": ["name", "area"],
    "properties": {
        "name": FORM["properties"]["name"],  # type: ignore[index]  # test data
        "area": {"type": "number", "title": "面积", "x-element": "premises.area"},
    },
}


def next_version(city: City, **changes: object) -> ItemVersionView:
    """A newer version of the promised item: the plan is gone, a report is new, the form is another."""
    guide = content("公共场所卫生许可（延续）", materials=(
        MaterialView(1, "卫生检测报告", form="electronic", source="intermediary", accept_standard="一年内"),
        dataclasses.replace(MAIN, order=2),
    ), form_schema=NEW_FORM, promised=Limit(3, LimitUnit.WORKING_DAY))  # fmt: skip
    guide = dataclasses.replace(guide, **changes)  # type: ignore[arg-type]  # test data by field name
    return put_in_force(city.promised.item_id, guide)


def move(city: City, uid: str, to: ItemVersionView, **changes: object) -> str:
    """Move one case."""
    given = {"case_uid": uid, "to_version_id": to.id, "reason": WHY, "basis": LAW, "actor": head(city), **changes}
    return services.move_case(**given)  # type: ignore[arg-type]  # by name


def clocks(uid: str) -> dict[str, dt.date | None]:
    return {one.kind: one.duty.due.due_on for one in selectors.clocks(uid, viewer=SYSTEM) if one.duty.running}


def test_a_new_version_moves_nobody_by_itself(city: City) -> None:
    uid = city.accepted(city.promised)
    next_version(city)
    assert row(uid).version_id == city.promised.id


def test_the_dry_run_tells_and_writes_nothing(city: City) -> None:
    uid, draft = city.accepted(city.promised), city.draft(city.promised)
    new = next_version(city)
    plan = selectors.version_move_plan(city.promised.id, new.id, viewer=head(city))
    assert (plan.total, plan.movable) == (1, 1)
    (one,) = plan.cases
    assert str(one.uid) == uid != draft
    told = "".join(one.sentences)
    for expected in (
        "新增材料：卫生检测报告",
        "不再需要的材料：场所平面图",
        "申请表不再需要：场所名称",
        "申请表新增：面积",
        "承诺办结时限由5个工作日改为3个工作日",
    ):
        assert expected in told, told
    assert row(uid).version_id == city.promised.id
    assert papers(uid) == ["receipt_note", "acceptance_notice"]


def test_moved_with_what_was_handed_in_and_told(city: City) -> None:
    uid = city.accepted(city.promised)
    new = next_version(city)
    number = move(city, uid, new)
    view = selectors.case_view(uid, viewer=city.resident)
    assert view.version.id == new.id
    assert [(m.name, m.provided) for m in view.materials] == [("卫生检测报告", False), ("申请表", True)]
    assert view.form_data == {"name": "赵小满"}
    assert view.instruments[-1].number == number
    assert clocks(uid) == {"case.promise": dt.date(2026, 11, 27), "case.statutory": dt.date(2026, 12, 22)}
    assert CaseMaterial.objects.filter(case__uid=uid).count() == 2
    ledger.drain(raising=True)
    paper = view.instruments[-1]
    assert services.instrument_pdf(case_uid=uid, instrument_id=paper.id, actor=city.resident)[1].startswith(b"%PDF")


def test_what_only_the_new_version_asks_for_can_be_handed_in(city: City) -> None:
    uid = city.examined(city.promised)
    move(city, uid, next_version(city))
    assert selectors.owed_materials(uid, viewer=city.resident) == {1: "卫生检测报告"}
    with pytest.raises(errors.MaterialsMissing):
        services.decide_case(case_uid=uid, granted=True, actor=city.approver)
    stored = files.store(content=b"%PDF-1.4\n%new", name="new.pdf", actor=city.resident)
    given = MaterialInput(order=1, digest=stored.digest, file_name=stored.name)
    assert services.hand_in_promised(case_uid=uid, material=given, actor=city.resident)
    assert selectors.owed_materials(uid, viewer=city.resident) == {}
    services.decide_case(case_uid=uid, granted=True, actor=city.approver)


def test_longer_limits_only_where_the_basis_says_so(city: City) -> None:
    uid, other = city.accepted(city.promised), city.accepted(city.promised)
    new = next_version(city, promised=Limit(5, LimitUnit.WORKING_DAY), statutory=Limit(25, LimitUnit.WORKING_DAY))
    before = clocks(uid)
    move(city, uid, new)
    assert clocks(uid) == before
    move(city, other, new, may_lengthen=True)
    assert clocks(other)["case.statutory"] == dt.date(2026, 12, 29)
    assert clocks(other)["case.promise"] == before["case.promise"]


def test_time_that_stood_still_stands_still_under_the_new_limit(city: City) -> None:
    uid = city.accepted(city.promised)
    new = next_version(city)
    ref = ObjectRef("case", uid)
    with after(1):
        duties.pause_duties(subject=ref, reason="hearing", document_no="特字第1号", since=clock.now(), actor=SYSTEM)
    with after(3):
        duties.resume_duties(subject=ref, at=clock.now(), actor=SYSTEM)
        before = clocks(uid)
        move(city, uid, new)
        pauses = next(c.duty.pauses for c in selectors.clocks(uid, viewer=SYSTEM)
                      if c.kind == "case.promise" and c.duty.running)  # fmt: skip
        assert [one.document_no for one in pauses] == ["特字第1号"]
        assert clocks(uid)["case.promise"] < before["case.promise"]  # type: ignore[operator]  # both are days


def test_undone_as_if_it_had_not_been(city: City) -> None:
    uid = city.accepted(city.promised)
    was, running = selectors.case_view(uid, viewer=city.resident), clocks(uid)
    move(city, uid, next_version(city))
    with pytest.raises(errors.ReasonMissing):
        services.undo_move(case_uid=uid, reason=" ", actor=head(city))
    services.undo_move(case_uid=uid, reason="新版本没有溯及力。", actor=head(city))
    now = selectors.case_view(uid, viewer=city.resident)
    assert (now.version.id, now.form_data, now.item_name) == (was.version.id, was.form_data, was.item_name)
    assert now.materials == was.materials
    assert clocks(uid) == running
    with pytest.raises(refusals.MoveNotUndone):
        services.undo_move(case_uid=uid, reason="再来一次。", actor=head(city))


def test_not_undone_once_something_was_handed_in(city: City) -> None:
    uid = city.accepted(city.promised)
    move(city, uid, next_version(city))
    with after(1):
        stored = files.store(content=b"%PDF-1.4\n%new", name="new.pdf", actor=city.resident)
        given = MaterialInput(order=1, digest=stored.digest, file_name=stored.name)
        services.hand_in_promised(case_uid=uid, material=given, actor=city.resident)
        with pytest.raises(refusals.MoveNotUndone):
            services.undo_move(case_uid=uid, reason="改回。", actor=head(city))


def test_in_bulk_resumable_and_back(city: City) -> None:
    uids = [city.accepted(city.promised), city.submitted(city.promised), city.examined(city.promised)]
    done = city.examined(city.promised)
    services.decide_case(case_uid=done, granted=True, actor=city.approver)
    new, by, told, batch = next_version(city), head(city), list[int](), uuid4()
    some = {
        "from_version_id": city.promised.id, "to_version_id": new.id, "reason": WHY, "basis": LAW, "actor": by,
        "batch": batch,
    }  # fmt: skip
    first = services.move_cases(**some, case_uids=uids[:1])  # type: ignore[arg-type]  # by name
    rest = services.move_cases(**some, progress=told.append)  # type: ignore[arg-type]  # by name
    assert (first.moved, rest.moved, rest.batch, told) == (1, 2, batch, [1, 2])
    assert row(done).version_id == city.promised.id
    again = services.move_cases(**some)  # type: ignore[arg-type]  # by name
    assert (again.moved, again.stayed) == (0, ())
    moves = selectors.moves_of_item(city.promised.item_id, viewer=by)
    assert [(b.cases, b.undone) for b in moves.batches] == [(3, 0)]
    assert {v.number: v.running for v in moves.versions} == {1: 0, 2: 3}
    away = dataclasses.replace(city.outsider, permissions=ROLE_PERMISSIONS["department_admin"])
    with pytest.raises(NotFound):  # of another department nobody learns what was moved
        services.undo_moves(batch=batch, reason="改回。", actor=away)
    back = services.undo_moves(batch=batch, reason="改回。", actor=by)
    assert back.moved == 3
    assert {row(uid).version_id for uid in uids} == {city.promised.id}
    with pytest.raises(NotFound):
        services.undo_moves(batch=uuid4(), reason="改回。", actor=by)


def test_cases_that_stay(city: City) -> None:
    uid = city.accepted(city.promised)
    new = next_version(city, applicant_kinds=("enterprise",))
    with pytest.raises(refusals.NotMovable) as caught:
        move(city, uid, new)
    assert "不面向" in caught.value.sentence
    with pytest.raises(refusals.NotMovable):
        move(city, uid, city.instant)
    with pytest.raises(refusals.NotMovable):
        move(city, uid, city.promised)
    report = services.move_cases(
        from_version_id=city.promised.id, to_version_id=new.id, reason=WHY, basis=LAW, actor=head(city)
    )
    assert report.moved == 0
    assert report.stayed[0][0] == row(uid).case_no
    plan = selectors.version_move_plan(city.promised.id, new.id, viewer=head(city))
    assert plan.movable == 0
    assert "不面向" in plan.cases[0].stays


def test_who_may_move_and_on_what(city: City) -> None:
    uid = city.accepted(city.promised)
    new = next_version(city)
    with pytest.raises(errors.ReasonMissing):
        move(city, uid, new, reason=" ")
    with pytest.raises(refusals.DocumentMissing):
        move(city, uid, new, basis=" ")
    for actor in (city.clerk, city.approver, city.outsider, city.resident):
        with pytest.raises(PermissionDenied):
            move(city, uid, new, actor=actor)
        with pytest.raises(PermissionDenied):
            selectors.version_move_plan(city.promised.id, new.id, viewer=actor)
        with pytest.raises(PermissionDenied):
            services.undo_moves(batch=uuid4(), reason="x", actor=actor)
    away = dataclasses.replace(city.outsider, permissions=ROLE_PERMISSIONS["department_admin"])
    with pytest.raises(NotFound):
        move(city, uid, new, actor=away)
    assert selectors.version_move_plan(city.promised.id, new.id, viewer=away).total == 0


def test_materials_are_the_same_by_code_before_name(city: City) -> None:
    coded = dataclasses.replace(PLAN, standard_code="M-7")
    first = put_in_force(city.promised.item_id, content("公共场所卫生许可（延续）", materials=(MAIN, coded)))
    uid = city.accepted(first)
    renamed = dataclasses.replace(coded, order=5, name="场所布局图")
    second = put_in_force(city.promised.item_id, content("公共场所卫生许可（延续）", materials=(MAIN, renamed, REPORT)))
    plan = selectors.version_move_plan(first.id, second.id, viewer=head(city))
    assert "材料“场所平面图”改称“场所布局图”" in "".join(plan.cases[0].sentences)
    move(city, uid, second)
    found = {m.name: m for m in selectors.case_view(uid, viewer=city.resident).materials}
    assert found["场所布局图"].provided
    assert row(uid).state == CaseState.ACCEPTED
