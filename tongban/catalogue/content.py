"""The content of an item version, in frozen dataclasses: what is drafted, published and shown.

Pure. The same parts serve the draft (`VersionContent`) and the view (`ItemVersionView` in `selectors`).
None always means: not stated. A limit of 0 working days means on the spot.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tongban.kernel.deadline import Limit, LimitUnit

JsonObject: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MaterialView:
    """One material. `licence_type_code`: a licence of this type stands in for it (免证办).

    `necessity` required | optional | tolerable (容缺后补); `form` original | copy | electronic | original_or_copy;
    `source` applicant | government | intermediary; empty where the publisher does not say. `situations` empty: always.
    `medium` paper | electronic | both; `standard_code` names the standard material that bundles merge by.
    """

    order: int
    name: str
    necessity: str = "required"
    licence_type_code: str = ""
    source: str = ""
    form: str = ""
    copies: int | None = None
    accept_standard: str = ""
    sample: str = ""
    basis: str = ""
    situations: tuple[str, ...] = ()
    medium: str = ""
    paper_size: str = ""
    source_note: str = ""
    filling_note: str = ""
    standard_code: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class StepView:
    """One step (办理环节): `verb` a code of `words.STEP_VERBS`; `seat` of `words.SEATS`.

    Between acceptance and decision steps come one after another; those that state the same `wave` run side by side.
    `department_code`: another department does it; `hands`: how many officers sign (None: as the law asks of its kind).
    """

    name: str
    seat: str
    limit: Limit | None = None
    verb: str = ""
    standard: str = ""
    wave: int | None = None
    department_code: str = ""
    hands: int | None = None


@dataclass(frozen=True, slots=True)
class ResultView:
    """What the applicant gets: `kind` licence | approval | other | none. `validity_months` None: no end."""

    kind: str
    name: str = ""
    licence_type_code: str = ""
    validity_months: int | None = None


@dataclass(frozen=True, slots=True)
class LegalBasisView:
    """A law the item rests on. `verified`: the excerpt was compared with the text of the law."""

    law: str
    article: str = ""
    excerpt: str = ""
    verified: bool = False
    document_no: str = ""


@dataclass(frozen=True, slots=True)
class FeeItemView:
    """One fee with the standard as published."""

    name: str
    standard: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class FeeView:
    """`charged` None: the publisher does not say, which is not "free"."""

    charged: bool | None = None
    items: tuple[FeeItemView, ...] = ()


@dataclass(frozen=True, slots=True)
class SituationView:
    """A situation an applicant can be in (情形); materials name the codes they are needed in."""

    code: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class FaqView:
    """A frequent question and its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class VersionContent:
    """Everything that is frozen at publication. `defaults` names what the platform filled in, not the publisher."""

    name: str
    case_kind: str = "promised"
    statutory: Limit | None = None
    statutory_note: str = ""
    promised: Limit | None = None
    promised_note: str = ""
    applicant_kinds: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    visits: int | None = None
    visit_reason: str = ""
    online: bool | None = None
    online_depth: int | None = None
    in_hall: bool | None = None
    comprehensive_window: bool | None = None
    one_seat: bool = False
    result: ResultView | None = None
    materials: tuple[MaterialView, ...] = ()
    materials_stated: bool = True
    steps: tuple[StepView, ...] = ()
    legal_bases: tuple[LegalBasisView, ...] = ()
    form_schema: JsonObject = field(default_factory=dict)
    situations: tuple[SituationView, ...] = ()
    accept_conditions: str = ""
    review_points: str = ""
    special_procedures: tuple[str, ...] = ()
    quantity_limit: str = ""
    commitment: str = ""
    places: tuple[str, ...] = ()
    hours: str = ""
    phones: tuple[str, ...] = ()
    complaint_phones: tuple[str, ...] = ()
    fee: FeeView = FeeView()
    themes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    faqs: tuple[FaqView, ...] = ()
    online_url: str = ""
    online_platform: str = ""
    booking: bool | None = None
    booking_url: str = ""
    courier: bool | None = None
    joint_departments: str = ""
    power_source: str = ""
    handle_area: str = ""
    entrusted_by: str = ""
    consulting: str = ""
    complaining: str = ""
    remedies: str = ""
    pay_online: bool | None = None
    self_service: bool | None = None
    intermediary: str = ""
    result_sample: str = ""
    defaults: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


#: Where and by whom a guide is carried out says nothing about whether two guides are the same (standards §1.5).
_LOCAL = {
    "places",
    "hours",
    "phones",
    "complaint_phones",
    "online_url",
    "online_platform",
    "booking_url",
    "joint_departments",
    "entrusted_by",
    "consulting",
    "complaining",
    "extra",
    "defaults",
    "form_schema",
}
#: Fields that a fingerprint holds only where they are stated: guides kept before these fields existed keep theirs.
_LATER = {
    "entrusted_by",
    "consulting",
    "complaining",
    "remedies",
    "pay_online",
    "self_service",
    "intermediary",
    "result_sample",
    "medium",
    "paper_size",
    "source_note",
    "filling_note",
    "standard_code",
    "wave",
    "department_code",
    "hands",
}


#: Where the law sends two officers or more: 行政许可法 34 III (核查), 55 II (检验、检测、检疫).
TWO_HANDS = frozenset({"inspect", "site_inspection", "inspection", "testing", "quarantine"})


def waves(steps: Sequence[StepView]) -> list[tuple[int, StepView]]:
    """The steps between acceptance and decision with their wave (1, 2 …): those of one wave run side by side.

    A step that states no wave comes after all before it; a step without a verb is described, not done here.
    """
    inner = [step for step in steps if step.verb not in ("", "accept", "decide", "deliver")]
    places, last = list[int](), 0
    for step in inner:
        last = max(last, step.wave) if step.wave is not None else last + 1
        places.append(step.wave if step.wave is not None else last)
    dense = {place: number for number, place in enumerate(sorted(set(places)), 1)}
    return sorted(((dense[place], step) for place, step in zip(places, inner, strict=True)), key=lambda found: found[0])


def limit_from(number: int | None, unit: str) -> Limit | None:
    """The limit kept in two columns."""
    return None if number is None else Limit(number, LimitUnit(unit))


def as_json(content: VersionContent) -> JsonObject:
    """The content as JSON values; mappings are shared, not copied."""
    return {name: _plain(getattr(content, name)) for name in _NAMES[VersionContent.__name__]}


_PARTS = (
    MaterialView,
    StepView,
    ResultView,
    LegalBasisView,
    FeeItemView,
    FeeView,
    SituationView,
    FaqView,
    VersionContent,
)
_NAMES = {part.__name__: tuple(entry.name for entry in dataclasses.fields(part)) for part in _PARTS}


def _plain(value: Any) -> Any:
    if isinstance(value, Limit):
        return [value.number, value.unit.value]
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if dataclasses.is_dataclass(value):
        return {name: _plain(getattr(value, name)) for name in _NAMES[type(value).__name__] if name != "id"}
    return value


def _counted(values: JsonObject) -> JsonObject:
    """What a fingerprint holds of a part: everything but later fields that state nothing."""
    kept = {name: value for name, value in values.items() if name not in _LATER or value not in ("", None)}
    for parts in ("materials", "steps"):
        if kept.get(parts):
            kept[parts] = [_counted(part) for part in kept[parts]]
    return kept


@dataclass(frozen=True, slots=True)
class Digests:
    """Fingerprints of a content (SHA-256, hex), the same on every machine.

    `whole` covers everything; `variant` leaves out places, telephones and addresses, so that equal guides of different
    places have the same.
    """

    whole: str
    variant: str


def digests(content: VersionContent) -> Digests:
    """Both fingerprints."""
    values = _counted(as_json(content))
    return Digests(_digest(values), _digest({key: value for key, value in values.items() if key not in _LOCAL}))


def _digest(values: JsonObject) -> str:
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
