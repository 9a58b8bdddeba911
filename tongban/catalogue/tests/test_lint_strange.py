"""Strange content breaks no rule, and no mend writes what its rule finds again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.catalogue.content import (
    FeeItemView,
    FeeView,
    LegalBasisView,
    MaterialView,
    ResultView,
    StepView,
    VersionContent,
)
from tongban.catalogue.lint import RULES, build_context, lint
from tongban.catalogue.lint.sample import changed
from tongban.kernel.deadline import Limit, LimitUnit

WORDS = st.sampled_from(
    ["", "无", "其他材料", "《物权法》", "（", "１２", "營業", "<br>", "&nbsp;", "&amp;nbsp;", "身份证", "12345", "：",
     "020-83133642", "11010519491231002X", "自受理之日起十五个工作日内作出决定", "向同安市城市管理局提出申请", "等材料",
     "\u200b", "?", "???"]
)  # fmt: skip
TEXT = st.one_of(st.text(max_size=30), st.lists(WORDS, max_size=4).map("".join))
NAME = TEXT.filter(str.strip)
LIMIT = st.none() | st.builds(Limit, st.integers(0, 100), st.sampled_from(LimitUnit))
FLAG = st.sampled_from([None, True, False])
CONTENT: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "name": NAME,
        "case_kind": st.sampled_from(["instant", "promised"]),
        "statutory": LIMIT,
        "promised": LIMIT,
        "channels": st.lists(st.sampled_from(["portal", "window", "post"]), unique=True).map(tuple),
        "visits": st.none() | st.integers(0, 9),
        "online": FLAG,
        "online_depth": st.none() | st.integers(1, 4),
        "materials": st.lists(
            st.builds(
                MaterialView, st.just(1), NAME, source=st.sampled_from(["", "government"]), accept_standard=TEXT,
                situations=st.lists(st.sampled_from(["a", "b"]), max_size=2).map(tuple),
            ),
            max_size=4,
        ).map(tuple),
        "steps": st.lists(
            st.builds(StepView, TEXT, st.just("clerk"), LIMIT, st.sampled_from(["", "decide"])), max_size=3
        ).map(tuple),
        "result": st.none() | st.builds(ResultView, st.sampled_from(["licence", "approval", "none"]), TEXT),
        "legal_bases": st.lists(st.builds(LegalBasisView, NAME, TEXT), max_size=3).map(tuple),
        "fee": st.builds(FeeView, FLAG, st.lists(st.builds(FeeItemView, TEXT, TEXT, TEXT), max_size=2).map(tuple)),
        "form_schema": st.dictionaries(
            st.sampled_from(["type", "properties", "required"]),
            st.sampled_from(["object", {}, {"a": 1}, {"a": {"title": 3}}, ["a"], [], 7, None]),
        ),
        "accept_conditions": TEXT,
        "visit_reason": TEXT,
        "remedies": TEXT,
        "hours": TEXT,
        "places": st.lists(TEXT, max_size=2).map(tuple),
        "phones": st.lists(TEXT, max_size=3).map(tuple),
        "complaint_phones": st.lists(TEXT, max_size=3).map(tuple),
        "online_url": TEXT,
        "booking_url": TEXT,
        "defaults": st.sampled_from([(), ("form",), ("channels",)]),
    },
)  # fmt: skip
LINE: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "code": TEXT,
        "catalog_code": TEXT,
        "entry_name": TEXT,
        "department_name": TEXT,
        "department_code": TEXT,
        "region_code": TEXT,
        "exercise_level": st.sampled_from(["", "1", "3", "6", "9"]),
        "item_kind": st.sampled_from(["licensing", "reward", "public_service"]),
        "item_state": st.sampled_from(["in_use", "abolished"]),
        "origin": st.sampled_from(["own", "elsewhere"]),
    },
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content=CONTENT, line=LINE, other=LINE)
def test_no_content_breaks_a_rule(content: dict[str, Any], line: dict[str, Any], other: dict[str, Any]) -> None:
    one, beside = changed(content, line), changed({}, other)
    context = build_context([one, beside], dt.date(2026, 1, 1))
    for found in lint(one, context):
        found.as_json()
    for rule in RULES.values():
        once = rule.mend(one, context)
        assert isinstance(once, VersionContent)
        twice = rule.mend(one.with_content(once), context)
        assert twice == once, rule.code
        assert not any(found.mend for found in rule.findings(one.with_content(once), context)), rule.code
