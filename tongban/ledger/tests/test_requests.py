from __future__ import annotations

import datetime as dt

import pytest

from tongban.kernel import clock
from tongban.ledger.errors import BadIdempotencyKey, FactRefused, IdempotencyConflict, RequestInFlight
from tongban.ledger.models import RememberedRequest
from tongban.ledger.services import (
    StoredAnswer,
    abandon_request,
    begin_request,
    finish_request,
    forget_expired_requests,
    next_serial,
)
from tongban.ledger.services.requests import IN_FLIGHT, KEEP
from tongban.ledger.tests.conftest import MORNING

pytestmark = pytest.mark.django_db
ANSWER = StoredAnswer(201, '{"title":"受理"}'.encode(), "application/json")


def test_first_go_ahead_then_in_flight_then_the_same_words() -> None:
    with clock.frozen(MORNING):
        assert begin_request("7", "k", "p") is None
        with pytest.raises(RequestInFlight) as flight:
            begin_request("7", "k", "p")
        assert flight.value.status == 409
        finish_request("7", "k", ANSWER)
        assert begin_request("7", "k", "p") == ANSWER


def test_keys_belong_to_accounts() -> None:
    with clock.frozen(MORNING):
        assert begin_request("7", "k", "p") is None
        assert begin_request("8", "k", "p") is None


def test_another_content_is_refused_in_flight_and_after() -> None:
    with clock.frozen(MORNING):
        begin_request("7", "k", "p")
        with pytest.raises(IdempotencyConflict) as conflict:
            begin_request("7", "k", "q")
        assert conflict.value.status == 422
        finish_request("7", "k", ANSWER)
        with pytest.raises(IdempotencyConflict):
            begin_request("7", "k", "q")


def test_a_dead_request_may_be_sent_again_but_not_with_other_content() -> None:
    with clock.frozen(MORNING):
        begin_request("7", "k", "p")
    with clock.frozen(MORNING + IN_FLIGHT - dt.timedelta(seconds=1)), pytest.raises(RequestInFlight):
        begin_request("7", "k", "p")
    with clock.frozen(MORNING + IN_FLIGHT):
        with pytest.raises(IdempotencyConflict):
            begin_request("7", "k", "q")
        assert begin_request("7", "k", "p") is None
        with pytest.raises(RequestInFlight):
            begin_request("7", "k", "p")


def test_an_answer_is_forgotten_after_a_day() -> None:
    with clock.frozen(MORNING):
        begin_request("7", "k", "p")
        finish_request("7", "k", ANSWER)
    with clock.frozen(MORNING + KEEP - dt.timedelta(seconds=1)):
        assert forget_expired_requests() == 0
        assert begin_request("7", "k", "p") == ANSWER
    with clock.frozen(MORNING + KEEP):
        assert begin_request("7", "k", "another use of the key") is None
    with clock.frozen(MORNING + 2 * KEEP):
        assert forget_expired_requests() == 1
    assert not RememberedRequest.objects.exists()


def test_a_refused_request_may_be_mended_under_the_same_key() -> None:
    with clock.frozen(MORNING):
        begin_request("7", "k", "p")
        abandon_request("7", "k")
        assert begin_request("7", "k", "mended") is None
        finish_request("7", "k", ANSWER)
        abandon_request("7", "k")
        assert begin_request("7", "k", "mended") == ANSWER


def test_finishing_what_was_not_begun_fails() -> None:
    with pytest.raises(RequestInFlight):
        finish_request("7", "never begun", ANSWER)


@pytest.mark.parametrize("key", ["", "x" * 256, "a\x00b"])
def test_bad_keys(key: str) -> None:
    with pytest.raises(BadIdempotencyKey):
        begin_request("7", key, "p")


def test_series_count_from_one_each() -> None:
    assert [next_serial("a"), next_serial("b"), next_serial("a")] == [1, 1, 2]
    with pytest.raises(FactRefused):
        next_serial("")
