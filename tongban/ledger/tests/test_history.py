"""The file for a citizen's lawyer: the stand-alone checker takes the true one and refuses every other."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.gm import Sm2PrivateKey
from tongban.ledger.body import digest_of
from tongban.ledger.facts import FactView, ObjectRef
from tongban.ledger.models import Fact
from tongban.ledger.services import HistoryFile, case_history_file, fingerprint_of, published_key, seal
from tongban.ledger.tests.conftest import HIDDEN, MOVED, OPENED, Recorder

pytestmark = pytest.mark.django_db
CHECKER = Path(__file__).resolve().parents[3] / "docs" / "tools" / "check_history.py"
SUBJECT = ObjectRef("probe", "p-1")
SYSTEM = Actor.system()


@pytest.fixture
def written(write: Recorder) -> list[FactView]:
    """A chain of six, the third not public, among other chains, two of which touch it; two seals and an open end."""
    facts = []
    for number in range(6):
        kind = HIDDEN if number == 2 else OPENED if number == 0 else MOVED
        facts.append(write("p-1", kind, data={"step": number, "text": '受理 "1" \\ \n \x7f 📜'}))
        write(f"other-{number}", also=(SUBJECT,) if number % 3 == 0 else ())
        if number in (1, 3):
            seal()
    return facts


@pytest.fixture
def made(written: list[FactView]) -> HistoryFile:
    return case_history_file(ref=SUBJECT, title="办件 p-1", actor=SYSTEM)


Check = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Run the checker as a lawyer would: its own process, nothing of ours to import."""

    def run(content: bytes, *arguments: str) -> subprocess.CompletedProcess[str]:
        path = tmp_path / "history.json"
        path.write_bytes(content)
        command = [sys.executable, "-I", "-S", str(CHECKER), str(path), *arguments]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=tmp_path)

    return run


def test_the_true_file_passes_and_says_what_was_checked(made: HistoryFile, check: Check) -> None:
    done = check(made.content, "--fingerprint", made.fingerprint)
    assert (done.returncode, done.stderr) == (0, "")
    assert "核对通过。" in done.stdout
    assert "6 条记录首尾相接、没有缺漏" in done.stdout
    assert "其中 1 条不公开，只核对摘要" in done.stdout
    assert "2 条关联记录" in done.stdout
    assert "注意：2 条记录在出具时尚未封存" in done.stdout
    assert "公钥指纹与公布的一致" in done.stdout
    assert all(line in done.stdout for line in made.timeline)
    assert (made.facts, made.related, made.hidden, made.unsealed) == (6, 2, 1, 2)
    assert made.fingerprint == published_key()[1]


def test_without_the_published_fingerprint_the_checker_asks_for_it(made: HistoryFile, check: Check) -> None:
    done = check(made.content)
    assert done.returncode == 0
    assert "没有给出公布的公钥指纹" in done.stdout
    assert made.fingerprint in done.stdout


def test_what_is_not_public_is_there_as_a_digest_only(made: HistoryFile, written: list[FactView]) -> None:
    entries = json.loads(made.content)["facts"]
    assert [entry["body"] is None for entry in entries] == [False, False, True, False, False, False]
    assert entries[2]["digest"] == bytes(Fact.objects.get(pk=written[2].id).digest).hex()
    assert '"step":2' not in made.content.decode()
    assert "内部" not in made.content.decode()


def test_the_whole_file_is_for_those_who_may_see_everything(written: list[FactView], check: Check) -> None:
    made = case_history_file(ref=SUBJECT, title="办件 p-1", actor=SYSTEM, public_only=False)
    assert (made.hidden, check(made.content, "--fingerprint", made.fingerprint).returncode) == (0, 0)


def test_giving_it_away_is_a_fact_of_the_object(made: HistoryFile) -> None:
    given = Fact.objects.get(kind="ledger.history_given")
    assert given.data["digest"] == digest_of(made.content).hex()
    assert given.touched.filter(object_type="probe", object_id="p-1").exists()


def test_an_object_without_facts_has_no_history() -> None:
    with pytest.raises(NotFound):
        case_history_file(ref=ObjectRef("probe", "none"), title="x", actor=SYSTEM)


Document = dict[str, Any]


def body_changed(document: Document) -> None:
    document["facts"][1]["body"] = document["facts"][1]["body"].replace('"step":1', '"step":9')


def body_and_digest_changed(document: Document) -> None:
    body_changed(document)
    document["facts"][1]["digest"] = digest_of(document["facts"][1]["body"].encode()).hex()


def fact_dropped(document: Document) -> None:
    del document["facts"][1]


def tail_dropped(document: Document) -> None:
    document["facts"].pop()


def tail_dropped_from_the_timeline_too(document: Document) -> None:
    document["facts"].pop()
    document["timeline"].pop()


def facts_exchanged(document: Document) -> None:
    document["facts"][3], document["facts"][4] = document["facts"][4], document["facts"][3]


def hidden_replaced(document: Document) -> None:
    document["facts"][2]["digest"] = "ab" * 32


def public_one_hidden(document: Document) -> None:
    document["facts"][1]["body"] = None


def related_dropped(document: Document) -> None:
    document["related"].pop()


def related_moved_into_the_chain(document: Document) -> None:
    document["facts"].append(document["related"].pop())


def seal_changed(document: Document) -> None:
    document["seals"]["1"]["body"] = document["seals"]["1"]["body"].replace('"count":', '"count":1')


def seal_signature_changed(document: Document) -> None:
    text = document["seals"]["1"]["signature"]
    document["seals"]["1"]["signature"] = text[:-2] + ("00" if text[-2:] != "00" else "01")


def path_changed(document: Document) -> None:
    document["facts"][0]["path"][0][1][0] = "00" * 32


def another_place_claimed(document: Document) -> None:
    document["facts"][0]["path"][0][0] += 1


def said_to_be_sealed(document: Document) -> None:
    document["facts"][5]["seal"], document["facts"][5]["path"] = 1, document["facts"][0]["path"]


def said_not_to_be_sealed(document: Document) -> None:
    document["facts"][0]["seal"] = None


def seal_taken_away(document: Document) -> None:
    number = document["facts"][0]["seal"]
    for entry in document["facts"] + document["related"]:
        if entry["seal"] == number:
            entry["seal"] = entry["path"] = None
    del document["seals"][str(number)]
    document["timeline"] = [line.replace(f"第 {number} 号封存", "尚未封存") for line in document["timeline"]]


def one_hidden_everywhere(document: Document) -> None:
    document["facts"][1]["body"] = None
    del document["timeline"][1]


def timeline_changed(document: Document) -> None:
    document["timeline"][0] = document["timeline"][0].replace("开始", "撤回")


def statement_changed(document: Document) -> None:
    document["statement"] = document["statement"].replace("办件 p-1", "办件 p-2")


def label_changed(document: Document) -> None:
    document["statement"] = document["statement"].replace("推进", "驳回")
    document["timeline"] = [line.replace("推进", "驳回") for line in document["timeline"]]


def something_added(document: Document) -> None:
    document["note"] = "x"


def added_inside_a_fact(document: Document) -> None:
    document["facts"][0]["note"] = "x"


def unused_key_added(document: Document) -> None:
    document["keys"]["9"] = Sm2PrivateKey.generate().public_key().to_pem()


def signature_emptied(document: Document) -> None:
    document["signature"] = ""


@pytest.mark.parametrize(
    "forge",
    [
        body_changed, body_and_digest_changed, fact_dropped, tail_dropped, tail_dropped_from_the_timeline_too,
        facts_exchanged, hidden_replaced, public_one_hidden, related_dropped, related_moved_into_the_chain,
        seal_changed, seal_signature_changed, path_changed, another_place_claimed, said_to_be_sealed,
        said_not_to_be_sealed, timeline_changed, statement_changed, label_changed, something_added,
        added_inside_a_fact, unused_key_added, signature_emptied, seal_taken_away, one_hidden_everywhere,
    ],
)  # fmt: skip
def test_every_tampered_file_is_refused(made: HistoryFile, check: Check, forge: Callable[[Document], None]) -> None:
    document = json.loads(made.content)
    forge(document)
    done = check(json.dumps(document, ensure_ascii=False).encode(), "--fingerprint", made.fingerprint)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("核对不通过：")


def test_a_forger_with_a_key_of_his_own_is_caught_by_the_fingerprint(made: HistoryFile, check: Check) -> None:
    """Everything signed anew, consistently: only the published fingerprint tells."""
    document, forger = json.loads(made.content), Sm2PrivateKey.generate()
    document["signature"] = forger.sign(document["statement"].encode()).hex()
    for one in document["seals"].values():
        one["signature"] = forger.sign(one["body"].encode()).hex()
    document["keys"] = {number: forger.public_key().to_pem() for number in document["keys"]}
    content = json.dumps(document, ensure_ascii=False).encode()
    assert check(content).returncode == 0
    done = check(content, "--fingerprint", made.fingerprint)
    assert (done.returncode, "指纹与公布的不同" in done.stdout) == (1, True)
    assert fingerprint_of(forger.public_key()) in check(content).stdout


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"\xff", b"null", b'{"facts": [], "facts": []}', b"[" * 100_000]
)
def test_what_is_no_history_is_refused_with_a_sentence(check: Check, content: bytes) -> None:
    done = check(content)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("核对不通过：")


def test_every_flipped_character_of_a_value_is_refused(made: HistoryFile, check: Check) -> None:
    """A sample over the whole file: change one letter or digit, and it no longer holds (or is no longer JSON)."""
    text = made.content.decode()
    places = [place for place in range(0, len(text), len(text) // 23) if text[place].isalnum()]
    assert len(places) > 10
    for place in places:
        other = "1" if text[place] != "1" else "2"
        done = check((text[:place] + other + text[place + 1 :]).encode(), "--fingerprint", made.fingerprint)
        assert done.returncode == 1, text[max(0, place - 40) : place + 40]


def test_a_file_out_of_reach_is_misuse(check: Check, tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-S", str(CHECKER), str(tmp_path / "none.json")]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 2
