"""Review in two steps, planned publication, and the promise that may only shrink."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from tongban.access.permissions import ROLE_PERMISSIONS
from tongban.catalogue import selectors, services
from tongban.catalogue.errors import ItemClosed, OwnWork, PromiseTakenBack, PublishBlocked
from tongban.catalogue.models import ItemVersion
from tongban.catalogue.reactions import take_effect as sweep
from tongban.catalogue.selectors import ItemView
from tongban.catalogue.services import FeeView, Reapproval
from tongban.catalogue.tests.conftest import SYSTEM, guide, publish, working_days
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, MoveNotAllowed, PermissionDenied
from tongban.ledger.models import Fact

pytestmark = pytest.mark.django_db
#: Tuesday, 24 November 2026, 09:30 in China.
MORNING = dt.datetime(2026, 11, 24, 1, 30, tzinfo=dt.UTC)
FIRST = dt.date(2026, 12, 1)


def person(account_id: int, role: str, item: ItemView, *, elsewhere: bool = False) -> Actor:
    """Somebody with one role, in the item's department or in another."""
    return Actor(
        account_id=account_id,
        officer_id=account_id,
        seats=frozenset({role}),
        permissions=ROLE_PERMISSIONS[role],
        department_ids=frozenset({item.department_id + (1000 if elsewhere else 0)}),
    )


def kinds(item: ItemView) -> list[str]:
    facts = Fact.objects.filter(primary_type="item", primary_id=item.code).order_by("id")
    return [kind.removeprefix("catalogue.") for kind in facts.values_list("kind", flat=True)]


def test_two_steps_from_the_department_to_the_public(item: ItemView) -> None:
    compiler, reader = person(1, "department_admin", item), person(2, "department_admin", item)
    bureau = person(3, "bureau", item)
    draft = services.draft_version(item_id=item.id, content=guide(), actor=compiler)
    assert [one.version_id for one in selectors.open_versions(viewer=compiler)] == [draft.id]
    sent = services.submit_for_review(version_id=draft.id, actor=compiler)
    assert sent.state == "in_department_review"
    assert selectors.waiting_for_bureau(viewer=bureau) == []
    with pytest.raises(MoveNotAllowed):
        services.publish_version(version_id=draft.id, actor=bureau)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        ItemVersion.objects.filter(pk=draft.id).update(name="别的")
    mine, theirs = (selectors.waiting_for_department(viewer=one) for one in (compiler, reader))
    assert [(one.version_id, one.own_work) for one in (*mine, *theirs)] == [(draft.id, True), (draft.id, False)]
    with pytest.raises(OwnWork) as refused:
        services.endorse_version(version_id=draft.id, actor=compiler)
    assert "第1版" in refused.value.sentence
    assert services.endorse_version(version_id=draft.id, opinion="同意", actor=reader).state == "in_review"
    assert [one.state_label for one in selectors.waiting_for_bureau(viewer=bureau)] == ["待审核"]
    with pytest.raises(PermissionDenied):
        services.publish_version(version_id=draft.id, actor=reader)
    assert services.publish_version(version_id=draft.id, actor=bureau).in_force
    assert kinds(item)[-4:] == ["version_drafted", "version_submitted", "version_endorsed", "version_published"]
    assert selectors.open_versions(viewer=bureau) == []


def test_whoever_changed_the_draft_does_not_endorse_it(item: ItemView) -> None:
    first, second, third = (person(number, "department_admin", item) for number in (1, 2, 3))
    draft = services.draft_version(item_id=item.id, content=guide(), actor=first)
    services.change_draft(version_id=draft.id, content=guide(name="公共场所卫生许可（变更）"), actor=second)
    services.submit_for_review(version_id=draft.id, actor=first)
    for hand in (first, second):
        with pytest.raises(OwnWork):
            services.endorse_version(version_id=draft.id, actor=hand)
    services.return_version(version_id=draft.id, reason="缺审查标准", actor=third)
    services.submit_for_review(version_id=draft.id, actor=second)
    assert services.endorse_version(version_id=draft.id, actor=third).state == "in_review"


def test_wrong_seats_and_other_departments_are_refused(item: ItemView) -> None:
    compiler = person(1, "department_admin", item)
    draft = services.draft_version(item_id=item.id, content=guide(), actor=compiler)
    services.submit_for_review(version_id=draft.id, actor=compiler)
    for stranger in (
        person(5, "department_admin", item, elsewhere=True),
        person(6, "approver", item),
        person(7, "clerk", item),
        Actor(),
    ):
        with pytest.raises(PermissionDenied):
            services.endorse_version(version_id=draft.id, actor=stranger)
        with pytest.raises(PermissionDenied):
            services.return_version(version_id=draft.id, reason="x", actor=stranger)
        assert selectors.waiting_for_department(viewer=stranger) == []
        assert selectors.open_versions(viewer=stranger) == []
        with pytest.raises(PermissionDenied):
            selectors.changes_of(draft.id, viewer=stranger)
    services.endorse_version(version_id=draft.id, actor=person(2, "department_admin", item))
    with pytest.raises(PermissionDenied):
        # What the bureau holds only the bureau returns.
        services.return_version(version_id=draft.id, reason="x", actor=compiler)
    with pytest.raises(PermissionDenied):
        services.schedule_version(version_id=draft.id, effective_on=clock.today() + dt.timedelta(9), actor=compiler)


def test_a_small_city_needs_one_step_where_the_compiler_may_publish(item: ItemView) -> None:
    bureau = person(3, "bureau", item)
    draft = services.draft_version(item_id=item.id, content=guide(), actor=bureau)
    assert services.submit_for_review(version_id=draft.id, actor=bureau).state == "in_review"
    assert services.publish_version(version_id=draft.id, actor=bureau).in_force


def planned(item: ItemView, actor: Actor = SYSTEM) -> int:
    draft = services.draft_version(item_id=item.id, content=guide(name="公共场所卫生许可（延续）"), actor=actor)
    services.submit_for_review(version_id=draft.id, actor=actor)
    services.schedule_version(version_id=draft.id, effective_on=FIRST, actor=actor)
    return draft.id


def test_a_planned_version_is_published_at_midnight_in_china(item: ItemView) -> None:
    with clock.frozen(MORNING):
        first = publish(item.id, guide())
        version_id = planned(item)
        assert selectors.version(version_id).effective_on == FIRST
        assert [one.effective_on for one in selectors.scheduled_versions(viewer=SYSTEM)] == [FIRST]
    with clock.frozen(clock.at(FIRST) - dt.timedelta(seconds=1)):
        assert services.take_effect(actor=SYSTEM) == services.DayReport(0, 0, 0)
        assert selectors.current_version(item.id).id == first.id
    with clock.frozen(clock.at(FIRST)):
        sweep()
        assert services.take_effect(actor=SYSTEM) == services.DayReport(0, 0, 0)
        now = selectors.current_version(item.id)
        assert (now.id, now.published_at, now.effective_on) == (version_id, clock.at(FIRST), FIRST)
        assert selectors.version(first.id).state == "superseded"
        assert selectors.scheduled_versions(viewer=SYSTEM) == []
    assert kinds(item)[-2:] == ["version_scheduled", "version_published"]
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        ItemVersion.objects.filter(pk=version_id).update(effective_on=None)


def test_a_schedule_is_taken_back(item: ItemView) -> None:
    with clock.frozen(MORNING):
        version_id = planned(item)
        with pytest.raises(MoveNotAllowed):
            services.publish_version(version_id=version_id, actor=SYSTEM)
        with pytest.raises(InvalidInput):
            services.withdraw_schedule(version_id=version_id, reason=" ", actor=SYSTEM)
        back = services.withdraw_schedule(version_id=version_id, reason="省里文件推迟", actor=SYSTEM)
        assert (back.state, back.effective_on) == ("in_review", None)
        for day in (None, clock.today(), clock.today() - dt.timedelta(1)):
            with pytest.raises(InvalidInput):
                services.schedule_version(version_id=version_id, effective_on=day, actor=SYSTEM)
    with clock.frozen(clock.at(FIRST)):
        assert services.take_effect(actor=SYSTEM).published == 0


def test_a_planned_version_that_is_no_longer_fit_waits_for_the_bureau(
    item: ItemView, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.frozen(MORNING):
        first = publish(item.id, guide())
        version_id = planned(item)

    def blocked(*_: object) -> None:
        raise PublishBlocked(name="x", findings=["依据已经废止。"])

    monkeypatch.setattr("tongban.catalogue.services.publishing.check_publishable", blocked)
    with clock.frozen(clock.at(FIRST)):
        assert services.take_effect(actor=SYSTEM) == services.DayReport(0, 1, 0)
        assert selectors.version(version_id).state == "in_review"
        assert selectors.current_version(item.id).id == first.id
        assert [one.version_id for one in selectors.waiting_for_bureau(viewer=SYSTEM)] == [version_id]
    held = Fact.objects.get(kind="catalogue.version_held")
    assert "依据已经废止" in str(held.data)


def test_an_abolished_item_keeps_no_open_version(item: ItemView) -> None:
    with clock.frozen(MORNING):
        publish(item.id, guide())
        version_id = planned(item)
        services.abolish_item(item_id=item.id, reason="国务院取消", actor=SYSTEM)
        assert selectors.version(version_id).state == "discarded"
    with clock.frozen(clock.at(FIRST)):
        assert services.take_effect(actor=SYSTEM) == services.DayReport(0, 0, 0)


def test_what_cannot_be_published_cannot_be_planned(item: ItemView) -> None:
    draft = services.draft_version(item_id=item.id, content=guide(fee=FeeView()), actor=SYSTEM)
    services.submit_for_review(version_id=draft.id, actor=SYSTEM)
    with pytest.raises(PublishBlocked):
        services.schedule_version(version_id=draft.id, effective_on=clock.today() + dt.timedelta(3), actor=SYSTEM)


def test_a_planned_version_is_discarded_by_the_bureau_only(item: ItemView) -> None:
    compiler = person(1, "department_admin", item)
    with clock.frozen(MORNING):
        version_id = planned(item)
        with pytest.raises(PermissionDenied):
            services.discard_version(version_id=version_id, actor=compiler)
        services.discard_version(version_id=version_id, actor=person(3, "bureau", item))


# ---- the promise ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [5, 4, 0])
def test_a_promise_may_stay_or_shrink(item: ItemView, days: int) -> None:
    publish(item.id, guide())
    steps = tuple(replace(step, limit=None) for step in guide().steps)
    assert publish(item.id, guide(promised=working_days(days), steps=steps)).reapproval is None


@pytest.mark.parametrize("changes", [{"promised": working_days(6)}, {"promised": None}])
def test_a_longer_promise_needs_an_approval(item: ItemView, changes: dict[str, object]) -> None:
    publish(item.id, guide())
    draft = services.draft_version(item_id=item.id, content=guide(**changes), actor=SYSTEM)
    for given in (None, Reapproval("", "人手不足"), Reapproval("同政办〔2026〕9号", " ")):
        with pytest.raises(PromiseTakenBack) as refused:
            services.submit_for_review(version_id=draft.id, reapproval=given, actor=SYSTEM)
        assert "5个工作日" in refused.value.sentence
        assert selectors.version(draft.id).state == "draft"
    approved = Reapproval("同政办〔2026〕9号", "省里新增现场核查环节")
    services.submit_for_review(version_id=draft.id, reapproval=approved, actor=SYSTEM)
    services.return_version(version_id=draft.id, reason="再看看", actor=SYSTEM)
    # The approval is kept with the version: it need not be typed again.
    services.submit_for_review(version_id=draft.id, actor=SYSTEM)
    assert [one.reapproval for one in selectors.waiting_for_bureau(viewer=SYSTEM)] == [approved]
    if changes["promised"]:
        assert services.publish_version(version_id=draft.id, actor=SYSTEM).reapproval == approved
        assert selectors.current_version(item.id).reapproval == approved


def test_no_approval_lifts_the_promise_above_the_statutory_limit(item: ItemView) -> None:
    publish(item.id, guide())
    draft = services.draft_version(item_id=item.id, content=guide(promised=working_days(21)), actor=SYSTEM)
    services.submit_for_review(version_id=draft.id, reapproval=Reapproval("同政办〔2026〕9号", "x"), actor=SYSTEM)
    with pytest.raises(PublishBlocked) as refused:
        services.publish_version(version_id=draft.id, actor=SYSTEM)
    assert "长于法定时限" in refused.value.sentence


def test_an_approval_that_is_not_needed_is_not_kept(item: ItemView) -> None:
    publish(item.id, guide())
    draft = services.draft_version(item_id=item.id, content=guide(), actor=SYSTEM)
    sent = services.submit_for_review(version_id=draft.id, reapproval=Reapproval("x", "y"), actor=SYSTEM)
    assert sent.reapproval is None


def test_an_approval_is_for_the_promise_it_was_given_for(item: ItemView) -> None:
    steps = (services.StepView("决定", "approver", verb="decide"),)
    publish(item.id, guide(promised=working_days(5), steps=steps))

    def changed(days: int) -> None:
        content = guide(promised=working_days(days), steps=steps)
        services.change_draft(version_id=draft.id, content=content, actor=SYSTEM)

    draft = services.draft_version(item_id=item.id, content=guide(promised=working_days(7), steps=steps), actor=SYSTEM)
    approved = Reapproval("同政办〔2026〕9号", "省里新增现场核查环节")
    services.submit_for_review(version_id=draft.id, reapproval=approved, actor=SYSTEM)
    services.return_version(version_id=draft.id, reason="再改", actor=SYSTEM)
    changed(15)
    with pytest.raises(PromiseTakenBack):
        services.submit_for_review(version_id=draft.id, actor=SYSTEM)
    changed(6)
    services.submit_for_review(version_id=draft.id, actor=SYSTEM)
    services.return_version(version_id=draft.id, reason="再改", actor=SYSTEM)
    changed(15)
    services.submit_for_review(version_id=draft.id, reapproval=Reapproval("同政办〔2026〕10号", "x"), actor=SYSTEM)
    services.publish_version(version_id=draft.id, actor=SYSTEM)
    assert selectors.current_version(item.id).promised == working_days(15)


def test_an_abolished_item_publishes_nothing(item: ItemView) -> None:
    services.abolish_item(item_id=item.id, reason="取消", actor=SYSTEM)
    with pytest.raises(ItemClosed):
        services.draft_version(item_id=item.id, content=guide(), actor=SYSTEM)
