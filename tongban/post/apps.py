"""Django application of the room `post`."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class PostConfig(AppConfig):
    """Parcels both ways."""

    name = "tongban.post"
    label = "post"
    verbose_name = "寄递"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register reactions and periodic jobs."""
        import_module("tongban.post.reactions")
