"""The alignment on the published guides of Guangdong, against partners looked up and pairs judged by hand."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path
from typing import Any

import pytest

from tongban.benchmarking.foreign import read_foreign
from tongban.benchmarking.matching import align, summary
from tongban.benchmarking.tests.lines import bare_line
from tongban.catalogue.selectors import Listing

pytestmark = pytest.mark.real_data
DATA = Path(__file__).parent / "data"
Lines = tuple[Listing, ...]


def kept(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def city(real_data: Path) -> Lines:
    return read_foreign(real_data / "items/guangzhou_city.jsonl", "guangdong").lines


@pytest.fixture(scope="module")
def province(real_data: Path) -> Lines:
    return read_foreign(real_data / "items/guangdong_province.jsonl", "guangdong").lines


@pytest.fixture(scope="module")
def reworded() -> Lines:
    return named("reworded.json")


def named(*files: str) -> Lines:
    """Names in other words, of one or several lists."""
    lines = [one for file in files for one in kept(file)["lines"]]
    return tuple(bare_line(code=one["code"], name=one["name"], department=one["department"]) for one in lines)


def codes_of(ours: Lines, theirs: Lines, *, use_codes: bool = False) -> dict[str, str]:
    found = align(ours, theirs, use_codes=use_codes)
    return {ours[match.ours].code: theirs[match.theirs].code for match in found.pairs}


def test_the_common_catalogue_codes_are_aligned_exactly(city: Lines, province: Lines) -> None:
    found = align(city, province)
    by_code = [match for match in found.pairs if match.method == "code"]
    aligned = {city[match.ours].catalog_code for match in by_code}
    assert len(aligned) == summary(city, province, found)["codes_in_common"] == 41
    assert all(city[match.ours].catalog_code == province[match.theirs].catalog_code for match in by_code)
    # Every item of ours under a common code has its partner, and within the code it is the unit looked up by hand.
    partners = {one["ours"][0]: one["theirs"] for one in kept("partners.json")["partners"]}
    assert {city[match.ours].code for match in by_code} == set(partners)
    wrong = [match for match in by_code if province[match.theirs].code not in partners[city[match.ours].code]]
    assert not wrong
    # No item that has no partner is given one.
    assert not {city[match.ours].code for match in found.pairs} & set(kept("partners.json")["none"])


def test_recall_on_partners_looked_up_by_hand(city: Lines, province: Lines) -> None:
    """All 57 items that have a partner at all, the catalogue codes withheld; 55 of 57 when this was written."""
    found = codes_of(city, province)
    partners = kept("partners.json")["partners"]
    right = sum(found.get(one["ours"][0]) in one["theirs"] for one in partners)
    assert len(partners) == 57
    assert right / len(partners) >= 0.9


@pytest.mark.parametrize(("file", "right", "first"), [
    # The sixty; its misses were read before the last rules were written: 45 before, 57 after.
    ("reworded.json", 56, 57),
    # Written before those rules: 36 before, 43 after; then its misses were read too: 50.
    ("reworded_again.json", 48, 55),
    # Written when the rules stood: 29 by the rules before, 32 at the first run, 33 since a defect it showed is mended.
    ("reworded_last.json", 32, 34),
])  # fmt: skip
def test_recall_on_names_in_other_words(province: Lines, file: str, right: int, first: int) -> None:
    """Names as another city would word them: how many are proposed rightly, and have the right first candidate."""
    theirs = named(file)
    found = align(theirs, province)
    wanted = [one["theirs"][0] for one in kept(file)["lines"]]
    proposed = {match.ours: province[match.theirs].code for match in found.pairs}
    hits = sum(proposed.get(position) == code for position, code in enumerate(wanted))
    assert hits >= max(right, 0.8 * len(wanted))
    firsts = [
        province[found.candidates[position][0].theirs].code if found.candidates[position] else ""
        for position in range(len(theirs))
    ]
    assert sum(code == wish for code, wish in zip(firsts, wanted, strict=True)) >= first


def test_precision_on_pairs_judged_by_hand(city: Lines, province: Lines) -> None:
    judged = kept("judged.json")
    verdicts = {(one["ours"], one["theirs"]): one["verdict"] for one in judged["pairs"]}
    others = named("reworded.json", "reworded_again.json", "reworded_last.json")
    accepted = [pair for ours in (city, others) for pair in codes_of(ours, province).items()]
    not_judged = [pair for pair in accepted if pair not in verdicts]
    assert not not_judged, "judge these and write them into judged.json"
    assert len(accepted) >= 190
    for found in (
        random.Random(judged["seed"]).sample([verdicts[pair] for pair in sorted(accepted)], 100),
        [verdicts[pair] for pair in accepted],
    ):
        assert sum(verdict != "wrong" for verdict in found) / len(found) >= 0.98
        # Even where a unit of an item that they have split counts as wrong.
        assert sum(verdict == "same" for verdict in found) / len(found) >= 0.95


def test_items_without_a_partner_are_left_alone(city: Lines, province: Lines, reworded: Lines) -> None:
    """With every right partner taken out of their list, hardly anything may be proposed (10 of 298)."""
    partners = {code for one in kept("partners.json")["partners"] for code in one["theirs"]}
    partners |= {code for one in kept("reworded.json")["lines"] for code in one["theirs"]}
    names = {line.name for line in province if line.code in partners}
    rest = tuple(line for line in province if line.name not in names)
    proposed = len(codes_of(city, rest)) + len(codes_of(reworded, rest))
    assert proposed / (len(city) + len(reworded)) <= 0.05


def test_a_bare_list_of_1100_names_in_changed_wording(province: Lines) -> None:
    """A second city's list made of the province's names, worded otherwise by rule, codes of its own."""
    pick = random.Random(1100)
    unique = {line.name: line for line in province}
    chosen = pick.sample(sorted(unique), 1100)
    theirs = tuple(
        bare_line(code=f"C{number:05}", name=in_other_words(name, pick), department=unique[name].department_name)
        for number, name in enumerate(chosen)
    )
    found = align(province, theirs)
    origin = dict(enumerate(chosen))
    mine = [match for match in found.pairs if province[match.ours].name in set(chosen)]
    right = [match for match in found.pairs if origin[match.theirs] == province[match.ours].name]
    assert len({match.theirs for match in right}) / 1100 >= 0.85
    assert sum(origin[match.theirs] == province[match.ours].name for match in mine) / len(mine) >= 0.95


SWAPS = (
    ("审批", "许可"), ("核发", "办理"), ("变更", "调整"), ("设立", "新办"), ("注销", "终止"), ("查询", "信息查询"),
    ("表彰奖励", "奖励"), ("的", ""), ("广东省", "本市"), ("省级", "市级"), ("（", "("), ("）", ")"),
    ("延续", "延期"), ("律师事务所", "律所"), ("非物质文化遗产", "非遗"),
)  # fmt: skip


def in_other_words(name: str, pick: random.Random) -> str:
    for word, other in SWAPS:
        if pick.random() < 0.6:
            name = name.replace(word, other)
    return name


def test_2185_lines_against_2185_in_under_ten_seconds(city: Lines, province: Lines) -> None:
    every = (*city, *province)
    ours, theirs = every[:2185], every[-2185:]
    started = time.process_time()
    found = align(ours, theirs, use_codes=False)
    spent = time.process_time() - started
    assert len(found.pairs) > 1900
    assert spent < 10, f"{spent:.1f} s"
