"""Playing a scenario: the clock moves from step to step, what falls due on the way takes effect, nothing is kept."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction

from tongban.demo.errors import BadScenario
from tongban.demo.scenarios.acts import ACTS
from tongban.demo.scenarios.checks import CHECKS
from tongban.demo.scenarios.reading import Given, Scenario, Step
from tongban.demo.scenarios.stage import Stage, Town, set_stage
from tongban.duties import selectors as duties
from tongban.duties import services as duty_verbs
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.caching import forget_all
from tongban.kernel.errors import DomainError
from tongban.ledger import services as ledger

#: Between building the city and the first step, so that nothing of the building falls into the scenario's day.
BEFORE = dt.timedelta(days=1)


@dataclass
class Played:
    """What happened: a line for every step, and what was not as it should be."""

    scenario: Scenario
    lines: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def held(self) -> bool:
        """Whether everything was as the scenario says."""
        return not self.failures


def played_alone(scenario: Scenario, town: Town | None = None) -> Played:
    """Play it on a stage of its own, in this town where one stands; the city around it keeps nothing.

    Raises `BadScenario`.
    """
    with taken_back(), clock.frozen(scenario.steps[0].at - BEFORE):
        return play(scenario, set_stage(scenario, town))


@contextlib.contextmanager
def taken_back() -> Iterator[None]:
    """A transaction of which nothing stays, not in this process's memory either."""
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        forget_all()


def play(scenario: Scenario, stage: Stage) -> Played:
    """Play the steps on this stage, inside a transaction that the caller takes back."""
    played = Played(scenario)
    since = scenario.steps[0].at
    for step in scenario.steps:
        days_pass(since, step.at)
        since = step.at
        with clock.frozen(step.at):
            look()
            _one(step, stage, played)
            look()
            _expect(step, stage, played)
    return played


def _one(step: Step, stage: Stage, played: Played) -> None:
    when = clock.local(step.at).strftime("%Y-%m-%d %H:%M")
    if not step.does:
        played.lines.append(f"{when}  （日子到了）")
        return
    if step.does not in ACTS:
        raise BadScenario(where=step.where, reason=f"不会“{step.does}”；会的有：{'、'.join(ACTS)}")
    given = Given(step.given, step.where)
    said = ""
    try:
        with transaction.atomic():
            ACTS[step.does](stage, stage.actor(step.who, step.where), given)
    except BadScenario:
        raise
    except DomainError as error:
        said = f"{error.sentence}{error.article}"
    else:
        given.done()
    played.lines.append(f"{when}  {step.who} {step.does}" + (f"：被拒绝，{said}" if said else ""))
    if step.refused and step.refused not in said:
        played.failures.append(f"{step.where}：应当被拒绝（{step.refused}），实际{said or '没有被拒绝'}")
    if said and not step.refused:
        played.failures.append(f"{step.where}：被拒绝了：{said}")


def _expect(step: Step, stage: Stage, played: Played) -> None:
    for name, wanted in step.expected.items():
        if name not in CHECKS:
            raise BadScenario(where=step.where, reason=f"不会检查“{name}”；会的有：{'、'.join(CHECKS)}")
        for failure in CHECKS[name](stage, wanted, Given({}, step.where)):
            played.failures.append(f"{step.where}：{failure}")


def days_pass(since: dt.datetime, until: dt.datetime) -> None:
    """Stop at every instant at which a clock turns, as the worker would: what follows by law follows on that day."""
    moment = since
    while (turn := duties.next_turn()) is not None and turn < until:
        # A duty may be born with its warning behind it: it is marked now, for time does not run back.
        moment = max(moment, turn + dt.timedelta(seconds=1))
        with clock.frozen(moment):
            look()


def look() -> None:
    """What the worker does: mark what has turned, and run what follows from facts."""
    duty_verbs.look_again(clock.now(), actor=Actor.system())
    ledger.drain(1000, raising=True, heavy=False)
