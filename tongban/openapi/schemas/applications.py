"""A whole application as programs hand it in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import BaseModel, Field, model_validator


class Part(BaseModel):
    """What a JSON part holds: a field nobody declared is a mistake. Ninja's own schema would look for objects in it."""

    model_config = {"extra": "forbid"}


class ApplicationMaterial(Part):
    """One material: the name of a part with its file, a licence in its place, or paper (officers only); one of them."""

    order: int = Field(ge=0, le=10_000)
    file: str = Field(default="", max_length=100)
    licence: str = Field(default="", max_length=120)
    paper: bool = False

    @model_validator(mode="after")
    def _one(self) -> ApplicationMaterial:
        if bool(self.file) + bool(self.licence) + self.paper != 1:
            raise ValueError("file, licence or paper")
        return self


class ApplicationIn(Part):
    """An item, who applies (the caller where not given), the form, the materials.

    `incomplete`: hand it in although materials are missing; the authority then names everything once.
    """

    item_code: str = Field(min_length=1, max_length=80)
    applicant_id: int | None = Field(default=None, ge=1, le=2**62)
    subject_id: int | None = Field(default=None, ge=1, le=2**62)
    form: dict[str, Any] = Field(default_factory=dict)
    materials: list[ApplicationMaterial] = Field(default_factory=list, max_length=200)
    incomplete: bool = False


class ApplicationReceived(Schema):
    """The case that came of it."""

    uid: UUID
    case_no: str
