"""容缺受理: secondary materials promised in writing, accepted first, handed in later (安阳市政务服务条例 24)."""

from __future__ import annotations

from uuid import UUID

import orjson

from tongban.cases import facts, policies
from tongban.cases.errors import promises as errors
from tongban.cases.models import CaseMaterial, MaterialPromise
from tongban.cases.permissions import INTAKE
from tongban.cases.policies import promises as law
from tongban.cases.services import _clocks
from tongban.cases.services._begin import MaterialInput, material_values
from tongban.cases.services._common import Loaded, load, record, tell_applicant, verb
from tongban.cases.services._promises import done, no_longer, owe, promise_of
from tongban.cases.services.accept import accept_case
from tongban.cases.states import CASE_LIFECYCLE, PROMISE_LIFECYCLE, Outcome, PromiseState
from tongban.cases.states_promise import OWED_MATERIALS, TOLERANCE, TOLERANCE_REFUSAL
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.deadline import due
from tongban.kernel.gm import sm3
from tongban.reference import selectors as reference


@verb
def promise_materials(*, case_uid: UUID | str, actor: Actor, signed: str = "") -> tuple[int, ...]:
    """The applicant promises the secondary materials that are missing; returns their orders.

    Voluntary: nothing in the house asks for it. At the window `signed` says who signed the paper and where it is kept.
    Made while nothing is accepted yet, also at the supplement stage. Raises `NothingToPromise`, `SignatureMissing`.
    """
    loaded = load(case_uid)
    case, version = loaded.case, loaded.version
    policies.check_action("promise_materials", actor, case, version)
    if actor.is_officer and not signed.strip():
        raise errors.SignatureMissing()
    given = law.provided(case)
    missing = law.missing_secondary(version, given)
    if not missing:
        raise errors.NothingToPromise(reason="可以后补的材料都已经交了，或者这个事项没有可以后补的材料")
    now = clock.now()
    orders = [order for order, _ in missing]
    words = law.promise_words(version, [name for _, name in missing])
    # The day follows from acceptance; until then it is the one that acceptance today would give.
    last = due(now, law.tolerance_limit(version), reference.work_calendar()).due_on or clock.today()
    made = {
        "orders": orders,
        "made_at": now,
        "due_on": last,
        "words_digest": sm3(orjson.dumps(words)).hex(),
        "ended_at": None,
    }
    promise = promise_of(case)
    if promise is None:
        MaterialPromise.objects.create(case=case, **made)
    else:
        PROMISE_LIFECYCLE.advance(promise, "promise_again", **made)
    data: dict[str, object] = {"orders": orders, "words": made["words_digest"]}
    if signed.strip():
        data["signed"] = "paper"
    record(facts.MATERIALS_PROMISED, loaded, actor, data)
    return tuple(orders)


@verb
def accept_with_tolerance(*, case_uid: UUID | str, actor: Actor, signed: str = "") -> str:
    """Accept although secondary materials are missing: main ones complete, the rest promised; returns the number.

    `signed`: the promise was signed at the window just now; empty where it stands already. Raises `SecondaryMissing`
    without a promise, `MaterialsMissing` without the main ones, `NothingToPromise` where nothing is missing.
    """
    loaded = load(case_uid)
    policies.check_action("accept", actor, loaded.case, loaded.version)
    if not law.missing_secondary(loaded.version, law.provided(loaded.case)):
        raise errors.NothingToPromise(reason="材料已经齐全，直接受理就可以")
    if signed.strip():
        actor.require(INTAKE)
        promise_materials(case_uid=case_uid, signed=signed, actor=actor)
    return accept_case(case_uid=case_uid, actor=actor)


@verb
def hand_in_promised(*, case_uid: UUID | str, material: MaterialInput, actor: Actor) -> bool:
    """Hand in one material that is still owed after acceptance or decision; True where nothing is owed any more.

    Owed are what was promised (安阳 24), what a commitment named for later (26), and what only a newer version of the
    guide asks for. Raises `NothingOwed` for everything else.
    """
    loaded = load(case_uid)
    case, version = loaded.case, loaded.version
    policies.check_action("hand_in_promised", actor, case, version)
    owed = law.owed_now(case, version)
    if material.order not in owed:
        raise errors.NothingOwed()
    requirement = policies.requirement(version, material.order)
    values = material_values(loaded, requirement, material, actor)
    CaseMaterial.objects.update_or_create(
        case=case,
        order=requirement.order,
        defaults={"name": requirement.name, "provided_at": clock.now(), **values},
    )
    left = [order for order in owed if order != material.order]
    record(facts.PROMISED_HANDED_IN, loaded, actor, {"order": material.order, "left": left})
    _settle(loaded, actor)
    return not left


def _settle(loaded: Loaded, actor: Actor) -> None:
    """Close the clocks of what is complete now."""
    given = law.provided(loaded.case)
    promise = promise_of(loaded.case)
    if promise is not None and promise.state == PromiseState.OWED and set(promise.orders) <= given:
        PROMISE_LIFECYCLE.advance(promise, "keep_promise", ended_at=clock.now())
        done(loaded, actor, TOLERANCE)
    commitment = law.commitment_row(loaded.case)
    if commitment is not None and set(commitment["owed_orders"]) <= given:
        done(loaded, actor, OWED_MATERIALS)


@verb
def miss_tolerance(*, case_uid: UUID | str, actor: Actor) -> None:
    """The promised materials did not come: withdrawn in Anyang, else a refusal that the approver now owes.

    Does nothing where somebody was faster; the worker calls it when the duty is overdue, perhaps twice.
    """
    loaded = load(case_uid)
    promise = promise_of(loaded.case)
    if promise is None or promise.state != PromiseState.OWED or loaded.case.state not in law.UNDER_WAY:
        return
    now = clock.now()
    PROMISE_LIFECYCLE.advance(promise, "miss_promise", ended_at=now)
    if reference.parameter("tolerance_missed").text == "refused":
        no_longer(loaded, actor, TOLERANCE)
        owe(loaded, TOLERANCE_REFUSAL, reference.parameter("tolerance_refusal_limit").limit, actor)
        record(facts.PROMISE_MISSED, loaded, actor, {"orders": promise.orders})
        return
    _clocks.cancel_all(loaded, actor)
    CASE_LIFECYCLE.advance(
        loaded.case,
        "lapse_tolerance",
        outcome=Outcome.SUPPLEMENT_LAPSED,
        reason="承诺后补的材料逾期没有补齐。",
        ended_at=now,
    )
    record(facts.PROMISE_MISSED, loaded, actor, {"orders": promise.orders})
    record(facts.CASE_WITHDRAWN, loaded, actor, {"outcome": str(Outcome.SUPPLEMENT_LAPSED)})
    tell_applicant(loaded, "case_tolerance_lapsed", actor)
