"""Small event logs, written for tests: `log(trace(event(...), deadline=...))`."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<global scope="trace"><date key="deadline" value="1970-01-01T00:00:00Z"/></global>
<global scope="event"><string key="dateFinished" value="UNKNOWN"/></global>
<classifier name="Activity" keys="concept:name"/>
<string key="concept:name" value="某市办件日志"/>
"""


def attribute(key: str, value: str) -> str:
    """One attribute; dates of these shapes are sometimes strings, and read the same."""
    tag = "date" if key.lower().endswith(("date", "deadline", "timestamp")) else "string"
    return f"<{tag} key={quoteattr(key)} value={quoteattr(value)}/>"


def event(name: str = "检查", at: str = "2011-10-12T09:00:00+02:00", **more: str) -> str:
    """One step."""
    said: Mapping[str, str] = {"concept:name": name, "time:timestamp": at, "lifecycle:transition": "complete", **more}
    return f"<event>{''.join(attribute(key, value) for key, value in said.items())}</event>"


def trace(*events: str, name: str = "case-1", **more: str) -> str:
    """One case."""
    said = {"concept:name": name, **more}
    return f"<trace>{''.join(attribute(key, value) for key, value in said.items())}{''.join(events)}</trace>\n"


def log(*traces: str) -> bytes:
    """The whole file."""
    return f"{HEAD}{''.join(traces)}</log>\n".encode()
