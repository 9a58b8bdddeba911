"""Loads what the house ships with: code lists, data elements and rule packs, from the files of this room."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, TypedDict, TypeVar

from django.db import models, transaction

from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.ledger import services as ledger
from tongban.ledger.facts import ObjectRef
from tongban.reference.facts import DATA_LOADED
from tongban.reference.models import CalendarEdition, CodeEntry, CodeList, DataElement, Parameter, RulePack
from tongban.reference.parameters import ParameterValue

_DATA: Final = Path(__file__).resolve().parent.parent / "data"
_Row = TypeVar("_Row", bound=models.Model)


class _CodeListFile(TypedDict):
    code: str
    name: str
    source: str
    entries: list[list[str | bool]]


class _ElementFile(TypedDict):
    code: str
    label: str
    json_schema: dict[str, object]
    source: str
    personal: bool


class ParameterFile(TypedDict, total=False):
    """One parameter as it stands in a pack's file."""

    key: str
    value: ParameterValue
    unit: str
    stricter: str
    law: str
    article: str
    quote: str
    note: str
    valid_from: str
    valid_to: str


class PackFile(TypedDict):
    """One rule pack as a file."""

    code: str
    name: str
    region_code: str
    parameters: list[ParameterFile]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """How many rows were written, kind by kind; all zero where everything already stood."""

    code_entries: int
    data_elements: int
    parameters: int

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return bool(self.code_entries or self.data_elements or self.parameters)


def pack_files() -> list[PackFile]:
    """The rule packs the house ships with, the nation's first."""
    packs: list[PackFile] = [json.loads(path.read_text("utf-8")) for path in sorted((_DATA / "packs").glob("*.json"))]
    return sorted(packs, key=lambda pack: (pack["region_code"] != "", pack["code"]))


def load_reference_data(*, actor: Actor) -> LoadReport:
    """Bring code lists, data elements and rule packs to the state of the files. A second run changes nothing.

    Entries that left a file go out of use but keep their labels. Needs `reference.manage`.
    """
    actor.require("reference.manage")
    with transaction.atomic():
        entries = sum(map(_load_code_list, json.loads((_DATA / "code_lists.json").read_text("utf-8"))))
        elements = _load_elements(json.loads((_DATA / "data_elements.json").read_text("utf-8")))
        report = LoadReport(entries, elements, sum(map(_load_pack, pack_files())))
        if report.changed:
            objects = [ObjectRef("reference_data", "shipped")]
            ledger.record(DATA_LOADED, actor=actor, objects=objects, data=asdict(report))
    return report


def _load_code_list(file: _CodeListFile) -> int:
    code_list, _ = CodeList.objects.update_or_create(
        code=file["code"], defaults={"name": file["name"], "source": file["source"]}
    )
    wanted = [
        CodeEntry(
            code_list=code_list,
            value=str(entry[0]),
            label=str(entry[1]),
            position=position,
            verified=entry[2] is not False if len(entry) > 2 else True,
            in_use=True,
        )
        for position, entry in enumerate(file["entries"])
    ]
    known = {row.value: row for row in code_list.entries.all()}
    left = code_list.entries.filter(in_use=True).exclude(value__in=[row.value for row in wanted]).update(in_use=False)
    fields = ("label", "position", "verified", "in_use")
    return left + _write(CodeEntry, known, {row.value: row for row in wanted}, fields)


def _load_elements(file: Sequence[_ElementFile]) -> int:
    wanted = {
        entry["code"]: DataElement(
            code=entry["code"],
            label=entry["label"],
            json_schema={"title": entry["label"], **entry["json_schema"]},
            source=entry["source"],
            personal=entry["personal"],
            position=position,
        )
        for position, entry in enumerate(file)
    }
    known = {row.code: row for row in DataElement.objects.all()}
    return _write(DataElement, known, wanted, ("label", "json_schema", "source", "personal", "position"))


def _load_pack(file: PackFile) -> int:
    pack, _ = RulePack.objects.update_or_create(
        code=file["code"], defaults={"name": file["name"], "region_code": file["region_code"]}
    )
    wanted = {}
    for entry in file["parameters"]:
        row = Parameter(
            pack=pack,
            key=entry["key"],
            value=entry["value"],
            unit=entry.get("unit", ""),
            stricter=entry["stricter"],
            law=entry.get("law", ""),
            article=entry.get("article", ""),
            quote=entry.get("quote", ""),
            note=entry.get("note", ""),
            valid_from=dt.date.fromisoformat(entry["valid_from"]),
            valid_to=dt.date.fromisoformat(entry["valid_to"]) if "valid_to" in entry else None,
        )
        wanted[f"{row.key} {row.valid_from}"] = row
    known = {f"{row.key} {row.valid_from}": row for row in pack.parameters.all()}
    fields = ("value", "unit", "stricter", "law", "article", "quote", "note", "valid_to")
    before = _hours(known)
    written = _write(Parameter, known, wanted, fields)
    if before != _hours({**known, **wanted}):
        CalendarEdition.objects.create(document_no=f"{pack.name}：办公时间", recorded_at=clock.now())
    return written


def _hours(rows: Mapping[str, Parameter]) -> list[object]:
    return [row.value for key, row in sorted(rows.items()) if row.key == "business_hours"]


def _write(model: type[_Row], known: Mapping[str, _Row], wanted: Mapping[str, _Row], fields: Sequence[str]) -> int:
    """Insert what is new and update what differs; returns how many rows were written."""
    fresh = [row for key, row in wanted.items() if key not in known]
    changed = []
    for key, row in wanted.items():
        old = known.get(key)
        if old is not None and any(getattr(old, name) != getattr(row, name) for name in fields):
            row.pk = old.pk
            changed.append(row)
    model._default_manager.bulk_create(fresh)
    if changed:
        model._default_manager.bulk_update(changed, fields)
    return len(fresh) + len(changed)
