"""The words by which Chinese text is cut: jieba's algorithm over its own dictionary, kept in seven megabytes.

As a `dict`, as jieba keeps them, half a million words and beginnings of words take a hundred megabytes in every
process; and jieba shares them through a file in the system's temporary folder, which anybody may write. Here they are
two sorted arrays: the digest of a text, and how frequent it is (0 for what only begins a word).
"""

from __future__ import annotations

import functools
import logging
import threading
import warnings
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, cast


class Cutter(Protocol):
    """What is used of jieba's tokenizer."""

    def cut(self, sentence: str) -> Iterator[str]:
        """The words of a sentence, one after the other."""

    def cut_for_search(self, sentence: str) -> Iterator[str]:
        """As `cut`, with the shorter words inside long ones before them."""


def _digest(text: str) -> int:
    """Of the encoded text: the digest of a `str` is one of its memory, where 偂 is the same two bytes as BP."""
    return hash(text.encode())


class Frequencies:
    """How frequent a word is, as jieba asks its dictionary: `in`, `[]` and `get`.

    Two of half a million texts share a digest of 64 bits once in a hundred million dictionaries.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        """Read lines of word, frequency and kind."""
        import numpy as np

        digests, counts = array("q"), array("q")
        for line in lines:
            word, count = line.split(" ")[:2]
            digests.append(_digest(word))
            counts.append(int(count))
            for end in range(1, len(word)):
                digests.append(_digest(word[:end]))
                counts.append(0)
        self.total = sum(counts)
        found, often = np.frombuffer(digests, np.int64), np.frombuffer(counts, np.int64)
        order = np.lexsort((-often, found))  # of the same text the most frequent first
        found, often = found[order], often[order]
        first = np.concatenate(([True], found[1:] != found[:-1]))
        self._digests = array("q", found[first].tobytes())
        self._counts = array("i", often[first].astype(np.int32).tobytes())

    def get(self, text: str, default: int | None = None) -> int | None:
        """The frequency; `default` for what is neither a word nor the beginning of one."""
        digest = _digest(text)
        place = bisect_left(self._digests, digest)
        if place < len(self._digests) and self._digests[place] == digest:
            return self._counts[place]
        return default

    def __getitem__(self, text: str) -> int:
        found = self.get(text)
        if found is None:
            raise KeyError(text)
        return found

    def __contains__(self, text: str) -> bool:
        return self.get(text) is not None


_building = threading.Lock()


def cutter() -> Cutter:
    """The tokenizer, built at its first use: reading the dictionary takes about a second of every process."""
    with _building:
        return _cutter()


@functools.cache
def _cutter() -> Cutter:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of pkg_resources, which jieba asks for its files
        import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer: Any = jieba.Tokenizer()
    with tokenizer.get_dict_file() as file:
        tokenizer.FREQ = Frequencies(line.decode() for line in file)
    tokenizer.total, tokenizer.initialized = tokenizer.FREQ.total, True
    return cast(Cutter, tokenizer)
