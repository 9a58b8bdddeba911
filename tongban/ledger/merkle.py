"""The tree over the digests of sealed facts (pure).

Leaves are fact digests in the order of fact ids. A node is SM3 over the byte 0x01 and its children, up to sixteen of
32 bytes each; levels are built until one node is left, at least one. Fact bodies begin with ``t`` (0x74), so no fact
can pass for a node; the number of leaves is signed beside the root, so the shape is fixed. Sixteen children instead of
two: fifteen times fewer digests to compute, and a proof is still a few hundred bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

from tongban.ledger.body import digest_of

ARITY = 16
_NODE = b"\x01"


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over at least one leaf. Raises `ValueError` for none."""
    if not leaves:
        raise ValueError("no leaves")
    level = _parents(leaves)
    while len(level) > 1:
        level = _parents(level)
    return level[0]


def _parents(level: Sequence[bytes]) -> list[bytes]:
    return [digest_of(_NODE + b"".join(level[at : at + ARITY])) for at in range(0, len(level), ARITY)]


Path = tuple[tuple[int, tuple[bytes, ...]], ...]
"""From leaf to root: the place among the siblings, and the siblings without oneself."""


def path(leaves: Sequence[bytes], place: int) -> Path:
    """What somebody who holds only leaf `place` needs to compute the root."""
    steps = []
    level: Sequence[bytes] = leaves
    while True:
        start = place - place % ARITY
        group = level[start : start + ARITY]
        steps.append((place - start, (*group[: place - start], *group[place - start + 1 :])))
        if len(level) <= ARITY:
            return tuple(steps)
        level, place = _parents(level), place // ARITY


def root_of_path(leaf: bytes, steps: Path) -> bytes:
    """The root a leaf and its path lead to."""
    node = leaf
    for place, siblings in steps:
        node = digest_of(_NODE + b"".join((*siblings[:place], node, *siblings[place:])))
    return node
