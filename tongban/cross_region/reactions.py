"""What the room does when letters come, and when an ordinary case that another place passed on moves."""

from __future__ import annotations

from tongban.cross_region import services
from tongban.cross_region.services.forward import APPLIED, SUPPLEMENTED, WITHDRAWN
from tongban.cross_region.services.guides import ASKED, TOLD
from tongban.cross_region.services.hand_over import HANDED, MOVED
from tongban.cross_region.services.take import PAPERS, STEP
from tongban.cross_region.services.tell import STATE_AFTER, WORD_ONLY
from tongban.exchange.gates import Letter, on_letter
from tongban.kernel.actor import Actor
from tongban.ledger.facts import FactView, reaction


@on_letter(ASKED)
def tell_guides(letter: Letter) -> None:
    """Another place asks for our guides."""
    services.tell_guides(letter=letter, actor=Actor.system())


@on_letter(TOLD)
def keep_guides(letter: Letter) -> None:
    """Another place sent its guides."""
    services.keep_guides(letter=letter, actor=Actor.system())


@on_letter(APPLIED)
def take_application(letter: Letter) -> None:
    """Another place passes an application on to us."""
    services.take_application(letter=letter, actor=Actor.system())


@on_letter(SUPPLEMENTED)
def take_supplement(letter: Letter) -> None:
    """What we asked for in our one-time notice."""
    services.take_supplement(letter=letter, actor=Actor.system())


@on_letter(WITHDRAWN)
def take_withdrawal(letter: Letter) -> None:
    """The applicant withdraws at the intake place."""
    services.take_withdrawal(letter=letter, actor=Actor.system())


@on_letter(STEP)
def note_step(letter: Letter) -> None:
    """The competent place tells a step."""
    services.note_step(letter=letter, actor=Actor.system())


@on_letter(PAPERS)
def keep_papers(letter: Letter) -> None:
    """The papers of a step."""
    services.keep_papers(letter=letter, actor=Actor.system())


@on_letter(HANDED)
def note_result_handed_over(letter: Letter) -> None:
    """The exit place has handed the result over."""
    services.note_result_handed_over(letter=letter, actor=Actor.system())


@on_letter(MOVED)
def note_paper_moved(letter: Letter) -> None:
    """The other place has moved an original paper."""
    services.note_paper_moved(letter=letter, actor=Actor.system())


def tell_step(fact: FactView) -> None:
    """Tell the intake place at once."""
    services.tell_step(fact=fact, actor=Actor.system(trace_id=fact.trace_id))


def send_papers(fact: FactView) -> None:
    """The papers of the step follow when they are drawn and signed."""
    services.send_papers(fact=fact, actor=Actor.system(trace_id=fact.trace_id))


for _kind in (*STATE_AFTER, *WORD_ONLY):
    reaction(_kind, name="cross_region.tell")(tell_step)
    reaction(_kind, name="cross_region.send_papers", heavy=True)(send_papers)
