"""The exit: a result that waits at the exit window or in a locker, and is fetched with its code by the right person.

The code is derived from case and place with a key of the city, so that it stands in no table; whoever fetches ends it,
because a delivered case has nothing left to fetch.
"""

from __future__ import annotations

from uuid import UUID

from tongban.cases import facts, policies
from tongban.cases.errors.steps import ExitPlaceMissing, WrongFetchCode, WrongFetcher
from tongban.cases.models import Case
from tongban.cases.permissions import check_applicant
from tongban.cases.policies.steps import check_at_exit
from tongban.cases.selectors.exit import fetch_code
from tongban.cases.services._common import Loaded, load, record, tell_applicant, verb
from tongban.cases.services._delivery import delivered
from tongban.cases.states import CASE_LIFECYCLE, DELIVERY_LABELS, DeliveryMethod
from tongban.kernel.actor import Actor
from tongban.kernel.errors import InvalidInput
from tongban.parties import selectors as parties
from tongban.parties import services as party_verbs

_MOST = 60
AT_EXIT = (DeliveryMethod.WINDOW, DeliveryMethod.LOCKER)


@verb
def place_result(*, case_uid: UUID | str, method: DeliveryMethod, place: str, actor: Actor) -> str:
    """Put the result where it can be fetched and send the code; returns the code. Another place makes another code.

    Delivery is done when it is fetched, not before: its clock runs on (行政许可法 44). Raises `ExitPlaceMissing`.
    """
    loaded = load(case_uid)
    case = loaded.case
    policies.check_action("place_result", actor, case, loaded.version)
    if method not in AT_EXIT:
        raise InvalidInput(errors={"method": "放到出件处的，只能是窗口领取或者自助取件柜。"})
    words = " ".join(place.split())
    if not 0 < len(words) <= _MOST:
        raise ExitPlaceMissing(most=_MOST)
    # Under the lock of `load`: nobody else moves the case meanwhile.
    case.exit_place, case.delivery_method, case.revision = words, method.value, case.revision + 1
    Case.objects.filter(pk=case.pk).update(
        exit_place=case.exit_place, delivery_method=case.delivery_method, revision=case.revision
    )
    code = fetch_code(case)
    record(facts.RESULT_PLACED, loaded, actor, {"method": str(method), "place": words})
    tell_applicant(loaded, "result_placed", actor, place=f"{DELIVERY_LABELS[method]}（{words}）", code=code)
    return code


@verb
def fetch_result(*, case_uid: UUID | str, code: str, actor: Actor, number: str = "") -> None:
    """Hand the result out to whoever has the code and is the applicant, the agent or the legal representative.

    An officer at the exit enters the `number` of the document shown; applicants at a locker are who is signed in.
    Raises `NotWaitingAtExit`, `WrongFetchCode`, `WrongFetcher`.
    """
    loaded = load(case_uid)
    case = loaded.case
    if actor.is_officer:
        policies.check_action("fetch_result", actor, case, loaded.version)
    else:
        check_applicant(actor, case, loaded.version)
        CASE_LIFECYCLE.check("deliver", case.state)
        check_at_exit(case)
    if "".join(code.split()) != fetch_code(case):
        raise WrongFetchCode()
    if actor.is_officer:
        _check_fetcher(loaded, number, actor)
    delivered(loaded, actor, DeliveryMethod(case.delivery_method))


def _check_fetcher(loaded: Loaded, number: str, actor: Actor) -> None:
    case = loaded.case
    found = party_verbs.find_by_number(number, actor=actor, purpose=f"核验取件人，办件{case.case_no}"[:200])
    allowed = {case.applicant_id, case.agent_id, parties.legal_representative_of(case.applicant_id)}
    if found is None or found.id not in allowed:
        raise WrongFetcher()
