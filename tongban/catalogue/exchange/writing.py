"""One export in the shape that is asked for; a file stands whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tongban.catalogue.elements import ELEMENTS
from tongban.catalogue.exchange.cpsv import jsonld_pieces, turtle_pieces
from tongban.catalogue.exchange.documents import json_pieces
from tongban.catalogue.exchange.national import write_national
from tongban.catalogue.exchange.workbook import write_csv_files, write_workbook
from tongban.catalogue.listing import Listing
from tongban.feeds.sheet_files import guarded

Progress = Callable[[int], None]

#: The endings of each shape; the first is the usual one.
FORMATS: dict[str, tuple[str, ...]] = {
    "xlsx": (".xlsx",),
    "csv": (".csv", ".zip"),
    "json": (".json",),
    "national": (".json", ".xlsx", ".zip"),
    "cpsv": (".ttl", ".jsonld"),
}


def write(form: str, lines: Iterable[Listing], path: Path, *, progress: Progress | None = None) -> int:
    """Write the lines and return how many. The ending of the file says which kind of a shape is meant.

    `csv` as .csv is a table of elements to look at; as .zip it holds the sheets of the workbook and can be taken back.
    Raises `ValueError` with a Chinese sentence for an ending the shape does not have and for what does not fit.
    """
    ending = path.suffix.lower()
    if ending not in FORMATS[form]:
        raise ValueError(f"格式 {form} 的文件名应以 {'、'.join(FORMATS[form])} 结尾")
    unfinished = path.with_name(f".unfinished-{path.name}")
    try:
        count = _write(form, _counted(lines, progress), unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _write(form: str, lines: Iterable[Listing], path: Path) -> int:
    if form == "xlsx":
        return write_workbook(lines, path)
    if form == "csv" and path.suffix.lower() == ".zip":
        return write_csv_files(lines, path)
    if form == "csv":
        return _elements(lines, path)
    if form == "national":
        return write_national(lines, path)
    make = json_pieces if form == "json" else turtle_pieces if path.suffix.lower() == ".ttl" else jsonld_pieces
    count = 0

    def told() -> Iterator[Listing]:
        nonlocal count
        for line in lines:
            count += 1
            yield line

    with path.open("wb") as file:
        file.writelines(make(told()))
    return count


def _counted(lines: Iterable[Listing], progress: Progress | None) -> Iterator[Listing]:
    for number, line in enumerate(lines, 1):
        yield line
        if progress is not None and number % 500 == 0:
            progress(number)


def _elements(lines: Iterable[Listing], path: Path) -> int:
    """One row an item, one column an element."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([element.label for element in ELEMENTS.values()])
        for line in lines:
            writer.writerow([guarded("\n".join(element.read(line))) for element in ELEMENTS.values()])
            count += 1
    return count
