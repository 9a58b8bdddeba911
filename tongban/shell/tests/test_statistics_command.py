"""`tongban catalogue stats`: figures with numerator and denominator, as people and as machines read them."""

from __future__ import annotations

import argparse

import pytest

from tongban.cases.tests.conftest import MORNING, SYSTEM, build
from tongban.kernel import clock
from tongban.reference import services as reference
from tongban.shell.command import Answer
from tongban.shell.commands._statistics import STATS

pytestmark = pytest.mark.django_db


def ask(*words: str) -> Answer:
    """The answer to the command with these words."""
    parser = argparse.ArgumentParser()
    STATS.configure(parser)
    return STATS.run(parser.parse_args(words))


def test_figures_are_given_with_what_they_rest_on() -> None:
    with clock.frozen(MORNING):
        reference.load_reference_data(actor=SYSTEM)
        build()
        answer = ask("--by", "kind", "--trend", "--base", "2020-01-01", "--weigh")
        document = answer.document
        assert document["units"] == sum(group["units"] for group in document["groups"].values())
        assert len(document["trend"]) == 12
        assert document["rates"]["weighted_visits"]["denominator"] == 0
        assert document["printed"]["weighted_visits"] == ""
        assert document["rates"]["materials_cut"]["denominator"] == 0
        assert document["rates"]["completeness"]["denominator"] > 0
        assert document["rules"]["rounding"]["rates"]["compression"] == {"mode": "truncate", "digits": 2}
        assert any(line.startswith("平均跑动次数（按办件量加权）") for line in answer.lines)
        assert "weighted_visits" not in ask().document["rates"]
