"""Between the content of a version and its rows: promoted columns, the `guide` object, materials, legal bases."""

from __future__ import annotations

from typing import Any

from tongban.catalogue.content import (
    Digests,
    FaqView,
    FeeItemView,
    FeeView,
    JsonObject,
    LegalBasisView,
    MaterialView,
    ResultView,
    SituationView,
    StepView,
    VersionContent,
    digests,
    limit_from,
)
from tongban.catalogue.models import ItemVersion, LegalBasis, MaterialRequirement
from tongban.catalogue.ordering import in_order, with_order
from tongban.kernel.deadline import Limit

_TUPLES = ("special_procedures", "places", "phones", "complaint_phones", "themes", "aliases", "defaults")
_PLAIN = (
    "statutory_note",
    "promised_note",
    "visit_reason",
    "materials_stated",
    "accept_conditions",
    "review_points",
    "quantity_limit",
    "commitment",
    "hours",
    "online_url",
    "online_platform",
    "booking",
    "booking_url",
    "courier",
    "joint_departments",
    "power_source",
    "handle_area",
    "entrusted_by",
    "consulting",
    "complaining",
    "remedies",
    "pay_online",
    "self_service",
    "intermediary",
    "result_sample",
)
_MATERIAL = (
    "name",
    "necessity",
    "licence_type_code",
    "source",
    "form",
    "copies",
    "accept_standard",
    "sample",
    "basis",
    "medium",
    "paper_size",
    "source_note",
    "filling_note",
    "standard_code",
)
#: What a step states only where it is not one hand of the item's own department, one step after the other.
_STEP_LATER = ("wave", "department_code", "hands")
_COLUMNS = (
    "name",
    "case_kind",
    "visits",
    "online",
    "online_depth",
    "in_hall",
    "comprehensive_window",
    "one_seat",
    "form_schema",
)


def version_columns(content: VersionContent, known: Digests | None = None) -> dict[str, Any]:
    """Column values of `ItemVersion` for this content; `known` spares computing the digests again."""
    fingerprints = known or digests(content)
    result = content.result
    return {
        **{name: getattr(content, name) for name in _COLUMNS},
        "form_schema": with_order(content.form_schema),
        "applicant_kinds": list(content.applicant_kinds),
        "channels": list(content.channels),
        **_limit_columns("statutory", content.statutory),
        **_limit_columns("promised", content.promised),
        "result_kind": result.kind if result else "",
        "result_licence_type_code": result.licence_type_code if result else "",
        "material_count": len(content.materials),
        "free_material_count": sum(bool(material.licence_type_code) for material in content.materials),
        "guide": _guide(content),
        "digest": fingerprints.whole,
        "variant_digest": fingerprints.variant,
    }


def _limit_columns(name: str, limit: Limit | None) -> dict[str, Any]:
    return {f"{name}_number": limit.number if limit else None, f"{name}_unit": limit.unit.value if limit else ""}


def _guide(content: VersionContent) -> JsonObject:
    result = content.result
    return {
        **{name: getattr(content, name) for name in _PLAIN},
        **{name: list(getattr(content, name)) for name in _TUPLES},
        "result": {"name": result.name, "validity_months": result.validity_months} if result else None,
        "steps": [
            {
                "name": step.name,
                "seat": step.seat,
                "verb": step.verb,
                "standard": step.standard,
                "limit": [step.limit.number, step.limit.unit.value] if step.limit else None,
                **{name: stated for name in _STEP_LATER if (stated := getattr(step, name)) not in ("", None)},
            }
            for step in content.steps
        ],
        "situations": [{"code": s.code, "label": s.label, "hint": s.hint} for s in content.situations],
        "faqs": [{"question": faq.question, "answer": faq.answer} for faq in content.faqs],
        "fee": {
            "charged": content.fee.charged,
            "items": [{"name": i.name, "standard": i.standard, "basis": i.basis} for i in content.fee.items],
        },
        "extra": dict(content.extra),
    }


def material_rows(version: ItemVersion, content: VersionContent) -> list[MaterialRequirement]:
    """Unsaved rows of the materials, numbered from 1 in their order."""
    return [
        MaterialRequirement(
            version=version,
            order=order,
            situations=list(material.situations),
            **{name: getattr(material, name) for name in _MATERIAL},
        )
        for order, material in enumerate(content.materials, 1)
    ]


def basis_rows(version: ItemVersion, content: VersionContent) -> list[LegalBasis]:
    """Unsaved rows of the legal bases, numbered from 1 in their order."""
    return [
        LegalBasis(
            version=version,
            order=order,
            law=basis.law,
            document_no=basis.document_no,
            article=basis.article,
            excerpt=basis.excerpt,
            verified=basis.verified,
        )
        for order, basis in enumerate(content.legal_bases, 1)
    ]


def content_values(row: ItemVersion) -> dict[str, Any]:
    """The values of `VersionContent` kept in a row and its parts (prefetch `materials` and `legal_bases`)."""
    guide = row.guide
    result = None
    if row.result_kind:
        kept = guide.get("result") or {}
        result = ResultView(
            row.result_kind, kept.get("name", ""), row.result_licence_type_code, kept.get("validity_months")
        )
    return {
        **{name: getattr(row, name) for name in _COLUMNS},
        "form_schema": in_order(row.form_schema),
        **{name: guide[name] for name in _PLAIN if name in guide},
        **{name: tuple(guide.get(name, ())) for name in _TUPLES},
        "applicant_kinds": tuple(row.applicant_kinds),
        "channels": tuple(row.channels),
        "statutory": limit_from(row.statutory_number, row.statutory_unit),
        "promised": limit_from(row.promised_number, row.promised_unit),
        "result": result,
        "materials": tuple(_material(material) for material in row.materials.all()),
        "legal_bases": tuple(
            LegalBasisView(basis.law, basis.article, basis.excerpt, basis.verified, basis.document_no)
            for basis in row.legal_bases.all()
        ),
        "steps": tuple(
            StepView(
                step["name"],
                step["seat"],
                limit_from(*(step["limit"] or (None, ""))),
                step["verb"],
                step["standard"],
                **{name: step[name] for name in _STEP_LATER if name in step},
            )
            for step in guide.get("steps", ())
        ),
        "situations": tuple(SituationView(**situation) for situation in guide.get("situations", ())),
        "faqs": tuple(FaqView(**faq) for faq in guide.get("faqs", ())),
        "fee": _fee(guide.get("fee") or {}),
        "extra": guide.get("extra", {}),
    }


def _fee(kept: JsonObject) -> FeeView:
    return FeeView(kept.get("charged"), tuple(FeeItemView(**item) for item in kept.get("items", ())))


def _material(row: MaterialRequirement) -> MaterialView:
    return MaterialView(
        order=row.order,
        situations=tuple(row.situations),
        id=row.pk,
        **{name: getattr(row, name) for name in _MATERIAL},
    )
