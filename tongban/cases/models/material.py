"""What was handed in for each material the version asks for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

PROVISIONS = [("upload", "上传"), ("licence", "电子证照"), ("paper", "窗口核验原件")]


class CaseMaterial(models.Model):
    """One material of one case; only `Case` verbs touch it."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="materials")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=500)
    provision = models.CharField(max_length=8, choices=PROVISIONS)
    digest = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    licence_identifier = models.CharField(max_length=120, blank=True)
    provided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "order"], name="case_material_once"),
            models.CheckConstraint(
                condition=(Q(provision="upload") & ~Q(digest=""))
                | (Q(provision="licence") & ~Q(licence_identifier=""))
                | Q(provision="paper"),
                name="case_material_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.provision}"
