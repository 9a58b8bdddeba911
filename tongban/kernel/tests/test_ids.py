"""Public ids as callers name them."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from tongban.kernel.errors import InvalidInput, NotFound
from tongban.kernel.ids import uid_of, uids_of


def test_a_uid_is_read_and_anything_else_names_nothing() -> None:
    one = uuid4()
    assert uid_of(one) is one
    assert uid_of(str(one)) == uid_of(one.hex.upper()) == one
    for text in ("", "x", "0" * 31, f"{one}0"):
        with pytest.raises(NotFound):
            uid_of(text)
    with pytest.raises(InvalidInput):
        uid_of("x", InvalidInput(errors={"uid": "请选择。"}))


def test_of_many_each_once_and_in_order() -> None:
    one, two = UUID(int=2), UUID(int=1)
    assert uids_of([str(one), "x", two, one, str(two)]) == [one, two]
