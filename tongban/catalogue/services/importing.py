"""Import another place's catalogue as published (standards §1.8): findings beside it, nothing refused for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from django.db import DataError, IntegrityError, connection, transaction

from tongban.catalogue import facts
from tongban.catalogue.policies import IMPORT
from tongban.catalogue.services._batch import Batch, Outcome
from tongban.catalogue.services.import_report import ImportReport, Report
from tongban.feeds.errors import FeedUnreadable
from tongban.feeds.registry import feed_named
from tongban.feeds.rows import Feed, FeedRow, Note, Weight
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError
from tongban.ledger import services as ledger
from tongban.ledger.facts import JsonValue

_BATCH = 250
#: Any number; the same for every import of this room, so that two never write at once.
_LOCK = 7_205_031


def import_feed(
    feed: str | Feed, path: Path | str, *, actor: Actor, progress: Callable[[int, int], None] | None = None
) -> ImportReport:
    """Take every row of a file; a second run over the same file writes nothing. `feed`: a source or its name.

    Works in batches of 250 rows, each a transaction of its own: an interrupted import is finished by running it again.
    A row the database refuses is reported and the others go on. `progress(done, total)` counts lines.
    Raises `PermissionDenied`, `FeedUnknown`, `FeedUnreadable`.
    """
    actor.require(IMPORT)
    reader = feed_named(feed) if isinstance(feed, str) else feed
    file = Path(path)
    total = _lines(file)
    report = Report()
    if reader.silent_on:
        text = f"{reader.title}不公布{'、'.join(reader.silent_on)}：按平台默认补齐可办理所需的部分，其余为未知。"
        report.about_file("source_is_silent", text)
    rows = reader.read(file)
    done = 0
    while batch := list(islice(rows, _BATCH)):
        _take(reader.name, batch, report, actor)
        done = batch[-1].line
        if progress is not None:
            progress(done, total)
    finished = report.done()
    if finished.taken or finished.mended:
        with transaction.atomic():
            data: dict[str, JsonValue] = {
                "file": file.name[:120],
                **{word: getattr(finished, word) for word in ("rows", "taken", "mended", "unchanged", "refused")},
            }
            ledger.record(facts.FEED_IMPORTED, actor=actor, objects=[facts.feed_ref(reader.name)], data=data)
    return finished


def _lines(file: Path) -> int:
    try:
        with file.open("rb") as opened:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: opened.read(1 << 20), b""))
    except OSError as error:
        raise FeedUnreadable(name=file.name, reason=error.strerror or "无法打开") from error


def _take(feed: str, rows: list[FeedRow], report: Report, actor: Actor) -> None:
    """One batch; where the database refuses it, row by row, so that the bad one is found and the others are kept."""
    try:
        for row, outcome in _write(feed, rows, actor):
            report.add(row, outcome.word, outcome.why)
    except (DataError, IntegrityError, DomainError):
        for row in rows:
            _take_one(feed, row, report, actor)


def _take_one(feed: str, row: FeedRow, report: Report, actor: Actor) -> None:
    try:
        for written, outcome in _write(feed, [row], actor):
            report.add(written, outcome.word, outcome.why)
    except (DataError, IntegrityError, DomainError) as error:
        reason = error.sentence if isinstance(error, DomainError) else "数据库不接受这一行的内容"
        note = Note(Weight.REFUSED, "not_stored", reason)
        report.add(replace(row, item=None, notes=(*row.notes, note)), "refused", reason)


def _write(feed: str, rows: list[FeedRow], actor: Actor) -> Iterator[tuple[FeedRow, Outcome]]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        written = list(Batch(feed, rows, actor).write())
    yield from written
