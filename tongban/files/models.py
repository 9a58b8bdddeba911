"""One row per content."""

from __future__ import annotations

from django.db import models


class StoredFile(models.Model):
    """A byte string kept under its SM3 digest; rows are never changed."""

    digest = models.CharField("SM3 摘要", max_length=64, unique=True)
    size = models.BigIntegerField("字节数")
    media_type = models.CharField("媒体类型", max_length=100)
    name = models.CharField("首次入库时的文件名", max_length=200)
    stored_at = models.DateTimeField("入库时间")

    class Meta:
        verbose_name = "文件"
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="files_size_positive"),
            models.CheckConstraint(condition=models.Q(digest__regex=r"^[0-9a-f]{64}$"), name="files_digest_hex"),
        ]

    def __str__(self) -> str:
        return f"{self.digest[:12]} {self.media_type}"
