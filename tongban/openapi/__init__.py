"""The interface for programs: `/api/v1`.

Owns no tables and no rules: every operation parses, calls one verb or one question, and renders. Errors are
problem+json, a repeated POST with the same `Idempotency-Key` gets the first answer, lists are cursor pages.
"""
