"""Tables of the room `credit`."""

from tongban.credit.models.paper import CreditPaper
from tongban.credit.models.plea import CreditPlea
from tongban.credit.models.record import CreditRecord

__all__ = ["CreditPaper", "CreditPlea", "CreditRecord"]
