"""The linter for public services: rules over lines of the implementation list, each with the article it rests on.

Pure: `build_context` reads all the lines of a run once, `lint` then checks line by line. Publication is refused by the
same rules, those that block. Codes: TB1 codes, TB2 limits, TB3 materials, TB4 channels, TB5 fees, TB6 words,
TB7 contacts and elements, TB8 sameness and copies, TB9 form, steps, result.
"""

from tongban.catalogue.lint import (  # noqa: F401, I001  # in the order of the guide: importing registers the rules
    codes,
    contacts,
    limits,
    materials,
    workings,
    commitments,
    channels,
    fees,
    words,
    copies,
)
from tongban.catalogue.lint.context import Context, build_context
from tongban.catalogue.lint.engine import blocking, lint, lint_all, mended
from tongban.catalogue.lint.limits import longer
from tongban.catalogue.lint.rule import RULES, LintFinding, Rule, Severity, Write
from tongban.catalogue.lint.sarif import sarif

__all__ = [
    "RULES",
    "Context",
    "LintFinding",
    "Rule",
    "Severity",
    "Write",
    "blocking",
    "build_context",
    "lint",
    "lint_all",
    "longer",
    "mended",
    "sarif",
]
