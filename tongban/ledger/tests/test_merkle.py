from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.ledger import merkle
from tongban.ledger.body import digest_of
from tongban.ledger.services.seal_terms import compress_ids, expand_ids, pack_ids, unpack_ids


def leaves(count: int) -> list[bytes]:
    return [digest_of(str(place).encode()) for place in range(count)]


def test_small_trees_by_hand() -> None:
    one, *_ = found = leaves(17)
    assert merkle.root([one]) == digest_of(b"\x01" + one)
    assert merkle.root(found[:16]) == digest_of(b"\x01" + b"".join(found[:16]))
    left, right = digest_of(b"\x01" + b"".join(found[:16])), digest_of(b"\x01" + found[16])
    assert merkle.root(found) == digest_of(b"\x01" + left + right)
    with pytest.raises(ValueError, match="no leaves"):
        merkle.root([])


@given(st.integers(1, 700), st.data())
def test_every_path_leads_to_the_root_and_no_other_leaf_does(count: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, count - 1))
    found = leaves(count)
    path = merkle.path(found, place)
    assert merkle.root_of_path(found[place], path) == merkle.root(found)
    assert merkle.root_of_path(digest_of(b"other"), path) != merkle.root(found)


@given(st.lists(st.integers(1, 2**62), max_size=50))
def test_ids_survive_packing(ids: list[int]) -> None:
    packed = pack_ids(ids)
    assert packed == b"".join(number.to_bytes(8, "big") for number in ids)
    assert unpack_ids(expand_ids(compress_ids(packed))) == ids


@pytest.mark.parametrize("stored", [b"", b"garbage", compress_ids(b"12345678")[:-3]])
def test_damaged_ids_are_named_so(stored: bytes) -> None:
    with pytest.raises(ValueError, match="damaged"):
        expand_ids(stored)
