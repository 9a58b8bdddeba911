"""What a reader hands over: one `FeedRow` per row of the file, whatever state the row is in."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

from tongban.kernel.deadline import Limit

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


class Weight(enum.StrEnum):
    """How much a note matters."""

    FINDING = "finding"
    MENDED = "mended"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Note:
    """One remark on one row. `field` is the source's own column name; empty for the whole row."""

    weight: Weight
    kind: str
    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """A handling unit as the source publishes it, in the house's words. None means: the source does not say.

    `guide` holds whatever else the source says of the guide, as JSON by the names of the guide's own fields (a limit is
    `[5, "working_day"]`); what stands there is taken instead of what the other fields would give.
    """

    task_code: str
    handling_code: str
    issuer_code: str
    issuer_valid: bool
    department_name: str
    region_code: str
    exercise_level: str
    catalog_code: str
    entry_name: str
    main_code: str
    main_name: str
    item_kind: str
    item_state: str
    name: str
    aliases: tuple[str, ...] = ()
    local_code: str = ""
    statutory: Limit | None = None
    promised: Limit | None = None
    on_the_spot: bool = False
    applicant_kinds: tuple[str, ...] = ()
    visits: int | None = None
    online: bool | None = None
    window: bool | None = None
    online_url: str = ""
    online_platform: str = ""
    booking: bool | None = None
    booking_url: str = ""
    courier: bool | None = None
    materials: tuple[str, ...] | None = None
    accept_conditions: str = ""
    places: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    complaint_phones: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    joint_departments: str = ""
    guide: Mapping[str, Json] = field(default_factory=dict)
    extra: Mapping[str, Json] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The code that tells handling units apart: 33 characters where there is one, else 31."""
        return self.handling_code or self.task_code


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A row of the file. `item` is None where the row is refused; the notes say why."""

    line: int
    code: str
    item: FeedItem | None
    notes: tuple[Note, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether nothing of the row can be taken."""
        return self.item is None

    @property
    def mended(self) -> bool:
        """Whether the reader changed what the source wrote."""
        return any(note.weight is Weight.MENDED for note in self.notes)


class Feed(Protocol):
    """A source that publishes service items."""

    @property
    def name(self) -> str:
        """Identifier used on the command line and kept with the rows."""

    @property
    def title(self) -> str:
        """The source in Chinese."""

    @property
    def silent_on(self) -> tuple[str, ...]:
        """Elements of a guide this source never carries, in Chinese."""

    def read(self, path: Path) -> Iterator[FeedRow]:
        """Every row of the file, in its order; raises only `FeedUnreadable` for the file as a whole."""
