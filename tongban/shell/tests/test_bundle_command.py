"""`tongban bundle`: one document on stdout, exit codes 0, 1, 2."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tongban.bundles.tests.conftest import Town, build
from tongban.cases.tests.conftest import MORNING, SYSTEM
from tongban.catalogue import services as catalogue
from tongban.kernel import clock
from tongban.kernel.tests.standing import standing
from tongban.shell import command


@pytest.fixture(scope="module")
def standing_town(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Town]]:
    yield from standing(request, django_db_blocker, build, at=MORNING)


@pytest.fixture
def town(standing_town: Callable[[], Town], db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """The test city has been entered."""
    monkeypatch.setattr(command, "enter_city", lambda: None)
    with clock.frozen(MORNING):
        yield standing_town()


def test_compose_says_what_is_asked_together(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    codes = [town.premises.code, town.food.code, town.sign.code]
    assert command.main(["bundle", "compose", *codes, "--after", "2:1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["path"]["days"] == 10
    assert found["path"]["critical"] == ["item_1", "item_2"]
    assert found["figures"]["fields"] == {"before": 6, "after": 2}
    assert [entry["pieces"] for entry in found["materials"]] == [3, 3]
    assert command.main(["bundle", "compose", *codes]) == 0
    said = capsys.readouterr().out
    assert "填写项：6 → 2 项" in said
    assert "看起来相同，请牵头部门确认" in said


def test_a_circle_is_a_finding_and_a_wrong_code_misuse(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    codes = [town.premises.code, town.food.code]
    assert command.main(["bundle", "compose", *codes, "--after", "2:1", "--after", "1:2"]) == 1
    assert "互相等待" in capsys.readouterr().out
    assert command.main(["bundle", "compose", "0" * 31]) == 2
    assert command.main(["bundle", "compose", *codes, "--after", "two"]) == 2
    assert command.main(["bundle", "show", "NOTHING"]) == 2


def test_list_and_show(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["bundle", "list"]) == 0
    assert "还没有一件事" in capsys.readouterr().out
    published = town.published()
    assert command.main(["bundle", "list", "--state", "published", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["bundles"]
    assert (one["code"], one["version_id"]) == (published.bundle_code, published.id)
    assert command.main(["bundle", "show", published.bundle_code]) == 0
    assert "可以承诺：10个工作日（最长的一条：经营场所登记 → 食品经营许可）" in capsys.readouterr().out
    catalogue.suspend_item(item_id=town.sign.item_id, reason="修订", actor=SYSTEM)
    assert command.main(["bundle", "show", published.bundle_code, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["fits"] is False
