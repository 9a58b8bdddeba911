"""Tables of the room: the case, its materials, its instruments."""

from tongban.cases.models.case import Case
from tongban.cases.models.instrument import CaseInstrument
from tongban.cases.models.material import CaseMaterial

__all__ = ["Case", "CaseInstrument", "CaseMaterial"]
