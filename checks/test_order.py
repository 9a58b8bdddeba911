"""The house stays in order: staircase, front doors, foreign keys, sizes, time, forbidden words."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import grimp
import pytest
from django.apps import apps

from checks.rooms import PACKAGE, ROOMS, ROOT, python_files

FRONT_DOORS = {"services", "selectors", "policies", "facts", "errors", "states", "gates"}
OPEN_ROOMS = {"kernel", "furniture", "feeds"}
STAIRCASE = [
    line.split("|")
    for line in (ROOT / ".importlinter")
    .read_text()
    .split("layers =\n")[1]
    .split("\n\n")[0]
    .replace(" ", "")
    .splitlines()
]
STEP = {room: index for index, names in enumerate(reversed(STAIRCASE)) for room in names}


def test_every_room_is_on_the_staircase() -> None:
    assert set(ROOMS) == set(STEP)


def test_imports_keep_to_the_staircase() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:]


def test_rooms_are_entered_by_their_front_door() -> None:
    graph = grimp.build_graph("tongban", cache_dir=None)
    wrong = []
    for importer in graph.modules:
        room = importer.split(".")[1] if "." in importer else ""
        if ".tests" in importer or room in {"", "shell", "conftest"} or ".migrations" in importer:
            continue
        for imported in graph.find_modules_directly_imported_by(importer):
            parts = imported.split(".")
            if len(parts) < 2 or parts[1] == room or parts[1] in OPEN_ROOMS:
                continue
            if len(parts) < 3 or parts[2] not in FRONT_DOORS:
                wrong.append(f"{importer} -> {imported}")
    assert not wrong, "\n".join(sorted(wrong))


def test_foreign_keys_point_down() -> None:
    wrong = []
    for model in apps.get_models():
        room = model._meta.app_label
        if room not in STEP:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not getattr(field, "concrete", False) or target is None or isinstance(target, str):
                continue
            other = target._meta.app_label
            if other in STEP and other != room and STEP[other] >= STEP[room]:
                wrong.append(f"{room}.{model.__name__}.{field.name} -> {other}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("tests", "limit"), [(False, 400), (True, 600)])
def test_files_are_small(tests: bool, limit: int) -> None:
    sizes = {path.relative_to(ROOT): len(path.read_text().splitlines()) for path in python_files(tests=tests)}
    assert not {str(path): size for path, size in sizes.items() if size > limit}


def test_functions_are_small() -> None:
    wrong = []
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[0]
                documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
                body = node.end_lineno - (first.end_lineno if documented else node.lineno)  # type: ignore[operator]  # parsed nodes have ends
                # sample data for the gallery of macros is one literal, not logic
                sample = path.parent.name == "examples" and isinstance(node.body[-1], ast.Return) and len(node.body) < 3
                if body > 60 and not sample:
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {body}")
    assert not wrong, "\n".join(wrong)


def test_time_is_read_in_one_place() -> None:
    pattern = re.compile(r"datetime\.now\(|dt\.datetime\.now\(|date\.today\(|timezone\.now\(|utcnow\(|time\.time\(")
    allowed = {PACKAGE / "kernel" / "clock.py"}
    wrong = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in python_files(tests=False)
        if path not in allowed and path.parts[-2] != "bench"
        for line in path.read_text().splitlines()
        if pattern.search(line)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_room_says_what_it_is() -> None:
    short = []
    for room in ROOMS:
        docstring = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text())) or ""
        if len(docstring.splitlines()) < 3:
            short.append(room)
    assert not short


def test_no_paths_of_one_machine() -> None:
    done = subprocess.run(
        ["git", "grep", "-nE", r"/(home|root|work)/[a-z]"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    lines = [line for line in done.stdout.splitlines() if not line.startswith("checks/test_order.py")]
    assert not lines, "\n".join(lines)
