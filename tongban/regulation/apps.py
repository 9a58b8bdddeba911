"""Django application of the room `regulation`."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class RegulationConfig(AppConfig):
    """Handovers, registers, plans, inspections."""

    name = "tongban.regulation"
    label = "regulation"
    verbose_name = "审批监管联动"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register duty kinds, reactions and periodic jobs."""
        import_module("tongban.regulation.reactions")
