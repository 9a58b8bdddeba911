"""The reference page of the linter's rules, generated from the rules themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Table = Callable[[Iterable[str], Iterable[Iterable[object]]], str]

_INTRO = """# Lint rules

What `tongban catalogue lint` checks. `blocks`: one of our own versions with such a finding is not published. `mend`:
the cure is certain and can be written into a draft. How precise each rule is on real guides stands in
[explanation/lint.md](../explanation/lint.md).

"""


def page(head: str, table: Table) -> str:
    """Every rule with its weight, basis and examples."""
    from tongban.catalogue.lint import RULES
    from tongban.catalogue.lint.sample import staged

    rows = []
    for rule in sorted(RULES.values(), key=lambda one: one.code):
        line, context = staged(rule.bad)
        mends = any(found.mend for found in rule.findings(line, context))
        rows.append(
            (
                f"`{rule.code}`", f"`{rule.kind}`", rule.name, rule.severity.label, "yes" * rule.blocks,
                "yes" * mends, rule.basis, rule.bad.text, rule.good.text,
            )
        )  # fmt: skip
    titles = ["code", "kind", "rule", "severity", "blocks", "mend", "basis", "wrong", "right"]
    return head + _INTRO + table(titles, rows)
