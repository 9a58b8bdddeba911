"""The composer over the 2,262 items that Guangdong publishes: any three of them, without a database."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tongban.bundles import policies
from tongban.bundles.policies import Ask, Composition, Constituent
from tongban.bundles.shape import Same, Shape, loose
from tongban.catalogue.import_mapping import content_of
from tongban.catalogue.selectors import MaterialView, for_applicant, plain
from tongban.feeds.registry import feed_named
from tongban.kernel.deadline import Limit, LimitUnit

pytestmark = pytest.mark.real_data
FILES = ("guangdong_province", "guangzhou_city")
TRIPLES = 200
_FILLED = {
    "person_name": "赵小满", "person_citizen_no": "410502199003070013", "person_mobile": "13800000001",
    "person_address": "一号", "enterprise_name": "小满餐饮", "enterprise_uscc": "91410500MA40000000",
    "enterprise_legal_representative": "赵小满", "enterprise_address": "二号", "contact_name": "赵小满",
    "contact_mobile": "13800000002", "application_items": "开业", "application_remark": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def published(real_data: Path) -> list[Constituent]:
    rows = (row for name in FILES for row in feed_named("guangdong").read(real_data / "items" / f"{name}.jsonl"))
    found = []
    for row in rows:
        assert row.item is not None
        content = content_of(row.item)
        limit = content.promised or content.statutory or Limit(20, LimitUnit.WORKING_DAY)
        found.append(Constituent(code=row.item.code, name=row.item.name, content=content, limit=limit))
    assert len(found) == 2262
    return found


def triples(published: Sequence[Constituent]) -> Iterator[list[Constituent]]:
    """Half at random, half from items that ask for papers of one name, where merging can go wrong."""
    chance = random.Random(20261122)
    by_name: dict[str, list[Constituent]] = {}
    for one in published:
        for name in dict.fromkeys(plain(material.name) for material in one.content.materials):
            by_name.setdefault(name, []).append(one)
    shared = [items for items in by_name.values() if len(items) > 2]
    assert len(shared) > 200
    for number in range(TRIPLES):
        yield chance.sample(published if number % 2 else chance.choice(shared), 3)


def composed(items: Sequence[Constituent], sames: tuple[Same, ...] = ()) -> Composition:
    shape = replace(loose([one.code for one in items]), sames=sames)
    return policies.compose(dict(zip(shape.keys, items, strict=True)), shape)


def asked(whole: Composition) -> list[Ask]:
    return [ask for entry in whole.materials for ask in entry.asks]


_LINE = ("order", "name", "necessity", "form", "medium", "paper_size", "copies", "accept_standard", "basis")
_PROVES = ("situations", "licence_type_code", "standard_code", "source")


def line(one: Any) -> tuple[object, ...]:
    return tuple(getattr(one, name) for name in (*_LINE, *_PROVES))


def check_nothing_lost(whole: Composition) -> None:
    """Every line of every guide is there once, word for word, and its entry is at least as strict."""
    kept = Counter((ask.member, line(ask)) for ask in asked(whole))
    assert kept == Counter((key, line(one)) for key, item in whole.items.items() for one in item.content.materials)
    strictness = {"optional": 0, "tolerable": 1, "required": 2}
    for entry in whole.materials:
        counts = dict(entry.counts)
        for ask in entry.asks:
            assert strictness[entry.necessity] >= strictness[ask.necessity]
            among = counts if ask.form == "original_or_copy" else {ask.form: counts[ask.form]}
            assert max(among.values()) >= (1 if ask.copies is None else ask.copies)


def check_asked_once(whole: Composition) -> None:
    """No two entries bear one name; papers proven the same share a piece, and one guide's two lines never do."""
    names = [{plain(ask.name) for ask in entry.asks} for entry in whole.materials]
    assert sum(map(len, names)) == len(set().union(*names))
    for entry in whole.materials:
        assert {ask.piece for ask in entry.asks} == set(range(entry.pieces))
        assert max(Counter((ask.member, ask.piece) for ask in entry.asks).values()) == 1


def test_no_requirement_is_lost_and_none_asked_twice(published: list[Constituent]) -> None:
    shared = 0
    for items in triples(published):
        whole = composed(items)
        check_nothing_lost(whole)
        check_asked_once(whole)
        # This source gives no standard codes, so nothing is proven to be one paper: each line keeps its own.
        assert sum(entry.pieces for entry in whole.materials) == len(asked(whole))
        shared += any(len(entry.members) > 1 for entry in whole.materials)
    assert shared > TRIPLES / 3


def test_what_the_lead_confirms_is_one_paper(published: list[Constituent]) -> None:
    """With every suggestion taken, each name is one paper: as many as the guide that lists it most often."""
    for items in triples(published):
        first = composed(items)
        sames = tuple(Same(alike.lines) for alike in first.alike if alike.why == "name")
        whole = composed(items, sames)
        check_nothing_lost(whole)
        check_asked_once(whole)
        for entry in whole.materials:
            assert entry.pieces == max(Counter(ask.member for ask in entry.asks).values()), entry.name


def coded(chance: random.Random, one: MaterialView) -> MaterialView:
    """The line as a publisher writes it who knows standard codes, licences, forms and numbers."""
    code = f"S{sum(map(ord, plain(one.name))) % 997}" if chance.random() < 0.7 else ""
    return replace(
        one,
        standard_code=code,
        licence_type_code=chance.choice(("", "", "L1", "L2")),
        form=chance.choice(("", "original", "copy", "electronic", "original_or_copy")),
        copies=chance.choice((None, 1, 2, 3)),
        necessity=chance.choice(("required", "tolerable", "optional")),
    )


def test_standard_codes_merge_and_lose_nothing(published: list[Constituent]) -> None:
    chance = random.Random(9)
    merged = 0
    for items in triples(published):
        items = [
            replace(
                one,
                content=replace(one.content, materials=tuple(coded(chance, each) for each in one.content.materials)),
            )
            for one in items
        ]
        whole = composed(items)
        check_nothing_lost(whole)
        check_asked_once(whole)
        papers: dict[str, set[tuple[int, int]]] = {}
        for number, entry in enumerate(whole.materials):
            for ask in entry.asks:
                if ask.standard_code:
                    papers.setdefault(ask.standard_code, set()).add((number, ask.piece))
        for code, pieces in papers.items():
            often = Counter(ask.member for ask in asked(whole) if ask.standard_code == code)
            assert len(pieces) == max(often.values()), code
            merged += len(often) > 1
        for entry in whole.materials:
            free = {
                piece
                for piece in range(entry.pieces)
                if all(a.licence_type_code for a in entry.asks if a.piece == piece)
            }
            assert entry.to_hand_in == entry.pieces - len(free)
    assert merged > TRIPLES / 3


def fits(schema: dict[str, Any], data: dict[str, Any]) -> bool:
    return bool(Draft202012Validator(schema).is_valid(data))


def test_one_form_asks_each_element_once_and_fits_every_form(published: list[Constituent]) -> None:
    chance = random.Random(3)
    agreed = Counter[bool]()
    for items in triples(published):
        whole = composed(items)
        elements = [one.element for one in whole.form.fields]
        assert len(elements) == len(set(elements))
        sources = [source for one in whole.form.fields for source in one.sources]
        fields = [(key, name) for key, one in whole.items.items() for name in one.content.form_schema["properties"]]
        assert sorted(sources) == sorted(fields)
        for kind in ("person", "enterprise"):
            schema = for_applicant(whole.form.schema, kind)
            names = [name for name in schema["properties"] if chance.random() < 0.93]
            filled = {name: _FILLED[name] for name in names}
            apart = policies.fanned_out(whole.form, filled, whole.items, kind)
            forms = {key: for_applicant(one.content.form_schema, kind) for key, one in whole.items.items()}
            every = all(fits(forms[key], data) for key, data in apart.items())
            assert fits(schema, filled) == every
            agreed[every] += 1
    assert min(agreed[True], agreed[False]) > TRIPLES / 5


def test_twelve_items_are_one_composition(published: list[Constituent]) -> None:
    """The longest guides there are, together."""
    longest = sorted(published, key=lambda one: -len(one.content.materials))[:12]
    whole = composed(longest)
    check_nothing_lost(whole)
    check_asked_once(whole)
    assert len(whole.shape.members) == 12
    assert isinstance(whole.shape, Shape)
    assert len(whole.form.fields) < sum(len(one.content.form_schema["properties"]) for one in longest)
