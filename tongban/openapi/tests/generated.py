"""Generated requests against every operation, signed in as each role: no 5xx, and every answer fits the document.

Half of what is generated fits the document and half breaks it. Where an address or body names something, things that
exist are put in for most of the examples, so that the verbs behind are reached and not only their door. Each example
is made once and sent by every role in turn, because making it costs as much as answering it. Every request is rolled
back, so each meets the same city. The operations are tried in two halves, each in a file of its own, so that two
processes share them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias
from unittest import mock

import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tongban.access import selectors
from tongban.access.models import Account
from tongban.benchmarking import selectors as benchmarks
from tongban.benchmarking import services as benchmarking
from tongban.cases import services
from tongban.cases.models import Case
from tongban.cases.states import DeliveryMethod
from tongban.cases.tests.conftest import MORNING, SYSTEM
from tongban.files import services as files
from tongban.files.tests.papers import PDF
from tongban.kernel import clock
from tongban.ledger import services as ledger
from tongban.openapi.tests.conftest import ROLES, World, build_world, operations
from tongban.ratings.models import RatingInvitation
from tongban.reference import services as reference
from tongban.shell.wsgi import application

EXAMPLES = 50  # an operation, for every role
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
Example: TypeAlias = "schemathesis.Case[Any]"
Known = Mapping[str, Sequence[Any]]


@contextmanager
def standing(django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[World, Known]]:
    """One city for all examples, with a case in every state, rolled back at the end."""
    # As Django's own test client does: a request of a test must not close the connection of the test.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    # Outside a transaction, as which every request here stands, a process remembers the rights of an account.
    compute, known = selectors.compute_rights, dict[tuple[int, int, bool], selectors.Rights]()

    def rights(account: Account, *, second_factor: bool) -> selectors.Rights:
        key = (account.pk, account.access_revision, second_factor)
        if key not in known:
            known[key] = compute(account, second_factor=second_factor)
        return known[key]

    remembering = mock.patch.object(selectors, "compute_rights", rights)
    with remembering, django_db_blocker.unblock(), transaction.atomic(), clock.frozen(MORNING):
        reference.load_reference_data(actor=SYSTEM)
        world = build_world()
        yield world, _known(world)
        transaction.set_rollback(True)
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def _known(world: World) -> Known:
    """What exists, by the name a document gives it."""
    city = world.city
    uids = [city.draft(world.licensed, materials=False)]
    uids += [make(city.promised) for make in (city.draft, city.submitted, city.accepted, city.examined)]
    uids += [city.submitted(city.one_seat), city.examined(city.promised), city.submitted(city.promised)]
    services.decide_case(case_uid=uids[-2], granted=True, actor=city.approver)
    services.deliver_result(case_uid=uids[-2], method=DeliveryMethod.WINDOW, actor=city.clerk)
    services.notify_supplement(case_uid=uids[-1], wanted={1: "看不清"}, actor=city.clerk)
    closed = city.examined(city.promised)
    services.decide_case(case_uid=closed, granted=False, reason="条件不符", actor=city.approver)
    services.deliver_result(case_uid=closed, method=DeliveryMethod.WINDOW, actor=city.clerk)
    services.close_case(case_uid=closed, actor=city.clerk)
    ledger.drain()
    instrument = Case.objects.get(uid=uids[2]).instruments.order_by("pk").first()
    assert instrument is not None
    stored = files.store(content=PDF, name="a.pdf", actor=city.resident)
    region = city.promised.region_code
    comparison = benchmarking.start_comparison(ours_region=region, theirs_region=region, actor=SYSTEM).uid
    pairs = [pair.id for pair in benchmarks.pairs(comparison, viewer=SYSTEM)]
    improvement: dict[str, Any] = {"element": "promised_limit", "target": 1, "measures": ["post"], "actor": SYSTEM}
    benchmarking.set_target(item_id=city.promised.item_id, **improvement)
    versions = [city.promised.id, city.one_seat.id, world.licensed.id]
    parties = [city.resident.party_id, city.enterprise_id, city.stranger.party_id]
    return {
        "uid": [*uids, closed],
        "identifier": [world.held],
        "code": [world.held],
        "item_id": [world.licensed.item_id],
        "comparison_uid": [comparison],
        "pair_id": pairs,
        "department_id": [city.department_id],
        "order": [1, 2],
        "instrument_id": [instrument.pk],
        "version_id": versions,
        "applicant_id": parties,
        "subject_id": parties,
        "holder_id": parties,
        "token": [RatingInvitation.objects.get().token],
        "digest": [stored.digest],
        "licence_identifier": [world.held],
    }


def _put_in(case: Example, known: Known, pick: int) -> None:
    """Name things that exist in two of three examples."""
    if pick % 3 == 0:
        return
    places: list[Any] = [case.path_parameters, case.query, case.body]
    for place in places:
        if not isinstance(place, dict):
            continue
        for name in place.keys() & known.keys():
            place[name] = known[name][pick % len(known[name])]


def _strategy(operation: Any) -> st.SearchStrategy[Example]:
    good: st.SearchStrategy[Example] = operation.as_strategy(schemathesis.GenerationMode.POSITIVE)
    if not (operation.query or operation.path_parameters or operation.body):
        return good
    return st.one_of(good, operation.as_strategy(schemathesis.GenerationMode.NEGATIVE))


def _trial(operation: Any, world: World, known: Known, seen: dict[str, set[int]]) -> Callable[[], None]:
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=_strategy(operation), pick=st.integers(0, 2**16))
    def trial(case: Example, pick: int) -> None:
        _put_in(case, known, pick)
        for role in ROLES:
            note(f"as {role}")
            token = world[role].token
            with transaction.atomic():
                response = case.call(headers={"Authorization": f"Bearer {token}"} if token else {})
                transaction.set_rollback(True)
            seen[role].add(response.status_code)
            case.validate_response(response, checks=CHECKS)

    return trial


def try_operations(world: World, known: Known, half: int) -> None:
    """Every second operation of the document, from the first or the second on, in all roles."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    found: dict[str, Any] = {}
    for result in schema.get_all_operations():
        operation: Any = result.ok()  # type: ignore[union-attr]  # a broken operation fails the test here
        found[operation.definition.raw["operationId"]] = operation
    assert found.keys() == operations().keys()
    statuses: dict[str, set[int]] = {role: set() for role in ROLES}
    for name in sorted(found)[half::2]:
        _trial(found[name], world, known, statuses)()
    for role, seen in statuses.items():
        assert seen >= ({200, 401} if role == "anonymous" else {200, 403, 404, 422}), (role, seen)
