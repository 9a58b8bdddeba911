"""Answers that are files: a sealed PDF, a proof somebody handed in, a history to be checked off-line."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

PDF, OCTETS, JSON = "application/pdf", "application/octet-stream", "application/json"

#: Operations that answer with a file, and of what kind; the document says so.
FILES = {
    "licence_file": PDF,
    "instrument_pdf": PDF,
    "material_file": OCTETS,
    "step_record": OCTETS,
    "case_history": JSON,
    "fee_receipt": PDF,
    "credit_paper": PDF,
    "credit_evidence": OCTETS,
    "draw_file": JSON,
    "cross_region_document": PDF,
    "interested_paper": PDF,
}


def file_answer(name: str, content: bytes, media_type: str) -> HttpResponse:
    """A file under its name; whatever opens it runs nothing of it."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
