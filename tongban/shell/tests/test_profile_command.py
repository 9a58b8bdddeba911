"""`tongban profile load`: the figures beside the published ones, and a finding where one differs."""

from __future__ import annotations

import json

import pytest
from pytest_django.fixtures import Settings

from tongban.demo.profiles import services
from tongban.demo.profiles.services import Figure, Loaded
from tongban.shell import command

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _inside_the_test_city(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "enter_city", lambda: None)


def _loaded(printed: str) -> Loaded:
    return Loaded(
        profile="lechang",
        region_code="449881",
        origin="profile:lechang",
        items=1777,
        new_items=1777,
        refused=0,
        new_points=0,
        new_offerings=0,
        points_below_minimum=0,
        kinds={"licensing": 905},
        figures=(Figure("comprehensive_window_rate", "一窗率", 1422, 1747, printed, "81.4%"),),
    )


@pytest.mark.parametrize(("printed", "code"), [("81.4%", 0), ("81.3%", 1)])
def test_a_figure_that_differs_is_a_finding(
    printed: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(services, "load_profile", lambda **_: _loaded(printed))
    assert command.main(["profile", "load", "lechang", "--json"]) == code
    document = json.loads(capsys.readouterr().out)
    assert document["figures"][0]["same"] is (code == 0)
    assert command.main(["profile", "load", "lechang"]) == code
    assert f"1422 / 1747 = {printed}（公布 81.4%）" in capsys.readouterr().out


def test_a_production_city_refuses(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.TONGBAN_CITY_KIND = "production"
    assert command.main(["profile", "load", "anyang", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["code"] == "profile_not_for_production"


def test_an_unknown_profile_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["profile", "load", "nowhere"]) == 2
    assert "anyang" in capsys.readouterr().err
