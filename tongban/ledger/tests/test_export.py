"""Exports are opened with a reader we did not write."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import polars
import pytest
import rustxes

from tongban.kernel.actor import Actor
from tongban.kernel.errors import PermissionDenied
from tongban.ledger.facts import FactView, ObjectRef
from tongban.ledger.models import Fact, FactObject
from tongban.ledger.services import ExportReport, Selection, export_ocel, export_xes
from tongban.ledger.tests.conftest import HIDDEN, MORNING, MOVED, OPENED, Recorder

pytestmark = pytest.mark.django_db
AUDITOR = Actor(account_id=1, permissions=frozenset({"ledger.export"}))
ODD = "引号\" <尖> & '单' 换行\n \x01\x1f\ufffe 📜"


@pytest.fixture
def written(write: Recorder) -> list[FactView]:
    facts = []
    for number in range(30):
        probe = f"p-{number % 4}"
        party = ObjectRef("party", str(number % 3), "applicant")
        kind = (OPENED, MOVED, HIDDEN)[number % 3]
        data = {
            "n": number,
            "done": number % 2 == 0,
            "text": ODD,
            "mixed": number if number % 2 else "x",
            "list": [1, "二"],
            "none": None,
        }
        also = (party, ObjectRef("probe", "shared")) if number % 5 == 0 else (party,)
        facts.append(write(probe, kind, also=also, data=data))
    return facts


def save(path: Path, export: object, **options: object) -> ExportReport:
    with path.open("wb") as file:
        return export(file, actor=AUDITOR, **options)  # type: ignore[operator, no-any-return]  # either verb


def test_ocel_opens_elsewhere_with_the_same_counts(written: list[FactView], tmp_path: Path) -> None:
    path = tmp_path / "ledger.json"
    report = save(path, export_ocel)
    read: dict[str, polars.DataFrame] = rustxes.import_ocel_json(str(path))
    relations = sum(len(fact.objects) for fact in written)
    assert (report.events, report.objects, report.relations) == (30, 4 + 1 + 3, relations)
    assert read["events"].height == 30
    assert read["objects"].height == 8
    assert read["relations"].height == relations
    assert (
        set(read["events"]["ocel:activity"])
        == {"probe.opened", "probe.moved", "probe.hidden"}
        == set(report.event_types)
    )
    assert set(read["objects"]["ocel:type"]) == {"probe", "party"} == set(report.object_types)
    first = read["events"].filter(polars.col("ocel:eid") == written[0].uid)
    assert first["ocel:timestamp"][0].replace(tzinfo=dt.UTC) == MORNING
    linked = read["relations"].filter(polars.col("ocel:eid") == written[0].uid)
    assert set(linked["ocel:oid"]) == {"probe:p-0", "party:0", "probe:shared"}
    assert set(linked["ocel:qualifier"]) == {"primary", "applicant", "related"}


def test_ocel_declares_every_type_and_attribute_and_keeps_the_facts_unchanged(
    written: list[FactView], tmp_path: Path
) -> None:
    path = tmp_path / "ledger.json"
    save(path, export_ocel)
    log = json.loads(path.read_text())
    declared = {kind["name"]: {a["name"]: a["type"] for a in kind["attributes"]} for kind in log["eventTypes"]}
    python = {"integer": int, "string": str, "boolean": bool, "time": str}
    for event in log["events"]:
        for attribute in event["attributes"]:
            assert type(attribute["value"]) is python[declared[event["type"]][attribute["name"]]]
    assert declared["probe.moved"]["data.n"] == "integer"
    assert declared["probe.moved"]["data.done"] == "boolean"
    assert declared["probe.moved"]["data.mixed"] == "string"
    objects = {entry["id"] for entry in log["objects"]}
    assert all(link["objectId"] in objects for event in log["events"] for link in event["relationships"])
    told = {event["id"]: {a["name"]: a["value"] for a in event["attributes"]} for event in log["events"]}
    for fact in written:
        assert told[fact.uid]["data.text"] == ODD
        assert told[fact.uid]["data.n"] == fact.data["n"]
        assert told[fact.uid]["data.list"] == '[1,"二"]'
        assert told[fact.uid]["digest"] == bytes(Fact.objects.get(pk=fact.id).digest).hex()


def test_xes_opens_elsewhere_with_the_same_counts(written: list[FactView], tmp_path: Path) -> None:
    path = tmp_path / "ledger.xes"
    report = save(path, export_xes)
    frame, log = rustxes.import_xes(str(path))
    assert (report.events, report.objects) == (30, 4)
    assert frame.height == 30
    assert frame["case:concept:name"].n_unique() == 4
    assert set(frame["concept:name"]) == {"probe.opened", "probe.moved", "probe.hidden"}
    by_trace = frame.filter(polars.col("case:concept:name") == "probe:p-1")
    assert by_trace["uid"].to_list() == [fact.uid for fact in written if fact.primary.id == "p-1"]
    assert by_trace["data.n"].to_list() == [fact.data["n"] for fact in written if fact.primary.id == "p-1"]
    assert by_trace["time:timestamp"][0].replace(tzinfo=dt.UTC) == MORNING + dt.timedelta(seconds=1)
    assert "concept" in log
    assert by_trace["data.mixed"].dtype == polars.String


def held() -> tuple[dict[str, Fact], dict[str, set[tuple[str, str, str]]]]:
    """What the ledger holds, by uid: the facts, and the objects each touched."""
    facts = {str(fact.uid): fact for fact in Fact.objects.exclude(kind="ledger.exported")}
    touched: dict[str, set[tuple[str, str, str]]] = {uid: set() for uid in facts}
    for row in FactObject.objects.select_related("fact"):
        if (uid := str(row.fact.uid)) in touched:
            qualifier = row.role or ("primary" if row.position == 0 else "related")
            touched[uid].add((row.object_type, f"{row.object_type}:{row.object_id}", qualifier))
    return facts, touched


def test_the_reader_finds_exactly_what_the_ledger_holds_in_ocel(written: list[FactView], tmp_path: Path) -> None:
    path = tmp_path / "ledger.json"
    save(path, export_ocel)
    read: dict[str, polars.DataFrame] = rustxes.import_ocel_json(str(path))
    facts, touched = held()
    events = {row["ocel:eid"]: (row["ocel:activity"], row["ocel:timestamp"]) for row in read["events"].to_dicts()}
    assert {uid: (kind, at.replace(tzinfo=dt.UTC)) for uid, (kind, at) in events.items()} == {
        uid: (fact.kind, fact.occurred_at) for uid, fact in facts.items()
    }
    assert {(row["ocel:type"], row["ocel:oid"]) for row in read["objects"].to_dicts()} == {
        (kind, identity) for links in touched.values() for kind, identity, _ in links
    }
    relations: dict[str, set[tuple[str, str, str]]] = {uid: set() for uid in facts}
    for row in read["relations"].to_dicts():
        relations[row["ocel:eid"]].add((row["ocel:type"], row["ocel:oid"], row["ocel:qualifier"]))
        assert row["ocel:activity"] == facts[row["ocel:eid"]].kind
    assert relations == touched
    assert read["relations"].height == sum(len(links) for links in touched.values())


def test_the_reader_finds_exactly_what_the_ledger_holds_in_xes(written: list[FactView], tmp_path: Path) -> None:
    path = tmp_path / "ledger.xes"
    save(path, export_xes)
    frame, _ = rustxes.import_xes(str(path))
    facts, _ = held()
    events = [
        (row["case:concept:name"], row["seq"], row["uid"], row["concept:name"], row["time:timestamp"])
        for row in frame.to_dicts()
    ]
    assert [(trace, seq, uid, kind, at.replace(tzinfo=dt.UTC)) for trace, seq, uid, kind, at in events] == [
        (f"{fact.primary_type}:{fact.primary_id}", fact.seq, str(fact.uid), fact.kind, fact.occurred_at)
        for fact in sorted(facts.values(), key=lambda fact: (fact.primary_type, fact.primary_id, fact.seq))
    ]
    types = {name: frame[name].dtype for name in ("seq", "account_id", "data.n", "data.done", "data.text", "digest")}
    assert types == {
        "seq": polars.Int64, "account_id": polars.Int64, "data.n": polars.Int64, "data.done": polars.Boolean,
        "data.text": polars.String, "digest": polars.String,
    }  # fmt: skip


def test_xes_along_another_type_of_object(written: list[FactView], tmp_path: Path) -> None:
    path = tmp_path / "parties.xes"
    report = save(path, export_xes, selection=Selection(object_type="party"))
    frame, _ = rustxes.import_xes(str(path))
    assert (report.events, report.objects, report.object_types) == (30, 3, ("party",))
    assert frame["case:concept:name"].n_unique() == 3


def test_selection(written: list[FactView], tmp_path: Path) -> None:
    path = tmp_path / "some.json"
    since, until = written[10].recorded_at, written[20].recorded_at
    assert save(path, export_ocel, selection=Selection(since=since, until=until)).events == 10
    assert save(path, export_ocel, selection=Selection(kinds=("probe.moved", "it's"))).event_types == ("probe.moved",)
    none = save(path, export_ocel, selection=Selection(object_type="licence' OR true --"))
    assert none == ExportReport(0, 0, 0, (), ())
    assert rustxes.import_ocel_json(str(path))["events"].height == 0


def test_an_export_is_itself_a_fact(written: list[FactView]) -> None:
    export_xes(io.BytesIO(), actor=AUDITOR, selection=Selection(object_type="probe", since=MORNING))
    noted = Fact.objects.get(kind="ledger.exported")
    assert (noted.account_id, noted.data["format"], noted.data["object_type"]) == (1, "xes", "probe")


def test_exporting_needs_its_permission(written: list[FactView]) -> None:
    for export in (export_ocel, export_xes):
        file = io.BytesIO()
        with pytest.raises(PermissionDenied):
            export(file, actor=Actor(permissions=frozenset({"ledger.view"})))
        assert file.getvalue() == b""
