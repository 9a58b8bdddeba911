"""Django application of the room `fees`."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class FeesConfig(AppConfig):
    """Payment orders, payments, refunds, reconciliation."""

    name = "tongban.fees"
    label = "fees"
    verbose_name = "缴费"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register channel, notices, reactions and periodic jobs."""
        import_module("tongban.fees.reactions")
