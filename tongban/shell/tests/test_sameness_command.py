"""`tongban catalogue sameness` over a city of two authorities."""

from __future__ import annotations

import argparse

import pytest

from tongban.cases.tests.conftest import MORNING, REGION, SYSTEM, build, content
from tongban.catalogue import services as catalogue
from tongban.kernel import clock
from tongban.kernel.standards.uscc import make_uscc
from tongban.orgs import services as orgs
from tongban.reference import services as reference
from tongban.shell.command import Answer
from tongban.shell.commands.sameness import COMMANDS
from tongban.shell.errors import Misuse

pytestmark = pytest.mark.django_db


def ask(*words: str) -> Answer:
    """The answer to the command with these words."""
    (command,) = COMMANDS
    parser = argparse.ArgumentParser()
    command.configure(parser)
    return command.run(parser.parse_args(words))


def test_two_authorities_differ_in_one_element() -> None:
    with clock.frozen(MORNING):
        reference.load_reference_data(actor=SYSTEM)
        city = build()
        code = make_uscc("11", REGION, 7)
        there = orgs.register_department(code=code, name="同安县卫生健康委员会", region_code="410522", actor=SYSTEM)
        made = catalogue.create_item(
            code=f"{code}4{city.promised.catalog_code}", department_id=there.id, name=city.promised.name, actor=SYSTEM
        )
        draft = catalogue.draft_version(
            item_id=made.id, content=content(city.promised.name, accept_conditions="另有条件"), actor=SYSTEM
        )
        catalogue.submit_for_review(version_id=draft.id, actor=SYSTEM)
        catalogue.publish_version(version_id=draft.id, actor=SYSTEM)
        answer = ask("--set", "五级48同", "--entry", city.promised.catalog_code)
    document = answer.document
    assert (document["lines"], document["compared"], document["wholly_same"]) == (2, 1, 0)
    (entry,) = document["entries"]
    assert [one["element"] for one in entry["different"]] == ["accept_conditions"]
    assert {variant["places"][0]["region"] for variant in entry["different"][0]["variants"]} == {REGION, "410522"}
    assert document["elements"]["name"] == {"numerator": 1, "denominator": 1, "value": 1.0}
    for words in (("--set", "49同"), ("--entry", "999999999999")):
        with pytest.raises(Misuse):
            ask(*words)
