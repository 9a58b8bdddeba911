"""Verbs of the room `exchange`."""

from tongban.exchange.services.contents import fetch_contents, give_content
from tongban.exchange.services.handle import handle_envelope
from tongban.exchange.services.peers import (
    Agreement,
    change_peer,
    register_peer,
    resume_peer,
    revoke_peer,
    suspend_peer,
)
from tongban.exchange.services.receive import receive_envelope
from tongban.exchange.services.send import PostedEnvelope, SendReport, deliver_due, post_envelope

__all__ = [
    "Agreement",
    "PostedEnvelope",
    "SendReport",
    "change_peer",
    "deliver_due",
    "fetch_contents",
    "give_content",
    "handle_envelope",
    "post_envelope",
    "receive_envelope",
    "register_peer",
    "resume_peer",
    "revoke_peer",
    "suspend_peer",
]
