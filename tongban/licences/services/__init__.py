"""Verbs of the room `licences`."""

from tongban.licences.services.issue import change_licence, issue_licence
from tongban.licences.services.life import cancel_licence, restore_licence, revoke_licence, suspend_licence
from tongban.licences.services.papers import LicenceFile, ensure_document, fetch_licence_file, licence_pdf
from tongban.licences.services.types import define_licence_type
from tongban.licences.services.use import Presented, present_code, use_licence

__all__ = [
    "LicenceFile",
    "Presented",
    "cancel_licence",
    "change_licence",
    "define_licence_type",
    "ensure_document",
    "fetch_licence_file",
    "issue_licence",
    "licence_pdf",
    "present_code",
    "restore_licence",
    "revoke_licence",
    "suspend_licence",
    "use_licence",
]
