"""Tables of the room: the case, its materials and instruments, its steps, promises, and what stands around it."""

from tongban.cases.models.around import Counsel, VersionMove
from tongban.cases.models.batch import Batch, BatchLine
from tongban.cases.models.case import Case
from tongban.cases.models.extension import CaseExtension
from tongban.cases.models.instrument import CaseInstrument
from tongban.cases.models.interested import InterestedParty
from tongban.cases.models.logged import CaseLog, LoggedCase
from tongban.cases.models.material import CaseMaterial
from tongban.cases.models.message import CaseMessage
from tongban.cases.models.opinion import OpinionTemplate
from tongban.cases.models.promise import CaseStatement, Commitment, MaterialPromise
from tongban.cases.models.step import CaseStep, StepHand, forget_steps, signers_of, steps_of

__all__ = [
    "Batch",
    "BatchLine",
    "Case",
    "CaseExtension",
    "CaseInstrument",
    "CaseLog",
    "CaseMaterial",
    "CaseMessage",
    "CaseStatement",
    "CaseStep",
    "Commitment",
    "Counsel",
    "InterestedParty",
    "LoggedCase",
    "MaterialPromise",
    "OpinionTemplate",
    "StepHand",
    "VersionMove",
    "forget_steps",
    "signers_of",
    "steps_of",
]
