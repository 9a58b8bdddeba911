"""Every setting that comes from outside, declared once: name, type, default, Chinese help.

`TONGBAN_X_FILE` names a file whose content is the value, for secrets. The reference page of the
documentation is generated from `DECLARED`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


class SettingError(Exception):
    """A setting that cannot be read; the text names the variable and what is expected."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One environment variable as the documentation shows it."""

    name: str
    kind: str
    default: str
    help: str


DECLARED: dict[str, Declared] = {}


def read(name: str) -> str | None:
    """The value of a variable or of the file that `<name>_FILE` names; None where neither is set."""
    if (path := os.environ.get(f"{name}_FILE")) is not None:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingError(f"{name}_FILE：读不到文件 {path}（{error.strerror}）") from error
    return os.environ.get(name)


def declare(name: str, convert: Callable[[str], T], default: T, help_text: str, *, kind: str = "") -> T:
    """Declare `TONGBAN_<name>` and return its value, or `default` where it is not set."""
    full = f"TONGBAN_{name}"
    DECLARED[full] = Declared(full, kind or getattr(convert, "__name__", "text"), str(default), help_text)
    raw = read(full)
    if raw is None or raw == "":
        return default
    try:
        return convert(raw)
    except ValueError as error:
        raise SettingError(f"{full}：不能理解的值 {raw!r}，应为 {DECLARED[full].kind}") from error


def text(name: str, default: str, help_text: str) -> str:
    """A text setting."""
    return declare(name, str, default, help_text, kind="text")


def integer(name: str, default: int, help_text: str) -> int:
    """A whole number."""
    return declare(name, int, default, help_text, kind="integer")


def boolean(name: str, default: bool, help_text: str) -> bool:
    """`1/0`, `true/false`, `yes/no`."""

    def convert(raw: str) -> bool:
        known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
        if raw.lower() not in known:
            raise ValueError(raw)
        return known[raw.lower()]

    return declare(name, convert, default, help_text, kind="boolean")


def choice(name: str, options: tuple[str, ...], default: str, help_text: str) -> str:
    """One of a fixed list."""

    def convert(raw: str) -> str:
        if raw not in options:
            raise ValueError(raw)
        return raw

    return declare(name, convert, default, help_text, kind=" | ".join(options))


def folder(name: str, default: Path, help_text: str) -> Path:
    """A folder, made absolute; it need not exist yet."""
    return declare(name, lambda raw: Path(raw).expanduser().resolve(), default, help_text, kind="folder")


def listing(name: str, default: list[str], help_text: str) -> list[str]:
    """Values with commas between."""
    return declare(
        name, lambda raw: [part.strip() for part in raw.split(",") if part.strip()], default, help_text, kind="list"
    )
