"""Texts of laws as published (one markdown file each), cut into articles, to check what guides quote from them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_ARTICLE = re.compile(r"(第[一二三四五六七八九十百零]+条)[\s　]")


@dataclass(frozen=True, slots=True)
class Statutes:
    """Laws by their full title, each with the text of its articles."""

    laws: Mapping[str, Mapping[str, str]]

    def has(self, law: str) -> bool:
        """Whether the text of this law is at hand."""
        return law in self.laws

    def quotes(self, law: str, article: str, excerpt: str) -> bool:
        """Whether the excerpt stands word for word in that article."""
        return bool(excerpt) and excerpt in self.laws.get(law, {}).get(article, "")


def read_statutes(folder: Path) -> Statutes:
    """Every `*.md` in the folder. The first line is the title; an article runs until the next one or a heading."""
    return Statutes(dict(map(_read, sorted(folder.glob("*.md")))))


def _read(path: Path) -> tuple[str, dict[str, str]]:
    lines = path.read_text("utf-8").splitlines()
    articles: dict[str, str] = {}
    current = ""
    for line in map(str.strip, lines[1:]):
        if line.startswith("#"):
            current = ""
            continue
        if found := _ARTICLE.match(line):
            current = found[1]
        if current and line:
            articles[current] = articles.get(current, "") + line + "\n"
    return lines[0].lstrip("# ").strip(), articles
