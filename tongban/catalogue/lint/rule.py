"""What a rule is: one check over one line of the implementation list, with the law it rests on and its examples.

A check yields what it found; where the cure is certain it says what to write, and the rule's mend is nothing but
these writings. So no rule can mend something else than what it found.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias, TypeVar

from tongban.catalogue.content import VersionContent
from tongban.catalogue.lint.context import Context
from tongban.catalogue.listing import Listing
from tongban.kernel.deadline import Limit

Check: TypeAlias = Callable[[Listing, Context], Iterator["Found"]]
Part = TypeVar("Part")


class Severity(enum.StrEnum):
    """How much a finding weighs; only rules that block keep a version from publication."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def label(self) -> str:
        """The word for people."""
        return {"error": "错误", "warning": "警告", "note": "提示"}[self.value]


@dataclass(frozen=True, slots=True)
class Write:
    """A value to write at a path; None at an entry of a list takes the entry out."""

    path: str
    value: Any

    def as_json(self) -> dict[str, Any]:
        """For machines; a limit as number and unit."""
        value = [self.value.number, self.value.unit.value] if isinstance(self.value, Limit) else self.value
        return {"path": self.path, "value": value}


@dataclass(frozen=True, slots=True)
class Found:
    """What a check saw: element and index (from 0), a sentence, and the certain cure where there is one."""

    path: str
    message: str
    write: Write | None = None

    def below(self, path: str) -> Found:
        """The same in the whole guide, where this was found in the part at a path."""
        write = self.write and Write(path + self.write.path, self.write.value)
        return Found(path + self.path, self.message, write)


@dataclass(frozen=True, slots=True)
class LintFinding:
    """A finding of a rule on an item. `kind` is the name of the defect that refusals use."""

    rule: str
    kind: str
    severity: Severity
    item: str
    path: str
    message: str
    basis: str
    mend: Write | None

    @property
    def element(self) -> str:
        """The element that the path begins with."""
        return re.split(r"[\[.]", self.path, maxsplit=1)[0]

    def as_json(self) -> dict[str, Any]:
        """One entry of `findings` in the answer of the command."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "item": self.item,
            "path": self.path,
            "message": self.message,
            "basis": self.basis,
            "mend": self.mend.as_json() if self.mend else None,
        }


@dataclass(frozen=True, slots=True)
class Example:
    """What is changed in the sample (`sample.SAMPLE`): its content, the line itself, other lines beside it."""

    text: str
    content: Mapping[str, Any] = field(default_factory=dict)
    line: Mapping[str, Any] = field(default_factory=dict)
    others: tuple[Mapping[str, Any], ...] = ()


def example(
    text: str, *, line: Mapping[str, Any] | None = None, others: Iterable[Mapping[str, Any]] = (), **content: Any
) -> Example:
    """An example in words and in changes."""
    return Example(text, content, line or {}, tuple(others))


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `kind` is the short name of the defect; `blocks`: our own version is not published with it."""

    code: str
    kind: str
    name: str
    severity: Severity
    basis: str
    bad: Example
    good: Example
    check: Check
    blocks: bool = False

    def findings(self, line: Listing, context: Context) -> Iterator[LintFinding]:
        """Everything that the rule has against a line."""
        for one in self.check(line, context):
            yield LintFinding(
                self.code, self.kind, self.severity, line.code, one.path, one.message, self.basis, one.write
            )

    def mend(self, line: Listing, context: Context) -> VersionContent:
        """The content with every certain cure written; the same content where there is none."""
        content = line.content
        # From the last to the first, so that taking an entry out moves none that is still to be written.
        for write in reversed([one.write for one in self.check(line, context) if one.write]):
            content = put(content, write)
        return content


RULES: dict[str, Rule] = {}
"""Every rule by its code, in the order of the guide; filled by the files of this folder."""


def rule(
    code: str,
    kind: str,
    name: str,
    severity: Severity,
    *,
    basis: str,
    bad: Example,
    good: Example,
    blocks: bool = False,
) -> Callable[[Check], Check]:
    """Register a check under a code."""

    def register(check: Check) -> Check:
        if code in RULES:
            raise ValueError(code)
        RULES[code] = Rule(code, kind, name, severity, basis, bad, good, check, blocks)
        return check

    return register


def each(
    parts: Callable[[VersionContent], Iterable[tuple[str, Part]]],
) -> Callable[[Callable[[Part, Listing, Context], Found | None]], Check]:
    """A check over every part of one kind (material, text, telephone …), written for one of them.

    `parts` gives them with their paths; what the check finds, and writes, is below the part's own path.
    """

    def over(one: Callable[[Part, Listing, Context], Found | None]) -> Check:
        def check(line: Listing, context: Context) -> Iterator[Found]:
            for path, part in parts(line.content):
                if found := one(part, line, context):
                    yield found.below(path)

        return check

    return over


def numbered(name: str, rows: Iterable[Part]) -> Iterator[tuple[str, Part]]:
    """The entries of a list with their paths: `materials[0]`, `materials[1]` …"""
    for index, row in enumerate(rows):
        yield f"{name}[{index}]", row


#: Elements whose column in the content has another name.
_COLUMN = {"promised_limit": "promised", "statutory_limit": "statutory", "visit_count": "visits", "form": "form_schema"}
_PATH = re.compile(r"(\w+)(?:\[(\d+)\])?(?:\.(\w+))?")


def put(content: VersionContent, write: Write) -> VersionContent:
    """The content with one value written. Raises `ValueError` for a path that leads nowhere."""
    found = _PATH.fullmatch(write.path)
    if found is None:
        raise ValueError(write.path)
    head, index, part = found.groups()
    if index is None and part:
        return replace(content, **{head: replace(getattr(content, head), **{part: write.value})})
    if index is None:
        return replace(content, **{_COLUMN.get(head, head): write.value})
    rows = list(content.fee.items if head == "fees" else getattr(content, head))
    if part:
        rows[int(index)] = replace(rows[int(index)], **{part: write.value})
    elif write.value is None:
        del rows[int(index)]
    else:
        rows[int(index)] = write.value
    changes: dict[str, Any] = {head: tuple(rows)}
    if head == "fees":
        changes = {"fee": replace(content.fee, items=tuple(rows))}
    return replace(content, **changes)
