"""Addresses that are no pages: files, machine talk, forms of other pages."""

from __future__ import annotations

NOT_PAGES = {
    # files, data and machine talk
    "health", "portal:suggest", "portal:instrument", "portal:material", "portal:licence_file", "portal:checker",
    "workbench:material", "workbench:licence", "workbench:instrument", "mfa_download_recovery_codes",
    "portal:draw_file", "portal:draw_checker",
    "idp:oidc:configuration", "idp:oidc:jwks", "idp:oidc:token", "idp:oidc:revoke", "idp:oidc:userinfo",
    "idp:oidc:device_authorization", "idp:oidc:device_code", "idp:oidc:logout",
    "portal:credit_paper", "portal:credit_evidence", "workbench:credit_paper", "workbench:credit_evidence",
    # ways to another page
    "furniture:display", "portal:licence_notice", "portal:rate_notice", "second_factor", "mfa_authenticate",
    # forms of other pages: they answer a POST
    "portal:ask_hearing", "portal:statement", "portal:settled", "portal:record", "workbench:record", "portal:fetch",
    "portal:interested_paper", "workbench:fill",
    "portal:present", "portal:history", "portal:read_all", "portal:message", "workbench:act", "console:ledger_verify",
    "account_drop_token", "account_revoke_mandate", "console:statistics_keep", "console:guides_check",
    # other platforms talk here; the signature says who it is
    "exchange:envelopes", "exchange:contents",
    # drawings and files
    "portal:cross_region_document", "workbench:cross_region_document",
    "console:statistics_chart", "console:statistics_table", "console:statistics_report",
    "console:benchmarking_report", "console:benchmarking_roadmap",
    "console:guides_sheet_file",
    # receipts, and the signed words of banks and couriers
    "portal:fee_receipt", "portal:fee_notify", "portal:post_notify", "workbench:fee_receipt",
}  # fmt: skip
"""Addresses that show no page of their own to GET; a test opens each of them to see that this is so."""
