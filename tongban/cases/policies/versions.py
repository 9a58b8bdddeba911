"""What a case becomes under another version of its guide. Pure, except for the row of the case itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from tongban.cases.errors.promises import NotMovable
from tongban.cases.models import Case
from tongban.cases.policies import promises
from tongban.cases.states import CaseState, CommitmentState
from tongban.catalogue.policies import longer
from tongban.catalogue.selectors import ItemVersionView, MaterialView, commitment_terms, plain
from tongban.kernel.deadline import Limit

MOVABLE = frozenset(
    str(state)
    for state in (
        CaseState.SUBMITTED,
        CaseState.SUPPLEMENT_NOTIFIED,
        CaseState.ACCEPTED,
        CaseState.SUSPENDED,
        CaseState.EXAMINED,
    )
)
"""Received and not decided: a draft is begun anew under the version in force, what is decided keeps its version."""


@dataclass(frozen=True, slots=True)
class Change:
    """What changes for one case. `kept` maps orders handed in to orders of the other version."""

    kept: Mapping[int, int]
    added: tuple[MaterialView, ...]
    removed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    fields_lost: tuple[str, ...]
    fields_new: tuple[str, ...]
    promise: tuple[Limit, Limit] | None
    statutory: tuple[Limit, Limit] | None

    def sentences(self) -> list[str]:
        """In words for the applicant and for the officer's dry run."""
        found = []
        if self.added:
            found.append(f"新增材料：{'、'.join(m.name for m in self.added)}。")
        if self.removed:
            found.append(f"不再需要的材料：{'、'.join(self.removed)}。")
        found += [f"材料“{before}”改称“{after}”，已交的继续有效。" for before, after in self.renamed]
        if self.fields_lost:
            found.append(f"申请表不再需要：{'、'.join(self.fields_lost)}。")
        if self.fields_new:
            found.append(f"申请表新增：{'、'.join(self.fields_new)}。")
        for name, pair in (("承诺办结时限", self.promise), ("法定办结时限", self.statutory)):
            if pair:
                found.append(f"{name}由{pair[0]}改为{pair[1]}，仍从原来的受理之日起计算。")
        return found


def mapping(before: ItemVersionView, after: ItemVersionView) -> dict[int, int]:
    """Which material of the other version is the same: by the code of the standard material, else by its name."""
    free = {m.order: m for m in after.materials}
    found: dict[int, int] = {}
    for same in (
        lambda one, other: bool(one.standard_code) and one.standard_code == other.standard_code,
        lambda one, other: plain(one.name) == plain(other.name),
    ):
        for one in before.materials:
            if one.order in found:
                continue
            match = next((order for order, other in free.items() if same(one, other)), None)
            if match is not None:
                found[one.order] = match
                del free[match]
    return found


def change(
    before: ItemVersionView,
    after: ItemVersionView,
    *,
    given: Collection[int],
    form_data: Mapping[str, Any],
    may_lengthen: bool = False,
) -> Change:
    """What moving does to a case with these materials and this form.

    A longer limit binds only where the basis says so (`may_lengthen`); a shorter one always does.
    """
    same = mapping(before, after)
    names = {m.order: m.name for m in before.materials}
    new_names = {m.order: m.name for m in after.materials}
    kept = {order: same[order] for order in given if order in same}
    missing_before = {same.get(m.order) for m in before.materials if m.order not in given}
    fields, fields_after = _fields(before), _fields(after)
    return Change(
        kept=kept,
        added=tuple(
            m
            for m in after.materials
            if m.necessity == "required" and m.order not in kept.values() and m.order not in missing_before
        ),
        removed=tuple(names[order] for order in sorted(given) if order in names and order not in same),
        renamed=tuple((names[o], new_names[n]) for o, n in kept.items() if names[o] != new_names[n]),
        fields_lost=tuple(fields.get(name, name) for name in form_data if name not in fields_after),
        fields_new=tuple(
            fields_after.get(name, name) for name in after.form_schema.get("required", ()) if name not in form_data
        ),
        promise=_limits(before.effective_promise, after.effective_promise, may_lengthen=may_lengthen),
        statutory=_limits(before.statutory, after.statutory, may_lengthen=may_lengthen),
    )


def form_under(version: ItemVersionView, form_data: Mapping[str, Any]) -> dict[str, Any]:
    """What of a filled form the version's form still asks."""
    known = _fields(version)
    return {name: value for name, value in form_data.items() if name in known}


def check_movable(case: Case, before: ItemVersionView, after: ItemVersionView, party_kind: str) -> None:
    """The case may go to the other version. Raises `NotMovable` with the reason."""
    if before.item_id != after.item_id:
        raise NotMovable(reason="两个版本不是同一个事项的")
    if before.id == after.id:
        raise NotMovable(reason="已经按这个版本办理")
    if case.state not in MOVABLE:
        raise NotMovable(reason="还没有提交，或者已经作出决定")
    if after.applicant_kinds and party_kind not in after.applicant_kinds:
        raise NotMovable(reason="新版本不面向这类申请人")
    if commitment_terms(before) is not None:
        row = promises.commitment_row(case)
        if row is not None and row["state"] == CommitmentState.MADE:
            raise NotMovable(reason="申请人已按原版本作出承诺，等待当场决定")


def _fields(version: ItemVersionView) -> dict[str, str]:
    properties = version.form_schema.get("properties", {})
    return {name: str(rule.get("title", name)) for name, rule in properties.items()}


def _limits(before: Limit | None, after: Limit | None, *, may_lengthen: bool) -> tuple[Limit, Limit] | None:
    if before is None or after is None or before == after:
        return None
    return None if longer(after, before) and not may_lengthen else (before, after)
