"""Questions about logs of cases that another system handled. Dates and lamps are those of their duties."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from tongban.cases.facts import LOGGED_CASE
from tongban.cases.models import CaseLog, LoggedCase
from tongban.cases.permissions import VIEW
from tongban.cases.states import LOGGED_LIMIT, LOGGED_STEP
from tongban.duties import selectors as duties
from tongban.duties.selectors import DutyView, Outcomes
from tongban.duties.states import Lamp
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound
from tongban.kernel.ids import uid_of
from tongban.kernel.scope import within
from tongban.kernel.standards.text import row_number
from tongban.ledger import selectors as ledger
from tongban.ledger.facts import FactView, ObjectRef

_AT_ONCE = 1_000
_WORST_FIRST = (Lamp.RED, Lamp.YELLOW, Lamp.GREEN, Lamp.GREY)


@dataclass(frozen=True, slots=True)
class LogView:
    """A log. `cases` are in; while `finished_at` is None others may follow."""

    id: int
    name: str
    digest: str
    department_id: int | None
    region_code: str
    cases: int
    began_at: dt.datetime
    finished_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class LogCounts:
    """What is in of a log, and how its duties came out: those of whole cases and those of single steps."""

    cases: int
    events: int
    of_cases: Outcomes
    of_steps: Outcomes

    @property
    def outcomes(self) -> Outcomes:
        """Both together."""
        return self.of_cases + self.of_steps

    @property
    def with_both_dates(self) -> int:
        """What was owed until a date and is done."""
        return self.outcomes.ended

    @property
    def late(self) -> int:
        """What of it was done past its date."""
        return self.outcomes.late


@dataclass(frozen=True, slots=True)
class LoggedCaseRow:
    """One line of a list; `lamp` is the worst of its duties, grey where nothing was owed until a date."""

    uid: UUID
    place: int
    external_id: str
    item_name: str
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    events: int
    duties: tuple[DutyView, ...]

    @property
    def name(self) -> str:
        """What it is called."""
        return called(self.item_name, self.external_id, self.place)

    @property
    def lamp(self) -> Lamp:
        """The colour."""
        shown = {duty.lamp for duty in self.duties}
        return next((lamp for lamp in _WORST_FIRST if lamp in shown), Lamp.GREY)


@dataclass(frozen=True, slots=True)
class LoggedCasePage:
    """One page; `cursor` asks for the next one, "" at the end."""

    rows: tuple[LoggedCaseRow, ...]
    cursor: str


def case_logs(*, viewer: Actor) -> tuple[LogView, ...]:
    """The logs of the viewer's departments and regions, newest first."""
    return tuple(_log_view(log) for log in _visible_to(viewer).order_by("-id"))


def _log_view(log: CaseLog) -> LogView:
    return LogView(
        id=log.pk,
        name=log.name,
        digest=log.digest,
        department_id=log.department_id,
        region_code=log.region_code,
        cases=log.taken,
        began_at=log.began_at,
        finished_at=log.finished_at,
    )


def log_counts(log_id: int, *, viewer: Actor) -> LogCounts:
    """The numbers of a log, read from its rows and duties. Raises `NotFound` for one out of the viewer's sight."""
    log = _log(log_id, viewer)
    rows = LoggedCase.objects.filter(log=log)
    counted = rows.aggregate(cases=Count("id"), events=Sum("events"))
    of_cases = of_steps = Outcomes()
    for last in range(0, log.taken, _AT_ONCE):
        chunk = rows.filter(place__gt=last, place__lte=last + _AT_ONCE).values_list("uid", flat=True)
        subjects = [ObjectRef(LOGGED_CASE, str(uid)) for uid in chunk]
        of_cases += duties.outcomes(subjects, kinds=[LOGGED_LIMIT])
        of_steps += duties.outcomes(subjects, kinds=[LOGGED_STEP])
    return LogCounts(counted["cases"], counted["events"] or 0, of_cases, of_steps)


def logged_cases(*, viewer: Actor, log_id: int, cursor: str = "", size: int = 20) -> LoggedCasePage:
    """The cases of a log in its order, `size` (at most 200) a page. Raises `NotFound` as `log_counts`."""
    query = LoggedCase.objects.filter(log=_log(log_id, viewer)).order_by("place")
    if (after := row_number(cursor)) is not None:
        query = query.filter(place__gt=after)
    size = max(1, min(size, 200))
    found = list(query[: size + 1])
    more, found = len(found) > size, found[:size]
    owed = duties.duties_of_each([ObjectRef(LOGGED_CASE, str(case.uid)) for case in found])
    rows = tuple(_row(case, owed.get(str(case.uid), ())) for case in found)
    return LoggedCasePage(rows, str(found[-1].place) if more else "")


def _row(case: LoggedCase, owed: tuple[DutyView, ...]) -> LoggedCaseRow:
    return LoggedCaseRow(
        uid=case.uid,
        place=case.place,
        external_id=case.external_id,
        item_name=case.item_name,
        started_at=case.started_at,
        ended_at=case.ended_at,
        events=case.events,
        duties=owed,
    )


def logged_names(uids: Collection[str], *, viewer: Actor) -> dict[str, str]:
    """What each of these logged cases is called, by uid, as far as the viewer may see them: for lists of duties."""
    if not uids or not viewer.may(VIEW):
        return {}
    found = LoggedCase.objects.filter(uid__in=uids, log__in=_visible_to(viewer))
    rows = found.values_list("uid", "item_name", "external_id", "place")
    return {str(uid): called(item, external, place) for uid, item, external, place in rows}


def called(item_name: str, external_id: str, place: int) -> str:
    """What a logged case is called: by its item and its number there, else by its place in the log."""
    return f"{item_name} {external_id}".strip() or f"第{place}件"


def logged_case(uid: UUID | str, *, viewer: Actor) -> tuple[LogView, LoggedCaseRow]:
    """A logged case with its duties, and its log. Raises `NotFound` as `log_counts`."""
    rows = LoggedCase.objects.select_related("log").filter(log__in=_visible_to(viewer))
    row = rows.filter(uid=uid_of(uid)).first()
    if row is None:
        raise NotFound()
    owed = duties.duties_of(ObjectRef(LOGGED_CASE, str(row.uid)))
    return _log_view(row.log), _row(row, owed)


def logged_timeline(uid: UUID, *, viewer: Actor) -> list[FactView]:
    """What happened to a logged case, in the order of its log, with its duties. Raises `NotFound` as `log_counts`."""
    if not LoggedCase.objects.filter(uid=uid, log__in=_visible_to(viewer)).exists():
        raise NotFound()
    return ledger.timeline(ObjectRef(LOGGED_CASE, str(uid)), objects=False)


def _visible_to(viewer: Actor) -> QuerySet[CaseLog]:
    """Logs within an officer's scope; those of no department are the whole city's."""
    viewer.require(VIEW)
    return CaseLog.objects.filter(within(viewer))


def _log(log_id: int, viewer: Actor) -> CaseLog:
    found = _visible_to(viewer).filter(pk=log_id).first()
    if found is None:
        raise NotFound()
    return found
