"""Reads the verbs of every room from their source: which functions of `services` take an actor, and what they call."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

from checks.rooms import PACKAGE

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(room: str, leaf: str) -> Iterator[Path]:
    """The files of `<room>/<leaf>.py` or `<room>/<leaf>/`, tests left out."""
    single = PACKAGE / room / f"{leaf}.py"
    if single.exists():
        yield single
    for path in sorted((PACKAGE / room / leaf).rglob("*.py")):
        if "tests" not in path.parts:
            yield path


def functions(path: Path) -> Iterator[Function]:
    """Functions and methods of a file, nested ones included."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, Function):
            yield node


def questions(path: Path) -> Iterator[Function]:
    """The functions of a file that stand at its top: what other rooms can call."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, Function):
            yield node


def arguments(function: Function) -> set[str]:
    """Names of a function's arguments."""
    spec = function.args
    return {argument.arg for argument in [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]}


def called_names(function: Function) -> set[str]:
    """Last part of every name that a function calls or hands on (a helper may travel as an argument)."""
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
    return found


@functools.cache
def recording_functions(room: str) -> set[str]:
    """Names of the room's functions from which the ledger's `record` can be reached inside the room."""
    calls: dict[str, set[str]] = {}
    recorders: set[str] = set()
    for path in sorted((PACKAGE / room).rglob("*.py")):
        if {"tests", "migrations"} & set(path.parts):
            continue
        text = path.read_text()
        for function in functions(path):
            calls.setdefault(function.name, set()).update(called_names(function))
            source = ast.get_source_segment(text, function) or ""
            if "ledger.record(" in source or (room == "ledger" and "record(" in source):
                recorders.add(function.name)
    while True:
        more = {name for name, called in calls.items() if name not in recorders and called & recorders}
        if not more:
            return recorders
        recorders |= more


def verbs(room: str) -> Iterator[tuple[str, Function]]:
    """Public functions of the room's services that take an actor, with their dotted name."""
    for path in modules(room, "services"):
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, Function) or node.name.startswith("_") or path.name.startswith("_"):
                continue
            if "actor" in arguments(node):
                yield f"{room}.{node.name}", node
