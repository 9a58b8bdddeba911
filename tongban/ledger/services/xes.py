"""Export as XES (IEEE 1849-2016): one trace per object, its facts as events.

XES knows one notion of a case. With `object_type` chosen, a trace is an object of that type with every fact that
touched it; otherwise it is a primary object with its own chain, and every fact appears exactly once.
"""

from __future__ import annotations

import re
from typing import IO
from xml.sax.saxutils import quoteattr

from tongban.kernel.actor import Actor
from tongban.ledger.facts import kind_text
from tongban.ledger.services.export_terms import (
    BATCH,
    Event,
    ExportReport,
    Scalar,
    Selection,
    event_of,
    event_types,
    fitted,
    note_export,
)
from tongban.ledger.services.streams import one_snapshot, rows_of

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<global scope="trace"><string key="concept:name" value="-"/><string key="object_type" value="-"/></global>
<global scope="event"><string key="concept:name" value="-"/><date key="time:timestamp" value="1970-01-01T00:00:00Z"/>\
<string key="lifecycle:transition" value="complete"/></global>
<classifier name="Activity" keys="concept:name"/>
"""
_BY_PRIMARY = (
    "SELECT f.primary_type, f.primary_id, f.body, encode(f.digest, 'hex') FROM ledger_fact f WHERE {where} "
    "ORDER BY f.primary_type, f.primary_id, f.seq"
)
_BY_TYPE = (
    "SELECT DISTINCT ON (t.object_id, f.id) t.object_type, t.object_id, f.body, encode(f.digest, 'hex') "
    "FROM ledger_factobject t JOIN ledger_fact f ON f.id = t.fact_id WHERE t.object_type = {type} AND {where} "
    "ORDER BY t.object_id, f.id"
)
# XML 1.0 has no way to write these characters at all.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_INSTANTS = frozenset({"recorded_at"})


def export_xes(file: IO[bytes], *, actor: Actor, selection: Selection | None = None) -> ExportReport:
    """Write the selected facts (all by default) to a binary file; `objects` in the report counts traces.

    Raises `PermissionDenied` without `ledger.export`. The export itself is recorded afterwards.
    """
    actor.require("ledger.export")
    chosen = selection or Selection()
    traces = events = 0
    kinds: set[str] = set()
    types: set[str] = set()
    open_trace: tuple[str, str] | None = None
    with one_snapshot(), rows_of(_query(chosen), "export_traces", BATCH) as rows:
        declared = _one_type_each(event_types(chosen))
        file.write(_HEAD.encode())
        for object_type, object_id, body, digest in rows:
            if open_trace != (object_type, object_id):
                file.write(b"</trace>\n" if open_trace else b"")
                open_trace = (object_type, object_id)
                file.write(_trace_head(object_type, object_id).encode())
                traces += 1
                types.add(object_type)
            event = event_of(body, digest)
            file.write(_event(event, declared).encode())
            kinds.add(event.kind)
            events += 1
        file.write(b"</trace>\n" if open_trace else b"")
        file.write(b"</log>\n")
    note_export(actor, "xes", chosen, events)
    return ExportReport(events, traces, events, tuple(sorted(kinds)), tuple(sorted(types)))


def _query(selection: Selection) -> str:
    return selection.by_type(_BY_TYPE if selection.object_type else _BY_PRIMARY)


def _one_type_each(types: dict[str, dict[str, str]]) -> dict[str, str]:
    """Readers make one table of all events, so a name needs one type over all kinds; text where they differ."""
    found: dict[str, str] = {}
    for attributes in types.values():
        for name, declared in attributes.items():
            found[name] = declared if found.get(name, declared) == declared else "string"
    return found


def _trace_head(object_type: str, object_id: str) -> str:
    name = f"{object_type}:{object_id}"
    return f"<trace>{_attribute('concept:name', name)}{_attribute('object_type', object_type)}\n"


def _event(event: Event, declared: dict[str, str]) -> str:
    parts = [
        _attribute("concept:name", event.kind),
        f'<date key="time:timestamp" value="{event.occurred_at}"/>',
        _attribute("lifecycle:transition", "complete"),
        _attribute("uid", event.uid),
        _attribute("text", kind_text(event.kind)),
    ]
    if "account_id" in event.attributes:
        parts.append(_attribute("org:resource", str(event.attributes["account_id"])))
    if "department_id" in event.attributes:
        parts.append(_attribute("org:group", str(event.attributes["department_id"])))
    parts += [_attribute(name, fitted(value, declared[name])) for name, value in event.attributes.items()]
    return f"<event>{''.join(parts)}</event>\n"


def _attribute(name: str, value: Scalar) -> str:
    if isinstance(value, bool):
        return f'<boolean key={quoteattr(name)} value="{str(value).lower()}"/>'
    if isinstance(value, int):
        return f'<int key={quoteattr(name)} value="{value}"/>'
    if name in _INSTANTS:
        return f'<date key={quoteattr(name)} value="{value}"/>'
    plain = _UNWRITABLE.sub("\ufffd", value)
    return f"<string key={quoteattr(name)} value={quoteattr(plain)}/>"
