"""Texts are cut as jieba itself cuts them."""

from __future__ import annotations

import random

import jieba
import pytest

from tongban.catalogue.dictionary import Frequencies, cutter

TEXTS = (
    "申办公证服务",
    "公共场所卫生许可证变更（东城第1分局）",
    "小明硕士毕业于中国科学院计算所，后在日本京都大学深造",
    "个体工商户注销登记",
    "𠮷林省林木采伐许可证 ABC123",
    "",
)


@pytest.fixture(scope="module")
def original() -> jieba.Tokenizer:
    """jieba with its own dictionary, which it does not write anywhere."""
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


def test_texts_are_cut_as_by_jieba(original: jieba.Tokenizer) -> None:
    rng = random.Random(7)
    words = [word for word in original.FREQ if original.FREQ[word]]
    mixed = ["".join(rng.sample(words, 6)) for _ in range(300)]
    for text in (*TEXTS, *mixed):
        assert list(cutter().cut(text)) == list(original.cut(text))
        assert list(cutter().cut_for_search(text)) == list(original.cut_for_search(text))


def test_the_dictionary_is_the_same(original: jieba.Tokenizer) -> None:
    ours = cutter().FREQ  # type: ignore[attr-defined]  # what the tokenizer looks words up in
    assert isinstance(ours, Frequencies)
    assert ours.total == original.total
    assert len(ours._digests) == len(original.FREQ)
    assert all(ours[word] == count for word, count in original.FREQ.items())
    assert ours.get("不是一个词典里的词") is None
    with pytest.raises(KeyError):
        ours["不是一个词典里的词"]
