"""省级定标、县级复用: what a regional implementation may not do to the standard it stands on. Pure.

A county fills in its own items, limits, places and telephones. It does not ask for more: every paper it wants, the
standard wants, at least as strictly and as often; and it leaves out nothing that the standard gives for certain.
"""

from __future__ import annotations

from collections.abc import Iterator

from tongban.bundles.policies.graph import working_days
from tongban.bundles.policies.terms import Ask, Composition, Finding
from tongban.bundles.shape import Edge
from tongban.bundles.states import Occasion
from tongban.catalogue.selectors import plain

_STRICTNESS = ("optional", "tolerable", "required")


def implementation_findings(standard: Composition, own: Composition) -> tuple[Finding, ...]:
    """What keeps `own` from being an implementation of `standard`: all of it blocks, but for a longer promise."""
    return (*_members(standard, own), *_materials(standard, own), *_edges(standard, own), *_promise(standard, own))


def _bad(text: str, *where: str) -> Finding:
    return Finding("beyond_standard", text, where, blocking=True)


def _members(standard: Composition, own: Composition) -> Iterator[Finding]:
    known, here = set(standard.shape.keys), set(own.shape.keys)
    for key in own.shape.keys:
        choice = own.shape.choice_of(key)
        if key not in known and (choice is None or choice.least):
            yield _bad(f"标准里没有“{own.name(key)}”，本地增加的只能由申请人自愿选择。", key)
    for choice in standard.shape.choices:
        if len(here & set(choice.members)) < choice.least:
            yield _bad(f"标准里的“{choice.prompt}”至少有{choice.least}项可选，本地不够。", choice.key)
    for member in standard.shape.members:
        if member.key not in here and standard.shape.choice_of(member.key) is None:
            yield _bad(f"标准里的“{standard.name(member.key)}”还没有填入本地事项。", member.key)
        if member.key in here and member.key in standard.items and member.key in own.items:
            theirs, ours = standard.items[member.key].catalog_code, own.items[member.key].catalog_code
            if theirs and ours and theirs != ours:
                yield _bad(f"“{own.name(member.key)}”的基本编码是{ours}，标准里是{theirs}。", member.key)


def _materials(standard: Composition, own: Composition) -> Iterator[Finding]:
    """Member by member: what a guide here asks, the guide of the standard asks."""
    for key in own.shape.keys:
        if key not in standard.shape.keys:
            continue
        theirs = [ask for entry in standard.materials for ask in entry.asks if ask.member == key]
        free = list(theirs)
        for ask in (ask for entry in own.materials for ask in entry.asks if ask.member == key):
            match = next((one for one in free if _same(one, ask)), None)
            if match is None:
                yield _bad(f"“{own.name(key)}”多要了标准里没有的材料“{ask.name}”。", key)
                continue
            free.remove(match)
            yield from _stricter(match, ask, own.name(key))


def _same(one: Ask, other: Ask) -> bool:
    if one.standard_code and other.standard_code:
        return one.standard_code == other.standard_code
    return plain(one.name) == plain(other.name)


def _stricter(standard: Ask, own: Ask, name: str) -> Iterator[Finding]:
    if _STRICTNESS.index(own.necessity) > _STRICTNESS.index(standard.necessity):
        yield _bad(f"“{name}”的“{own.name}”在标准里不是必须，本地改成了更严。", own.member)
    if (own.copies or 1) > (standard.copies or 1):
        yield _bad(f"“{name}”的“{own.name}”要{own.copies}份，标准只要{standard.copies or 1}份。", own.member)
    if own.form == "original" and standard.form not in ("", "original"):
        yield _bad(f"“{name}”的“{own.name}”本地只收原件，标准不是。", own.member)
    if standard.situations and not own.situations:
        yield _bad(f"“{name}”的“{own.name}”在标准里只在部分情形下需要，本地改成了一律需要。", own.member)
    if standard.licence_type_code and not own.licence_type_code:
        yield _bad(f"“{name}”的“{own.name}”在标准里可以用电子证照，本地却要提交。", own.member)


def _edges(standard: Composition, own: Composition) -> Iterator[Finding]:
    known = {(edge.node, edge.after): edge for edge in standard.shape.edges}
    names = {*standard.shape.keys, *(choice.key for choice in standard.shape.choices)}
    for edge in own.shape.edges:
        theirs = known.get((edge.node, edge.after))
        if edge.node in names and (theirs is None or _wait(edge) > _wait(theirs)):
            yield _bad(
                f"标准里“{own.name(edge.node)}”不用这样等“{own.name(edge.after)}”，本地不得增加前置。", edge.node
            )


def _wait(edge: Edge) -> tuple[bool, int]:
    """Acceptance comes first of all, and then days are added."""
    return edge.upon != Occasion.ACCEPTED, working_days(edge.delay) if edge.delay else 0


def _promise(standard: Composition, own: Composition) -> Iterator[Finding]:
    before, after = standard.figure("time").after, own.figure("time").after
    if before is not None and after is not None and after > before:
        yield Finding("longer_than_standard", f"整件事要{after}个工作日，标准是{before}个工作日。")
