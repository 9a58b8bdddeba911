"""Idempotency: a request that comes twice is done once and answered twice with the same words.

    answer = begin_request(account_key, key, fingerprint)      # commits at once: the second one sees the first
    if answer is not None: return answer
    try:
        with transaction.atomic():
            ...the verb...
            finish_request(account_key, key, StoredAnswer(201, body, "application/json"))
    except DomainError:
        abandon_request(account_key, key)                       # a refusal may be mended and sent again

`finish_request` belongs into the verb's own transaction: then effect and remembered answer come into being together,
even if the process dies in between, and of two that ran side by side only one can commit.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection, transaction

from tongban.kernel import clock
from tongban.ledger.errors import BadIdempotencyKey, IdempotencyConflict, RequestInFlight
from tongban.ledger.models import RememberedRequest

KEEP = dt.timedelta(hours=24)
"""How long an answer is remembered."""

IN_FLIGHT = dt.timedelta(seconds=60)
"""After this, a request without an answer is taken to have died and may be sent again."""


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The answer as it was given the first time."""

    status: int
    body: bytes
    content_type: str = "application/json"


_BEGIN = """
INSERT INTO ledger_rememberedrequest AS r
    (account_key, key, fingerprint, started_at, expires_at, status, content_type, body)
VALUES (%(account)s, %(key)s, %(fingerprint)s, %(now)s, %(expires)s, NULL, '', '')
ON CONFLICT (account_key, key) DO UPDATE
    SET fingerprint = excluded.fingerprint, started_at = excluded.started_at, expires_at = excluded.expires_at,
        status = NULL, content_type = '', body = ''
    WHERE r.expires_at <= %(now)s
       OR (r.status IS NULL AND r.started_at <= %(dead)s AND r.fingerprint = excluded.fingerprint)
RETURNING id
"""


def begin_request(account_key: str, key: str, fingerprint: str) -> StoredAnswer | None:
    """Claim a key. None: go ahead; an answer: the request was done before, repeat the answer.

    `account_key` names whose key it is, `fingerprint` is a digest of method, path and content.
    Raises `IdempotencyConflict` (422) for the same key with another fingerprint, `RequestInFlight` (409) while the
    first is being handled, `BadIdempotencyKey` (422). Call it outside of the verb's transaction.
    """
    if not 1 <= len(key) <= 255 or "\x00" in key:
        raise BadIdempotencyKey()
    now = clock.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                _BEGIN,
                {
                    "account": account_key,
                    "key": key,
                    "fingerprint": fingerprint,
                    "now": now,
                    "expires": now + KEEP,
                    "dead": now - IN_FLIGHT,
                },
            )
            if cursor.fetchone() is not None:
                return None
        row = RememberedRequest.objects.filter(account_key=account_key, key=key).first()
    if row is None:  # abandoned between the two statements: the sender may simply try again
        raise RequestInFlight()
    if row.fingerprint != fingerprint:
        raise IdempotencyConflict()
    if row.status is None:
        raise RequestInFlight()
    return StoredAnswer(row.status, bytes(row.body), row.content_type)


def finish_request(account_key: str, key: str, answer: StoredAnswer) -> None:
    """Remember the answer, in the verb's own transaction.

    Raises `RequestInFlight` where the key was abandoned, or a twin taken for dead finished first; the caller's
    transaction then rolls back, so the effect does not happen twice.
    """
    changed = RememberedRequest.objects.filter(account_key=account_key, key=key, status=None).update(
        status=answer.status, body=answer.body, content_type=answer.content_type
    )
    if changed != 1:
        raise RequestInFlight()


def abandon_request(account_key: str, key: str) -> None:
    """Free a claimed key after a refusal, so that the mended request may use it again. Answered keys stay."""
    RememberedRequest.objects.filter(account_key=account_key, key=key, status=None).delete()


def forget_expired_requests() -> int:
    """Drop answers past their time; returns how many. Run hourly by the worker."""
    with transaction.atomic():
        dropped, _ = RememberedRequest.objects.filter(expires_at__lte=clock.now()).delete()
    return dropped
