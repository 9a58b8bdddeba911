"""The fast half of verification: the digest over rows misses nothing, alone, in parts and in several processes."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence

import orjson
import pytest
from django.db import connection

from tongban.kernel import keys
from tongban.ledger import rows
from tongban.ledger.body import digest_of
from tongban.ledger.errors import BadCheckpoint, NothingSealed
from tongban.ledger.facts import FactView, ObjectRef
from tongban.ledger.models import Fact, FactObject, Seal
from tongban.ledger.services import Flaw, Part, VerifyReport, read_checkpoint, seal, take_checkpoint, verify
from tongban.ledger.services.seal_terms import FORMAT_1
from tongban.ledger.tests.conftest import Recorder, Tamper
from tongban.ledger.tests.test_verify import found, remove, rewrite_chain

pytestmark = pytest.mark.django_db
PARTY = ObjectRef("party", "9", "applicant")
VERIFY = sys.modules[verify.__module__]
"""The module: the package has the verb under the same name."""


@pytest.fixture
def written(write: Recorder) -> list[FactView]:
    """Twelve facts about three probes under four seals, then three more under none."""
    facts = []
    for number in range(15):
        facts.append(write("abc"[number % 3], also=(PARTY,), data={"n": number}))
        if number < 12 and number % 3 == 2:
            seal()
    return facts


@pytest.fixture
def _fast_only(monkeypatch: pytest.MonkeyPatch, written: list[FactView]) -> None:
    """What the fast half finds by itself: the slow one sees nothing."""
    monkeypatch.setattr(VERIFY, "deep_check", lambda *_, **__: (0, 0))
    monkeypatch.setattr("tongban.ledger.services.verify_rows.deep_check", lambda *_, **__: (0, 0))
    monkeypatch.setattr(VERIFY, "_ENDS", "SELECT '', '', 0 WHERE false")


def test_no_column_is_left_out_of_the_digest() -> None:
    assert set(rows.COLUMNS) == {field.column for field in Fact._meta.concrete_fields}
    named = {"fact_id", "position", "object_type", "object_id", "role"}
    assert {field.column for field in FactObject._meta.concrete_fields} == named | {"id"}


@pytest.mark.usefixtures("_fast_only")
@pytest.mark.parametrize("column", [name for name in rows.COLUMNS if name not in ("id",)])
def test_a_change_of_any_column_changes_the_digest(written: list[FactView], tamper: Tamper, column: str) -> None:
    kinds = {
        "uuid": "gen_random_uuid()",
        "bytea": "'x'",
        "jsonb": """'{"n": -1}'""",
        "timestamp with time zone": "now()",
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT data_type FROM information_schema.columns WHERE table_name = 'ledger_fact' AND column_name = %s",
            [column],
        )
        (kind,) = cursor.fetchone()
    value = kinds.get(kind, "'77'")
    assert tamper(f"UPDATE ledger_fact SET {column} = {value} WHERE id = %s", written[4].id) == 1
    assert [(one.flaw, one.seal) for one in verify().findings] == [(Flaw.SEAL_ROWS, 2)]


@pytest.mark.usefixtures("_fast_only")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_factobject SET object_id = '10' WHERE fact_id = %s AND position = 1",
        "UPDATE ledger_factobject SET role = '' WHERE fact_id = %s AND position = 1",
        "UPDATE ledger_factobject SET position = 7 WHERE fact_id = %s AND position = 1",
        # The same letters, cut in another place: what the lengths in the digest are for.
        "UPDATE ledger_factobject SET object_type = 'part', object_id = 'y,9' WHERE fact_id = %s AND position = 1",
        "DELETE FROM ledger_factobject WHERE fact_id = %s AND position = 1",
        "DELETE FROM ledger_factobject WHERE fact_id = %s",
        "INSERT INTO ledger_factobject (fact_id, position, object_type, object_id, role) VALUES (%s, 2, 'x', '1', '')",
    ],
)
def test_a_change_of_touched_objects_changes_the_digest(
    written: list[FactView], tamper: Tamper, statement: str
) -> None:
    tamper(statement, written[4].id)
    assert [(one.flaw, one.seal) for one in verify().findings] == [(Flaw.SEAL_ROWS, 2)]


@pytest.mark.usefixtures("_fast_only")
def test_removed_and_rewritten_rows_change_the_digest(written: list[FactView], tamper: Tamper) -> None:
    remove(tamper, written[4])
    assert {one.seal for one in verify().findings} == {2}
    rewrite_chain(tamper, [written[0]])
    assert {one.seal for one in verify().findings} == {1, 2}


CHANGES = (
    "UPDATE ledger_fact SET data = '{{\"n\": 99}}' WHERE id = {id}",
    "UPDATE ledger_fact SET body = set_byte(body, 60, get_byte(body, 60) # 1) WHERE id = {id}",
    "UPDATE ledger_fact SET digest = prev WHERE id = {id}",
    "UPDATE ledger_fact SET occurred_at = occurred_at + interval '1 day' WHERE id = {id}",
    "UPDATE ledger_factobject SET role = 'agent' WHERE fact_id = {id} AND position = 1",
    "DELETE FROM ledger_factobject WHERE fact_id = {id} AND position = 1",
    "UPDATE ledger_fact SET trace_id = 'forged' WHERE id = {id}",
)


@pytest.mark.parametrize("seed", range(30))
def test_any_one_change_is_located_whatever_it_is_and_whoever_looks(
    written: list[FactView], tamper: Tamper, seed: int
) -> None:
    rng = random.Random(seed)
    victim, change = rng.choice(written), rng.choice(CHANGES)
    assert tamper(change.format(id=victim.id)) == 1
    whole = verify()
    assert {fact_id for _, fact_id in found(whole)} - {None} <= {
        victim.id,
        *(f.id for f in written if f.id > victim.id),
    }
    assert victim.id in {fact_id for _, fact_id in found(whole)}
    assert found(verify(full=True)) == found(whole)
    parts = [verify(Part(number, 2)) for number in (1, 2)]
    assert victim.id in {fact_id for part in parts for _, fact_id in found(part)}


def test_a_chain_rewritten_with_all_its_digests_is_located_fact_by_fact(
    written: list[FactView], tamper: Tamper
) -> None:
    rewrite_chain(tamper, written[1::3])
    sealed = {(Flaw.REWRITTEN, fact.id) for fact in written[1:12:3]}
    assert found(verify()) == sealed
    assert found(verify(full=True)) == sealed


@pytest.mark.parametrize(
    ("statement", "detail"),
    [
        ("UPDATE ledger_chain SET seq = seq - 1 WHERE object_id = 'b'", "seq 4"),
        ("UPDATE ledger_chain SET seq = seq + 1 WHERE object_id = 'b'", "seq 6"),
        ("UPDATE ledger_chain SET digest = 'x' WHERE object_id = 'b'", "seq 5"),
        ("DELETE FROM ledger_chain WHERE object_id = 'b'", "chain row missing"),
        ("UPDATE ledger_chain SET object_id = 'z' WHERE object_id = 'b'", "chain row missing"),
    ],
)
def test_the_ends_of_chains_are_compared(written: list[FactView], tamper: Tamper, statement: str, detail: str) -> None:
    tamper(statement)
    ends = {(one.flaw, one.subject, one.detail) for one in verify().findings}
    assert (Flaw.TAIL, "probe:b", detail) in ends
    assert {flaw for flaw, *_ in ends} == {Flaw.TAIL}


@pytest.mark.parametrize("value", ["true", "1.0", '"1"', '1, "m": null'])
@pytest.mark.parametrize("sealed", [False, True])
def test_values_that_only_look_equal_are_told_apart(write: Recorder, tamper: Tamper, value: str, sealed: bool) -> None:
    """To many a language true, 1 and 1.0 are the same."""
    fact = write("a", data={"n": 1})
    if sealed:
        seal()
    tamper("UPDATE ledger_fact SET data = %s::jsonb WHERE id = %s", f'{{"n": {value}}}', fact.id)
    report = verify()
    assert found(report) == {(Flaw.COLUMNS, fact.id)}
    assert report.findings[0].detail == "data"


def test_what_taking_apart_cannot_explain_stays_a_finding(
    written: list[FactView], tamper: Tamper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One range differs for a reason nobody knows, another by a forged column: both are told."""
    true_digests = rows.rows_digests

    def other(link: rows.Link, low: int, bounds: Sequence[int]) -> list[str]:
        return ["sha256:" + "0" * 64, *true_digests(link, low, bounds)[1:]]

    monkeypatch.setattr("tongban.ledger.services.verify_rows.rows_digests", other)
    assert [(one.flaw, one.seal) for one in verify().findings] == [(Flaw.SEAL_ROWS, 1)]
    tamper("UPDATE ledger_fact SET region_code = 'x' WHERE id = %s", written[4].id)
    assert found(verify()) == {(Flaw.COLUMNS, written[4].id), (Flaw.SEAL_ROWS, None)}


def test_rows_that_were_unsound_when_sealed_are_taken_apart_for_ever(write: Recorder, tamper: Tamper) -> None:
    """Who changes a column in the minute before the seal gains nothing: the seal does not vouch for these rows."""
    fact, other = write("a"), write("b")
    tamper("UPDATE ledger_fact SET region_code = 'x' WHERE id = %s", fact.id)
    assert seal() == 2
    assert orjson.loads(bytes(Seal.objects.get().body).split(b"\n", 1)[1])["rows_digest"] == ""
    write("a")
    assert seal() == 1
    assert found(verify()) == {(Flaw.COLUMNS, fact.id)}
    tamper("UPDATE ledger_fact SET region_code = '410502' WHERE id = %s", fact.id)
    report = verify()
    assert (report.ok, report.sealed, other.seq) == (True, 3, 1)


def test_seals_of_the_first_format_still_verify(written: list[FactView], tamper: Tamper) -> None:
    _, key = keys.store().sm2("ledger_seal")
    prev = bytes(32)
    for row in Seal.objects.order_by("number"):
        said = orjson.loads(bytes(row.body).split(b"\n", 1)[1])
        del said["rows_digest"]
        said["prev"] = prev.hex()
        body = FORMAT_1 + orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
        tamper(
            "UPDATE ledger_seal SET body = %s, digest = %s, prev = %s, signature = %s WHERE number = %s",
            body, digest_of(body), prev, key.sign(body), row.number,
        )  # fmt: skip
        prev = digest_of(body)
    report = verify()
    assert (report.facts, report.sealed, report.findings) == (15, 12, ())
    tamper("UPDATE ledger_fact SET seats = '' WHERE id = %s", written[7].id)
    assert found(verify()) == {(Flaw.COLUMNS, written[7].id)}


def test_many_small_seals_are_read_together(written: list[FactView], monkeypatch: pytest.MonkeyPatch) -> None:
    """The digest of a range does not depend on how many ranges are read at once."""
    bounds = list(Seal.objects.order_by("number").values_list("last_id", flat=True))
    together = rows.rows_digests(connection.connection, 0, bounds)
    single = [
        rows.rows_digests(connection.connection, low, [high])[0]
        for low, high in zip([0, *bounds[:-1]], bounds, strict=True)
    ]
    assert together == single
    assert len(set(together)) == 4
    monkeypatch.setattr("tongban.ledger.services.verify_rows.TOGETHER", 4)
    assert (verify().ok, verify().facts) == (True, 15)
    monkeypatch.setattr(VERIFY, "RANGE", 2)
    report = verify(full=True)
    assert (report.ok, report.facts, report.sealed) == (True, 15, 12)


def test_parts_share_the_seals_and_together_miss_none(
    written: list[FactView], monkeypatch: pytest.MonkeyPatch, tamper: Tamper
) -> None:
    monkeypatch.setattr("tongban.ledger.services.verify_terms.BLOCK", 1)
    reports = [verify(Part(number, 3)) for number in (1, 2, 3)]
    assert sum(report.facts for report in reports) == 15
    assert [report.sealed for report in reports] == [6, 3, 3]
    assert all(report.ok for report in reports)
    tamper("UPDATE ledger_fact SET region_code = 'x' WHERE id = %s", written[4].id)
    assert [report.ok for report in (verify(Part(number, 3)) for number in (1, 2, 3))] == [True, False, True]
    tamper("UPDATE ledger_fact SET region_code = 'x' WHERE id = %s", written[14].id)
    assert not any(verify(Part(number, 3)).ok for number in (1, 2, 3)), "each part looks at what is not sealed yet"


@pytest.mark.django_db(transaction=True)
def test_several_processes_see_the_same_ledger(write: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[seal.__module__], "LARGEST", 4)
    monkeypatch.setattr("tongban.ledger.services.verify_rows.TOGETHER", 4)
    facts = [write("abc"[number % 3], also=(PARTY,)) for number in range(20)]
    assert seal(patience=30) == 20
    assert verify(workers=2) == VerifyReport(20, 20, True, (), 0)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_fact DISABLE TRIGGER ledger_fact_append_only")
        cursor.execute("UPDATE ledger_fact SET region_code = 'x' WHERE id = %s", [facts[9].id])
        cursor.execute("ALTER TABLE ledger_fact ENABLE TRIGGER ledger_fact_append_only")
    assert found(verify(workers=2)) == {(Flaw.COLUMNS, facts[9].id)}


# --- checkpoints ----------------------------------------------------------------------------------


def cut_off(tamper: Tamper, facts: list[FactView], seals: int) -> None:
    """The newest facts with the newest seals, and chain rows as if they had never been."""
    remove(tamper, *facts)
    tamper("DELETE FROM ledger_seal WHERE number > %s", seals)
    tamper("DELETE FROM ledger_chain")
    tamper(
        "INSERT INTO ledger_chain SELECT DISTINCT ON (primary_type, primary_id) primary_type, primary_id, seq, digest, "
        "recorded_at FROM ledger_fact ORDER BY primary_type, primary_id, seq DESC"
    )


def test_only_a_checkpoint_finds_a_ledger_cut_off_with_its_seals(written: list[FactView], tamper: Tamper) -> None:
    kept = read_checkpoint(take_checkpoint().encode())
    assert verify(checkpoint=kept).ok
    cut_off(tamper, written[9:], 3)
    assert verify().ok
    report = verify(checkpoint=kept)
    assert [(one.flaw, one.seal) for one in report.findings] == [(Flaw.CHECKPOINT, 4)]
    assert "截去" in report.findings[0].text


def test_a_ledger_cut_off_and_written_on_is_found_too(written: list[FactView], tamper: Tamper, write: Recorder) -> None:
    kept = take_checkpoint()
    cut_off(tamper, written[9:], 3)
    for _ in range(3):
        write("a")
    assert seal() == 3
    assert verify().ok
    assert [(one.flaw, one.seal) for one in verify(checkpoint=kept).findings] == [(Flaw.CHECKPOINT, 4)]


def test_a_checkpoint_outlives_later_seals_and_new_keys(written: list[FactView], write: Recorder) -> None:
    kept = take_checkpoint().encode()
    keys.store().rotate("ledger_seal")
    write("a")
    seal()
    assert verify(checkpoint=read_checkpoint(kept)).ok


def lines_that_are_none(line: bytes) -> Iterator[bytes]:
    said = orjson.loads(line)
    yield from (b"", b"x", b"{}", b"[1]")
    yield orjson.dumps({**said, "format": "tongban-checkpoint/9"})
    yield orjson.dumps({**said, "seal": said["seal"] + " "})
    yield orjson.dumps({**said, "seal": said["seal"].replace('"key_number":', '"key_number":77')})
    yield orjson.dumps({**said, "seal": 7})
    yield orjson.dumps({**said, "signature": "zz"})
    yield orjson.dumps({**said, "signature": ""})


def test_what_is_no_checkpoint_of_ours_is_refused(written: list[FactView]) -> None:
    for line in lines_that_are_none(take_checkpoint().encode()):
        with pytest.raises(BadCheckpoint):
            read_checkpoint(line)


def test_before_the_first_seal_there_is_no_checkpoint(write: Recorder) -> None:
    with pytest.raises(NothingSealed):
        take_checkpoint()
