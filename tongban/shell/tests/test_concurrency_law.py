"""Power and law end while somebody acts on them: before the end it counts, after it nothing more happens."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

import pytest

from tongban.cases import services
from tongban.cases.errors import ItemNotOpen
from tongban.cases.models import Case
from tongban.cases.tests.conftest import MORNING, SYSTEM, City, build
from tongban.catalogue import services as catalogue
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError
from tongban.ledger.models import Chain
from tongban.parties import services as parties
from tongban.parties.errors import MandateRevoked
from tongban.reference import services as reference
from tongban.shell.tests.races import copies, race, refusals, running, story

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 40


@pytest.fixture
def city() -> Iterator[City]:
    with clock.frozen(MORNING):
        reference.load_reference_data(actor=SYSTEM)
        yield build()


def entrusted(city: City) -> Actor:
    """The stranger, signed in and acting for the resident."""
    return dataclasses.replace(city.stranger, principal_id=city.resident.party_id)


def mandate(city: City) -> str:
    assert city.resident.party_id is not None
    assert city.stranger.party_id is not None
    given = parties.grant_mandate(
        principal_id=city.resident.party_id,
        agent_id=city.stranger.party_id,
        valid_to=clock.today() + dt.timedelta(days=30),
        actor=SYSTEM,
    )
    return str(given.uid)


def test_a_mandate_is_revoked_while_its_holder_submits(city: City) -> None:
    agent = entrusted(city)
    uids = copies(city.draft(city.promised), ROUNDS)
    mandates: list[str] = []

    def submit(number: int) -> str:
        return services.submit_case(case_uid=uids[number], actor=agent)

    def revoke(number: int) -> None:
        parties.revoke_mandate(mandate_uid=mandates[number], actor=city.resident)

    done = 0
    for number in range(ROUNDS):
        mandates.append(mandate(city))
        ((submitted, revoked),) = race(1, lambda _, n=number: submit(n), lambda _, n=number: revoke(n), seed=number)  # type: ignore[misc]  # default binds
        assert revoked is None
        late = refusals([submitted])
        assert all(isinstance(refusal, MandateRevoked) for refusal in late), late
        assert story(uids[number]) == ([] if late else ["case.submitted"])
        assert running(uids[number]) == ([] if late else ["case.one_time_notice"])
        done += not late
        with pytest.raises(DomainError) as refused:
            services.withdraw_case(case_uid=uids[number], actor=agent)
        refusals([refused.value])
    assert Chain.objects.filter(object_type="case", object_id__in=uids).count() == done


def test_an_item_is_suspended_while_people_submit(city: City) -> None:
    """Every application is whole: in before the suspension or refused with its reason; afterwards none comes in."""
    version = city.promised
    hands = 4
    uids = copies(city.draft(version), ROUNDS * hands + 1)

    def submit(place: int, number: int) -> str:
        return services.submit_case(case_uid=uids[number * hands + place], actor=city.resident)

    def suspend(number: int) -> None:
        catalogue.suspend_item(item_id=version.item_id, reason="系统升级", actor=SYSTEM)

    submitters = [lambda n, p=p: submit(p, n) for p in range(hands)]
    for number in range(ROUNDS):
        shifted = [lambda _, s=s, n=number: s(n) for s in submitters]
        ((suspended, *submitted),) = race(1, suspend, *shifted, seed=number)
        assert suspended is None, suspended
        assert all(isinstance(refusal, ItemNotOpen) for refusal in refusals(submitted)), submitted
        with pytest.raises(ItemNotOpen):
            services.submit_case(case_uid=uids[-1], actor=city.resident)
        catalogue.resume_item(item_id=version.item_id, actor=SYSTEM)
    serials = sorted(
        int(case_no[-4:])
        for case_no in Case.objects.filter(uid__in=uids).exclude(case_no="").values_list("case_no", flat=True)
    )
    assert serials == list(range(1, len(serials) + 1))
    assert len(serials) > 0, "nobody came in before the suspension: the race was none"


def test_a_button_acts_on_the_case_its_page_showed(city: City) -> None:
    """The case may be sent away and come back between page and button: then it is another case to decide about."""
    uids = copies(city.submitted(city.promised), ROUNDS)
    shown = str(Case.objects.get(uid=uids[0]).revision)

    def press(number: int) -> None:
        with services.as_shown(case_uid=uids[number], revision=shown):
            services.accept_case(case_uid=uids[number], actor=city.clerk)

    def away_and_back(number: int) -> None:
        services.notify_supplement(case_uid=uids[number], wanted={1: "看不清"}, actor=city.clerk)
        services.attach_material(
            case_uid=uids[number], material=services.MaterialInput(order=1, paper=True), actor=city.clerk
        )
        services.supplement_case(case_uid=uids[number], actor=city.resident)

    winners = set()
    for number, answers in enumerate(race(ROUNDS, press, away_and_back)):
        lost = refusals(answers)
        assert len(lost) == 1, answers
        winners.add(answers.index(None))
        expected = ["case.accepted"] if answers[0] is None else ["case.supplement_notified", "case.supplemented"]
        assert story(uids[number]) == expected
    assert winners == {0, 1}, "both must have come first at least once, or this was no race"
