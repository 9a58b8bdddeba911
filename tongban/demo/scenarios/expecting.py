"""What must be so at an instant: one function for each word a scenario may expect, each says what it found instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from tongban.cases import selectors as cases
from tongban.cases.selectors import CaseView
from tongban.credit import selectors as credit
from tongban.demo.scenarios.reading import Given
from tongban.demo.scenarios.stage import Stage
from tongban.duties import selectors as duties
from tongban.duties.selectors import DutyView
from tongban.duties.states import DutyState
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.ledger import selectors as ledger
from tongban.ledger.facts import ObjectRef
from tongban.notices import selectors as notices

Check = Callable[[Stage, Any, Given], Iterator[str]]


def _view(stage: Stage) -> CaseView:
    return cases.case_view(stage.case_uid, viewer=Actor.system())


def same(name: str, found: object, wanted: object) -> Iterator[str]:
    """A failure where what was found is not what was wanted."""
    if found != wanted:
        yield f"{name}应当是“{wanted}”，实际是“{found or '没有'}”"


def _day(moment: dt.datetime | None) -> str:
    return clock.local(moment).date().isoformat() if moment else ""


def state(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """The state in words."""
    yield from same("状态", _view(stage).state_label, wanted)


def outcome(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """How it ended, in words."""
    yield from same("办结结果", _view(stage).outcome_label, wanted)


def accepted_on(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """The day of acceptance."""
    yield from same("受理日", _day(_view(stage).accepted_at), str(wanted))


def ended_on(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """The day it ended."""
    yield from same("结束日", _day(_view(stage).ended_at), str(wanted))


def deemed(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """Whether it counts as accepted by force of law."""
    found = _view(stage).deemed
    if found != (wanted in (True, "是")):
        yield "视为受理" if found else "没有视为受理"


def instruments(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """All written instruments so far, in order."""
    yield from same("文书", [one.label for one in _view(stage).instruments], list(wanted))


def timeline(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """These facts are in the timeline (in any order)."""
    found = {fact.text for fact in ledger.timeline(ObjectRef("case", stage.case_uid))}
    if missing := [text for text in wanted if text not in found]:
        yield f"时间线里没有：{'、'.join(missing)}"


def clocks(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """Each clock by its name: due day, lamp, how much is left, whether it stands still."""
    running = {one.label: one.duty for one in cases.clocks(stage.case_uid, viewer=Actor.system())}
    yield from check_clocks(running, wanted, given)


def check_clocks(running: dict[str, DutyView], wanted: Any, given: Given) -> Iterator[str]:
    """Each clock named in the file, among those there are."""
    for name, expected in dict(wanted).items():
        duty = running.get(name)
        if duty is None:
            yield f"没有“{name}”这个时限（有：{'、'.join(running) or '无'}）"
            continue
        one = Given(expected if isinstance(expected, dict) else {"说": expected}, f"{given.where} {name}")
        yield from _clock(name, duty, one)
        one.done()


def _clock(name: str, duty: DutyView, given: Given) -> Iterator[str]:
    if "到期" in given:
        yield from same(f"{name}到期日", str(duty.due.due_on or ""), str(given.take("到期")))
    if "灯" in given:
        yield from same(f"{name}的灯", duty.lamp_label, given.text("灯"))
    if "已用" in given:
        yield from same(f"{name}已用", f"{duty.used:g}", str(given.take("已用")))
    if "剩余" in given:
        yield from same(f"{name}剩余", f"{duty.remaining:g}", str(given.take("剩余")))
    if "超期" in given:
        yield from same(f"{name}超期", f"{duty.overdue:g}", str(given.take("超期")))
    if "计时" in given:
        yield from same(f"{name}", str(DutyState(duty.state).label), given.text("计时"))
    if "依据" in given and (words := given.text("依据")) not in duty.basis:
        yield f"{name}的依据里没有“{words}”：{duty.basis}"
    if "说" in given:
        yield from same(name, duty.words, given.text("说"))


def buttons(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """Of each person: which buttons are on (可以) and which are not (不可以)."""
    for who, expected in dict(wanted).items():
        try:
            view = cases.case_view(stage.case_uid, viewer=stage.actor(who, given.where))
        except NotFound:
            yield f"{who}看不到这件办件"
            continue
        on = {one.label for one in view.actions if one.allowed}
        one = Given(expected, f"{given.where} {who}")
        for name in one.names("可以"):
            if name not in on:
                yield f"{who}应当可以“{name}”，实际可以：{'、'.join(sorted(on)) or '没有'}"
        for name in one.names("不可以"):
            if name in on:
                yield f"{who}不应当可以“{name}”"
        one.done()


def told(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """What the applicant was told: each text stands in one of the messages."""
    party_id = _view(stage).applicant.id
    viewer = Actor(party_id=party_id, principal_id=party_id)
    words = "\n".join(f"{one.title}\n{one.body}" for one in notices.inbox(viewer=viewer).rows)
    for text in wanted:
        if text not in words:
            yield f"没有告知申请人“{text}”"


def steps(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """Where each named step stands; of several with one name the last."""
    found = {one.name: one.state_label for one in _view(stage).steps}
    for name, label in dict(wanted).items():
        yield from same(f"环节“{name}”", found.get(name, ""), label)


def promise(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """Where the promise of secondary materials stands."""
    found = _view(stage).promise
    yield from same("容缺承诺", found.label if found else "", wanted)


def commitment(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """Where the commitment stands."""
    found = _view(stage).commitment
    yield from same("告知承诺", found.label if found else "", wanted)


def credit_records(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """The applicant's records, newest first, as `kind：state`."""
    found = credit.file_of(stage.person_id, viewer=Actor.system())
    yield from same("信用记录", [f"{one.kind_label}：{one.state_label}" for one in found], list(wanted))


def may_commit(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """Whether the applicant's credit allows a commitment."""
    bar = credit.commitment_bar(stage.person_id)
    if (bar is None) != (wanted in (True, "是")):
        yield f"不可以选择告知承诺：{bar.reason}" if bar else "可以选择告知承诺"


def standing(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """How the applicant stands."""
    yield from same("信用状况", credit.standing(stage.person_id).label, wanted)


def barred(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """Until when a record says that this permit may not be applied for again; 否 where none says so."""
    bar = credit.application_bar(stage.person_id, stage.version.catalog_code, stage.version.code)
    yield from same("不得再次申请到", str(bar.until) if bar else "否", "否" if wanted is False else str(wanted))


def published(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """Whether everybody may look the applicant's newest record up."""
    records = credit.file_of(stage.person_id, viewer=Actor.system())
    if any(one.public for one in records[:1]) != (wanted in (True, "是")):
        yield "信用记录没有向社会公开" if wanted in (True, "是") else "信用记录向社会公开了"


def credit_basis(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """On which articles the newest record rests: each text stands in its basis."""
    records = credit.file_of(stage.person_id, viewer=Actor.system())
    basis = records[0].basis if records else ""
    for words in wanted if isinstance(wanted, list) else [wanted]:
        if str(words) not in basis:
            yield f"信用记录的依据里没有“{words}”：{basis or '没有记录'}"


def credit_clocks(stage: Stage, wanted: Any, given: Given) -> Iterator[str]:
    """The clocks of the applicant's newest record."""
    records = credit.file_of(stage.person_id, viewer=Actor.system())
    owed = duties.duties_of(ObjectRef("credit_record", records[0].uid)) if records else ()
    yield from check_clocks({duty.kind_label: duty for duty in owed}, wanted, given)


CHECKS: dict[str, Check] = {
    "状态": state,
    "办结结果": outcome,
    "受理日": accepted_on,
    "结束日": ended_on,
    "视为受理": deemed,
    "文书": instruments,
    "时间线": timeline,
    "时限": clocks,
    "按钮": buttons,
    "告知申请人": told,
    "环节": steps,
    "容缺承诺": promise,
    "告知承诺": commitment,
    "信用记录": credit_records,
    "可以告知承诺": may_commit,
    "信用时限": credit_clocks,
    "信用状况": standing,
    "不得再次申请到": barred,
    "信用公开": published,
    "信用依据": credit_basis,
}
