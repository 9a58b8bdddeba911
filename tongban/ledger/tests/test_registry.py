from __future__ import annotations

import pytest

from tongban.ledger import facts
from tongban.ledger.facts import FactKind, FactView, kind_text, kinds, periodic, reaction


@pytest.mark.parametrize("kind", ["accepted", "Case.accepted", "case.", "case accepted", ""])
def test_malformed_kinds_are_refused(kind: str) -> None:
    with pytest.raises(ValueError, match="expected room"):
        FactKind(kind, text="x", primary="case")


def test_a_kind_has_chinese_text_and_a_plain_object_type() -> None:
    with pytest.raises(ValueError, match="Chinese text"):
        FactKind("probe.silent", text="", primary="probe")
    with pytest.raises(ValueError, match="glossary"):
        FactKind("probe.odd", text="x", primary="Probe Thing")


def test_a_code_has_one_meaning() -> None:
    first = FactKind("probe.once", text="一次", primary="probe")
    assert FactKind("probe.once", text="一次", primary="probe") == first
    with pytest.raises(TypeError, match="defined twice"):
        FactKind("probe.once", text="两次", primary="probe")
    assert kinds()["probe.once"] == first
    assert kind_text("probe.once") == "一次"
    assert kind_text("probe.of_a_removed_room") == "probe.of_a_removed_room"


def test_a_name_belongs_to_one_handler() -> None:
    @reaction("probe.moved", name="tests.one")
    def one(fact: FactView) -> None: ...

    reaction("probe.opened", name="tests.one")(one)
    reaction("probe.moved", name="tests.one")(one)
    assert [known.name for known in facts.reactions_to("probe.moved")] == ["tests.one"]
    with pytest.raises(TypeError, match="registered twice"):

        @reaction("probe.moved", name="tests.one")
        def other(fact: FactView) -> None: ...


def test_a_job_name_belongs_to_one_function() -> None:
    @periodic(seconds=5, name="tests.job")
    def job() -> None: ...

    with pytest.raises(TypeError, match="registered twice"):

        @periodic(seconds=5, name="tests.job")
        def other() -> None: ...

    assert [known.name for known in facts.periodic_jobs()] == ["tests.job"]
