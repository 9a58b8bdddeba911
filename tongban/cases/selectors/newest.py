"""The newest cases of an officer's scope, and how many there are, at the same cost however many lie beneath.

The scope is a list of departments and regions, the tab a list of states. Each pair of both is one range of an index
in which the newest come first, so the page is merged from the heads of these ranges: nothing is sorted, nothing is
counted to its end. Written by hand because the ORM knows no LATERAL. How many are asked for stands in the text of the
statements: a plan that did not know it would reckon with whole tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.cases.models import Case
from tongban.cases.permissions import VIEW
from tongban.kernel import statements
from tongban.kernel.actor import Actor

Step = tuple[str, bool | None]
"""A state, and whether only instant cases of it (True), only others (False) or all (None)."""

_HEAD = """SELECT c.id FROM {scope} unnest(%s::text[], %s::boolean[]) AS step (state, instant)
CROSS JOIN LATERAL (SELECT id FROM cases_case WHERE {reach} state = step.state
    AND (step.instant IS NULL OR instant = step.instant) {narrow} ORDER BY id DESC LIMIT {most}) c"""
_DRAFTS = """SELECT c.id FROM {scope} LATERAL (SELECT id FROM cases_case WHERE {reach} state = 'draft'
    AND channel = 'window' {narrow} ORDER BY id DESC LIMIT {most}) c"""
_CASES, _PARTIES = Case._meta.db_table, Case._meta.get_field("applicant").related_model._meta.db_table
_COLUMNS = {field.name: f"{_CASES}.{field.column}" for field in Case._meta.concrete_fields}


def _column(name: str) -> str:
    """A field as the ORM calls it, as a column of the statement."""
    return _COLUMNS.get(name) or name.replace("__", ".")


@dataclass(frozen=True, slots=True)
class Newest:
    """What is asked: `steps` of the viewer's scope, older than `before`, with this text in the item's name.

    `drafts` adds those being filled in at the window; drafts of the portal are nobody's business yet.
    """

    viewer: Actor
    steps: tuple[Step, ...] = ()
    drafts: bool = False
    before: int | None = None
    text: str = ""
    department_id: int | None = None

    def rows(self, columns: Sequence[str], most: int) -> list[statements.Row]:
        """These columns of the `most` newest cases; `applicant__name` is the name of the applicant."""
        sql, values = self._union(self.steps, most)
        shown = ", ".join(_column(name) for name in columns)
        return statements.ask(
            f"SELECT {shown} FROM {_CASES} JOIN {_PARTIES} applicant ON applicant.id = applicant_id "  # noqa: S608  # pieces of this file
            f"WHERE {_CASES}.id IN ({sql} ORDER BY id DESC LIMIT {most:d}) ORDER BY {_CASES}.id DESC",
            values,
        )

    def counts(self, tabs: Mapping[str, Sequence[Step]], most: int) -> dict[str, int]:
        """How many there are by tab, counted up to `most` (one query)."""
        parts, values = [], list[Any]()
        for steps in tabs.values():
            sql, given = self._union(steps, most)
            parts.append(f"(SELECT count(*) FROM ({sql} LIMIT {most:d}) counted)")  # noqa: S608  # pieces of this file
            values += given
        (found,) = statements.ask(f"SELECT {', '.join(parts)}", values)
        return dict(zip(tabs, found, strict=True))

    def _union(self, steps: Sequence[Step], most: int) -> tuple[str, list[Any]]:
        """The heads of all ranges; a case reached by department and by region comes once."""
        narrow, narrowing = self._narrow()
        heads, values = [], list[Any]()
        for scope, reach, scoped in self._scopes():
            pieces = {"scope": scope, "reach": reach, "narrow": narrow, "most": int(most)}
            heads.append(_HEAD.format(**pieces))
            values += [*scoped, [str(state) for state, _ in steps], [instant for _, instant in steps], *narrowing]
            if self.drafts:
                heads.append(_DRAFTS.format(**pieces))
                values += [*scoped, *narrowing]
        # One scope cannot reach a case twice, and UNION would read every head to its end to find that out.
        word = " UNION ALL " if len(heads) <= 1 + self.drafts else " UNION "
        return word.join(f"({head})" for head in heads) or "SELECT NULL::bigint AS id WHERE false", values

    def _scopes(self) -> list[tuple[str, str, list[Any]]]:
        viewer = self.viewer
        if not (viewer.is_system or viewer.may(VIEW)):
            return []
        if viewer.is_system or viewer.everywhere:
            return [("", "", [])]
        found: list[tuple[str, str, list[Any]]] = []
        if viewer.department_ids:
            wanted = sorted(viewer.department_ids)
            found.append(("unnest(%s::bigint[]) AS scope (at) CROSS JOIN", "department_id = scope.at AND", [wanted]))
        if regions := sorted(viewer.region_codes - {""}):
            found.append(("unnest(%s::text[]) AS scope (at) CROSS JOIN", "region_code = scope.at AND", [regions]))
        return found

    def _narrow(self) -> tuple[str, list[Any]]:
        parts, values = [], list[Any]()
        if self.before is not None:
            parts.append("AND id < %s")
            values.append(self.before)
        if self.department_id is not None:
            parts.append("AND department_id = %s")
            values.append(self.department_id)
        if self.text:
            parts.append("AND strpos(item_name, %s) > 0")
            values.append(self.text)
        return " ".join(parts), values
