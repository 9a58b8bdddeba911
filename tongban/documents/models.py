"""Documents issued."""

from __future__ import annotations

from django.db import models

from tongban.documents.states import KIND_LABELS


class IssuedDocument(models.Model):
    """One signed PDF; a wrong document is answered by another document, never changed."""

    kind = models.CharField(
        "文书种类", max_length=40, choices=[(str(kind), label) for kind, label in KIND_LABELS.items()]
    )
    number = models.CharField("文号", max_length=120)
    title = models.CharField("标题", max_length=200)
    authority_name = models.CharField("出具单位", max_length=200)
    seal_department_code = models.CharField("印章单位编码", max_length=40)
    issued_on = models.DateField("成文日期")
    issued_at = models.DateTimeField("出具时间")
    verification_code = models.CharField("核验码", max_length=24, unique=True)
    file = models.ForeignKey(
        "files.StoredFile",
        to_field="digest",
        db_column="digest",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="文件",
    )

    class Meta:
        verbose_name = "文书"
        constraints = [
            models.UniqueConstraint(fields=["seal_department_code", "number"], name="documents_number_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[str(kind) for kind in KIND_LABELS]), name="documents_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
