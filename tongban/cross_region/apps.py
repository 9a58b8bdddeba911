"""Django application of the room `cross_region`."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class CrossRegionConfig(AppConfig):
    """Cross-regional handling."""

    name = "tongban.cross_region"
    label = "cross_region"
    verbose_name = "跨域通办"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register who handles which letter, and the reactions to steps of cases."""
        import_module("tongban.cross_region.reactions")
