"""Questions to the room `ratings`. Who rated is shown to nobody but handlers, and never to the officer rated."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tongban.kernel import clock
from tongban.kernel.actor import CHANNEL_LABELS, Actor, Channel
from tongban.kernel.errors import NotFound
from tongban.kernel.ids import uid_of
from tongban.kernel.paging import page_of
from tongban.kernel.scope import of_departments
from tongban.kernel.standards.masking import mask_name
from tongban.parties.states import PartyKind
from tongban.ratings import policies
from tongban.ratings.models import Rating, RatingInvitation, Rectification
from tongban.ratings.options import CURRENT, Option, option_list, option_texts
from tongban.ratings.states import Finding, InvitationState, Level, RectificationState, Stage
from tongban.ratings.statistics import DepartmentSatisfaction, Rate, Satisfaction, by_department, satisfaction

__all__ = [
    "BadRatingPage",
    "BadRatingView",
    "DepartmentSatisfaction",
    "InvitationView",
    "LevelView",
    "PublishedRating",
    "Rate",
    "RatingView",
    "Satisfaction",
    "bad_rating",
    "bad_rating_view",
    "bad_ratings",
    "by_department",
    "invitation",
    "invitation_for",
    "invitations",
    "levels",
    "published",
    "rating_for",
    "rating_of_case",
    "rating_view",
    "satisfaction",
]


@dataclass(frozen=True, slots=True)
class LevelView:
    """One face to tap, with its options."""

    level: int
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An invitation as the person invited sees it; `can_rate` is false once a rating was given."""

    uid: str
    token: str
    case_uid: str
    case_no: str
    item_name: str
    stage: str
    stage_label: str
    department_id: int
    state: str
    can_rate: bool
    invited_at: dt.datetime
    default_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class RatingView:
    """A rating without its author."""

    uid: str
    level: int
    level_label: str
    options: tuple[str, ...]
    text: str
    anonymous: bool
    is_default: bool
    rated_at: dt.datetime
    reply: str

    @property
    def is_bad(self) -> bool:
        """One of the two lowest levels."""
        return self.level <= Level.DISSATISFIED


@dataclass(frozen=True, slots=True)
class BadRatingView:
    """A bad rating as its handler sees it.

    For anonymous ratings, and for the officer who was rated, `case_no` and `party_id` are empty: both would lead
    to the rater. `party_id` is for `parties.services.reveal`, which records the look.
    """

    uid: str
    item_name: str
    case_no: str
    party_id: int | None
    rater: str
    level: int
    level_label: str
    options: tuple[str, ...]
    text: str
    stage_label: str
    channel_label: str
    department_id: int
    rated_at: dt.datetime
    state: str
    state_label: str
    finding_label: str
    contact_note: str
    contacted_at: dt.datetime | None
    rectify_by: dt.date | None
    measure: str
    reply: str
    rectified_at: dt.datetime | None
    called_back_at: dt.datetime | None
    may_handle: bool


@dataclass(frozen=True, slots=True)
class BadRatingPage:
    """A page of the queue, oldest first: who has waited longest comes first."""

    rows: tuple[BadRatingView, ...]
    cursor: str


@dataclass(frozen=True, slots=True)
class PublishedRating:
    """What everybody may read: no author, no case, no free text of a citizen."""

    item_name: str
    department_id: int
    level: int
    level_label: str
    options: tuple[str, ...]
    reply: str
    rated_on: dt.date


def levels() -> tuple[LevelView, ...]:
    """The five levels from best to worst with the options in force."""
    offered = option_list(CURRENT)
    return tuple(
        LevelView(level.value, str(level.label), offered[level.value])
        for level in sorted(Level, key=lambda found: -found.value)
    )


def _invitation_view(row: RatingInvitation) -> InvitationView:
    return InvitationView(
        uid=str(row.uid),
        token=row.token,
        case_uid=str(row.case_uid),
        case_no=row.case_no,
        item_name=row.item_name,
        stage=row.stage,
        stage_label=str(Stage(row.stage).label),
        department_id=row.department_id,
        state=row.state,
        can_rate=row.state != InvitationState.RATED,
        invited_at=row.invited_at,
        default_at=row.default_at,
    )


def invitations(viewer: Actor, *, open_only: bool = True, limit: int = 50) -> list[InvitationView]:
    """The viewer's own invitations, newest first; those of the party acted for as well. Officers have none."""
    own = [party_id for party_id in {viewer.party_id, viewer.principal_id} if party_id is not None]
    if viewer.is_officer or not own:
        return []
    rows = RatingInvitation.objects.filter(Q(applicant_id__in=own) | Q(agent_id__in=own))
    if open_only:
        rows = rows.exclude(state=InvitationState.RATED)
    return [_invitation_view(row) for row in rows.order_by("-id")[:limit]]


def invitation(token: str, *, viewer: Actor) -> InvitationView:
    """The invitation of a token, for the persons concerned and for a signed-out holder of it. Raises `NotFound`."""
    row = RatingInvitation.objects.filter(token=token).first() if policies.is_token(token) else None
    signed_out = viewer.party_id is None and not viewer.is_officer
    if row is None or not (signed_out or policies.is_concerned(viewer, row)):
        raise NotFound()
    return _invitation_view(row)


def invitation_for(case_uid: str | uuid.UUID, *, viewer: Actor, stage: str = Stage.CLOSING) -> InvitationView | None:
    """The viewer's invitation to rate a stage of a case, if there is one."""
    return _invited(_of_case(case_uid, stage), viewer)


def rating_of_case(
    case_uid: str | uuid.UUID, *, viewer: Actor, stage: str = Stage.CLOSING
) -> tuple[InvitationView | None, RatingView | None]:
    """`invitation_for` and `rating_for` in one query."""
    row = _of_case(case_uid, stage)
    return _invited(row, viewer), _rated(row, viewer)


def _invited(row: RatingInvitation | None, viewer: Actor) -> InvitationView | None:
    return _invitation_view(row) if row is not None and policies.is_concerned(viewer, row) else None


def _of_case(case_uid: str | uuid.UUID, stage: str) -> RatingInvitation | None:
    try:
        wanted = uuid.UUID(str(case_uid))
    except ValueError:
        return None
    rows = RatingInvitation.objects.select_related("rating", "rating__rectification", "department")
    return rows.filter(case_uid=wanted, stage=stage).first()


def rating_view(row: Rating, invitation_: RatingInvitation) -> RatingView:
    """The row as the person who rated sees it."""
    handled: Rectification | None = getattr(row, "rectification", None)
    return RatingView(
        uid=str(invitation_.uid),
        level=row.level,
        level_label=str(Level(row.level).label),
        options=option_texts(row.option_version, row.options),
        text=row.text,
        anonymous=row.anonymous,
        is_default=row.is_default,
        rated_at=row.rated_at,
        reply=handled.reply if handled else "",
    )


def rating_for(case_uid: str | uuid.UUID, *, viewer: Actor, stage: str = Stage.CLOSING) -> RatingView | None:
    """The rating of a case for the persons concerned, and for handlers in whose scope it lies unless it is anonymous
    or their own: from the case one knows the rater. None for everybody else, and where there is none."""
    return _rated(_of_case(case_uid, stage), viewer)


def _rated(found: RatingInvitation | None, viewer: Actor) -> RatingView | None:
    row: Rating | None = getattr(found, "rating", None)
    if found is None or row is None:
        return None
    if not policies.is_concerned(viewer, found) and not _knows_rater(viewer, found, row):
        return None
    return rating_view(row, found)


def _knows_rater(viewer: Actor, invitation_: RatingInvitation, row: Rating) -> bool:
    own = viewer.officer_id is not None and viewer.officer_id == invitation_.officer_id
    return policies.in_scope(viewer, invitation_) and not row.anonymous and not own


def bad_ratings(
    viewer: Actor, *, state: str = "", department_ids: Iterable[int] | None = None, cursor: str = "", limit: int = 50
) -> BadRatingPage:
    """Bad ratings to verify, rectify and call back, of the viewer's departments. Raises `PermissionDenied`."""
    viewer.require(policies.HANDLE)
    related = Rectification.objects.select_related("rating", "rating__invitation", "rating__rater")
    rows: QuerySet[Rectification] = related.filter(of_departments(viewer))
    if department_ids is not None:
        rows = rows.filter(department_id__in=list(department_ids))
    if state:
        rows = rows.filter(state=state)
    found, following = page_of(rows, cursor, limit, oldest=True)
    return BadRatingPage(tuple(bad_rating_view(row, viewer) for row in found), following)


def bad_rating(uid: str, *, viewer: Actor) -> BadRatingView:
    """One bad rating by the id of its invitation. Raises `PermissionDenied`, `NotFound` outside the scope."""
    viewer.require(policies.HANDLE)
    rows = Rectification.objects.select_related("rating", "rating__invitation", "rating__rater")
    row = rows.filter(rating__invitation__uid=uid_of(uid)).first()
    if row is None or not viewer.covers_department(row.department_id):
        raise NotFound()
    return bad_rating_view(row, viewer)


def bad_rating_view(row: Rectification, viewer: Actor) -> BadRatingView:
    """The row as this handler may see it."""
    rating, invitation_ = row.rating, row.rating.invitation
    known = _knows_rater(viewer, invitation_, rating)
    own = viewer.officer_id is not None and viewer.officer_id == invitation_.officer_id
    rater = "匿名" if rating.anonymous else "办事人"
    if known and rating.rater is not None:
        person = rating.rater.kind == PartyKind.PERSON
        rater = mask_name(rating.rater.name) if person else rating.rater.name
    return BadRatingView(
        uid=str(invitation_.uid),
        item_name=invitation_.item_name,
        case_no=invitation_.case_no if known else "",
        party_id=rating.rater_id if known else None,
        rater=rater,
        level=rating.level,
        level_label=str(Level(rating.level).label),
        options=option_texts(rating.option_version, rating.options),
        text=rating.text,
        stage_label=str(Stage(invitation_.stage).label),
        channel_label=CHANNEL_LABELS[Channel(invitation_.channel)],
        department_id=row.department_id,
        rated_at=rating.rated_at,
        state=row.state,
        state_label=str(RectificationState(row.state).label),
        finding_label=str(Finding(row.finding).label) if row.finding else "",
        contact_note=row.contact_note,
        contacted_at=row.contacted_at,
        rectify_by=row.rectify_by,
        measure=row.measure,
        reply=row.reply,
        rectified_at=row.rectified_at,
        called_back_at=row.called_back_at,
        may_handle=not own,
    )


def published(*, department_ids: Iterable[int] | None = None, limit: int = 20) -> list[PublishedRating]:
    """Ratings given and the answers to them, newest first, for everybody (安阳市政务服务条例 art. 52)."""
    rows = Rating.objects.filter(is_default=False).select_related("invitation", "rectification").order_by("-rated_at")
    if department_ids is not None:
        rows = rows.filter(invitation__department_id__in=list(department_ids))
    found = []
    for row in rows[:limit]:
        handled: Rectification | None = getattr(row, "rectification", None)
        found.append(
            PublishedRating(
                item_name=row.invitation.item_name,
                department_id=row.invitation.department_id,
                level=row.level,
                level_label=str(Level(row.level).label),
                options=option_texts(row.option_version, row.options),
                reply=handled.reply if handled else "",
                rated_on=clock.local(row.rated_at).date(),
            )
        )
    return found
