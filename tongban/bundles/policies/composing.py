"""The composer: items and a shape in, one guide out. Pure; the same guides give the same composition everywhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from tongban.bundles.errors import ChoiceRefused
from tongban.bundles.policies.figures import figures
from tongban.bundles.policies.forms import alike_fields, merged_form
from tongban.bundles.policies.graph import longest, shape_findings, waits_for, working_days
from tongban.bundles.policies.materials import alike_materials, merged_materials
from tongban.bundles.policies.terms import (
    Alike,
    Composition,
    Constituent,
    Finding,
    MergedMaterial,
    Path,
    Question,
)
from tongban.bundles.shape import Shape
from tongban.catalogue.selectors import SituationView, plain
from tongban.kernel.deadline import Limit

JOINT_BASIS = "《行政许可法》第四十二条第二款"


def compose(items: Mapping[str, Constituent], shape: Shape, *, joint_limit: Limit | None = None) -> Composition:
    """What one application for these items asks, takes and promises; `items` by the keys of the shape's members.

    The whole holds every alternative at once; what one applicant is asked is `compose_chosen`. Never raises for what is
    wrong with a shape or its items: that is what `findings` are for. `joint_limit`: the most that law gives permits
    handled together (行政许可法 42 II), from the rule packs.
    """
    wrong = shape_findings(shape)
    materials = merged_materials(items, shape)
    form, told = merged_form(items, shape)
    path = longest(shape, lambda key: working_days(items[key].limit) if key in items else 0)
    findings = [
        *wrong,
        *_missing(items, shape),
        *told,
        *_ungated(items, shape),
        *_applicants(items, shape),
        *_named_papers(items, shape),
        *_limits(items, shape, path, joint_limit),
        *_held_elsewhere(materials),
    ]
    return Composition(
        shape=shape,
        items=items,
        materials=materials,
        form=form,
        questions=_questions(items, shape),
        path=path,
        figures=figures(items, shape, materials, form, path),
        findings=tuple(findings),
        alike=(*alike_materials(materials), *(Alike("title", lines) for lines in alike_fields(form))),
    )


def compose_chosen(
    items: Mapping[str, Constituent],
    shape: Shape,
    chosen: Collection[str],
    answers: Mapping[str, str] | None = None,
    *,
    joint_limit: Limit | None = None,
) -> Composition:
    """What an applicant is asked who makes use of these members; those in no choice are always part of it.

    `answers`: the situation (情形) he is in, by member; a member without an answer asks for what any situation needs.
    Raises `ChoiceRefused` with every choice and answer that does not fit.
    """
    always = [key for key in shape.keys if shape.choice_of(key) is None]
    kept = shape.only({*always, *chosen})
    refused = [f"没有“{key}”" for key in chosen if key not in shape.keys]
    for choice in shape.choices:
        number = len(set(choice.members) & set(chosen))
        if not choice.least <= number <= choice.most:
            wanted = f"{choice.least}项" if choice.least == choice.most else f"{choice.least}到{choice.most}项"
            refused.append(f"“{choice.prompt}”要选{wanted}，选了{number}项")
    answers = answers or {}
    for key, code in answers.items():
        if key not in kept.keys or key not in items or code not in {one.code for one in items[key].content.situations}:
            refused.append(f"“{key}”没有情形“{code}”")
    if refused:
        raise ChoiceRefused(reasons="；".join(refused))
    members = {key: _trimmed(items[key], answers.get(key, "")) for key in kept.keys if key in items}
    return compose(members, kept, joint_limit=joint_limit)


def _trimmed(one: Constituent, situation: str) -> Constituent:
    """The item with the materials of one situation; of all where none is named."""
    if not situation:
        return one
    materials = tuple(m for m in one.content.materials if not m.situations or situation in m.situations)
    return replace(one, content=replace(one.content, materials=materials))


def _missing(items: Mapping[str, Constituent], shape: Shape) -> Iterator[Finding]:
    for member in shape.members:
        one = items.get(member.key)
        if one is None:
            code = member.item_code
            text = f"事项{code}没有已发布的办事指南。" if code else f"“{member.key}”还没有填入事项。"
            yield Finding("no_guide", text, (member.key,), blocking=True)
        elif not one.in_use:
            yield Finding("not_in_use", f"“{one.name}”已暂停、取消，或者这一版不再使用。", (member.key,), blocking=True)


def _ungated(items: Mapping[str, Constituent], shape: Shape) -> Iterator[Finding]:
    """A licence that one member issues and another asks for: the second cannot begin before, and the shape says so."""
    before = waits_for(shape)
    for key in shape.keys:
        if key not in items:
            continue
        wanted = {one.licence_type_code: one.name for one in items[key].content.materials if one.licence_type_code}
        for other in shape.keys:
            result = items[other].content.result if other in items and other != key else None
            code = result.licence_type_code if result is not None else ""
            alternatives = shape.choice_of(key)
            if alternatives is not None and alternatives.most == 1 and other in alternatives.members:
                continue
            if code and code in wanted and other not in before[key] and key not in before[other]:
                text = (
                    f"“{items[key].name}”要的“{wanted[code]}”由“{items[other].name}”发出，但没有写明等它办完；"
                    "申请人还没有这个证照的，要加上先后关系。"
                )
                yield Finding("gate_missing", text, (key, other))


def _applicants(items: Mapping[str, Constituent], shape: Shape) -> Iterator[Finding]:
    """Who applies may change on the way: a person registers a shop, the shop applies for its permit."""
    for number, one in enumerate(shape.keys):
        for other in shape.keys[number + 1 :]:
            if one not in items or other not in items:
                continue
            choice = shape.choice_of(one)
            exclusive = choice is not None and choice.most == 1 and other in choice.members
            kinds = [set(items[key].content.applicant_kinds) for key in (one, other)]
            if not exclusive and all(kinds) and kinds[0].isdisjoint(kinds[1]):
                text = f"“{items[one].name}”和“{items[other].name}”的服务对象不同，同一个人不能都作申请人。"
                yield Finding("applicant_changes", text, (one, other))


def _named_papers(items: Mapping[str, Constituent], shape: Shape) -> Iterator[Finding]:
    """Papers declared the same by names that the guides no longer have."""
    known = {key: {plain(one.name) for one in item.content.materials} for key, item in items.items()}
    for same in shape.sames:
        for member, name in same.lines:
            if member in shape.keys and member in items and plain(name) not in known[member]:
                text = f"“{items[member].name}”的指南里已经没有材料“{name}”，请重新确认哪些材料是同一份。"
                yield Finding("paper_gone", text, (member,))
            elif member not in shape.keys:
                yield Finding("unknown", f"认定为同一份材料的“{name}”属于“{member}”，它不在这件事里。", (member,))


def _limits(items: Mapping[str, Constituent], shape: Shape, path: Path, joint_limit: Limit | None) -> Iterator[Finding]:
    """Standards §9.4: the whole has a promise of its own. It binds the lead; each member keeps its limit and clock."""
    for key in shape.keys:
        if key in items and not items[key].limit_stated:
            text = f"“{items[key].name}”没有公布时限，按本市默认的{items[key].limit}计算。"
            yield Finding("limit_assumed", text, (key,))
    if shape.promised is not None:
        promised = working_days(shape.promised)
        for key in shape.keys:
            if key in items and working_days(items[key].limit) > promised:
                one = items[key]
                text = (
                    f"整件事承诺{shape.promised}，比“{one.name}”自己的{one.limit}短：它的时限不变，"
                    "提前办完由牵头部门负责协调。"
                )
                yield Finding("promise_under_member", text, (key,))
        if promised < path.days:
            chain = "→".join(items[key].name for key in path.critical if key in items)
            text = f"按各事项的时限要{path.days}个工作日（{chain}），承诺{shape.promised}靠牵头部门督促提前。"
            yield Finding("promise_under_path", text, path.critical)
    permits = {key for key in shape.keys if key in items and items[key].permit}
    several = len({items[key].department_id for key in permits}) > 1
    if joint_limit is not None and several and path.days > working_days(joint_limit):
        text = (
            f"涉及{len(permits)}项许可，按先后关系要{path.days}个工作日，"
            f"统一办理、联合办理、集中办理的不得超过{joint_limit.number}日（{JOINT_BASIS}）。"
        )
        yield Finding("over_joint_limit", text, path.critical)


def _held_elsewhere(materials: Sequence[MergedMaterial]) -> Iterator[Finding]:
    """One guide lets a licence stand in where another, for the very same paper, still wants the paper."""
    for entry in materials:
        for piece in range(entry.pieces):
            asks = [ask for ask in entry.asks if ask.piece == piece]
            paper = tuple(ask.member for ask in asks if not ask.proof)
            if paper and len(paper) < len(asks):
                text = f"“{entry.name}”有的事项可以用电子证照，有的仍要提交：请后者修改指南，整件事就不用再交。"
                yield Finding("licence_not_taken", text, paper)
    for entry in materials:
        fetched = tuple(ask.member for ask in entry.asks if ask.source == "government" and not ask.proof)
        if fetched:
            text = f"“{entry.name}”由政府部门核发，指南没有写可以用哪种证照代替：能共享的，不应再向申请人要。"
            yield Finding("issued_by_government", text, tuple(dict.fromkeys(fetched)))


def _questions(items: Mapping[str, Constituent], shape: Shape) -> tuple[Question, ...]:
    """The same options in the same words are one question; anything else is asked for its item alone."""
    asked: dict[frozenset[tuple[str, str]], tuple[tuple[SituationView, ...], list[str]]] = {}
    for key in shape.keys:
        options = items[key].content.situations if key in items else ()
        if options:
            known = frozenset((one.code, plain(one.label)) for one in options)
            asked.setdefault(known, (options, []))[1].append(key)
    return tuple(Question(options, tuple(members)) for options, members in asked.values())
