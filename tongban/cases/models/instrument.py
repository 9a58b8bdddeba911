"""Written instruments of a case: number and content are fixed by the verb, the sealed PDF follows at once."""

from __future__ import annotations

from django.db import models

from tongban.cases.states import INSTRUMENT_LABELS


class CaseInstrument(models.Model):
    """One legal document (文书). `content` is what the PDF says; `document` is set when it has been made."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="instruments")
    kind = models.CharField(max_length=24, choices=list(INSTRUMENT_LABELS.items()))
    number = models.CharField(max_length=80, unique=True)
    content = models.JSONField(default=dict)
    issued_at = models.DateTimeField()
    document = models.ForeignKey("documents.IssuedDocument", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.number
