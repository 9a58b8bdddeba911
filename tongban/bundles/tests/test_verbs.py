"""Who may do what with a bundle, in which state, against whose hand; what is published stands still."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tongban.bundles import selectors, services
from tongban.bundles.errors import (
    BundleDraftExists,
    BundleExists,
    BundleUnfit,
    ChoiceRefused,
    OwnBundle,
    StandardChained,
    StandardNotPublished,
)
from tongban.bundles.models import BundleVersion
from tongban.bundles.shape import Choice, Edge, Member, Shape
from tongban.bundles.tests.conftest import SYSTEM, Town
from tongban.catalogue import services as catalogue
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, MoveNotAllowed, NotFound, PermissionDenied, StaleState
from tongban.ledger.models import Fact

CODE = "419900RESTAURANT"
Verb = Callable[[Town, int, Actor], Any]
VERBS: dict[str, tuple[Verb, str]] = {
    "submit": (lambda town, pk, by: services.submit_bundle(version_id=pk, actor=by), "draft"),
    "change": (lambda town, pk, by: services.change_bundle(version_id=pk, shape=town.shape, actor=by), "draft"),
    "discard": (lambda town, pk, by: services.discard_bundle(version_id=pk, actor=by), "draft"),
    "return": (lambda town, pk, by: services.return_bundle(version_id=pk, reason="再核对", actor=by), "submitted"),
    "publish": (lambda town, pk, by: services.publish_bundle(version_id=pk, actor=by), "submitted"),
    "retire": (lambda town, pk, by: services.retire_bundle(code=CODE, reason="不再牵头", actor=by), "published"),
    "draft": (lambda town, pk, by: services.draft_bundle(code=CODE, actor=by), "published"),
}


def in_state(town: Town, state: str) -> int:
    if state == "published":
        return town.published().id
    draft = town.draft()
    if state == "submitted":
        services.submit_bundle(version_id=draft.id, actor=town.lead)
    return draft.id


def facts(bundle_code: str) -> list[str]:
    rows = Fact.objects.filter(primary_type="bundle", primary_id=bundle_code)
    return list(rows.order_by("seq").values_list("kind", flat=True))


def test_the_road_from_draft_to_retired_leaves_its_facts(town: Town) -> None:
    draft = town.draft()
    assert (draft.state, draft.number, draft.region_code) == ("draft", 1, "419900")
    changed = services.change_bundle(version_id=draft.id, shape=town.shape, revision=0, actor=town.colleague)
    sent = services.submit_bundle(version_id=draft.id, actor=town.lead)
    back = services.return_bundle(version_id=draft.id, reason="请核对时限", actor=town.bureau)
    assert [one.state for one in (changed, sent, back)] == ["draft", "submitted", "draft"]
    services.submit_bundle(version_id=draft.id, actor=town.lead)
    first = services.publish_bundle(version_id=draft.id, actor=town.bureau)
    assert first.composed_from == {"premises": town.premises.id, "food": town.food.id, "sign": town.sign.id}
    second = services.draft_bundle(code=CODE, actor=town.lead)
    services.submit_bundle(version_id=second.id, actor=town.lead)
    services.publish_bundle(version_id=second.id, actor=town.bureau)
    assert [(one.number, one.state) for one in selectors.bundle_versions(CODE, viewer=SYSTEM)] == [
        (2, "published"),
        (1, "superseded"),
    ]
    services.retire_bundle(code=CODE, reason="事项取消", actor=town.bureau)
    assert selectors.bundle(CODE, viewer=town.window).state == "retired"
    assert [kind.removeprefix("bundles.") for kind in facts(CODE)] == [
        "created", "version_changed", "version_submitted", "version_returned", "version_submitted", "version_published",
        "version_drafted", "version_submitted", "version_published", "retired",
    ]  # fmt: skip


@pytest.mark.parametrize("name", VERBS)
def test_no_verb_without_the_right(town: Town, name: str) -> None:
    verb, state = VERBS[name]
    pk = in_state(town, state)
    before = facts(CODE)
    wrong = [town.window, town.stranger, Actor(account_id=9, party_id=9, permissions=frozenset({"bundles.compose"}))]
    if name in ("return", "publish", "retire"):
        wrong.append(town.lead)
    for by in wrong:
        with pytest.raises(PermissionDenied):
            verb(town, pk, by)
    assert facts(CODE) == before
    right = town.bureau if name in ("return", "publish", "retire") else town.colleague
    verb(town, pk, right)
    assert len(facts(CODE)) == len(before) + 1


@pytest.mark.parametrize("name", [name for name, (_, state) in VERBS.items() if state != "published"])
def test_no_verb_out_of_its_state(town: Town, name: str) -> None:
    verb, _ = VERBS[name]
    pk = in_state(town, "published")
    with pytest.raises(MoveNotAllowed):
        verb(town, pk, SYSTEM)


def test_a_bundle_is_led_by_ones_own_department(town: Town) -> None:
    town.published()
    for by in (town.lead, town.window, Actor(account_id=9, party_id=9)):
        with pytest.raises(PermissionDenied):
            services.create_bundle(
                code="419900X1", name="别人的", department_id=town.other_id, shape=town.shape, actor=by
            )
        with pytest.raises(PermissionDenied):
            services.implement_standard(
                standard_code=CODE, code="419900X1", department_id=town.other_id, items={}, actor=by
            )
    assert [one.code for one in selectors.bundles(viewer=SYSTEM)] == [CODE]


def test_two_editors_do_not_overwrite_each_other(town: Town) -> None:
    draft = town.draft()
    services.change_bundle(version_id=draft.id, shape=town.shape, revision=draft.revision, actor=town.lead)
    with pytest.raises(StaleState):
        services.change_bundle(version_id=draft.id, shape=town.shape, revision=draft.revision, actor=town.colleague)


def test_who_composed_does_not_publish(town: Town) -> None:
    draft = town.draft()
    services.change_bundle(version_id=draft.id, shape=town.shape, actor=town.bureau)
    services.submit_bundle(version_id=draft.id, actor=town.lead)
    with pytest.raises(OwnBundle):
        services.publish_bundle(version_id=draft.id, actor=town.bureau)
    assert services.publish_bundle(version_id=draft.id, actor=town.second_bureau).state == "published"


def test_faults_are_told_all_at_once_and_nothing_is_sent(town: Town) -> None:
    shape = dataclasses.replace(town.shape, edges=(Edge("food", "sign"), Edge("sign", "food"), Edge("food", "nobody")))
    draft = town.draft(shape=shape)
    with pytest.raises(BundleUnfit) as refused:
        services.submit_bundle(version_id=draft.id, actor=town.lead)
    assert len(refused.value.findings) == 2
    assert selectors.bundle_version(draft.id, viewer=town.lead).state == "draft"


def test_codes_and_drafts_are_there_once(town: Town) -> None:
    town.draft()
    with pytest.raises(BundleExists):
        town.draft()
    with pytest.raises(BundleDraftExists):
        services.draft_bundle(code=CODE, actor=town.lead)
    with pytest.raises(InvalidInput) as refused:
        services.create_bundle(
            code="a-b", name=" ", kind="x", department_id=town.lead_id, shape=town.shape, actor=town.lead
        )
    assert set(refused.value.errors) == {"code", "name", "kind"}
    with pytest.raises(InvalidInput):
        town.draft("419900LONG", dataclasses.replace(town.shape, choices=(Choice("c", "长" * 501, ("sign",)),)))


def test_what_is_published_stands_still(town: Town) -> None:
    """The database itself refuses, whoever writes."""
    published = town.published()
    row = BundleVersion.objects.filter(pk=published.id)
    changes: list[dict[str, Any]] = [{"content": {}}, {"composed_from": {}}, {"state": "draft"}, {"number": 9}]
    for change in changes:
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            row.update(**change)
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        row.delete()
    with pytest.raises(MoveNotAllowed):
        services.change_bundle(version_id=published.id, shape=Shape(()), actor=town.lead)


def test_drafts_are_seen_by_those_who_compose(town: Town) -> None:
    draft = town.draft()
    for viewer in (town.lead, town.colleague, town.bureau, SYSTEM):
        assert selectors.bundle(CODE, viewer=viewer).open_version_id == draft.id
        assert len(selectors.bundles(viewer=viewer)) == 1
    for viewer in (town.stranger, town.window):
        assert selectors.bundles(viewer=viewer) == []
        for ask in (
            lambda by: selectors.bundle(CODE, viewer=by),
            lambda by: selectors.bundle_version(draft.id, viewer=by),
            lambda by: selectors.bundle_versions(CODE, viewer=by),
            lambda by: selectors.composition(draft.id, viewer=by),
        ):
            with pytest.raises(NotFound):
                ask(viewer)


def test_what_is_published_everybody_reads(town: Town) -> None:
    published = town.published()
    shown = selectors.bundle(CODE, viewer=town.window)
    assert (shown.version_id, shown.state, shown.members, shown.department_name) == (
        published.id, "published", 3, "同安市市场监督管理局",
    )  # fmt: skip
    whole = selectors.composition(published.id, viewer=town.window)
    assert whole.path.days == 10
    assert [one.name for one in whole.form.fields] == ["person_name", "premises_name"]
    assert selectors.bundles(viewer=town.window, region_code="410000") == []
    assert selectors.bundles(viewer=town.window, kind="verification") == []
    assert selectors.bundles(viewer=town.window, state="retired") == []


def test_an_applicant_chooses_what_the_bundle_offers(town: Town) -> None:
    shape = dataclasses.replace(town.shape, choices=(Choice("extra", "要不要招牌", ("sign",), 1, 1),))
    published = town.published(shape=shape)
    with pytest.raises(ChoiceRefused):
        selectors.composition(published.id, viewer=town.window, chosen=[])
    chosen = selectors.composition(published.id, viewer=town.window, chosen=["sign"])
    assert list(chosen.items) == ["premises", "food", "sign"]


def test_a_newer_guide_is_followed_and_told(town: Town) -> None:
    """Who applies today applies by today's guides; the lead sees what that changes, the version is not touched."""
    published = town.published()
    assert selectors.look(published).changes == ()
    town.renew(town.sign, "效果图")
    told = selectors.look(published)
    assert told.fits
    assert "多要材料“效果图”（户外招牌备案）。" in [one.text for one in told.changes]
    whole = selectors.composition(published.id, viewer=town.window)
    assert "效果图" in [entry.name for entry in whole.materials]
    assert selectors.bundle_version(published.id, viewer=town.window).composed_from["sign"] == town.sign.id
    catalogue.suspend_item(item_id=town.food.item_id, reason="修订", actor=SYSTEM)
    assert not selectors.look(published).fits


def test_a_county_implements_the_standard_and_asks_no_more(town: Town) -> None:
    standard = town.published()
    items = {"premises": town.premises.code, "food": town.food.code, "sign": town.sign.code}
    with pytest.raises(InvalidInput, match="dancing"):
        services.implement_standard(
            standard_code=CODE, code="419921R", department_id=town.other_id, items={"dancing": "x"}, actor=town.stranger
        )
    draft = services.implement_standard(
        standard_code=CODE, code="419921R", department_id=town.other_id, region_code="419921", items=items,
        actor=town.stranger,
    )  # fmt: skip
    assert (draft.standard_version_id, draft.region_code, draft.shape.edges) == (
        standard.id,
        "419921",
        town.shape.edges,
    )
    with pytest.raises(StandardChained):
        services.implement_standard(
            standard_code="419921R", code="419922R", department_id=town.other_id, items={}, actor=town.stranger
        )
    gated = dataclasses.replace(draft.shape, edges=(*draft.shape.edges, Edge("sign", "food")))
    services.change_bundle(version_id=draft.id, shape=gated, actor=town.stranger)
    with pytest.raises(BundleUnfit, match="不得增加前置"):
        services.submit_bundle(version_id=draft.id, actor=town.stranger)
    here = dataclasses.replace(draft.shape, places=("鹤台县政务服务中心",), phones=("0372-0000009",))
    services.change_bundle(version_id=draft.id, shape=here, actor=town.stranger)
    services.submit_bundle(version_id=draft.id, actor=town.stranger)
    services.publish_bundle(version_id=draft.id, actor=town.bureau)
    # What the standard's own items ask since is no leave to ask for it here: the county shares the item, and is told.
    town.renew(town.sign, "效果图")
    county = selectors.bundle_version(draft.id, viewer=town.window)
    assert [one.kind for one in selectors.look(county).findings if one.blocking] == ["beyond_standard"]
    (one,) = selectors.implementations(CODE, viewer=town.window)
    assert (one.bundle_code, one.behind) == ("419921R", False)
    second = services.draft_bundle(code=CODE, actor=town.lead)
    services.submit_bundle(version_id=second.id, actor=town.lead)
    services.publish_bundle(version_id=second.id, actor=town.bureau)
    assert selectors.implementations(CODE, viewer=town.window)[0].behind
    assert services.draft_bundle(code="419921R", actor=town.stranger).standard_version_id == second.id


def test_nothing_stands_on_a_standard_that_is_not_published(town: Town) -> None:
    town.draft()
    with pytest.raises(StandardNotPublished):
        services.implement_standard(
            standard_code=CODE, code="419921R", department_id=town.other_id, items={}, actor=town.stranger
        )


def test_optional_members_may_be_missing_in_a_county(town: Town) -> None:
    shape = dataclasses.replace(town.shape, choices=(Choice("extra", "要不要招牌", ("sign",)),))
    town.published(shape=shape)
    items = {"premises": town.premises.code, "food": town.food.code}
    draft = services.implement_standard(
        standard_code=CODE, code="419921R", department_id=town.other_id, items=items, actor=town.stranger
    )
    assert draft.shape.members == (Member("premises", town.premises.code), Member("food", town.food.code))
    assert draft.shape.choices == ()
    assert services.submit_bundle(version_id=draft.id, actor=town.stranger).state == "submitted"


def test_free_choice_of_items(town: Town) -> None:
    whole = selectors.compose_items([town.premises.code, town.sign.code])
    assert whole.path.days == 5
    assert selectors.document(whole)["asked_twice"]["materials"] == [
        {"name": "申请表", "members": ["item_1", "item_2"], "pieces": 2},
        {"name": "场所平面图", "members": ["item_1", "item_2"], "pieces": 2},
    ]
    with pytest.raises(NotFound):
        selectors.compose_items(["0" * 31])
    with pytest.raises(InvalidInput):
        selectors.compose_items([])
