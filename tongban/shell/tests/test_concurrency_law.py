"""Power and law end while somebody acts on them: before the end it counts, after it nothing more happens."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context

import pytest
from django.db import connection

from tongban.cases import policies, services
from tongban.cases.errors import ItemNotOpen
from tongban.cases.models import Case
from tongban.cases.tests.conftest import MORNING, SYSTEM, City, build
from tongban.catalogue import services as catalogue
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import DomainError
from tongban.ledger.models import Chain, Fact
from tongban.parties import services as parties
from tongban.parties.errors import MandateRevoked
from tongban.reference import services as reference
from tongban.shell.tests.races import PATIENT, copies, race, refusals, running, story

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


def order(uid: str) -> int:
    """Where the last fact of an object stands in the ledger; ids along waiting transactions never run backwards."""
    return int(Fact.objects.filter(primary_id=uid).latest("id").pk)


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
        if not late:
            assert order(uids[number]) < order(mandates[number]), "handed in after the power had ended"
        assert running(uids[number]) == ([] if late else ["case.one_time_notice"])
        done += not late
        with pytest.raises(DomainError) as refused:
            services.withdraw_case(case_uid=uids[number], actor=agent)
        refusals([refused.value])
    assert Chain.objects.filter(object_type="case", object_id__in=uids).count() == done


@dataclasses.dataclass
class Midway:
    """A submission that stops between its checks and its writing until it may go on."""

    reached: threading.Event = dataclasses.field(default_factory=threading.Event)
    go: threading.Event = dataclasses.field(default_factory=threading.Event)

    def stop(self, *_: object) -> None:
        self.reached.set()
        assert self.go.wait(PATIENT)

    def run(self, submit: Callable[[], object], taking_back: Callable[[], object]) -> None:
        """Take the power back while the submission stands midway: it has to wait for its end."""

        def own(step: Callable[[], object]) -> object:
            try:
                return step()
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            submitted = pool.submit(copy_context().run, own, submit)
            assert self.reached.wait(PATIENT)
            taken = pool.submit(copy_context().run, own, taking_back)
            done, _ = wait([taken], timeout=0.5)
            assert not done, "the power was taken back under the hands of a submission"
            self.go.set()
            assert submitted.result(PATIENT)
            taken.result(PATIENT)


def test_a_revocation_waits_for_the_step_that_rests_on_it(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    agent, uid, given = entrusted(city), city.draft(city.promised), mandate(city)
    midway = Midway()
    monkeypatch.setattr(policies, "check_open", midway.stop)
    midway.run(
        lambda: services.submit_case(case_uid=uid, actor=agent),
        lambda: parties.revoke_mandate(mandate_uid=given, actor=city.resident),
    )
    assert order(uid) < order(given)


def test_a_new_representative_waits_for_what_the_old_one_hands_in(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = city.resident, city.stranger.party_id
    assert new is not None
    acting = dataclasses.replace(old, principal_id=city.enterprise_id)
    uid = services.draft_case(version_id=city.promised.id, applicant_id=city.enterprise_id, actor=acting)
    services.save_form(case_uid=uid, form_data={"name": "赵小满", "premises_name": "小满理发店"}, actor=acting)
    for one in city.promised.materials:
        city.hand_in(str(uid), one.order, acting)
    midway = Midway()
    monkeypatch.setattr(policies, "check_open", midway.stop)
    midway.run(
        lambda: services.submit_case(case_uid=uid, actor=acting),
        lambda: parties.change_representative(party_id=city.enterprise_id, legal_representative_id=new, actor=SYSTEM),
    )
    monkeypatch.undo()
    with pytest.raises(DomainError):
        services.withdraw_case(case_uid=uid, actor=acting)


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
