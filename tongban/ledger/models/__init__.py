"""Tables of the ledger."""

from tongban.ledger.models.deliveries import Delivery, DeliveryState, JobRun
from tongban.ledger.models.facts import Chain, Fact, FactObject
from tongban.ledger.models.requests import RememberedRequest, Series
from tongban.ledger.models.seals import Seal

__all__ = [
    "Chain",
    "Delivery",
    "DeliveryState",
    "Fact",
    "FactObject",
    "JobRun",
    "RememberedRequest",
    "Seal",
    "Series",
]
