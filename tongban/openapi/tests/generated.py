"""Generated requests against every operation, signed in as each role: no 5xx, and every answer fits the document.

Half of what is generated fits the document and half breaks it. Where an address or body names something, things that
exist are put in for most of the examples, so that the verbs behind are reached and not only their door. Each example
is made once and sent by `EACH` of the roles, another choice each time, so that every role meets every operation several
times. Every request is rolled back, so each meets the same city. The operations are tried in two halves, each in a file
of its own, so that two processes share them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
from tongban.cases.tests.conftest import MORNING, SYSTEM
from tongban.kernel import clock
from tongban.openapi.tests.conftest import ROLES, World, build_world, operations
from tongban.openapi.tests.known import Known, known_of
from tongban.reference import services as reference
from tongban.shell.wsgi import application

EXAMPLES = 50  # an operation
EACH = 2  # roles that send an example
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
Example: TypeAlias = "schemathesis.Case[Any]"


@contextmanager
def standing(django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[World, Known]]:
    """One city for all examples, with something of everything in it, rolled back at the end."""
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
        yield world, known_of(world)
        transaction.set_rollback(True)
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def _put_in(case: Example, path: str, known: Known, pick: int) -> None:
    """Name things that exist in two of three examples; in an address, those that stand at that place."""
    if pick % 3 == 0:
        return
    for name in case.path_parameters or {}:
        place = path[: path.index("{" + name + "}")] + name
        found = known.get(place) or known.get(name)
        if found:
            case.path_parameters[name] = found[pick % len(found)]
    for part in (case.query, case.body):
        if isinstance(part, dict):
            for name in part.keys() & known.keys():
                part[name] = known[name][pick % len(known[name])]


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
    @given(case=_strategy(operation), pick=st.integers(0, 2**16), first=st.integers(0, len(ROLES) - 1))
    def trial(case: Example, pick: int, first: int) -> None:
        _put_in(case, operation.path, known, pick)
        for role in (ROLES * 2)[first : first + EACH]:
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
