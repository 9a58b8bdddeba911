"""What a step leaves behind: the minutes of a hearing, the report of a test, as a stored file."""

from __future__ import annotations

from tongban.cases.errors import UploadMissing
from tongban.cases.models import CaseStep
from tongban.cases.states import STEP_KIND_LABELS
from tongban.files.selectors import stored_files


def keep_record(step: CaseStep, digest: str, file_name: str) -> None:
    """Bind a stored file to the step. Raises `UploadMissing` where it was never stored."""
    stored = stored_files((digest,)).get(digest)
    if stored is None:
        raise UploadMissing(material=f"{STEP_KIND_LABELS[step.kind]}的记录")
    step.record_digest, step.record_name = stored.digest, (file_name.strip() or stored.name)[:200]
    step.save(update_fields=["record_digest", "record_name"])
