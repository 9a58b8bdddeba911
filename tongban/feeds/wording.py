"""Catch-alls that a guide must not contain: shared by the readers (finding) and by publication (refusal)."""

from __future__ import annotations

import re

#: 安阳市政务服务条例 13: “其他材料”“有关材料” and the like are to be spelled out one by one.
VAGUE = re.compile(r"(其他|其它|有关|相关|必要)的?(其他|其它|有关|相关|必要)?的?(材料|文件|资料|证明|手续)")


def vague(text: str) -> str:
    """The catch-all in a material's name (其他材料, 有关文件 …); empty where every paper is named."""
    found = VAGUE.search(text)
    return found[0] if found else ""
