"""One row per content."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Length


class StoredFile(models.Model):
    """A byte string known by its SM3 digest; rows are never changed.

    A small one (`storage.IN_ROW`) lies in its row: it becomes durable with the case that names it, by the same commit.
    A larger one lies on disk, and `content` is empty.
    """

    digest = models.CharField("SM3 摘要", max_length=64, unique=True)
    size = models.BigIntegerField("字节数")
    media_type = models.CharField("媒体类型", max_length=100)
    name = models.CharField("首次入库时的文件名", max_length=200)
    stored_at = models.DateTimeField("入库时间")
    content = models.BinaryField("内容", null=True)

    class Meta:
        verbose_name = "文件"
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="files_size_positive"),
            models.CheckConstraint(condition=models.Q(digest__regex=r"^[0-9a-f]{64}$"), name="files_digest_hex"),
            models.CheckConstraint(
                condition=models.Q(content=None) | models.Q(size=Length("content")), name="files_content_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.digest[:12]} {self.media_type}"
