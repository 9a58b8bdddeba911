"""One set of materials (一套材料). Pure.

Two lines are one paper where their publishers give them one standard code, where one licence type proves both and both
bear one name, or where the lead department has said so. One name alone proves nothing (each authority has its own
申请表), so such lines share an entry, and each keeps its paper. Lines of one guide are never one paper: it would not
ask twice. No line is ever changed or left out: an entry holds all that ask, with what each of them wants.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

from tongban.bundles.policies.graph import waits_for
from tongban.bundles.policies.terms import Alike, Ask, Constituent, MergedMaterial
from tongban.bundles.shape import Shape
from tongban.catalogue.selectors import MaterialView, plain

Line = tuple[str, MaterialView]
_STRICTNESS = ("required", "tolerable", "optional")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]\s*$")


def merged_materials(items: Mapping[str, Constituent], shape: Shape) -> tuple[MergedMaterial, ...]:
    """The bundle's list of materials, in the order of the members and their guides."""
    lines = [(key, material) for key in shape.keys if key in items for material in items[key].content.materials]
    papers = connected(_tags(lines, shape), [member for member, _ in lines])
    names = [[plain(lines[place][1].name) for place in paper] for paper in papers]
    entries = connected(names, range(len(papers)))
    makers = _makers(items, shape)
    return tuple(_entry([[lines[place] for place in papers[number]] for number in entry], makers) for entry in entries)


def connected(tagged: Sequence[Iterable[Hashable]], owners: Sequence[Hashable]) -> list[list[int]]:
    """Places that share a tag, directly or through others, in the order of the first of each group.

    No group holds two places of one owner: the second place with a tag joins the second group that has it.
    """
    groups: dict[int, list[int]] = {}
    holders: dict[Hashable, list[int]] = {}
    moved: dict[int, int] = {}

    def now(group: int) -> int:
        while group in moved:
            group = moved[group]
        return group

    for place, tags in enumerate(tagged):
        at = place
        groups[place] = [place]
        for tag in tags:
            for other in dict.fromkeys(map(now, holders.get(tag, ()))):
                apart = {owners[one] for one in groups[other]}.isdisjoint(owners[one] for one in groups[at])
                if other != at and apart:
                    into, left = sorted((other, at))
                    groups[into] += groups.pop(left)
                    moved[left] = at = into
                    break
            holders.setdefault(tag, []).append(at)
    return [sorted(groups[place]) for place in sorted(groups)]


def _tags(lines: Sequence[Line], shape: Shape) -> list[list[Hashable]]:
    """What proves that a line is the same paper as another's, the strongest first."""
    codes = defaultdict[Hashable, set[str]](set)
    for _, material in lines:
        if material.licence_type_code and material.standard_code:
            codes[_licence(material)].add(material.standard_code)
    declared = defaultdict[tuple[str, str], list[Hashable]](list)
    for number, same in enumerate(shape.sames):
        for member, name in same.lines:
            declared[member, plain(name)].append(("same", number))
    found = []
    for member, material in lines:
        tags: list[Hashable] = []
        if material.standard_code:
            tags.append(("standard", material.standard_code))
        # Of two standard papers that one licence proves, a line without a standard code may be either.
        if material.licence_type_code and (not material.standard_code or len(codes[_licence(material)]) < 2):
            tags.append(_licence(material))
        found.append([*tags, *dict.fromkeys(declared[member, plain(material.name)])])
    return found


def _licence(material: MaterialView) -> Hashable:
    return ("licence", material.licence_type_code, plain(material.name))


def _makers(items: Mapping[str, Constituent], shape: Shape) -> dict[str, dict[str, tuple[str, ...]]]:
    """For each member: the licence types that members it waits for issue, and which members these are."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for key, before in waits_for(shape).items():
        made: dict[str, tuple[str, ...]] = {}
        for other in before:
            result = items[other].content.result if other in items else None
            if result is not None and result.licence_type_code:
                made[result.licence_type_code] = (*made.get(result.licence_type_code, ()), other)
        found[key] = made
    return found


def _entry(papers: Sequence[Sequence[Line]], makers: Mapping[str, Mapping[str, tuple[str, ...]]]) -> MergedMaterial:
    asks = [_ask(line, piece, makers) for piece, paper in enumerate(papers) for line in paper]
    counts: Counter[str] = Counter()
    for piece in range(len(papers)):
        counts.update(_counts([ask for ask in asks if ask.piece == piece]))
    made_by = [maker for ask in asks for maker in makers.get(ask.member, {}).get(ask.licence_type_code, ())]
    return MergedMaterial(
        name=asks[0].name,
        necessity=min((ask.necessity for ask in asks), key=_STRICTNESS.index),
        pieces=len(papers),
        counts=tuple(counts.items()),
        asks=tuple(asks),
        # One authority that wants the paper itself is enough: the exemption of another is not its own.
        to_hand_in=len({ask.piece for ask in asks if not ask.proof}),
        made_by=tuple(dict.fromkeys(made_by)),
    )


def _ask(line: Line, piece: int, makers: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Ask:
    member, material = line
    code = material.licence_type_code
    return Ask(
        member=member,
        order=material.order,
        name=material.name,
        necessity=material.necessity,
        form=material.form,
        medium=material.medium,
        paper_size=material.paper_size,
        copies=material.copies,
        accept_standard=material.accept_standard,
        basis=material.basis,
        situations=material.situations,
        licence_type_code=code,
        standard_code=material.standard_code,
        source=material.source,
        proof="made" if code and code in makers.get(member, {}) else "licence" if code else "",
        piece=piece,
    )


def _counts(asks: Sequence[Ask]) -> dict[str, int]:
    """How many of each form one paper is needed in: the most that anybody asks. Not stated is one."""
    most: dict[str, int] = {}
    for ask in asks:
        most[ask.form] = max(most.get(ask.form, 0), 1 if ask.copies is None else ask.copies)
    either = most.get("original_or_copy", 0)
    if either and max(most.get("original", 0), most.get("copy", 0)) >= either:
        del most["original_or_copy"]
    return most


def alike_materials(materials: Sequence[MergedMaterial]) -> tuple[Alike, ...]:
    """What looks like one paper and is not proven to be: one name, one name but for its brackets, or one licence."""
    named = [Alike("name", _lines([entry])) for entry in materials if entry.pieces > 1]
    bases, licences = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for place, entry in enumerate(materials):
        for base in {plain(_BRACKETS.sub("", ask.name)) for ask in entry.asks}:
            bases[base].append(place)
        for code in entry.licence_types:
            licences[code].append(place)
    seen = set[tuple[int, ...]]()
    for why, groups in (("name", bases), ("licence", licences)):
        for places in groups.values():
            if len(places) > 1 and tuple(places) not in seen:
                seen.add(tuple(places))
                named.append(Alike(why, _lines([materials[place] for place in places])))
    # Two lines of one guide alone are what that guide says; nothing there is asked twice.
    return tuple(alike for alike in named if len({member for member, _ in alike.lines}) > 1)


def _lines(entries: Sequence[MergedMaterial]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((ask.member, ask.name) for entry in entries for ask in entry.asks))
