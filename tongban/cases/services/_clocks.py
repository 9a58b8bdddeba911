"""The clocks of a case as duties: one-time notice, supplement, promise, statutory limit, delivery."""

from __future__ import annotations

import datetime as dt

from tongban.cases.models import Case
from tongban.cases.policies.time import is_joint
from tongban.cases.services._common import Loaded
from tongban.cases.services._promises import end_promises
from tongban.cases.services._standing import cancel_steps
from tongban.cases.states import DELIVERY, NOTICE, PROMISE, STATUTORY, SUPPLEMENT
from tongban.catalogue.selectors import ItemVersionView
from tongban.duties import services as duties
from tongban.duties.services import DutyView
from tongban.duties.states import DutyKind
from tongban.kernel.actor import Actor, Channel
from tongban.kernel.deadline import Limit
from tongban.reference import selectors as reference

_NOTICE_PARAMETER = {
    Channel.WINDOW: "one_time_notice.window",
    Channel.PORTAL: "one_time_notice.online",
    Channel.MOBILE: "one_time_notice.online",
    Channel.KIOSK: "one_time_notice.online",
    Channel.API: "one_time_notice.online",
}


def start_notice(loaded: Loaded, actor: Actor, received_at: dt.datetime) -> DutyView:
    """From receipt: tell everything that is missing once (行政许可法 32, 安阳 36 and 42)."""
    key = _NOTICE_PARAMETER.get(Channel(loaded.case.channel), "one_time_notice.national")
    return _open(loaded, NOTICE, reference.parameter(key).limit, received_at, actor)


def start_supplement(loaded: Loaded, actor: Actor, noticed_at: dt.datetime) -> DutyView:
    """The applicant's time to complete the materials; missing it counts as withdrawal in Anyang."""
    return _open(loaded, SUPPLEMENT, reference.parameter("supplement_limit").limit, noticed_at, actor)


def start_decision(loaded: Loaded, actor: Actor, accepted_at: dt.datetime) -> DutyView:
    """Both clocks run from acceptance: the promise to the public (returned) and the statutory limit."""
    promised, statutory = limits(loaded.version)
    promise = _open(loaded, PROMISE, promised, accepted_at, actor, promised=True)
    if statutory is not None:
        _open(loaded, STATUTORY, statutory, accepted_at, actor)
    return promise


def limits(version: ItemVersionView) -> tuple[Limit, Limit | None]:
    """The promise and the statutory limit: of joint handling forty-five days where the guide names no limit of law
    (行政许可法 42 ¶2). Where it promises nothing, the limit of law is the promise."""
    statutory = version.statutory
    if statutory is None and is_joint(version):
        statutory = reference.parameter("joint_decision_limit").limit
    return (statutory if version.promised is None and statutory else version.effective_promise), statutory


def start_delivery(loaded: Loaded, actor: Actor, decided_at: dt.datetime) -> DutyView:
    """Ten working days from the decision (行政许可法 44), not part of the decision's limit."""
    return _open(loaded, DELIVERY, reference.parameter("delivery_limit").limit, decided_at, actor)


def stop(loaded: Loaded, actor: Actor, *kinds: DutyKind, at: dt.datetime) -> None:
    """What was owed is done."""
    duties.discharge_duties(subject=loaded.ref, kinds=[kind.code for kind in kinds], at=at, actor=actor)


def move(loaded: Loaded, actor: Actor, before: int, department_id: int) -> None:
    """Another department owes from now on what this one owed; steps of third ones stay theirs."""
    duties.move_duties(subject=loaded.ref, department_id=department_id, owed_by=before, actor=actor)


def cancel_all(loaded: Loaded, actor: Actor) -> None:
    """Nothing is owed any more: the case was withdrawn."""
    duties.cancel_duties(subject=loaded.ref, actor=actor)
    cancel_steps(loaded, actor)
    end_promises(loaded, actor)


def _open(
    loaded: Loaded, kind: DutyKind, limit: Limit, starts_at: dt.datetime, actor: Actor, *, promised: bool = False
) -> DutyView:
    case: Case = loaded.case
    return duties.open_duty(
        kind=kind,
        subject=loaded.ref,
        department_id=case.department_id,
        region_code=case.region_code,
        starts_at=starts_at,
        limit=limit,
        actor=actor,
        promised=promised,
        dedupe_key=f"{kind}:{case.uid}:{starts_at.isoformat()}",
    )
