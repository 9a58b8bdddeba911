"""A composition and a shape as JSON for machines: the command's answer, an interface's, a script's. Pure."""

from __future__ import annotations

from typing import Any

from tongban.bundles.policies.terms import Composition, MergedMaterial
from tongban.bundles.shape import as_json
from tongban.catalogue.selectors import plain
from tongban.kernel.deadline import Limit


def document(composition: Composition) -> dict[str, Any]:
    """Everything a composition says."""
    return {
        "shape": as_json(composition.shape),
        "items": [_item(composition, key) for key in composition.shape.keys],
        "materials": [_material(entry) for entry in composition.materials],
        "form": composition.form.schema,
        "fields": [
            {
                "name": one.name,
                "title": one.title,
                "element": one.element,
                "sources": [list(source) for source in one.sources],
                "required_by": list(one.required_by),
                "differing": list(one.differing),
            }
            for one in composition.form.fields
        ],
        "questions": [
            {
                "options": [{"code": one.code, "label": one.label, "hint": one.hint} for one in question.options],
                "members": list(question.members),
            }
            for question in composition.questions
        ],
        "asked_twice": asked_twice(composition),
        "held_by_government": [
            {"name": entry.name, "licence_types": list(entry.licence_types), "made_by": list(entry.made_by)}
            for entry in composition.materials
            if entry.to_hand_in == 0
        ],
        "alike": [{"why": one.why, "lines": [list(line) for line in one.lines]} for one in composition.alike],
        "path": {
            "days": composition.path.days,
            "critical": list(composition.path.critical),
            "begins": dict(composition.path.begins),
            "ends": dict(composition.path.ends),
        },
        "figures": {one.name: {"before": one.before, "after": one.after} for one in composition.figures},
        "findings": [
            {"kind": one.kind, "text": one.text, "where": list(one.where), "blocking": one.blocking}
            for one in composition.findings
        ],
    }


def asked_twice(composition: Composition) -> dict[str, list[dict[str, Any]]]:
    """What several items ask for and the bundle asks once: materials by name, fields by title."""
    return {
        "materials": [
            {"name": entry.name, "members": list(entry.members), "pieces": entry.pieces}
            for entry in composition.materials
            if len(entry.members) > 1
        ],
        "fields": [
            {"name": one.name, "title": one.title, "members": [member for member, _ in one.sources]}
            for one in composition.form.fields
            if len(one.sources) > 1
        ],
    }


def _item(composition: Composition, key: str) -> dict[str, Any]:
    one = composition.items.get(key)
    if one is None:
        return {"key": key, "code": next(m.item_code for m in composition.shape.members if m.key == key)}
    return {
        "key": key,
        "code": one.code,
        "name": one.name,
        "department": one.department_name,
        "region_code": one.region_code,
        "version_id": one.version_id,
        "number": one.number,
        "limit": _limit(one.limit),
        "limit_stated": one.limit_stated,
    }


def _limit(limit: Limit | None) -> list[Any] | None:
    return None if limit is None else [limit.number, limit.unit.value]


def _material(entry: MergedMaterial) -> dict[str, Any]:
    return {
        "name": entry.name,
        "key": plain(entry.name),
        "necessity": entry.necessity,
        "pieces": entry.pieces,
        "to_hand_in": entry.to_hand_in,
        "counts": dict(entry.counts),
        "licence_types": list(entry.licence_types),
        "made_by": list(entry.made_by),
        "asks": [
            {
                "member": ask.member,
                "order": ask.order,
                "name": ask.name,
                "necessity": ask.necessity,
                "form": ask.form,
                "medium": ask.medium,
                "paper_size": ask.paper_size,
                "copies": ask.copies,
                "situations": list(ask.situations),
                "accept_standard": ask.accept_standard,
                "basis": ask.basis,
                "licence_type_code": ask.licence_type_code,
                "standard_code": ask.standard_code,
                "proof": ask.proof,
                "piece": ask.piece,
            }
            for ask in entry.asks
        ],
    }
