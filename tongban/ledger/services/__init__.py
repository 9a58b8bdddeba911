"""Verbs of the ledger."""

from tongban.ledger.services.checkpoints import Checkpoint, read_checkpoint, take_checkpoint
from tongban.ledger.services.deliver import deliver_one, dismiss_delivery, drain, retry_delivery
from tongban.ledger.services.export_terms import ExportReport, Selection
from tongban.ledger.services.history import (
    HistoryFile,
    PublishedKey,
    case_history_file,
    fingerprint_of,
    published_key,
    published_keys,
)
from tongban.ledger.services.jobs import run_due_jobs, run_job
from tongban.ledger.services.ocel import export_ocel
from tongban.ledger.services.prove import FactProof, SealView, check_proof, latest_seal, prove_fact
from tongban.ledger.services.record import act, clock_lag, record, tell, together
from tongban.ledger.services.requests import (
    StoredAnswer,
    abandon_request,
    begin_request,
    finish_request,
    forget_expired_requests,
)
from tongban.ledger.services.seal import seal
from tongban.ledger.services.serial import next_serial, next_serials
from tongban.ledger.services.verify import VerifyReport, verify
from tongban.ledger.services.verify_terms import Finding, Flaw, Part
from tongban.ledger.services.xes import export_xes

__all__ = [
    "Checkpoint",
    "ExportReport",
    "FactProof",
    "Finding",
    "Flaw",
    "HistoryFile",
    "Part",
    "PublishedKey",
    "SealView",
    "Selection",
    "StoredAnswer",
    "VerifyReport",
    "abandon_request",
    "act",
    "begin_request",
    "case_history_file",
    "check_proof",
    "clock_lag",
    "deliver_one",
    "dismiss_delivery",
    "drain",
    "export_ocel",
    "export_xes",
    "fingerprint_of",
    "finish_request",
    "forget_expired_requests",
    "latest_seal",
    "next_serial",
    "next_serials",
    "prove_fact",
    "published_key",
    "published_keys",
    "read_checkpoint",
    "record",
    "retry_delivery",
    "run_due_jobs",
    "run_job",
    "seal",
    "take_checkpoint",
    "tell",
    "together",
    "verify",
]
