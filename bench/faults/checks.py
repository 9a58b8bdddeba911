"""Hold the clients' journals against the city's database, and the database against the law."""

from __future__ import annotations

import collections
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from tongban.kernel.gm import sm3
from tongban.kernel.standards.case_no import parse_case_no

FACTS = {
    "draft": "case.drafted",
    "submit": "case.submitted",
    "accept": "case.accepted",
    "examine": "case.examined",
    "decide": "case.decided",
    "issue": "case.result_issued",
    "deliver": "case.delivered",
    "close": "case.closed",
}
_ALONE = {  # what must be empty, and what it is when it is not
    "duty without its subject": """
        SELECT d.id::text FROM duties_duty d WHERE d.subject_type = 'case'
        AND NOT EXISTS (SELECT 1 FROM cases_case c WHERE c.uid::text = d.subject_id)""",
    "submitted case without its duty": """
        SELECT c.uid::text FROM cases_case c WHERE c.case_no <> ''
        AND NOT EXISTS (SELECT 1 FROM duties_duty d WHERE d.subject_type = 'case' AND d.subject_id = c.uid::text)""",
    "closed case with a running duty": """
        SELECT c.uid::text FROM cases_case c JOIN duties_duty d ON d.subject_type = 'case'
        AND d.subject_id = c.uid::text WHERE c.state = 'closed' AND d.state IN ('open', 'paused')""",
    "licence number twice": "SELECT licence_no FROM licences_licence GROUP BY 1 HAVING count(*) > 1",
    "case with two licences": "SELECT case_no FROM licences_licence WHERE case_no <> '' GROUP BY 1 HAVING count(*) > 1",
    "step recorded twice": """
        SELECT primary_id || ' ' || kind FROM ledger_fact WHERE primary_type = 'case' AND kind = ANY(%(steps)s)
        GROUP BY primary_id, kind HAVING count(*) > 1""",
    "state without its fact": """
        SELECT c.uid::text FROM cases_case c WHERE c.state <> 'draft' AND NOT EXISTS (
            SELECT 1 FROM ledger_fact f WHERE f.primary_type = 'case' AND f.primary_id = c.uid::text
            AND f.kind = 'case.' || CASE c.state WHEN 'result_issued' THEN 'result_issued' ELSE c.state END)""",
}
_OWED = {  # what must be empty once the worker has had its time
    "reaction still owed": "SELECT fact_id || ' ' || reaction || ' ' || state || ' ' || error FROM ledger_delivery",
    "legal document never made": "SELECT number FROM cases_caseinstrument WHERE document_id IS NULL",
    "legal document made twice": "SELECT number FROM documents_issueddocument GROUP BY 1 HAVING count(*) > 1",
    "closed case without exactly one invitation": """
        SELECT c.uid::text FROM cases_case c LEFT JOIN ratings_ratinginvitation r ON r.case_uid::text = c.uid::text
        WHERE c.state = 'closed' GROUP BY 1 HAVING count(r.id) <> 1""",
}


@dataclass
class Journals:
    """What the clients wrote, read on as it grows."""

    paths: list[Path]
    done: dict[str, dict[str, Any]] = field(default_factory=dict)
    rest: list[dict[str, Any]] = field(default_factory=list)
    _places: dict[Path, int] = field(default_factory=dict)

    def read(self) -> list[dict[str, Any]]:
        """Rows that are new since the last call."""
        new = []
        for path in self.paths:
            if not path.exists():
                continue
            with path.open("rb") as file:
                file.seek(self._places.get(path, 0))
                content = file.read()
            whole = content[: content.rfind(b"\n") + 1]
            self._places[path] = self._places.get(path, 0) + len(whole)
            new += [json.loads(line) for line in whole.splitlines()]
        for row in new:
            if row["kind"] == "done":
                self.done[row["key"]] = row
            else:
                self.rest.append(row)
        return new

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Rows of a kind other than `done`."""
        return [row for row in self.rest if row["kind"] == kind]


def quick(address: str, journals: Journals) -> list[str]:
    """Findings that must be none at any moment, also right after a fault."""
    journals.read()
    findings = []
    with psycopg.connect(address, row_factory=dict_row) as connection:
        for name, query in _ALONE.items():
            rows = connection.execute(query, {"steps": list(FACTS.values())}).fetchall()
            findings += [f"{name}: {next(iter(row.values()))}" for row in rows[:5]]
        findings += _steps(connection, journals)
    return findings


def _steps(connection: psycopg.Connection[Any], journals: Journals) -> list[str]:
    """Every acknowledged step is there, with the answer that was given."""
    counted = collections.Counter(
        (row["primary_id"], row["kind"])
        for row in connection.execute(
            "SELECT primary_id, kind FROM ledger_fact WHERE primary_type = 'case' AND kind = ANY(%s)",
            [list(FACTS.values())],
        )
    )
    numbers = {str(row["uid"]): row["case_no"] for row in connection.execute("SELECT uid, case_no FROM cases_case")}
    licences = {row["identifier"] for row in connection.execute("SELECT identifier FROM licences_licence")}
    files = {row["digest"] for row in connection.execute("SELECT digest FROM files_storedfile")}
    papers = {row["number"] for row in connection.execute("SELECT number FROM cases_caseinstrument")}
    findings = []
    done = list(journals.done.values())
    # Read again after the cases: whatever was answered while they were read is then known to be answered.
    journals.read()
    for row in done:
        step, answer = row["step"], row["answer"]
        uid = row["uid"] or (answer["uid"] if step == "draft" else "")
        kept = True
        if step in FACTS:
            kept = counted[uid, FACTS[step]] == 1 and uid in numbers
        if step == "submit":
            kept = kept and numbers[uid] == answer["case_no"]
        if step in ("accept", "decide") and answer["number"]:
            kept = kept and answer["number"] in papers
        if step == "issue":
            kept = kept and answer["licence_identifier"] in licences
        if step == "file":
            kept = answer["digest"] in files
        if not kept:
            findings.append(f"acknowledged step lost or doubled: {step} {uid}")
    drafts = sum(1 for row in journals.done.values() if row["step"] == "draft")
    open_drafts = sum(1 for row in journals.of("unresolved") if row["step"] == "draft")
    if len(numbers) > drafts + open_drafts + journals_under_way(journals):
        findings.append(f"{len(numbers)} cases for {drafts} acknowledged drafts")
    return findings


def journals_under_way(journals: Journals) -> int:
    """Drafts that may be there and not answered yet: at most one a thread while the load runs."""
    return THREADS.count


class THREADS:
    """How many clients are under way; 0 at the end."""

    count = 0


def final(address: str, journals: Journals, home: Path) -> list[str]:
    """Everything, once the load has ended and the worker has caught up."""
    THREADS.count = 0
    findings = quick(address, journals)
    findings += [f"answer differs on repetition: {row['step']} {row['uid']}" for row in journals.of("differs")]
    findings += [f"never answered: {row['step']} {row['uid']}" for row in journals.of("unresolved")]
    findings += [f"refused: {row['step']} {row['status']} {row['code']} {row['uid']}" for row in journals.of("refused")]
    with psycopg.connect(address, row_factory=dict_row) as connection:
        for name, query in _OWED.items():
            findings += [f"{name}: {next(iter(row.values()))}" for row in connection.execute(query).fetchall()[:5]]
        findings += _serials(connection)
        for row in connection.execute("SELECT digest, content FROM files_storedfile"):
            path = home / "files" / row["digest"][:2] / row["digest"][2:4] / row["digest"]
            content = row["content"] if row["content"] is not None else path.read_bytes() if path.exists() else b""
            if sm3(content).hex() != row["digest"]:
                findings.append(f"file missing or damaged: {row['digest'][:12]}")
    return findings


def _serials(connection: psycopg.Connection[Any]) -> list[str]:
    """Numbers the law wants without gaps: every series has given out exactly as many as there are, none twice."""
    findings = []
    series = {row["name"]: row["value"] for row in connection.execute("SELECT name, value FROM ledger_series")}
    cases: dict[str, list[int]] = collections.defaultdict(list)
    for row in connection.execute("SELECT case_no FROM cases_case WHERE case_no <> ''"):
        number = parse_case_no(row["case_no"])
        cases[f"case:{number.item_code}:{number.day:%Y%m%d}"].append(number.serial)
    for name, serials in cases.items():
        if sorted(serials) != list(range(1, series.get(name, 0) + 1)):
            findings.append(f"gap or double in {name}")
    for name, table in (("instrument:", "cases_caseinstrument"), ("licence:", "licences_licence")):
        given = sum(value for key, value in series.items() if key.startswith(name))
        row = connection.execute(f"SELECT count(*) AS n FROM {table}").fetchone()  # constants
        if row is None or row["n"] != given:
            findings.append(f"{name} {given} numbers given out, {row and row['n']} in use")
    return findings
