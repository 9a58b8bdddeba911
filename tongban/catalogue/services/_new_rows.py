"""Rows of a workbook that stand for items not yet registered: claimed and drafted as the page does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from tongban.catalogue.content import VersionContent
from tongban.catalogue.default_form import default_form
from tongban.catalogue.exchange.columns import KEY_COLUMNS
from tongban.catalogue.exchange.reading import NEW, SheetLine
from tongban.catalogue.models import ServiceItem
from tongban.catalogue.policies import issuer_of, listing_of
from tongban.catalogue.selectors.items import ItemView
from tongban.catalogue.services.compiling import create_item, draft_version
from tongban.catalogue.words import LEVELS
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError
from tongban.orgs import selectors as orgs
from tongban.orgs.selectors import DepartmentView

Result = TypeVar("Result")
#: Columns that the platform may change while a spreadsheet is out; what they said is no contradiction.
MOVING = frozenset({"item_state", "number", "base"})
_LEVEL_OF = {label: code for code, label in LEVELS.items()}
#: The cell that a refusal of the claim is about.
_ABOUT = {"entry_mismatch": "catalog_code", "item_of_other_issuer": "department_code"}


class CellFault(Exception):
    """A cell keeps the row from being taken: the column, and what is wrong with it."""

    def __init__(self, column: str, text: str, kind: str) -> None:
        super().__init__(text)
        self.column, self.text, self.kind = column, text, kind


def contradictions(line: SheetLine, item: ServiceItem, content: VersionContent) -> list[tuple[str, str]]:
    """The key columns that say something else than the item (entry and department joined), with what it is."""
    ours = listing_of(item, content, issuer_of(item.department))
    found = []
    for column, read in KEY_COLUMNS:
        said, expected = line.keys[column.name] or None, column.kind.write(read(ours))
        # A row that registers an item says only what it has to, and may call it what it likes.
        free = column.name in MOVING or (line.new and (said is None or column.name == "code"))
        if not free and said != expected:
            found.append((column.name, str(expected or "（空）")))
    return found


def register_row(line: SheetLine, content: VersionContent, *, actor: Actor, reason: str) -> str:
    """Claim the item that a row names, with the row's content as its first draft; its code.

    Raises `CellFault` for everything that a claim on the page would be refused for.
    """
    department = _department(line, actor)
    if not content.form_schema:
        content = replace(content, form_schema=default_form(content.applicant_kinds))
    made = _asked(line, lambda: _claimed(line, content, department, reason, actor))
    item = ServiceItem.objects.select_related("entry", "department").get(pk=made.id)
    for column, expected in contradictions(line, item, content):
        raise CellFault(column, f"登记的是“{expected}”，请改正或者空着", "locked_column")
    _asked(line, lambda: draft_version(item_id=made.id, content=content, actor=actor))
    return made.code


def _claimed(
    line: SheetLine, content: VersionContent, department: DepartmentView, reason: str, actor: Actor
) -> ItemView:
    return create_item(
        code=_code(line, department),
        department_id=department.id,
        name=content.name,
        aliases=content.aliases,
        reason=reason,
        actor=actor,
    )


def _asked(line: SheetLine, verb: Callable[[], Result]) -> Result:
    try:
        return verb()
    except DomainError as error:
        usual = "catalog_code" if line.code.startswith(NEW) else "code"
        raise CellFault(_ABOUT.get(error.code, usual), error.sentence, error.code) from error


def _department(line: SheetLine, actor: Actor) -> DepartmentView:
    """The department by its code, else by its name, else by the head of a whole item code."""
    code, name = line.keys["department_code"], line.keys["department_name"]
    if not code and not name and not line.code.startswith(NEW):
        code = line.code[:18]
    column = "department_code" if code else "department_name"
    if not code and not name:
        raise CellFault(column, "新事项要填实施主体，或者实施主体编码", "no_department")
    same = [orgs.department_by_code(code)] if code else [one for one in orgs.departments(text=name) if one.name == name]
    found = [one for one in same if one is not None and one.active]
    if len(found) != 1:
        many = f"有{len(found)}个部门叫这个名字，请填实施主体编码" if found else "没有这个部门，或者已经停用"
        raise CellFault(column, many, "unknown_department")
    if not actor.covers_department(found[0].id):
        raise CellFault(column, "不是您管理的部门", "permission_denied")
    return found[0]


def _code(line: SheetLine, department: DepartmentView) -> str:
    """The whole code as the row gives it, or made of department, level and entry."""
    if not line.code.startswith(NEW):
        return line.code
    catalog, level = line.keys["catalog_code"], line.keys["exercise_level"]
    if not catalog:
        raise CellFault("catalog_code", "新事项要填基本编码", "no_entry")
    if level not in _LEVEL_OF:
        raise CellFault("exercise_level", f"新事项要填行使层级：{'、'.join(_LEVEL_OF)}", "no_level")
    return f"{department.code}{_LEVEL_OF[level]}{catalog}"
