"""The document itself: one shape to a name, and every operation told in Chinese."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pydantic import BaseModel

from tongban.openapi.answers import FILES
from tongban.openapi.tests.conftest import document, operations


def _shapes(parent: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for child in parent.__subclasses__():
        yield child
        yield from _shapes(child)


def test_no_two_shapes_share_a_name() -> None:
    """In the document the second would silently take the place of the first."""
    ours = {one for one in _shapes(BaseModel) if one.__module__.startswith("tongban.openapi.")}
    assert len(ours) > 100
    twice = [name for name, number in Counter(one.__name__ for one in ours).items() if number > 1]
    assert not twice, twice


def test_every_operation_says_in_chinese_what_it_does() -> None:
    assert operations().keys() >= FILES.keys()
    for path, methods in document()["paths"].items():
        for method, told in methods.items():
            assert any("\u4e00" <= sign <= "\u9fff" for sign in told["summary"]), (method, path)
            assert told["tags"], (method, path)
            assert told["description"], (method, path)
