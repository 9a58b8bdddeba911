"""What the linter says of the published catalogue, and of a content that somebody is about to save."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tongban.catalogue.content import VersionContent
from tongban.catalogue.kinds import manifests
from tongban.catalogue.lint import RULES, Context, LintFinding, Rule, Severity, build_context, lint
from tongban.catalogue.lint.laws import Ceased
from tongban.catalogue.listing import Listing
from tongban.catalogue.models import Law
from tongban.catalogue.policies import EDIT, check_scope, excluded_fields
from tongban.catalogue.selectors.listings import listings, listings_of_versions
from tongban.catalogue.states import ItemState
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput, NotFound

#: So many lines are kept in memory (20 KB each); a larger catalogue is read twice.
_KEPT = 20_000
_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


@dataclass(frozen=True, slots=True)
class LintReport:
    """Findings over published lines. `silent`: by source, the elements that it never states, which is no finding."""

    items: int
    rules: tuple[Rule, ...]
    findings: tuple[LintFinding, ...]
    silent: Mapping[str, tuple[str, ...]]

    @property
    def by_rule(self) -> dict[str, int]:
        """How many findings each rule has, zeros too."""
        counted = Counter(found.rule for found in self.findings)
        return {rule.code: counted[rule.code] for rule in self.rules}

    @property
    def by_severity(self) -> dict[str, int]:
        """How many findings of each weight."""
        counted = Counter(found.severity.value for found in self.findings)
        return {severity.value: counted[severity.value] for severity in Severity}


def chosen_rules(codes: Sequence[str] = (), severity: str = "") -> tuple[Rule, ...]:
    """The rules of these codes, at least of this weight; all where nothing is named. Raises `InvalidInput`."""
    wanted = [code.strip().upper() for code in codes]
    if unknown := sorted(set(wanted) - RULES.keys()):
        raise InvalidInput(errors={"rule": f"没有规则{'、'.join(unknown)}，规则从{min(RULES)}到{max(RULES)}。"})
    if severity and severity not in {one.value for one in Severity}:
        raise InvalidInput(errors={"severity": "严重程度只能是 error、warning 或 note。"})
    least = _WEIGHT[Severity(severity)] if severity else 2
    return tuple(
        rule for rule in RULES.values() if (not wanted or rule.code in wanted) and _WEIGHT[rule.severity] <= least
    )


def lint_catalogue(
    *, region_code: str = "", department_id: int | None = None, rules: Sequence[str] = (), severity: str = ""
) -> LintReport:
    """Check the published lines of items in use; what is published is public. Raises `InvalidInput`.

    The surroundings are the whole catalogue, also where one department is checked: copies come from elsewhere.
    """
    chosen = chosen_rules(rules, severity)
    kept: list[Listing] = []
    lines_seen = _keeping(listings(in_use=False), kept)
    context = build_context(lines_seen, clock.today(), _ceased(), excluded_fields(), manifests())
    lines = iter(kept) if len(kept) <= _KEPT else listings(region_code=region_code, department_id=department_id)
    findings: list[LintFinding] = []
    items = 0
    for line in lines:
        here = region_code in ("", line.region_code) and department_id in (None, line.department_id)
        if here and line.item_state == ItemState.IN_USE:
            items += 1
            findings += lint(line, context, chosen)
    silent = {name: tuple(sorted(codes)) for name, codes in context.silent.items()}
    return LintReport(items, chosen, tuple(findings), silent)


def _keeping(lines: Iterable[Listing], kept: list[Listing]) -> Iterator[Listing]:
    """The lines, the first ones also kept, so that a catalogue of usual size is read once."""
    for line in lines:
        if len(kept) <= _KEPT:
            kept.append(line)
        yield line


@dataclass(frozen=True, slots=True)
class Checking:
    """A draft's line with its surroundings, read once; `findings` is pure and quick enough for every key typed."""

    line: Listing
    context: Context

    def findings(self, content: VersionContent | None = None) -> tuple[LintFinding, ...]:
        """What the rules have against a content about to be saved; against the draft as kept where none is given."""
        return lint(self.line if content is None else self.line.with_content(content), self.context)


def checking(version_id: int, *, viewer: Actor) -> Checking:
    """What an editor needs to check a draft while it is written. Raises `NotFound`, `PermissionDenied`.

    The surroundings are near ones only: lines of the same entry, and of the same department. Copies from further away
    are found by the run over the whole catalogue.
    """
    found = listings_of_versions([version_id])
    if not found:
        raise NotFound()
    (line,) = found
    check_scope(viewer, EDIT, line.department_id)
    near = {one.code: one for one in listings(catalog_codes=[line.catalog_code], in_use=False)}
    near |= {one.code: one for one in listings(department_id=line.department_id)}
    near.pop(line.code, None)
    return Checking(line, build_context(near.values(), clock.today(), _ceased(), excluded_fields(), manifests()))


def _ceased() -> list[Ceased]:
    """Laws that the city's register has as repealed; a title that a later law bears means the later one."""
    in_force = Law.objects.filter(repealed_on__isnull=True).values("title")
    rows = Law.objects.filter(repealed_on__isnull=False).exclude(title__in=in_force).select_related("repealed_by")
    return [
        Ceased(
            row.title, row.repealed_on, f"《{row.repealed_by.title}》" if row.repealed_by else row.repeal_document_no
        )
        for row in rows
        if row.repealed_on
    ]


__all__ = ["Checking", "LintReport", "checking", "chosen_rules", "lint_catalogue"]
