from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from tongban.kernel.gm import sm3
from tongban.kernel.standards import make_citizen_no
from tongban.ledger import body as fact_body
from tongban.ledger.body import FORMAT, MEMBERS, START, FactBody, checked, digest_of, instant_text
from tongban.ledger.errors import FactRefused, PersonalNumber
from tongban.ledger.facts import JsonValue, ObjectRef

BOTH = next(
    number
    for number in (make_citizen_no("410502", dt.date(1990, 1, 1), seq) for seq in range(1000))
    if uscc.is_valid(number)
)
"""A citizen number that also has the check digit of a credit code: one in thirty-one does."""
VECTOR = FactBody(
    account_id=7,
    channel="window",
    data={"case_no": "A1", "fee": 1200, "notes": ["受理", None, True]},
    department_id=3,
    id=1,
    kind="case.accepted",
    objects=[ObjectRef("case", "c-1"), ObjectRef("party", "9", "applicant")],
    occurred_at=dt.datetime(2026, 3, 2, 1, 2, 3, 4, tzinfo=dt.UTC),
    officer_id=5,
    party_id=None,
    prev=START,
    principal_id=None,
    recorded_at=dt.datetime(2026, 3, 2, 9, 2, 3, 5, tzinfo=dt.timezone(dt.timedelta(hours=8))),
    region_code="410502",
    seats="approver,clerk",
    seq=1,
    trace_id="t",
    uid="00000000-0000-4000-8000-000000000001",
)
VECTOR_DIGEST = "8f820803389a538edb1119eeea59ad5e5669cbc41f7f8894407d0b2b54d15e26"


def test_vector_never_changes() -> None:
    expected = (
        "tongban-fact/1\n"
        '{"account_id":7,"channel":"window","data":{"case_no":"A1","fee":1200,"notes":["受理",null,true]},"department_id":3,'
        '"id":1,"kind":"case.accepted","objects":[["case","c-1",""],["party","9","applicant"]],'
        '"occurred_at":"2026-03-02T01:02:03.000004Z","officer_id":5,"party_id":null,'
        '"prev":"0000000000000000000000000000000000000000000000000000000000000000","principal_id":null,'
        '"recorded_at":"2026-03-02T01:02:03.000005Z","region_code":"410502","seats":"approver,clerk","seq":1,"trace_id":"t",'
        '"uid":"00000000-0000-4000-8000-000000000001"}'
    )
    assert VECTOR.encode() == expected.encode()
    assert digest_of(VECTOR.encode()).hex() == VECTOR_DIGEST


def test_vector_in_the_documentation_is_the_tested_one() -> None:
    documentation = fact_body.__doc__ or ""
    shown = re.search(r"    tongban-fact/1\n(.*?)\n\n    SM3 = ([0-9a-f]{64})", documentation, re.S)
    assert shown is not None
    line = "".join(part.strip() for part in shown[1].splitlines())
    assert FORMAT + line.encode() == VECTOR.encode()
    assert shown[2] == VECTOR_DIGEST
    assert all(re.search(rf"^{name} ", documentation, re.M) for name in MEMBERS)


def test_fast_digest_is_sm3() -> None:
    assert digest_of(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert digest_of(b"x" * 5000) == sm3(b"x" * 5000)


names = st.from_regex(r"[A-Za-z0-9_.-]{1,12}", fullmatch=True)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00", max_codepoint=0x10FFFF), max_size=9)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(names, values, max_size=5))
def test_canonical_form_survives_any_json_reader(data: dict[str, JsonValue]) -> None:
    written = FactBody(**{**_members(VECTOR), "data": checked(data)}).encode()  # type: ignore[arg-type]  # same names
    text = written.removeprefix(FORMAT).decode()
    read = json.loads(text)
    assert read["data"] == data
    assert tuple(read) == MEMBERS
    assert json.dumps(read, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() == text.encode()


def _members(fact: FactBody) -> dict[str, object]:
    return {name: getattr(fact, name) for name in MEMBERS}


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        float("nan"),
        b"x",
        {1, 2},
        dt.date(2026, 1, 1),
        2**53,
        -(2**53),
        object(),
        {1: "x"},
        {"受理": 1},
        "a\x00b",
        "\ud800",
    ],
)
def test_what_the_format_cannot_hold_is_refused(value: JsonValue) -> None:
    with pytest.raises(FactRefused):
        checked({"x": [{"y": value}]})


def test_bottomless_data_is_refused() -> None:
    data: dict[str, JsonValue] = {}
    for _ in range(20):
        data = {"deeper": data}
    with pytest.raises(FactRefused, match="nested"):
        checked(data)


@pytest.mark.parametrize(
    "text",
    [
        "410502199003071233",
        "号码410502199003071233，",
        "41050219900307123X",
        "41050219900307123x",
        "４１０５０２１９９００３０７１２３３",
        "13800138000",
        "电话：13800138000。",
        "+86 13800138000",
        BOTH,
    ],
)
def test_personal_numbers_are_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(PersonalNumber) as refusal:
        checked({"note": {"deep": [text]}})
    told = str(refusal.value.problem())
    assert "138" not in told
    assert "1990" not in told
    assert refusal.value.data["place"].endswith("note.deep[0]")


@pytest.mark.parametrize(
    "text",
    [
        "11410500MB1234567X",  # a unified social credit identifier
        "114105000055501234",  # digits only, no day in the place of a birth date
        "11410500MB0P00001X4000131001000",  # task code
        "1141050000555012344000131001000202603020001",  # case number
        "9f1c1380-0138-4000-8000-138001380001",
        "2026-03-02T01:02:03.000004Z",
        "15000000000000",
        "1234567890",
    ],
)
def test_codes_that_only_look_long_pass(text: str) -> None:
    assert checked({"code": text}) == {"code": text}


def test_copy_is_deep_and_plain() -> None:
    inner: list[JsonValue] = [1, (2, 3)]
    kept = checked({"list": inner})
    inner.append(4)
    assert kept == {"list": [1, [2, 3]]}


def test_instants_have_six_decimals_and_are_utc() -> None:
    assert (
        instant_text(dt.datetime(2026, 1, 1, 8, tzinfo=dt.timezone(dt.timedelta(hours=8))))
        == "2026-01-01T00:00:00.000000Z"
    )
    with pytest.raises(ValueError, match="naive"):
        instant_text(dt.datetime(2026, 1, 1))
