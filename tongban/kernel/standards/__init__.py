"""National code structures and check digits, and nothing else.

Owns: item codes (12/31/33), case numbers (43/45), licence identifiers (MOD 37,36), citizen numbers
(GB 11643), unified social credit codes (GB 32100), masking and synthetic numbers. Pure functions:
no tables, no settings. Never knows a feed's own dictionaries; those live in `feeds`.
"""

from tongban.kernel.standards.case_no import CaseNo, make_case_no, parse_case_no
from tongban.kernel.standards.codes import (
    CatalogCode,
    HandlingCode,
    LegacyCatalogCode,
    TaskCode,
    parse_item_code,
)
from tongban.kernel.standards.errors import (
    BadCaseNo,
    BadCitizenNo,
    BadCode,
    BadLicenceIdentifier,
    BadUscc,
)
from tongban.kernel.standards.licence_id import (
    LicenceIdentifier,
    check_char,
    make_licence_identifier,
    parse_licence_identifier,
)
from tongban.kernel.standards.masking import mask_citizen_no, mask_mobile, mask_name, mask_uscc
from tongban.kernel.standards.people import CitizenNo, Sex, check_citizen_no, make_citizen_no
from tongban.kernel.standards.text import normalise
from tongban.kernel.standards.uscc import check_uscc, make_uscc, organisation_check, uscc_findings

__all__ = [
    "BadCaseNo",
    "BadCitizenNo",
    "BadCode",
    "BadLicenceIdentifier",
    "BadUscc",
    "CaseNo",
    "CatalogCode",
    "CitizenNo",
    "HandlingCode",
    "LegacyCatalogCode",
    "LicenceIdentifier",
    "Sex",
    "TaskCode",
    "check_char",
    "check_citizen_no",
    "check_uscc",
    "make_case_no",
    "make_citizen_no",
    "make_licence_identifier",
    "make_uscc",
    "mask_citizen_no",
    "mask_mobile",
    "mask_name",
    "mask_uscc",
    "normalise",
    "organisation_check",
    "parse_case_no",
    "parse_item_code",
    "parse_licence_identifier",
    "uscc_findings",
]
