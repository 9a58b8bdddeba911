"""The generator: the same people from the same seed, valid numbers, nobody twice."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.demo.loader import load_city
from tongban.demo.population import Population, population
from tongban.kernel.standards import check_citizen_no, check_uscc, uscc_findings
from tongban.parties import names

TOWNS = (("419902001", "同安市云溪区临溪街道"), ("419921001", "同安市鹤台县城关镇"))
EXPECTED = [
    ("郭云丽", "2001-09-01", "419921001"),
    ("梁磊涵", "2004-01-04", "419902001"),
    ("唐豪诚", "1963-12-07", "419902001"),
]


def test_the_same_seed_gives_the_same_people_for_ever() -> None:
    made = population(20261121, 3, towns=TOWNS)
    assert made == population(20261121, 3, towns=TOWNS)
    assert [(row.name, row.birth_date.isoformat(), row.region_code) for row in made.residents] == EXPECTED
    assert population(1, 3, towns=TOWNS) != made


def test_a_larger_city_keeps_its_first_people() -> None:
    assert population(7, 50, towns=TOWNS).residents[:20] == population(7, 20, towns=TOWNS).residents


def _check(made: Population) -> None:
    numbers = [row.citizen_no for row in made.residents]
    assert len(set(numbers)) == len(numbers)
    for row in made.residents:
        number = check_citizen_no(row.citizen_no)
        assert (number.birth_date, str(number.sex)) == (row.birth_date, row.sex)
        assert names.clean_person_name(row.name) == row.name
    codes = [row.uscc for row in made.enterprises]
    assert len(set(codes)) == len(codes)
    people = {row.key for row in made.residents}
    for firm in made.enterprises:
        assert check_uscc(firm.uscc) == firm.uscc
        assert uscc_findings(firm.uscc) == []
        assert firm.legal_representative in people
        assert names.clean_organisation_name(firm.name) == firm.name


@given(seed=st.integers(0, 2**31), n=st.integers(1, 60))
@settings(max_examples=25, deadline=None)
def test_numbers_are_valid_and_nobody_is_there_twice(seed: int, n: int) -> None:
    _check(population(seed, n, towns=TOWNS))


def test_generated_people_do_not_meet_the_written_ones() -> None:
    city = load_city()
    made = population(city.profile.seed, 3000, towns=TOWNS, enterprises=500)
    _check(made)
    assert not {row.citizen_no for row in made.residents} & {row.citizen_no for row in city.residents}
    assert not {row.uscc for row in made.enterprises} & {row.uscc for row in city.enterprises}
    assert not {row.mobile for row in made.residents} & {row.mobile for row in city.residents}
    assert any("·" in row.name for row in made.residents)
    assert any(len(char.encode()) == 4 for row in made.residents for char in row.name)


@pytest.mark.parametrize(("n", "enterprises"), [(-1, 0), (0, 1), (100_001, 0), (1, 100_001)])
def test_impossible_sizes_are_refused(n: int, enterprises: int) -> None:
    with pytest.raises(ValueError, match="population"):
        population(1, n, towns=TOWNS, enterprises=enterprises)
