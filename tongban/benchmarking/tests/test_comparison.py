"""A comparison is kept, a person decides, and the next one has learned from it."""

from __future__ import annotations

import datetime as dt
import json
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

from tongban.benchmarking import selectors, services
from tongban.benchmarking.errors import ItemNotCompared, NothingToCompare
from tongban.benchmarking.memory import remembered
from tongban.benchmarking.models import DecidedNames, Pair
from tongban.benchmarking.scoring import profile
from tongban.benchmarking.selectors import PairView
from tongban.benchmarking.tests.lines import NAMES, bare_line, row
from tongban.catalogue import services as catalogue
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound, PermissionDenied
from tongban.ledger.models import Fact

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
BUREAU = Actor(officer_id=7, permissions=frozenset({"benchmarking.manage"}), everywhere=True)
THEIRS = """名称,编码,部门
新增取水许可,A1,乙市水务局
取水许可变更,A2,乙市水务局
店招门头备案,A3,乙市城管局
医疗机构执业登记,A4,乙市卫健委
户外招牌设置查询,A5,乙市城管局
"""


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    file = tmp_path / "乙市.csv"
    file.write_text(THEIRS, encoding="utf-8")
    return file


def started(theirs: Path, actor: Actor = BUREAU) -> str:
    return services.start_comparison(ours_region="440100", theirs_file=theirs, actor=actor).uid


def proposals(uid: str) -> dict[str, PairView]:
    return {pair.ours_name: pair for pair in selectors.pairs(uid, viewer=BUREAU)}


def test_a_comparison_keeps_both_sides_and_what_is_proposed(ours: None, theirs: Path) -> None:
    uid = started(theirs)
    view = selectors.comparison(uid, viewer=BUREAU)
    assert (view.ours_count, view.theirs_count, view.theirs_name) == (6, 5, "乙市.csv")
    assert {name: pair.theirs.name for name, pair in proposals(uid).items()} == {
        "取水许可（新办）": "新增取水许可",
        "取水许可（变更）": "取水许可变更",
    }
    assert (view.proposed, view.accepted, view.refused) == (2, 0, 0)
    assert Fact.objects.filter(kind="benchmarking.started").count() == 1
    assert [one.uid for one in selectors.comparisons(viewer=BUREAU)] == [uid]


def test_a_person_accepts_refuses_and_pairs_by_hand(ours: None, theirs: Path) -> None:
    uid = started(theirs)
    found = proposals(uid)
    accepted = services.accept_pair(pair_id=found["取水许可（新办）"].id, actor=BUREAU)
    refused = services.refuse_pair(pair_id=found["取水许可（变更）"].id, note="对方只管地下水", actor=BUREAU)
    assert (accepted.state, refused.state, refused.note) == ("accepted", "refused", "对方只管地下水")
    item = Pair.objects.get(pk=accepted.id).item_id
    other = services.pair_by_hand(comparison_uid=uid, item_id=item, theirs_code="A4", actor=BUREAU)
    assert (other.method, other.state) == ("hand", "accepted")
    # One partner an item: the one accepted before is a proposal again, and nobody remembers it as the same.
    assert Pair.objects.get(pk=accepted.id).state == "proposed"
    assert {(names.theirs_name, names.same) for names in DecidedNames.objects.all()} == {
        ("取水许可变更", False),
        ("医疗机构执业登记", True),
    }
    kinds = Fact.objects.filter(kind__startswith="benchmarking.pair").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["benchmarking.pair_accepted", "benchmarking.pair_refused", "benchmarking.pair_by_hand"]


def test_deciding_twice_changes_nothing(ours: None, theirs: Path) -> None:
    pair = proposals(started(theirs))["取水许可（新办）"]
    for _ in range(2):
        services.accept_pair(pair_id=pair.id, actor=BUREAU)
    assert Fact.objects.filter(kind="benchmarking.pair_accepted").count() == 1
    services.refuse_pair(pair_id=pair.id, actor=BUREAU)
    assert DecidedNames.objects.get().same is False


def test_the_next_comparison_has_learned(ours: None, theirs: Path) -> None:
    first = started(theirs)
    services.refuse_pair(pair_id=proposals(first)["取水许可（变更）"].id, actor=BUREAU)
    catalog = f"4401120{10 + NAMES.index('户外招牌设置备案'):02}000"
    ours_lines = selectors.sides(ours_region="440100", theirs_file=theirs)[0]
    item = next(line.item_id for line in ours_lines if line.catalog_code == catalog)
    services.pair_by_hand(comparison_uid=first, item_id=item, theirs_code="A3", actor=BUREAU)
    again = proposals(started(theirs))
    assert "取水许可（变更）" not in again
    assert again["户外招牌设置备案"].theirs.code == "A3"
    assert "此前已由工作人员确认" in again["户外招牌设置备案"].reasons[0]


def test_weak_links_stand_on_accepted_pairs(ours: None, theirs: Path, tmp_path: Path) -> None:
    file = tmp_path / "theirs.jsonl"
    changes = {"handle_time_limit": "1(工作日)", "visit_number": "0", "LIMIT_SCENE_NUM": "0"}
    file.write_text(json.dumps(row(60, "新增取水许可", "440300") | changes, ensure_ascii=False), encoding="utf-8")
    uid = services.start_comparison(ours_region="440100", theirs_file=file, feed="guangdong", actor=BUREAU).uid
    assert selectors.lagging(uid, viewer=BUREAU) == []
    pair = services.accept_pair(pair_id=proposals(uid)["取水许可（新办）"].id, actor=BUREAU)
    (link,) = selectors.lagging(uid, viewer=BUREAU)
    assert link.ours.item_id == pair.item_id
    behind = {gap.element: (gap.ours, gap.theirs) for gap in link.gaps if gap.direction == "worse"}
    assert behind == {"promised_limit": ("5个工作日", "1个工作日"), "visit_count": ("1次", "0次")}
    assert (link.cases, link.weight) == (0, 0)


def test_only_the_bureau_compares_and_decides(ours: None, theirs: Path) -> None:
    clerk = Actor(officer_id=8, permissions=frozenset({"insight.view"}), department_ids=frozenset({0}))
    with pytest.raises(PermissionDenied):
        started(theirs, clerk)
    uid = started(theirs)
    pair = proposals(uid)["取水许可（新办）"]
    for verb in (services.accept_pair, services.refuse_pair):
        with pytest.raises(PermissionDenied):
            verb(pair_id=pair.id, actor=clerk)
    with pytest.raises(PermissionDenied):
        services.pair_by_hand(comparison_uid=uid, item_id=pair.item_id, theirs_code="A4", actor=clerk)
    with pytest.raises(PermissionDenied):
        selectors.comparisons(viewer=Actor(party_id=1))
    # Another department's reader sees no pair; a manager of another department decides none.
    assert selectors.pairs(uid, viewer=clerk) == []
    assert selectors.comparison(uid, viewer=clerk).proposed == 0
    elsewhere = Actor(officer_id=9, permissions=frozenset({"benchmarking.manage"}), department_ids=frozenset({0}))
    with pytest.raises(NotFound):
        services.accept_pair(pair_id=pair.id, actor=elsewhere)


def test_what_is_not_compared_is_not_paired(ours: None, theirs: Path) -> None:
    uid = started(theirs)
    item = proposals(uid)["取水许可（新办）"].item_id
    with pytest.raises(ItemNotCompared):
        services.pair_by_hand(comparison_uid=uid, item_id=item, theirs_code="Z9", actor=BUREAU)
    with pytest.raises(ItemNotCompared):
        services.pair_by_hand(comparison_uid=uid, item_id=0, theirs_code="A1", actor=BUREAU)
    for wrong in ("x", "00000000-0000-4000-8000-000000000000"):
        with pytest.raises(NotFound):
            selectors.comparison(wrong, viewer=BUREAU)
    with pytest.raises(NotFound):
        services.accept_pair(pair_id=0, actor=BUREAU)


def test_two_regions_of_the_catalogue_are_compared(ours: None, tmp_path: Path) -> None:
    file = tmp_path / "theirs.jsonl"
    file.write_text(json.dumps(row(10, "新增取水许可", "440300"), ensure_ascii=False), encoding="utf-8")
    catalogue.import_feed("guangdong", file, actor=SYSTEM)
    document = selectors.alignment(ours_region="440100", theirs_region="440300").document(candidates=True)
    assert [(pair["method"], pair["theirs_name"]) for pair in document["pairs"]] == [("code", "新增取水许可")]
    assert set(document["pairs"][0]) >= {"ours", "theirs", "method", "score", "reasons"}
    assert document["summary"]["codes_in_common"] == 1
    with pytest.raises(NothingToCompare):
        selectors.alignment(ours_region="440100", theirs_region="110000")


def test_names_remembered_before_are_remembered_by_their_plain_form() -> None:
    migration = import_module("tongban.benchmarking.migrations.0003_findings")
    for number, (ours, same) in enumerate((("A证（核发）", False), ("a证核发", True), ("取水许可", True))):
        DecidedNames.objects.create(
            ours_key=f"old {number}",
            theirs_key="old",
            ours_name=ours,
            theirs_name="B 证",
            same=same,
            decided_at=clock.now() + dt.timedelta(minutes=number),
        )
    migration.remember_by_plain_names(apps, None)
    kept = DecidedNames.objects.order_by("decided_at").values_list("ours_key", "theirs_key", "same")
    assert list(kept) == [("a证核发", "b证", True), ("取水许可", "b证", True)]
    assert remembered().accepts(profile(bare_line(name="A证核发")), profile(bare_line(name="B证")))
