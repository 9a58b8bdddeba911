"""`tongban catalogue export` with and without what is still being compiled, and a new item taken from a workbook."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from tongban.catalogue import services
from tongban.catalogue.selectors import ItemView
from tongban.catalogue.tests.conftest import SYSTEM, department, entry, guide, item, publish  # noqa: F401  # fixtures
from tongban.shell.commands.exchange import COMMANDS

pytestmark = pytest.mark.django_db


def _run(name: str, **given: Any) -> Any:
    (command,) = [one for one in COMMANDS if one.name == name]
    parser = argparse.ArgumentParser()
    command.configure(parser)
    path = str(given.pop("path"))
    words = [word for option, value in given.items() for word in (f"--{option}", *([] if value is True else [value]))]
    return command.run(parser.parse_args([path, *words]))


def _hours(file: Path) -> list[str]:
    return [one["content"]["hours"] for one in json.loads(file.read_bytes())["items"]]


def test_drafts_are_exported_where_they_are_asked_for(item: ItemView, tmp_path: Path) -> None:  # noqa: F811
    publish(item.id, guide(hours="现行的"))
    services.draft_version(item_id=item.id, content=guide(hours="草稿的"), actor=SYSTEM)
    file = tmp_path / "items.json"
    answer = _run("catalogue export", path=file, format="json")
    assert (answer.document["items"], answer.document["drafts"], _hours(file)) == (1, False, ["现行的"])
    answer = _run("catalogue export", path=file, format="json", drafts=True, region="410500")
    assert (answer.document["items"], answer.document["drafts"], _hours(file)) == (1, True, ["草稿的"])
    assert _run("catalogue export", path=file, format="json", drafts=True, department="别的局").document["items"] == 0
