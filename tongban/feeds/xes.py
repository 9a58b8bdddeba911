"""Event logs of other systems in XES (IEEE 1849), gzipped or plain, read trace by trace: a file of any length takes the
memory of its longest trace.

Permit logs write what is owed in two shapes, and a log may use both; which ones is seen from what it holds, never from
its name:

* on the trace: the case is owed until `deadline` and was done at `enddate` (the WABO receipt phase);
* on the event: the step is owed until `dueDate` and was done at `dateFinished` (the BPI challenge 2015).

Dates are instants as they are written, and UTC where no zone is. So a step finished "2014-04-17 00:00:00" keeps a
`dueDate` of 2014-04-17T09:30:39+02:00, and one finished "2014-04-18 00:00:00" breaks it, whatever the wall clock of the
place said. Comparing by days or by the wall clock instead would lose late ones: over the three logs of 4TU that have
377, 623 and 97, days say 309, 619 and 97, the wall clock 377, 621 and 97.

Only what is named here is read: names of steps and items, codes, dates. Whatever else a log holds may be about people.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import gzip
import hashlib
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, cast
from xml.parsers import expat

from tongban.feeds.errors import FeedUnreadable
from tongban.kernel.standards.personal import personal_number, without_numbers

MOST_EVENTS: Final = 100_000
"""Events of one trace: the longest of the three logs has 132."""
LONGEST_MARK: Final = 16 << 20
"""Bytes of one tag with its attributes: what the parser has to keep whole."""
LONGEST_TEXT: Final = 200
_PIECE = 1 << 18
_OF_SYSTEM = {errno.ENOENT: "没有这个文件", errno.EISDIR: "这是一个文件夹", errno.EACCES: "没有读取权限"}
_GZIP = b"\x1f\x8b"
_YEARS = range(1900, 2200)
_NO_DATE = frozenset({"", "-", "unknown", "empty", "null", "none", "nil", "n/a", "无"})
#: An anonymous number, with or without letters before it: everything else may be the name of a person.
_CODE = re.compile(r"[A-Za-z_-]{0,20}[0-9]{1,10}")


class Shape(NamedTuple):
    """Under which keys a log writes until when something is owed and when it was done."""

    due: str
    done: str


ON_TRACE: Final = Shape("deadline", "enddate")
ON_EVENT: Final = Shape("dueDate", "dateFinished")
_STARTED = ("startdate", "startDate")
_ENDED = ("enddate", "endDate")
_ITEM = ("parts", "case_type")
_DATES = frozenset({"time:timestamp", *ON_TRACE, *ON_EVENT, *_STARTED, *_ENDED})
COMPLETE: Final = "complete"
"""The move of a step (`lifecycle:transition`) that says that it is done, as nearly all of them do."""
_OF_TRACE = frozenset({"concept:name", *ON_TRACE, *_STARTED, *_ENDED, *_ITEM})
_OF_EVENT = frozenset(
    {"concept:name", "activityNameEN", "org:resource", "lifecycle:transition", "time:timestamp", *ON_EVENT}
)


class Deadline(NamedTuple):
    """What was owed: until when, and when it was done; None: not done as far as the log says."""

    due_at: dt.datetime
    done_at: dt.datetime | None


class Event(NamedTuple):
    """One step. `activity` is its code or name, `label` its name where the log has both; `resource` a code or empty."""

    activity: str
    label: str
    transition: str
    resource: str
    at: dt.datetime | None
    deadline: Deadline | None


class Trace(NamedTuple):
    """One case. `place` counts from 1 in the order of the file; `unread` counts dates that are none."""

    place: int
    external_id: str
    item_name: str
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    deadline: Deadline | None
    events: tuple[Event, ...]
    unread: int


def fingerprint(path: Path) -> str:
    """SHA-256 of what the file holds, unpacked: the same log is the same log, gzipped or not, whatever its name.

    Reads it to its end, so that a file that is cut off or broken anywhere is refused before anything of it is taken.
    Raises `FeedUnreadable` as `read_traces`.
    """
    digest, content = hashlib.sha256(), _Content(path.name)
    for piece in _pieces(path):
        digest.update(piece)
        content.feed(piece)
    content.feed(b"", last=True)
    return digest.hexdigest()


def read_traces(path: Path) -> Iterator[Trace]:
    """Every trace in the order of the file.

    Raises `FeedUnreadable` where the file is not there, cut off, not XML, not XES, in an encoding that is not the one
    it names, or written to harm its readers (document types, endless tags or traces).
    """
    traces = _Traces(path.name)
    for piece in _pieces(path):
        traces.feed(piece)
        yield from traces.ready()
    traces.feed(b"", last=True)
    yield from traces.ready()


def _pieces(path: Path) -> Iterator[bytes]:
    """The content, unpacked. What kind of file it is its first bytes say."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(len(_GZIP)) == _GZIP
            raw.seek(0)
            stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if packed else raw
            while piece := stream.read(_PIECE):
                yield piece
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise FeedUnreadable(name=path.name, reason="压缩文件不完整或者已损坏") from error
    except OSError as error:
        reason = _OF_SYSTEM.get(error.errno or 0) or error.strerror or "无法打开"
        raise FeedUnreadable(name=path.name, reason=reason) from error


class _Content:
    """XML whose outermost tag is `log`, checked piece by piece without a tree."""

    def __init__(self, name: str) -> None:
        self._name, self._fed = name, 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._outermost
        # No XES needs one, and every way to make a small file large begins with one.
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """The next piece. Raises `FeedUnreadable`."""
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            raise self._refused(_said(error)) from error
        except (LookupError, ValueError) as error:  # of the encoding that the first line names
            raise self._refused("不支持文件声明的编码，请转成 UTF-8") from error
        self._fed += len(piece)
        if self._fed - max(0, self._parser.CurrentByteIndex) > LONGEST_MARK:
            raise self._refused(f"第{self._parser.CurrentLineNumber}行的一个标记超过{LONGEST_MARK >> 20} MB")

    def _refused(self, reason: str) -> FeedUnreadable:
        return FeedUnreadable(name=self._name, reason=reason)

    def _doctype(self, *_: object) -> None:
        raise self._refused("含有文档类型声明（DOCTYPE），XES 日志不需要它，为安全起见不读")

    def _outermost(self, name: str, _: Mapping[str, str]) -> None:
        if _local(name) != "log":
            raise self._refused(f"不是 XES 日志：最外层是“{name[:40]}”，不是“log”")
        self._parser.StartElementHandler = self._inside

    #: What hears of every tag inside the outermost one; None: nobody, which takes a tenth of the time.
    _inside: Callable[[str, Mapping[str, str]], None] | None = None


class _Traces(_Content):
    """Follows the tags. Attributes of attributes are passed over by their depth."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._depth, self._places = 1, 0
        self._log_name = ""
        self._trace: dict[str, str] | None = None
        self._event: dict[str, str] | None = None
        self._events: list[Event] = []
        self._ready: list[Trace] = []
        self._unread = 0
        self._inside = self._start
        self._parser.EndElementHandler = self._end

    def ready(self) -> list[Trace]:
        """The traces that have ended since the last question."""
        ready, self._ready = self._ready, []
        return ready

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        depth = self._depth = self._depth + 1
        if depth == 4:
            if self._event is not None:
                key = attributes.get("key", "")
                if key in _OF_EVENT:
                    self._event.setdefault(key, attributes.get("value", ""))
        elif depth == 3:
            if self._trace is None:
                return
            key = attributes.get("key", "")
            if key in _OF_TRACE:
                self._trace.setdefault(key, attributes.get("value", ""))
            elif _local(name) == "event":
                self._event = {}
        elif depth == 2:
            if _local(name) == "trace":
                self._trace = {}
            elif attributes.get("key") == "concept:name":
                self._log_name = _clean(attributes.get("value", ""))

    def _end(self, _: str) -> None:
        depth = self._depth
        self._depth = depth - 1
        if depth == 3 and self._event is not None:
            if len(self._events) >= MOST_EVENTS:
                raise self._refused(f"第{self._places + 1}件的环节超过{MOST_EVENTS}个")
            self._events.append(self._event_of(self._event))
            self._event = None
        elif depth == 2 and self._trace is not None:
            self._ready.append(self._trace_of(self._trace))
            self._trace, self._events, self._unread = None, [], 0

    def _event_of(self, said: Mapping[str, str]) -> Event:
        dates = self._dates(said)
        resource = said.get("org:resource", "")
        return Event(
            activity=_clean(said.get("concept:name", "")),
            label=_clean(said.get("activityNameEN", "")),
            transition=_clean(said.get("lifecycle:transition", "")),
            resource=resource if _CODE.fullmatch(resource) else "",
            at=dates.get("time:timestamp"),
            deadline=_deadline(dates, ON_EVENT),
        )

    def _trace_of(self, said: Mapping[str, str]) -> Trace:
        self._places += 1
        dates = self._dates(said)
        item = next((said[key] for key in _ITEM if said.get(key)), "")
        begun = _first(dates, _STARTED) or min((event.at for event in self._events if event.at), default=None)
        return Trace(
            place=self._places,
            external_id=_clean(said.get("concept:name", "")),
            item_name=_clean(item) or self._log_name,
            started_at=begun,
            ended_at=_first(dates, _ENDED),
            deadline=_deadline(dates, ON_TRACE),
            events=tuple(self._events),
            unread=self._unread,
        )

    def _dates(self, said: Mapping[str, str]) -> dict[str, dt.datetime]:
        """The dates among what a trace or event says; unknown ones are left out, what is no date is counted too."""
        found = {}
        for key in _DATES & said.keys():
            text = said[key].strip()
            if text.lower() in _NO_DATE:
                continue
            moment = _instant(text)
            if moment is None:
                self._unread += 1
            else:
                found[key] = moment
        return found


def _instant(text: str) -> dt.datetime | None:
    """The instant in UTC; one without a zone is UTC already."""
    with contextlib.suppress(ValueError, OverflowError):
        written = dt.datetime.fromisoformat(text)
        moment = written.replace(tzinfo=dt.UTC) if written.tzinfo is None else written.astimezone(dt.UTC)
        if moment.year in _YEARS:
            return moment
    return None


def _first(dates: Mapping[str, dt.datetime], keys: tuple[str, ...]) -> dt.datetime | None:
    return next((dates[key] for key in keys if key in dates), None)


def _deadline(dates: Mapping[str, dt.datetime], shape: Shape) -> Deadline | None:
    due_at = dates.get(shape.due)
    return Deadline(due_at, dates.get(shape.done)) if due_at is not None else None


def _local(name: str) -> str:
    """The tag without the prefix of its namespace."""
    return name.rpartition(":")[2]


@lru_cache(maxsize=4_096)
def _clean(text: str) -> str:
    """Short, without numbers of people. Names of steps come again and again."""
    short = " ".join(text.split())[:LONGEST_TEXT]
    return without_numbers(short) if personal_number(short) else short


_ENCODING_ERRORS = frozenset(
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_UNKNOWN_ENCODING,
        expat.errors.XML_ERROR_INCORRECT_ENCODING,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
)
_CUT_OFF = frozenset(
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
)


def _said(error: expat.ExpatError) -> str:
    """What the parser stumbled over, in words of the reader."""
    if error.code in _ENCODING_ERRORS:
        return "文件的编码与它声明的不一致，或者不受支持，请转成 UTF-8"
    if error.code in _CUT_OFF:
        return f"到第{error.lineno}行就断了，不是完整的 XML"
    return f"第{error.lineno}行附近不是合规的 XML（也可能是编码与声明的不一致）"
