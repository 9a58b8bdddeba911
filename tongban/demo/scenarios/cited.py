"""What the product cites: every article of law that stands in a rule pack, a table of moves, a sentence or a page."""

from __future__ import annotations

import ast
import functools
import importlib
import importlib.util
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import orjson

import tongban
from tongban.demo.scenarios.articles import arabic
from tongban.kernel.lifecycle import Lifecycle

Place = tuple[str, str]
"""A law and one of its articles: (行政许可法, 第三十二条)."""

PACKAGE = Path(tongban.__file__).parent
#: Sample cities, sample pages and the examples of commands cite nothing the product rests on. What the linter says of
#: guides has a table of its own (docs/reference/lint.md), each rule with its article and its sample.
LEFT_OUT = ("demo", "furniture", "shell")
NOT_HERE = {"tests", "migrations", "lint"}
_DIGITS = "零一二三四五六七八九十百"
_WORD = re.compile(
    rf"《(?P<named>[^》]+)》|(?P<bare>[\u4e00-\u9fff]{{1,30}}(?:法典|法|条例|规定|办法|细则))(?=第[{_DIGITS}]+条)"
    rf"|(?P<article>第[{_DIGITS}]+条)(?:至第(?P<last>[{_DIGITS}]+)条)?"
)
_STATE = "中华人民共和国"
SAME = ("本法", "本条例", "同条例", "该条例")
"""Words for the law named before."""


@functools.cache
def cited() -> dict[Place, tuple[str, ...]]:
    """Every article cited, with the rooms that cite it, by law and number."""
    sayings = list(_sayings())
    laws = {law.removeprefix(_STATE) for _, text in sayings for law in re.findall("《([^》]+)》", text)}
    found: dict[Place, set[str]] = defaultdict(set)
    for room, text in sayings:
        for place in articles_in(text, laws):
            found[place].add(room)
    order = sorted(found, key=lambda place: (place[0], arabic(place[1][1:-1])))
    return {place: tuple(sorted(found[place])) for place in order}


def articles_in(text: str, laws: set[str]) -> Iterator[Place]:
    """The articles a text names, each of the law named last before it. `laws` tells where a law's name begins that
    stands without 《》; what belongs to no law, and invented cities' law, is left out."""
    law = ""
    for word in _WORD.finditer(text):
        if name := word["named"] or word["bare"]:
            if name.endswith(SAME):
                continue
            name = name.removeprefix(_STATE)
            law = max((one for one in laws if name.endswith(one)), key=len, default=name)
        elif law and "同安市" not in law:
            first = arabic(word["article"][1:-1])
            yield law, word["article"]
            for number in range(first + 1, arabic(word["last"]) + 1 if word["last"] else 0):
                yield law, f"第{chinese(number)}条"


def chinese(number: int) -> str:
    """32 → 三十二, 105 → 一百零五, 210 → 二百一十; below a thousand."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    digits = _DIGITS[:10]
    text = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "")


# --- where articles stand ------------------------------------------------------------------------
def _sayings() -> Iterator[tuple[str, str]]:
    """Room and text of everything that may name an article."""
    for room in pkgutil.iter_modules([str(PACKAGE)]):
        if not room.ispkg or room.name in LEFT_OUT:
            continue
        folder = PACKAGE / room.name
        for path in sorted(folder.rglob("*")):
            if path.suffix not in (".py", ".html") or NOT_HERE & set(path.relative_to(folder).parts):
                continue
            text = path.read_text(encoding="utf-8")
            if "条" in text:
                texts = _strings(path, text) if path.suffix == ".py" else [re.sub(r"(?s)\{#.*?#\}", "", text)]
                yield from ((room.name, one) for one in texts)
        yield from ((room.name, basis) for basis in _bases(room.name))
    yield from _packs()


def _packs() -> Iterator[tuple[str, str]]:
    for path in sorted((PACKAGE / "reference" / "data" / "packs").glob("*.json")):
        for one in orjson.loads(path.read_bytes())["parameters"]:
            yield "规则包", f"《{one.get('law', '')}》{one.get('article', '')}"
            yield "规则包", one.get("note", "")


def _bases(room: str) -> Iterator[str]:
    """Of moves whose table puts the law before the article."""
    if importlib.util.find_spec(f"tongban.{room}.states") is not None:
        for value in vars(importlib.import_module(f"tongban.{room}.states")).values():
            if isinstance(value, Lifecycle):
                yield from (move.basis for move in value.moves.values())


def _strings(path: Path, text: str) -> Iterator[str]:
    """The strings of a module, formatted ones with the module's own words put in; no docstrings, no comments."""
    tree = ast.parse(text)
    passed = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):  # what is formatted comes before its parts
        if isinstance(node, ast.JoinedStr):
            passed.update(map(id, node.values))
            if any(isinstance(part, ast.Constant) and "条" in str(part.value) for part in node.values):
                yield "".join(_part(path, part) for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed:
            yield node.value


def _part(path: Path, part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name):
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        word = getattr(importlib.import_module(name), part.value.id, "")
        return word if isinstance(word, str) else "…"
    return "…"
