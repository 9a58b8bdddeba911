"""Two platforms on one machine bring four cross-province cases to their end while either is killed and started again.

Each has its own folder, database, keys and processes; one clock runs a day ahead of the other. They meet over HTTP on
the loopback, and nowhere else. At chosen moments every process of one of them (web, workers, staff, database) gets
SIGKILL and is started again.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tongban.shell.serving_file import serving_now
from tongban.shell.tests.place import MATTERS
from tongban.shell.tests.processes import city_environ
from tongban.shell.tests.script import free_port

SOUTH, NORTH = "410500", "130400"
PATIENCE = 240.0
DAY = 86400.0
PENSION, UNEMPLOYMENT = MATTERS[NORTH]
IDENTITY, INSURANCE = MATTERS[SOUTH]


class Platform:
    """One place: its serving processes, and the people who work there."""

    def __init__(self, home: Path, region: str) -> None:
        self.home, self.region, self.port = home, region, free_port()
        self.serving: list[subprocess.Popen[bytes]] = []
        self.people: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def begin_work(self) -> None:
        self.people = subprocess.Popen(
            [sys.executable, "-m", "tongban.shell.tests.place", self.region], env=city_environ(self.home),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def ready_for_work(self) -> None:
        assert self._line() == {"done": "ready"}

    def serve(self) -> None:
        web = ["serve", "--port", str(self.port), "--web", "1", "--workers", "0"]
        self.serving = [
            subprocess.Popen(
                [sys.executable, "-m", "tongban.shell.command", *words], env=city_environ(self.home),
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            )
            for words in (web, ["worker", "--share", "all"])
        ]  # fmt: skip

    def do(self, what: str, /, **words: Any) -> Any:
        """Something the people here do."""
        assert self.people is not None
        assert self.people.stdin is not None
        self.people.stdin.write(json.dumps({"do": what, **words}, ensure_ascii=False) + "\n")
        self.people.stdin.flush()
        answer = self._line()
        assert "done" in answer, f"{self.region} {what} {words}: {answer}"
        return answer["done"]

    def _line(self) -> dict[str, Any]:
        assert self.people is not None
        assert self.people.stdout is not None
        line = self.people.stdout.readline()
        assert line, f"the people of {self.region} are gone"
        found: dict[str, Any] = json.loads(line)
        return found

    def send_home(self) -> None:
        if self.people is not None and self.people.poll() is None:
            assert self.people.stdin is not None
            self.people.stdin.close()
            self.people.wait(PATIENCE)

    def kill(self) -> None:
        """SIGKILL for all of it at once: no goodbye, nothing flushed."""
        children = [child for now in serving_now(self.home) for child in now.children]
        for process in (*self.serving, self.people):
            if process is not None:
                _kill(process.pid)
                process.wait(PATIENCE)
        for child in children:
            _kill(child)
        with contextlib.suppress(FileNotFoundError, ValueError):
            _kill(int((self.home / "pg" / "data" / "postmaster.pid").read_text().split("\n", 1)[0]))

    def start_again(self) -> None:
        self.serve()
        self.begin_work()
        self.ready_for_work()
        self.do("again")

    def stop(self) -> None:
        """End as systemd would."""
        self.send_home()
        for process in reversed(self.serving):
            process.terminate()
            process.wait(PATIENCE)

    def case(self, conversation: str) -> dict[str, Any]:
        found: dict[str, Any] = self.do("cases").get(conversation, {"state": "", "papers": [], "waits": False})
        return found


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def until(question: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not question():
        assert time.monotonic() < end, f"it did not come: {what}"
        time.sleep(0.3)


@pytest.fixture
def platforms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Platform, Platform]]:
    folder = tmp_path_factory.mktemp("t")
    south, north = Platform(folder / "s", SOUTH), Platform(folder / "n", NORTH)
    try:
        south.begin_work()  # makes the schema, which is the same in both
        south.ready_for_work()
        south.send_home()  # the last one out stops the database, so that its folder can be copied
        subprocess.run(["cp", "-a", str(south.home), str(north.home)], check=True)
        shutil.rmtree(north.home / "keys", ignore_errors=True)
        (south.home / "clock-offset").write_text(str(DAY))
        for each in (south, north):
            each.begin_work()
        for each in (south, north):
            each.ready_for_work()
        yield south, north
    finally:
        south.stop()
        north.stop()


def acquaint(south: Platform, north: Platform) -> dict[str, str]:
    """Items, keys, agreement; both serve; the guides have come. Returns the codes of the items."""
    ours, theirs = south.do("build"), north.do("build")
    keys = south.do("key"), north.do("key")
    assert keys[0] != keys[1]
    south.do("acquaint", code="north", ours="south", region=NORTH, address=north.address, key=keys[1],
             theirs=theirs, own=ours)  # fmt: skip
    north.do("acquaint", code="south", ours="north", region=SOUTH, address=south.address, key=keys[0],
             theirs=ours, own=theirs)  # fmt: skip
    south.do("ask_guides")  # nobody serves yet: the letters wait
    north.do("ask_guides")
    south.serve()
    north.serve()
    for each in (south, north):
        until(lambda each=each: each.do("guides") == 2, "guides")  # type: ignore[misc]  # bound at once
    return dict(zip((IDENTITY, INSURANCE, PENSION, UNEMPLOYMENT), [*ours, *theirs], strict=True))


@dataclass
class Story:
    """The two places, and the conversation of each case by the name of its item."""

    south: Platform
    north: Platform
    begun: dict[str, str] = field(default_factory=dict)

    def reached(self, place: Platform, item: str, state: str) -> None:
        until(lambda: place.case(self.begun[item])["state"] == state, f"{place.region} {item} {state}")

    def act(self, place: Platform, item: str, *verbs: str) -> None:
        """Steps of the ordinary case at the competent place."""
        for verb in verbs:
            place.do("act", uid=self.uid(place, item), verb=verb)

    def uid(self, place: Platform, item: str) -> str:
        return str(place.case(self.begun[item])["uid"])


def test_four_cases_come_to_their_end(platforms: tuple[Platform, Platform]) -> None:
    south, north = platforms
    items = acquaint(south, north)
    story = Story(south, north)
    taken_in_while_the_north_is_down(story, items)
    answered_while_the_south_is_down(story)
    supplemented_and_killed_as_it_arrives(story)
    handed_over_after_another_crash(story)
    for item in items:
        for place in platforms:
            story.reached(place, item, "closed")
    everything_was_said_once(south, north)


def taken_in_while_the_north_is_down(story: Story, items: dict[str, str]) -> None:
    south, north = story.south, story.north
    north.kill()
    south.do("forward", item=items[PENSION], mode="collect_on_behalf", originals=["养老保险手册"])
    south.do("forward", item=items[UNEMPLOYMENT], mode="fully_online", originals=[], by="resident")
    north.start_again()
    north.do("forward", item=items[IDENTITY], mode="collect_on_behalf", originals=[])
    north.do("forward", item=items[INSURANCE], mode="fully_online", originals=[], by="resident")
    for place in (south, north):
        story.begun |= {case["item"]: one for one, case in place.do("cases").items() if case["side"] == "intake"}
    assert set(story.begun) == set(items)


def answered_while_the_south_is_down(story: Story) -> None:
    """Receipts, a one-time notice and a decision on the spot wait for the south."""
    south, north = story.south, story.north
    story.reached(north, PENSION, "received")
    story.reached(north, UNEMPLOYMENT, "received")
    story.act(north, PENSION, "notify")
    south.kill()
    story.act(north, UNEMPLOYMENT, "on_the_spot", "deliver", "close")
    south.start_again()
    story.reached(south, PENSION, "supplement_notified")
    story.reached(south, UNEMPLOYMENT, "closed")
    for item in (IDENTITY, INSURANCE):
        story.reached(south, item, "received")


def supplemented_and_killed_as_it_arrives(story: Story) -> None:
    """The supplement and an original leave the south; the north is killed; the south decides the north's two."""
    south, north = story.south, story.north
    south.do("supplement", uid=story.uid(south, PENSION))
    south.do("paper", uid=story.uid(south, PENSION), verb="send")
    until(lambda: south.do("letters")[story.begun[PENSION]][1] >= 2, "receipts")
    north.kill()
    story.act(south, INSURANCE, "on_the_spot", "deliver", "close")
    story.act(south, IDENTITY, "accept", "decide")
    north.start_again()
    until(lambda: north.case(story.begun[PENSION])["papers"] == ["sent"], "the paper")
    north.do("paper", uid=story.uid(north, PENSION), verb="receive")
    story.act(north, PENSION, "accept", "decide")


def handed_over_after_another_crash(story: Story) -> None:
    south, north = story.south, story.north
    story.reached(north, IDENTITY, "decided")
    north.do("hand_over", uid=story.uid(north, IDENTITY))
    south.kill()
    south.start_again()
    until(lambda: bool(south.case(story.begun[PENSION])["waits"]), "the result")
    south.do("hand_over", uid=story.uid(south, PENSION))


def swapped(letters: dict[str, list[int]]) -> dict[str, list[int]]:
    """The other side's account of the same letters."""
    return {conversation: counts[3:] + counts[:3] for conversation, counts in letters.items()}


def everything_was_said_once(south: Platform, north: Platform) -> None:
    """No letter lost, none handled twice, the same story on both sides, two intact ledgers a day apart."""
    until(lambda: all(place.do("account")["owed"] == [] for place in (south, north)), "reactions")
    # The last papers may still be under way.
    until(lambda: south.do("letters") == swapped(north.do("letters")), "the last letters")
    ours, theirs = south.do("letters"), north.do("letters")
    assert ours.keys() == theirs.keys()
    for conversation, (sent, receipted, number, came, handled, received) in ours.items():
        assert [sent, receipted, number] == [sent] * 3
        assert [came, handled, received] == [came] * 3
        assert theirs[conversation] == [came] * 3 + [sent] * 3
    cases = south.do("cases"), north.do("cases")
    assert cases[0].keys() == cases[1].keys()
    for conversation in cases[0]:
        one, other = cases[0][conversation], cases[1][conversation]
        assert {one["side"], other["side"]} == {"intake", "competent"}
        same = ("state", "steps", "no", "papers", "documents")
        assert [one[name] for name in same] == [other[name] for name in same]
        assert one["no"]
        assert len(one["steps"]) == len(set(one["steps"])) + (one["steps"].count("received") - 1)
    accounts = south.do("account"), north.do("account")
    for letters, account in zip((ours, theirs), accounts, strict=True):
        assert account["cases"] == ["closed", "closed"]
        assert account["handled"] == sum(one[4] for one in letters.values())
        assert account["ledger"]
    assert accounts[0]["now"][:10] > accounts[1]["now"][:10]
