"""Django application of the room `credit`."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class CreditConfig(AppConfig):
    """Credit records, objections, repair."""

    name = "tongban.credit"
    label = "credit"
    verbose_name = "公共信用"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register duty kinds, reactions and periodic jobs."""
        import_module("tongban.credit.reactions")
