"""`tongban cases move`: dry by default, moves, and takes a batch back."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tongban.cases.models import Case
from tongban.cases.tests.conftest import MORNING, City, build_with_reference
from tongban.cases.tests.test_versions import LAW, WHY, next_version
from tongban.kernel import clock
from tongban.shell import command


@pytest.fixture
def city(db: None) -> Iterator[City]:
    """The test city; the clock stands still."""
    with clock.frozen(MORNING):
        yield build_with_reference()


def test_the_command_is_dry_by_default(
    city: City, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "enter_city", lambda: None)
    uid = city.accepted(city.promised)
    new = next_version(city)
    words = ["cases", "move", "--from", str(city.promised.id), "--to", str(new.id), "--reason", WHY, "--basis", LAW]
    assert command.main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["cases"], found["moved"]) == (1, 0)
    assert "新增材料" in "".join(found["plan"][0]["changes"])
    assert Case.objects.get(uid=uid).version_id == city.promised.id
    assert command.main([*words, "--yes", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["moved"] == 1
    assert command.main(["cases", "move", "--undo", found["batch"], "--reason", "改回。", "--json"]) == 0
    assert Case.objects.get(uid=uid).version_id == city.promised.id
    assert command.main(["cases", "move", "--json"]) == 2
