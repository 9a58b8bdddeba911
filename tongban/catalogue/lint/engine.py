"""Run the rules over a line, or over many."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from tongban.catalogue.content import VersionContent
from tongban.catalogue.lint.context import Context
from tongban.catalogue.lint.rule import RULES, LintFinding, Rule
from tongban.catalogue.listing import Listing

_ROUNDS = 3


def lint(line: Listing, context: Context, rules: Iterable[Rule] | None = None) -> tuple[LintFinding, ...]:
    """Everything the rules (all of them, where none are named) have against one line."""
    chosen = RULES.values() if rules is None else rules
    return tuple(found for one in chosen for found in one.findings(line, context))


def lint_all(lines: Iterable[Listing], context: Context, rules: Iterable[Rule] | None = None) -> Iterator[LintFinding]:
    """The findings of many lines, in their order."""
    chosen = tuple(RULES.values() if rules is None else rules)
    for line in lines:
        yield from lint(line, context, chosen)


def blocking(line: Listing, context: Context) -> tuple[LintFinding, ...]:
    """What keeps the line from publication."""
    return lint(line, context, (one for one in RULES.values() if one.blocks))


def mended(line: Listing, context: Context, rules: Collection[str]) -> VersionContent:
    """The content after the certain cures of these rules, again until nothing is left that they would write."""
    content = line.content
    for _ in range(_ROUNDS):
        before = content
        for code in rules:
            content = RULES[code].mend(line.with_content(content), context)
        if content == before:
            break
    return content
