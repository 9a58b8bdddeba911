"""Every licence held at the start can be issued as it is, and the story's two are there."""

from __future__ import annotations

from tongban.demo.holdings import holdings
from tongban.demo.loader import load_city
from tongban.licences import face


def test_every_face_is_accepted_by_its_type() -> None:
    city = load_city()
    held = holdings(city)
    assert len(held) > 80
    for row in held:
        kind = city.licence_type(row.type_key)
        content = face.check_face(kind.fields, row.data)
        assert set(content) == set(kind.fields["properties"]), row.type_key


def test_single_licences_are_held_once() -> None:
    city = load_city()
    single = {kind.key for kind in city.licence_types if kind.single_valid}
    pairs = [(row.holder, row.type_key) for row in holdings(city) if row.type_key in single]
    assert len(pairs) == len(set(pairs))


def test_names_and_numbers_stand_on_the_licences() -> None:
    city = load_city()
    by_key = {(row.holder, row.type_key): row.data for row in holdings(city)}
    agent, shop = city.resident(city.story.agent), city.enterprise(city.story.applicant)
    assert by_key[agent.key, "id_card"]["person.citizen_no"] == agent.citizen_no
    assert by_key[shop.key, "business_licence"]["enterprise.uscc"] == shop.uscc
    assert shop.legal_representative == agent.key


def test_personal_parts_of_a_face_are_marked() -> None:
    """The house seals elements its own table calls personal; those the city adds must say so on the face."""
    city = load_city()
    added = {element.code for element in city.elements if element.personal and element.origin == "demo"}
    marked = [
        rule.get("x-personal") is True
        for kind in city.licence_types
        for name, rule in kind.fields["properties"].items()
        if name in added
    ]
    assert marked
    assert all(marked)
