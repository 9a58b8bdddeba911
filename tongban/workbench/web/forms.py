"""The small forms of the case page as data: which fields a verb asks for; one template draws them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Field:
    """One field, as the furniture draws it."""

    kind: str
    name: str
    label: str
    hint: str = ""
    value: str = ""
    choices: Choices = ()
    required: bool = True
    rows: int = 3
    maxlength: str = ""
    unit: str = ""
    width: str = ""
    accept: str = ""
    inline: bool = False


@dataclass(frozen=True, slots=True)
class ActForm:
    """The form of one verb; `link` leads to a page of its own instead."""

    button: str
    fields: tuple[Field, ...] = ()
    intro: str = ""
    kind: str = "primary"
    link: str = ""

    @property
    def uploads(self) -> bool:
        """Whether a file goes with it."""
        return any(field.kind == "file" for field in self.fields)
