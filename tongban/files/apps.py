"""Django's handle on the room."""

from __future__ import annotations

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Content by digest."""

    name = "tongban.files"
    label = "files"
    verbose_name = "附件"
