"""`/healthz`: the process answers, reaches its database, and its clock is not behind what is written there."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from tongban.access.services import public
from tongban.kernel import clock
from tongban.ledger import services as ledger

_SLOW = "机器的钟比账本里最新的记录慢了{n}秒，平台的时间停在最新的记录上等它追上。请校准机器的时间。"
_WRONG = "机器的钟比账本里最新的记录慢了{n}秒，平台现在只能查看，不能办理。请校准机器的时间。"


@public
def health(request: HttpRequest) -> JsonResponse:
    """200 with `status`: `ok`, or `clock_behind` with what to do (pages are still shown, so a balancer keeps us).

    A database out of reach raises, and `lost_database` answers 503.
    """
    lag = ledger.clock_lag()
    if not lag:
        return JsonResponse({"status": "ok"})
    seconds = int(lag.total_seconds())
    text = (_WRONG if lag > clock.HOLD else _SLOW).format(n=seconds)
    answer = {"status": "clock_behind", "seconds": seconds, "text": text}
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
