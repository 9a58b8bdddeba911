"""Django application of the room `licences`."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class LicencesConfig(AppConfig):
    """Licence types and licences."""

    name = "tongban.licences"
    label = "licences"
    verbose_name = "电子证照"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the reactions."""
        import_module("tongban.licences.reactions")
