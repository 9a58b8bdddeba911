"""A city whose database is out of reach says so: 503, in Chinese, with `Retry-After`; as a page and as problem+json.

This is the handler of faults (`urls.handler500`), which Django calls wherever in a request the fault came up: in a
middleware that reads the session, in a view, at the commit. It needs nothing of the database itself.
"""

from __future__ import annotations

import sys

import psycopg
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from tongban.access.services import public
from tongban.furniture.web import TITLES, problem_page, server_error
from tongban.kernel.errors import DomainError
from tongban.shell.middleware import problem_response

RETRY_SECONDS = 10
"""A killed database is up again in less, and a switch to a standby takes about as long."""

_PROGRAMS = ("/api/", "/healthz")
# PostgreSQL's appendix A: connection exceptions, operator intervention (without a cancelled statement), no more room
# for connections. A server that vanished says nothing, so its error has no state at all.
_STATES = ("08", "57P0", "53300")


class DatabaseAway(DomainError):
    """The database cannot be reached, or went away in the middle; whether a commit still arrived is not known."""

    code = "database_away"
    status = 503
    text = "平台和数据库的连接断了（数据库可能正在重启），这次请求没有得到确认。"
    hint = (
        "已经保存的内容不会丢失。请过一会儿再试，并先看一看这一步是不是已经办成；"
        "接口调用请带同一个 Idempotency-Key 重发。"
        "着急的事可以直接到政务服务中心窗口办理，或拨打 12345。"
    )


def is_lost(error: BaseException | None) -> bool:
    """Whether the error, or what it came from, is a database that is gone; a lock or a wrong query is not."""
    while error is not None:
        if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
            return error.sqlstate is None or error.sqlstate.startswith(_STATES)
        if isinstance(error, InterfaceError):
            return True
        if isinstance(error, OperationalError) and error.__cause__ is None:
            return True
        error = error.__cause__ or error.__context__
    return False


@public
def fault(request: HttpRequest) -> HttpResponse:
    """The answer to a fault: 503 where the database is gone, else the page of faults."""
    if not is_lost(sys.exc_info()[1]):
        return server_error(request)
    error = DatabaseAway()
    response: HttpResponse
    if request.path.startswith(_PROGRAMS):
        response = problem_response(error)
    else:
        response = problem_page(None, status=503, title=TITLES[503], what=error.sentence, do_next=error.advice)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response
