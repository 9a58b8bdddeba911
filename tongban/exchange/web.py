"""Where other platforms knock. No session and no token: the signature says who it is."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tongban.access.services import public
from tongban.exchange import services
from tongban.exchange.errors import TooManyMessages
from tongban.kernel import clock
from tongban.kernel.actor import Actor, Channel

MOST_A_MINUTE = 600
"""Messages from one address: some ten a second, far more than two places have to say to each other."""


@csrf_exempt
@public
@require_POST
def envelopes(request: HttpRequest) -> HttpResponse:
    """Take a letter in; the answer is the signed receipt."""
    _check_rate(request)
    receipt = services.receive_envelope(raw=request.body, actor=_actor())
    return HttpResponse(receipt, content_type="application/json")


@csrf_exempt
@public
@require_POST
def contents(request: HttpRequest) -> HttpResponse:
    """Give the content that a letter of ours names, sealed for who asks."""
    _check_rate(request)
    sealed = services.give_content(raw=request.body, actor=_actor())
    return HttpResponse(sealed, content_type="application/octet-stream")


def _check_rate(request: HttpRequest) -> None:
    """By address, before anything is verified; a claimed sender's code would let strangers lock a peer out."""
    key = f"exchange:{get_adapter().get_client_ip(request)}:{clock.now():%H%M}"
    cache.add(key, 0, timeout=120)
    try:
        count = cache.incr(key)
    except ValueError:  # it went out of date in between
        count = 1
    if count > MOST_A_MINUTE:
        raise TooManyMessages()


def _actor() -> Actor:
    return Actor.system().via(Channel.API)
