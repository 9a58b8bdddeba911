"""One line of the implementation list (实施清单): an item of one authority together with one version of its guide.

Pure and frozen. Everything that looks at whole lines works on this one shape: element sets, sameness over levels and
regions, differences, the linter, spreadsheets, the exchange layouts, benchmarking. It is read in bulk by
`selectors.listings`, or made from a feed row or a spreadsheet before anything is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tongban.catalogue.content import VersionContent


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """An item and its content; texts are empty and numbers None where nothing is known.

    `code` is the handling code where there is one, else the task code. `nature` is the kind of authority
    (实施主体性质) as `orgs` names it. `item_id` and `version_id` are 0 while the line is not kept.
    """

    code: str
    task_code: str
    handling_code: str = ""
    local_code: str = ""
    catalog_code: str
    entry_name: str = ""
    item_kind: str
    exercise_level: str = ""
    item_state: str = "in_use"
    region_code: str = ""
    department_id: int = 0
    department_name: str = ""
    department_code: str = ""
    department_code_valid: bool = True
    nature: str = ""
    origin: str = "own"
    as_published: bool = False
    item_id: int = 0
    version_id: int = 0
    number: int = 0
    content: VersionContent

    @property
    def name(self) -> str:
        """The name as the guide gives it."""
        return self.content.name

    def with_content(self, content: VersionContent) -> Listing:
        """The same item with another content: what an editor is about to save."""
        return replace(self, content=content)

    def kept(self, *, version_id: int, number: int, as_published: bool) -> Listing:
        """The same line as it is kept under a version."""
        return replace(self, version_id=version_id, number=number, as_published=as_published)
