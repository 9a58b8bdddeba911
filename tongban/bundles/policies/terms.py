"""The words of the composer: what goes in, what it finds, what comes out. Pure and frozen.

Members are named by their keys in the shape; an item's own words are quoted, never changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tongban.bundles.shape import Shape
from tongban.catalogue.selectors import ItemVersionView, SituationView, VersionContent, manifest_of
from tongban.kernel.deadline import Limit

JsonObject: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Constituent:
    """One item with the guide that is in force: all the composer knows of it. `limit` is its effective promise.

    `limit_stated` False: nobody published a limit, the city's default stands in. `permit`: 行政许可法 governs it.
    `version_id` 0: not kept anywhere.
    """

    code: str
    name: str
    content: VersionContent
    limit: Limit
    limit_stated: bool = True
    permit: bool = False
    catalog_code: str = ""
    department_id: int = 0
    department_name: str = ""
    region_code: str = ""
    version_id: int = 0
    number: int = 0
    in_use: bool = True


def constituent(version: ItemVersionView, department_name: str) -> Constituent:
    """An item's version as the composer reads it."""
    return Constituent(
        code=version.code,
        name=version.name,
        content=version,
        limit=version.effective_promise,
        limit_stated=version.limit_source != "default",
        permit=manifest_of(version.item_kind, version.region_code).governed,
        catalog_code=version.catalog_code,
        department_id=version.department_id,
        department_name=department_name,
        region_code=version.region_code,
        version_id=version.id,
        number=version.number,
        in_use=version.in_force and version.item_in_use,
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the lead department has to know; a `blocking` one keeps the bundle from publication.

    `where` names the members or choices it is about.
    """

    kind: str
    text: str
    where: tuple[str, ...] = ()
    blocking: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """One line of one guide, word for word. `proof`: why nobody has to hand it in (licence | made), else empty.

    Lines with the same `piece` are proven to be one paper.
    """

    member: str
    order: int
    name: str
    necessity: str
    form: str
    medium: str
    paper_size: str
    copies: int | None
    accept_standard: str
    basis: str
    situations: tuple[str, ...]
    licence_type_code: str
    standard_code: str
    source: str
    proof: str = ""
    piece: int = 0


@dataclass(frozen=True, slots=True)
class MergedMaterial:
    """One entry of the bundle's list: asked for once, with everybody who asks.

    `pieces` is how many papers that is: lines proven to be one paper share it, lines that only bear one name do not.
    `counts` says how many of which form (original, copy …) are needed of all pieces together, the most that is asked.
    """

    name: str
    necessity: str
    pieces: int
    counts: tuple[tuple[str, int], ...]
    asks: tuple[Ask, ...]
    to_hand_in: int
    made_by: tuple[str, ...] = ()

    @property
    def members(self) -> tuple[str, ...]:
        """The members that ask for it, in order."""
        return tuple(dict.fromkeys(ask.member for ask in self.asks))

    @property
    def licence_types(self) -> tuple[str, ...]:
        """Licences the government holds that stand in for it."""
        return tuple(dict.fromkeys(ask.licence_type_code for ask in self.asks if ask.licence_type_code))


@dataclass(frozen=True, slots=True)
class Alike:
    """Materials or fields that look like one and are not proven to be: the lead department decides.

    `lines` are (member, name in its guide); `why` name | licence | title.
    """

    why: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MergedField:
    """One field of the merged form. `sources` are (member, field of its form); `required_by` those that insist.

    `differing` names the rules on which the forms differ; the strictest of them holds.
    """

    name: str
    title: str
    element: str
    sources: tuple[tuple[str, str], ...]
    required_by: tuple[str, ...]
    differing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MergedForm:
    """One form for all: its JSON Schema (2020-12) and where each field comes from."""

    schema: JsonObject
    fields: tuple[MergedField, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of situations (情形) for all members that put it in the same words; `members` ask it."""

    options: tuple[SituationView, ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """When what begins, in working days from acceptance of the whole; `critical` is the chain that takes longest.

    A member in a circle, or behind one, has no beginning and is missing from `begins` and `ends`.
    """

    begins: Mapping[str, int]
    ends: Mapping[str, int]
    critical: tuple[str, ...]

    @property
    def days(self) -> int:
        """Working days until the last one ends: what can be promised for the whole."""
        return max(self.ends.values(), default=0)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure before (each item by itself, one after the other) and after. None: a guide does not say."""

    name: str
    label: str
    unit: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Composition:
    """What one application for the bundle asks, takes and promises: computed from its members' guides."""

    shape: Shape
    items: Mapping[str, Constituent]
    materials: tuple[MergedMaterial, ...]
    form: MergedForm
    questions: tuple[Question, ...]
    path: Path
    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]
    alike: tuple[Alike, ...] = field(default=())

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """What keeps it from publication."""
        return tuple(finding for finding in self.findings if finding.blocking)

    def name(self, key: str) -> str:
        """A member, or a choice, in words."""
        if key in self.items:
            return self.items[key].name
        return next((choice.prompt for choice in self.shape.choices if choice.key == key), key)

    def figure(self, name: str) -> Figure:
        """One of the figures."""
        return next(figure for figure in self.figures if figure.name == name)
