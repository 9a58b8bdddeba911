"""Words for the search: how a Chinese text becomes tokens, a tsvector and a query. Pure.

Dictionary words alone lose much: 申办公证服务 is cut 申/办公/证/服务, and 公证 is never found. So every pair of
neighbouring characters is a token too, beside the words jieba finds. A query word asks for all of its pairs.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable

from tongban.catalogue.dictionary import cutter

_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_DROPPED = re.compile("[\\s\x00\ud800-\udfff]+")
_LATIN = re.compile(r"[0-9a-z]+")
_MOST_TOKENS = 2000
#: Words of a question that say nothing about the item.
STOP = frozenset(
    {
        "我",
        "你",
        "他",
        "她",
        "们",
        "我们",
        "想",
        "要",
        "我要",
        "想要",
        "需要",
        "怎么",
        "怎样",
        "如何",
        "怎么办",
        "怎么办理",
        "办",
        "办理",
        "的",
        "了",
        "吗",
        "呢",
        "和",
        "与",
        "及",
        "或",
        "在",
        "去",
        "到",
        "哪里",
        "哪儿",
        "哪",
        "什么",
        "请问",
        "可以",
        "能",
        "一个",
        "一下",
        "关于",
        "申请",
        "是",
        "有",
        "把",
        "给",
        "对",
    }
)


def fold(text: str) -> str:
    """Half width, lower case, without blanks or what a database cannot keep: how names are compared."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text)).lower()


def pairs(run: str) -> list[str]:
    """Neighbouring characters of a Chinese run; a single character stays itself."""
    return [run] if len(run) == 1 else [run[n : n + 2] for n in range(len(run) - 1)]


@functools.lru_cache(maxsize=8192)
def index_tokens(text: str, *, single: bool = False) -> tuple[str, ...]:
    """Tokens of a text to be found: words, pairs, Latin runs; `single` adds each character."""
    folded = fold(text)
    found: dict[str, None] = {}
    for run in _CHINESE.findall(folded):
        for token in (*pairs(run), *(word for word in cutter().cut_for_search(run) if len(word) > 1)):
            found[token] = None
        if single:
            found.update(dict.fromkeys(run))
    for run in _LATIN.findall(folded):
        found[run] = None
    return tuple(found)[:_MOST_TOKENS]


def vector(parts: Iterable[tuple[str, Iterable[str]]]) -> str:
    """A tsvector literal from (weight, tokens); the heaviest weight of a token counts."""
    weights: dict[str, str] = {}
    for weight, tokens in parts:
        for token in tokens:
            weights[token] = min(weights.get(token, "D"), weight)
    return " ".join(f"{_quoted(token)}:1{weight}" for token, weight in weights.items())


def _quoted(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


@functools.lru_cache(maxsize=4096)
def query_words(text: str) -> tuple[str, ...]:
    """Words of a question worth looking for; all of them where nothing but stop words is left."""
    folded = fold(text)
    words = [word for run in _CHINESE.findall(folded) for word in cutter().cut(run)]
    useful = [word for word in words if word not in STOP]
    found = (useful or words) + _LATIN.findall(folded)
    return tuple(dict.fromkeys(found))[:20]


def word_query(word: str) -> str:
    """The tsquery of one word: all its pairs."""
    tokens = pairs(word) if _CHINESE.fullmatch(word) else [word]
    return "(" + " & ".join(_quoted(token) for token in tokens) + ")"


def run_query(text: str) -> str:
    """The tsquery for the text as it was typed: every pair of every run; empty where there is nothing to look for."""
    folded = fold(text)
    runs = _CHINESE.findall(folded) + _LATIN.findall(folded)
    return " & ".join(word_query(run) for run in runs)


def words_query(words: Iterable[str], operator: str) -> str:
    """The tsquery for these words joined by `&` or `|`; empty where there are none."""
    return f" {operator} ".join(word_query(word) for word in words)


@functools.lru_cache(maxsize=8192)
def spell(text: str) -> tuple[str, str]:
    """Full pinyin without tones and the initials: 公证办理 → ("gongzhengbanli", "gzbl")."""
    from pypinyin import Style, lazy_pinyin  # its tables are read at import: not for a command that never spells

    runs = "".join(_CHINESE.findall(text))
    syllables = lazy_pinyin(runs, style=Style.NORMAL, errors="ignore")
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)


def sounds(pinyin: str, initials: str) -> str:
    """A tsvector literal of what is typed by sound: pairs of the initials, runs of three letters of the readings."""
    found = {_INITIALS + pair for word in initials.split() for pair in _runs(word, 2)}
    found |= {_READING + triple for word in pinyin.split() for triple in _runs(word, 3)}
    return " ".join(_quoted(token) for token in sorted(found))


def sound_queries(letters: str) -> tuple[str, str]:
    """The tsqueries of letters among the initials and within a reading; the second is empty for two letters."""
    return (
        " & ".join(_quoted(_INITIALS + pair) for pair in _runs(letters, 2)),
        " & ".join(_quoted(_READING + triple) for triple in _runs(letters, 3)),
    )


_INITIALS, _READING = "i", "p"


def _runs(word: str, size: int) -> list[str]:
    return list(dict.fromkeys(word[n : n + size] for n in range(len(word) - size + 1)))
