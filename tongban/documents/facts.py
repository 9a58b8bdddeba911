"""What the documents room publishes."""

from __future__ import annotations

from tongban.ledger.facts import FactKind

DOCUMENT_ISSUED = FactKind("document.issued", text="出具文书", primary="document", public=True)
"""Objects: document (its verification code), file (digest). Data: `kind`, `number`, `title`, `seal_department_code`."""
