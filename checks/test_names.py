"""One concept, one word: names of our own follow docs/reference/glossary.md, and none of them is pinyin."""

from __future__ import annotations

import ast
import functools
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from pypinyin import lazy_pinyin

from checks.rooms import ROOT, python_files

GLOSSARY = (ROOT / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8")

#: The end of the glossary forbids these; each may stand inside the names given, with the reason.
FORBIDDEN = r"matter|affair|business|transaction|project|work_order|task|certificate|approve|evaluate"
ALLOWED = {
    "task_code": "the national name of the 31-character item code",
    "item_task_code": "the national name of the 31-character item code",
    "TaskCode": "the national name of the 31-character item code",
    "business_hours": "office hours, as in ordinary English",
    "_business_hours": "office hours, as in ordinary English",
    "certificate": "X.509, in kernel and documents only",
    "root_certificate": "X.509",
    "signs_certificates": "X.509",
    "task": "the row of the national feed, in feeds only",
    "tasks": "the page pattern `task list` (what the applicant still has to do), never 事项",
}
ONLY_IN = {"certificate": ("kernel", "documents"), "task": ("feeds",), "tasks": ("portal", "furniture")}


def names(path: Path) -> Iterator[str]:
    """Names of classes, functions, arguments and annotated fields of a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def snake(name: str) -> str:
    """`ServiceItem` as `service_item`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


@functools.cache
def places() -> dict[str, set[str]]:
    """Every name with the files it occurs in."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in python_files(tests=False):
        for name in names(path):
            found[name].add(str(path.relative_to(ROOT)))
    return found


def test_no_forbidden_synonyms() -> None:
    forbidden = re.compile(rf"(^|_)({FORBIDDEN})s?(_|$)")
    wrong = []
    for name, files in places().items():
        if not forbidden.search(snake(name)):
            continue
        rooms = {file.split("/")[1] for file in files}
        if name not in ALLOWED or not rooms <= set(ONLY_IN.get(name, rooms)):
            wrong.append(f"{name}: {', '.join(sorted(files))}")
    assert not wrong, "\n".join(wrong)


def test_the_forbidden_words_are_those_of_the_glossary() -> None:
    last = GLOSSARY.strip().splitlines()[-1]
    assert last.startswith("Forbidden synonyms")
    assert not [word for word in FORBIDDEN.split("|") if word not in last]


def test_no_camel_case() -> None:
    wrong = [name for name in places() if re.match(r"_*[a-z][a-z0-9]*[A-Z]", name)]
    assert not wrong, ", ".join(wrong)


def test_no_pinyin() -> None:
    terms = re.findall(r"[\u4e00-\u9fff]{2,6}", GLOSSARY)
    pinyin = {spelling for term in terms for spelling in ("".join(lazy_pinyin(term)), "_".join(lazy_pinyin(term)))}
    words = "|".join(sorted(word for word in pinyin if len(word) > 5 and word.isascii()))
    forbidden = re.compile(rf"(^|_)({words})(_|$)")
    wrong = [name for name in places() if forbidden.search(snake(name))]
    assert not wrong, ", ".join(sorted(wrong))
    assert forbidden.search("shixiang_code"), "the list of pinyin is empty"
