"""The verbs of the room `post`."""

from tongban.post.addresses import Address
from tongban.post.services.send import Content, cancel_courier, hand_over, order_courier
from tongban.post.services.settle import confirm_contents, reveal_address, settle_parcel
from tongban.post.services.track import receive_notice, track_parcels

__all__ = [
    "Address",
    "Content",
    "cancel_courier",
    "confirm_contents",
    "hand_over",
    "order_courier",
    "receive_notice",
    "reveal_address",
    "settle_parcel",
    "track_parcels",
]
