"""Every way of tampering we can think of, by somebody who may switch the triggers off."""

from __future__ import annotations

import sys

import orjson
import pytest
from django.db import connection

from tongban.kernel import keys
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound, PermissionDenied
from tongban.kernel.gm import Sm2PrivateKey
from tongban.ledger.body import FORMAT, START, digest_of
from tongban.ledger.facts import FactView, ObjectRef
from tongban.ledger.models import Fact, Seal
from tongban.ledger.services import Flaw, Part, VerifyReport, check_proof, latest_seal, prove_fact, seal, verify
from tongban.ledger.tests.conftest import Recorder, Tamper

pytestmark = pytest.mark.django_db
PARTY = ObjectRef("party", "9", 'appli"cant\\\n\t\x01受理\U0001f4dc')


@pytest.fixture
def written(write: Recorder) -> list[FactView]:
    """Twelve facts about three probes: a b c a b c ..."""
    odd = {"text": '引号" 斜杠\\ / 换行\n \x7f \x1f \U0001f4dc', "list": [1, -2, True, None, {"a": "b"}]}
    return [write("abc"[number % 3], also=(PARTY,), data=odd if number % 2 else {}) for number in range(12)]


def found(report: VerifyReport) -> set[tuple[Flaw, int | None]]:
    return {(finding.flaw, finding.fact_id) for finding in report.findings}


def test_an_untouched_ledger_is_clean_sealed_or_not(written: list[FactView]) -> None:
    report = verify()
    assert (report.facts, report.sealed, report.ok, report.findings) == (12, 0, True, ())
    assert seal() == 12
    report = verify()
    assert (report.facts, report.sealed, report.ok, report.findings) == (12, 12, True, ())


def test_an_empty_ledger_is_clean() -> None:
    assert seal() == 0
    assert verify() == VerifyReport(0, 0, True, (), 0)


@pytest.mark.parametrize("full", [False, True])
def test_a_fact_before_the_first_id_is_found(written: list[FactView], tamper: Tamper, full: bool) -> None:
    """Whoever has no sealing key writes a fact where no seal looks, at the end of a chain and with its row."""
    seal()
    last = Fact.objects.get(pk=written[-1].id)
    body = bytes(last.body).replace(b'"id":%d,' % last.pk, b'"id":-7,').replace(b'"seq":4,', b'"seq":5,')
    body = body.replace(bytes(last.prev).hex().encode(), bytes(last.digest).hex().encode())
    digest = digest_of(body)
    columns = [str(field.column) for field in Fact._meta.concrete_fields]
    same = ", ".join(name for name in columns if name not in ("id", "uid", "seq", "prev", "digest", "body"))
    tamper(
        f"INSERT INTO ledger_fact (id, uid, seq, prev, digest, body, {same}) "  # names of columns
        f"SELECT -7, gen_random_uuid(), 5, digest, %s, %s, {same} FROM ledger_fact WHERE id = %s",
        digest, body, last.pk,
    )  # fmt: skip
    tamper(
        "UPDATE ledger_chain SET seq = 5, digest = %s WHERE object_type = %s AND object_id = %s",
        digest, last.primary_type, last.primary_id,
    )  # fmt: skip
    assert found(verify(full=full)) == {(Flaw.INSERTED, -7)}
    assert found(verify(Part(1, 2), full=full)) == {(Flaw.INSERTED, -7)}


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("place", [0, 20, 100, -2, -1])
def test_one_byte_changed_anywhere_is_located(
    written: list[FactView], tamper: Tamper, sealed: bool, place: int
) -> None:
    if sealed:
        seal()
    victim = written[4]
    body = bytes(Fact.objects.get(pk=victim.id).body)
    at = place % len(body)
    assert (
        tamper(
            "UPDATE ledger_fact SET body = set_byte(body, %s, get_byte(body, %s) # 1) WHERE id = %s", at, at, victim.id
        )
        == 1
    )
    report = verify()
    assert not report.ok
    assert {fact_id for _, fact_id in found(report)} == {victim.id}
    assert (Flaw.DIGEST, victim.id) in found(report)
    assert ((Flaw.REWRITTEN, victim.id) in found(report)) is sealed
    assert report.sealed == 0
    assert all(str(victim.id) in finding.text and "probe:b" in finding.text for finding in report.findings)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "'probe.opened'"),
        ("uid", "gen_random_uuid()"),
        ("primary_id", "'z'"),
        ("seq", "99"),
        ("prev", "digest"),
        ("account_id", "NULL"),
        ("account_id", "8"),
        ("party_id", "1"),
        ("principal_id", "1"),
        ("officer_id", "NULL"),
        ("seats", "'approver'"),
        ("channel", "'portal'"),
        ("department_id", "4"),
        ("region_code", "''"),
        ("occurred_at", "occurred_at - interval '1 microsecond'"),
        ("recorded_at", "recorded_at + interval '1 microsecond'"),
        ("data", """'{"x": 1}'"""),
        ("trace_id", "''"),
    ],
)
def test_a_column_that_differs_from_the_bytes_is_named(
    written: list[FactView], tamper: Tamper, column: str, value: str
) -> None:
    victim = written[4]
    tamper(f"UPDATE ledger_fact SET {column} = {value} WHERE id = %s", victim.id)
    finding = next(item for item in verify().findings if item.flaw == Flaw.COLUMNS)
    assert finding.fact_id == victim.id
    assert column in finding.detail


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_factobject SET object_id = '10' WHERE fact_id = %s AND position = 1",
        "UPDATE ledger_factobject SET role = '' WHERE fact_id = %s AND position = 1",
        "DELETE FROM ledger_factobject WHERE fact_id = %s AND position = 1",
        "DELETE FROM ledger_factobject WHERE fact_id = %s",
        "INSERT INTO ledger_factobject (fact_id, position, object_type, object_id, role) VALUES (%s, 2, 'x', '1', '')",
    ],
)
def test_touched_objects_are_guarded(written: list[FactView], tamper: Tamper, statement: str) -> None:
    victim = written[4]
    tamper(statement, victim.id)
    report = verify()
    assert found(report) == {(Flaw.COLUMNS, victim.id)}
    assert report.findings[0].detail == "objects"


def remove(tamper: Tamper, *facts: FactView) -> None:
    ids = [fact.id for fact in facts]
    tamper("DELETE FROM ledger_factobject WHERE fact_id = ANY(%s)", ids)
    tamper("DELETE FROM ledger_fact WHERE id = ANY(%s)", ids)


def test_a_removed_fact_is_found_by_its_chain_and_named_by_the_seal(written: list[FactView], tamper: Tamper) -> None:
    seal()
    remove(tamper, written[4])
    assert found(verify()) == {(Flaw.GAP, written[7].id), (Flaw.REMOVED, written[4].id)}


def test_a_removed_tail_is_found_before_and_after_sealing(written: list[FactView], tamper: Tamper) -> None:
    remove(tamper, written[10])
    report = verify()
    assert found(report) == {(Flaw.TAIL, None)}
    assert report.findings[0].subject == "probe:b"


def test_a_whole_chain_removed_after_sealing_is_named_fact_by_fact(written: list[FactView], tamper: Tamper) -> None:
    seal()
    chain = written[1::3]
    remove(tamper, *chain)
    tamper("DELETE FROM ledger_chain WHERE object_id = 'b'")
    report = verify()
    assert found(report) == {(Flaw.REMOVED, fact.id) for fact in chain}
    assert report.sealed == 0


def test_every_fact_removed_after_sealing(written: list[FactView], tamper: Tamper) -> None:
    seal()
    remove(tamper, *written)
    tamper("DELETE FROM ledger_chain")
    assert found(verify()) == {(Flaw.REMOVED, fact.id) for fact in written}


def test_an_orphan_of_a_removed_fact_is_found(written: list[FactView], tamper: Tamper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'ledger_factobject'::regclass AND contype = 'f'"
        )
        cursor.execute(f'ALTER TABLE ledger_factobject DROP CONSTRAINT "{cursor.fetchone()[0]}"')
    tamper("DELETE FROM ledger_fact WHERE id = %s", written[11].id)
    assert found(verify()) == {(Flaw.TAIL, None), (Flaw.ORPHAN, written[11].id)}


def copy_of(fact_id: int, new_id: int, seq: int) -> str:
    return (
        "INSERT INTO ledger_fact SELECT (jsonb_populate_record(f, jsonb_build_object("
        f"'id', {new_id}, 'seq', {seq}, 'uid', gen_random_uuid()))).* FROM ledger_fact f WHERE id = {fact_id}"
    )


def test_an_inserted_fact_is_found(written: list[FactView], tamper: Tamper) -> None:
    seal()
    late = written[0].id - 1
    tamper(copy_of(written[4].id, late, 50))
    assert (Flaw.INSERTED, late) in found(verify())
    assert (Flaw.COLUMNS, late) in found(verify())


def test_two_facts_exchanged_are_found(written: list[FactView], tamper: Tamper) -> None:
    one, two = written[1], written[4]
    tamper("UPDATE ledger_fact SET seq = seq + 1000 WHERE id = %s", one.id)
    tamper("UPDATE ledger_fact SET seq = 1 WHERE id = %s", two.id)
    tamper("UPDATE ledger_fact SET seq = 2 WHERE id = %s", one.id)
    assert {(Flaw.COLUMNS, one.id), (Flaw.COLUMNS, two.id), (Flaw.GAP, one.id)} <= found(verify())


def test_exchanged_ids_are_found(written: list[FactView], tamper: Tamper) -> None:
    one, two = written[2], written[3]
    tamper("DELETE FROM ledger_factobject WHERE fact_id IN (%s, %s)", one.id, two.id)
    for source, target in ((one.id, -1), (two.id, one.id), (-1, two.id)):
        tamper("UPDATE ledger_fact SET id = %s WHERE id = %s", target, source)
    assert {(Flaw.COLUMNS, one.id), (Flaw.COLUMNS, two.id)} <= found(verify())


def rewrite_chain(tamper: Tamper, chain: list[FactView]) -> None:
    """A careful forger: every fact of one object says something else, all digests, links and columns agree."""
    prev = START
    for fact in chain:
        said = orjson.loads(bytes(Fact.objects.get(pk=fact.id).body).removeprefix(FORMAT))
        said["data"], said["prev"] = {"forged": 1}, prev.hex()
        body = FORMAT + orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
        tamper(
            "UPDATE ledger_fact SET body = %s, data = %s::jsonb, prev = %s, digest = %s WHERE id = %s",
            body, '{"forged": 1}', prev, digest_of(body), fact.id,
        )  # fmt: skip
        prev = digest_of(body)
    tamper("UPDATE ledger_chain SET digest = %s WHERE object_id = %s", prev, chain[0].primary.id)


def test_a_chain_rewritten_after_sealing_is_located_fact_by_fact(written: list[FactView], tamper: Tamper) -> None:
    chain = written[1::3]
    seal()
    rewrite_chain(tamper, chain)
    report = verify()
    assert found(report) == {(Flaw.REWRITTEN, fact.id) for fact in chain}
    assert {finding.subject for finding in report.findings} == {"probe:b"}


def test_a_forger_who_also_rewrites_the_seal_lacks_the_key(
    written: list[FactView], tamper: Tamper, write: Recorder
) -> None:
    seal()
    write("d")
    seal()
    rewrite_chain(tamper, written[1::3])
    kept = {row.number: bytes(row.body) for row in Seal.objects.all()}
    tamper("DELETE FROM ledger_seal")
    seal()
    forged = Seal.objects.get()
    forger = Sm2PrivateKey.generate()
    tamper("UPDATE ledger_seal SET signature = %s", forger.sign(bytes(forged.body)))
    assert kept != {forged.number: bytes(forged.body)}
    assert [finding.flaw for finding in verify().findings] == [Flaw.SEAL_SIGNATURE]


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        ("body = set_byte(body, 40, get_byte(body, 40) # 1)", Flaw.SEAL_SIGNATURE),
        ("signature = set_byte(signature, 20, get_byte(signature, 20) # 1)", Flaw.SEAL_SIGNATURE),
        ("signature = ''", Flaw.SEAL_SIGNATURE),
        ("key_number = 77", Flaw.SEAL_SIGNATURE),
        ("root = prev", Flaw.SEAL_BODY),
        ("count = count + 1", Flaw.SEAL_BODY),
        ("marks = set_byte(marks, 3, get_byte(marks, 3) # 1)", Flaw.SEAL_BODY),
        ("ids = set_byte(ids, 3, get_byte(ids, 3) # 1)", Flaw.SEAL_BODY),
        ("sealed_at = sealed_at + interval '1 day'", Flaw.SEAL_BODY),
        ("body = ''", Flaw.SEAL_BODY),
    ],
)
def test_a_changed_seal_is_found(written: list[FactView], tamper: Tamper, change: str, flaw: Flaw) -> None:
    assert seal() == 12
    assert tamper(f"UPDATE ledger_seal SET {change}") == 1
    report = verify()
    assert flaw in {finding.flaw for finding in report.findings}
    assert report.findings[0].seal == 1
    assert report.sealed == 0


def test_a_removed_seal_is_found(write: Recorder, tamper: Tamper) -> None:
    for _ in range(3):
        write()
        seal()
    tamper("DELETE FROM ledger_seal WHERE number = 2")
    report = verify()
    assert [(finding.flaw, finding.seal) for finding in report.findings if finding.flaw == Flaw.SEAL_LINK] == [
        (Flaw.SEAL_LINK, 3)
    ]
    assert report.sealed == 1


def test_seals_chain_and_keys_rotate(write: Recorder) -> None:
    write()
    seal()
    keys.store().rotate("ledger_seal")
    write()
    seal()
    first, second = Seal.objects.order_by("number")
    assert second.key_number == first.key_number + 1
    assert bytes(second.prev) == bytes(first.digest)
    assert (verify().sealed, verify().ok) == (2, True)


def test_many_seals(write: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[seal.__module__], "LARGEST", 3)
    for _ in range(10):
        write()
    assert seal() == 10
    assert [row.count for row in Seal.objects.order_by("number")] == [3, 3, 3, 1]
    assert (verify().sealed, verify().ok) == (10, True)


def test_parts_together_check_everything(written: list[FactView], tamper: Tamper) -> None:
    seal()
    reports = [verify(Part(number, 3)) for number in (1, 2, 3)]
    assert sum(report.facts for report in reports) == 12
    assert [report.ok for report in reports] == [True] * 3
    assert reports[0].sealed == 12
    tamper("UPDATE ledger_fact SET region_code = 'x' WHERE id = %s", written[4].id)
    remove(tamper, written[11])
    together = {item for number in (1, 2, 3) for item in found(verify(Part(number, 3)))}
    assert together == found(verify())
    with pytest.raises(ValueError, match="part 4 of 3"):
        Part(4, 3)


def test_findings_are_counted_beyond_what_is_kept(
    written: list[FactView], tamper: Tamper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tongban.ledger.services.verify_terms.KEPT", 5)
    tamper("UPDATE ledger_fact SET region_code = 'x'")
    report = verify()
    assert (len(report.findings), report.found, report.ok) == (5, 12, False)


def test_verification_needs_its_permission() -> None:
    with pytest.raises(PermissionDenied):
        verify(actor=Actor(permissions=frozenset({"ledger.view"})))
    assert verify(actor=Actor(permissions=frozenset({"ledger.verify"}))).ok


def test_a_proof_stands_alone(written: list[FactView], write: Recorder) -> None:
    seal()
    proof = prove_fact(written[7].uid)
    assert check_proof(proof)
    other = prove_fact(written[8].uid)
    for forged in (
        {"fact_body": other.fact_body},
        {"path": other.path},
        {"seal_body": proof.seal_body.replace(b'"count":12', b'"count":13')},
        {"public_key": Sm2PrivateKey.generate().public_key().to_pem()},
    ):
        members = {name: getattr(proof, name) for name in proof.__dataclass_fields__}
        assert not check_proof(type(proof)(**{**members, **forged}))
    with pytest.raises(NotFound):
        prove_fact(write().uid)
    published = latest_seal()
    assert published is not None
    assert published.body == proof.seal_body
