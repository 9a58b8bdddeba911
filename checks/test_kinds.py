"""What an item needs follows from the manifest of its kind, never from a question which kind it is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from checks.rooms import PACKAGE, python_files
from tongban.catalogue.kinds import shipped_manifests
from tongban.catalogue.states import ItemKind
from tongban.reference.services.loading import pack_files

#: The table itself; the tables of other people's codes; sample cities, which make up items of each kind.
ALLOWED = ("catalogue/states.py", "feeds/", "demo/")
MEMBERS = frozenset(ItemKind.__members__)
VALUES = frozenset(ItemKind.values)
#: Words that mean nothing else in this house; 检验 is a step, and levies and rewards are ordinary words.
OWN_WORDS = frozenset({"licensing", "benefit_payment", "adjudication", "other_power", "public_service"})
IN_PAGES = re.compile(r"item_kind\s*(==|!=|in\b|not in\b)\s*[\"'(\[]")


def strings(node: ast.AST) -> Iterator[str]:
    """The plain strings of an expression."""
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value


def names_kind(node: ast.AST) -> bool:
    """Whether an expression reads the kind of an item."""
    return any(getattr(one, "attr", getattr(one, "id", "")) == "item_kind" for one in ast.walk(node))


def faults(source: str) -> list[str]:
    """Each line that names one kind: `ItemKind.LICENSING`, `x.item_kind == "licensing"`, `case "licensing"`."""
    found = []
    for node in ast.walk(ast.parse(source)):
        wrong = (
            isinstance(node, ast.Attribute)
            and node.attr in MEMBERS
            and isinstance(node.value, ast.Name)
            and node.value.id == "ItemKind"
        )
        if isinstance(node, ast.Compare):
            wrong = not (VALUES if names_kind(node) else OWN_WORDS).isdisjoint(strings(node))
        elif isinstance(node, ast.Match):
            wrong = names_kind(node.subject) and any(not VALUES.isdisjoint(strings(one.pattern)) for one in node.cases)
        if wrong:
            found.append(f"{getattr(node, 'lineno', 0)}: {ast.unparse(node).splitlines()[0]}")
    return found


def test_nobody_asks_which_kind_an_item_is() -> None:
    wrong = []
    for path in python_files(tests=False):
        where = path.relative_to(PACKAGE.parent).as_posix()
        if not where.startswith(tuple(f"{PACKAGE.name}/{one}" for one in ALLOWED)):
            wrong += [f"{where}:{fault}" for fault in faults(path.read_text())]
    for page in PACKAGE.rglob("templates/**/*.html"):
        if IN_PAGES.search(page.read_text()):
            wrong.append(page.relative_to(PACKAGE.parent).as_posix())
    assert not wrong, "ask the manifest (catalogue.selectors.manifest_of) instead:\n" + "\n".join(wrong)


def test_the_check_sees_every_way_to_ask() -> None:
    for asked in (
        "x = version.item_kind == ItemKind.LICENSING",
        "x = 'reward' != line.item_kind",
        "x = item_kind in ('public_service', 'inspection')",
        "match row.item_kind:\n    case 'licensing' | 'reward':\n        pass",
        "TITLES = {ItemKind.REWARD: '奖励'}",
        "x = kind == 'licensing'",
    ):
        assert len(faults(asked)) >= 1, asked
    for harmless in (
        "x = ItemKind(row.item_kind).label",
        "x = item_kind in ItemKind.values",
        "x = step.kind == 'inspection'",
        "x = one.item_kind == other.item_kind",
    ):
        assert not faults(harmless), harmless
    assert IN_PAGES.search('{% if item.item_kind == "reward" %}')
    assert not IN_PAGES.search("{% if item.item_kind == plan.item_kind %}{{ item.item_kind }}")


def test_every_kind_has_one_manifest_whose_rules_stand_in_the_packs() -> None:
    national = pack_files()[0]["parameters"]
    keys = {entry["key"] for entry in national}
    kinds = [entry["key"] for entry in national if entry["key"].startswith("kind.")]
    assert sorted(kinds) == sorted(f"kind.{kind}" for kind in ItemKind.values)
    for kind, manifest in shipped_manifests().items():
        rules = (
            manifest.limit, manifest.extension, manifest.acceptance, manifest.third_party_rule, manifest.hearing,
            manifest.bar, manifest.fee, manifest.tolerance, manifest.commitment, manifest.oversight,
        )  # fmt: skip
        assert {rule for rule in rules if rule} <= keys, kind
        assert bool(manifest.third_party) == bool(manifest.third_party_rule), kind
        assert all((manifest.act, manifest.granted_title, manifest.refused_title, manifest.remedies, manifest.basis))
    titles = [manifest.granted_title for manifest in shipped_manifests().values()]
    assert [title for title in titles if "许可" in title] == ["准予行政许可决定书"]
