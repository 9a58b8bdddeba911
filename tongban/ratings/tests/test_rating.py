"""Invitation, rating, default."""

from __future__ import annotations

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tongban.cases.facts import CASE_CLOSED
from tongban.kernel import clock
from tongban.kernel.actor import Actor
from tongban.kernel.errors import NotFound, PermissionDenied
from tongban.ledger import services as ledger
from tongban.ledger.facts import JsonValue, ObjectRef
from tongban.ledger.selectors import timeline
from tongban.notices import selectors as notices
from tongban.ratings import selectors, services
from tongban.ratings.errors import AlreadyRated, LevelUnknown, NotYourCase, OptionUnknown, TextTooLong
from tongban.ratings.models import Rating, RatingInvitation
from tongban.ratings.options import option_list
from tongban.ratings.policies import clean_text
from tongban.ratings.states import Level
from tongban.ratings.tests.conftest import MONDAY, SYSTEM, City, Invite, build_city, invite_once
from tongban.reference.errors import UnknownParameter


def test_closing_a_case_invites_applicant_and_agent_once(city: City) -> None:
    case = uuid.uuid4()
    data: dict[str, JsonValue] = {
        "case_no": "N1",
        "party_id": city.agent_id,
        "applicant_id": city.applicant_id,
        "stage": "closing",
        "channel": "window",
        "item_name": "公共场所卫生许可",
    }
    fact = ledger.record(
        CASE_CLOSED,
        actor=Actor(officer_id=31),
        objects=[ObjectRef("case", str(case))],
        data=data,
        department_id=city.department_id,
        region_code="410502",
    )
    ledger.drain(raising=True)
    row = RatingInvitation.objects.get()
    assert (row.case_uid, row.officer_id) == (case, 31)
    assert (row.applicant_id, row.agent_id) == (city.applicant_id, city.agent_id)
    assert len(row.token) >= 20
    for party_id in (city.applicant_id, city.agent_id):
        actor = city.resident(party_id)
        assert [view.token for view in selectors.invitations(actor)] == [row.token]
        assert [message.title for message in notices.inbox(actor).rows] == ["请您评价：公共场所卫生许可"]
    from tongban.ratings.reactions import invite_on_closing

    invite_on_closing(fact)
    assert RatingInvitation.objects.count() == 1
    assert notices.unread_count(city.resident()) == 1


def test_only_the_platform_invites(city: City) -> None:
    with pytest.raises(PermissionDenied):
        invite_once(city, actor=city.handler())


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_a_rating_is_kept_as_given(city: City, invite: Invite, level: int) -> None:
    row = invite()
    option = option_list()[level][0]
    view = services.rate(token=row.token, level=level, options=[option.code], text=" 还行 ", actor=city.resident())
    assert (view.level, view.level_label) == (level, str(Level(level).label))
    assert (view.options, view.text, view.is_default) == ((option.text,), "还行", False)
    assert view.is_bad == (level <= 2)
    assert selectors.rating_for(row.case_uid, viewer=city.resident(city.agent_id)) == view
    assert selectors.invitations(city.resident()) == []


def test_one_rating_per_case_and_stage(city: City, invite: Invite) -> None:
    row = invite()
    services.rate(case_uid=row.case_uid, level=5, actor=city.resident())
    for actor in (city.resident(), city.resident(city.agent_id)):
        with pytest.raises(AlreadyRated):
            services.rate(token=row.token, level=1, actor=actor)
    assert Rating.objects.get().level == 5
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(
            invitation=row, level=1, option_version=1, channel="portal", rater_id=city.applicant_id, rated_at=MONDAY
        )
    assert invite(case_uid=row.case_uid).pk == row.pk
    other_stage = invite(case_uid=row.case_uid, stage="acceptance")
    assert services.rate(token=other_stage.token, level=4, actor=city.resident()).level == 4


def test_only_the_people_concerned_rate(city: City, invite: Invite) -> None:
    row = invite()
    officer = city.handler()
    for actor in (city.resident(city.stranger_id), officer, SYSTEM, Actor(officer_id=1, party_id=city.applicant_id)):
        with pytest.raises(NotYourCase):
            services.rate(token=row.token, level=5, actor=actor)
    with pytest.raises(NotYourCase):
        services.rate(case_uid=row.case_uid, level=5, actor=Actor())
    assert selectors.invitations(officer) == []
    with pytest.raises(NotFound):
        selectors.invitation(row.token, viewer=city.resident(city.stranger_id))
    with pytest.raises(NotFound):
        selectors.invitation("guess", viewer=Actor())
    assert selectors.invitation_for(row.case_uid, viewer=city.resident(city.stranger_id)) is None
    assert selectors.rating_for(row.case_uid, viewer=city.resident(city.stranger_id)) is None


def test_the_token_sent_by_message_works_without_signing_in(city: City, invite: Invite) -> None:
    row = invite()
    assert selectors.invitation(row.token, viewer=Actor()).can_rate
    services.rate(token=row.token, level=4, actor=Actor())
    assert Rating.objects.get().rater_id == city.agent_id


@pytest.mark.parametrize("token", ["", "x", "\x00", "' OR 1=1 --"])
def test_a_guessed_token_finds_nothing(city: City, token: str) -> None:
    with pytest.raises(NotFound):
        services.rate(token=token, level=5, actor=city.resident())
    with pytest.raises(NotFound):
        selectors.invitation(token, viewer=Actor())
    with pytest.raises(NotFound):
        services.rate(case_uid="no-uuid", level=5, actor=city.resident())


def test_what_may_be_said(city: City, invite: Invite) -> None:
    row = invite()
    for level in (0, 6, -1):
        with pytest.raises(LevelUnknown):
            services.rate(token=row.token, level=level, actor=city.resident())
    with pytest.raises(OptionUnknown, match="非常满意"):
        services.rate(token=row.token, level=5, options=["1-01"], actor=city.resident())
    with pytest.raises(TextTooLong, match="501"):
        services.rate(token=row.token, level=5, text="好" * 501, actor=city.resident())
    assert not Rating.objects.exists()
    assert RatingInvitation.objects.get().state == "open"


def test_an_anonymous_rating_keeps_the_rater_nowhere(city: City, invite: Invite) -> None:
    row = invite()
    services.rate(token=row.token, level=1, anonymous=True, actor=city.resident())
    assert Rating.objects.get().rater_id is None
    told = [f for f in timeline(ObjectRef("rating", str(row.uid))) if f.kind != "rating.invited"]
    assert {f.kind for f in told} == {"rating.given", "rating.recorded", "rating.bad"}
    assert {(f.party_id, f.principal_id, f.account_id) for f in told} == {(None, None, None)}


def test_the_cases_timeline_says_that_somebody_rated_but_not_how(city: City, invite: Invite) -> None:
    row = invite()
    services.rate(token=row.token, level=1, text="推诿", actor=city.resident())
    told = timeline(ObjectRef("case", str(row.case_uid)))
    assert [fact.kind for fact in told] == ["rating.invited", "rating.given"]
    assert "level" not in told[1].data
    assert "推诿" not in str([fact.data for fact in timeline(ObjectRef("rating", str(row.uid)))])


def test_five_levels_from_best_to_worst_with_their_own_options() -> None:
    levels = selectors.levels()
    assert [view.level for view in levels] == [5, 4, 3, 2, 1]
    assert [view.label for view in levels] == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
    codes = [option.code for view in levels for option in view.options]
    assert len(codes) == len(set(codes))
    assert all(view.options for view in levels)


def test_what_nobody_rates_in_five_working_days_counts_as_a_flagged_default(city: City, invite: Invite) -> None:
    row = invite()
    assert row.default_at is not None
    assert clock.local(row.default_at).date() == dt.date(2026, 11, 30)
    rated = invite()
    services.rate(token=rated.token, level=5, actor=city.resident())
    assert services.default_unrated(now=row.default_at - dt.timedelta(seconds=1), actor=SYSTEM) == 0
    assert services.default_unrated(now=row.default_at, actor=SYSTEM) == 1
    assert services.default_unrated(now=row.default_at, actor=SYSTEM) == 0
    found = Rating.objects.get(invitation=row)
    assert (found.is_default, found.level, found.rater_id) == (True, 4, None)
    assert selectors.published() != []
    assert len(selectors.published()) == 1
    with pytest.raises(PermissionDenied):
        services.default_unrated(actor=city.handler())


def test_a_rating_after_midnight_is_published_under_the_day_in_china(city: City, invite: Invite) -> None:
    row = invite()
    with clock.frozen(dt.datetime(2026, 11, 23, 16, 30, tzinfo=dt.UTC)):  # half past midnight of the 24th
        services.rate(token=row.token, level=5, actor=city.resident())
    assert [one.rated_on for one in selectors.published()] == [dt.date(2026, 11, 24)]


def test_a_real_rating_replaces_a_default(city: City, invite: Invite) -> None:
    row = invite()
    services.default_unrated(now=MONDAY + dt.timedelta(days=30), actor=SYSTEM)
    assert [view.token for view in selectors.invitations(city.resident())] == [row.token]
    services.rate(token=row.token, level=2, actor=city.resident())
    found = Rating.objects.get()
    assert (found.level, found.is_default) == (2, False)
    with pytest.raises(AlreadyRated):
        services.rate(token=row.token, level=5, actor=city.resident())


def test_a_city_without_the_rule_sets_no_defaults(city: City, invite: Invite, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(key: str, *, region_code: str = "") -> None:
        raise UnknownParameter(key=key, on="2026-11-23")

    monkeypatch.setattr("tongban.reference.selectors.parameter", absent)
    row = invite()
    assert row.default_at is None
    assert services.default_unrated(now=MONDAY + dt.timedelta(days=999), actor=SYSTEM) == 0


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<b>好</b>", "好"),
        ("<script>alert(1)</script>慢", "慢"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;慢", "慢"),
        ("3 < 5 & 7 > 2", "3 < 5 & 7 > 2"),
        ("等了\x00两\u202e小时\n没人", "等了两小时\n没人"),
        ("好\ud800", "好"),
        ("   ", ""),
    ],
)
def test_text_is_plain(text: str, kept: str) -> None:
    assert clean_text(text) == kept


@given(st.text(max_size=80))
def test_no_markup_survives(text: str) -> None:
    cleaned = clean_text(f"<img src=x onerror=alert(1)>{text}<script>x</script>")
    assert "<script" not in cleaned.lower()
    assert "<img" not in cleaned.lower()


@pytest.mark.django_db(transaction=True)
def test_of_two_ratings_at_once_one_counts() -> None:
    with clock.frozen(MONDAY):
        city = build_city()
        row = invite_once(city)

    def one(level: int) -> str:
        try:
            with clock.frozen(MONDAY + dt.timedelta(minutes=1)):
                services.rate(token=row.token, level=level, actor=city.resident())
            return "rated"
        except AlreadyRated:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(one, (5, 4, 3, 5)))
    assert sorted(answers) == ["rated", "refused", "refused", "refused"]
    assert Rating.objects.count() == 1
