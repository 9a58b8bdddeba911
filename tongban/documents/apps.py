"""Django's handle on the room."""

from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Legal documents."""

    name = "tongban.documents"
    label = "documents"
    verbose_name = "文书"
