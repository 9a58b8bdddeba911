"""What a guide marks as verified stands word for word in the law."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tongban.demo.loader import load_city
from tongban.demo.statutes import read_statutes

LAW = """# 某某条例

2020年1月1日通过

<!-- INFO END -->

## 第一章 总则

第一条 为了试验，制定本条例。

第二条　申请人可以：

（一）提出申请；

（二）撤回申请。

## 第二章 附则

第三条 本条例自公布之日起施行。
"""


def test_a_quotation_is_looked_for_in_its_article_only(tmp_path: Path) -> None:
    (tmp_path / "某某条例(2020-01-01).md").write_text(LAW, "utf-8")
    statutes = read_statutes(tmp_path)
    assert statutes.has("某某条例")
    assert not statutes.has("别的条例")
    assert statutes.quotes("某某条例", "第二条", "（二）撤回申请。")
    assert not statutes.quotes("某某条例", "第一条", "（二）撤回申请。")
    assert not statutes.quotes("某某条例", "第二条", "第二章 附则")
    assert not statutes.quotes("某某条例", "第二条", "")
    assert not statutes.quotes("某某条例", "第九条", "撤回申请")


@pytest.mark.real_data
def test_verified_means_that_the_law_says_so() -> None:
    statutes = read_statutes(Path(os.environ["TONGBAN_REAL_DATA"]) / "laws")
    assert len(statutes.laws) == 16
    bases = [(item.name, basis) for item in load_city().items for basis in item.content.legal_bases]
    wrong = [
        f"{name}：《{basis.law}》{basis.article}“{basis.excerpt}”"
        for name, basis in bases
        if basis.verified != statutes.quotes(basis.law, basis.article, basis.excerpt)
    ]
    assert wrong == []
    assert sum(basis.verified for _, basis in bases) >= 80


@pytest.mark.real_data
def test_every_law_at_hand_that_is_cited_is_quoted() -> None:
    statutes = read_statutes(Path(os.environ["TONGBAN_REAL_DATA"]) / "laws")
    loose = [
        (item.name, basis.law)
        for item in load_city().items
        for basis in item.content.legal_bases
        if statutes.has(basis.law) and not basis.verified
    ]
    assert loose == []
