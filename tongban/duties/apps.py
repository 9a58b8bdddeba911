"""Django application of the room `duties`."""

from importlib import import_module

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """Duties, pauses, lamps."""

    name = "tongban.duties"
    label = "duties"
    verbose_name = "限时办结"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the reactions and the periodic sweep."""
        import_module("tongban.duties.reactions")
