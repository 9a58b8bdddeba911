"""Region codes as they are typed and read, in one form."""

from __future__ import annotations

import pytest

from tongban.kernel.errors import InvalidInput
from tongban.kernel.standards.regions import clean_region


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", ""),
        (" 4105 ", "410500"),
        ("４１０５０２", "410502"),
        ("410500000000", "410500"),
        ("410502001000", "410502001"),
        ("410502001001", "410502001001"),
        ("410502000", "410502"),  # nine digits, as GB/T 39046 has them
        ("410502001", "410502001"),
    ],
)
def test_codes_come_out_in_one_form(typed: str, code: str) -> None:
    assert clean_region(typed) == code


@pytest.mark.parametrize("typed", ["41O5", "4105021", "1", "x", "41050２0010010", "٤١٠٥"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        clean_region(typed)
