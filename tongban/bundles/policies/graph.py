"""What begins when (并联、串联), and what never can. Pure.

One walk over the edges answers every question that asks for the longest way: the days until the whole is done, the
trips an applicant makes. Circles are found by the same walk: what it never reaches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tongban.bundles.policies.terms import Finding, Path
from tongban.bundles.shape import KEY, MOST_MEMBERS, Edge, Shape
from tongban.bundles.states import OCCASIONS, Act, Occasion
from tongban.kernel.deadline import Limit, LimitUnit

Weight = Callable[[str], int]


def steps(shape: Shape) -> Iterator[tuple[str, str, Edge]]:
    """Every (member, the one it waits for, why), choices written out."""
    for edge in shape.edges:
        for node in shape.nodes(edge.node):
            for after in shape.nodes(edge.after):
                yield node, after, edge


def waits_for(shape: Shape) -> dict[str, tuple[str, ...]]:
    """For each member all it waits for until they are granted or closed, directly or through others."""
    direct: dict[str, list[str]] = {key: [] for key in shape.keys}
    for node, after, edge in steps(shape):
        if edge.upon != Occasion.ACCEPTED:
            direct[node].append(after)
    found = {}
    for key in shape.keys:
        reached: dict[str, None] = {}
        front = list(direct[key])
        while front:
            one = front.pop(0)
            if one not in reached and one != key:
                reached[one] = None
                front += direct.get(one, [])
        found[key] = tuple(reached)
    return found


def longest(shape: Shape, weight: Weight, delayed: bool = True) -> Path:
    """The longest way through the members, each as long as its weight; `delayed`: the days of edges count as well."""
    waiting = {key: [(after, edge) for node, after, edge in steps(shape) if node == key] for key in shape.keys}
    begins, ends, came = dict[str, int](), dict[str, int](), dict[str, str]()
    left = list(shape.keys)
    while ready := [key for key in left if all(after in ends for after, _ in waiting[key])]:
        for key in ready:
            begins[key], came[key] = 0, ""
            for after, edge in waiting[key]:
                span = 0 if delayed and edge.upon == Occasion.ACCEPTED else weight(after)
                at = begins[after] + span + (working_days(edge.delay) if delayed and edge.delay else 0)
                if at > begins[key] or not came[key]:
                    begins[key], came[key] = at, after
            ends[key] = begins[key] + weight(key)
        left = [key for key in left if key not in ends]
    chain: list[str] = []
    last = max(ends, key=lambda key: ends[key], default="")
    while last:
        chain.insert(0, last)
        last = came[last]
    return Path(begins, ends, tuple(chain))


def working_days(limit: Limit) -> int:
    """A limit in working days; other units by the most working days that so long a time can hold.

    A plan has no date yet, so no calendar can be asked: a month is taken as 23, a year as 262, seven days as five.
    """
    if limit.unit is LimitUnit.WORKING_DAY:
        return limit.number
    natural = {
        LimitUnit.NATURAL_DAY: limit.number,
        LimitUnit.HOUR: -(-limit.number // 24),
        LimitUnit.MONTH: limit.number * 31,
        LimitUnit.YEAR: limit.number * 366,
    }[limit.unit]
    return natural // 7 * 5 + min(natural % 7, 5)


def shape_findings(shape: Shape) -> list[Finding]:
    """What does not hold together in a shape, whatever its items say: all of it keeps the bundle from publication."""
    return [*_names(shape), *_choices(shape), *_edges(shape), *_circle(shape), *_unreachable(shape)]


def _bad(kind: str, text: str, *where: str) -> Finding:
    return Finding(kind, text, where, blocking=True)


def _names(shape: Shape) -> Iterator[Finding]:
    keys = [*shape.keys, *(choice.key for choice in shape.choices)]
    if not shape.members:
        yield _bad("empty", "还没有选入任何事项。")
    if len(shape.members) > MOST_MEMBERS:
        yield _bad("too_many", f"最多{MOST_MEMBERS}个事项，现在是{len(shape.members)}个。")
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield _bad("key_twice", f"代号“{key}”用了不止一次。", key)
    for key in keys:
        if not KEY.fullmatch(key):
            yield _bad("bad_key", f"代号“{key[:60]}”只能用小写字母、数字和下划线，以字母开头，最多40个字符。", key)
    codes = [member.item_code for member in shape.members if member.item_code]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield _bad("item_twice", f"事项{code}选了不止一次。", *(m.key for m in shape.members if m.item_code == code))
    for member in shape.members:
        if member.act not in Act.values:
            yield _bad("bad_act", f"“{member.key}”要写明是办理、核验还是服务。", member.key)


def _choices(shape: Shape) -> Iterator[Finding]:
    for choice in shape.choices:
        if lost := [key for key in choice.members if key not in shape.keys]:
            yield _bad("unknown", f"选择组“{choice.key}”里没有这些成员：{'、'.join(lost)}。", choice.key)
        if not choice.members or not 0 <= choice.least <= choice.most <= len(choice.members) or not choice.most:
            yield _bad(
                "bad_choice",
                f"选择组“{choice.key}”有{len(choice.members)}项，不能选{choice.least}到{choice.most}项。",
                choice.key,
            )
        if not choice.prompt.strip():
            yield _bad("no_prompt", f"选择组“{choice.key}”要写明请申请人选择什么。", choice.key)
    held = [key for choice in shape.choices for key in choice.members]
    for key in sorted({key for key in held if held.count(key) > 1}):
        yield _bad("chosen_twice", f"“{key}”属于不止一个选择组。", key)


def _edges(shape: Shape) -> Iterator[Finding]:
    for edge in shape.edges:
        if lost := [name for name in (edge.node, edge.after) if not shape.nodes(name)]:
            yield _bad("unknown", f"先后关系里没有“{'、'.join(lost)}”。", *lost)
        if edge.upon not in Occasion.values:
            yield _bad("bad_occasion", f"“{edge.node}”要写明等到“{edge.after}”受理后、准予后还是办结后。", edge.node)


def _circle(shape: Shape) -> Iterator[Finding]:
    reached = longest(shape, lambda _: 0).ends
    before = {
        key: [after for node, after, _ in steps(shape) if node == key and after not in reached] for key in shape.keys
    }
    left = [key for key in shape.keys if key not in reached]
    if not left:
        return
    chain = [left[0]]
    while chain[-1] not in chain[:-1]:
        chain.append(before[chain[-1]][0])
    circle = chain[chain.index(chain[-1]) :]
    yield _bad("circle", f"互相等待：{'等'.join(f'“{key}”' for key in circle)}，谁也不能开始。", *dict.fromkeys(circle))


def _unreachable(shape: Shape) -> Iterator[Finding]:
    """Gates that never open: behind what never comes, or behind an alternative that shuts the member itself out."""
    acts = {member.key: member.act for member in shape.members}
    shut = dict[str, str]()
    for node, after, edge in steps(shape):
        choice = shape.choice_of(node)
        if edge.upon in Occasion.values and edge.upon not in OCCASIONS.get(acts[after], frozenset(Occasion.values)):
            shut[node] = f"等的是“{after}”{Occasion(edge.upon).label}，而它只是{Act(acts[after]).label}，没有这一步"
        elif choice is not None and choice is shape.choice_of(after) and choice.most == 1 and node != after:
            shut[node] = f"等的是“{after}”，而两项只能选一项"
    for key, why in shut.items():
        yield _bad("unreachable", f"“{key}”永远不能开始：{why}。", key)
    for key, before in waits_for(shape).items():
        if key not in shut and (behind := [one for one in before if one in shut]):
            yield _bad("unreachable", f"“{key}”永远不能开始：它等的“{behind[0]}”不能开始。", key)
