"""Fields of a form keep their order through a store that forgets it."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tongban.catalogue.ordering import in_order, with_order

NAMES = st.lists(st.text("abcdefg_", min_size=1, max_size=6), unique=True, max_size=8)


@given(NAMES, NAMES)
def test_order_survives_sorted_keys(outer: list[str], inner: list[str]) -> None:
    below = {"type": "object", "properties": {name: {"type": "string"} for name in inner}}
    schema = {"type": "object", "properties": dict.fromkeys(outer, below), "required": outer}
    forgotten = json.loads(json.dumps(with_order(schema), sort_keys=True))
    found = in_order(forgotten)
    assert found == schema
    assert list(found["properties"]) == outer
    for name in outer:
        assert list(found["properties"][name]["properties"]) == inner
