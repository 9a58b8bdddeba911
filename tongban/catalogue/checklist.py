"""Which materials a person is asked for: trimmed by situation, replaced by licences (免证办). Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from tongban.catalogue.content import MaterialView, SituationView
from tongban.catalogue.errors import SituationUnknown


class _WithMaterials(Protocol):
    @property
    def materials(self) -> tuple[MaterialView, ...]:
        """The materials."""

    @property
    def situations(self) -> tuple[SituationView, ...]:
        """The situations."""


@dataclass(frozen=True, slots=True)
class MaterialAsked:
    """One material as this person is asked for it. `by_licence`: a licence held stands in, nothing to hand in."""

    material: MaterialView
    by_licence: bool

    @property
    def must(self) -> bool:
        """Whether the application is incomplete without it."""
        return self.material.necessity == "required" and not self.by_licence

    @property
    def may_follow(self) -> bool:
        """容缺后补: may be handed in later."""
        return self.material.necessity == "tolerable" and not self.by_licence


def materials_for(
    version: _WithMaterials, situation: str = "", held_licence_types: Collection[str] = ()
) -> tuple[MaterialAsked, ...]:
    """The materials of a version for one situation (empty: all), in order. Raises `SituationUnknown`."""
    if situation and situation not in {known.code for known in version.situations}:
        raise SituationUnknown(situation=situation[:40])
    return tuple(
        MaterialAsked(material, bool(material.licence_type_code) and material.licence_type_code in held_licence_types)
        for material in version.materials
        if not situation or not material.situations or situation in material.situations
    )
