"""What another state of the guides would change in a bundle: the dry run before anybody takes it over. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tongban.bundles.policies.terms import Composition, MergedMaterial
from tongban.catalogue.selectors import plain

NECESSITY = {"required": "必要", "tolerable": "容缺后补", "optional": "非必要"}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `kind` version | material | field | path | figure | finding."""

    kind: str
    text: str


def changes(before: Composition, after: Composition) -> tuple[Change, ...]:
    """What differs between two compositions of one bundle, from versions to the figures they lead to."""
    return (
        *_versions(before, after),
        *_materials(before, after),
        *_fields(before, after),
        *_figures(before, after),
        *_findings(before, after),
    )


def _versions(before: Composition, after: Composition) -> Iterator[Change]:
    for key in dict.fromkeys((*before.items, *after.items)):
        one, other = before.items.get(key), after.items.get(key)
        if one is None or other is None:
            yield Change("version", f"“{(one or other).name}”{'加入' if one is None else '不再有指南'}。")  # type: ignore[union-attr]  # one of the two is there
        elif (one.version_id, one.number) != (other.version_id, other.number):
            yield Change("version", f"“{other.name}”的指南由第{one.number}版到第{other.number}版。")


def _materials(before: Composition, after: Composition) -> Iterator[Change]:
    old = {plain(entry.name): entry for entry in before.materials}
    new = {plain(entry.name): entry for entry in after.materials}
    for name, entry in new.items():
        if name not in old:
            yield Change("material", f"多要材料“{entry.name}”（{_who(entry, after)}）。")
        else:
            yield from _material(old[name], entry, after)
    for name, entry in old.items():
        if name not in new:
            yield Change("material", f"不再要材料“{entry.name}”。")


def _material(one: MergedMaterial, other: MergedMaterial, after: Composition) -> Iterator[Change]:
    if one.necessity != other.necessity:
        was, becomes = NECESSITY[one.necessity], NECESSITY[other.necessity]
        yield Change("material", f"材料“{other.name}”由{was}改为{becomes}（{_who(other, after)}）。")
    numbers = sum(number for _, number in one.counts), sum(number for _, number in other.counts)
    if numbers[0] != numbers[1]:
        yield Change("material", f"材料“{other.name}”由{numbers[0]}份改为{numbers[1]}份。")
    if one.to_hand_in != other.to_hand_in:
        yield Change("material", f"材料“{other.name}”要提交的由{one.to_hand_in}份改为{other.to_hand_in}份。")


def _who(entry: MergedMaterial, composition: Composition) -> str:
    return "、".join(composition.name(key) for key in entry.members)


def _fields(before: Composition, after: Composition) -> Iterator[Change]:
    old = {one.name: one for one in before.form.fields}
    new = {one.name: one for one in after.form.fields}
    for name, one in new.items():
        if name not in old:
            yield Change("field", f"表单多了“{one.title}”。")
        elif bool(one.required_by) != bool(old[name].required_by):
            yield Change("field", f"表单的“{one.title}”改为{'必填' if one.required_by else '选填'}。")
        elif before.form.schema["properties"][name] != after.form.schema["properties"][name]:
            yield Change("field", f"表单的“{one.title}”填写要求有变化。")
    for name, one in old.items():
        if name not in new:
            yield Change("field", f"表单不再有“{one.title}”。")


def _figures(before: Composition, after: Composition) -> Iterator[Change]:
    for one in after.figures:
        was = before.figure(one.name).after
        if was != one.after:
            words = ["不明" if number is None else f"{number}{one.unit}" for number in (was, one.after)]
            yield Change("figure", f"{one.label}由{words[0]}变为{words[1]}。")
    if before.path.days != after.path.days:
        yield Change("path", f"按先后关系由{before.path.days}个工作日变为{after.path.days}个工作日。")


def _findings(before: Composition, after: Composition) -> Iterator[Change]:
    known = {finding.text for finding in before.findings}
    for finding in after.findings:
        if finding.text not in known:
            yield Change("finding", finding.text)
