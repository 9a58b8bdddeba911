"""A kind of bundle is a claim, and each claim is checked against what the items say. Pure.

The composer knows no kinds: a report without materials is a bundle whose guides ask for none, a chain over two places
is one whose items belong to two. What a lead department calls it only has to be true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tongban.bundles.policies.terms import Composition, Finding
from tongban.bundles.states import Act, BundleKind


def claim_findings(kind: str, composition: Composition) -> tuple[Finding, ...]:
    """What the items say against the kind that the bundle claims to be."""
    return tuple(Finding("claim", text, where, blocking=True) for text, where in CLAIMS[kind](composition))


_Found = Iterator[tuple[str, tuple[str, ...]]]


def _acts(composition: Composition, act: str, kind: BundleKind) -> _Found:
    for member in composition.shape.members:
        if member.act != act and member.act in Act.values:
            name, is_, must = composition.name(member.key), Act(member.act).label, Act(act).label
            yield f"{kind.label}里的每一项都是{must}，“{name}”却是{is_}。", (member.key,)


def _cases(composition: Composition) -> _Found:
    if not any(member.act == Act.HANDLE for member in composition.shape.members):
        yield "联合办理至少要有一项是办理；只核验信息的，请选信息核验。", ()


def _verification(composition: Composition) -> _Found:
    yield from _acts(composition, Act.VERIFY, BundleKind.VERIFICATION)


def _report(composition: Composition) -> _Found:
    yield from _acts(composition, Act.VERIFY, BundleKind.ZERO_MATERIAL_REPORT)
    for entry in composition.materials:
        if entry.to_hand_in:
            yield f"零材料报告不能要求提交“{entry.name}”。", entry.members


def _service(composition: Composition) -> _Found:
    yield from _acts(composition, Act.SERVE, BundleKind.SERVICE)


def _two_places(composition: Composition) -> _Found:
    regions = {one.region_code for one in composition.items.values()}
    if len(regions) < 2:
        yield "两地联办的事项要属于两个以上地方，现在只有一个。", ()
    crossing = [
        edge
        for edge in composition.shape.edges
        for node in composition.shape.nodes(edge.node)
        for after in composition.shape.nodes(edge.after)
        if {node, after} <= composition.items.keys()
        and composition.items[node].region_code != composition.items[after].region_code
    ]
    if not crossing:
        yield "两地联办要写明一地办到哪一步，另一地才开始。", ()


CLAIMS: Mapping[str, Callable[[Composition], _Found]] = {
    BundleKind.CASES.value: _cases,
    BundleKind.VERIFICATION.value: _verification,
    BundleKind.ZERO_MATERIAL_REPORT.value: _report,
    BundleKind.SERVICE.value: _service,
    BundleKind.TWO_PLACE_CHAIN.value: _two_places,
}
